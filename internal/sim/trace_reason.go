package sim

import "fmt"

// doing says what a frame does now, and why; false when others do it for the
// frame. mean is how long the work in progress takes on average.
func (t *watch) doing(n *node, f *frame) (s Span, mean float64, any bool) {
	w := t.w
	at := int32(-1)
	if f.rep >= 0 {
		at = w.replicas[f.rep].comp
		s.Replica = int(f.rep-w.comps[at].first) + 1
	}
	if f.state == onTheWay && f.flags&isWhole == 0 && f.flags&isBranch == 0 {
		at = w.sites[f.site].callee
	}
	if at >= 0 {
		s.Component = w.comps[at].name
	}
	o := &w.ops[f.pc]
	switch f.state {
	case onTheWay:
		s.Kind, s.Reason = "network", "on its way to "+s.Component
	case forTurn:
		s.Kind, s.Reason = "wait", "for its turn: the rate limit lets one through at a time"
	case forSlot:
		s.Kind, s.Reason = "wait", t.slotReason(n, f, &w.comps[at])
	case forCore:
		s.Kind, s.Reason = "wait", t.coreReason(n, f, &w.comps[at])
	case forPool:
		to := &w.sites[o.a]
		s.Kind, s.Reason = "wait", t.once(n, fmt.Sprintf("for a connection to %s: all %d are in use", w.comps[to.callee].name, to.pool))
	case frozen:
		s.Kind, s.Reason = "wait", "its replica is paused"
	case working, sharing:
		s.Kind = "work"
		if o.kind == opWork {
			mean = w.p.meanTime(o.a)
		}
		if f.state == sharing {
			s.Reason = "shares the cores with the others in its replica"
		}
	case waiting:
		return t.waiting(n, f, o, s)
	default:
		return s, 0, false
	}
	return s, mean, true
}

// waiting says what a frame waits for that is not in a queue.
func (t *watch) waiting(n *node, f *frame, o *op, s Span) (Span, float64, bool) {
	switch o.kind {
	case opFork, opSaga:
		return s, 0, false
	case opWait:
		s.Kind, s.Reason = "wait", "a wait step"
		return s, 0, true
	case opCall:
	default:
		s.Kind, s.Reason = "wait", waitReasons[o.kind]
		if s.Reason == "" {
			s.Reason = "until it can go on"
		}
		return s, 0, true
	}
	to := &t.w.sites[o.a]
	callee := t.w.comps[to.callee].name
	for k := len(t.nodes) - 1; k >= 0; k-- {
		c := t.nodes[k]
		if c.of != n || c.parentTok != f.token {
			continue
		}
		if !c.gone && t.w.frames[c.frame].flags&answered == 0 {
			return s, 0, false // the call does it
		}
		s.Kind, s.Reason = "network", "for the answer of "+callee
		s.Component, s.Operation, s.Replica = callee, c.operation, 0
		return s, 0, true
	}
	if to.retry >= 0 && len(n.failures) > 0 {
		s.Kind = "backoff"
		s.Reason = fmt.Sprintf("attempt %d at %s %s", len(n.failures), callee, failure(n.failures[len(n.failures)-1]))
		s.Component, s.Operation, s.Replica = callee, t.w.p.operation(o.a), 0
		return s, 0, true
	}
	s.Kind, s.Reason = "wait", "for "+callee
	return s, 0, true
}

// waitReasons say what a frame waits for at an op.
var waitReasons = map[opKind]string{
	opEnqueue: "for room in the queue",
	opFetch:   "for the one who fetches the same key",
	opAwait:   "for other copies to answer",
	opShip:    "for other copies to have the write",
	opAsk:     "for other copies to answer",
	opConnect: "for a connection",
	opHold:    "holds its connection",
	opLimit:   "for its turn: the rate limit lets one through at a time",
}

// slotReason and coreReason say why a frame must wait, as it was when it began
// to.
func (t *watch) slotReason(n *node, f *frame, c *component) string {
	r := &t.w.replicas[f.rep]
	what := fmt.Sprintf("for a slot: all %d are taken", c.slots)
	if c.balance == sharedQueue {
		r = &t.w.replicas[c.first]
		what += " in every replica"
	}
	return t.once(n, what+behind(r.waiting-1))
}

func (t *watch) coreReason(n *node, f *frame, c *component) string {
	r := &t.w.replicas[f.rep]
	what := "for the core"
	if c.cores != 1 {
		what = fmt.Sprintf("for a core: all %d are busy", c.cores)
	}
	return t.once(n, what+behind(r.atCore-1))
}

// once keeps the reason with which a wait began, because numbers in it change
// while it lasts.
func (t *watch) once(n *node, reason string) string {
	if n.open != nil && n.open.Kind == "wait" && len(n.open.Reason) > 5 && len(reason) > 5 && n.open.Reason[:5] == reason[:5] {
		return n.open.Reason
	}
	return reason
}

// behind says how many wait before one.
func behind(n int32) string {
	switch {
	case n <= 0:
		return ""
	case n == 1:
		return ", 1 waits before it"
	}
	return fmt.Sprintf(", %d wait before it", n)
}

// longWork is from how many times its mean work is worth a word.
const longWork = 1.3

// length says how long work was against its mean, when it was long.
func length(took, mean float64) string {
	switch times := took / mean; {
	case mean <= 0 || times < longWork:
		return ""
	case times >= 10:
		return fmt.Sprintf("%.0f times its mean of %s", times, seconds3(mean))
	default:
		return fmt.Sprintf("%.2g times its mean of %s", times, seconds3(mean))
	}
}

// failure says how an attempt failed.
func failure(how outcome) string {
	switch how {
	case timedOut:
		return "timed out"
	case refused:
		return "was refused"
	case circuitOpen:
		return "met an open breaker"
	case noTarget:
		return "found nobody"
	case dropped:
		return "was dropped"
	}
	return "failed"
}

// join puts two reasons into one.
func join(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + "; " + b
}
