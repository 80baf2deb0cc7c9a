package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/queueing"
)

// bulkhead refuses calls that find as many in progress as it lets through, per
// replica of the caller. Erlang's loss formula, insensitive to how long calls
// last.
func (w *world) bulkhead(n *node, once mixture, fail failure) (mixture, failure) {
	most := w.value(n.policy.bulkhead)
	offered := w.inProgress(n, once) / max(1-w.results[n.id].kept, 1e-9)
	p := queueing.ErlangB(int(most), offered/w.callers(n))
	fail = fail.scaled(1 - p)
	fail[refused] += p
	w.results[n.id].kept = p
	return once, fail
}

// pooled adds the wait for a connection of the caller's pool, which is held
// for the whole call.
func (w *world) pooled(n *node, once mixture) mixture {
	e := w.p.edges[n.edge]
	l := line{ca2: 1, servers: w.value(n.policy.pool), replicas: w.callers(n), room: math.Inf(1)}
	first, second := 0.0, 0.0
	for _, other := range e.nodes {
		rate := w.rates[now][other.source] * w.calls[other.id]
		held := once
		if other != n {
			held = w.results[other.id].answer
		}
		m := held.mean()
		l.lambda += rate
		first += rate * m
		second += rate * (held.variance() + m*m)
	}
	if l.lambda == 0 || first == 0 {
		return once
	}
	l.service = first / l.lambda
	l.scv = max(0, second/l.lambda/(l.service*l.service)-1)
	return l.solve().law.plus(once)
}

// inProgress is Little's law on all calls over an edge.
func (w *world) inProgress(n *node, once mixture) float64 {
	sum := 0.0
	for _, other := range w.p.edges[n.edge].nodes {
		m := w.results[other.id].answer.mean()
		if other == n {
			m = once.mean()
		}
		sum += w.rates[now][other.source] * w.calls[other.id] * m
	}
	return sum
}

// callers is how many replicas of the caller have a pool of their own.
func (w *world) callers(n *node) float64 {
	if n.at < 0 {
		return 1
	}
	return max(1, w.stations[n.at].replicas)
}
