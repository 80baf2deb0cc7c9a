// Package syntax turns YAML text into a tree with places, and edits the text
// so that every byte outside an edit stays as it was. It knows YAML, not the
// meaning of any key; package model does.
package syntax

import "github.com/loadpath/loadpath/internal/diag"

// Kind is the shape of a node.
type Kind uint8

// The shapes. A Null is an empty value or a plain null or ~.
const (
	Null Kind = iota
	Scalar
	Mapping
	Sequence
)

// Node is one value of the tree. Aliases are already resolved: the node under
// an alias is the anchored one.
type Node struct {
	Kind   Kind
	Span   diag.Span // the whole value, without trailing comments and line breaks
	Value  string    // Scalar: its text after YAML's quoting, never converted
	Quoted bool      // Scalar: written in quotes or as a block, so never a number
	Pairs  []Pair    // Mapping, in file order
	Items  []*Node   // Sequence
}

// Pair is one entry of a mapping.
type Pair struct{ Key, Value *Node }

// Get returns the value under key, or nil.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, p := range n.Pairs {
		if p.Key.Value == key {
			return p.Value
		}
	}
	return nil
}
