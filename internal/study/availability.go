package study

import (
	"github.com/loadpath/loadpath/internal/faulttree"
	"github.com/loadpath/loadpath/internal/reliability"
	"github.com/loadpath/loadpath/internal/unit"
)

// Availability is how much of the time a flow can be served, how often it
// cannot, and what takes it down.
type Availability struct {
	Flow     string   `json:"flow"`
	Measure           // share of time in which it is served at all
	Full     *Measure `json:"full"`     // in which everything that it can do without is there too; nil when not known
	Degraded *Measure `json:"degraded"` // in which it is served with less than all; nil when not known
	Downtime float64  `json:"downtime"` // seconds a year
	Outages  Measure  `json:"outages_per_year"`
	Outage   Measure  `json:"mean_outage"` // seconds
	CutSets  *CutSets `json:"cut_sets"`    // nil when they do not fit
	Points   []Point  `json:"spofs"`
	Years    *Years   `json:"simulated"` // breakdowns of its parts; nil when they were not simulated
}

// CutSets are the least sets of faults that take a flow down.
type CutSets struct {
	Count   uint64   `json:"count"`
	ByOrder []uint64 `json:"by_order"` // of one fault, two, ...
	List    []CutSet `json:"list"`     // the most probable
}

// CutSet is faults that together take a flow down.
type CutSet struct {
	Faults      []string `json:"faults"`
	Probability float64  `json:"probability"`
}

// Point is a single point of failure, with the way on which the flow comes to it.
type Point struct {
	Fault    string   `json:"fault"`
	Kind     string   `json:"kind"` // replica, service, zone, region, release
	Path     []string `json:"path"`
	Downtime float64  `json:"downtime"` // seconds a year
	Basis    string   `json:"basis"`    // of the number: published, measured, stated, assumed
}

// Years is what breakdowns and repairs of its parts, simulated over years, say of
// a flow.
type Years struct {
	Measure         // share of time in which it is served
	Outages Measure `json:"outages_per_year"`
	Years   float64 `json:"years"`
	Seen    int     `json:"outages_seen"`
	Agrees  bool    `json:"agrees"`        // with the exact number, beyond doubt or not
	Why     string  `json:"why,omitempty"` // why it says nothing
}

// Part is how available a component is by itself, and what that number stands
// on: what is published, measured, stated and assumed is kept apart.
type Part struct {
	Component string   `json:"component"`
	Measure            // share of time
	Basis     string   `json:"basis"`
	Source    string   `json:"source,omitempty"`
	Assumes   []string `json:"assumes,omitempty"` // inputs of it that nobody has said
}

// SingleFault is a component whose loss stops flows.
type SingleFault struct {
	Component string   `json:"component"`
	Flows     []string `json:"flows"`
	Downtime  float64  `json:"downtime"` // seconds a year that it contributes
}

// Fix is a change to the design that would save downtime.
type Fix struct {
	Kind      string   `json:"kind"`      // replica, failover, coverage, zones, second, fallback, canary
	Component string   `json:"component"` // "" for the way of releasing
	Text      string   `json:"text"`
	Saves     float64  `json:"saves"` // seconds of downtime a year, over all flows
	Flows     []string `json:"flows"`
	Cost      *float64 `json:"cost"` // a month; nil when it is not known
	Why       string   `json:"why,omitempty"`
	PerDollar *float64 `json:"per_dollar"` // seconds a year for each dollar a month; nil when it costs nothing, or nobody knows what
}

// Budget is what a service level objective allows, and what of it the design is
// expected to use.
type Budget struct {
	Name     string   `json:"name"`
	Flow     string   `json:"flow"`
	Target   float64  `json:"target"`
	Window   float64  `json:"window"`   // seconds
	Allowed  float64  `json:"allowed"`  // seconds of full outage in the window
	Expected *Measure `json:"expected"` // seconds in a window; nil when not known
	Spent    *Measure `json:"spent"`    // the same as a share of what is allowed
	Why      string   `json:"why,omitempty"`
	Alerts   []Burn   `json:"alerts"`
}

// Burn is an alert on how fast a budget is used, over two windows.
type Burn struct {
	Severity string   `json:"severity"`
	Long     float64  `json:"long"` // seconds, as short
	Short    float64  `json:"short"`
	Rate     float64  `json:"rate"`    // times the rate that uses the budget up at the end of the window
	Bad      float64  `json:"bad"`     // share of bad answers over which it fires
	Spends   float64  `json:"spends"`  // share of the budget that is gone when it fires
	Notices  *float64 `json:"notices"` // seconds of a full outage until it fires; nil when it never does
}

// secondsPerYear turns a share of time into downtime a year of 365 days.
const secondsPerYear = 365 * 86400

// available gathers what is known of each flow, of each single fault, the
// longest downtime first, and of the budgets.
func (s *Study) available() {
	r := s.Reliability
	for i := range r.Flows {
		f := &r.Flows[i]
		if f.Why != "" || s.Sheet.Get("flows."+f.Name+".availability").Why != "" {
			continue
		}
		s.Availability = append(s.Availability, availabilityOf(f))
	}
	for _, f := range r.Faults {
		if len(f.Flows) > 0 && f.Why == "" {
			s.SingleFaults = append(s.SingleFaults, SingleFault{Component: f.Component, Flows: f.Flows, Downtime: f.Downtime.Value})
		}
	}
	for i := range r.Budgets {
		s.Budgets = append(s.Budgets, budgetOf(&r.Budgets[i]))
	}
	s.fix()
}

func availabilityOf(f *reliability.Flow) Availability {
	a := Availability{Flow: f.Name, Measure: *ratio(f.Availability), Outages: *measure(f.Outages), Outage: *measure(f.Outage), CutSets: cutSetsOf(f.CutSets), Points: []Point{}}
	a.Downtime = (1 - a.Value) * secondsPerYear
	if f.FullWhy == "" {
		a.Full = ratio(f.Full)
		a.Degraded = ratio(f.Availability.Sub(f.Full))
	}
	for _, p := range f.Points {
		a.Points = append(a.Points, Point(p))
	}
	return a
}

func cutSetsOf(c *faulttree.CutSets) *CutSets {
	if c == nil {
		return nil
	}
	out := &CutSets{Count: c.Count, ByOrder: list(c.ByOrder), List: []CutSet{}}
	for _, set := range c.List {
		out.List = append(out.List, CutSet{set.Events, set.Probability})
	}
	return out
}

// measure is a number with its interval, not below 0.
func measure(n unit.Number) *Measure {
	low, high := n.Interval95()
	return &Measure{n.Value, max(low, 0), high}
}

// ratio is a share with its interval.
func ratio(n unit.Number) *Measure {
	low, high := n.RatioInterval95()
	return &Measure{n.Value, low, high}
}

func budgetOf(b *reliability.Budget) Budget {
	out := Budget{Name: b.Name, Flow: b.Flow, Target: b.Target, Window: b.Window, Allowed: b.Allowed, Why: b.Why}
	if b.Why == "" {
		out.Expected = measure(b.Expected)
		if b.Allowed > 0 {
			out.Spent = measure(b.Spent())
		}
	}
	for _, a := range b.Alerts {
		burn := Burn{Severity: a.Severity, Long: a.Long, Short: a.Short, Rate: a.Rate, Bad: a.Bad, Spends: a.Spends}
		if a.Notices > 0 {
			burn.Notices = &a.Notices
		}
		out.Alerts = append(out.Alerts, burn)
	}
	return out
}

// fix looks for what would save downtime.
func (s *Study) fix() {
	for _, f := range s.Reliability.Fixes() {
		out := Fix{Kind: f.Kind, Component: f.Component, Text: f.Text, Saves: f.Saves, Flows: f.Flows, Why: f.CostWhy}
		if f.CostWhy == "" {
			out.Cost = &f.Cost
		}
		if per := f.PerDollar(); per > 0 {
			out.PerDollar = &per
		}
		s.Fixes = append(s.Fixes, out)
	}
}

// Parts are the components with what is known of each by itself.
func (s *Study) Parts() []Part {
	out := []Part{}
	for name := range s.Design.Components.All() {
		q := s.Sheet.Get("components." + name + ".availability")
		if q == nil || q.Why != "" {
			continue
		}
		p := Part{Component: name, Measure: *ratio(q.Number), Source: q.Source}
		p.Basis, p.Assumes = reliability.Basis(q.Leaves)
		out = append(out, p)
	}
	return out
}

// availabilities is everything about availability, as JSON has it.
func (s *Study) availabilities() any {
	return struct {
		Flows   []Availability `json:"flows"`
		Faults  []SingleFault  `json:"single_faults"`
		Fixes   []Fix          `json:"fixes"`
		Budgets []Budget       `json:"budgets"`
		Parts   []Part         `json:"parts"`
	}{list(s.Availability), list(s.SingleFaults), list(s.Fixes), list(s.Budgets), s.Parts()}
}

// withAvailability is the sheet of a study with what it says of availability.
type withAvailability struct{ s *Study }

func (w withAvailability) MarshalJSON() ([]byte, error) {
	return w.s.Sheet.JSONWith(w.s.availabilities())
}
