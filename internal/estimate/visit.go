package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// outcome is what a list of steps comes to.
type outcome struct {
	answer mixture // until the answer leaves, given that all is well
	hold   moments // until the last step
	fail   failure
	done   bool // an answer has left before the end
}

// moments are mean and variance of a time.
type moments struct{ mean, variance float64 }

func momentsOf(m mixture) moments { return moments{m.mean(), m.variance()} }

func (m moments) plus(o moments) moments { return moments{m.mean + o.mean, m.variance + o.variance} }

// mixed is m with probability p and o otherwise.
func (m moments) mixed(p float64, o moments) moments {
	d := m.mean - o.mean
	return moments{p*m.mean + (1-p)*o.mean, p*m.variance + (1-p)*o.variance + p*(1-p)*d*d}
}

// then adds what follows.
func (o outcome) then(next outcome) outcome {
	ok := 1 - o.fail.total()
	o.hold = o.hold.plus(next.hold)
	if o.done {
		return o
	}
	o.answer = o.answer.plus(next.answer)
	o.fail = o.fail.plus(next.fail.scaled(ok))
	o.done = next.done
	return o
}

// sequence is steps one after the other.
func (w *world) sequence(list []*node) outcome {
	var o outcome
	for _, n := range list {
		o = o.then(w.outcome(n))
	}
	return o
}

// outcome is what one step comes to. Visits are looked up: their part has been
// solved before.
func (w *world) outcome(n *node) outcome {
	switch n.kind {
	case visitNode:
		return w.visit(n)
	case workNode:
		return lasting(w.worked(n.at, w.time(n.amount)))
	case waitNode:
		return lasting(w.time(n.amount))
	case groupNode:
		return w.sequence(n.steps)
	case repeatNode:
		o := w.sequence(n.steps)
		k := n.amount.mean
		if n.amount.q != nil {
			k = w.value(n.amount.q)
		}
		times := o.answer.times(k)
		ok := stats.Pow(1-o.fail.total(), k)
		fail := failure{}
		if total := o.fail.total(); total > 0 {
			fail = o.fail.scaled((1 - ok) / total)
		}
		return outcome{answer: times, hold: moments{o.hold.mean * k, o.hold.variance * k}, fail: fail}
	case eachNode:
		return w.each(n)
	case forkNode:
		return w.fork(n)
	case chooseNode:
		return w.choose(n)
	case respondNode:
		return outcome{done: true}
	case failNode:
		var o outcome
		o.fail[failedItself] = w.value(n.step.Fail)
		return o
	}
	return outcome{}
}

func lasting(m mixture) outcome { return outcome{answer: m, hold: momentsOf(m)} }

// worked is a burst of work on the cores of a part, with its wait.
func (w *world) worked(at int, work mixture) mixture {
	if at < 0 || work.n == 0 {
		return work
	}
	work = w.stretched(at, work)
	return response(w.stations[at].core, work)
}

// response is a wait and the work behind it. Where both are exponential and
// the wait is exact, so is the sum.
func response(q waiting, work mixture) mixture {
	if q.mean <= 0 {
		return work
	}
	sum := q.law.plus(work)
	exponential := work.n == 1 && work.b[0].shift == 0 && math.Abs(work.b[0].variance-work.b[0].mean*work.b[0].mean) < 1e-9*work.b[0].variance
	if !q.exact || !exponential || q.delayed <= 0 {
		return sum
	}
	// With probability delayed the sum of exponentials of means d and s, else
	// s alone: a signed mixture of the two.
	d, s := q.mean/q.delayed, work.b[0].mean
	if math.Abs(d-s) < 0.02*s {
		return sum
	}
	long := q.delayed * d / (d - s)
	sum.exact = exactLaw{on: true, p1: long, m1: d, p2: 1 - long, m2: s}
	return sum
}

// visit is a call as its caller sees it.
func (w *world) visit(n *node) outcome {
	r := &w.results[n.id]
	if n.nobody {
		return outcome{}
	}
	o := outcome{answer: r.answer, hold: momentsOf(r.answer), fail: r.fail}
	// The miss of a get runs in the caller.
	if n.verb != model.VerbCall && len(n.miss) > 0 {
		o = o.then(w.maybe(w.missed(n), n.miss))
	}
	if len(n.fallback) > 0 && r.failed > 0 {
		o = o.then(w.maybe(r.failed, n.fallback))
	}
	return o
}

// inside is what happens in the callee from its admission on: work, then the
// steps, then for those that miss the steps of the miss.
func (w *world) inside(n *node) outcome {
	o := lasting(w.withCopies(n, w.served(n)))
	o = o.then(w.sequence(n.steps))
	if n.verb == model.VerbCall && len(n.miss) > 0 {
		o = o.then(w.maybe(w.missed(n), n.miss))
	}
	return o
}

// served is the service of a visit with the wait for a core.
func (w *world) served(n *node) mixture {
	s := w.service(n)
	if s.n == 0 {
		return s
	}
	st := &w.stations[n.to]
	return response(rankedWait(st.coreOf, n, st.core), s)
}

// answer works out what the caller of a visit sees: the way there, the wait,
// what happens inside, the way back; cut by its timeout, tried again, and what
// on-error makes of it.
func (w *world) answer(n *node, s *station) {
	r := &w.results[n.id]
	p := &n.policy
	before, failed := r.odds(), r.fail
	defer func() {
		swing := r.odds().apart(before)
		w.shift = max(w.shift, swing)
		w.flows[n.source].swing = max(w.flows[n.source].swing, swing)
		if w.rounds > steadyRounds {
			r.damp(before, failed)
		}
	}()
	r.refused = s.refused
	slot := rankedWait(s.slotOf, n, s.slot)
	once := slot.law.plus(r.inside)
	if slot.exact && len(n.steps) == 0 && len(n.miss) == 0 && math.IsInf(s.cores, 1) {
		once = response(slot, r.inside)
	}
	var net mixture
	for _, t := range p.net {
		net = net.plus(w.time(t))
	}
	once = once.plus(net).plus(net)
	fail := r.failInside.scaled(1 - s.refused)
	fail[refused] += s.refused
	// Who is refused knows at once; who fails inside has waited.
	failTime := 2 * net.mean()
	if inside := r.failInside.total() * (1 - s.refused); inside > 0 {
		failTime += inside / fail.total() * (slot.mean + r.inside.mean())
	}
	if p.bulkhead != nil {
		once, fail = w.bulkhead(n, once, fail)
	}
	if p.pool != nil {
		once = w.pooled(n, once)
	}
	if p.timeout.q != nil {
		limit := w.meanTime(p.timeout)
		in, kept := once.below(limit)
		if !s.core.stable() || !s.slot.stable() {
			in, kept = 0, constant(limit) // the queue grows until nobody waits to its end
		}
		late := (1 - fail.total()) * (1 - in)
		fail[timeout] += late
		if total := fail.total(); total > 0 {
			failTime = (failTime*(total-late) + limit*late) / total
		}
		once = kept
	}
	r.attempts = 1
	if p.retry != nil {
		once, fail = w.retried(n, once, fail, failTime)
	}
	if p.deadline.q != nil {
		once, fail = w.cutOff(once, fail, p.deadline)
	}
	r.answer, r.fail, r.lost, r.failed = once, fail, 0, 0
	if o := p.onError; o != nil {
		w.forgive(n, o, failTime)
	}
}
