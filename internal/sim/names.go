package sim

import "github.com/loadpath/loadpath/internal/model"

// Names: a call to a component with resolved-by needs an answer of that dns
// component. Each replica of a caller keeps the last one for its time to live.
// The question itself takes no time and no capacity.

// resolution is how a name is resolved.
type resolution struct {
	dns      int32
	ttl      int64 // nanoseconds for which an answer is kept; 0 for not at all
	stale    int64 // longer when there is no new one (RFC 8767)
	negative int64 // for which an empty answer is kept (RFC 2308)
}

// known is what a replica of a caller knows of a name.
type known struct {
	until int64 // of the last answer; before the start when there was none
	empty int64 // until when an empty answer is kept
}

// resolution compiles how a component is found; -1 when that needs no name.
func (c *compiler) resolution(m *model.Component) int32 {
	dns, exists := c.comps[m.ResolvedBy.Text]
	if !exists {
		return -1
	}
	by := c.d.Components.Get(m.ResolvedBy.Text)
	r := resolution{dns: dns, ttl: ns(model.Or(by.TTL, 0)), stale: ns(model.Or(by.StaleOnError, 0)), negative: ns(model.Or(by.Negative, 0))}
	for i := range c.p.resolutions {
		if c.p.resolutions[i] == r {
			return int32(i)
		}
	}
	c.p.resolutions = append(c.p.resolutions, r)
	return int32(len(c.p.resolutions) - 1)
}

// resolves tells whether a caller finds a callee.
func (w *world) resolves(s *site, e *edgeState) bool {
	r, k := &w.p.resolutions[s.name], &e.name
	switch {
	case w.now < k.until:
		return true
	case w.now < k.empty:
	case w.answers(s.callee, r.dns):
		k.until = w.now + r.ttl
		return true
	default:
		k.empty = w.now + r.negative
	}
	return k.until > 0 && w.now < k.until+r.stale
}

// answers tells whether a dns component has an answer for the name of another.
func (w *world) answers(callee, dns int32) bool {
	switch s := &w.stations[callee].frozen; {
	case s.faults > 0:
		return s.found
	case w.stations[callee].nameless > 0:
		return false
	}
	for _, at := range w.stations[dns].active {
		if w.inService(&w.replicas[at]) {
			return true
		}
	}
	return false
}

// forgetNames has the callers of calls forget the answers they keep.
func (w *world) forgetNames(calls []roadHit) {
	for _, h := range calls {
		e := &w.p.edges[w.sites[h.site].edge]
		for k := range e.count {
			w.edges[e.first+k].name = known{}
		}
	}
}
