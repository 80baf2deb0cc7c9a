package sim

import "github.com/loadpath/loadpath/internal/model"

// Verb poison: a message or value that cannot be processed. Who works on such a
// message fails at the end; who reads such a value gets an error in its place.

// compilePoison names the queues that get messages which nobody can process,
// and the calls that read values which nobody can: of the components that are
// named, of what a named flow consumes, or about a named entity.
func compilePoison(c *compiler, m actSource, a *act) {
	a.rate = model.Or(m.Rate, 0)
	for _, ref := range m.Targets {
		if k, known := c.queues[ref.Text]; known {
			a.queues = append(a.queues, k)
		} else if f := c.d.Flows.Get(ref.Text); f != nil && f.Consumes != nil {
			if k, known := c.queues[f.Consumes.Text]; known {
				a.queues = append(a.queues, k)
			}
		} else if c.d.Data.Has(ref.Text) {
			for _, comp := range c.carriers(-1, ref.Text) {
				a.queues = append(a.queues, c.queues[c.p.components[comp].name])
			}
		}
		a.sites = append(a.sites, c.readsOf(ref.Text)...)
		if len(a.queues)+len(a.sites) == 0 {
			c.errorf(ref.Span, "unsupported-fault", "name a queue, a flow that consumes one, a store or cache, or an entity that is read or that messages are about", "nothing that %q names has messages or values to poison", ref)
		}
	}
}

// readsOf returns the calls that read an entity, or from a store or cache.
func (c *compiler) readsOf(name string) []roadHit {
	return c.roadsWhere(func(s *site, _, callee end) [2]bool {
		hit := s.reads && (callee.name == name || s.data >= 0 && c.d.Data.Has(name) && c.p.data[s.data].name == name)
		return [2]bool{hit, hit}
	})
}

// setPoison: the next message cannot be processed, or a share of all messages
// as long as the fault lasts; and no value, or a share of them.
func setPoison(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	for _, q := range a.queues {
		p := &w.queueStates[q].poison
		if a.rate > 0 {
			p.share += float64(a.rate * (to - from))
		} else if from == 0 {
			p.one++
		}
	}
	share := a.rate
	if share == 0 {
		share = 1
	}
	for _, h := range a.sites {
		w.roads[h.road].poisoned += float64(share * (to - from))
	}
}

// spoils tells whether the value that an answer carries cannot be processed.
func (w *world) spoils(r *road, how outcome) bool {
	return r.poisoned > 1e-12 && how == okay && w.streams[w.p.mishaps].Float64() < r.poisoned
}
