package layout

import (
	"cmp"
	"slices"
)

// Effort to reduce crossings: how many first orders are tried, with how many
// sweeps over the layers, and how many of them go on to how many sweeps; a few
// without gain end either. The items of a graph times starts, and times sweeps,
// come to startItems and sweepItems at most, and swapItems is the same for
// swaps of groups.
const (
	maxStarts  = 40
	startItems = 6_000
	idleStarts = 8
	raceSweeps = 2
	finalists  = 4
	maxSweeps  = 24
	minSweeps  = 4
	idleSweeps = 5
	sweepItems = 40_000
	swapItems  = 5_000
)

// lineWeight is the weight of a crossing of two lines: that of a line with the
// side of a group is one.
const lineWeight = 20

// reduceCrossings orders each layer so that few lines cross: from several first
// orders barycentre sweeps down and up, each followed by swaps of neighbours;
// the best order wins. The items of a group stay together and groups keep their
// order in every layer.
func (d *drawing) reduceCrossings() {
	d.linkNeighbours()
	best := d.race()
	for n := range best {
		d.restore(best[n])
		best[n] = d.improve(best[n])
	}
	slices.SortStableFunc(best, func(a, b arrangement) int { return cmp.Compare(a.crossings, b.crossings) })
	d.restore(best[0])
	if best[0].crossings > 0 {
		d.swapClusters(best[0].crossings)
	}
}

// race makes a few sweeps from many first orders and returns the best, of those
// with as many crossings the first.
func (d *drawing) race() []arrangement {
	var best []arrangement
	starts, idle := min(maxStarts, max(1, startItems/(len(d.items)+1))), 0
	for start := 0; start < starts && idle < idleStarts; start++ {
		d.chooseHomes(start)
		d.firstOrder(start)
		for sweep := range raceSweeps {
			d.round(sweep)
		}
		n := d.allCrossings()
		at, known := slices.BinarySearchFunc(best, n, func(a arrangement, n int) int { return a.crossings - n })
		if idle++; known || at == finalists {
			continue
		}
		best = slices.Insert(best[:min(len(best), finalists-1)], at, d.snapshot())
		if at == 0 {
			idle = 0
		}
		if n == 0 {
			break
		}
	}
	return best
}

// improve sweeps on from the present order, best, and returns the best one it
// comes by.
func (d *drawing) improve(best arrangement) arrangement {
	idle, sweeps := 0, min(maxSweeps, max(minSweeps, sweepItems/(len(d.items)+1)))
	for sweep := 0; sweep < sweeps && idle < idleSweeps && best.crossings > 0; sweep++ {
		d.round(sweep)
		idle++
		if d.allCrossings() < best.crossings {
			best, idle = d.snapshot(), 0
		}
	}
	return best
}

// round is one sweep with what goes before and after.
func (d *drawing) round(sweep int) {
	if sweep%4 == 3 {
		d.reorderClusters()
	}
	d.sweep(0, len(d.layers)-1, sweep%2 == 0, sweep/2%2 == 1)
	d.swapNeighbours()
}

// linkNeighbours reads off who is linked with whom, for speed.
func (d *drawing) linkNeighbours() {
	d.pos = make([]int, len(d.items))
	d.ups, d.downs = make([][]int, len(d.items)), make([][]int, len(d.items))
	for i, it := range d.items {
		for _, l := range it.up {
			d.ups[i] = append(d.ups[i], d.links[l].upper)
		}
		for _, l := range it.down {
			d.downs[i] = append(d.downs[i], d.links[l].lower)
		}
	}
	d.crossed = make([]int, len(d.layers))
	d.stale, d.restless = make([]bool, len(d.layers)), make([]bool, len(d.layers))
}

// sweep orders the layers from first to last by where their neighbours stand in
// the layer before. With flip, what is drawn to the same place changes its
// order, which leads out of dead ends.
func (d *drawing) sweep(first, last int, down, flip bool) {
	for n := range last - first + 1 {
		r, neighbours := first+n, d.ups
		if !down {
			r, neighbours = last-n, d.downs
		}
		d.arrange(d.cellAt(d.root, r), neighbours, flip)
		d.number(r)
	}
}

// arrange sorts what a cell holds by the mean of the places of its neighbours,
// and returns their sum and count. What has none keeps its place.
func (d *drawing) arrange(c *cell, neighbours [][]int, flip bool) (sum, count int) {
	for n := range c.entries {
		e := &c.entries[n]
		if e.cluster >= 0 {
			e.sum, e.count = d.arrange(d.cellAt(e.cluster, c.rank), neighbours, flip)
		} else {
			e.sum, e.count = 0, len(neighbours[e.item])
			for _, to := range neighbours[e.item] {
				e.sum += d.pos[to]
			}
		}
		sum += e.sum
		count += e.count
	}
	d.sortByMean(c.entries, flip)
	d.orderGroups(c)
	return sum, count
}

// sortByMean sorts the entries that are drawn somewhere within the places they
// take; with flip, those drawn to the same place are turned round.
func (d *drawing) sortByMean(all []entry, flip bool) {
	last, sorted := -1, true
	for n := range all {
		if all[n].count == 0 {
			continue
		}
		if last >= 0 {
			order := byMean(all[last], all[n])
			sorted = sorted && (order < 0 || order == 0 && !flip)
		}
		last = n
	}
	if sorted {
		return
	}
	some := d.some[:0]
	for _, e := range all {
		if e.count > 0 {
			some = append(some, e)
		}
	}
	d.some = some
	if flip {
		slices.Reverse(some)
	}
	slices.SortStableFunc(some, byMean)
	next := 0
	for n := range all {
		if all[n].count > 0 {
			all[n] = some[next]
			next++
		}
	}
}

func byMean(a, b entry) int { return cmp.Compare(a.sum*b.count, b.sum*a.count) }

// orderGroups puts the groups of a cell into the order they have in all layers,
// in the places that groups take.
func (d *drawing) orderGroups(c *cell) {
	last, sorted := -1, true
	for n, e := range c.entries {
		if e.cluster < 0 {
			continue
		}
		sorted = sorted && (last < 0 || d.byPlace(c.entries[last], e) < 0)
		last = n
	}
	if sorted {
		return
	}
	some := d.some[:0]
	for _, e := range c.entries {
		if e.cluster >= 0 {
			some = append(some, e)
		}
	}
	d.some = some
	slices.SortFunc(some, d.byPlace)
	next := 0
	for n := range c.entries {
		if c.entries[n].cluster >= 0 {
			c.entries[n] = some[next]
			next++
		}
	}
}

func (d *drawing) byPlace(a, b entry) int {
	return cmp.Compare(d.clusters[a.cluster].place, d.clusters[b.cluster].place)
}

// swapNeighbours swaps adjacent items, and items with the group beside them,
// while that saves crossings.
func (d *drawing) swapNeighbours() {
	for range 8 {
		gained := false
		for r := range d.layers {
			if !d.restless[r] {
				continue
			}
			d.restless[r] = false
			for _, c := range d.cellsOf[r] {
				if d.swapWithin(c) {
					gained = true
				}
			}
		}
		if !gained {
			return
		}
	}
}

// swapWithin does so once along a cell.
func (d *drawing) swapWithin(c *cell) (gained bool) {
	layer := d.layers[c.rank]
	for n := 0; n+1 < len(c.entries); n++ {
		a, b := c.entries[n], c.entries[n+1]
		if a.cluster >= 0 && b.cluster >= 0 { // groups keep their order in all layers
			continue
		}
		start, middle := d.run(a, c.rank)
		_, end := d.run(b, c.rank)
		if d.swapGain(layer[start:middle], layer[middle:end]) <= 0 {
			continue
		}
		d.swapped = append(d.swapped[:0], layer[start:middle]...)
		copy(layer[start:], layer[middle:end])
		copy(layer[start+end-middle:], d.swapped)
		for at := start; at < end; at++ {
			d.pos[layer[at]] = at
		}
		c.entries[n], c.entries[n+1] = b, a
		d.changed(c.rank)
		gained = true
	}
	return gained
}

// run returns where an entry begins in its layer and where the next does.
func (d *drawing) run(e entry, r int) (start, end int) {
	if e.cluster < 0 {
		return d.pos[e.item], d.pos[e.item] + 1
	}
	c := d.cellAt(e.cluster, r)
	return d.pos[c.opening], d.pos[c.closing] + 1
}

// swapGain returns how many crossings fewer there are when two neighbouring
// runs of items change places.
func (d *drawing) swapGain(left, right []int) int {
	gain := 0
	for _, a := range left {
		for _, b := range right {
			weight := 1
			if d.items[a].kind < opening && d.items[b].kind < opening {
				weight = lineWeight
			}
			gain += weight * (d.pairGain(d.ups[a], d.ups[b]) + d.pairGain(d.downs[a], d.downs[b]))
		}
	}
	return gain
}

// pairGain is the same for what is linked with two items of a layer.
func (d *drawing) pairGain(left, right []int) int {
	gain := 0
	for _, u := range left {
		for _, v := range right {
			gain += cmp.Compare(d.pos[u], d.pos[v])
		}
	}
	return gain
}

// allCrossings counts crossings between all layers: those of two lines as
// lineWeight, those of a line with the side of a group as one.
func (d *drawing) allCrossings() int {
	n := 0
	for r := 0; r+1 < len(d.layers); r++ {
		if d.stale[r] {
			d.crossed[r], d.stale[r] = d.countCrossings(r), false
		}
		n += d.crossed[r]
	}
	return n
}

// countCrossings counts those between a layer and the next by Fenwick trees
// (Barth, Mutzel and Jünger 2004): of lines with anything, and of lines among
// themselves. Sides of groups do not cross each other.
func (d *drawing) countCrossings(r int) int {
	size := len(d.layers[r+1]) + 1
	if len(d.tree) < 2*size {
		d.tree = make([]int, 2*size)
	}
	all, lines := d.tree[:size], d.tree[size:2*size]
	clear(d.tree[:2*size])
	n, seen, seenLines := 0, 0, 0
	for _, i := range d.layers[r] {
		isLine := d.items[i].kind < opening
		for _, below := range d.downs[i] {
			notRight, notRightLines := 0, 0
			for k := d.pos[below] + 1; k > 0; k -= k & -k {
				notRight += all[k]
				notRightLines += lines[k]
			}
			n += seen - notRight
			if isLine {
				n += (lineWeight - 1) * (seenLines - notRightLines)
			}
		}
		for _, below := range d.downs[i] {
			seen++
			if isLine {
				seenLines++
			}
			for k := d.pos[below] + 1; k < size; k += k & -k {
				all[k]++
				if isLine {
					lines[k]++
				}
			}
		}
	}
	return n
}

// arrangement is an order of all layers, to come back to.
type arrangement struct {
	layers    [][]int
	places    []int  // of the clusters
	direct    []bool // of the edges
	crossings int
}

func (d *drawing) snapshot() arrangement {
	s := arrangement{layers: make([][]int, len(d.layers)), places: make([]int, len(d.clusters)), crossings: d.allCrossings()}
	for r, layer := range d.layers {
		s.layers[r] = slices.Clone(layer)
	}
	for c, group := range d.clusters {
		s.places[c] = group.place
	}
	for _, e := range d.edges {
		s.direct = append(s.direct, e.direct)
	}
	return s
}

func (d *drawing) restore(s arrangement) {
	moved := d.setHomes(func(e int) bool { return s.direct[e] })
	if moved {
		d.fillCells()
	}
	for r := range s.layers {
		if !moved && slices.Equal(d.layers[r], s.layers[r]) {
			continue
		}
		copy(d.layers[r], s.layers[r])
		for pos, i := range d.layers[r] {
			d.pos[i] = pos
		}
		for _, c := range d.cellsOf[r] {
			slices.SortFunc(c.entries, func(a, b entry) int {
				pa, _ := d.run(a, r)
				pb, _ := d.run(b, r)
				return cmp.Compare(pa, pb)
			})
		}
		d.changed(r)
	}
	for c := range d.clusters {
		d.clusters[c].place = s.places[c]
	}
}
