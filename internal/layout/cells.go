package layout

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// cell is what a cluster holds in one layer, from left to right.
type cell struct {
	rank             int
	entries          []entry
	opening, closing int // the items at its sides; of the root, none
}

// entry is an item, or a cluster with all that it holds, in a layer.
type entry struct {
	item, cluster int // the other is -1
	sum, count    int // of the places it is drawn to
}

// chooseHomes decides which lines stay within the group they come from as long
// as it reaches down: all the first time, then none, then by dice. The others
// leave it beside its boxes at once.
func (d *drawing) chooseHomes(start int) {
	dice := rand.New(rand.NewPCG(2, uint64(start)))
	moved := d.setHomes(func(int) bool { return start == 1 || start > 1 && dice.IntN(2) == 0 })
	if start == 0 {
		d.makeCells()
	}
	if moved || start == 0 {
		d.fillCells()
	}
}

// setHomes tells lines whether to leave their group at once, and whether that
// is news.
func (d *drawing) setHomes(direct func(e int) bool) (moved bool) {
	for n := range d.edges {
		e := &d.edges[n]
		if now := direct(n); now != e.direct {
			e.direct, moved = now, true
		}
		for _, l := range e.links[min(1, len(e.links)):] {
			i := d.links[l].upper
			d.items[i].cluster = d.home(e, d.items[i].rank)
		}
	}
	return moved
}

// fillCells hands every cluster in every layer what it holds there.
func (d *drawing) fillCells() {
	for _, cells := range d.cells {
		for n := range cells {
			cells[n].entries = cells[n].entries[:0]
		}
	}
	for i, it := range d.items {
		c := d.cellAt(it.cluster, it.rank)
		switch it.kind {
		case opening:
			c.opening = i
		case closing:
			c.closing = i
		default:
			c.entries = append(c.entries, entry{item: i, cluster: -1})
		}
	}
	for c, group := range d.clusters {
		for r := group.first; r <= group.last && c != d.root; r++ {
			parent := d.cellAt(group.parent, r)
			parent.entries = append(parent.entries, entry{item: -1, cluster: c})
		}
	}
}

// makeCells makes the cells, empty.
func (d *drawing) makeCells() {
	d.clusters[d.root].first, d.clusters[d.root].last = 0, len(d.layers)-1
	d.cells = make([][]cell, len(d.clusters))
	d.cellsOf = make([][]*cell, len(d.layers))
	for c, group := range d.clusters {
		d.cells[c] = make([]cell, group.last-group.first+1)
		for n := range d.cells[c] {
			d.cells[c][n].rank = group.first + n
			d.cellsOf[group.first+n] = append(d.cellsOf[group.first+n], &d.cells[c][n])
		}
	}
}

func (d *drawing) cellAt(cluster, r int) *cell {
	return &d.cells[cluster][r-d.clusters[cluster].first]
}

// firstOrder lines items up as a walk along the edges meets them: the first
// time down from the sources, then up from the sinks, then by dice.
func (d *drawing) firstOrder(start int) {
	met := d.walk(start)
	firstMet := make([]int, len(d.clusters))
	for i, it := range d.items {
		for c := it.cluster; c >= 0 && it.kind < opening; c = d.clusters[c].parent {
			if firstMet[c] == 0 || met[i] < firstMet[c] {
				firstMet[c] = met[i]
			}
		}
	}
	for c := range d.clusters {
		children := slices.Clone(d.clusters[c].children)
		slices.SortStableFunc(children, func(a, b int) int { return cmp.Compare(firstMet[a], firstMet[b]) })
		for place, child := range children {
			d.clusters[child].place = place
		}
	}
	when := func(e entry) int {
		if e.cluster >= 0 {
			return firstMet[e.cluster]
		}
		return met[e.item]
	}
	for r := range d.layers {
		for _, c := range d.cellsOf[r] {
			slices.SortStableFunc(c.entries, func(a, b entry) int { return cmp.Compare(when(a), when(b)) })
		}
		d.number(r)
	}
}

// walk returns when each item is met, counted from 1; sides of groups are not.
func (d *drawing) walk(start int) []int {
	from, onward := d.ups, d.downs
	if start == 1 {
		from, onward = d.downs, d.ups
	}
	order := make([]int, len(d.items))
	for i := range order {
		order[i] = i
	}
	dice := rand.New(rand.NewPCG(1, uint64(start)))
	if start > 1 {
		dice.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
	}
	met := make([]int, len(d.items))
	next := 0
	var visit func(i int)
	visit = func(i int) {
		next++
		met[i] = next
		turn := 0
		if start > 1 && len(onward[i]) > 0 {
			turn = dice.IntN(len(onward[i]))
		}
		for n := range onward[i] {
			if to := onward[i][(n+turn)%len(onward[i])]; met[to] == 0 {
				visit(to)
			}
		}
	}
	for _, i := range order {
		if met[i] == 0 && len(from[i]) == 0 && d.items[i].kind < opening {
			visit(i)
		}
	}
	return met
}

// number writes the order of the cells of a layer into it.
func (d *drawing) number(r int) {
	layer := d.layers[r][:0]
	var write func(c *cell)
	write = func(c *cell) {
		for _, e := range c.entries {
			if e.cluster < 0 {
				layer = append(layer, e.item)
				continue
			}
			inner := d.cellAt(e.cluster, r)
			layer = append(layer, inner.opening)
			write(inner)
			layer = append(layer, inner.closing)
		}
	}
	write(d.cellAt(d.root, r))
	d.layers[r] = layer
	same := true
	for pos, i := range layer {
		same = same && d.pos[i] == pos
		d.pos[i] = pos
	}
	if !same {
		d.changed(r)
	}
}

// changed notes that the order of a layer is another.
func (d *drawing) changed(r int) {
	for at := max(0, r-1); at <= min(r+1, len(d.layers)-1); at++ {
		d.restless[at] = true
	}
	d.stale[r], d.stale[max(0, r-1)] = true, true
}
