package sim

// split lets a second copy of a set take writes too, and keeps the two from
// hearing of each other. Half of the callers reach the second one.
func (w *world) split(k int32) {
	set := &w.sets[k]
	for step := int32(1); step < w.p.sets[set.spec].copies; step++ {
		if one := (set.primary + step) % w.p.sets[set.spec].copies; w.serves(set.first + one) {
			set.second = one
			w.strike(set)
			return
		}
	}
}

// unite ends a split: the first primary stays, and what the second one has
// acknowledged is lost.
func (w *world) unite(k int32) {
	set := &w.sets[k]
	for v := range w.versions {
		n := &w.versions[v]
		if set.second < 0 || n.set != k || n.origin != set.second || n.held == 0 || n.vote || n.void {
			continue
		}
		if n.at <= w.now {
			w.lose(n.data, w.now-n.at)
		}
		w.voidVersion(uint32(v))
	}
	set.second = -1
	w.tellHeld(k)
}

// apart tells whether two copies are on different sides of a split.
func (s *replicaSet) apart(a, b int32) bool {
	return s.second >= 0 && (a == s.second) != (b == s.second)
}

// eitherPrimary returns the primary, or while the set is split either of them.
func (w *world) eitherPrimary(set *replicaSet, spec *setSpec, primary int32) int32 {
	if set.second >= 0 && w.streams[spec.failover.stream].Float64() < 0.5 {
		return set.first + set.second
	}
	return primary
}
