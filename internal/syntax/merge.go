package syntax

import "slices"

// Merge applies a JSON merge patch to a tree: null removes a key, mappings are
// merged key by key, everything else replaces. RFC 7396, section 2. Neither
// argument changes; what the patch leaves alone is shared with base, and what
// it brings keeps its place in the patch.
func Merge(base, patch *Node) *Node {
	if patch == nil {
		return base
	}
	if patch.Kind != Mapping {
		return patch
	}
	if base == nil || base.Kind != Mapping {
		base = &Node{Kind: Mapping, Span: patch.Span}
	} else if len(patch.Pairs) == 0 {
		return base
	}
	out := *base
	out.Pairs = slices.Clone(base.Pairs)
	for _, p := range patch.Pairs {
		i := out.index(p.Key.Value)
		switch {
		case p.Value.Kind == Null && i >= 0:
			out.Pairs = slices.Delete(out.Pairs, i, i+1)
		case p.Value.Kind == Null:
			// Removing what is not there changes nothing.
		case i < 0:
			out.Pairs = append(out.Pairs, Pair{p.Key, Merge(nil, p.Value)})
		case p.Value.Kind == Mapping && out.Pairs[i].Value.Kind == Mapping:
			out.Pairs[i].Value = Merge(out.Pairs[i].Value, p.Value)
		default:
			out.Pairs[i] = Pair{p.Key, Merge(nil, p.Value)}
		}
	}
	return &out
}

// index returns the position of a key, or -1.
func (n *Node) index(key string) int {
	return slices.IndexFunc(n.Pairs, func(p Pair) bool { return p.Key.Value == key })
}
