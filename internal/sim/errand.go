package sim

// An errand is a branch that nobody waits for, though its end matters to
// somebody: it has no parent, and in place of the parent's token stands what it
// is for and a number.
type errand uint32

const (
	noErrand    errand = iota
	copyErrand         // does the work of one copy
	fetchErrand        // gets what a cache missed
	flushErrand        // brings a write from a cache to its store
)

// errandBits hold the kind of an errand, below its number.
const errandBits = 2

// sendErrand runs steps beside a frame, in its replica and with its key.
func (w *world) sendErrand(kind errand, n, from uint32, body []int32) {
	i := w.branch(from, &fork{bodies: body}, 0, 0)
	f := &w.frames[i]
	f.parentTok = uint32(kind) | n<<errandBits
	f.deadline = maxTime // whoever sent it may have one
}

// againErrand runs steps for an errand that has ended.
func (w *world) againErrand(kind errand, n uint32, last *frame, body []int32) {
	i := w.newFrame()
	f := &w.frames[i]
	f.flags, f.parentTok = isBranch, uint32(kind)|n<<errandBits
	f.pc, f.rep, f.site = body[0], last.rep, last.site
	f.flow, f.class, f.key, f.keyOf = last.flow, last.class, last.key, last.keyOf
	w.resume(i)
}

// errandOver tells whom it concerns that an errand has ended, or was dropped
// with its replica.
func (w *world) errandOver(f *frame, how outcome) {
	n := f.parentTok >> errandBits
	switch errand(f.parentTok & (1<<errandBits - 1)) {
	case copyErrand:
		w.copyAnswered(f, how)
	case fetchErrand:
		w.fetched(n, how)
	case flushErrand:
		w.flushed(n, f, how)
	}
}
