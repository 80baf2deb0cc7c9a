package layout

// channel is the room between a layer and the next.
type channel struct {
	tracks []track
	levels int
	top    int // coordinate of level 0
}

// route finds the tracks of all lines and with them the thickness of channels,
// and so the coordinate of every layer.
func (d *drawing) route() {
	d.channels = make([]channel, len(d.layers))
	tracks := make([][]track, len(d.layers))
	straight := make([][]int, len(d.layers)) // columns
	for i, l := range d.links {
		if l.edge < 0 {
			continue
		}
		up, low := d.items[l.upper].x+l.from, d.items[l.lower].x+l.to
		r := d.items[l.upper].rank
		if up == low {
			straight[r] = append(straight[r], up)
			continue
		}
		tracks[r] = append(tracks[r], track{up: up, low: low, link: i})
	}
	for r := range tracks {
		d.channels[r].tracks, d.channels[r].levels = assignTracks(tracks[r], straight[r])
	}
	d.stack()
}

// row is where a layer stands.
type row struct{ top, thick int }

// stack sets the layers and channels below each other, with room for the sides
// of groups that start or end there.
func (d *drawing) stack() {
	d.rows = make([]row, len(d.layers))
	boxes := make([]bool, len(d.layers))
	for r, layer := range d.layers {
		for _, i := range layer {
			d.rows[r].thick = max(d.rows[r].thick, d.items[i].along)
			boxes[r] = boxes[r] || d.items[i].kind == box
		}
	}
	d.widenForLabels()
	at := 0
	for r := range d.layers {
		at += d.sidesAlong(r, true)
		d.rows[r].top = at
		at += d.rows[r].thick + d.sidesAlong(r, false)
		ch := &d.channels[r]
		gap := func(r int) int {
			if r < len(boxes) && boxes[r] {
				return layerGap
			}
			return labelLayer
		}
		ch.top = at + gap(r)
		at = ch.top + max(ch.levels-1, 0)*trackGap + gap(r+1)
	}
}

// sidesAlong returns the room that the sides of groups starting, or ending, at
// a layer take: the deepest nest counts.
func (d *drawing) sidesAlong(r int, starting bool) int {
	most := 0
	for c := range d.clusters {
		if c != d.root && d.clusters[c].edgeLayer(starting) == r {
			most = max(most, d.reachAlong(c, starting))
		}
	}
	return most
}

// reachAlong returns how far a group reaches beyond its first, or last, layer.
func (d *drawing) reachAlong(c int, starting bool) int {
	before, after := d.padsAlong(d.clusters[c])
	own := after
	if starting {
		own = before
	}
	inner := 0
	for _, child := range d.clusters[c].children {
		if d.clusters[child].edgeLayer(starting) == d.clusters[c].edgeLayer(starting) {
			inner = max(inner, d.reachAlong(child, starting))
		}
	}
	return own + inner
}

func (c cluster) edgeLayer(first bool) int {
	if first {
		return c.first
	}
	return c.last
}

// widenForLabels makes layers thick enough for the labels of groups, which lie
// along the layers when edges run to the right.
func (d *drawing) widenForLabels() {
	if !d.turned {
		return
	}
	for c, group := range d.clusters {
		if c == d.root {
			continue
		}
		thick := 0
		for r := group.first; r <= group.last; r++ {
			thick += d.rows[r].thick
		}
		if short := group.labelAlong - thick; short > 0 {
			d.rows[group.first].thick += short
		}
	}
}
