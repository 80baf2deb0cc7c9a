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
		d.arrange(r, false, func(int) (int, int) { return 0, 0 })
	}
}

// swapClusters swaps neighbouring groups in all layers at once while that saves
// crossings.
func (d *drawing) swapClusters(least int) {
	for range 3 {
		gained := false
		for _, group := range d.clusters {
			for p := 0; p+1 < len(group.children); p++ {
				children := d.inPlace(group.children)
				a, b := &d.clusters[children[p]], &d.clusters[children[p+1]]
				before := d.snapshot()
				a.place, b.place = b.place, a.place
				for r := min(a.first, b.first); r <= max(a.last, b.last); r++ {
					d.arrange(r, false, func(int) (int, int) { return 0, 0 })
				}
				d.swapNeighbours()
				if n := d.allCrossings(); n < least {
					least, gained = n, true
					continue
				}
				d.restore(before)
			}
		}
		if !gained {
			return
		}
	}
}

// inPlace returns groups from left to right.
func (d *drawing) inPlace(groups []int) []int {
	sorted := slices.Clone(groups)
	slices.SortFunc(sorted, func(a, b int) int { return cmp.Compare(d.clusters[a].place, d.clusters[b].place) })
	return sorted
}
