package sim

import (
	"fmt"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/unit"
)

// The rule of slices. A slice of one part in k stands for the whole when
//
//   - everything that can run out has k times as many replicas, shards or cells
//     as are left, but for a small rounding: one of them, a primary, a link or a
//     queue with a bound of a few would carry the load of one slice instead of
//     all;
//   - where callers choose among replicas by what they see of them, enough are
//     left to choose from, and a slice of another size shows what that changes;
//   - keys spread their load evenly, because no slice has its share of one key;
//   - nothing that happens to one part (a fault on one replica, a job by the
//     clock) falls on the slice alone.
const (
	fewestPooled    = 16    // replicas left where callers choose by load; half of them in the other size
	fewestInBound   = 50    // messages, tokens or users left of a bound, so that rounding and chance move it by little
	mostRounding    = 0.01  // share by which the replicas of a component may be off
	mostUnevenness  = 0.05  // coefficient of variation of the load of shards that keys may cause
	mostUnevenCache = 0.02  // the same for the nodes of a cache, whose contents need all keys
	unevenAtAll     = 0.002 // the same above which which shards are left makes a difference
	rareJob         = 3600  // seconds between the runs of a job that a slice does not meet
)

// sliceUnit is what a slice keeps one in k of.
type sliceUnit struct {
	what   string // replicas, shards, cells or partitions
	n      int
	counts []float64 // that must be whole numbers: n, or those of each region, and both ends of an autoscaler
	pooled bool      // callers choose among them by load
	keyed  bool      // keys decide which one it is
	uneven float64   // coefficient of variation of the load that keys put on them
}

// sliceRule holds a design against the rule.
type sliceRule struct {
	d       *model.Design
	p       *Program // of the whole
	comps   map[string]int32
	touched []bool               // components that requests come to
	units   map[string]sliceUnit // of every component that can run out, or keeps state for each replica
	zoned   bool                 // a fault hits the replicas of a zone
	reasons []string             // why no slice stands for the whole
}

func newSliceRule(d *model.Design, whole *Program, faults []model.Fault) *sliceRule {
	r := &sliceRule{d: d, p: whole, comps: map[string]int32{}, touched: make([]bool, len(whole.components)), units: map[string]sliceUnit{}}
	for i := range whole.components {
		r.comps[whole.components[i].name] = int32(i)
	}
	for i := range whole.sites {
		r.touched[whole.sites[i].callee] = true
	}
	for name, m := range d.Components.All() {
		if k := r.comps[name]; r.touched[k] {
			r.component(m, &whole.components[k])
		}
	}
	r.outside()
	r.sources()
	r.faults(faults)
	r.places()
	return r
}

func (r *sliceRule) refuse(at diag.Span, format string, args ...any) {
	reason := fmt.Sprintf(format, args...)
	if line := at.Position().Line; line > 0 {
		reason += fmt.Sprintf(" (line %d)", line)
	}
	if !slices.Contains(r.reasons, reason) {
		r.reasons = append(r.reasons, reason)
	}
}

// component finds what a slice keeps a part of, if the component can run out of
// anything or keeps anything for each of its replicas.
func (r *sliceRule) component(m *model.Component, c *component) {
	r.contents(m, c)
	r.bounds(m)
	if !r.canRunOut(m, c) {
		return
	}
	u := sliceUnit{what: "replicas", n: int(m.TotalReplicas().Value)}
	class := m.Behaviour.Class
	switch {
	case class == catalog.Network:
		r.refuse(m.Span, "%s is one link that all traffic shares", m.Name)
		return
	case m.Cells != nil && m.Cells.Count != nil:
		u.what, u.n = "cells", int(m.Cells.Count.Value)
	case m.Shards != nil && m.Shards.Count != nil:
		u.what, u.n = "shards", int(c.shards)
	case class == catalog.Store && r.hasPrimary(m.Name):
		r.refuse(m.Span, "%s has one primary, which takes its calls from all parts of the load; shards or cells could be cut", m.Name)
		return
	case m.Partitions != nil && c.slots == unlimited && c.cores == unlimited:
		u.what, u.n, u.pooled = "partitions", int(m.Partitions.Value), true
	case u.n <= 1 && !c.scales():
		r.refuse(m.Span, "%s is one replica, which takes its calls from all parts of the load", m.Name)
		return
	default:
		u.counts = replicaCounts(m.Replicas)
		if m.Partitions != nil {
			u.counts = append(u.counts, m.Partitions.Value)
		}
		u.pooled = c.scales() || c.consumes || c.balance != random && c.balance != hashed
	}
	if m.Needs != nil && m.Needs.Replicas != nil {
		r.refuse(m.Span, "%s needs %g replicas, however many there are", m.Name, m.Needs.Replicas.Value)
	}
	if m.Limits != nil {
		r.refuse(m.Span, "the limits of %s may count its replicas", m.Name)
	}
	if c.slowdown.on && c.slowdown.replicas {
		r.refuse(m.Span, "work in %s takes longer the more replicas there are", m.Name)
	}
	uneven, entity := r.unevenness(m.Name, u)
	u.uneven, u.keyed = uneven, entity != ""
	if uneven > mostUnevenness || uneven > mostUnevenCache && r.keepsContents(c) {
		r.refuse(m.Span, "the keys of %s load the %s of %s unevenly (they differ by %.0f%%), and no slice has its share of the hottest", entity, u.what, m.Name, 100*uneven)
	}
	r.units[m.Name] = u
}

// canRunOut tells whether how many replicas there are matters.
func (r *sliceRule) canRunOut(m *model.Component, c *component) bool {
	if c.slots < unlimited || c.cores < unlimited || c.scales() || c.slowdown.on || m.Shed != nil || m.Limits != nil || m.Connections != nil ||
		m.Partitions != nil || m.Bandwidth != nil || m.Packets != nil {
		return true
	}
	k := r.comps[m.Name]
	return slices.ContainsFunc(r.p.sites, func(s site) bool {
		return r.p.edges[s.edge].caller == k && (s.pool > 0 || s.bulkhead > 0 || s.breaker)
	})
}

// hasPrimary tells whether some call may only go to one copy.
func (r *sliceRule) hasPrimary(name string) bool {
	k := r.comps[name]
	return slices.ContainsFunc(r.p.sites, func(s site) bool { return s.callee == k && s.route != routeAny })
}

// contents refuses caches whose filling depends on the momentary rate.
func (r *sliceRule) contents(m *model.Component, c *component) {
	if !r.keepsContents(c) {
		return
	}
	switch {
	case r.p.caches[c.cache].cold:
		r.refuse(m.Span, "%s starts cold, and a part of the load fills it more slowly", m.Name)
	case isTrue(m.Coalesce):
		r.refuse(m.Span, "%s joins misses of the same key, which a part of the load has fewer of", m.Name)
	}
	for _, q := range []*unit.Quantity{m.TTL, m.Idle, m.Negative, m.StaleOnError} {
		if q != nil && q.Law != nil && q.Law.Kind != stats.Exponential {
			r.refuse(m.Span, "how long the entries of %s live follows a law that cannot be stretched", m.Name)
		}
	}
}

// keepsContents tells whether a component of the whole has contents of its own.
func (r *sliceRule) keepsContents(c *component) bool {
	return c.cache >= 0 && r.p.caches[c.cache].policy != fixedHit
}

// bounds refuses what counts by keys or by the clock.
func (r *sliceRule) bounds(m *model.Component) {
	if m.Windows != nil {
		r.refuse(m.Span, "%s closes windows by the clock", m.Name)
	}
	for i := range r.p.queues {
		q := &r.p.queues[i]
		switch {
		case q.component != r.comps[m.Name] || !q.ordered:
		case q.keyed:
			r.refuse(m.Span, "%s keeps the order of each %s, and a part of the load has as many of them", m.Name, m.OrderedBy)
		case q.keys >= 0 && unevenShare(r.p.keys[q.keys].law, float64(q.parts)) > mostUnevenness:
			r.refuse(m.Span, "the keys by which %s is ordered load its partitions unevenly", m.Name)
		}
	}
	if l := m.RateLimit; l != nil && l.Per.Text != "" && slices.ContainsFunc(r.p.limits, func(l rateLimit) bool { return l.whose.kind == ownedByKey }) {
		r.refuse(m.Span, "%s limits the rate of each %s, and a part of the load has as many of them", m.Name, l.Per.Text)
	}
}

// unevenness returns the coefficient of variation of the load that keys put on
// the parts of a component: each of n parts has a random share of the keys, so
// it is sqrt(n sum p^2). Calls without keys spread by themselves.
func (r *sliceRule) unevenness(name string, u sliceUnit) (cv float64, entity string) {
	k := r.comps[name]
	c := &r.p.components[k]
	if c.balance != hashed && u.what == "replicas" {
		return 0, ""
	}
	for i := range r.p.sites {
		s := &r.p.sites[i]
		if s.callee != k || s.keys < 0 {
			continue
		}
		if v := unevenShare(r.p.keys[s.keys].law, float64(u.n)); v > cv {
			cv, entity = v, r.entityOf(s.keys)
		}
	}
	return cv, entity
}

func unevenShare(law stats.KeyLaw, n float64) float64 {
	total := stats.Harmonic(law.N, law.S)
	return math.Sqrt(n*stats.Harmonic(law.N, 2*law.S)) / total
}

func (r *sliceRule) entityOf(keys int32) string {
	return r.p.streams[r.p.keys[keys].stream].name
}

// outside refuses what is kept once for all callers outside the design.
func (r *sliceRule) outside() {
	for i := range r.p.sites {
		s := &r.p.sites[i]
		if r.p.edges[s.edge].caller < 0 && (s.pool > 0 || s.bulkhead > 0 || s.breaker) {
			name := r.p.components[s.callee].name
			r.refuse(r.d.Components.Get(name).Span, "callers outside share one pool, bulkhead or breaker to %s", name)
		}
	}
}

// sources refuses loads of which no part can be taken.
func (r *sliceRule) sources() {
	if level, _ := r.d.LoadOf(r.p.load); level.Scenario != nil && level.Scenario.Hot != nil {
		r.refuse(level.Scenario.Span, "one key takes a share of the load %s", r.p.load)
	}
	for i := range r.p.sources {
		s := &r.p.sources[i]
		f := r.d.Flows.Get(s.name)
		if f == nil {
			continue // the users of a journey
		}
		switch {
		case s.kind == recorded:
			r.refuse(f.Span, "the arrivals of %s are recorded", s.name)
		case s.kind == schedule && f.Per != "replica" && (f.Every.Value < rareJob || s.at < rareJob*1e9):
			r.refuse(f.Span, "%s runs by the clock, whatever the load", s.name)
		}
	}
}

// fit returns the number of parts nearest to the wanted one of which one stands
// for the whole: when it is free to choose the next larger, else the largest
// below. Without one it returns the reasons.
func (r *sliceRule) fit(wanted int, free bool) (k int, reasons []string) {
	if len(r.reasons) > 0 {
		return 0, r.reasons
	}
	if reasons = r.at(wanted, 1); len(reasons) == 0 {
		return wanted, nil
	}
	if !free {
		return 0, reasons
	}
	for k := wanted + 1; k <= 2*wanted; k++ {
		if len(r.at(k, 1)) == 0 {
			return k, nil
		}
	}
	for k := wanted - 1; k > 1; k-- {
		if len(r.at(k, 1)) == 0 {
			return k, nil
		}
	}
	return 0, reasons
}

// another returns the other size in which a slice is run to see what its size
// changes: about half as large, else about twice; 0 when there is none.
func (r *sliceRule) another(k int) int {
	for d := 0; d <= 2*k; d++ {
		for _, other := range []int{2*k - d, 2*k + d} {
			if 2*other >= 3*k && len(r.at(other, 2)) == 0 {
				return other
			}
		}
	}
	for other := (k + 1) / 2; other > k/4 && other >= 1; other-- {
		if len(r.at(other, 1)) == 0 {
			return other
		}
	}
	return 0
}

// at returns why one part in k does not stand for the whole. Where callers
// choose among replicas a few-th of those that are asked for otherwise will do.
func (r *sliceRule) at(k, few int) (reasons []string) {
	for _, name := range r.d.Components.Names() {
		u, any := r.units[name]
		if !any {
			continue
		}
		kept, off := u.kept(k)
		switch {
		case kept < 1 || off > mostRounding:
			reasons = append(reasons, fmt.Sprintf("1/%d of the %d %s of %s is no whole number", k, u.n, u.what, name))
		case u.pooled && kept < fewestPooled/few:
			reasons = append(reasons, fmt.Sprintf("1/%d of the %d %s of %s leaves fewer than %d to choose from", k, u.n, u.what, name, fewestPooled/few))
		case r.zoned && !r.evenOverZones(name, u, kept):
			reasons = append(reasons, fmt.Sprintf("1/%d of %s cannot be spread evenly over its zones, of which a fault hits one", k, name))
		}
	}
	small := func(n float64, what string) {
		if n > 0 && n < unlimited && n/float64(k) < fewestInBound {
			reasons = append(reasons, fmt.Sprintf("1/%d of %s leaves fewer than %d", k, what, fewestInBound))
		}
	}
	for i := range r.p.limits {
		if l := &r.p.limits[i]; l.whose.kind == ownedByAll {
			small(min(l.burst, float64(l.most)), "the requests that a rate limit lets through at once")
		}
	}
	for name, m := range r.d.Components.All() {
		small(model.Or(m.MaxLength, 0), "the messages that fit into "+name)
	}
	for i := range r.p.sources {
		if s := &r.p.sources[i]; s.kind == closed {
			small(float64(s.users)*r.p.loadScale, "the users of "+s.name)
		}
	}
	return reasons
}

// kept returns how many units one part in k has, and the share by which that is
// too many or too few.
func (u sliceUnit) kept(k int) (n int, off float64) {
	counts := u.counts
	if len(counts) == 0 {
		counts = []float64{float64(u.n)}
	}
	for _, count := range counts {
		exact := count / float64(k)
		off = max(off, math.Abs(math.Round(exact)/exact-1))
	}
	return int(math.Round(float64(u.n) / float64(k))), off
}

// replicaCounts returns the numbers of replicas that a slice divides.
func replicaCounts(r *model.Replicas) (counts []float64) {
	if r == nil {
		return nil
	}
	for _, q := range []*unit.Quantity{r.Count, r.Min, r.Max} {
		if q != nil && q.Value > 0 {
			counts = append(counts, q.Value)
		}
	}
	for _, place := range r.ByRegion.All() {
		counts = append(counts, replicaCounts(place)...)
	}
	return counts
}

// independent tells whether the parts have nothing to do with each other. They
// have where callers choose among replicas by load, where messages wait for
// whoever is free, where users wait for their answers, and where keys make some
// parts fuller than others.
func (r *sliceRule) independent() bool {
	for _, u := range r.units {
		if u.pooled || u.uneven > unevenAtAll {
			return false
		}
	}
	return len(r.p.queues) == 0 && !slices.ContainsFunc(r.p.sources, func(s source) bool { return s.kind == closed })
}

// places refuses components among whose places callers choose the nearest: each
// of them would have to keep its part.
func (r *sliceRule) places() {
	for i := range r.p.nears {
		name := r.p.components[r.p.nears[i].callee].name
		r.refuse(r.d.Components.Get(name).Span, "callers of %s choose the nearest of its places", name)
	}
}
