package syntax

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// Path leads from the root to a value: keys of mappings and, for items of
// sequences, decimal indexes from 0.
type Path []string

// String returns the path as people write it: components.api.steps.0.
func (p Path) String() string {
	if len(p) == 0 {
		return "the file"
	}
	return strings.Join(p, ".")
}

// The edits below return replacements of bytes; everything outside them stays
// as it is. Values are given as YAML text, over several lines if need be, and
// are indented, or written in brackets, as their new place demands. Each edit
// is read back before it is returned: an error means that it would not do
// exactly what was asked, and that nothing should be changed.

// Set replaces the value at a path, or inserts it when the last key of the
// path, or more of it, does not exist yet. Comments beside a replaced scalar
// stay.
func Set(src *diag.Source, path Path, text string) ([]diag.Edit, error) {
	e, trail, err := openAt(src, path)
	if err != nil {
		return nil, err
	}
	if len(trail) <= len(path) {
		return e.insert(path, trail, text)
	}
	v, err := e.value(text)
	if err != nil {
		return nil, err
	}
	want := changed(e.root, path, func(*Node) *Node { return v.root })
	return e.verified(e.replace(path, trail, v), want)
}

// Insert adds a key that must not exist to a mapping, creating the mappings
// above it where they are missing or empty. It goes to the end of the mapping.
func Insert(src *diag.Source, path Path, text string) ([]diag.Edit, error) {
	e, trail, err := openAt(src, path)
	if err != nil {
		return nil, err
	}
	if len(trail) > len(path) {
		return nil, fmt.Errorf("%s exists already", path)
	}
	return e.insert(path, trail, text)
}

// Append adds an item to the end of the sequence at a path, which is created
// when it is missing or empty.
func Append(src *diag.Source, path Path, text string) ([]diag.Edit, error) {
	e, trail, err := openAt(src, path)
	if err != nil {
		return nil, err
	}
	v, err := e.value(text)
	if err != nil {
		return nil, err
	}
	if len(trail) <= len(path) {
		return e.insert(path, trail, v.item())
	}
	list := trail[len(path)]
	if list.Kind == Null {
		list, err := e.value(v.item())
		if err != nil {
			return nil, err
		}
		want := changed(e.root, path, func(*Node) *Node { return list.root })
		return e.verified(e.replace(path, trail, list), want)
	}
	if list.Kind != Sequence {
		return nil, fmt.Errorf("%s is not a list", path)
	}
	want := changed(e.root, path, func(n *Node) *Node {
		return &Node{Kind: Sequence, Items: append(slices.Clone(n.Items), v.root)}
	})
	return e.verified(e.addItem(list, v), want)
}

// Delete removes a key with its value, or an item. A mapping or sequence that
// loses its last entry becomes {} or [].
func Delete(src *diag.Source, path Path) ([]diag.Edit, error) {
	e, trail, err := openAt(src, path)
	if err != nil {
		return nil, err
	}
	if len(path) == 0 || len(trail) <= len(path) {
		return nil, fmt.Errorf("%s does not exist", path)
	}
	last := len(path) - 1
	i := position(trail[last], path[last])
	want := changed(e.root, path[:last], func(n *Node) *Node {
		out := *n
		if n.Kind == Mapping {
			out.Pairs = slices.Delete(slices.Clone(n.Pairs), i, i+1)
		} else {
			out.Items = slices.Delete(slices.Clone(n.Items), i, i+1)
		}
		return &out
	})
	return e.verified(e.remove(path, trail, i), want)
}

// Rename gives the key at a path another name and writes that name over every
// reference to it. References may lie in other sources; their edits are
// returned too.
func Rename(src *diag.Source, path Path, name string, references []diag.Span) ([]diag.Edit, error) {
	e, trail, err := openAt(src, path)
	if err != nil {
		return nil, err
	}
	if len(path) == 0 || len(trail) <= len(path) {
		return nil, fmt.Errorf("%s does not exist", path)
	}
	parent := trail[len(path)-1]
	if parent.Kind != Mapping {
		return nil, fmt.Errorf("%s is an item of a list and has no name", path)
	}
	if parent.index(name) >= 0 {
		return nil, fmt.Errorf("%q exists already", name)
	}
	key := parent.Pairs[parent.index(path[len(path)-1])].Key
	own := []diag.Edit{{Span: key.Span, New: Quote(name)}}
	var others []diag.Edit
	for _, r := range references {
		edit := diag.Edit{Span: r, New: name}
		switch {
		case r.Source != src:
			others = append(others, edit)
		case !slices.Contains(own, edit) && r != key.Span:
			own = append(own, edit)
		}
	}
	if _, err := e.reread(own); err != nil {
		return nil, err
	}
	return append(own, others...), nil
}

// Apply returns the text with the edits made. Edits must lie within the text
// and must not overlap; insertions at one place keep their order.
func Apply(text []byte, edits []diag.Edit) ([]byte, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b diag.Edit) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
	})
	var out bytes.Buffer
	at := 0
	for _, e := range sorted {
		if e.Span.Start < at || e.Span.End < e.Span.Start || e.Span.End > len(text) {
			return nil, fmt.Errorf("edit of bytes %d to %d overlaps another or leaves the text", e.Span.Start, e.Span.End)
		}
		out.Write(text[at:e.Span.Start])
		out.WriteString(e.New)
		at = e.Span.End
	}
	out.Write(text[at:])
	return out.Bytes(), nil
}

// editor holds a text and its tree as written: aliases are scalars.
type editor struct {
	src   *diag.Source
	text  []byte
	root  *Node
	sites map[*Node]site
	eol   string
	step  int // indentation of nested blocks
}

func openEditor(src *diag.Source) (*editor, error) {
	root, sites, err := asWritten(src)
	if err != nil {
		return nil, err
	}
	e := &editor{src: src, text: src.Text, root: root, sites: sites, eol: "\n", step: 2}
	if 2*bytes.Count(src.Text, []byte("\r\n")) > bytes.Count(src.Text, []byte("\n")) {
		e.eol = "\r\n"
	}
	if step := e.usualStep(root); step > 0 {
		e.step = step
	}
	return e, nil
}

// asWritten parses a text for editing; the error names the first problem.
func asWritten(src *diag.Source) (*Node, map[*Node]site, error) {
	text, problems := readable(src)
	if problems.HasErrors() {
		return nil, nil, fmt.Errorf("%s: %s", problems[0].Span, problems[0].Message)
	}
	doc, err := compose(text)
	if err != nil {
		d, _ := explain(src, text, err)
		return nil, nil, fmt.Errorf("%s: %s", d.Span, d.Message)
	}
	b := newBuilder(src, text)
	b.sites = map[*Node]site{}
	return b.document(doc), b.sites, nil
}

// usualStep returns by how much the first nested block mapping is indented, 0
// when there is none.
func (e *editor) usualStep(n *Node) int {
	if n.Kind != Mapping || e.sites[n].flow {
		return 0
	}
	for _, p := range n.Pairs {
		if p.Value.Kind != Mapping || e.sites[p.Value].flow || len(p.Value.Pairs) == 0 {
			continue
		}
		if step := e.column(p.Value) - e.column(n); step > 0 {
			return step
		}
	}
	return 0
}

// column returns how many characters stand before a node on its line.
func (e *editor) column(n *Node) int { return n.Span.Position().Column - 1 }

// openAt opens an editor and follows a path in it as far as it exists.
func openAt(src *diag.Source, path Path) (*editor, []*Node, error) {
	e, err := openEditor(src)
	if err != nil {
		return nil, nil, err
	}
	trail, err := e.walk(path)
	return e, trail, err
}

// walk follows a path as far as it exists. The trail holds the nodes from the
// root on: one more than the path when all of it exists.
func (e *editor) walk(path Path) ([]*Node, error) {
	if len(path) >= maxDepth {
		return nil, fmt.Errorf("a path of %d names is deeper than the %d that a file may be", len(path), maxDepth)
	}
	trail := []*Node{e.root}
	for i, step := range path {
		n := trail[i]
		switch {
		case n.Kind == Null:
			return trail, nil
		case e.sites[n].alias:
			return nil, fmt.Errorf("%s is a reference (%s); change the value it refers to", path[:i], n.Value)
		case n.Kind == Scalar:
			return nil, fmt.Errorf("%s is a single value and holds no %q", path[:i], step)
		}
		k := position(n, step)
		switch {
		case k < 0 && n.Kind == Sequence:
			return nil, fmt.Errorf("%s has no item %s", path[:i], step)
		case k < 0:
			return trail, nil
		case n.Kind == Mapping:
			trail = append(trail, n.Pairs[k].Value)
		default:
			trail = append(trail, n.Items[k])
		}
	}
	return trail, nil
}

// position returns where a step of a path leads inside a collection, or -1.
func position(n *Node, step string) int {
	if n.Kind == Mapping {
		return n.index(step)
	}
	i, err := strconv.Atoi(step)
	if err != nil || i < 0 || i >= len(n.Items) {
		return -1
	}
	return i
}

// changed returns a tree in which the node at an existing path is another.
func changed(n *Node, path Path, change func(*Node) *Node) *Node {
	if len(path) == 0 {
		return change(n)
	}
	out := *n
	i := position(n, path[0])
	if n.Kind == Mapping {
		out.Pairs = slices.Clone(n.Pairs)
		out.Pairs[i].Value = changed(n.Pairs[i].Value, path[1:], change)
	} else {
		out.Items = slices.Clone(n.Items)
		out.Items[i] = changed(n.Items[i], path[1:], change)
	}
	return &out
}

var errMisplaced = errors.New("this cannot be written here without changing something else; write it by hand")

// verified returns the edits if the text they make means what is wanted.
func (e *editor) verified(edits []diag.Edit, want *Node) ([]diag.Edit, error) {
	got, err := e.reread(edits)
	if err != nil {
		return nil, err
	}
	if same(got, want) {
		return edits, nil
	}
	// A block of text that has come to stand at the very end keeps its line
	// break only if there is one.
	end := len(e.text)
	edits = append(edits, e.edit(end, end, e.eol))
	if got, err := e.reread(edits); err != nil || !same(got, want) {
		return nil, errMisplaced
	}
	return edits, nil
}

func (e *editor) reread(edits []diag.Edit) (*Node, error) {
	text, err := Apply(e.text, edits)
	if err != nil {
		return nil, err
	}
	root, _, err := asWritten(diag.NewSource(e.src.Name, text))
	if err != nil {
		return nil, errMisplaced
	}
	return root, nil
}

// same tells whether two trees mean the same.
func same(a, b *Node) bool {
	if a.Kind != b.Kind || a.Value != b.Value {
		return false
	}
	return slices.EqualFunc(a.Items, b.Items, same) &&
		slices.EqualFunc(a.Pairs, b.Pairs, func(p, q Pair) bool { return same(p.Key, q.Key) && same(p.Value, q.Value) })
}
