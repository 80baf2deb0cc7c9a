package sim

import "math"

// mayRetry decides whether a failed attempt is followed by another one.
func (w *world) mayRetry(f *frame, s *site, how outcome) bool {
	r := &w.p.retries[s.retry]
	switch {
	case r.max < unlimited && int32(f.tries) > r.max:
		return false
	case r.causes&(1<<how) == 0:
		return false
	case r.chance < 1 && w.streams[r.stream].Float64() >= r.chance:
		return false
	}
	e := w.edgeOf(f, s)
	return e.budget < 0 || w.budgets[e.budget].take(w.now)
}

// backoff returns how long to wait before the next attempt, in nanoseconds.
// With base b, growth g and cap c, retry n (from 1) waits
//
//	none:         min(c, b g^(n-1))
//	full:         uniform from 0 to that
//	equal:        half of that, and uniform up to the other half
//	additive:     min(c, b g^(n-1) + uniform from 0 to b)
//	decorrelated: min(c, uniform from b to 3 times the last wait)
//
// Brooker: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
func (w *world) backoff(f *frame, r *retry) int64 {
	if r.backoff < 0 {
		return 0
	}
	base := float64(w.draw(r.backoff))
	if f.tries == math.MaxUint16 {
		f.tries-- // retries without limit: the count saturates
	}
	grown := base
	if r.jitter != decorrelatedJitter {
		for n := uint16(1); n < f.tries && grown < r.cap && grown < longest; n++ {
			grown *= r.factor
		}
		grown = min(grown, longest)
	}
	capped := min(grown, r.cap)
	u := func() float64 { return w.streams[r.stream].Float64() }
	d := capped
	switch r.jitter {
	case fullJitter:
		d = float64(capped * u())
	case equalJitter:
		d = float64(capped/2) + float64(capped/2*u())
	case additiveJitter:
		d = min(r.cap, grown+float64(base*u()))
	case decorrelatedJitter:
		last := max(float64(f.work), base)
		d = min(r.cap, base+float64((3*last-base)*u()))
		f.work = span(d)
	}
	return span(d)
}

// budget allows retries up to a ratio of the first attempts in the last ten
// seconds, counted in tenths of a second.
type budget struct {
	ratio           float64
	until           int64 // when the current tenth of a second ends
	at              int   // its place in perTick
	firsts, retries uint32
	perTick         [budgetTicks]struct{ firsts, retries uint32 }
}

const (
	budgetTicks = 100
	budgetTick  = 100e6           // nanoseconds
	maxBudget   = math.MaxFloat64 // ratio of no budget
)

// first counts a first attempt.
func (b *budget) first(now int64) {
	if now >= b.until {
		b.advance(now)
	}
	b.firsts++
	b.perTick[b.at].firsts++
}

// take counts a retry if the budget allows it.
func (b *budget) take(now int64) bool {
	if now >= b.until {
		b.advance(now)
	}
	if float64(b.retries+1) > float64(b.ratio*float64(b.firsts)) {
		return false
	}
	b.retries++
	b.perTick[b.at].retries++
	return true
}

// advance forgets what is older than ten seconds.
func (b *budget) advance(now int64) {
	for n := 0; b.until <= now && n < budgetTicks; n++ {
		b.until += budgetTick
		b.at = (b.at + 1) % budgetTicks
		old := &b.perTick[b.at]
		b.firsts -= old.firsts
		b.retries -= old.retries
		old.firsts, old.retries = 0, 0
	}
	if b.until <= now {
		b.until += (now-b.until)/budgetTick*budgetTick + budgetTick
	}
}
