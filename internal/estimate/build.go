package estimate

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// builder writes the steps of one flow out as nodes.
type builder struct {
	plan   *plan
	source *source
}

// maxDepth bounds operations that call each other; the checker reports cycles.
const maxDepth = 40

func (b builder) node(kind nodeKind, s *model.Step, at int) *node {
	n := &node{id: len(b.plan.nodes), kind: kind, step: s, source: b.source.index, at: at, to: -1, edge: -1, demand: -1}
	if at >= 0 {
		n.demand = b.plan.demandIndex(b.source, at)
	}
	b.plan.nodes = append(b.plan.nodes, n)
	return n
}

// steps builds a list of steps that a component, or the outside, runs.
func (b builder) steps(list []*model.Step, at int, caller string, depth int) []*node {
	var out []*node
	for _, s := range list {
		if n := b.step(s, at, caller, depth); n != nil {
			out = append(out, n)
		}
	}
	return out
}

func (b builder) step(s *model.Step, at int, caller string, depth int) *node {
	if depth > maxDepth {
		return nil
	}
	switch s.Verb {
	case "":
		return nil // reported by the checker
	case model.VerbWork:
		n := b.node(workNode, s, at)
		n.amount = workOf(s.Work)
		return n
	case model.VerbWait:
		n := b.node(waitNode, s, at)
		n.amount = timeOf(s.Wait.For)
		return n
	case model.VerbParallel:
		n := b.node(forkNode, s, at)
		n.fork = b.plan.forks
		b.plan.forks++
		for _, branch := range s.Parallel {
			n.branches = append(n.branches, b.steps(branch, at, caller, depth+1))
		}
		return n
	case model.VerbChoose:
		n := b.node(chooseNode, s, at)
		for _, c := range s.Choose {
			n.branches = append(n.branches, b.steps(c.Steps, at, caller, depth+1))
			n.shares = append(n.shares, c.Share)
		}
		return n
	case model.VerbRepeat, model.VerbEach:
		n := b.node(repeatNode, s, at)
		n.amount = timeOf(s.Repeat)
		if s.Verb == model.VerbEach {
			n.kind, n.amount = eachNode, timeOf(s.Each)
			n.fork = b.plan.forks
			b.plan.forks++
		}
		n.steps = b.steps(s.Steps, at, caller, depth+1)
		return n
	case model.VerbRespond:
		return b.node(respondNode, s, at)
	case model.VerbFail:
		return b.node(failNode, s, at)
	case model.VerbSaga:
		n := b.node(groupNode, s, at)
		for _, part := range s.Saga {
			n.steps = append(n.steps, b.steps(part.Do, at, caller, depth+1)...)
		}
		return n
	case model.VerbTransaction:
		n := b.node(groupNode, s, at)
		n.steps = b.steps(s.Transaction, at, caller, depth+1)
		return n
	}
	return b.visit(s, at, caller, depth)
}

// visit builds a call along its path: every hop runs inside the one before,
// and the options of the step belong to the last.
func (b builder) visit(s *model.Step, at int, caller string, depth int) *node {
	var first, outer *node
	for i, ref := range s.Path {
		last := i == len(s.Path)-1
		to, ok := b.plan.partOf[ref.Head()]
		if !ok {
			return first // an unknown name; the checker has reported it
		}
		n := b.hop(s, ref, at, to, caller, last)
		if first == nil {
			first = n
		} else {
			outer.steps = append(outer.steps, n)
		}
		outer, at, caller = n, to, ref.Head()
		if op := b.plan.parts[to].c.Operations.Get(ref.Tail()); op != nil && s.Verb == model.VerbCall {
			n.steps = b.steps(op.Steps, to, ref.Head(), depth+1)
		}
		if !last {
			continue
		}
		n.steps = append(n.steps, b.steps(s.Steps, to, ref.Head(), depth+1)...)
		if s.Verb == model.VerbCall {
			n.miss = b.steps(s.Miss, to, ref.Head(), depth+1) // the callee goes on with it
		} else {
			n.miss = b.steps(s.Miss, n.at, b.name(n.at), depth+1)
		}
		if n.policy.onError != nil {
			n.fallback = b.steps(n.policy.onError.Steps, n.at, b.name(n.at), depth+1)
		}
	}
	return first
}

// hop builds one visit of a component.
func (b builder) hop(s *model.Step, ref model.Ref, at, to int, caller string, last bool) *node {
	p := b.plan
	pt := p.parts[to]
	n := b.node(visitNode, s, at)
	n.to, n.verb, n.demand = to, model.VerbCall, p.demandIndex(b.source, to)
	n.edge = p.edgeIndex(caller, ref.Head())
	p.edges[n.edge].nodes = append(p.edges[n.edge].nodes, n)
	pt.visits = append(pt.visits, n)
	n.policy = p.policyOf(caller, ref.Head(), s, last, b.source.flow)
	work := p.design.WorkOf(pt.c, s)
	n.service, n.times = workOf(work.Quantity), work.Times
	n.request, n.response = p.design.Sizes(caller, ref.Head(), s)
	if n.at < 0 && b.source.run == nil && n.step.Verb == model.VerbCall {
		b.outermost(n)
	}
	if !last {
		return n
	}
	n.verb = s.Verb
	n.nobody = s.Wait != nil && s.Wait.Nobody
	if n.copying = p.copyingOf(pt.c, s.Verb); n.copying != nil {
		n.copying.ways = p.waysOfCopies(caller, pt.c, s)
		n.fork = p.forks
		p.forks++
	}
	if e := p.design.EntityOf(s); e != nil {
		n.entity = e.Name
	}
	switch {
	case s.Verb == model.VerbPublish:
		n.publish = true
		pt.feeds = append(pt.feeds, n)
	case pt.cache != nil && (s.Verb == model.VerbGet || s.Verb == model.VerbRead):
		n.cache = pt.cache
		pt.cache.gets = append(pt.cache.gets, n)
	case pt.cache != nil && (s.Verb == model.VerbSet || s.Verb == model.VerbWrite):
		pt.cache.sets = append(pt.cache.sets, n)
	}
	return n
}

// outermost gives a first hop from the outside the sizes of the flow, where
// neither step nor link says others.
func (b builder) outermost(n *node) {
	f := b.source.flow
	if n.request.Size == nil {
		n.request.Size = f.Request
	}
	if n.response.Size == nil {
		n.response.Size = f.Response
	}
}

func (b builder) name(at int) string {
	if at < 0 {
		return b.source.flow.By.Text
	}
	return b.plan.parts[at].c.Name
}

// policyOf reads the policy of one hop.
func (p *plan) policyOf(caller, callee string, s *model.Step, last bool, f *model.Flow) policy {
	o := p.design.Policy(caller, callee, s)
	out := policy{
		timeout: timeOf(o.Timeout), retry: o.Retry, breaker: o.Breaker, bulkhead: limit(o.Bulkhead), pool: limit(o.Pool),
		onError: o.OnError, hedge: o.Hedge, cancel: o.Cancel != nil && *o.Cancel, priority: model.Or(o.Priority, model.Or(f.Priority, 0)),
	}
	for _, q := range p.design.Delay(caller, callee, s) {
		out.net = append(out.net, timeOf(q))
	}
	if o.Deadline != nil {
		out.deadline = timeOf(o.Deadline.Time)
	}
	if o.Retry != nil {
		out.backoff = timeOf(o.Retry.Backoff)
	}
	if last {
		out.hit = s.Hit
	}
	return out
}

// limit returns nil for what is unlimited.
func limit(q *unit.Quantity) *unit.Quantity {
	if q == nil || q.Unlimited {
		return nil
	}
	return q
}
