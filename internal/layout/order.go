package layout

import (
	"cmp"
	"slices"
)

// Sweeps over the layers to reduce crossings: at most, in a large graph, and how
// many without gain end them. sweepItems is how many items all sweeps together
// may visit, smallGraph how many a graph may have for groups to be swapped too.
const (
	maxSweeps  = 24
	minSweeps  = 4
	idleSweeps = 6
	sweepItems = 40_000
	smallGraph = 1_500
)

// reduceCrossings orders each layer so that few lines cross: barycentre sweeps
// down and up, each followed by swaps of neighbours; the best order wins. The
// items of a group stay together and groups keep their order in every layer.
func (d *drawing) reduceCrossings() {
	d.linkNeighbours()
	d.firstOrder()
	best, least := d.snapshot(), d.allCrossings()
	idle, sweeps := 0, min(maxSweeps, max(minSweeps, sweepItems/(len(d.items)+1)))
	for sweep := 0; sweep < sweeps && idle < idleSweeps && least > 0; sweep++ {
		if sweep%4 == 3 {
			d.reorderClusters()
		}
		d.sweep(sweep%2 == 0, sweep/2%2 == 1)
		d.swapNeighbours()
		idle++
		if n := d.allCrossings(); n < least {
			best, least, idle = d.snapshot(), n, 0
		}
	}
	d.restore(best)
	if len(d.items) <= smallGraph {
		d.swapClusters(least)
	}
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
}

// firstOrder lines items up as a walk along the edges meets them.
func (d *drawing) firstOrder() {
	met := make([]int, len(d.items))
	next := 0
	var walk func(i int)
	walk = func(i int) {
		next++
		met[i] = next
		for _, l := range d.items[i].down {
			if to := d.links[l].lower; met[to] == 0 {
				walk(to)
			}
		}
	}
	for i, it := range d.items {
		if met[i] == 0 && len(it.up) == 0 && it.kind < opening {
			walk(i)
		}
	}
	firstMet := make([]int, len(d.clusters))
	for i, it := range d.items {
		for c := it.cluster; c >= 0 && it.kind < opening; c = d.clusters[c].parent {
			if firstMet[c] == 0 || met[i] < firstMet[c] {
				firstMet[c] = met[i]
			}
		}
	}
	byMet := func(a, b int) int { return cmp.Compare(firstMet[a], firstMet[b]) }
	for c := range d.clusters {
		children := slices.Clone(d.clusters[c].children)
		slices.SortStableFunc(children, byMet)
		for place, child := range children {
			d.clusters[child].place = place
		}
	}
	members := make([]map[int][]int, len(d.layers)) // by cluster, without borders
	borders := make([]map[int][2]int, len(d.layers))
	for r := range d.layers {
		members[r], borders[r] = map[int][]int{}, map[int][2]int{}
	}
	for i, it := range d.items {
		switch it.kind {
		case opening, closing:
			b := borders[it.rank][it.cluster]
			b[it.kind-opening] = i
			borders[it.rank][it.cluster] = b
		default:
			members[it.rank][it.cluster] = append(members[it.rank][it.cluster], i)
		}
	}
	for r := range d.layers {
		var fill func(c int)
		fill = func(c int) {
			type entry struct{ met, item, cluster int }
			var entries []entry
			for _, i := range members[r][c] {
				entries = append(entries, entry{met[i], i, -1})
			}
			for _, child := range d.clusters[c].children {
				if d.clusters[child].first <= r && r <= d.clusters[child].last {
					entries = append(entries, entry{firstMet[child], -1, child})
				}
			}
			slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.met, b.met) })
			for _, e := range entries {
				if e.cluster < 0 {
					d.layers[r] = append(d.layers[r], e.item)
					continue
				}
				sides := borders[r][e.cluster]
				d.layers[r] = append(d.layers[r], sides[0])
				fill(e.cluster)
				d.layers[r] = append(d.layers[r], sides[1])
			}
		}
		fill(d.root)
		d.number(r)
	}
}

func (d *drawing) number(r int) {
	for pos, i := range d.layers[r] {
		d.pos[i] = pos
	}
}

// sweep orders every layer by where its neighbours stand in the layer before.
// With flip, what is drawn to the same place changes its order, which leads out
// of dead ends.
func (d *drawing) sweep(down, flip bool) {
	for n := range d.layers {
		r := n
		if !down {
			r = len(d.layers) - 1 - n
		}
		d.arrange(r, flip, func(i int) (sum, count int) {
			neighbours := d.downs[i]
			if down {
				neighbours = d.ups[i]
			}
			for _, n := range neighbours {
				sum += d.pos[n]
			}
			return sum, len(neighbours)
		})
	}
}

// stretch is an item, or a group with all it holds, in one layer.
type stretch struct {
	items      []int
	cluster    int // -1 for an item
	sum, count int // of the places it is drawn to
}

// arrange sorts layer r by the mean of the places its items are drawn to.
// What is drawn nowhere keeps its place.
func (d *drawing) arrange(r int, flip bool, drawn func(item int) (sum, count int)) {
	layer := d.layers[r]
	out := make([]int, 0, len(layer))
	var inside func(items []int) (sum, count int)
	inside = func(items []int) (sum, count int) {
		var all []stretch
		for at := 0; at < len(items); {
			i := items[at]
			if d.items[i].kind != opening {
				s := stretch{items: items[at : at+1], cluster: -1}
				s.sum, s.count = drawn(i)
				all = append(all, s)
				at++
				continue
			}
			end := at + 1
			for d.items[items[end]].kind != closing || d.items[items[end]].cluster != d.items[i].cluster {
				end++
			}
			start := len(out)
			out = append(out, i)
			s := stretch{cluster: d.items[i].cluster}
			s.sum, s.count = inside(items[at+1 : end])
			out = append(out, items[end])
			s.items = slices.Clone(out[start:])
			out = out[:start]
			all = append(all, s)
			at = end + 1
		}
		d.sortStretches(all, flip)
		for _, s := range all {
			out = append(out, s.items...)
			sum += s.sum
			count += s.count
		}
		return sum, count
	}
	inside(layer)
	copy(layer, out)
	d.number(r)
}

func (d *drawing) sortStretches(all []stretch, flip bool) {
	d.sortSome(all, flip, func(s stretch) bool { return s.count > 0 },
		func(a, b stretch) int { return cmp.Compare(a.sum*b.count, b.sum*a.count) })
	d.sortSome(all, false, func(s stretch) bool { return s.cluster >= 0 },
		func(a, b stretch) int { return cmp.Compare(d.clusters[a.cluster].place, d.clusters[b.cluster].place) })
}

// sortSome sorts the stretches for which which holds within the places they
// take; with flip, equals are turned round.
func (d *drawing) sortSome(all []stretch, flip bool, which func(stretch) bool, order func(a, b stretch) int) {
	some := d.some[:0]
	for _, s := range all {
		if which(s) {
			some = append(some, s)
		}
	}
	if flip {
		slices.Reverse(some)
	}
	slices.SortStableFunc(some, order)
	d.some = some
	next := 0
	for i, s := range all {
		if which(s) {
			all[i] = some[next]
			next++
		}
	}
}

// swapNeighbours swaps adjacent items, and items with the group beside them,
// while that saves crossings.
func (d *drawing) swapNeighbours() {
	for range 8 {
		gained := false
		for _, layer := range d.layers {
			for p := 0; p+1 < len(layer); p++ {
				a := d.runEnd(layer, p)
				if a < 0 || a+1 == len(layer) {
					continue
				}
				b := d.runEnd(layer, a+1)
				twoGroups := a > p && b > a+1 // which keep their order in all layers
				if b < 0 || twoGroups || d.swapGain(layer[p:a+1], layer[a+1:b+1]) <= 0 {
					continue
				}
				copy(layer[p:], append(slices.Clone(layer[a+1:b+1]), layer[p:a+1]...))
				for at := p; at <= b; at++ {
					d.pos[layer[at]] = at
				}
				gained = true
			}
		}
		if !gained {
			return
		}
	}
}

// runEnd returns where the item or the group that starts at p ends in its
// layer; -1 when a group ends at p.
func (d *drawing) runEnd(layer []int, p int) int {
	first, end := &d.items[layer[p]], p
	switch first.kind {
	case closing:
		return -1
	case opening:
		for d.items[layer[end]].kind != closing || d.items[layer[end]].cluster != first.cluster {
			end++
		}
	}
	return end
}

// swapGain returns how many crossings fewer there are when two neighbouring
// stretches change places.
func (d *drawing) swapGain(left, right []int) int {
	gain := 0
	for _, a := range left {
		for _, b := range right {
			gain += d.pairCrossings(a, b) - d.pairCrossings(b, a)
		}
	}
	return gain
}

// pairCrossings counts the crossings between the links of two items of a layer
// when a stands left of b.
func (d *drawing) pairCrossings(a, b int) int {
	n := 0
	for _, u := range d.ups[a] {
		for _, v := range d.ups[b] {
			if d.pos[u] > d.pos[v] {
				n++
			}
		}
	}
	for _, u := range d.downs[a] {
		for _, v := range d.downs[b] {
			if d.pos[u] > d.pos[v] {
				n++
			}
		}
	}
	return n
}

// allCrossings counts crossings between all layers, those with the sides of
// groups included.
func (d *drawing) allCrossings() int {
	n := 0
	var lows, tree []int
	for r := 0; r+1 < len(d.layers); r++ {
		lows = lows[:0]
		for _, i := range d.layers[r] {
			start := len(lows)
			for _, below := range d.downs[i] {
				lows = append(lows, d.pos[below])
			}
			slices.Sort(lows[start:])
		}
		size := len(d.layers[r+1])
		tree = append(tree[:0], make([]int, size+1)...)
		for seen, low := range lows {
			notRight := 0
			for k := low + 1; k > 0; k -= k & -k {
				notRight += tree[k]
			}
			n += seen - notRight
			for k := low + 1; k <= size; k += k & -k {
				tree[k]++
			}
		}
	}
	return n
}

// arrangement is an order of all layers, to come back to.
type arrangement struct {
	layers [][]int
	places []int // of the clusters
}

func (d *drawing) snapshot() arrangement {
	s := arrangement{layers: make([][]int, len(d.layers)), places: make([]int, len(d.clusters))}
	for r, layer := range d.layers {
		s.layers[r] = slices.Clone(layer)
	}
	for c, group := range d.clusters {
		s.places[c] = group.place
	}
	return s
}

func (d *drawing) restore(s arrangement) {
	for r := range s.layers {
		copy(d.layers[r], s.layers[r])
		d.number(r)
	}
	for c := range d.clusters {
		d.clusters[c].place = s.places[c]
	}
}
