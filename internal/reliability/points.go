package reliability

import (
	"cmp"
	"slices"

	"github.com/loadpath/loadpath/internal/model"
)

// Point is a single point of failure of a flow: one fault that is enough to take
// it down, with the way on which the flow comes to it.
type Point struct {
	Fault    string   // "links-db", "region eu-west", "release of api"
	Kind     string   // replica, service (somebody else's, as a whole), zone, region, release
	Path     []string // from who starts the flow to the component that is lost with it
	Downtime float64  // seconds a year
	Basis    string   // of the number: published, measured, stated, assumed
}

// points finds the single points of failure of a flow: its cut sets of one
// fault, less those of fleets that can spare a replica.
func (a *analysis) points(f *model.Flow, flow *Flow, s *system) []Point {
	var out []Point
	for _, fault := range s.faults {
		if !s.alone(fault) {
			continue
		}
		kind := fault.kind
		if kind == "component" {
			p := a.parts[fault.name]
			switch {
			case p.way.scheme != provided && !p.single && p.replicas-p.needed >= 1:
				continue // it can spare one
			case p.way.scheme == provided || managed(a.d.Components.Get(fault.name)):
				kind = "service"
			default:
				kind = "replica"
			}
		}
		out = append(out, Point{Fault: fault.name, Kind: kind, Path: a.pathTo(f, flow, fault), Downtime: fault.share.Value * secondsPerYear, Basis: a.basisOf(fault)})
	}
	slices.SortStableFunc(out, func(x, y Point) int { return cmp.Compare(y.Downtime, x.Downtime) })
	return out
}

// alone tells whether a fault takes the function down by itself.
func (s *system) alone(only *fault) bool {
	down, _, _ := s.function.Probability(func(event string) float64 {
		if event == only.name {
			return 1
		}
		return 0
	})
	return down == 1
}

// managed tells whether a component is somebody else's service: one replica of
// it is no machine of ours.
func managed(c *model.Component) bool {
	return c.Machine == nil && c.Replicas == nil && c.Technology != nil || c.Built == "managed" || c.Kind == "third-party"
}

// pathTo is the way from who starts a flow to the first component that goes
// down with a fault.
func (a *analysis) pathTo(f *model.Flow, flow *Flow, fault *fault) []string {
	from := map[string]string{}
	start, _ := a.d.Starter(f)
	reach := func(c, by string) {
		if _, met := from[c]; !met && c != start && c != by {
			from[c] = by
		}
	}
	a.d.Walk(f, func(v model.Visit) {
		if v.Callee != nil {
			reach(v.Callee.Name, v.Caller)
		}
	})
	for _, c := range flow.Needs {
		for _, ref := range a.grounds(a.d.Components.Get(c)) {
			reach(ref.Head(), c)
			other := a.d.Components.Get(ref.Head())
			if op := other.Operations.Get(ref.Tail()); op != nil {
				a.d.WalkOperation(other, op, func(v model.Visit) {
					if v.Callee != nil {
						reach(v.Callee.Name, v.Caller)
					}
				})
			}
		}
	}
	for _, c := range flow.Needs {
		if !a.takes(fault, c) {
			continue
		}
		path := []string{c}
		for at := c; from[at] != "" && len(path) <= len(from)+1; at = from[at] {
			path = append(path, from[at])
		}
		slices.Reverse(path)
		return path
	}
	return nil
}

// takes tells whether a fault takes a component down by itself.
func (a *analysis) takes(fault *fault, component string) bool {
	if fault.kind == "component" {
		return fault.name == component
	}
	return a.system(a.downs[component]).has(fault)
}

func (s *system) has(f *fault) bool { return slices.Contains(s.faults, f) && s.alone(f) }
