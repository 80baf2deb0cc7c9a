package model

import (
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/unit"
)

// timeouts warns of calls that may last longer than their caller waits: the
// attempts with their timeouts and backoffs, against the timeout of the
// enclosing call and every deadline around it.
func (c *checker) timeouts() {
	seen := map[diag.Span]bool{}
	if c.found("too-many-steps") {
		return
	}
	for _, f := range c.d.Flows.All() {
		t := timeoutWalk{c: c, seen: seen}
		budget := patience{}
		if f.Deadline != nil && f.Deadline.Time != nil {
			budget = patience{f.Deadline.Time.Value, "the deadline " + f.Deadline.Time.String() + " of flow " + quotePath(f.Name)}
		}
		name, _ := c.d.Starter(f)
		t.steps(f.Steps, name, budget)
	}
}

// patience is how long a caller waits at most; no time is for ever.
type patience struct {
	seconds float64
	who     string
}

func (p patience) finite() bool { return p.seconds > 0 }

// shorter returns the one that ends first.
func (p patience) shorter(o patience) patience {
	if !p.finite() || o.finite() && o.seconds < p.seconds {
		return o
	}
	return p
}

type timeoutWalk struct {
	c    *checker
	seen map[diag.Span]bool
	open []*Operation
}

func (t *timeoutWalk) steps(list []*Step, caller string, budget patience) {
	for _, s := range list {
		t.step(s, caller, budget)
		if s.Verb == VerbRespond {
			return // nobody waits for what follows
		}
	}
}

func (t *timeoutWalk) step(s *Step, caller string, budget patience) {
	if s.Wait != nil && s.Wait.Nobody {
		return
	}
	if len(s.Path) == 0 {
		for _, list := range s.inner() {
			t.steps(list, caller, budget)
		}
		return
	}
	from := caller
	for _, hop := range s.Path {
		o := t.c.d.Policy(from, hop.Head(), s)
		t.compare(o, from, hop, budget)
		budget = budget.shorter(patienceOf(o, from, hop.Head()))
		from = hop.Head()
	}
	callee := t.c.d.Components.Get(from)
	if callee != nil && s.Verb == VerbCall {
		if op := callee.Operations.Get(s.Target.Tail()); op != nil && !t.opened(op) {
			t.open = append(t.open, op)
			t.steps(op.Steps, from, budget)
			t.open = t.open[:len(t.open)-1]
		}
	}
	t.steps(s.Steps, from, budget)
	if s.Verb == VerbCall {
		t.steps(s.Miss, from, budget)
	}
}

func (t *timeoutWalk) opened(op *Operation) bool {
	for _, o := range t.open {
		if o == op {
			return true
		}
	}
	return false
}

// compare holds the longest that a call may last against what its caller waits.
func (t *timeoutWalk) compare(o CallOptions, caller string, hop Ref, budget patience) {
	total, attempts := longest(o)
	if !budget.finite() || total <= budget.seconds || math.IsInf(total, 1) || t.seen[hop.Span] {
		return
	}
	t.seen[hop.Span] = true
	t.c.warnf(hop.Span, "timeout-does-not-fit", "make the inner timeouts shorter, retry less, or wait longer outside",
		"calls of %s to %q may last %s%s, longer than %s",
		starter(caller), hop.Head(), unit.FormatDim(total, unit.Time), attemptsText(attempts, o), budget.who)
}

// starter names who calls; nobody is named for a flow without by.
func starter(caller string) string {
	if caller == "" {
		return "the outside"
	}
	return quotePath(caller)
}

func attemptsText(attempts float64, o CallOptions) string {
	if attempts <= 1 {
		return ""
	}
	return fmt.Sprintf(" (%g attempts of %s, with backoff)", attempts, o.Timeout)
}

// patienceOf is how long the caller waits for one attempt of a call, or for
// all of them where it has a deadline.
func patienceOf(o CallOptions, caller, callee string) patience {
	p := patience{}
	if o.Timeout != nil && !o.Timeout.Unlimited {
		p = patience{o.Timeout.Value, "the timeout " + o.Timeout.String() + " of " + starter(caller) + " to " + quotePath(callee)}
	}
	if o.Deadline != nil && o.Deadline.Time != nil {
		p = p.shorter(patience{o.Deadline.Time.Value, "the deadline " + o.Deadline.Time.String() + " of " + starter(caller) + " to " + quotePath(callee)})
	}
	return p
}

// longest returns how long a call may last with all its attempts and the
// longest backoffs between them, infinite without a timeout, and how many
// attempts there are.
func longest(o CallOptions) (seconds, attempts float64) {
	attempts = 1
	if o.Retry != nil && o.Retry.Max != nil {
		attempts += o.Retry.Max.Value
	}
	if o.Timeout == nil || o.Timeout.Unlimited {
		return math.Inf(1), attempts
	}
	if math.IsInf(attempts, 1) {
		return math.Inf(1), attempts
	}
	seconds = attempts * o.Timeout.Value
	if r := o.Retry; r != nil {
		delay, factor, most := Or(r.Backoff, 0), Or(r.Factor, 2), Or(r.Cap, math.Inf(1))
		for i := 1.0; i < attempts && delay > 0; i++ {
			step := delay
			if r.Jitter == "additive" {
				step += Or(r.Backoff, 0) // min(base x 2^attempt + random(0, base), cap)
			}
			seconds += math.Min(step, most)
			delay = math.Min(delay*factor, math.MaxFloat64/4)
			if i > 1000 {
				return math.Inf(1), attempts
			}
		}
	}
	if o.Deadline != nil && o.Deadline.Time != nil {
		seconds = math.Min(seconds, o.Deadline.Time.Value)
	}
	return seconds, attempts
}
