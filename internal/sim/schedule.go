package sim

// tick begins the scheduled runs of a source, and waits for the next: one, or
// one in each replica that serves. They begin at the same instant, so that they
// compete.
func (w *world) tick(ref, round uint32) {
	s, st := &w.p.sources[ref], &w.sources[ref]
	st.tick += max(1, w.draw(s.every))
	w.agenda.add(max(st.tick, w.now), evSource, 0, ref, round)
	for range w.surgedTo(st) {
		if s.per < 0 {
			w.resume(w.start(int32(ref), s.flow, 0))
			continue
		}
		for _, at := range w.stations[s.per].active {
			if w.replicas[at].state == up {
				w.startIn(int32(ref), s.flow, at)
			}
		}
	}
}

// startIn begins a run whose steps are those of one replica. The key of its
// frame says which: pickCopy.
func (w *world) startIn(source, flow, at int32) {
	i := w.start(source, flow, 0)
	w.frames[i].key = uint64(at)
	w.resume(i)
}
