package estimate

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/queueing"
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
		ok := math.Pow(1-o.fail.total(), k)
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

// maybe is a list that runs with probability p.
func (w *world) maybe(p float64, list []*node) outcome {
	o := w.sequence(list)
	return outcome{
		answer: mix(p, o.answer, mixture{}), hold: o.hold.mixed(p, moments{}), fail: o.fail.scaled(p),
	}
}

// inside is what happens in the callee from its admission on: work, then the
// steps, then for those that miss the steps of the miss.
func (w *world) inside(n *node) outcome {
	o := lasting(w.worked2(n))
	o = o.then(w.sequence(n.steps))
	if n.verb == model.VerbCall && len(n.miss) > 0 {
		o = o.then(w.maybe(w.missed(n), n.miss))
	}
	return o
}

// worked2 is the service of a visit with the wait for a core.
func (w *world) worked2(n *node) mixture {
	s := w.service(n)
	if s.n == 0 {
		return s
	}
	st := &w.stations[n.to]
	return response(rankedWait(st.coreOf, n, st.core), s)
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
		if s.replicas != 1 || s.cores != 1 || math.Abs(s.scv-1) > 1e-9 || s.ca2 != 1 || !s.core.stable() || len(b[0].policy.net) > 0 {
			return independent
		}
		if i > 0 && (!same(s.bursts, lambda) || !same(1/s.service, mu)) {
			return independent
		}
		lambda, mu = s.bursts, 1/s.service
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
		out.fail = o.fail.scaled((1 - math.Pow(1-total, k)) / total)
	}
	return out
}

// answer works out what the caller of a visit sees: the way there, the wait,
// what happens inside, the way back; cut by its timeout, tried again, and what
// on-error makes of it.
func (w *world) answer(n *node, s *station) {
	r := &w.results[n.id]
	p := &n.policy
	before := r.odds()
	defer func() { w.shift = max(w.shift, r.odds().apart(before)) }()
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
		limit := w.time(p.timeout).mean()
		in, kept := once.below(limit)
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
	in, kept := m.below(w.time(deadline).mean())
	fail[timeout] += (1 - fail.total()) * (1 - in)
	return kept, fail
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
	b := queueing.Backoff{Base: w.time(n.policy.backoff).mean(), Factor: w.or(p.Factor, 2), Cap: w.or(p.Cap, 0), Jitter: jitters[p.Jitter]}
	return b.Means(retries)
}

var jitters = map[string]queueing.Jitter{
	"none": queueing.NoJitter, "": queueing.FullJitter, "full": queueing.FullJitter, "equal": queueing.EqualJitter,
	"additive": queueing.AdditiveJitter, "decorrelated": queueing.DecorrelatedJitter,
}

// answers composes every flow from the outside.
func (w *world) answers() {
	for i, s := range w.p.sources {
		o := w.sequence(s.root)
		if s.queue >= 0 && s.run != nil {
			// A run begins with its oldest message.
			o.answer = w.stations[s.run.to].pull.law.plus(o.answer).shifted(w.gathering(s))
		}
		w.flows[i].average = o.answer.mean()
		if s.deadline.q != nil {
			o.answer, o.fail = w.cutOff(o.answer, o.fail, s.deadline)
		}
		if r := w.responses[i]; r > 0 {
			o.answer = o.answer.scaled(r / o.answer.mean())
		}
		w.flows[i].answer, w.flows[i].fail, w.flows[i].hold = o.answer, o.fail, o.hold
	}
}

// flowState is what a flow comes to.
type flowState struct {
	answer  mixture
	hold    moments
	fail    failure
	average float64 // mean of the answer with the waits that all users meet on average
	last    float64
	read    readings
}

// percentile reads a percentile of a flow's latency.
func (w *world) percentile(flow, k int) float64 {
	f := &w.flows[flow]
	var base *flowState
	if w.base != nil {
		base = &w.base.flows[flow]
		return f.read.from(&base.read, &f.answer, &base.answer, k, w.move != "")
	}
	return f.read.at(&f.answer, k)
}

// percentiles reads all of them, so that worlds beside this one can start from
// them.
func (w *world) percentiles() {
	for i := range w.flows {
		for k := range percentiles {
			w.percentile(i, k)
		}
	}
	for i := range w.stations {
		for k, q := range percentiles {
			if q.response {
				w.responseAt(i, k)
			}
		}
	}
}
