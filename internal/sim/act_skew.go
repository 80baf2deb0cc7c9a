package sim

import "github.com/loadpath/loadpath/internal/model"

// Verb skew: a clock is ahead, or behind with a negative time. Scheduled flows
// begin earlier; a lease ends so much earlier for who holds it, and later when
// the clock of who grants it is ahead; entries of a cache age all at once, as
// those of Redis do.

// compileSkew names the replicas whose clocks are wrong, and by how much.
func compileSkew(c *compiler, m actSource, a *act) {
	a.by = model.Or(m.By, 0)
	c.hits(m, a)
	for _, ref := range m.Targets {
		if k, known := c.comps[baseOf(ref.Text)]; known {
			a.comps = append(a.comps, k)
		}
	}
	found := false
	for _, k := range a.comps {
		comp := &c.p.components[k]
		found = found || comp.lease >= 0 || comp.cache >= 0 && c.p.caches[comp.cache].life > 0
		for i := range c.p.leases {
			found = found || c.p.leases[i].from == k
		}
	}
	for i := range c.p.sources {
		s := &c.p.sources[i]
		if s.kind != schedule {
			continue
		}
		if _, m := c.d.Starter(c.d.Flows.Get(s.name)); m != nil {
			for _, k := range a.comps {
				if k == c.comps[m.Name] {
					a.flows, found = append(a.flows, s.flow), true
				}
			}
		}
	}
	if !found {
		c.noEffect(m, "name a component that runs flows on a schedule, has or grants leases, or caches with a ttl", "nothing that is simulated looks at this clock")
	}
}

// setSkew sets clocks forward, or back.
func setSkew(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	by := int64(a.by*to*1e9) - int64(a.by*from*1e9)
	for i := range w.p.sources {
		for _, flow := range a.flows {
			if s, st := &w.p.sources[i], &w.sources[i]; s.kind == schedule && s.flow == flow {
				st.tick -= by
				st.round++
				w.agenda.add(max(st.tick, w.now), evSource, 0, uint32(i), st.round)
			}
		}
	}
	for _, at := range w.acts[ref].hit {
		c := w.replicas[at].c
		if c.lease >= 0 {
			w.shiftLease(at, -by)
		}
		if c.cache >= 0 {
			w.caches[c.cache+at-c.first].ahead += by
		}
	}
	for _, k := range a.comps {
		for i := range w.p.leases {
			if l := &w.p.leases[i]; l.from == k {
				w.shiftLeases(l, by)
			}
		}
	}
}
