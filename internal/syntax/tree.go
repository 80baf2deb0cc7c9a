package syntax

import (
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/loadpath/loadpath/internal/diag"
)

// maxExpansion is how many nodes a text may stand for once every alias is
// followed. A "billion laughs" text passes it within a dozen lines.
const maxExpansion = 1_000_000

// builder turns the library's nodes into ours: it finds where each one ends,
// follows aliases and merge keys, and reports what a design cannot hold.
type builder struct {
	src      *diag.Source
	text     []byte // what was parsed; the same length as src.Text
	marks    marks
	problems diag.List

	built    map[*yaml.Node]*Node // anchored nodes that are finished
	open     map[*yaml.Node]bool  // anchored nodes being built
	sizes    map[*Node]int        // nodes below an anchored node, aliases followed
	expanded int
	tooMuch  bool

	// sites, when not nil, asks for the tree as written: aliases and merge
	// keys stay scalars, and duplicate keys stay.
	sites map[*Node]site
}

// site is how a node stands in the text, for edits.
type site struct {
	outer int  // where its anchor or tag starts; Span.Start without one
	flow  bool // a collection written with brackets
	alias bool
	block bool // a block scalar
}

func newBuilder(src *diag.Source, text []byte) *builder {
	return &builder{
		src: src, text: text, marks: newMarks(text),
		built: map[*yaml.Node]*Node{}, open: map[*yaml.Node]bool{}, sizes: map[*Node]int{},
	}
}

func (b *builder) document(doc *yaml.Node) *Node {
	if doc == nil || len(doc.Content) == 0 {
		end := len(b.text)
		return &Node{Kind: Null, Span: b.span(end, end)}
	}
	root, _ := b.node(doc.Content[0])
	return root
}

func (b *builder) span(start, end int) diag.Span {
	return diag.Span{Source: b.src, Start: start, End: end}
}

func (b *builder) report(code string, span diag.Span, message, help string) {
	b.problems = append(b.problems, diag.Diagnostic{Code: code, Span: span, Message: message, Help: help})
}

// node returns our node and the offset at which its text ends, which for an
// alias is not the end of the node's span.
func (b *builder) node(y *yaml.Node) (*Node, int) {
	outer := b.marks.offset(y.Line, y.Column)
	if y.Kind == yaml.AliasNode {
		return b.alias(y, outer)
	}
	if y.Anchor != "" {
		b.open[y] = true
		defer delete(b.open, y)
	}
	before := b.expanded
	b.expanded++
	start, bare := b.skipProperties(y, outer)
	n := &Node{}
	var end int
	switch y.Kind {
	case yaml.MappingNode:
		n.Kind = Mapping
		end = b.mapping(y, n, start)
	case yaml.SequenceNode:
		n.Kind = Sequence
		end = b.sequence(y, n, start)
	default:
		start, end = b.scalar(y, n, start, bare)
	}
	n.Span = b.span(start, end)
	if b.sites != nil {
		b.sites[n] = site{
			outer: min(outer, start),
			flow:  n.Kind >= Mapping && start < end && (b.text[start] == '{' || b.text[start] == '['),
			block: n.Kind == Scalar && y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0,
		}
	}
	if y.Anchor != "" {
		b.built[y] = n
		b.sizes[n] = b.expanded - before
	}
	return n, end
}

// alias follows an alias. What cannot be followed counts as null.
func (b *builder) alias(y *yaml.Node, start int) (*Node, int) {
	end := start + 1 + len(y.Value)
	at := b.span(start, end)
	if b.sites != nil {
		n := &Node{Kind: Scalar, Span: at, Value: at.Text()}
		b.sites[n] = site{outer: start, alias: true}
		return n, end
	}
	null := &Node{Kind: Null, Span: at}
	if b.open[y.Alias] {
		b.report("alias-loop", at, fmt.Sprintf("%q stands inside the value it refers to", "*"+y.Value),
			"write the value out instead of referring to it")
		return null, end
	}
	target := b.built[y.Alias]
	if target == nil {
		return null, end
	}
	if !b.tooMuch {
		b.expanded += b.sizes[target]
	}
	if b.expanded > maxExpansion {
		if !b.tooMuch {
			b.tooMuch = true
			b.report("alias-bomb", at,
				fmt.Sprintf("aliases multiply this file to more than %d values", maxExpansion),
				"write the values out instead of referring to references")
		}
		return null, end
	}
	return target, end
}

func (b *builder) mapping(y *yaml.Node, n *Node, start int) int {
	end := start
	first := make(map[string]diag.Span, len(y.Content)/2)
	var merges []*Node
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, keyEnd := b.node(y.Content[i])
		value, valueEnd := b.node(y.Content[i+1])
		end = max(end, keyEnd, valueEnd)
		empty := key.Span.Start == key.Span.End
		if key.Kind == Null && !empty {
			key = &Node{Kind: Scalar, Span: key.Span, Value: key.Span.Text()} // a key that is called null
		}
		switch {
		case b.sites != nil:
			n.Pairs = append(n.Pairs, Pair{key, value})
		case key.Kind == Null:
			b.report("complex-key", key.Span, "a key is missing before the colon", `write "name: value"`)
		case key.Kind != Scalar:
			b.report("complex-key", key.Span, "a list or a mapping cannot be a key",
				"write a plain name, or put a text with brackets in quotes")
		case y.Content[i].Tag == "!!merge":
			merges = append(merges, value)
		default:
			if at, ok := first[key.Value]; ok {
				b.problems = append(b.problems, duplicateKey(key, at))
				continue
			}
			first[key.Value] = key.Span
			n.Pairs = append(n.Pairs, Pair{key, value})
		}
	}
	for _, m := range merges {
		b.merge(n, first, m)
	}
	if start < len(b.text) && b.text[start] == '{' {
		return closingBracket(b.text, max(end, start+1), '}')
	}
	return end
}

func duplicateKey(key *Node, first diag.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Code: "duplicate-key", Span: key.Span,
		Message: fmt.Sprintf("key %q stands here a second time", key.Value),
		Help:    "rename one of the two, or join what they hold",
		Related: []diag.Related{{Span: first, Message: fmt.Sprintf("the first %q, which counts", key.Value)}},
	}
}

// merge adds the pairs of a merge key (<<) that the mapping does not say
// itself. https://yaml.org/type/merge.html
func (b *builder) merge(n *Node, have map[string]diag.Span, from *Node) {
	switch from.Kind {
	case Mapping:
		for _, p := range from.Pairs {
			if _, ok := have[p.Key.Value]; !ok {
				have[p.Key.Value] = p.Key.Span
				n.Pairs = append(n.Pairs, p)
			}
		}
	case Sequence:
		for _, item := range from.Items {
			if item.Kind == Mapping {
				b.merge(n, have, item)
				continue
			}
			b.report("merge-key", item.Span, `"<<" can only take in mappings`, "refer to a mapping: <<: [*one, *two]")
		}
	default:
		b.report("merge-key", from.Span, `"<<" can only take in a mapping`, `refer to a mapping: "<<: *name"`)
	}
}

func (b *builder) sequence(y *yaml.Node, n *Node, start int) int {
	end := start
	if start < len(b.text) {
		end++ // the bracket or the dash
	}
	for _, c := range y.Content {
		item, itemEnd := b.node(c)
		n.Items = append(n.Items, item)
		end = max(end, itemEnd)
	}
	if start < len(b.text) && b.text[start] == '[' {
		return closingBracket(b.text, end, ']')
	}
	return end
}

// scalar fills a scalar or null and returns its extent. bare is where the
// properties end, which is where a value without text stands.
func (b *builder) scalar(y *yaml.Node, n *Node, start, bare int) (int, int) {
	n.Kind, n.Value = Scalar, y.Value
	switch {
	case y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		n.Quoted = true
		return start, quotedEnd(b.text, start)
	case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		n.Quoted = true
		return start, blockEnd(b.text, start, y.Value)
	case y.Value == "":
		n.Kind = Null
		return bare, bare
	}
	tagged := y.Style&yaml.TaggedStyle != 0
	switch y.Value {
	case "null", "Null", "NULL", "~":
		if !tagged {
			n.Kind, n.Value = Null, ""
		}
	}
	n.Quoted = tagged && y.Tag == "!!str"
	return start, plainEnd(b.text, start, y.Value)
}
