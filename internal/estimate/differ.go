package estimate

// about is what an entry is about: nothing of a world but that, and what is next
// to it, decides its value. The zero value is the whole design.
type about struct {
	kind  aboutKind
	index int
}

type aboutKind uint8

const (
	ofAll aboutKind = iota
	ofSource
	ofPart
	ofEdge
)

// differences are what differs between a world and the one that it moves away
// from.
type differences struct {
	any     bool
	rates   []bool // of sources
	calls   []bool // of nodes
	sources []bool
	own     []bool // parts by themselves
	parts   []bool // parts with those next to them
	edges   []bool
}

func (d *differences) at(a about) bool {
	switch a.kind {
	case ofSource:
		return d.sources[a.index]
	case ofPart:
		return d.parts[a.index]
	case ofEdge:
		return d.edges[a.index]
	}
	return d.any
}

// find compares a world with its base.
func (d *differences) find(w *world) {
	p, base := w.p, w.base
	d.any = w.touched != nil
	if d.sources == nil {
		d.rates, d.calls, d.sources = make([]bool, len(p.sources)), make([]bool, len(p.nodes)), make([]bool, len(p.sources))
		d.own, d.parts, d.edges = make([]bool, len(p.parts)), make([]bool, len(p.parts)), make([]bool, len(p.edges))
	}
	clear(d.parts)
	clear(d.sources)
	clear(d.edges)
	if !d.any {
		return
	}
	for i := range p.sources {
		d.rates[i] = w.batch[i] != base.batch[i]
		for l := range w.rates {
			d.rates[i] = d.rates[i] || w.rates[l][i] != base.rates[l][i]
		}
		f, was := &w.flows[i], &base.flows[i]
		d.sources[i] = d.rates[i] || f.fail != was.fail || f.answer != was.answer
	}
	for i := range p.nodes {
		d.calls[i] = w.calls[i] != base.calls[i]
	}
	for i, e := range p.edges {
		for _, n := range e.nodes {
			d.edges[i] = d.edges[i] || d.calls[n.id] || d.rates[n.source]
		}
	}
	for i, pt := range p.parts {
		d.own[i] = w.dirty[i] || d.fed(w, pt)
	}
	d.spread(p)
}

// fed tells whether a part is asked for something else.
func (d *differences) fed(w *world, pt *part) bool {
	for k, at := range pt.demand {
		if d.rates[pt.source[k]] || w.demands[at] != w.base.demands[at] {
			return true
		}
	}
	for _, n := range pt.visits {
		if d.calls[n.id] {
			return true
		}
	}
	for _, s := range pt.takers {
		if d.rates[s] {
			return true
		}
	}
	return pt.cache != nil && w.caches[pt.cache.index] != w.base.caches[pt.cache.index]
}

// spread marks the parts that differ, and those that call them, are called by
// them, take their messages or hold connections to them.
func (d *differences) spread(p *plan) {
	for i, pt := range p.parts {
		here := d.own[i]
		for _, n := range pt.visits {
			here = here || n.at >= 0 && d.own[n.at]
		}
		for _, c := range p.callees[i] {
			here = here || d.own[c]
		}
		for _, s := range pt.takers {
			here = here || p.sources[s].run != nil && d.own[p.sources[s].run.to]
		}
		d.parts[i] = here
	}
	for i, s := range p.sources {
		if h := s.flow.Hold; h != nil && d.rates[i] {
			if at, ok := p.partOf[h.At.Head()]; ok {
				d.parts[at] = true
			}
		}
	}
}
