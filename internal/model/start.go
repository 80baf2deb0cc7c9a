package model

import (
	"github.com/loadpath/loadpath/internal/unit"
)

// StartKind is how runs of a flow come about.
type StartKind uint8

// The ways to start.
const (
	StartNone      StartKind = iota // nothing starts it: its actor's runs are not known
	StartOpen                       // per-user, rate or arrivals: arrivals do not wait for answers
	StartClosed                     // users who think between runs
	StartOnMessage                  // consumes a queue or stream
	StartScheduled                  // every so often
)

// String returns "open", "closed", "message", "schedule" or "none".
func (k StartKind) String() string {
	return [...]string{"none", "open", "closed", "message", "schedule"}[k]
}

// FlowStart says how a flow starts. Rates are per second.
type FlowStart struct {
	Kind    StartKind
	Rate    unit.Number      // mean runs a second, of open and scheduled starts
	Inputs  []*unit.Quantity // that Rate is made of, as in Formula
	Formula string           // "per-user * daily", "rate", "1 / every"
	Process string           // open: poisson | const | bursty | file
	CV      float64          // of bursty: coefficient of variation of the gaps
	File    string           // of file

	Users, Think  *unit.Quantity // closed; a nil Think is none
	Queue         string         // the component whose messages start it
	Batch, Linger *unit.Quantity // of messages; nil is one, and no waiting
	Every         *unit.Quantity // of a schedule
	At            string         // of a schedule: time of day
	PerReplica    bool           // of a schedule: each replica of the component in by has its own

	Peak     unit.Number    // factor of the peak over the mean, 1 unless said
	PeakFrom *unit.Quantity // where it is said; nil for 1
}

// StartOf says how a flow starts. The first of arrivals, rate, per-user,
// users, consumes and every counts; the checker reports a flow with two.
func (d *Design) StartOf(f *Flow) FlowStart {
	s := FlowStart{Peak: unit.Exact(1)}
	s.peak(d, f)
	switch {
	case f.Arrivals != nil:
		s.Kind, s.Process, s.CV, s.File, s.Formula = StartOpen, f.Arrivals.Process, f.Arrivals.CV, f.Arrivals.File, "arrivals"
		s.inputs(f.Arrivals.Rate)
	case f.Rate != nil:
		s.Kind, s.Process, s.CV, s.Formula = StartOpen, "poisson", 1, "rate"
		s.inputs(f.Rate)
	case f.PerUser != nil:
		actor := d.Actors.Get(f.By.Text)
		if actor == nil || actor.Daily == nil {
			return s
		}
		s.Kind, s.Process, s.CV, s.Formula = StartOpen, "poisson", 1, "per-user * daily"
		s.inputs(f.PerUser, actor.Daily)
	case f.Users != nil:
		s.Kind, s.Users, s.Think = StartClosed, f.Users, f.Think
	case f.Consumes != nil:
		s.Kind, s.Queue, s.Batch, s.Linger = StartOnMessage, f.Consumes.Text, f.Batch, f.Linger
	case f.Every != nil:
		s.schedule(d, f)
	}
	return s
}

// inputs sets the rate to the product of quantities.
func (s *FlowStart) inputs(quantities ...*unit.Quantity) {
	s.Rate = unit.Exact(1)
	for _, q := range quantities {
		if q == nil {
			s.Rate = unit.Exact(0)
			continue
		}
		s.Inputs = append(s.Inputs, q)
		s.Rate = s.Rate.Mul(q.Number)
	}
}

func (s *FlowStart) schedule(d *Design, f *Flow) {
	s.Kind, s.Every, s.At, s.PerReplica = StartScheduled, f.Every, f.At, f.Per == "replica"
	s.Inputs, s.Formula = []*unit.Quantity{f.Every}, "1 / every"
	s.Rate = unit.Exact(1).Div(f.Every.Number)
	if c := d.Components.Get(f.By.Text); s.PerReplica && c != nil {
		s.Formula = "replicas / every"
		s.Inputs = append(s.Inputs, c.replicaQuantities()...)
		s.Rate = s.Rate.Mul(c.TotalReplicas())
	}
}

// peak takes the flow's own factor, or for an open start its actor's. An
// actor's peak does not touch closed users, messages and schedules.
func (s *FlowStart) peak(d *Design, f *Flow) {
	s.PeakFrom = f.Peak
	if actor := d.Actors.Get(f.By.Text); s.PeakFrom == nil && actor != nil && (f.Arrivals != nil || f.Rate != nil || f.PerUser != nil) {
		s.PeakFrom = actor.Peak
	}
	if s.PeakFrom != nil {
		s.Peak = s.PeakFrom.Number
	}
}

// RateAt returns the runs a second at a level, "mean" or "peak".
func (s FlowStart) RateAt(level string) unit.Number {
	if level == "peak" {
		return s.Rate.Mul(s.Peak)
	}
	return s.Rate
}

// Starter returns who runs the outermost steps of a flow: the name in by, and
// its component when it is one. An actor, or nobody, is outside the design and
// has no capacity to run out of; so has a flow without by that consumes or runs
// on a schedule.
func (d *Design) Starter(f *Flow) (name string, c *Component) {
	return f.By.Text, d.Components.Get(f.By.Text)
}

// GrowthOf returns the growth of an actor, an entity or a flow by its own name
// under growth; a flow without one grows with its actor, an entity with the
// flow it is of. Nil when nothing is said.
func (d *Design) GrowthOf(name string) *unit.Quantity {
	if q := d.Growth.Get(name); q != nil {
		return q
	}
	if e := d.Data.Get(name); e != nil {
		if e.Of.Text != "" && e.Of.Text != name && d.Flows.Has(e.Of.Text) {
			return d.GrowthOf(e.Of.Text)
		}
		return nil
	}
	if f := d.Flows.Get(name); f != nil {
		return d.Growth.Get(f.By.Text)
	}
	return nil
}

// LoadLevel is a load to run: mean or peak, and what a scenario adds to it.
type LoadLevel struct {
	Level    string    // "mean" or "peak"
	Scenario *Scenario // nil for the two that always exist
}

// LoadOf returns a load by name. A scenario's level may name another scenario,
// whose level then holds. False when there is none of that name.
func (d *Design) LoadOf(name string) (LoadLevel, bool) {
	if name == "mean" || name == "peak" {
		return LoadLevel{Level: name}, true
	}
	first := d.Load.Get(name)
	if first == nil {
		return LoadLevel{}, false
	}
	for s, seen := first, 0; s != nil && seen < d.Load.Len(); seen++ {
		switch s.Level {
		case "":
			return LoadLevel{"peak", first}, true
		case "mean", "peak":
			return LoadLevel{s.Level, first}, true
		}
		s = d.Load.Get(s.Level)
	}
	return LoadLevel{"peak", first}, true
}
