package sim

import "slices"

// Verb stale: name answers stay what they were. Callers go on to use the
// replicas, and the primaries, that there were when it began: new ones get
// nothing, and those that have gone or failed are still asked. Answers that
// callers have never end, and a name that becomes empty is still found.

// frozenNames is what callers of a component know while its name is stale.
type frozenNames struct {
	faults    int32   // that keep it so
	active    []int32 // replicas
	primaries []int32 // copy that is the primary, of each set
	found     bool    // whether the name had an answer
}

// compileStale names the components whose names are stale: those named, and
// those that a named dns component answers for.
func compileStale(c *compiler, m actSource, a *act) {
	for _, ref := range m.Targets {
		for name, comp := range c.d.Components.All() {
			if name != ref.Text && comp.ResolvedBy.Text != ref.Text || comp.Kind == "dns" {
				continue
			}
			k := c.comps[name]
			dns, named := c.comps[comp.ResolvedBy.Text]
			if !named {
				dns = -1
			}
			a.comps, a.dns = append(a.comps, k), append(a.dns, dns)
			c.p.components[k].freezes = true
			if c.p.components[k].balance == sharedQueue {
				c.noEffect(m, "write another balance", "the replicas of "+name+" take their work from one queue")
			}
		}
	}
	if len(a.comps) == 0 {
		c.noEffect(m, "write resolved-by on the components that are found by it", "no component is found by this name")
	}
}

// setStale freezes what callers know of components, or lets them look again.
func setStale(w *world, ref uint32, from, to float64) {
	a, by := &w.p.acts[ref], onOff(from, to)
	for i, k := range a.comps {
		st, c := &w.stations[k], &w.comps[k]
		found := a.dns[i] >= 0 && w.answers(k, a.dns[i])
		if st.frozen.faults += by; by > 0 && st.frozen.faults == 1 {
			st.frozen.found = found
			st.frozen.active = slices.Clone(st.active)
			st.frozen.primaries = st.frozen.primaries[:0]
			for shard := int32(0); c.set >= 0 && shard < c.shards; shard++ {
				st.frozen.primaries = append(st.frozen.primaries, w.sets[w.p.sets[c.set].first+shard].primary)
			}
		}
	}
}

// pickKnown chooses as pickCopy does, among what callers knew when the name
// became stale.
func (w *world) pickKnown(f *frame, s *site, c *component, st *station) int32 {
	now := st.active
	if w.ranks == nil { // else the nearest of them are chosen among
		st.active = st.frozen.active
	}
	at := w.pickListed(f, s, c, st)
	st.active = now
	if at >= 0 && !w.replicas[at].present {
		return -1 // nobody is there any more
	}
	return at
}

// primaryOf returns the copy that callers take for the primary of a set.
func (w *world) primaryOf(k int32, st *station) int32 {
	set := &w.sets[k]
	if st.frozen.faults > 0 {
		return st.frozen.primaries[k-w.p.sets[set.spec].first]
	}
	return set.primary
}

// listed tells whether callers may pick a replica, as far as they know.
func (w *world) listed(at int32, st *station) bool {
	if st.frozen.faults == 0 && w.ranks == nil {
		return w.replicas[at].active
	}
	return slices.Contains(st.active, at)
}
