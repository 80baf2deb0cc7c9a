package faulttree

import (
	"cmp"
	"slices"
)

// sifter improves the order of the variables of diagrams that are there: each
// variable in turn is moved through all levels and left where the diagrams are
// smallest. Rudell: "Dynamic variable ordering for ordered binary decision
// diagrams", ICCAD 1993. It works on a copy whose nodes know how often they are
// referred to and stand in one table a variable, so that two neighbouring
// levels can change places without touching the others.
type sifter struct {
	nodes  []siftNode // 0 is the constant
	tables []siftTable
	at     []int32 // variable of each level
	level  []int32 // of each variable
	free   uint32  // list of unused nodes
	live   int
	swaps  int
}

type siftNode struct {
	v      int32
	refs   int32
	hi, lo edge
	next   uint32 // in its bucket; of a free node the next free one
}

type siftTable struct {
	bucket []uint32
	n      int
}

const (
	siftGrowth = 1.03      // a variable turns back when the diagrams have grown so much
	siftBudget = 6_000_000 // node moves of one sifting
)

// newSifter copies diagrams. It returns them in the order of roots.
func newSifter(b *bdd, levels int, roots []edge) (*sifter, []edge) {
	s := &sifter{nodes: make([]siftNode, 1, len(b.nodes)), tables: make([]siftTable, levels), at: make([]int32, levels), level: make([]int32, levels)}
	for l := range levels {
		s.at[l], s.level[l] = int32(l), int32(l)
		s.tables[l].bucket = make([]uint32, 16)
	}
	live := make([]bool, len(b.nodes))
	for _, r := range roots {
		live[r>>1] = true
	}
	for i := len(b.nodes) - 1; i > 0; i-- {
		if live[i] {
			live[b.nodes[i].hi>>1], live[b.nodes[i].lo>>1] = true, true
		}
	}
	to := make([]uint32, len(b.nodes))
	moved := func(e edge) edge { return to[e>>1]<<1 | e&1 }
	for i := 1; i < len(b.nodes); i++ {
		if live[i] {
			n := &b.nodes[i]
			to[i] = s.find(n.level, moved(n.hi), moved(n.lo)) >> 1
		}
	}
	out := make([]edge, len(roots))
	for k, r := range roots {
		out[k] = moved(r)
		s.nodes[out[k]>>1].refs++
	}
	return s, out
}

// find returns the node of a variable with these edges, a new one if need be,
// complemented where lo is.
func (s *sifter) find(v int32, hi, lo edge) edge {
	if hi == lo {
		return hi
	}
	turn := lo & 1
	hi, lo = hi^turn, lo^turn
	t := &s.tables[v]
	at := hash3(hi, lo, 0) & uint32(len(t.bucket)-1)
	for i := t.bucket[at]; i != 0; i = s.nodes[i].next {
		if n := &s.nodes[i]; n.hi == hi && n.lo == lo {
			return i<<1 | turn
		}
	}
	i := s.free
	if i != 0 {
		s.free = s.nodes[i].next
	} else {
		i = uint32(len(s.nodes))
		s.nodes = append(s.nodes, siftNode{})
	}
	s.nodes[i] = siftNode{v: v, hi: hi, lo: lo}
	s.nodes[hi>>1].refs++
	s.nodes[lo>>1].refs++
	s.live++
	s.insert(i)
	return i<<1 | turn
}

// insert puts a node into the table of its variable.
func (s *sifter) insert(i uint32) {
	n := &s.nodes[i]
	t := &s.tables[n.v]
	if t.n >= len(t.bucket) {
		old := t.bucket
		t.bucket = make([]uint32, 2*len(old))
		for _, j := range old {
			for j != 0 {
				next := s.nodes[j].next
				at := hash3(s.nodes[j].hi, s.nodes[j].lo, 0) & uint32(len(t.bucket)-1)
				s.nodes[j].next, t.bucket[at] = t.bucket[at], j
				j = next
			}
		}
	}
	at := hash3(n.hi, n.lo, 0) & uint32(len(t.bucket)-1)
	n.next, t.bucket[at] = t.bucket[at], i
	t.n++
}

// release takes back one reference; a node without any is gone.
func (s *sifter) release(e edge) {
	i := e >> 1
	n := &s.nodes[i]
	n.refs--
	if n.refs > 0 || i == 0 {
		return
	}
	t := &s.tables[n.v]
	link := &t.bucket[hash3(n.hi, n.lo, 0)&uint32(len(t.bucket)-1)]
	for *link != i {
		link = &s.nodes[*link].next
	}
	*link = n.next
	t.n--
	s.live--
	hi, lo := n.hi, n.lo
	n.next, s.free = s.free, i
	s.release(hi)
	s.release(lo)
}

// swap lets the variables of a level and of the one below change places. Nodes
// of the upper one that rest on the lower one are rewritten where they are, so
// nothing above notices.
func (s *sifter) swap(l int32) {
	x, y := s.at[l], s.at[l+1]
	var change []uint32
	t := &s.tables[x]
	for b := range t.bucket {
		link := &t.bucket[b]
		for *link != 0 {
			i := *link
			n := &s.nodes[i]
			if s.on(n.hi, y) || s.on(n.lo, y) {
				*link = n.next
				t.n--
				change = append(change, i)
				continue
			}
			link = &n.next
		}
	}
	for _, i := range change {
		hi, lo := s.nodes[i].hi, s.nodes[i].lo
		f11, f10 := s.parts(hi, y)
		f01, f00 := s.parts(lo, y)
		h := s.find(x, f11, f01)
		s.nodes[h>>1].refs++
		k := s.find(x, f10, f00)
		s.nodes[k>>1].refs++
		n := &s.nodes[i]
		n.v, n.hi, n.lo = y, h, k
		s.insert(i)
		s.release(hi)
		s.release(lo)
	}
	s.swaps += len(change) + 1
	s.at[l], s.at[l+1] = y, x
	s.level[y], s.level[x] = l, l+1
}

func (s *sifter) on(e edge, v int32) bool { return e > always && s.nodes[e>>1].v == v }

// parts returns what is left of a function when a variable at its top is true
// and when it is false.
func (s *sifter) parts(e edge, v int32) (hi, lo edge) {
	if !s.on(e, v) {
		return e, e
	}
	n := &s.nodes[e>>1]
	return n.hi ^ e&1, n.lo ^ e&1
}

// sift moves every variable to where it is best, those with most nodes first,
// until the work is as much as one sifting may be.
func (s *sifter) sift() {
	vars := slices.Clone(s.at)
	slices.SortStableFunc(vars, func(a, b int32) int { return cmp.Compare(s.tables[b].n, s.tables[a].n) })
	for _, v := range vars {
		if s.swaps > siftBudget {
			return
		}
		s.place(v)
	}
}

// place moves one variable to the nearer end, to the other, and back to where
// the diagrams were smallest.
func (s *sifter) place(v int32) {
	best, least := s.level[v], s.live
	last := int32(len(s.at) - 1)
	sweep := func(down bool) {
		for {
			l := s.level[v]
			if down && l == last || !down && l == 0 || float64(s.live) > siftGrowth*float64(least)+16 {
				return
			}
			if down {
				s.swap(l)
			} else {
				s.swap(l - 1)
			}
			if s.live < least {
				best, least = s.level[v], s.live
			}
		}
	}
	down := last-s.level[v] < s.level[v]
	sweep(down)
	sweep(!down)
	for s.level[v] < best {
		s.swap(s.level[v])
	}
	for s.level[v] > best {
		s.swap(s.level[v] - 1)
	}
}

// diagrams returns the diagrams as they are now, with the roots in their order.
func (s *sifter) diagrams(limit int, roots []edge) (*bdd, []edge) {
	b := newBDD(limit)
	to := make([]edge, len(s.nodes))
	for l := len(s.at) - 1; l >= 0; l-- {
		t := &s.tables[s.at[l]]
		for _, i := range t.bucket {
			for ; i != 0; i = s.nodes[i].next {
				n := &s.nodes[i]
				to[i] = b.make(int32(l), to[n.hi>>1]^n.hi&1, to[n.lo>>1]^n.lo&1)
			}
		}
	}
	out := make([]edge, len(roots))
	for k, r := range roots {
		out[k] = to[r>>1] ^ r&1
	}
	return b, out
}
