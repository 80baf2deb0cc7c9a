package syntax

// At returns the nodes around a byte offset, outermost first: the way from n
// down to the key or value that the offset stands in or right behind. It is
// empty when the offset lies outside n.
func (n *Node) At(offset int) []*Node {
	if n == nil || offset < n.Span.Start || offset > n.Span.End {
		return nil
	}
	trail := []*Node{n}
	for _, p := range n.Pairs {
		if below := p.Key.in(n, offset); below != nil {
			return append(trail, below...)
		}
		if below := p.Value.in(n, offset); below != nil {
			return append(trail, below...)
		}
	}
	for _, item := range n.Items {
		if below := item.in(n, offset); below != nil {
			return append(trail, below...)
		}
	}
	return trail
}

// in is At for a child of n; what an alias or an include brought from
// elsewhere is not in n.
func (c *Node) in(n *Node, offset int) []*Node {
	if c.Span.Source != n.Span.Source || c.Span.Start < n.Span.Start || c.Span.End > n.Span.End {
		return nil
	}
	return c.At(offset)
}
