package search

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/fault"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/reliability"
)

// Suspect is one fault at one place: what a campaign tries.
type Suspect struct {
	Name   string // as a failure of the design could be called
	Fault  *fault.Fault
	Target fault.Target
	Alike  int // further targets that are interchangeable with it

	flows map[string]bool // that its components can touch
	rank  float64         // the larger, the more a static analysis says of it
}

// injectAt is when a fault of a campaign begins, in seconds: the design has
// been seen undisturbed by then.
const injectAt = 10

// suspects are all faults at all places of a design: those first that a static
// analysis knows to take flows down alone, by the downtime that they cost, then
// in the order of the list of faults. Of places that are alike there is one.
func suspects(d *model.Design, r *reliability.Report) []*Suspect {
	downtime := map[string]float64{}
	for _, f := range r.Faults {
		downtime[f.Component] = 1 + f.Downtime.Value*float64(len(f.Flows))
	}
	reach := reachOf(d)
	var out []*Suspect
	for _, f := range fault.All() {
		alike := map[string]*Suspect{}
		for _, t := range f.Targets(d) {
			if first := alike[t.Symmetry]; first != nil {
				first.Alike++
				continue
			}
			s := &Suspect{Name: nameOf(f.Code, t.Name), Fault: f, Target: t, flows: map[string]bool{}}
			for _, c := range t.Components {
				s.rank = max(s.rank, downtime[c])
				for flow := range reach[c] {
					s.flows[flow] = true
				}
			}
			alike[t.Symmetry] = s
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *Suspect) int { return cmp.Compare(b.rank, a.rank) })
	return out
}

// Flows are those that the suspect can touch, by name.
func (s *Suspect) Flows() []string { return slices.Sorted(maps.Keys(s.flows)) }

// inject returns the faults of a suspect as they usually come, from a second on.
func (s *Suspect) inject(d *model.Design, at float64) ([]model.Fault, error) {
	return s.Fault.Inject(d, s.Target, s.Fault.Usual(at))
}

// text is what would stand under inject in the file.
func (s *Suspect) text(d *model.Design, at float64) string {
	return s.Fault.Text(d, s.Target, s.Fault.Usual(at))
}

// nameOf makes the name of a failure from that of a fault and its place:
// "zone-loss-eu-west-zone-1".
func nameOf(code, target string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(code + "-" + target) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// reachOf returns the flows that each component can touch: those that call it
// or what depends on it, however indirectly, to serve, to start, to check or to
// find others.
func reachOf(d *model.Design) map[string]map[string]bool {
	reach := map[string]map[string]bool{}
	for name := range d.Components.All() {
		reach[name] = map[string]bool{}
	}
	for name, f := range d.Flows.All() {
		for _, c := range d.ComponentsOf(f, false) {
			reach[c.Name][name] = true
		}
	}
	for changed := true; changed; {
		changed = false
		for name, c := range d.Components.All() {
			for _, other := range leansOn(c) {
				for flow := range reach[name] {
					if to := reach[other]; to != nil && !to[flow] {
						to[flow], changed = true, true
					}
				}
			}
		}
		for _, f := range d.Flows.All() { // what a consumer does not take piles up before its publisher
			if f.Consumes == nil {
				continue
			}
			for _, c := range d.ComponentsOf(f, false) {
				for flow := range reach[f.Consumes.Head()] {
					if !reach[c.Name][flow] {
						reach[c.Name][flow], changed = true, true
					}
				}
			}
		}
	}
	return reach
}

// leansOn are the components that one needs beside those that it calls for a
// request.
func leansOn(c *model.Component) []string {
	var out []string
	if c.Start != nil {
		for _, ref := range c.Start.Needs {
			out = append(out, ref.Head())
		}
		for _, s := range c.Start.Calls {
			for _, ref := range s.Path {
				out = append(out, ref.Head())
			}
		}
	}
	if c.Health != nil {
		for _, ref := range c.Health.Checks {
			out = append(out, ref.Head())
		}
	}
	if c.Lease != nil {
		out = append(out, c.Lease.From.Head())
	}
	if c.Needs != nil {
		out = append(out, c.Needs.Others.Names()...)
	}
	if c.Failover != nil {
		out = append(out, c.Failover.By.Head())
	}
	return append(out, c.ResolvedBy.Head(), c.DeadLetter.Head())
}
