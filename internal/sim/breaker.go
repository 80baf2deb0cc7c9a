package sim

// breakerSpec is when calls are refused because the callee fails.
type breakerSpec struct {
	name   string  // caller.callee
	errors float64 // share of failures that opens it
	count  int32   // or their number; 0 when it is the share
	of     int32   // last calls that are looked at, and, where a share opens it, the fewest
	open   int32   // law of how long it stays open
	said   string  // the same, as it is written
	probes int32   // that may pass at a time, and must succeed to close it
}

// breaker is the circuit breaker of one replica of a caller for one callee.
// Nygard: Release It!, 2nd edition 2018, §5.2.
type breaker struct {
	spec   *breakerSpec
	state  breakerState
	until  int64  // when an open one lets a probe pass
	last   []bool // ring of the last calls: true for a failure
	at, n  int32
	bad    int32
	probes int32      // on their way
	passed int32      // probes that succeeded
	odd    frameFlags // oddProbe in every other round of probes
}

type breakerState uint8

const (
	closedBreaker breakerState = iota
	openBreaker
	halfOpen
)

// newBreaker returns a closed breaker.
func newBreaker(s *breakerSpec) breaker { return breaker{spec: s, last: make([]bool, s.of)} }

// allow tells whether a call may be made now, and marks it as a probe when the
// breaker is half open.
func (b *breaker) allow(f *frame, now int64) bool {
	if b.state == openBreaker && now >= b.until {
		b.state, b.probes, b.passed, b.odd = halfOpen, 0, 0, b.odd^oddProbe
	}
	switch b.state {
	case openBreaker:
		return false
	case halfOpen:
		if b.probes >= b.spec.probes {
			return false
		}
		b.probes++
		f.flags |= probing | b.odd
	}
	return true
}

// isSound tells whether another success, of a call that is no probe, would
// change nothing: the breaker is closed and its ring full of successes.
func (b *breaker) isSound(f *frame) bool {
	return b.bad == 0 && int(b.n) == len(b.last) && b.state == closedBreaker && f.flags&probing == 0
}

// record counts the end of a call that was allowed. While the breaker is not
// closed only probes count: what was called before it opened tells nothing new.
func (b *breaker) record(w *world, f *frame, now int64, bad bool) {
	probe := b.endsProbe(f)
	switch b.state {
	case openBreaker:
	case halfOpen:
		if !probe {
			return
		}
		if bad {
			b.trip(w, now)
			return
		}
		if b.passed++; b.passed >= b.spec.probes {
			b.state, b.at, b.n, b.bad = closedBreaker, 0, 0, 0
		}
	case closedBreaker:
		if b.n == b.spec.of {
			if b.last[b.at] {
				b.bad--
			}
		} else {
			b.n++
		}
		b.last[b.at] = bad
		if b.at++; b.at == b.spec.of {
			b.at = 0
		}
		if bad {
			b.bad++
		}
		if b.mustTrip() {
			b.trip(w, now)
		}
	}
}

// mustTrip tells whether the last calls open the breaker.
func (b *breaker) mustTrip() bool {
	if b.spec.count > 0 {
		return b.bad >= b.spec.count
	}
	return b.n == b.spec.of && float64(b.bad) >= float64(b.spec.errors*float64(b.n))-1e-9
}

// forget takes a probe back whose outcome nobody will hear of.
func (b *breaker) forget(f *frame) {
	if b.endsProbe(f) && b.state == halfOpen {
		b.probes--
	}
}

// endsProbe takes the mark of a probe off a call, and tells whether it was one
// of this round: one that was still out when another failed tells nothing of
// the next round.
func (b *breaker) endsProbe(f *frame) bool {
	mark := f.flags & (probing | oddProbe)
	f.flags &^= probing | oddProbe
	return mark == probing|b.odd
}

// trip opens the breaker.
func (b *breaker) trip(w *world, now int64) {
	b.state = openBreaker
	b.until = now + w.draw(b.spec.open)
}
