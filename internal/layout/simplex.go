package layout

// arc asks that x[head] - x[tail] >= length and costs weight times that
// difference.
type arc struct{ tail, head, length, weight int }

// minimise returns coordinates that keep every arc's length at the least
// total cost: the network simplex method of Gansner, Koutsofios, North and Vo,
// "A Technique for Drawing Directed Graphs", 1993, §2.3. The arcs must not
// form a cycle. When work runs out, counted in steps so that every machine
// stops at the same place, what it has by then is feasible but not the best.
func minimise(n int, arcs []arc, work int) []int {
	s := newSimplex(n, arcs, work)
	s.longestPaths()
	s.tightTree()
	for {
		v := s.leaving()
		if v < 0 || s.work <= 0 {
			break
		}
		s.pivot(v)
	}
	return s.x[:n]
}

// simplex is a spanning tree of tight arcs, hung up at node 0.
type simplex struct {
	arcs      []arc
	around    [][]int // arcs at each node
	x         []int
	parent    []int
	parentArc []int
	child     []int // first child, then siblings both ways; -1 for none
	next      []int
	prev      []int
	sum       []int // weight of arcs out of the subtree minus weight of arcs into it
	size      []int // of the subtree
	seen      []int // stamp of the last walk that came by
	stamp     int
	scan      int // where the search for a leaving arc goes on
	work      int
	walked    []int // nodes of the last walk
}

func newSimplex(n int, arcs []arc, work int) *simplex {
	s := &simplex{arcs: connected(n, arcs), work: work}
	n++ // the node that connected may have used
	s.around = make([][]int, n)
	for i, a := range s.arcs {
		s.around[a.tail] = append(s.around[a.tail], i)
		s.around[a.head] = append(s.around[a.head], i)
	}
	block := make([]int, 9*n)
	for i, field := range []*[]int{&s.x, &s.parent, &s.parentArc, &s.child, &s.next, &s.prev, &s.sum, &s.size, &s.seen} {
		*field = block[i*n : (i+1)*n : (i+1)*n]
	}
	for v := range n {
		s.parent[v], s.parentArc[v], s.child[v], s.next[v], s.prev[v] = -1, -1, -1, -1, -1
	}
	return s
}

// connected ties the parts of the graph to an extra node n by free arcs.
func connected(n int, arcs []arc) []arc {
	part := make([]int, n)
	for v := range part {
		part[v] = v
	}
	var of func(v int) int
	of = func(v int) int {
		for part[v] != v {
			part[v] = part[part[v]]
			v = part[v]
		}
		return v
	}
	for _, a := range arcs {
		part[of(a.tail)] = of(a.head)
	}
	all := append([]arc(nil), arcs...)
	for v := range n {
		if of(v) == v {
			all = append(all, arc{tail: n, head: v})
		}
	}
	return all
}

// longestPaths sets the least coordinates that keep every length.
func (s *simplex) longestPaths() {
	waiting := make([]int, len(s.x))
	for _, a := range s.arcs {
		waiting[a.head]++
	}
	var ready []int
	for v := range s.x {
		if waiting[v] == 0 {
			ready = append(ready, v)
		}
	}
	for i := 0; i < len(ready); i++ {
		v := ready[i]
		for _, e := range s.around[v] {
			a := s.arcs[e]
			if a.tail != v {
				continue
			}
			s.x[a.head] = max(s.x[a.head], s.x[v]+a.length)
			if waiting[a.head]--; waiting[a.head] == 0 {
				ready = append(ready, a.head)
			}
		}
	}
	if len(ready) < len(s.x) {
		panic("layout: constraints form a cycle")
	}
}

// tightTree grows a tree from node 0, each time by the arc with the least
// slack between tree and rest, after moving the whole tree to make it tight.
func (s *simplex) tightTree() {
	var leaving, entering heap // keys of arcs out of the tree fall as it moves up, keys of arcs into it rise
	inside := make([]bool, len(s.x))
	shift := 0
	order := make([]int, 0, len(s.x))
	add := func(v, parent, e int) {
		inside[v] = true
		order = append(order, v)
		s.x[v] -= shift
		if parent >= 0 {
			s.attach(v, parent, e)
		}
		for _, e := range s.around[v] {
			switch a := s.arcs[e]; {
			case a.tail == v && !inside[a.head]:
				leaving.push(s.x[a.head]-s.x[v]-a.length, e)
			case a.head == v && !inside[a.tail]:
				entering.push(s.x[v]-s.x[a.tail]-a.length, e)
			}
		}
	}
	add(0, -1, -1)
	for len(order) < len(s.x) {
		for len(leaving) > 0 && inside[s.arcs[leaving[0].arc].head] {
			leaving.pop()
		}
		for len(entering) > 0 && inside[s.arcs[entering[0].arc].tail] {
			entering.pop()
		}
		if len(entering) == 0 || len(leaving) > 0 && leaving[0].key-shift <= entering[0].key+shift {
			top := leaving.pop()
			shift = top.key
			add(s.arcs[top.arc].head, s.arcs[top.arc].tail, top.arc)
			continue
		}
		top := entering.pop()
		shift = -top.key
		add(s.arcs[top.arc].tail, s.arcs[top.arc].head, top.arc)
	}
	for v := range s.x {
		s.x[v] += shift
		s.size[v] = 1
	}
	for _, a := range s.arcs {
		s.sum[a.tail] += a.weight
		s.sum[a.head] -= a.weight
	}
	for i := len(order) - 1; i > 0; i-- {
		v := order[i]
		s.sum[s.parent[v]] += s.sum[v]
		s.size[s.parent[v]] += s.size[v]
	}
}

// cut returns what lengthening the arc above v by one would cost.
func (s *simplex) cut(v int) int {
	if s.arcs[s.parentArc[v]].tail == v {
		return s.sum[v]
	}
	return -s.sum[v]
}

// leaving returns the node below a tree arc that would rather be longer; -1
// when there is none. It looks at some and takes the worst.
func (s *simplex) leaving() int {
	best, bestCut, found := -1, 0, 0
	for range s.x {
		s.scan = (s.scan + 1) % len(s.x)
		if s.parent[s.scan] < 0 {
			continue
		}
		if c := s.cut(s.scan); c < 0 {
			if c < bestCut {
				best, bestCut = s.scan, c
			}
			if found++; found == 30 {
				break
			}
		}
	}
	s.work -= 50
	return best
}

// pivot replaces the tree arc above v by the shortest that holds its subtree
// back in the direction in which it wants to go.
func (s *simplex) pivot(v int) {
	entering, slack := s.entering(v)
	s.move(v, slack)
	a := s.arcs[entering]
	in, out := a.head, a.tail
	if s.arcs[s.parentArc[v]].tail != v {
		in, out = a.tail, a.head
	}
	s.rehang(v, in, out, entering)
}

// entering walks the smaller of v's subtree and the rest, and returns the arc
// of least slack that goes against the tree arc above v.
func (s *simplex) entering(v int) (best, slack int) {
	inSubtree := 2*s.size[v] <= len(s.x)
	s.walk(v, inSubtree)
	upward := s.arcs[s.parentArc[v]].tail == v // the subtree wants to move down in x
	wantHead := upward == inSubtree            // the walked side holds the head of the arc sought
	best = -1
	for _, u := range s.walked {
		for _, e := range s.around[u] {
			a := s.arcs[e]
			near, far := a.tail, a.head
			if wantHead {
				near, far = far, near
			}
			if near != u || s.seen[far] == s.stamp {
				continue
			}
			if d := s.x[a.head] - s.x[a.tail] - a.length; best < 0 || d < slack {
				best, slack = e, d
			}
		}
		s.work -= len(s.around[u])
	}
	return best, slack
}

// move shifts v's subtree by slack away from its parent, or the rest, when
// that is what was walked, the other way.
func (s *simplex) move(v, slack int) {
	if s.arcs[s.parentArc[v]].tail == v {
		slack = -slack
	}
	if s.seen[v] != s.stamp {
		slack = -slack
	}
	if slack == 0 {
		return
	}
	for _, u := range s.walked {
		s.x[u] += slack
	}
}

// walk collects v's subtree, or all but it, in walked and stamps it.
func (s *simplex) walk(v int, subtree bool) {
	s.stamp++
	start := v
	if !subtree {
		start = 0
	}
	s.walked = append(s.walked[:0], start)
	s.seen[start] = s.stamp
	for i := 0; i < len(s.walked); i++ {
		for c := s.child[s.walked[i]]; c >= 0; c = s.next[c] {
			if c != v {
				s.seen[c] = s.stamp
				s.walked = append(s.walked, c)
			}
		}
	}
	s.work -= len(s.walked)
}

// rehang takes v's subtree off, turns it so that in is its root, and hangs it
// below out by arc e.
func (s *simplex) rehang(v, in, out, e int) {
	total, size := s.sum[v], s.size[v]
	for u := s.parent[v]; u >= 0; u = s.parent[u] {
		s.sum[u] -= total
		s.size[u] -= size
		s.work--
	}
	parent, via := out, e
	below, belowSize := 0, 0
	for u := in; ; {
		up, upArc := s.parent[u], s.parentArc[u]
		sum, sz := s.sum[u], s.size[u]
		s.detach(u)
		s.sum[u], s.size[u] = sum-below, sz-belowSize
		s.attach(u, parent, via)
		below, belowSize = sum, sz
		if u == v {
			break
		}
		parent, via, u = u, upArc, up
		s.work--
	}
	// Each node on the turned path now lacks what hangs below it again.
	for u := v; u != in; u = s.parent[u] {
		s.sum[s.parent[u]] += s.sum[u]
		s.size[s.parent[u]] += s.size[u]
	}
	for u := out; u >= 0; u = s.parent[u] {
		s.sum[u] += total
		s.size[u] += size
		s.work--
	}
}

func (s *simplex) attach(v, parent, e int) {
	s.parent[v], s.parentArc[v] = parent, e
	s.prev[v], s.next[v] = -1, s.child[parent]
	if s.next[v] >= 0 {
		s.prev[s.next[v]] = v
	}
	s.child[parent] = v
}

func (s *simplex) detach(v int) {
	if s.prev[v] >= 0 {
		s.next[s.prev[v]] = s.next[v]
	} else {
		s.child[s.parent[v]] = s.next[v]
	}
	if s.next[v] >= 0 {
		s.prev[s.next[v]] = s.prev[v]
	}
}

// heap is a binary heap of arcs, least key first, then least arc.
type heap []keyed

type keyed struct{ key, arc int }

func (k keyed) before(o keyed) bool { return k.key < o.key || k.key == o.key && k.arc < o.arc }

func (h *heap) push(key, arc int) {
	*h = append(*h, keyed{key, arc})
	for i := len(*h) - 1; i > 0; {
		up := (i - 1) / 2
		if !(*h)[i].before((*h)[up]) {
			break
		}
		(*h)[i], (*h)[up] = (*h)[up], (*h)[i]
		i = up
	}
}

func (h *heap) pop() keyed {
	top, last := (*h)[0], len(*h)-1
	(*h)[0] = (*h)[last]
	*h = (*h)[:last]
	for i := 0; ; {
		least := i
		for _, c := range []int{2*i + 1, 2*i + 2} {
			if c < last && (*h)[c].before((*h)[least]) {
				least = c
			}
		}
		if least == i {
			return top
		}
		(*h)[i], (*h)[least] = (*h)[least], (*h)[i]
		i = least
	}
}
