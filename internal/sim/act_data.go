package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Verbs about what is kept: flush, hot, lag, split, fill.

// compileFlush names the replicas of caches that are emptied, and the calls
// whose callers forget the answers of a dns component.
func compileFlush(c *compiler, m actSource, a *act) {
	c.hits(m, a)
	found := false
	for _, at := range a.replicas {
		if comp := c.componentAt(at); comp.cache >= 0 && c.p.caches[comp.cache].policy != fixedHit {
			found = true
		}
	}
	for _, ref := range m.Targets {
		for k := range c.p.sites {
			if by := c.d.Components.Get(c.p.components[c.p.sites[k].callee].name).ResolvedBy.Text; by != "" && by == ref.Text {
				a.sites, found = append(a.sites, roadHit{site: int32(k)}), true
			}
		}
	}
	if !found {
		c.noEffect(m, "give it contents: of: link, and keys on the entity, in the place of hit", "nothing that it names keeps entries which are simulated one by one")
	}
}

// setFlush: caches are emptied, one replica after the other over the onset.
func setFlush(w *world, ref uint32, from, to float64) {
	if to <= from {
		return
	}
	a := &w.p.acts[ref]
	for _, at := range newlyHit(w.acts[ref].hit, from, to) {
		if c := w.replicas[at].c; c.cache >= 0 {
			w.caches[c.cache+at-c.first].clear()
		}
	}
	if from == 0 {
		w.forgetNames(a.sites)
	}
}

// compileHot names the keys that become hot.
func compileHot(c *compiler, m actSource, a *act) {
	a.share = 0 // of the traffic, not of the replicas
	a.hot = c.hotFaultOf(m)
}

// setHot: a share of the traffic falls on one key.
func setHot(w *world, ref uint32, from, to float64) {
	for _, k := range w.p.acts[ref].hot {
		if on := onOff(from, to); on != 0 {
			w.heat(k, on > 0)
		}
		w.heatOf[k] = to
	}
}

// compileCopies names the components whose copies follow each other.
func compileCopies(c *compiler, m actSource, a *act) {
	a.comps = c.replicated(m)
	a.by = model.Or(m.By, 0)
}

// setLag: copies begin to apply a write so much later.
func setLag(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	more := int64(a.by*to*1e9) - int64(a.by*from*1e9)
	w.eachSet(a, func(k int32) { w.sets[k].lag += more })
}

// setSplit: each set of copies has two primaries.
func setSplit(w *world, ref uint32, from, to float64) {
	switch onOff(from, to) {
	case 1:
		w.eachSet(&w.p.acts[ref], w.split)
	case -1:
		w.eachSet(&w.p.acts[ref], w.unite)
	}
}

// eachSet does something to the sets of copies that an act concerns.
func (w *world) eachSet(a *act, do func(set int32)) {
	for _, k := range a.comps {
		first := w.p.sets[w.comps[k].set].first
		for set := first; set < first+w.comps[k].shards; set++ {
			do(set)
		}
	}
}

// compileFill names whose disk becomes full: at once, after the onset, or when
// so many bytes a second have filled it from empty. A disk that is brought to
// less than full harms nobody.
func compileFill(c *compiler, m actSource, a *act) {
	if m.Of != "" && m.Of != "disk" {
		c.errorf(m.Span, "unsupported-fault", "write of: disk, or leave it out", "the simulator cannot fill %q", m.Of)
		return
	}
	if m.To != nil && m.To.Value < 1 {
		c.noEffect(m, "write to: 100%", "a disk that is not full takes what comes")
		return
	}
	for _, ref := range m.Targets {
		k, known := c.comps[ref.Head()]
		if !known {
			continue
		}
		if m.By != nil && m.By.Dim == unit.Bandwidth {
			disk := c.d.Components.Get(ref.Head()).Effective().Disk
			if disk == nil || m.By.Value <= 0 {
				c.warnf(m.Span, "unknown-disk", "write disk: 100GB on it", "how long it takes to fill the disk of %q is unknown; it is full at once", ref.Text)
			} else {
				a.ramp = ns(disk.Value / m.By.Value)
			}
		}
		c.p.components[k].fills = true
		a.comps = append(a.comps, k)
	}
}

// setFill: while a disk is full its component refuses what would change what it
// keeps.
func setFill(w *world, ref uint32, from, to float64) {
	for _, k := range w.p.acts[ref].comps {
		switch {
		case to == 1:
			w.filled[k]++
		case from == 1:
			w.filled[k]--
		}
	}
}

// newlyHit returns those of a list that a level reaches on its way up: half of
// them by half of the onset.
func newlyHit(hit []int32, from, to float64) []int32 {
	n := float64(len(hit))
	return hit[reached(from, n):reached(to, n)]
}

// reached is how many of n a level has reached.
func reached(level, n float64) int { return int(math.Floor(float64(level*n) + 0.5)) }

// noEffect warns of a fault that changes nothing.
func (c *compiler) noEffect(m actSource, help, why string) {
	c.warnf(m.Span, "no-effect", help, "%s: %s does nothing", why, m.Verb)
}
