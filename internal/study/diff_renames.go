package study

import (
	"regexp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/syntax"
)

// Rename is a thing that is called otherwise than before.
type Rename struct {
	Section string `json:"section"`
	Before  string `json:"before"`
	After   string `json:"after"`
}

// likeEnough is the share of what two things say that must be the same for one to
// be the other under a new name.
const likeEnough = 0.7

type renames []Rename

// findRenames pairs what is gone from a section with what is new in it, the
// most alike first. Of two that are as much alike as each other none is taken.
func findRenames(before, after *syntax.Node) renames {
	var out renames
	for _, section := range namedSections {
		if section == "links" {
			continue // whose names are those of two components
		}
		a, b := sectionOf(before, section), sectionOf(after, section)
		gone, came := without(a, b), without(b, a)
		for _, p := range gone {
			best, second := candidate{}, candidate{}
			for _, q := range came {
				c := candidate{likeness(p.Value, q.Value), q.Key.Value}
				if c.likeness > best.likeness {
					best, second = c, best
				} else if c.likeness > second.likeness {
					second = c
				}
			}
			taken := slices.ContainsFunc(out, func(r Rename) bool { return r.Section == section && r.After == best.name })
			if best.likeness >= likeEnough && best.likeness > second.likeness && !taken {
				out = append(out, Rename{section, p.Key.Value, best.name})
			}
		}
	}
	return out
}

type candidate struct {
	likeness float64
	name     string
}

func sectionOf(root *syntax.Node, section string) *syntax.Node {
	for _, key := range strings.Split(section, ".") {
		root = root.Get(key)
	}
	return root
}

// without are the mappings of a section that another has not.
func without(n, other *syntax.Node) []syntax.Pair {
	var out []syntax.Pair
	for _, p := range n.Pairs {
		if other.Get(p.Key.Value) == nil && p.Value.Kind == syntax.Mapping {
			out = append(out, p)
		}
	}
	return out
}

// likeness is the share of single values that two things have in common, of all
// that both have (Dice 1945). Things of different kinds are not alike.
func likeness(a, b *syntax.Node) float64 {
	if kindOf(a) != kindOf(b) {
		return 0
	}
	count := map[string]int{}
	n := values(a, "", func(v string) { count[v]++ })
	both := 0
	n += values(b, "", func(v string) {
		if count[v] > 0 {
			count[v]--
			both++
		}
	})
	if n == 0 {
		return 0
	}
	return 2 * float64(both) / float64(n)
}

// values calls visit with every single value and its key, and counts them.
func values(n *syntax.Node, key string, visit func(string)) int {
	if n.Kind <= syntax.Scalar {
		visit(key + ": " + n.Value)
		return 1
	}
	count := 0
	for _, p := range n.Pairs {
		count += values(p.Value, p.Key.Value, visit)
	}
	for _, item := range n.Items {
		count += values(item, key, visit)
	}
	return count
}

// before is what a thing was called.
func (r renames) before(section, name string) string {
	for _, x := range r {
		if x.Section == section && x.After == name {
			return x.Before
		}
	}
	return name
}

var nameInText = regexp.MustCompile(`[a-z][a-z0-9-]*`)

// text puts the new names into a reference: "api.cache" becomes "api.store".
func (r renames) text(s string) string {
	return nameInText.ReplaceAllStringFunc(s, func(word string) string {
		for _, x := range r {
			if x.Before == word {
				return x.After
			}
		}
		return word
	})
}

// id puts the new names into the name of a number or a place:
// "components.cache.rate.peak".
func (r renames) id(id string) string {
	if len(r) == 0 {
		return id
	}
	parts := strings.Split(id, ".")
	for i := 1; i < len(parts); i++ {
		section := strings.Join(parts[:i], ".")
		for _, x := range r {
			link := parts[0] == "links" && i <= 2 && (x.Section == "components" || x.Section == "actors")
			if x.Before == parts[i] && (x.Section == section || strings.HasSuffix(section, "."+x.Section) || link) {
				parts[i] = x.After
				break
			}
		}
	}
	return strings.Join(parts, ".")
}

// follow puts the new names into the earlier tree wherever the later one has
// them, so that what is left between the two is what was changed besides.
func (r renames) follow(a, b *syntax.Node) *syntax.Node {
	if len(r) == 0 || a == nil || b == nil || a.Kind != b.Kind {
		return a
	}
	out := *a
	switch a.Kind {
	case syntax.Scalar:
		if a.Value != b.Value && r.text(a.Value) == b.Value {
			return b
		}
	case syntax.Mapping:
		out.Pairs = make([]syntax.Pair, len(a.Pairs))
		for i, p := range a.Pairs {
			key := *p.Key
			if name := r.text(key.Value); b.Get(key.Value) == nil && b.Get(name) != nil && a.Get(name) == nil {
				key.Value = name
			}
			out.Pairs[i] = syntax.Pair{Key: &key, Value: r.follow(p.Value, b.Get(key.Value))}
		}
	case syntax.Sequence:
		out.Items = make([]*syntax.Node, len(a.Items))
		for i, item := range a.Items {
			out.Items[i] = r.follow(item, r.counterpart(a, b, i))
		}
	}
	return &out
}

// counterpart is the item of the later list that one of the earlier became: the
// one in its place, or where lists differ in length one that is the same but for
// the names.
func (r renames) counterpart(a, b *syntax.Node, i int) *syntax.Node {
	if len(a.Items) == len(b.Items) {
		return b.Items[i]
	}
	for _, item := range b.Items {
		if len(syntax.Compare(r.follow(a.Items[i], item), item)) == 0 {
			return item
		}
	}
	return nil
}
