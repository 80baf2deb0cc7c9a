package studio

import (
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// with returns a design with changes that are not written. Values of mappings
// are patched into the tree, which is several times cheaper than to read the
// text again; a slider asks for little else.
func (s *Studio) with(d *model.Design, changes []Change) (*model.Design, error) {
	patch, ok := patchOf(d.Root, changes)
	if !ok {
		text, err := changed(d.Doc, changes)
		if err != nil {
			return nil, err
		}
		return s.readable(text)
	}
	out, problems := d.Patched(patch, "")
	return out, firstError(mainOf(d.Doc).Name, problems)
}

// patchOf writes changes as one merge patch; ok is false when one of them
// removes something, leads through a list, or is no YAML.
func patchOf(root *syntax.Node, changes []Change) (patch *syntax.Node, ok bool) {
	for _, c := range changes {
		value, problems := syntax.Parse(diag.NewSource("change", []byte(c.Value)))
		if c.Delete || problems.HasErrors() || value == nil || throughList(root, c.Path) {
			return nil, false
		}
		for _, key := range slices.Backward(c.Path) {
			value = &syntax.Node{Kind: syntax.Mapping, Pairs: []syntax.Pair{{Key: &syntax.Node{Kind: syntax.Scalar, Value: key}, Value: value}}}
		}
		patch = syntax.Merge(patch, value)
	}
	return patch, true
}

func throughList(node *syntax.Node, path []string) bool {
	for _, key := range path {
		if node == nil {
			return false
		}
		if node.Kind == syntax.Sequence {
			return true
		}
		node = node.Get(key)
	}
	return false
}
