package layout

// link is the stretch of an edge, or of a group's side, from one layer to the
// next.
type link struct {
	edge         int // -1 for a group's side
	upper, lower int // items
	from, to     int // ports: offsets from the anchors of upper and lower
}

// splitEdges cuts edges into links from layer to layer, joined by bends and
// labels, and marks the sides of groups in every layer they cross.
func (d *drawing) splitEdges() {
	for i := range d.edges {
		e := &d.edges[i]
		if e.loop() {
			continue
		}
		at := e.from
		first, last := d.items[e.from].rank, d.items[e.to].rank
		for r := first + 1; r < last; r++ {
			next := item{kind: bend, rank: r}
			if e.w > 0 && r == e.labelRank {
				next = d.labelFor(e, next)
			}
			d.items = append(d.items, next)
			e.links = append(e.links, d.join(i, at, len(d.items)-1))
			at = len(d.items) - 1
		}
		e.links = append(e.links, d.join(i, at, e.to))
	}
	for c := range d.clusters {
		if c == d.root {
			continue
		}
		for _, kind := range []itemKind{opening, closing} {
			for r := d.clusters[c].first; r <= d.clusters[c].last; r++ {
				d.items = append(d.items, item{kind: kind, cluster: c, rank: r})
				if r > d.clusters[c].first {
					d.join(-1, len(d.items)-2, len(d.items)-1)
				}
			}
		}
	}
}

// labelFor makes a bend carry the label of its edge: at its right where edges
// run down, above it where they run to the right.
func (d *drawing) labelFor(e *edge, at item) item {
	at.kind = label
	across, along := d.turn(e.w, e.h)
	at.along = along
	if d.turned {
		at.left = across + labelOff
	} else {
		at.right = across + labelOff
	}
	e.labelItem = len(d.items)
	return at
}

// home returns the group in which an edge passes layer r: that of its upper
// end as far as it reaches, then that of its lower end; or, when it is direct,
// the one around both.
func (d *drawing) home(e *edge, r int) int {
	upper, lower := d.items[e.from].cluster, d.items[e.to].cluster
	all := d.common(upper, lower)
	if e.direct {
		return all
	}
	for c := upper; c != all; c = d.clusters[c].parent {
		if r <= d.clusters[c].last {
			return c
		}
	}
	for c := lower; c != all; c = d.clusters[c].parent {
		if r >= d.clusters[c].first {
			return c
		}
	}
	return all
}

func (d *drawing) join(edge, upper, lower int) int {
	d.links = append(d.links, link{edge: edge, upper: upper, lower: lower})
	n := len(d.links) - 1
	d.items[upper].down = append(d.items[upper].down, n)
	d.items[lower].up = append(d.items[lower].up, n)
	return n
}
