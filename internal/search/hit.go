package search

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

// hit is what one fault of a script does to one component.
type hit struct {
	fault    *model.Fault
	name     string
	whole    bool    // all of its replicas
	share    float64 // of its replicas
	primary  bool    // the first of them, which takes the writes of a store
	from, to float64 // seconds; to is +Inf for good, and from for what happens in a moment
}

// stopping are the verbs under which a replica serves nothing.
var stopping = map[string]bool{"crash": true, "pause": true, "hang": true, "restart": true}

// stops tells whether what is hit serves nothing.
func (h *hit) stops() bool {
	switch h.fault.Verb {
	case "errors":
		return model.Or(h.fault.Rate, 0) >= 1
	case "cut", "expire", "unresolve":
		return true
	}
	return stopping[h.fault.Verb]
}

// refusing are the verbs under which callers learn at once that they get nothing.
var refusing = map[string]bool{"crash": true, "restart": true, "errors": true, "expire": true, "unresolve": true, "deploy": true, "admit": true, "flush": true}

// waits tells whether callers wait for what is hit.
func (h *hit) waits() bool { return !refusing[h.fault.Verb] }

// hits are what the faults of a scenario do to components, in the order of the
// script and the file.
func (s *Scenario) hits() []hit {
	var out []hit
	for i := range s.Inject {
		f := &s.Inject[i]
		if f.Verb == "surge" || f.Verb == "halt" {
			continue // it is the load that they change
		}
		from, to := span(s.Inject[i:i+1], s.Disturbed.History)
		for name, c := range s.Design.Components.All() {
			h := hit{fault: f, name: name, from: from, to: math.Max(from, to)}
			for _, ref := range f.Targets {
				if share := s.share(f, ref, c); share > h.share {
					h.share, h.primary = share, ref.Text == name+".primary" || f.Zone != "" && inZone(f.Zone, 1, 1) > 0
				}
			}
			if h.share > 0 {
				h.whole = h.share >= 1
				out = append(out, h)
			}
		}
	}
	return out
}

// share returns which share of the replicas of a component one target of a fault
// means; 0 for none.
func (s *Scenario) share(f *model.Fault, ref model.Ref, c *model.Component) float64 {
	n := math.Max(1, math.Round(c.TotalReplicas().Value*c.Parts()))
	name, _, one := strings.Cut(ref.Text, "#")
	share := 0.0
	switch {
	case name == c.Name && one, ref.Text == c.Name+".primary":
		return 1 / n
	case name == c.Name, ref.Text == "all":
		share = 1
	case s.Design.Boundaries.Has(name) && !s.Design.Components.Has(name):
		inside, all := 0.0, 0.0
		for _, at := range s.Design.Deployments(c) {
			all += at.Count.Value
			if s.Design.Within(at.Boundary, name) {
				inside += at.Count.Value
			}
		}
		share = inside / math.Max(1, all)
	}
	if f.Share != nil {
		share *= f.Share.Value
	}
	if f.Zone != "" {
		share *= inZone(f.Zone, n, model.Or(s.Design.ZonesOf(c), 0))
	}
	return share
}

// inZone returns which share of n replicas, spread over so many zones in turn,
// stands in one, named by number or letter.
func inZone(zone string, n, zones float64) float64 {
	if zones < 1 {
		return 0
	}
	k, err := strconv.ParseFloat(zone, 64)
	if err != nil {
		k = float64(strings.ToLower(zone)[len(zone)-1]) - 'a' + 1
	}
	return math.Max(0, math.Floor((n-k)/zones)+1) / n
}

// linkHits are the links that a fault of the script hits by name, or both ways
// by the sides of a cut.
func (s *Scenario) linkHits() []hit {
	var out []hit
	for i := range s.Inject {
		f := &s.Inject[i]
		from, to := span(s.Inject[i:i+1], s.Disturbed.History)
		for _, e := range s.Design.Calls() {
			name := e.Caller + "." + e.Callee
			named := slices.ContainsFunc(f.Targets, func(r model.Ref) bool { return r.Text == name })
			sides := len(f.Groups) == 2 && (s.side(f.Groups[0], e.Caller) && s.side(f.Groups[1], e.Callee) || s.side(f.Groups[1], e.Caller) && s.side(f.Groups[0], e.Callee))
			if named || sides {
				out = append(out, hit{fault: f, name: name, whole: true, share: 1, from: from, to: math.Max(from, to)})
			}
		}
	}
	return out
}

// side tells whether a component stands on one side of a cut.
func (s *Scenario) side(refs []model.Ref, name string) bool {
	c := s.Design.Components.Get(name)
	return slices.ContainsFunc(refs, func(r model.Ref) bool {
		return r.Text == name || c != nil && s.Design.Boundaries.Has(r.Text) && s.Design.Within(c.PrimaryIn(), r.Text)
	})
}

// sick are the components that a fault keeps from answering well, wholly or in
// part: those it hits, and the callees of links that it hits.
func (s *Scenario) sick() []hit {
	out := s.hits()
	for _, l := range s.linkHits() {
		_, l.name, _ = strings.Cut(l.name, ".")
		out = append(out, l)
	}
	return out
}

// besides tells whether another fault is at work in a window of what one does to
// a component, and may be why something fails then.
func (s *Scenario) besides(h hit, from, to float64) bool {
	for i := range s.Inject {
		f := &s.Inject[i]
		if f == h.fault || hinders(f, h.name) {
			continue
		}
		if begin, end := span(s.Inject[i:i+1], s.Disturbed.History); begin < to && end > from {
			return true
		}
	}
	return false
}

// hinders tells whether a fault is one that only shows when a component fails
// over: its copies lag, or the failover is set to fail.
func hinders(f *model.Fault, component string) bool {
	if f.Set != nil {
		if all := f.Set.Get("components"); all != nil {
			c := all.Get(component)
			return c != nil && c.Get("failover") != nil
		}
	}
	return f.Verb == "lag" && slices.ContainsFunc(f.Targets, func(r model.Ref) bool { return r.Head() == component })
}

// silent tells whether a component served nothing in some second of a window, by
// the run or because a fault stopped all of it.
func (s *Scenario) silent(name string, from, to float64) bool {
	for _, h := range s.hits() {
		if h.name == name && h.whole && h.stops() && h.from < to && h.to > from {
			return true
		}
	}
	for t := int(from); t < int(math.Min(math.Ceil(to), float64(s.seconds))); t++ {
		with, without := s.Disturbed.History.Component(name, t, t+1), s.Calm.History.Component(name, t, t+1)
		if with != nil && without != nil && without.Replicas > 0.5 && with.Replicas < 0.5 {
			return true
		}
	}
	return false
}
