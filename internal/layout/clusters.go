package layout

import (
	"cmp"
	"slices"
)

// reorderClusters sorts sibling groups by where the lines that leave them
// lead.
func (d *drawing) reorderClusters() {
	if len(d.clusters) == 1 {
		return
	}
	// Places are in thousandths of the layer, so that layers can be compared.
	sum, count := make([]int, len(d.clusters)), make([]int, len(d.clusters))
	place := func(i int) int {
		return 1000 * (2*d.pos[i] + 1) / (2 * len(d.layers[d.items[i].rank]))
	}
	pull := func(from, to int) {
		for c := d.items[from].cluster; !d.within(d.items[to].cluster, c); c = d.clusters[c].parent {
			sum[c] += place(to)
			count[c]++
		}
	}
	for _, l := range d.links {
		if l.edge >= 0 {
			pull(l.upper, l.lower)
			pull(l.lower, l.upper)
		}
	}
	for _, group := range d.clusters {
		children := d.inPlace(group.children)
		linked := slices.DeleteFunc(slices.Clone(children), func(c int) bool { return count[c] == 0 })
		slices.SortStableFunc(linked, func(a, b int) int { return cmp.Compare(sum[a]*count[b], sum[b]*count[a]) })
		next := 0
		for p, c := range children {
			if count[c] > 0 {
				d.clusters[linked[next]].place = p
				next++
			}
		}
	}
	for r := range d.layers {
		d.reorderGroups(r)
	}
}

// swapClusters swaps neighbouring groups in all layers at once, mirrors them or
// both, and sweeps over these layers, while that saves crossings. The items it
// looks at come to swapItems at most.
func (d *drawing) swapClusters(least int) {
	before := d.snapshot()
	for gained, work := true, 0; gained; {
		gained = false
		for _, group := range d.clusters {
			for p := 0; p < len(group.children); p++ {
				for _, move := range [][3]bool{{true, false, false}, {true, true, false}, {true, false, true}, {true, true, true}, {false, true, false}} {
					if swap := move[0]; swap && p+1 == len(group.children) || work > swapItems {
						continue
					}
					first, last := d.turnGroups(d.inPlace(group.children)[p:], move)
					for sweep := range 4 {
						d.sweep(first, last, sweep%2 == 0, false)
					}
					d.swapNeighbours()
					for _, layer := range d.layers[first : last+1] {
						work += len(layer)
					}
					if n := d.allCrossings(); n < least {
						least, gained, before = n, true, d.snapshot()
						continue
					}
					d.restore(before)
				}
			}
		}
	}
}

// turnGroups swaps the first two of some groups, mirrors the first, and the
// second, as move says, and returns the layers that this changes.
func (d *drawing) turnGroups(groups []int, move [3]bool) (first, last int) {
	a := &d.clusters[groups[0]]
	first, last = a.first, a.last
	if move[0] {
		b := &d.clusters[groups[1]]
		a.place, b.place = b.place, a.place
		first, last = min(first, b.first), max(last, b.last)
	}
	for n, mirrored := range move[1:] {
		if mirrored {
			d.mirror(groups[n])
		}
	}
	for r := first; r <= last; r++ {
		d.reorderGroups(r)
	}
	return first, last
}

// mirror turns round the order of all that a group holds.
func (d *drawing) mirror(c int) {
	for n := range d.cells[c] {
		slices.Reverse(d.cells[c][n].entries)
	}
	for _, child := range d.clusters[c].children {
		d.clusters[child].place = len(d.clusters[c].children) - 1 - d.clusters[child].place
		d.mirror(child)
	}
}

// reorderGroups puts the groups of a layer into their places.
func (d *drawing) reorderGroups(r int) {
	for _, c := range d.cellsOf[r] {
		d.orderGroups(c)
	}
	d.number(r)
}

// inPlace returns groups from left to right.
func (d *drawing) inPlace(groups []int) []int {
	sorted := slices.Clone(groups)
	slices.SortFunc(sorted, func(a, b int) int { return cmp.Compare(d.clusters[a].place, d.clusters[b].place) })
	return sorted
}
