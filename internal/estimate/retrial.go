package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/queueing"
)

// retrial returns the share of attempts that one server without a waiting room
// refuses, where all who are refused try again for ever after exponential
// pauses of one mean: who comes back soon finds it busy more often than a new
// arrival does. ok is false where the pattern does not fit.
func (w *world) retrial(pt *part, s *station) (refused float64, ok bool) {
	single := s.slots == 1 && s.room == 0 && s.replicas == 1 && math.IsInf(s.cores, 1)
	if !single || s.limiter > 0 || s.ca2 != 1 || math.Abs(s.heldSCV-1) > 1e-9 || s.held <= 0 {
		return 0, false
	}
	q := queueing.Retrial{Mu: 1 / s.held}
	for _, n := range pt.visits {
		rate := w.retryRate(n)
		if rate == 0 || q.RetryRate > 0 && !same(rate, q.RetryRate) {
			return 0, false
		}
		q.RetryRate = rate
		q.Lambda += w.rates[now][n.source] * w.calls[n.id] / w.results[n.id].attempts
	}
	again := q.RetriesPerSecond()
	if math.IsInf(again, 1) || again == 0 {
		return 0, false
	}
	return again / (q.Lambda + again), true
}

// retryRate is how often a second one who is refused tries again; 0 unless for
// ever, after an exponential time.
func (w *world) retryRate(n *node) float64 {
	p, pause := &n.policy, &n.policy.backoff.base
	r := p.retry
	switch {
	case r == nil || p.timeout.q != nil || p.deadline.q != nil || p.bulkhead != nil || !retries(r, refused):
		return 0
	case r.Max == nil || !r.Max.Unlimited || r.Budget != nil || r.Chance != nil || r.Cap != nil || r.Jitter != "none" || model.Or(r.Factor, 2) != 1:
		return 0
	case pause.n != 1 || pause.b[0].shift != 0 || !pause.b[0].isExponential():
		return 0
	}
	return 1 / w.meanTime(p.backoff)
}

// retriesRefused tells whether who is refused at a part may come back.
func (pt *part) retriesRefused() bool {
	for _, n := range pt.visits {
		if n.policy.retry != nil && retries(n.policy.retry, refused) {
			return true
		}
	}
	return false
}
