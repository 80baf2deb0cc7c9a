package layout

import (
	"cmp"
	"math"
	"slices"
)

// Work that the two uses of minimise may take, in steps of some nanoseconds.
const (
	rankWork  = 2_000_000
	placeWork = 6_000_000
)

// assignRanks gives every box its layer: edges as short as can be, groups
// compact, and a layer to spare between boxes when some edge has a label.
func (d *drawing) assignRanks() {
	length := 1
	for _, e := range d.edges {
		if !e.loop() && e.w > 0 {
			length = 2
		}
	}
	tops, bottoms := d.nodes, d.nodes+len(d.clusters)
	start := bottoms + len(d.clusters) // the first layer
	var arcs []arc
	linked := make([]bool, d.nodes)
	for _, e := range d.edges {
		if !e.loop() {
			arcs = append(arcs, arc{e.from, e.to, length, 4})
			linked[e.from], linked[e.to] = true, true
		}
	}
	for i, it := range d.items {
		if it.cluster != d.root && linked[i] {
			arcs = append(arcs, arc{tops + it.cluster, i, 0, 0}, arc{i, bottoms + it.cluster, 0, 0})
		}
	}
	for i, it := range d.items {
		switch {
		case linked[i] && it.first:
			arcs = append(arcs, arc{start, i, 0, 1000})
		case linked[i]:
			arcs = append(arcs, arc{start, i, 0, 0})
		}
	}
	for c, group := range d.clusters {
		if c == d.root {
			continue
		}
		arcs = append(arcs, arc{tops + c, bottoms + c, 0, 3})
		if group.parent != d.root {
			arcs = append(arcs, arc{tops + group.parent, tops + c, 0, 0}, arc{bottoms + c, bottoms + group.parent, 0, 0})
		}
	}
	x := minimise(start+1, arcs, rankWork)
	least := math.MaxInt
	for i := range d.items {
		if linked[i] {
			d.items[i].rank = x[i]
			least = min(least, x[i])
		}
	}
	for i := range d.items {
		if linked[i] {
			d.items[i].rank -= least
		}
	}
	d.spread(linked, length)
	d.chooseLabelRanks()
	d.dropEmptyRanks()
	d.spanClusters()
}

// spread puts boxes without edges where there is room: into the emptiest layers
// of their group, or of the group around it, or, where nothing has an edge,
// into rows of their own.
func (d *drawing) spread(linked []bool, length int) {
	type layer struct{ cluster, rank int }
	boxes := map[layer]int{}
	count := func(i int) {
		for c := d.items[i].cluster; c >= 0; c = d.clusters[c].parent {
			boxes[layer{c, d.items[i].rank}]++
		}
	}
	ranks := make([][]int, len(d.clusters)) // where a cluster has boxes with edges
	for i, it := range d.items {
		if linked[i] {
			count(i)
			for c := it.cluster; c >= 0; c = d.clusters[c].parent {
				ranks[c] = append(ranks[c], it.rank)
			}
		}
	}
	loose := make([]int, len(d.clusters))
	for i, it := range d.items {
		if !linked[i] {
			loose[it.cluster]++
		}
	}
	for c := range ranks {
		slices.Sort(ranks[c])
		ranks[c] = slices.Compact(ranks[c])
	}
	for i, it := range d.items {
		if linked[i] {
			continue
		}
		c := it.cluster
		choice := ranks[c]
		if len(choice) == 0 {
			start := 0
			for up := c; up >= 0; up = d.clusters[up].parent {
				if len(ranks[up]) > 0 {
					start = ranks[up][0]
					break
				}
			}
			rows := int(math.Ceil(math.Sqrt(float64(loose[c]) / 2)))
			for r := range rows {
				choice = append(choice, start+r*length)
			}
		}
		d.items[i].rank = slices.MinFunc(choice, func(a, b int) int {
			return cmp.Or(
				cmp.Compare(boxes[layer{c, a}], boxes[layer{c, b}]),
				cmp.Compare(boxes[layer{d.root, a}], boxes[layer{d.root, b}]),
				cmp.Compare(a, b))
		})
		count(i)
	}
}

// chooseLabelRanks puts labels into a layer between the boxes of their edge,
// near the middle, and rather where no box stands.
func (d *drawing) chooseLabelRanks() {
	boxes := map[int]bool{}
	for _, it := range d.items {
		boxes[it.rank] = true
	}
	for i := range d.edges {
		e := &d.edges[i]
		if e.loop() || e.w == 0 {
			continue
		}
		from, to := d.items[e.from].rank, d.items[e.to].rank
		e.labelRank = (from + to) / 2
		for _, r := range []int{e.labelRank, e.labelRank - 1, e.labelRank + 1} {
			if from < r && r < to && !boxes[r] {
				e.labelRank = r
				break
			}
		}
	}
}

// dropEmptyRanks closes up layers that hold neither a box nor a label.
func (d *drawing) dropEmptyRanks() {
	last := 0
	for _, it := range d.items {
		last = max(last, it.rank)
	}
	used := make([]bool, last+1)
	for _, it := range d.items {
		used[it.rank] = true
	}
	for _, e := range d.edges {
		if !e.loop() && e.w > 0 {
			used[e.labelRank] = true
		}
	}
	to := make([]int, last+1)
	next := 0
	for r := range used {
		to[r] = next
		if used[r] {
			next++
		}
	}
	for i := range d.items {
		d.items[i].rank = to[d.items[i].rank]
	}
	for i := range d.edges {
		d.edges[i].labelRank = to[d.edges[i].labelRank]
	}
	d.layers = make([][]int, next)
}

// spanClusters finds the first and last layer of every group.
func (d *drawing) spanClusters() {
	for c := range d.clusters {
		d.clusters[c].first, d.clusters[c].last = math.MaxInt, -1
	}
	for _, it := range d.items {
		for c := it.cluster; c >= 0; c = d.clusters[c].parent {
			d.clusters[c].first = min(d.clusters[c].first, it.rank)
			d.clusters[c].last = max(d.clusters[c].last, it.rank)
		}
	}
}
