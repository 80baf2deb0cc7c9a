package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/queueing"
)

// odds are what the visit ratios take from a result.
type odds struct{ attempts, fail, refused, lost, kept, failed float64 }

func (r *result) odds() odds {
	return odds{r.attempts, r.fail.total(), r.refused, r.lost, r.kept, r.failed}
}

// apart is the largest difference.
func (o odds) apart(p odds) float64 {
	return max(math.Abs(o.attempts-p.attempts), math.Abs(o.fail-p.fail), math.Abs(o.refused-p.refused), math.Abs(o.lost-p.lost), math.Abs(o.kept-p.kept), math.Abs(o.failed-p.failed))
}

// cutOff makes what takes longer than a deadline a timeout.
func (w *world) cutOff(m mixture, fail failure, deadline timed) (mixture, failure) {
	in, kept := m.below(w.meanTime(deadline))
	fail[timeout] += (1 - fail.total()) * (1 - in)
	return kept, fail
}

// steadyRounds is after how many rounds the odds go only half of the way, as
// they may swing where a part is nearly full.
const steadyRounds = 6

// damp takes a result half of the way from what it was.
func (r *result) damp(was odds, fail failure) {
	half := func(now, was float64) float64 { return (now + was) / 2 }
	r.attempts, r.refused, r.lost = half(r.attempts, was.attempts), half(r.refused, was.refused), half(r.lost, was.lost)
	r.kept, r.failed = half(r.kept, was.kept), half(r.failed, was.failed)
	for c := range r.fail {
		r.fail[c] = half(r.fail[c], fail[c])
	}
}

// forgive applies on-error after the last try.
func (w *world) forgive(n *node, o *model.OnError, failTime float64) {
	r := &w.results[n.id]
	total := r.fail.total()
	if total == 0 || o.Do == "fail" {
		return
	}
	r.answer = mix(1-total, r.answer, constant(failTime))
	switch {
	case len(o.Steps) > 0:
		r.failed = total
	case o.Do == "miss" || o.Do == "delete":
		r.lost = total
	}
	r.fail = failure{}
}

// retried tries again what failed: each retry is a new attempt behind its
// backoff.
func (w *world) retried(n *node, once mixture, fail failure, failTime float64) (mixture, failure) {
	r, policy := &w.results[n.id], n.policy.retry
	again := 0.0
	for c, p := range fail {
		if retries(policy, cause(c)) {
			again += p
		}
	}
	again = min(again, 1) * w.or(policy.Chance, 1)
	most := w.or(policy.Max, 0)
	if again <= 0 || most <= 0 {
		return once, fail
	}
	budget := w.or(policy.Budget, math.Inf(1))
	// Chance that attempt k is made, as long as the budget lasts.
	attempts, reach, waited := 1.0, 1.0, 0.0
	ok := 1 - fail.total()
	answer, mass := once, ok
	final := fail.scaled(0)
	delays := w.backoff(n, int(min(most, 100)))
	for _, delay := range delays {
		next := reach * again
		if attempts-1+next > budget {
			next = max(0, budget-(attempts-1))
		}
		// What fails now and is not tried again fails for good.
		final = final.plus(fail.scaled(reach))
		if total := fail.total(); total > 0 {
			final = final.plus(fail.scaled(-next / total))
		}
		reach = next
		if reach < 1e-12 {
			reach = 0
			break
		}
		attempts += reach
		waited += failTime + delay
		if ok > 0 {
			answer = mix(mass/(mass+reach*ok), answer, once.shifted(waited))
			mass += reach * ok
		}
	}
	final = final.plus(fail.scaled(reach))
	r.attempts = attempts
	return answer, final
}

// retries tells whether a cause is tried again.
func retries(p *model.Retry, c cause) bool {
	if len(p.For) == 0 {
		return true
	}
	for _, name := range p.For {
		if name == causeNames[c] || name == "refused" && c == open {
			return true
		}
	}
	return false
}

// backoff is the mean delay before each retry.
func (w *world) backoff(n *node, retries int) []float64 {
	p := n.policy.retry
	b := queueing.Backoff{Base: w.meanTime(n.policy.backoff), Factor: w.or(p.Factor, 2), Cap: w.or(p.Cap, 0), Jitter: jitters[p.Jitter]}
	return b.Means(retries)
}

var jitters = map[string]queueing.Jitter{
	"none": queueing.NoJitter, "": queueing.FullJitter, "full": queueing.FullJitter, "equal": queueing.EqualJitter,
	"additive": queueing.AdditiveJitter, "decorrelated": queueing.DecorrelatedJitter,
}
