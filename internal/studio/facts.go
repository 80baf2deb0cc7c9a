package studio

import (
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// factsOf are the lines of a thing that can be changed in place: its scalars
// and those of the mappings in it. A thing that stands in an included file has
// none, since only the file itself is written.
func factsOf(d *model.Design, path ...string) []Fact {
	node := d.Root
	for _, key := range path {
		node = node.Get(key)
	}
	out := []Fact{}
	if node == nil || d.Doc == nil || len(d.Doc.Sources) == 0 || node.Span.Source != mainOf(d.Doc) {
		return out
	}
	return walkFacts(out, node, path, "", node.Span.Source)
}

func walkFacts(out []Fact, node *syntax.Node, path []string, name string, src *diag.Source) []Fact {
	switch node.Kind {
	case syntax.Mapping:
		for _, p := range node.Pairs {
			inner := p.Key.Value
			if name != "" {
				inner = name + " " + inner
			}
			out = walkFacts(out, p.Value, append(path[:len(path):len(path)], p.Key.Value), inner, src)
		}
	case syntax.Scalar:
		if node.Span.Source == src {
			out = append(out, Fact{Path: path, Name: name, Text: node.Value})
		}
	}
	return out
}
