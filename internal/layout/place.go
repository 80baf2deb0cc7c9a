package layout

import (
	"cmp"
	"math"
	"slices"
)

// assignPorts spreads the ends of lines over the side of their box, in the
// order of where they lead, and widens boxes that are too small for that.
func (d *drawing) assignPorts() {
	for i := range d.items {
		it := &d.items[i]
		if it.kind != box {
			continue
		}
		slices.SortStableFunc(it.up, func(a, b int) int {
			return cmp.Compare(d.pos[d.links[a].upper], d.pos[d.links[b].upper])
		})
		slices.SortStableFunc(it.down, func(a, b int) int {
			return cmp.Compare(d.pos[d.links[a].lower], d.pos[d.links[b].lower])
		})
		most := max(len(it.up), len(it.down))
		if need := 2*portMargin + (most-1)*portGapMin; it.wide < need {
			it.right += need - need/2 - (it.wide - it.left)
			it.left, it.wide = need/2, need
		}
		for p, l := range it.up {
			d.links[l].to = port(p, len(it.up), it.left)
		}
		for p, l := range it.down {
			d.links[l].from = port(p, len(it.down), it.left)
		}
	}
}

// port returns the offset of the p-th of n ends from the middle of a box that
// reaches half to either side.
func port(p, n, half int) int {
	if n == 1 {
		return 0
	}
	gap := min(portGap, 2*(half-portMargin)/(n-1))
	return gap*p - gap*(n-1)/2
}

// place gives every item and every side of a group its coordinate across the
// layers: straight lines first, then short ones, then compact groups.
func (d *drawing) place() {
	left, right := len(d.items), len(d.items)+len(d.clusters)
	next := right + len(d.clusters)
	variable := func(i int) int {
		switch it := d.items[i]; it.kind {
		case opening:
			return left + it.cluster
		case closing:
			return right + it.cluster
		}
		return i
	}
	var arcs []arc
	for _, layer := range d.layers {
		for p := 0; p+1 < len(layer); p++ {
			a, b := layer[p], layer[p+1]
			arcs = append(arcs, arc{variable(a), variable(b), d.apart(&d.items[a], &d.items[b]), 0})
		}
	}
	for c, group := range d.clusters {
		if c != d.root {
			arcs = append(arcs, arc{left + c, right + c, d.leastAcross(group), 1})
		}
	}
	for _, l := range d.links {
		if l.edge < 0 {
			continue
		}
		// An extra point left of both ends makes their distance cost.
		weight := d.straightness(l)
		arcs = append(arcs, arc{next, l.upper, -l.from, weight}, arc{next, l.lower, -l.to, weight})
		next++
	}
	for _, pair := range d.loosePairs() {
		a, b := pair[0], pair[1]
		arcs = append(arcs, arc{next, a, d.items[a].left, 1}, arc{next, b, d.items[b].left, 1})
		next++
	}
	x := minimise(next, arcs, placeWork)
	d.centreGroups(x, arcs, left, right)
	least := x[0]
	for i := range d.items {
		d.items[i].x = x[variable(i)]
		least = min(least, d.items[i].x-d.items[i].left)
	}
	for i := range d.items {
		d.items[i].x -= least
	}
	for c := range d.clusters {
		d.clusters[c].left, d.clusters[c].right = x[left+c]-least, x[right+c]-least
	}
}

// centreGroups moves the sides of groups that are wider than what they hold, so
// that it stands in their middle, as far as their neighbours allow.
func (d *drawing) centreGroups(x []int, arcs []arc, left, right int) {
	for c := range d.clusters {
		l, r := left+c, right+c
		roomLeft, roomRight := math.MaxInt/4, math.MaxInt/4 // outside
		padLeft, padRight := math.MaxInt/4, math.MaxInt/4   // inside
		for _, a := range arcs {
			slack := x[a.head] - x[a.tail] - a.length
			switch {
			case a.tail == l && a.head == r:
			case a.head == l:
				roomLeft = min(roomLeft, slack)
			case a.tail == l:
				padLeft = min(padLeft, slack)
			case a.head == r:
				padRight = min(padRight, slack)
			case a.tail == r:
				roomRight = min(roomRight, slack)
			}
		}
		shift := min(max((padLeft-padRight)/2, -roomLeft), roomRight)
		x[l], x[r] = x[l]+shift, x[r]+shift
	}
}

// loosePairs returns boxes without lines that follow each other in a column of
// their group, to be aligned at their left.
func (d *drawing) loosePairs() [][2]int {
	var pairs [][2]int
	above := map[int][]int{} // by cluster
	for _, layer := range d.layers {
		here := map[int][]int{}
		for _, i := range layer {
			if it := d.items[i]; it.kind == box && len(it.up)+len(it.down) == 0 {
				here[it.cluster] = append(here[it.cluster], i)
			}
		}
		for c := range d.clusters {
			for k := range min(len(above[c]), len(here[c])) {
				pairs = append(pairs, [2]int{above[c][k], here[c][k]})
			}
			if len(here[c]) > 0 {
				above[c] = here[c]
			}
		}
	}
	return pairs
}

// slidePorts moves the ends of lines along the side of their box where that
// makes the line straight.
func (d *drawing) slidePorts() {
	for i := range d.items {
		it := &d.items[i]
		if it.kind != box {
			continue
		}
		d.slide(it, it.down, func(l *link) (own *int, other int) { return &l.from, d.items[l.lower].x + l.to })
		d.slide(it, it.up, func(l *link) (own *int, other int) { return &l.to, d.items[l.upper].x + l.from })
	}
}

func (d *drawing) slide(it *item, links []int, ends func(l *link) (own *int, other int)) {
	for range 2 { // once more for those whose way was blocked by a neighbour
		for p, n := range links {
			own, other := ends(&d.links[n])
			low, high := portMargin-it.left, it.wide-it.left-portMargin
			if p > 0 {
				before, _ := ends(&d.links[links[p-1]])
				low = *before + portGapMin
			}
			if p+1 < len(links) {
				after, _ := ends(&d.links[links[p+1]])
				high = *after - portGapMin
			}
			if wish := other - it.x; low <= wish && wish <= high {
				*own = wish
			}
		}
	}
}

// straightness says how much a link should be straight: long lines most.
func (d *drawing) straightness(l link) int {
	boxes := 0
	for _, end := range []int{l.upper, l.lower} {
		if d.items[end].kind == box {
			boxes++
		}
	}
	return [...]int{12, 4, 2}[boxes]
}

// apart returns the least distance between the anchors of neighbours in a
// layer; sides of groups are their own anchors.
func (d *drawing) apart(a, b *item) int {
	return a.right + b.left + d.gap(a, b)
}

func (d *drawing) gap(a, b *item) int {
	switch {
	case a.kind == opening && b.kind == closing:
		return d.leastAcross(d.clusters[a.cluster])
	case a.kind == opening:
		before, _ := d.padsAcross(d.clusters[a.cluster])
		return before
	case b.kind == closing:
		_, after := d.padsAcross(d.clusters[b.cluster])
		return after
	case a.kind == closing || b.kind == opening:
		return groupGap
	case a.kind == bend && b.kind == bend:
		return bendGap
	case a.kind == label || b.kind == label:
		return labelGap
	case a.kind == bend || b.kind == bend:
		return boxGap / 2
	}
	return boxGap
}

// padsAcross is the room between a group's sides and what it holds. The label
// stands on top: along the layers when edges run down, across otherwise.
func (d *drawing) padsAcross(c cluster) (before, after int) {
	if d.turned && c.labelAcross > 0 {
		return groupPad + c.labelAcross, groupPad
	}
	return groupPad, groupPad
}

// padsAlong is the same in the direction of the layers.
func (d *drawing) padsAlong(c cluster) (before, after int) {
	if !d.turned && c.labelAlong > 0 {
		return groupPad + c.labelAlong, groupPad
	}
	return groupPad, groupPad
}

func (d *drawing) leastAcross(c cluster) int {
	before, after := d.padsAcross(c)
	if d.turned || c.labelAcross == 0 {
		return before + after
	}
	if c.labelAcross <= wideLabel {
		return 2 * (c.labelAcross + groupPad) // a line through its middle passes beside the label
	}
	return c.labelAcross + groupPad
}
