package sim

// Verb stale: the answers about names stay what they were. A name that becomes
// empty is still found, one that was empty stays so, and callers do not learn
// which replica has taken over from another.

// compileStale names the components whose names it is about: one, or all that a
// dns component answers for.
func compileStale(c *compiler, m actSource, a *act) {
	for _, ref := range m.Targets {
		for name, comp := range c.d.Components.All() {
			if by := comp.ResolvedBy.Text; by != "" && (name == ref.Text || by == ref.Text) {
				a.comps, a.dns = append(a.comps, c.comps[name]), append(a.dns, c.comps[by])
			}
		}
		if len(a.comps) == 0 {
			c.warnf(m.Span, "no-effect", "write resolved-by: on what is found by name", "no component is found by a name that %q answers", ref)
		}
	}
}

// setStale notes what the answers are when it begins.
func setStale(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	for i, k := range a.comps {
		s := &w.stations[k]
		if s.stale == 0 {
			s.found = w.answers(k, a.dns[i])
		}
		s.stale += onOff(from, to)
	}
}
