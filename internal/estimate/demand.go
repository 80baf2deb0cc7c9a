package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// spread works out the visit ratios: what one run of each source asks of every
// part, given how often calls miss, fail and are tried again.
func (w *world) spread() {
	clear(w.demands)
	clear(w.calls)
	for _, s := range w.p.sources {
		w.steps(s.root, 1)
	}
}

// steps walks a list that is entered k times a run. A failure ends it, so what
// follows is entered less often.
func (w *world) steps(list []*node, k float64) {
	for _, n := range list {
		switch n.kind {
		case visitNode:
			w.visits(n, k)
			if !n.nobody {
				k *= 1 - w.results[n.id].fail.total()
			}
		case workNode:
			w.works(n, k)
		case forkNode:
			for _, branch := range n.branches {
				w.steps(branch, k)
			}
		case chooseNode:
			for i, share := range w.shares(n) {
				w.steps(n.branches[i], k*share)
			}
		case repeatNode, eachNode:
			w.steps(n.steps, k*w.value(n.amount.q))
		case groupNode:
			w.steps(n.steps, k)
		case failNode:
			k *= 1 - w.value(n.step.Fail)
		}
	}
}

// shares returns the probabilities of a choose step; the branch without one
// takes the rest.
func (w *world) shares(n *node) []float64 {
	out := make([]float64, len(n.shares))
	rest, open := 1.0, -1
	for i, q := range n.shares {
		if q == nil {
			open = i
			continue
		}
		out[i] = w.value(q)
		rest -= out[i]
	}
	if open >= 0 {
		out[open] = max(rest, 0)
	}
	return out
}

// visits adds the demand of a call that is made k times a run.
func (w *world) visits(n *node, k float64) {
	r := &w.results[n.id]
	calls := k * r.attempts * (1 - r.kept)
	admitted := calls * (1 - r.refused)
	w.calls[n.id] += calls
	d := &w.demands[n.demand]
	d.calls += calls
	d.admitted += admitted
	if w.toPrimary(n) {
		d.primary += calls
	}
	if n.publish {
		d.messages += k * (1 - r.refused)
	}
	if s := w.service(n); s.n > 0 {
		m := s.mean()
		voting, following := w.copiesAtWork(n)
		bursts := admitted * voting
		d.follow += admitted * following * m
		d.bursts += bursts
		d.busy += bursts * m
		d.busy2 += bursts * (s.variance() + m*m)
	}
	in, out := calls*w.bytes(n.request), calls*w.bytes(n.response)
	d.in, d.out = d.in+in, d.out+out
	if n.at >= 0 {
		caller := &w.demands[w.p.demandOf[n.source*len(w.p.parts)+n.at]]
		caller.in, caller.out = caller.in+out, caller.out+in
	}
	w.steps(n.steps, admitted)
	switch missed := w.missed(n); {
	case n.verb == model.VerbCall:
		w.steps(n.miss, admitted*missed)
	default:
		w.steps(n.miss, k*missed)
	}
	w.steps(n.fallback, k*r.failed)
}

// works adds a step of processor time.
func (w *world) works(n *node, k float64) {
	if n.at < 0 {
		return
	}
	s := w.stretched(n.at, w.time(n.amount))
	m := s.mean()
	d := &w.demands[n.demand]
	d.bursts += k
	d.busy += k * m
	d.busy2 += k * (s.variance() + m*m)
}

// service returns the work of a visit on its part's cores.
func (w *world) service(n *node) mixture {
	s := w.time(n.service)
	if s.n == 0 {
		return s
	}
	if n.times != nil {
		s = s.times(w.value(n.times))
	}
	return w.stretched(n.to, s)
}

// stretched returns work as a fraction of a core does it: 0.2 cores take five
// times as long.
func (w *world) stretched(part int, s mixture) mixture {
	cores := w.p.parts[part].can.Cores
	if cores == nil {
		return s
	}
	if c := w.value(cores); c < 1 && c > 0 {
		return s.scaled(1 / c)
	}
	return s
}

// missed returns the share of calls after which the miss steps run.
func (w *world) missed(n *node) float64 {
	r := &w.results[n.id]
	hit := 1.0
	switch {
	case n.policy.hit != nil:
		hit = w.value(n.policy.hit)
	case n.cache != nil:
		hit = w.caches[n.cache.index].hit
	case len(n.miss) > 0 && w.p.parts[n.to].c.Hit != nil:
		hit = w.value(w.p.parts[n.to].c.Hit)
	}
	return 1 - hit + hit*r.lost
}

// toPrimary tells whether only the primary copy of a store answers the call.
func (w *world) toPrimary(n *node) bool {
	pt := w.p.parts[n.to]
	if pt.class != catalog.Store || n.verb == model.VerbCall || pt.c.Replication != nil && pt.c.Replication.Mode.Name == "quorum" {
		return false
	}
	switch n.verb {
	case model.VerbRead, model.VerbGet, model.VerbScan, model.VerbQuery:
		return pt.c.ReadsFrom == "" || pt.c.ReadsFrom == "primary"
	}
	return true
}

// flowRates computes the runs a second of every source at every level.
func (w *world) flowRates() {
	p := w.p
	for l := mean; l <= now; l++ {
		rates := w.rates[l]
		for _, i := range p.upstream {
			s := p.sources[i]
			switch s.start.Kind {
			case model.StartOpen, model.StartScheduled:
				rates[i] = w.openRate(s, l)
			case model.StartOnMessage:
				messages := w.messages(s, rates)
				if l == now {
					w.batch[i] = w.batchOf(s, messages)
				}
				rates[i] = messages / max(w.batch[i], 1)
			default:
				rates[i] = 0
			}
			rates[i] += w.driven[i]
		}
	}
}

// openRate is the rate of a source that does not wait for answers.
func (w *world) openRate(s *source, l level) float64 {
	rate := w.number(s.start.Rate) * w.p.opt.LoadScale
	factor := w.number(s.start.Peak)
	switch l {
	case mean:
		return rate
	case peak:
		return rate * factor
	}
	if w.p.load.Level == "peak" {
		rate *= factor
	}
	return rate * w.p.surge(s)
}

// messages returns the messages a second that a consumer takes: all of a
// stream, its share of a queue.
func (w *world) messages(s *source, rates []float64) float64 {
	if s.queue < 0 {
		return 0
	}
	q := w.p.parts[s.queue]
	sum := 0.0
	for _, n := range q.feeds {
		sum += rates[n.source] * w.calls[n.id]
	}
	if q.class == catalog.Stream {
		return sum
	}
	return sum / float64(len(q.takers))
}

// batchOf returns how many messages a run finds: what comes while the workers
// are busy or wait for more, up to the batch.
func (w *world) batchOf(s *source, messages float64) float64 {
	most := w.or(s.start.Batch, 1)
	if most <= 1 || s.run == nil {
		return 1
	}
	found := messages * w.or(s.start.Linger, 0)
	if workers := w.workers(s); !math.IsInf(workers, 1) {
		found = max(found, messages*w.results[s.run.id].hold.mean/workers)
	}
	return min(max(found, 1), most)
}

// gathering is how long the oldest message of a batch waits for the last one.
func (w *world) gathering(s *source) float64 {
	b := w.batch[s.index]
	messages := w.rates[now][s.index] * b
	if b <= 1 || messages <= 0 {
		return 0
	}
	return (b - 1) / messages
}

// workers returns how many runs of a consumer can be in progress.
func (w *world) workers(s *source) float64 {
	pt := w.p.parts[s.run.to]
	workers := w.replicas(s.run.to) * w.or(pt.can.Slots, math.Inf(1))
	if q := w.p.parts[s.queue].c; q.Partitions != nil && w.p.parts[s.queue].class == catalog.Stream {
		workers = min(workers, w.value(q.Partitions)*w.cells(s.queue))
	}
	return workers
}
