package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/unit"
)

// touched is what an uncertain input can change: parts directly, or the rates
// and with them everything. An input that touches neither, such as a price,
// leaves the whole world as it is.
type touched struct {
	parts []bool
	rates bool
}

// findTouched notes for every uncertain input what it can change.
func (p *plan) findTouched() {
	p.touches = map[string]*touched{}
	of := func(input string) *touched {
		t := p.touches[input]
		if t == nil {
			t = &touched{parts: make([]bool, len(p.parts))}
			p.touches[input] = t
		}
		return t
	}
	part := func(i int, qs ...*unit.Quantity) {
		for _, q := range qs {
			if q == nil {
				continue
			}
			for _, m := range q.Moves {
				if i >= 0 {
					of(m.Input).parts[i] = true
				} else {
					of(m.Input).rates = true // outside: the answer of a flow
				}
			}
		}
	}
	rates := func(n unit.Number) {
		for _, m := range n.Moves {
			of(m.Input).rates = true
		}
	}
	for _, n := range p.nodes {
		for _, q := range n.quantities() {
			part(n.at, q)
			if n.to >= 0 {
				part(n.to, q)
			}
		}
	}
	for i, pt := range p.parts {
		c := pt.c
		part(i, pt.can.Cores, pt.can.Slots, pt.can.Queue, pt.can.Memory, c.Hit, c.Entries, c.TTL, c.Idle)
		if pt.cache != nil && pt.cache.entity != nil {
			part(i, pt.cache.entity.Size)
		}
		for _, m := range p.total[i].Moves {
			of(m.Input).parts[i] = true
		}
		if pt.cache != nil || c.RateLimit != nil || c.Shed != nil || c.Replicas.Auto() || c.Shards != nil || c.Cells != nil {
			for _, q := range pt.steering() {
				if q != nil {
					rates(q.Number)
				}
			}
		}
	}
	for _, s := range p.sources {
		rates(s.start.Rate)
		rates(s.start.Peak)
		part(-1, s.deadline.q)
		for _, q := range []*unit.Quantity{s.start.Users, s.start.Think, s.start.Batch, s.start.Linger} {
			if q != nil {
				rates(q.Number)
			}
		}
	}
	for _, c := range p.crowds {
		rates(c.users.Number)
		for _, f := range c.mix {
			if f.share != nil {
				rates(f.share.Number)
			}
		}
	}
}

// quantities are all that a node reads.
func (n *node) quantities() []*unit.Quantity {
	o := &n.policy
	list := []*unit.Quantity{n.service.q, n.amount.q, n.times, o.timeout.q, o.deadline.q, o.backoff.q, o.bulkhead, o.pool, o.hit}
	for _, t := range o.net {
		list = append(list, t.q)
	}
	if r := o.retry; r != nil {
		list = append(list, r.Max, r.Factor, r.Cap, r.Budget, r.Chance)
	}
	if n.copying != nil {
		list = append(list, n.copying.quantities()...)
	}
	if n.step != nil {
		list = append(list, n.step.Fail, n.step.AtMost)
	}
	list = append(list, n.request.Size, n.request.Times, n.response.Size, n.response.Times)
	return append(list, n.shares...)
}

// steering are the quantities that decide how much a part is asked for.
func (pt *part) steering() []*unit.Quantity {
	c := pt.c
	list := []*unit.Quantity{c.Hit, c.Entries, c.TTL, c.Idle, pt.can.Memory}
	if c.Shards != nil {
		list = append(list, c.Shards.Count)
	}
	if c.Cells != nil {
		list = append(list, c.Cells.Count)
	}
	if c.RateLimit != nil {
		list = append(list, c.RateLimit.Rate)
	}
	if c.Shed != nil && c.Shed.Above != nil {
		list = append(list, c.Shed.Above.Queue)
	}
	if r := c.Replicas; r.Auto() {
		list = append(list, r.Min, r.Max)
		if t := r.Target; t != nil {
			list = append(list, t.CPU, t.InFlight, t.Queue, t.Connections)
		}
	}
	if pt.cache != nil && pt.cache.entity != nil {
		list = append(list, pt.cache.entity.Size)
	}
	return list
}

// untouched tells whether a part is asked the same as in the base, by itself
// and of its callees, and then takes over what it comes to.
func (w *world) untouched(i int) bool {
	if w.touched == nil || w.touched.parts[i] || w.touched.rates && (len(w.p.crowds) > 0 || len(w.p.parts[i].pulls) > 0) {
		return false
	}
	s, base := &w.stations[i], &w.base.stations[i]
	if !same(s.arrivals, base.arrivals) || !same(s.busy, base.busy) || !same(s.bursts, base.bursts) || !same(s.scv, base.scv) ||
		!same(s.ca2, base.ca2) || !same(s.replicas, base.replicas) || !same(s.serving, base.serving) || !same(s.follow, base.follow) {
		return false
	}
	for _, c := range w.p.callees[i] {
		if w.dirty[c] {
			return false
		}
	}
	*s = *base
	for _, n := range w.p.parts[i].visits {
		w.results[n.id] = w.base.results[n.id]
	}
	return true
}

func same(a, b float64) bool { return a == b || math.Abs(a-b) <= 1e-13*math.Abs(b) }
