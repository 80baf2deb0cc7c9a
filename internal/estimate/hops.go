package estimate

import "github.com/loadpath/loadpath/internal/model"

// Hop is one call on the way of a flow, for its latency budget.
type Hop struct {
	Caller, Callee string
	Verb           model.Verb
	Depth          int     // of nesting
	Calls          float64 // per run of the flow, retries included
	Net            float64 // mean, there and back, seconds
	Wait           float64 // mean, for slots and cores
	Work           float64 // mean, on the processor
	Response       float64 // mean of the whole call, everything inside included
	Share          float64 // of the flow's mean latency: what the hop itself adds, without what is inside
	Bytes          float64 // there and back
	Async          bool    // nobody waits for it
	Critical       bool    // on the longest way through the flow
}

// Hops returns the calls of a flow in the order of its steps, from the outside
// in; nil when there is no such flow.
func (s *Sheet) Hops(flow string) []Hop {
	w := s.world
	i, ok := w.p.sourceOf[flow]
	if !ok {
		return nil
	}
	src := w.p.sources[i]
	h := &hopper{w: w, total: w.flows[i].answer.mean()}
	h.steps(src.root, 0, false, true)
	return h.hops
}

type hopper struct {
	w     *world
	hops  []Hop
	total float64
}

// steps lists the hops of some steps; async and critical are those of the way
// there.
func (h *hopper) steps(list []*node, depth int, async, critical bool) {
	for _, n := range list {
		switch n.kind {
		case visitNode:
			h.visit(n, depth, async, critical)
		case respondNode:
			async = true
		case forkNode:
			longest := h.longest(n)
			for k, b := range n.branches {
				h.steps(b, depth, async, critical && k == longest)
			}
		case chooseNode:
			for _, b := range n.branches {
				h.steps(b, depth, async, critical)
			}
		default:
			h.steps(n.steps, depth, async, critical)
		}
	}
}

// longest is the branch that takes longest on average.
func (h *hopper) longest(n *node) int {
	best, most := 0, -1.0
	for k, b := range n.branches {
		if o := h.w.sequence(b); o.answer.mean() > most {
			best, most = k, o.answer.mean()
		}
	}
	return best
}

func (h *hopper) visit(n *node, depth int, async, critical bool) {
	w, st := h.w, &h.w.stations[n.to]
	async = async || n.nobody
	hop := Hop{
		Callee: w.p.parts[n.to].c.Name, Verb: n.verb, Depth: depth, Calls: w.calls[n.id], Async: async, Critical: critical && !async,
		Response: w.results[n.id].answer.mean(), Bytes: w.bytes(n.request) + w.bytes(n.response),
	}
	if n.edge >= 0 {
		hop.Caller = w.p.edges[n.edge].caller
	}
	for _, t := range n.policy.net {
		hop.Net += 2 * w.meanTime(t)
	}
	hop.Work = momentsOf(w.service(n)).mean
	hop.Wait = st.slot.mean
	if hop.Work > 0 {
		hop.Wait += st.core.mean
	}
	for _, inner := range n.steps {
		if inner.kind == workNode {
			hop.Work += momentsOf(w.stretched(n.to, w.time(inner.amount))).mean
			hop.Wait += st.core.mean
		}
	}
	if h.total > 0 && !async {
		hop.Share = hop.Calls * (hop.Net + hop.Wait + hop.Work) / h.total
	}
	h.hops = append(h.hops, hop)
	h.steps(n.steps, depth+1, async, critical)
	h.steps(n.miss, depth+1, async, critical)
}
