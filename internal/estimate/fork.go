package estimate

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/queueing"
	"github.com/loadpath/loadpath/internal/stats"
)

// maybe is a list that runs with probability p.
func (w *world) maybe(p float64, list []*node) outcome {
	o := w.sequence(list)
	return outcome{
		answer: mix(p, o.answer, mixture{}), hold: o.hold.mixed(p, moments{}), fail: o.fail.scaled(p),
	}
}

// choose is one branch by probability.
func (w *world) choose(n *node) outcome {
	var out outcome
	total := 0.0
	for i, share := range w.shares(n) {
		if share <= 0 {
			continue
		}
		o := w.sequence(n.branches[i])
		total += share
		out.answer = mix(share/total, o.answer, out.answer)
		out.hold = o.hold.mixed(share/total, out.hold)
		out.fail = out.fail.plus(o.fail.scaled(share))
	}
	return out
}

// forked keeps the answer of branches, which takes long to work out.
type forked struct {
	of     []mixture
	answer mixture
}

// join returns the answer of a fork, anew only when its branches have changed.
// Where an input has moved them a little, the answer is stretched as they are:
// enough for an interval.
func (w *world) join(n *node, of []mixture, answer func() mixture) mixture {
	memo := &w.forks[n.fork]
	if slices.Equal(of, memo.of) {
		return memo.answer
	}
	if w.base != nil && len(of) == len(memo.of) {
		was, is := 0.0, 0.0
		for i := range of {
			was, is = was+memo.of[i].mean(), is+of[i].mean()
		}
		if was > 0 && math.Abs(is-was) < 0.05*was {
			return memo.answer.scaled(is / was)
		}
	}
	*memo = forked{of, answer()}
	return memo.answer
}

// fork is branches at the same time; the answer is the last, or the k-th.
func (w *world) fork(n *node) outcome {
	answers := make([]mixture, len(n.branches))
	oks := make([]float64, len(n.branches))
	var fail failure
	for i, b := range n.branches {
		o := w.sequence(b)
		answers[i], oks[i] = o.answer, 1-o.fail.total()
		fail = fail.plus(o.fail)
	}
	need := len(answers)
	if !n.step.Join.All && n.step.Join.Count > 0 {
		need = min(n.step.Join.Count, need)
	}
	if need == 0 {
		return outcome{}
	}
	out := lasting(w.join(n, answers, func() mixture { return w.together(n, need, kth(need, answers)) }))
	if total := fail.total(); total > 0 {
		out.fail = fail.scaled((1 - atLeast(need, oks)) / total)
	}
	return out
}

// together corrects the join of branches that wait in queues which fill at the
// same moments, which is earlier than that of independent ones: Nelson and
// Tantawi 1988, for all of several single servers that nothing else uses.
func (w *world) together(n *node, need int, independent mixture) mixture {
	if need != len(n.branches) {
		return independent
	}
	lambda, mu := 0.0, 0.0
	for i, b := range n.branches {
		if len(b) != 1 || b[0].kind != visitNode || len(b[0].steps) > 0 || len(w.p.parts[b[0].to].visits) != 1 {
			return independent
		}
		s := &w.stations[b[0].to]
		rate, service, scv, single := s.bursts, s.service, s.scv, s.cores == 1
		if math.IsInf(s.cores, 1) && s.slots == 1 {
			rate, service, scv, single = s.arrivals, s.held, s.heldSCV, math.IsInf(s.room, 1)
		}
		if s.replicas != 1 || !single || math.Abs(scv-1) > 1e-9 || s.ca2 != 1 || !s.stable() || len(b[0].policy.net) > 0 {
			return independent
		}
		if i > 0 && (!same(rate, lambda) || !same(1/service, mu)) {
			return independent
		}
		lambda, mu = rate, 1/service
	}
	return independent.scaled(queueing.ForkJoin(len(n.branches), lambda, mu) / independent.mean())
}

// each is the same steps many times at once, so many at most.
func (w *world) each(n *node) outcome {
	o := w.sequence(n.steps)
	k := w.value(n.amount.q)
	if k <= 0 {
		return outcome{}
	}
	at := k
	if n.step.AtMost != nil {
		at = min(k, w.value(n.step.AtMost))
	}
	rounds := max(1, k/max(at, 1))
	width := max(1, int(math.Round(at)))
	need := width
	if !n.step.Join.All && n.step.Join.Count > 0 {
		need = min(n.step.Join.Count, width)
	}
	answer := w.join(n, []mixture{o.answer}, func() mixture { return kthOf(need, width, o.answer) })
	out := lasting(answer.times(rounds))
	if total := o.fail.total(); total > 0 {
		out.fail = o.fail.scaled((1 - stats.Pow(1-total, k)) / total)
	}
	return out
}
