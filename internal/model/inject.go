package model

import (
	"reflect"
	"strings"

	"github.com/loadpath/loadpath/internal/syntax"
)

// InjectVerbs is the one table of the ways to break something. The language
// owns the words; package sim carries them out.
var InjectVerbs = []InjectVerb{
	{"crash", "component|replica|boundary|all", nil, "Refuses, and loses what is in memory."},
	{"restart", "component|replica|boundary|all", []string{"batch", "every"}, "Stops and starts: all at once, or so many at a time."},
	{"pause", "component|replica|boundary|all", nil, "Keeps queue and connections and does nothing."},
	{"slow", "component|replica|boundary|all", []string{"by"}, "Work takes so many times as long."},
	{"hang", "component|replica|boundary|all", nil, "Accepts and never answers."},
	{"errors", "component|replica|link|flow|all", []string{"rate"}, "So many calls fail."},
	{"delay", "component|link|boundary|pair|all", []string{"by", "one-way"}, "Calls take so much longer on the way."},
	{"loss", "component|link|boundary|pair|all", []string{"rate", "one-way"}, "So many messages are lost on the way."},
	{"cut", "pair|link|boundary|component", []string{"one-way"}, "Two sides do not reach each other: [a, b] or [a, [b, c]]."},
	{"bandwidth", "component|link|boundary", []string{"to"}, "The link carries only so much."},
	{"unresolve", "component", nil, "Its name is empty."},
	{"flush", "component", nil, "The cache is emptied."},
	{"drop", "component|flow", nil, "Held connections are dropped."},
	{"hot", "component|entity|flow", []string{"entity"}, "So much of the traffic falls on one key."},
	{"poison", "component|flow|entity", []string{"rate"}, "A message or value that cannot be processed."},
	{"surge", "flow|actor|all", []string{"by"}, "So many times the load."},
	{"halt", "flow|actor|component|all", nil, "Nothing arrives, or nothing is consumed."},
	{"admit", "flow|actor|component|all", []string{"to"}, "Only so much of the load is let in."},
	{"lag", "component", []string{"by"}, "Copies are so far behind."},
	{"fill", "component", []string{"of", "to", "by"}, "The disk is full."},
	{"skew", "component|replica", []string{"by"}, "The clock is wrong."},
	{"deploy", "component", []string{"errors", "slow", "batch", "every"}, "A release with these faults reaches a share."},
	{"expire", "component|link|all", nil, "A certificate is out of date."},
	{"blind", "component", []string{"of"}, "Monitoring, autoscaler or health checks see nothing."},
	{"stale", "component", nil, "Name answers stay what they were."},
	{"leak", "component", []string{"of", "by"}, "Connections, descriptors or memory are used up bit by bit."},
	{"split", "component", nil, "Two primaries at the same time."},
	{"steal", "component|replica|boundary", []string{"by"}, "So much of the processor is gone."},
	{"set", "patch", nil, "An operator's action: a merge patch of values; it adds and removes no parts."},
}

// InjectVerbOf returns the verb of that name, or nil.
func InjectVerbOf(name string) *InjectVerb {
	for i := range InjectVerbs {
		if InjectVerbs[i].Name == name {
			return &InjectVerbs[i]
		}
	}
	return nil
}

// decodeNode reads a fault: one verb, and its options beside it. A key that is
// both a verb and an option (errors and slow beside deploy) is an option when
// another verb stands there.
func (fault *Fault) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	fault.Span, fault.node = n.Span, n
	if n.Kind != syntax.Mapping {
		d.errorf(n.Span, "wrong-shape", "write {crash: db.primary, at: 60s, for: 5min}", "%s must be a mapping, not %s", quotePath(path), shapeOf(n))
		return
	}
	verb := faultVerb(n)
	if verb == nil {
		help := suggest(firstKey(n), injectNames())
		if help == "" {
			help = "a fault is one verb and its options: " + strings.Join(injectNames(), ", ")
		}
		d.errorf(n.Span, "no-verb", help, "this fault has no verb")
		return
	}
	fault.Verb = verb.Key.Value
	fault.target(d, verb.Value, join(path, fault.Verb))
	s := specOf(reflect.TypeFor[faultOptions]())
	known := InjectVerbOf(fault.Verb)
	for i := range n.Pairs {
		p := &n.Pairs[i]
		if p.Key == verb.Key {
			continue
		}
		opt, ok := s.byKey[p.Key.Value]
		allowed := ok && (contains(commonOptions, opt.key) || contains(known.Options, opt.key))
		switch {
		case allowed:
			d.value(p.Value, reflect.ValueOf(&fault.faultOptions).Elem().FieldByIndex(opt.index), opt, join(path, opt.key))
		case InjectVerbOf(p.Key.Value) != nil:
			d.errorf(p.Key.Span, "two-verbs", "make it two faults", "this fault has two verbs, %q and %q", fault.Verb, p.Key.Value)
		default:
			d.errorf(p.Key.Span, "unknown-key", suggest(p.Key.Value, append(append([]string(nil), commonOptions...), known.Options...)), "%q takes no %q", fault.Verb, p.Key.Value)
		}
	}
}

var commonOptions = []string{"at", "for", "until", "share", "zone", "ramp"}

// faultVerb finds the verb of a fault; deploy wins over errors and slow.
func faultVerb(n *syntax.Node) *syntax.Pair {
	var first *syntax.Pair
	for i := range n.Pairs {
		p := &n.Pairs[i]
		if InjectVerbOf(p.Key.Value) == nil {
			continue
		}
		if p.Key.Value == "deploy" {
			return p
		}
		if first == nil {
			first = p
		}
	}
	return first
}

// target reads what a verb names: one name, a list, or two sides.
func (fault *Fault) target(d *decoder, n *syntax.Node, path string) {
	if fault.Verb == "set" {
		fault.Set = n
		return
	}
	kinds := splitTag(InjectVerbOf(fault.Verb).Targets, "|")
	one := func(item *syntax.Node) []Ref {
		if !d.scalar(item, path, "a name") {
			return nil
		}
		ref := Ref{Text: item.Value, Span: item.Span}
		d.refs = append(d.refs, reference{ref: ref, kinds: kinds, path: path})
		return []Ref{ref}
	}
	if n.Kind != syntax.Sequence {
		fault.Targets = one(n)
		return
	}
	for _, item := range n.Items {
		var side []Ref
		if item.Kind == syntax.Sequence {
			for _, inner := range item.Items {
				side = append(side, one(inner)...)
			}
		} else {
			side = one(item)
		}
		fault.Groups = append(fault.Groups, side)
		fault.Targets = append(fault.Targets, side...)
	}
}

func injectNames() []string {
	names := make([]string, len(InjectVerbs))
	for i, v := range InjectVerbs {
		names[i] = v.Name
	}
	return names
}

func firstKey(n *syntax.Node) string {
	if len(n.Pairs) == 0 {
		return ""
	}
	return n.Pairs[0].Key.Value
}
