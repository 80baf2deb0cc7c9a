package sim

import (
	"fmt"
	"slices"
)

// watch writes down what one request does. It looks at the frames of the
// request after every step of the world and never touches them, so a watched
// run is the run it repeats.
type watch struct {
	w      *world
	flow   uint16
	sought sought
	nodes  []*node // the request, its calls and branches, in the order in which they were seen
	done   bool
	end    int64
}

// node is one frame of the request.
type node struct {
	frame             uint32
	parent, parentTok uint32 // tell it from whoever has the frame later
	site              int32
	of                *node // its caller, or what it is a branch of
	depth, attempt    int
	operation         string
	gone              bool
	failures          []outcome // of the attempts of its call in progress
	open              *Span
	from              int64 // of the open span
	mean              float64
	spans             []Span
}

// begin finds the frame of the request when it has begun.
func (t *watch) begin() {
	for i := 1; i < len(t.w.frames); i++ {
		f := &t.w.frames[i]
		if f.state != idle && f.flags&(isRoot|isWhole) != 0 && f.flow == t.flow && f.arrived == t.sought.arrived {
			n := &node{frame: uint32(i), parent: f.parent, parentTok: f.parentTok, site: f.site}
			if f.flags&isWhole != 0 {
				n.depth, n.operation = 1, t.w.p.operation(f.site) // it is the call too
			}
			if t.w.now > f.arrived {
				n.spans = append(n.spans, t.queued(f))
			}
			t.nodes = append(t.nodes, n)
			return
		}
	}
}

// queued is the time that a message waited before the run on it began.
func (t *watch) queued(f *frame) Span {
	s := Span{Kind: "wait", End: t.seconds(t.w.now), Reason: "in the queue until somebody took it"}
	for i := range t.w.p.queues {
		q := &t.w.p.queues[i]
		for k := range q.consumers {
			if q.consumers[k].source == f.site && f.flags&isRoot != 0 {
				s.Component = t.w.comps[q.component].name
			}
		}
	}
	return s
}

// look writes down what has changed in the last step.
func (t *watch) look() {
	for k := 0; k < len(t.nodes); k++ {
		t.update(t.nodes[k])
	}
	root := t.nodes[0]
	if root.gone || t.w.frames[root.frame].flags&answered != 0 {
		t.done, t.end = true, t.w.now
		for _, n := range t.nodes {
			t.close(n, n.open != nil && t.w.now > n.from && n != root)
		}
	}
}

// update brings one node up to date.
func (t *watch) update(n *node) {
	if n.gone {
		return
	}
	f := &t.w.frames[n.frame]
	if f.state == idle || f.parent != n.parent || f.parentTok != n.parentTok || f.site != n.site {
		n.gone = true
		t.close(n, false)
		return
	}
	t.children(n, f)
	span, mean, any := t.doing(n, f)
	switch {
	case n.open != nil && any && n.open.Kind == span.Kind && n.open.Reason == span.Reason && n.open.Component == span.Component:
		return
	case n.open == nil && !any:
		return
	}
	t.close(n, false)
	if any {
		span.Depth, span.Attempt, span.Abandoned = n.depth, n.attempt, t.abandoned(n)
		if span.Operation == "" {
			span.Operation = n.operation
		}
		n.open, n.from, n.mean = &span, t.w.now, mean
	}
}

// close ends the span of a node.
func (t *watch) close(n *node, open bool) {
	if n.open == nil {
		return
	}
	s := *n.open
	n.open = nil
	if t.w.now == n.from {
		return // it took no time
	}
	s.Start, s.End, s.Open = t.seconds(n.from), t.seconds(t.w.now), open
	if s.Kind == "work" && !open {
		s.Reason = join(s.Reason, length(s.End-s.Start, n.mean))
	}
	if n.attempt > 1 && len(n.spans) == 0 && len(n.of.failures) > 0 {
		s.Reason = join(fmt.Sprintf("attempt %d, because the one before %s", n.attempt, failure(n.of.failures[min(n.attempt-1, len(n.of.failures))-1])), s.Reason)
	}
	n.spans = append(n.spans, s)
}

func (t *watch) seconds(at int64) float64 { return float64(at-t.sought.arrived) / 1e9 }

// children finds what a frame waits for.
func (t *watch) children(n *node, f *frame) {
	if f.state != waiting {
		return
	}
	switch o := &t.w.ops[f.pc]; o.kind {
	case opCall:
		t.child(n, f, f.child)
		if t.w.sites[o.a].hedge >= 0 {
			t.child(n, f, f.next) // the first of two
		}
	case opFork, opSaga:
		for i := f.child; i != 0; i = t.w.frames[i].younger {
			t.child(n, f, i)
		}
	}
}

// child adds a frame that belongs to another, if it does and is new.
func (t *watch) child(n *node, f *frame, i uint32) {
	if i == 0 || int(i) >= len(t.w.frames) {
		return
	}
	c := &t.w.frames[i]
	if c.state == idle || c.parent != n.frame || c.parentTok != f.token {
		return
	}
	for _, m := range t.nodes {
		if !m.gone && m.frame == i && m.parentTok == c.parentTok {
			return
		}
	}
	m := &node{frame: i, parent: c.parent, parentTok: c.parentTok, site: c.site, of: n, depth: n.depth + 1, operation: n.operation}
	if c.flags&isBranch == 0 {
		m.operation = t.w.p.operation(c.site)
		if s := &t.w.sites[c.site]; s.retry >= 0 {
			m.attempt = int(f.tries)
		}
	}
	t.nodes = append(t.nodes, m)
}

// abandoned tells whether nobody waits for a node any more.
func (t *watch) abandoned(n *node) bool {
	for ; n.of != nil; n = n.of {
		if n.of.gone || t.w.frames[n.of.frame].token != n.parentTok {
			return true
		}
	}
	return false
}

// failed is told by the world when an attempt has failed.
func (t *watch) failed(i uint32, how outcome) {
	for _, n := range t.nodes {
		if !n.gone && n.frame == i {
			if f := &t.w.frames[i]; f.tries <= 1 {
				n.failures = n.failures[:0]
			}
			n.failures = append(n.failures, how)
		}
	}
}

// trace gathers what was written down.
func (t *watch) trace() *Trace {
	out := &Trace{Latency: t.seconds(t.end), At: float64(t.sought.arrived) / 1e9, Outcome: "ok", Shares: map[string]float64{}, Spans: []Span{}}
	if !t.sought.ok {
		out.Outcome = "failed"
		if root := t.nodes[0]; len(root.failures) > 0 {
			out.Outcome = outcomeNames[root.failures[len(root.failures)-1]]
		}
	}
	for _, n := range t.nodes {
		out.Spans = append(out.Spans, n.spans...)
	}
	slices.SortStableFunc(out.Spans, byStart)
	out.share()
	return out
}

// share divides the latency among the kinds of spans. Where several go on at
// once the request is said to work while any of them does, then to be on the
// network, and so on.
func (t *Trace) share() {
	if t.Latency <= 0 {
		return
	}
	var cuts []float64
	for _, s := range t.Spans {
		cuts = append(cuts, s.Start, s.End)
	}
	slices.Sort(cuts)
	for i := 1; i < len(cuts); i++ {
		from, to := cuts[i-1], cuts[i]
		for _, kind := range spanKinds {
			if slices.ContainsFunc(t.Spans, func(s Span) bool {
				return s.Kind == kind && !s.Abandoned && s.Start <= from && s.End >= to && from < to
			}) {
				t.Shares[kind] += (to - from) / t.Latency
				break
			}
		}
	}
}
