package study

import (
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/syntax"
)

// PartChange is a thing of a design, as a component or a flow, that came, went
// or says something else; or a section without names, as constraints.
type PartChange struct {
	Section string       `json:"section"` // "components", "requirements.quality"
	Name    string       `json:"name,omitempty"`
	Change  string       `json:"change"` // added, removed, changed
	Kind    string       `json:"kind,omitempty"`
	Facts   []FactChange `json:"facts"` // what it says otherwise; none when it came or went
}

// namedSections are the sections of things with names, in the order in which a
// reader wants to know of them.
var namedSections = []string{
	"components", "flows", "requirements.quality", "requirements.functional", "data", "links", "api.endpoints", "boundaries", "actors", "journeys",
	"assume", "growth", "load", "failures", "variants", "decisions", "stakeholders",
}

// compareFacts finds what was renamed, and what stands otherwise in the files.
func (d *Diff) compareFacts() {
	before, after := d.Studies[0].Design, d.Studies[1].Design
	a, b := withSections(before.Root), withSections(after.Root)
	names := findRenames(a, b)
	d.Renames = names
	a = names.follow(a, b)
	at := map[string]int{}
	for _, c := range syntax.Compare(a, b) {
		section, name, rest := partOf(c.Path)
		p := PartChange{Section: section, Name: name, Change: "changed", Facts: []FactChange{}}
		whole := name != "" && len(rest) == 0
		switch {
		case whole && c.Before == nil:
			p.Change, p.Kind = "added", kindOf(c.After)
		case whole && c.After == nil:
			p.Change, p.Kind = "removed", kindOf(c.Before)
		}
		i, ok := at[section+"."+name]
		if !ok {
			i = len(d.Parts)
			at[section+"."+name] = i
			d.Parts = append(d.Parts, p)
		}
		if p.Change == "changed" {
			fact := factChange(c)
			fact.text = syntax.Change{Path: rest, Before: c.Before, After: c.After}.String()
			if len(rest) == 0 {
				fact.text = factText(c)
			}
			d.Parts[i].Facts = append(d.Parts[i].Facts, fact)
		}
	}
	slices.SortStableFunc(d.Parts, func(p, q PartChange) int { return p.order() - q.order() })
	d.Steps = changedSteps(before, after)
}

// factText says how a thing changed that is one value.
func factText(c syntax.Change) string {
	switch {
	case c.Before == nil:
		return syntax.Short(c.After)
	case c.After == nil:
		return "was " + syntax.Short(c.Before)
	}
	return syntax.Short(c.Before) + " → " + syntax.Short(c.After)
}

// order puts the sections in the order of interest, those without names last.
func (p PartChange) order() int {
	if i := slices.Index(namedSections, p.Section); i >= 0 {
		return i
	}
	return len(namedSections)
}

func kindOf(n *syntax.Node) string {
	if kind := n.Get("kind"); kind != nil {
		return kind.Value
	}
	return ""
}

// partOf cuts a path into the section, the name of the thing and what is below.
func partOf(path syntax.Path) (section, name string, rest syntax.Path) {
	for _, s := range namedSections {
		depth := strings.Count(s, ".") + 1
		if len(path) > depth && path[:depth].String() == s {
			return s, path[depth], path[depth+1:]
		}
	}
	if len(path) == 0 {
		return "", "", nil
	}
	return path[0], "", path[1:]
}

// withSections is a tree in which every named section exists, so that a first
// component is a new component and not a new section.
func withSections(root *syntax.Node) *syntax.Node {
	patch := &syntax.Node{Kind: syntax.Mapping}
	for _, section := range namedSections {
		at := patch
		for _, key := range strings.Split(section, ".") {
			next := at.Get(key)
			if next == nil {
				next = &syntax.Node{Kind: syntax.Mapping}
				at.Pairs = append(at.Pairs, syntax.Pair{Key: &syntax.Node{Kind: syntax.Scalar, Value: key}, Value: next})
			}
			at = next
		}
	}
	return syntax.Merge(root, patch)
}
