package sim

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// missSteps emits what is done after a miss of a component: in place, or as a
// fetch that others share or that an old entry stands in for. at is where it is
// done; the key is in force there.
func (c *compiler) missSteps(m *model.Component, steps []*model.Step, at place) {
	to := c.comps[m.Name]
	keys := int32(-1)
	if e := c.d.Data.Get(c.keptBy(m)); e != nil {
		keys = c.keyLaw(e)
	}
	spec := fetchSpec{component: to, body: make([]int32, 1), shared: isTrue(m.Coalesce) && keys >= 0}
	if m.StaleOnError != nil && c.hasEntries(to) {
		spec.grace = ns(m.StaleOnError.Value)
	}
	if !spec.shared && spec.grace == 0 || len(steps) == 0 {
		c.steps(steps, at)
		return
	}
	c.emit(op{kind: opKey, a: keys})
	k := int32(len(c.p.fetches))
	c.p.fetches = append(c.p.fetches, spec)
	c.emit(op{kind: opFetch, a: k})
	at.loop = false
	c.later(func() {
		spec.body[0] = c.here()
		c.steps(steps, at)
		c.emit(op{kind: opEnd})
	})
}

// keptBy returns the entity whose objects a cache has, "" when that is not
// said.
func (c *compiler) keptBy(m *model.Component) string {
	if m.Of.Text != "" || len(m.Stores) != 1 {
		return m.Of.Text
	}
	return m.Stores[0].Text
}

// hasEntries tells whether a component has contents of its own, not a fixed hit
// ratio.
func (c *compiler) hasEntries(to int32) bool {
	k := c.p.components[to].cache
	return k >= 0 && c.p.caches[k].policy != fixedHit
}

// cacheWrite emits what a step that changes a key does in a cache. Under a miss
// of the same cache it only fills. Else the cache's `write` says where the
// change goes beyond it: through to the store before the answer, back to it
// behind the answer, or around the cache, which drops the key.
func (c *compiler) cacheWrite(s *model.Step, m *model.Component, at place, fills bool) {
	put := op{kind: opFill, a: at.comp, b: -1}
	if fills {
		put.b = 0
	}
	drops := s.Verb == model.VerbDelete || !fills && m.Write == "around"
	if drops {
		put = op{kind: opDrop, a: at.comp}
	}
	emitPut := func() {
		if c.p.components[at.comp].cache >= 0 {
			c.emit(put)
		}
	}
	if fills || m.Write == "" {
		emitPut()
		return
	}
	if e := c.d.Data.Get(c.keptBy(m)); e != nil && c.keyLaw(e) >= 0 {
		c.emit(op{kind: opKey, a: c.keyLaw(e)}) // the store is asked for the same one
	}
	behind := c.behind(s, m)
	if m.Write != "back" {
		c.steps(behind, at) // first, so that a failed write leaves the cache as it was
		emitPut()
		return
	}
	emitPut()
	if len(behind) > 0 {
		c.emit(op{kind: opFlush, a: c.flush(s, m, behind, at)})
	}
}

// flushAgain is how many seconds a cache waits before it writes again what its
// store did not take.
const flushAgain = 1

// flush compiles what brings a write to the store behind a cache. A failed one
// is tried again every second.
func (c *compiler) flush(s *model.Step, m *model.Component, behind []*model.Step, at place) int32 {
	spec := flushSpec{data: c.dataOf(s), body: make([]int32, 2)}
	if spec.data >= 0 {
		comp := &c.p.components[at.comp]
		comp.data = append(comp.data, spec.data)
	}
	pause := c.time(stats.Law{Kind: stats.Const, A: flushAgain}, -1)
	at.loop = false
	c.later(func() {
		spec.body[1] = c.emit(op{kind: opWait, a: pause})
		spec.body[0] = c.here()
		for _, b := range behind {
			c.step(b, at)
		}
		c.emit(op{kind: opEnd})
	})
	c.p.flushes = append(c.p.flushes, spec)
	return int32(len(c.p.flushes) - 1)
}

// behind returns the steps by which a write to a cache reaches its store: none
// when the list that it stands in writes to the store itself, unless the cache
// writes back and takes that over; else a write to the store of the entity that
// the cache is of.
func (c *compiler) behind(s *model.Step, m *model.Component) []*model.Step {
	if own, said := c.beside[s]; said {
		if m.Write == "back" {
			return []*model.Step{own}
		}
		return nil
	}
	store := c.recordOf(m)
	if store == "" {
		c.warnf(m.Span, "no-store-behind", "write stores: ["+c.keptBy(m)+"] on the store behind it", "cache %q writes %s, but no store says that it keeps what the cache has", m.Name, m.Write)
		return nil
	}
	ref := model.Ref{Text: store + "." + c.keptBy(m), Span: s.Span}
	verb := model.VerbWrite
	if s.Verb == model.VerbDelete {
		verb = model.VerbDelete
	}
	return []*model.Step{{Span: s.Span, Verb: verb, Target: ref, Path: []model.Ref{ref}, Bytes: s.Bytes, Keys: s.Keys}}
}

// recordOf returns the store that keeps what a cache is of, "" when none says
// so.
func (c *compiler) recordOf(m *model.Component) string {
	for name, other := range c.d.Components.All() {
		if other == m || other.Behaviour.Class != catalog.Store {
			continue
		}
		for _, ref := range other.Stores {
			if ref.Text == c.keptBy(m) {
				return name
			}
		}
	}
	return ""
}

// besides finds, in a list of steps, writes to a cache beside which the same
// list writes to the store behind it. A cache that writes back takes such a
// write over, so it is not done where it stands.
func (c *compiler) besides(list []*model.Step, at place) {
	for _, s := range list {
		m := c.d.Components.Get(s.Target.Head())
		if m == nil || m.Write == "" || m.Behaviour.Class != catalog.Cache || !changes(s.Verb) || at.cache == c.comps[m.Name]+1 {
			continue
		}
		store := c.recordOf(m)
		for _, other := range list {
			if store != "" && changes(other.Verb) && other.Target.Head() == store {
				c.beside[s] = other
				c.takenOver[other] = m.Write == "back"
				break
			}
		}
	}
}

// entryRules compiles what a cache says of keys that do not exist and of
// entries whose life is over.
func (c *compiler) entryRules(m *model.Component, e *model.Entity, spec *cacheSpec) {
	if m.StaleOnError != nil {
		spec.grace = ns(m.StaleOnError.Value)
	}
	if m.Negative != nil {
		spec.negative = ns(m.Negative.Value)
	}
	if n := c.p.keys[spec.keys].law.N; e.Keys.Text != "" && e.Count != nil && e.Count.Value < float64(n) {
		spec.exist = uint64(max(0, e.Count.Value))
	} else {
		spec.exist = n
	}
}
