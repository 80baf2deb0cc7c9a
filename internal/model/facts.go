package model

import (
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/syntax"
)

// FactsOf returns the part of the design that a step's artifact is made from:
// its tree without everything else. It is the design as written, whichever
// variant is looked at; what the program works out is not in it.
func (d *Design) FactsOf(step *ProcessStep) *syntax.Node {
	var ways []factPath
	for _, fact := range step.Facts {
		ways = append(ways, parseFact(fact))
	}
	if d.Doc == nil || d.Doc.Root == nil {
		return &syntax.Node{Kind: syntax.Mapping}
	}
	if kept := prune(d.Doc.Root, ways); kept != nil {
		return kept
	}
	return &syntax.Node{Kind: syntax.Mapping}
}

// factPath leads from the root of a design to facts. Its text has a name a
// level: "*" is any name, "**" any number of levels, "a|b" one of two names.
// [key] behind a name asks for a mapping with that key, [key=a|b] for one with
// that value: "components.*[kind=queue|stream]". Lists are looked through.
type factPath []factName

type factName struct {
	any, deep bool
	names     []string
	has       []string // keys, one of which the mapping must have
	values    []string // one of which the key must have; nil is any
}

func parseFact(text string) factPath {
	var out factPath
	for _, part := range strings.Split(text, ".") {
		name, condition, _ := strings.Cut(strings.TrimSuffix(part, "]"), "[")
		f := factName{any: name == "*", deep: name == "**", names: strings.Split(name, "|")}
		if condition != "" {
			keys, values, valued := strings.Cut(condition, "=")
			f.has = strings.Split(keys, "|")
			if valued {
				f.values = strings.Split(values, "|")
			}
		}
		out = append(out, f)
	}
	return out
}

// holds tells whether a node fulfils the condition in brackets.
func (f factName) holds(n *syntax.Node) bool {
	if f.has == nil {
		return true
	}
	return slices.ContainsFunc(f.has, func(key string) bool {
		v := n.Get(key)
		return v != nil && (f.values == nil || slices.Contains(f.values, v.Value))
	})
}

// prune keeps what the ways lead to; nil when that is nothing.
func prune(n *syntax.Node, ways []factPath) *syntax.Node {
	ways = arrive(n, ways)
	if slices.ContainsFunc(ways, func(w factPath) bool { return len(w) == 0 }) {
		return n
	}
	out := *n
	out.Pairs, out.Items = nil, nil
	for _, p := range n.Pairs {
		if next := through(p.Key.Value, p.Value, ways); next != nil {
			if kept := prune(p.Value, next); kept != nil {
				out.Pairs = append(out.Pairs, syntax.Pair{Key: p.Key, Value: kept})
			}
		}
	}
	for _, item := range n.Items {
		if kept := prune(item, ways); kept != nil {
			out.Items = append(out.Items, kept)
		}
	}
	if len(out.Pairs) == 0 && len(out.Items) == 0 {
		return nil
	}
	return &out
}

// arrive ends the ways that may end at a node: "**" with a condition that the
// node fulfils.
func arrive(n *syntax.Node, ways []factPath) []factPath {
	out := ways
	for _, w := range ways {
		if len(w) == 1 && w[0].deep && w[0].has != nil && w[0].holds(n) {
			out = append(slices.Clone(out), factPath{})
		}
	}
	return out
}

// through returns how the ways go on below a key.
func through(key string, value *syntax.Node, ways []factPath) []factPath {
	var next []factPath
	for _, w := range ways {
		for len(w) > 0 && w[0].deep {
			next = append(next, w)
			w = w[1:]
		}
		if len(w) > 0 && (w[0].any || slices.Contains(w[0].names, key)) && w[0].holds(value) {
			next = append(next, w[1:])
		}
	}
	return next
}
