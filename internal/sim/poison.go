package sim

// poison makes messages of a queue that nobody can process: each run that holds
// one fails at its end.
type poison struct {
	one   int32   // how many of the next messages are poisoned
	share float64 // of the others
}

// poisons draws whether the next message of a queue is poisoned.
func (w *world) poisons(q int32) bool {
	p := &w.queueStates[q].poison
	if p.one > 0 {
		p.one--
		return true
	}
	return p.share > 0 && w.streams[w.p.mishaps].Float64() < p.share
}

// digest tells whether the messages of a run could be processed.
func (w *world) digest(i uint32) bool {
	return !w.runs[w.frames[i].waited].poisoned
}
