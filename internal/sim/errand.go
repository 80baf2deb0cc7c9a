package sim

// An errand is a branch that nobody waits for, though its end matters to
// somebody: it has no parent, and in place of the parent's token stands what it
// is for and a number.
type errand uint32

const (
	noErrand   errand = iota
	copyErrand        // does the work of one copy
)

// errandBits hold the kind of an errand, below its number.
const errandBits = 2

// errandOver tells whom it concerns that an errand has ended, or was dropped
// with its replica.
func (w *world) errandOver(f *frame, how outcome) {
	switch errand(f.parentTok & (1<<errandBits - 1)) {
	case copyErrand:
		w.copyAnswered(f, how)
	}
}
