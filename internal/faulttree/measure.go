package faulttree

// chance is a probability and that of the opposite, each computed without
// subtracting from 1, so that twelve nines keep their digits.
type chance struct{ yes, no float64 }

func (c chance) turned(by bool) chance {
	if by {
		return chance{c.no, c.yes}
	}
	return c
}

// of returns the chance of an edge from those of the nodes.
func of(c []chance, e edge) chance { return c[e>>1].turned(e&1 != 0) }

// measure returns the chance of every node, given that of each level's
// variable.
func (b *bdd) measure(vars []chance) []chance {
	c := make([]chance, len(b.nodes))
	c[0] = chance{0, 1}
	for i := 1; i < len(b.nodes); i++ {
		n := &b.nodes[i]
		v, hi, lo := vars[n.level], of(c, n.hi), of(c, n.lo)
		c[i] = chance{v.yes*hi.yes + v.no*lo.yes, v.yes*hi.no + v.no*lo.no}
	}
	return c
}

// slopes returns by how much the probability of root grows with that of each
// level's variable.
func (b *bdd) slopes(root edge, vars, c []chance) []float64 {
	out := make([]float64, len(vars))
	reach := make([]float64, len(b.nodes)) // signed chance of coming to a node
	reach[root>>1] = 1
	if root&1 != 0 {
		reach[root>>1] = -1
	}
	for i := len(b.nodes) - 1; i > 0; i-- {
		r := reach[i]
		if r == 0 {
			continue
		}
		n := &b.nodes[i]
		hi, lo := of(c, n.hi), of(c, n.lo)
		if up, down := hi.yes-lo.yes, lo.no-hi.no; hi.yes+lo.yes < hi.no+lo.no {
			out[n.level] += r * up
		} else {
			out[n.level] += r * down // the same, of smaller numbers
		}
		v := vars[n.level]
		reach[n.lo>>1] += r * v.no // lo is never complemented
		if n.hi&1 != 0 {
			reach[n.hi>>1] -= r * v.yes
		} else {
			reach[n.hi>>1] += r * v.yes
		}
	}
	return out
}
