package sim

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// contents compiles the contents of all caches.
func (c *compiler) contents() {
	for name, m := range c.d.Components.All() {
		if m.Behaviour.Class != catalog.Cache && m.Hit == nil {
			continue
		}
		if spec, any := c.cacheSpec(m); any {
			comp := &c.p.components[c.comps[name]]
			comp.cache = int32(len(c.p.caches))
			if len(m.Stores) == 1 && spec.policy != fixedHit {
				comp.record, comp.data = true, []int32{int32(slices.Index(c.d.Data.Names(), m.Stores[0].Text))}
			}
			if comp.balance == hashed {
				spec.parts = int(comp.count)
			}
			for range comp.count {
				c.p.caches = append(c.p.caches, spec)
			}
		}
	}
}

var cachePolicies = map[string]cachePolicy{"": lru, "lru": lru, "lfu": lfu, "fifo": fifoCache, "random": randomCache}

// cacheSpec compiles the contents of one replica; false when nothing is said
// about them.
func (c *compiler) cacheSpec(m *model.Component) (cacheSpec, bool) {
	spec := cacheSpec{policy: cachePolicies[m.Policy], keys: -1, ttl: -1, cold: isTrue(m.Cold), stream: c.stream(m.Name, "contents"), parts: 1}
	if m.Hit != nil {
		spec.policy, spec.hit = fixedHit, m.Hit.Value
		return spec, true
	}
	e := c.d.Data.Get(m.Of.Text)
	if e == nil && len(m.Stores) == 1 {
		e = c.d.Data.Get(m.Stores[0].Text)
	}
	if e == nil {
		return spec, false
	}
	if spec.keys = c.keyLaw(e); spec.keys < 0 {
		c.warnf(m.Span, "unknown-keys", "say how traffic falls on its keys: data."+e.Name+".keys: zipf(1M s=1)", "the hit ratio of %q is unknown, so every get is simulated as a miss", m.Name)
		return spec, false
	}
	n := float64(c.p.keys[spec.keys].law.N)
	capacity := n
	switch memory := m.Effective().Memory; {
	case m.Entries != nil:
		capacity = m.Entries.Value
	case memory != nil && e.Size != nil && e.Size.Value > 0:
		capacity = math.Floor(memory.Value / e.Size.Value)
	}
	spec.capacity = int(max(1, min(capacity, math.MaxInt32)))
	c.entryRules(m, e, &spec)
	if m.TTL != nil {
		spec.ttl = c.time(model.LawOf(m.TTL), c.stream(m.Name, "ttl"))
		spec.life = m.TTL.Value * 1e9
	}
	if m.Idle != nil {
		spec.idle = span(m.Idle.Value * 1e9)
		if spec.life == 0 {
			spec.life = float64(spec.idle)
		}
	}
	return spec, true
}
