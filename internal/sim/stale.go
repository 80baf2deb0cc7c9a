package sim

// What pickers know where they do not see the present: `stale` is how often
// they look. All look at the same time, first when the run begins, so between
// two looks everybody sends to the replicas that were the emptiest then.
// Mitzenmacher, "How Useful Is Old Information?", IEEE Transactions on
// Parallel and Distributed Systems 11(1), 2000.

// openLooks schedules the looks at a component whose pickers know only what was.
func (w *world) openLooks(k int) {
	c := &w.comps[k]
	if c.stale == 0 {
		return
	}
	w.stations[k].seen = make([]int32, c.count)
	w.agenda.add(c.stale, evLook, 0, uint32(k), 0)
}

// look lets pickers see the replicas of a component as they are now.
func (w *world) look(ref uint32) bool {
	if w.closing && w.live == 0 {
		return false
	}
	c, st := &w.comps[ref], &w.stations[ref]
	for k := range st.seen {
		r := &w.replicas[c.first+int32(k)]
		st.seen[k] = r.inFlight + r.waiting
	}
	w.agenda.add(w.now+c.stale, evLook, 0, ref, 0)
	return true
}
