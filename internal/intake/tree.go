package intake

import (
	"bytes"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// parse reads a text that may be YAML of several documents, or JSON.
func parse(src *diag.Source) ([]*syntax.Node, diag.List) {
	if !bytes.HasPrefix(bytes.TrimSpace(src.Text), []byte("{")) {
		return syntax.ParseAll(src)
	}
	root, problems := syntax.ParseJSON(src)
	if root == nil {
		return nil, problems
	}
	return []*syntax.Node{root}, problems
}

// text is the value of a scalar, "" of anything else.
func text(n *syntax.Node) string {
	if n == nil || n.Kind != syntax.Scalar {
		return ""
	}
	return n.Value
}

// scalars are the values of a list, or the one value that stands in its place.
func scalars(n *syntax.Node) []*syntax.Node {
	if n == nil {
		return nil
	}
	if n.Kind == syntax.Scalar {
		return []*syntax.Node{n}
	}
	var list []*syntax.Node
	for _, item := range n.Items {
		if item.Kind == syntax.Scalar {
			list = append(list, item)
		}
	}
	return list
}

// pairs are those of a mapping, none of anything else.
func pairs(n *syntax.Node) []syntax.Pair {
	if n == nil {
		return nil
	}
	return n.Pairs
}

// first is the first scalar that there is; nil when there is none.
func first(nodes ...*syntax.Node) *syntax.Node {
	for _, n := range nodes {
		if text(n) != "" {
			return n
		}
	}
	return nil
}
