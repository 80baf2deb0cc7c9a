package model

import "github.com/loadpath/loadpath/internal/unit"

// Policy returns what holds for a call: links.default, then the link of caller
// and callee, then the step, each overriding the one before key by key; the
// keys inside retry, breaker and hedge one by one too. On the intermediate hops
// of a path only the step's request and response sizes count. s may be nil.
func (d *Design) Policy(caller, callee string, s *Step) CallOptions {
	var o CallOptions
	if l := d.Links.Get("default"); l != nil {
		o = l.CallOptions
	}
	if l := d.Links.Get(caller + "." + callee); l != nil {
		o = o.with(l.CallOptions)
	}
	switch {
	case s == nil:
	case s.Target.Head() == callee:
		o = o.with(s.CallOptions)
	default:
		o = o.with(CallOptions{Request: s.Request, Response: s.Response})
	}
	return o
}

// with returns o where over says nothing.
func (o CallOptions) with(over CallOptions) CallOptions {
	return CallOptions{
		Request:  or(over.Request, o.Request),
		Response: or(over.Response, o.Response),
		Net:      or(over.Net, o.Net),
		Timeout:  or(over.Timeout, o.Timeout),
		Retry:    o.Retry.with(over.Retry),
		Breaker:  o.Breaker.with(over.Breaker),
		Bulkhead: or(over.Bulkhead, o.Bulkhead),
		Hedge:    o.Hedge.with(over.Hedge),
		Pool:     or(over.Pool, o.Pool),
		OnError:  or(over.OnError, o.OnError),
		Key:      orText(over.Key, o.Key),
		Priority: or(over.Priority, o.Priority),
		Deadline: or(over.Deadline, o.Deadline),
		Cancel:   or(over.Cancel, o.Cancel),
	}
}

func (r *Retry) with(over *Retry) *Retry {
	if r == nil || over == nil {
		return or(over, r)
	}
	merged := Retry{
		Max: or(over.Max, r.Max), Backoff: or(over.Backoff, r.Backoff), Factor: or(over.Factor, r.Factor), Cap: or(over.Cap, r.Cap),
		Jitter: orText(over.Jitter, r.Jitter), Budget: or(over.Budget, r.Budget), For: r.For, Chance: or(over.Chance, r.Chance), Span: over.Span,
	}
	if over.For != nil {
		merged.For = over.For
	}
	return &merged
}

func (b *Breaker) with(over *Breaker) *Breaker {
	if b == nil || over == nil {
		return or(over, b)
	}
	return &Breaker{Errors: or(over.Errors, b.Errors), Of: or(over.Of, b.Of), Open: or(over.Open, b.Open), Probes: or(over.Probes, b.Probes), Span: over.Span}
}

func (h *Hedge) with(over *Hedge) *Hedge {
	if h == nil || over == nil {
		return or(over, h)
	}
	merged := Hedge{After: over.After, Span: over.Span}
	if merged.After == (Threshold{}) {
		merged.After = h.After
	}
	return &merged
}

func or[T any](first, second *T) *T {
	if first != nil {
		return first
	}
	return second
}

func orText(first, second string) string {
	if first != "" {
		return first
	}
	return second
}

// LinkOf returns everything that holds between a caller and a callee: the
// default link overridden by their own, key by key. Its Entry is that of their
// own link, or of the default; it is zero when neither exists.
func (d *Design) LinkOf(caller, callee string) Link {
	var out Link
	for _, name := range []string{"default", caller + "." + callee} {
		l := d.Links.Get(name)
		if l == nil {
			continue
		}
		out = Link{
			Entry:       l.Entry,
			CallOptions: out.CallOptions.with(l.CallOptions),
			Bytes:       or(l.Bytes, out.Bytes),
			Via:         out.Via,
			Protocol:    orText(l.Protocol, out.Protocol),
			TLS:         or(l.TLS, out.TLS),
			Auth:        orText(l.Auth, out.Auth),
			Authz:       orText(l.Authz, out.Authz),
		}
		if l.Via.Text != "" {
			out.Via = l.Via
		}
	}
	return out
}

// Bytes is a size that a step moves: Size taken Times times. A nil Size is
// nothing, a nil Times once.
type Bytes struct {
	Size, Times *unit.Quantity
}

// Number returns the mean of the bytes.
func (b Bytes) Number() unit.Number {
	switch {
	case b.Size == nil:
		return unit.Exact(0)
	case b.Times == nil:
		return b.Size.Number
	}
	return b.Size.Number.Mul(b.Times.Number)
}

// Sizes returns the bytes that a call carries to its callee and back. The
// step's and the link's request and response say it; else a write, set or
// append carries its bytes or its objects there, a read, get, scan or query its
// bytes or its objects (keys or rows of them) back, and a publish its bytes.
func (d *Design) Sizes(caller, callee string, s *Step) (request, response Bytes) {
	policy := d.Policy(caller, callee, s)
	request.Size, response.Size = policy.Request, policy.Response
	if callee != s.Target.Head() {
		return request, response
	}
	payload := Bytes{Size: s.Bytes}
	if e := d.EntityOf(s); e != nil && payload.Size == nil {
		payload = Bytes{Size: e.Size, Times: s.Keys}
		if s.Verb == VerbScan || s.Verb == VerbQuery {
			payload.Times = s.Rows
		}
	}
	switch s.Verb {
	case VerbWrite, VerbSet, VerbAppend:
		if request.Size == nil {
			request = payload
		}
	case VerbRead, VerbGet, VerbScan, VerbQuery:
		if response.Size == nil {
			response = payload
		}
	case VerbPublish:
		if request.Size == nil {
			request.Size = or(s.Bytes, d.LinkOf(caller, callee).Bytes)
		}
	case VerbCall:
		if request.Size == nil {
			request.Size = s.Bytes
		}
	}
	return request, response
}

// EntityOf returns the entity that a step touches: the one it names, the one
// its cache is of, or the only one its store keeps. Nil when that does not say.
func (d *Design) EntityOf(s *Step) *Entity {
	switch s.Verb {
	case VerbRead, VerbWrite, VerbGet, VerbSet, VerbDelete, VerbScan, VerbQuery, VerbAppend:
	default:
		return nil
	}
	if tail := s.Target.Tail(); tail != "" && tail != "primary" {
		return d.Data.Get(tail)
	}
	return d.onlyEntity(d.Components.Get(s.Target.Head()))
}

// onlyEntity is what a cache is of, or the one entity that a store keeps.
func (d *Design) onlyEntity(c *Component) *Entity {
	switch {
	case c == nil:
		return nil
	case c.Of.Text != "":
		return d.Data.Get(c.Of.Text)
	case len(c.Stores) == 1:
		return d.Data.Get(c.Stores[0].Text)
	}
	return nil
}

// KeysOf returns how the traffic of a step falls on keys, by its entity; false
// when the design does not say.
func (d *Design) KeysOf(s *Step) (KeyLaw, bool) {
	e := d.EntityOf(s)
	if e == nil || e.Keys.Text == "" {
		return KeyLaw{}, false
	}
	return e.Keys, true
}
