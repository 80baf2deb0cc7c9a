package model

import (
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
)

// links checks both ends of every link and what holds on it.
func (c *checker) links() {
	made := map[string]bool{}
	for _, e := range c.d.Calls() {
		made[e.Caller+"."+e.Callee] = true
	}
	echo := c.found("unknown-component", "unknown-operation", "no-verb", "two-verbs")
	for name, l := range c.d.Links.All() {
		what := "link " + quotePath(name)
		c.ofKind(l.Via, what+" goes through", "network")
		c.policy(l.CallOptions, c.d.linkDefaults(name), what)
		if name == "default" {
			continue
		}
		caller, callee, ok := strings.Cut(name, ".")
		if !ok {
			continue // a bad name, reported
		}
		c.resolveLink(reference{ref: Ref{Text: name, Span: l.Span}, path: "links." + name}, caller, callee)
		known := c.names.has("component", callee) && (c.names.has("component", caller) || c.names.has("actor", caller))
		if c.base == nil && known && !echo && !made[name] {
			help := "write the step that calls it, or delete the link"
			if made[callee+"."+caller] {
				help = "did you mean \"" + callee + "." + caller + "\"? the caller comes first"
			}
			c.warnf(l.Span, "unused-link", help, "no step of %q calls %q, so %s has no effect", caller, callee, what)
		}
	}
}

// linkDefaults is what a link overrides.
func (d *Design) linkDefaults(name string) CallOptions {
	if l := d.Links.Get("default"); l != nil && name != "default" {
		return l.CallOptions
	}
	return CallOptions{}
}

// policy checks what policies need, taken together with what they override.
func (c *checker) policy(o, under CallOptions, what string) {
	all := under.with(o)
	if o.Retry != nil && all.Retry.Max == nil {
		c.errorf(o.Retry.Span, "missing-key", "write retry: {max: 2}", "the retry of %s does not say how often", what)
	}
	if r := all.Retry; o.Retry != nil && r.Cap != nil && r.Backoff != nil && r.Cap.Value < r.Backoff.Value {
		c.warnf(r.Cap.Span, "cap-under-backoff", "make cap at least as long as backoff", "the retry of %s waits %s, but %s at most", what, r.Backoff, r.Cap)
	}
	if o.Breaker != nil && all.Breaker.Errors == nil {
		c.errorf(o.Breaker.Span, "missing-key", "write breaker: {errors: 50%}", "the breaker of %s does not say when it opens", what)
	}
	if o.Hedge != nil && all.Hedge.After == (Threshold{}) {
		c.errorf(o.Hedge.Span, "missing-key", "write hedge: {after: p95} or a time", "the hedge of %s does not say after what", what)
	}
	if o.Timeout != nil && o.Deadline != nil && o.Deadline.Time != nil && o.Deadline.Time.Value < o.Timeout.Value {
		c.warnf(o.Deadline.Time.Span, "deadline-under-timeout", "a deadline covers all attempts: make it longer than one timeout", "%s has a deadline of %s, shorter than the timeout %s of one attempt", what, o.Deadline.Time, o.Timeout)
	}
}

// flows checks how each flow starts and what it is about.
func (c *checker) flows() {
	for name, f := range c.d.Flows.All() {
		body := f.node
		what := "flow " + quotePath(name)
		if len(f.Steps) == 0 && c.base == nil {
			c.warnf(f.Span, "empty-flow", "write steps: [{call: api}]", "%s has no steps", what)
		}
		c.oneOf(f.Span, what, "per-user, rate, arrivals, users, consumes and every",
			f.PerUser != nil, f.Rate != nil, f.Arrivals != nil, f.Users != nil, f.Consumes != nil, f.Every != nil)
		c.perUser(f, what)
		c.startOptions(f)
		if f.Consumes != nil {
			c.ofKind(*f.Consumes, what+" consumes", "queue", "stream")
		}
		if f.Key != "" && len(c.names.order["field"]) > 0 && !c.names.has("field", f.Key) && !contains(wordsOf["field"], f.Key) {
			c.errorf(body.Get("key").Span, "unknown-field", suggest(f.Key, c.names.order["field"]), "%s is about %q, which is not a field of any entity", what, f.Key)
		}
		if h := f.Hold; h != nil {
			if h.At.Text == "" {
				c.errorf(body.Get("hold").Span, "missing-key", "write hold: {at: gateway, for: 20min}", "%s holds a connection, but not where", what)
			}
			if h.Reconnect != nil && h.Reconnect.Jitter == "" && h.Reconnect.Backoff == nil && h.Reconnect.Max == nil {
				c.noEffect(body.Get("hold").Get("reconnect").Span, "reconnect", "without backoff, jitter or max", "write reconnect: {backoff: 1s, jitter: full}")
			}
		}
	}
	c.queues()
}

// perUser checks that runs per user have users to multiply by.
func (c *checker) perUser(f *Flow, what string) {
	if f.PerUser == nil {
		return
	}
	actor := c.d.Actors.Get(f.By.Text)
	switch {
	case f.By.Text == "":
		c.errorf(f.PerUser.Span, "no-actor", "write by: and an actor, or rate: for the total", "%s has per-user, but nobody it is by", what)
	case actor == nil && c.d.Components.Has(f.By.Text):
		c.errorf(f.PerUser.Span, "no-actor", "write by: and an actor, or rate: for the total", "%s has per-user, but is by component %q, which has no users", what, f.By.Text)
	case actor != nil && actor.Daily == nil && actor.node.Get("daily") == nil:
		c.warnf(f.PerUser.Span, "no-number", "write actors."+actor.Name+".daily: 10k", "%s has per-user, but actor %q has no daily, so it makes no load", what, actor.Name)
	}
}

// startOptions warns of options that belong to another way of starting.
func (c *checker) startOptions(f *Flow) {
	for _, o := range []struct {
		key     string
		said    bool
		needed  bool
		without string
		help    string
	}{
		{"batch", f.Batch != nil, f.Consumes != nil, "without consumes", "write consumes: and a queue"},
		{"linger", f.Linger != nil, f.Consumes != nil, "without consumes", "write consumes: and a queue"},
		{"think", f.Think != nil, f.Users != nil, "without users", "write users: 100"},
		{"at", f.At != "", f.Every != nil, "without every", "write every: 1d"},
		{"per", f.Per != "", f.Every != nil && c.d.Components.Has(f.By.Text), "without every and a component in by", "write every: 1min and by: component"},
	} {
		if o.said && !o.needed {
			c.noEffect(keySpan(f.node, o.key), o.key, o.without, o.help)
		}
	}
}

// queues checks that what is published is consumed, and the other way round.
func (c *checker) queues() {
	if c.base != nil || c.found("unknown-component", "wrong-kind") {
		return
	}
	published, consumed, dead := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, f := range c.d.Flows.All() {
		if f.Consumes != nil {
			consumed[f.Consumes.Head()] = true
		}
	}
	c.eachStep(func(s *Step, _ place) {
		switch s.Verb {
		case VerbPublish, VerbAppend:
			published[s.Target.Head()] = true
		case VerbRead, VerbScan, VerbQuery:
			consumed[s.Target.Head()] = true
		case VerbCall:
			published[s.Target.Head()], consumed[s.Target.Head()] = true, true
		}
	})
	for _, component := range c.d.Components.All() {
		if component.DeadLetter.Text != "" {
			dead[component.DeadLetter.Text] = true
		}
	}
	for name, component := range c.d.Components.All() {
		class := component.Behaviour.Class
		if class != catalog.Queue && class != catalog.Stream || dead[name] {
			continue
		}
		if published[name] && !consumed[name] {
			c.warnf(component.Span, "nothing-consumes", "write a flow with consumes: "+name, "messages go into %s %q, but no flow consumes it", component.Kind, name)
		}
		if consumed[name] && !published[name] {
			c.warnf(component.Span, "nothing-publishes", "write a step {publish: "+name+"}", "a flow consumes %s %q, but nothing is published to it", component.Kind, name)
		}
	}
}
