// Package study is one design and all we know of it. Run is the whole journey:
// steps, closed forms, reliability, simulation, verdicts, audit. The rooms
// after it take what they show from here; it computes nothing that an engine
// could.
package study

import (
	"context"
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/reliability"
	"github.com/loadpath/loadpath/internal/sim"
)

// Study is one design and all we know of it.
type Study struct {
	Design  *model.Design
	Options Options

	Steps        []model.StepState
	Approvals    map[string][]Approval // by step: what each stakeholder named for it said
	Sheet        *estimate.Sheet       // every closed-form number, those of reliability too
	Reliability  *reliability.Report
	Simulation   *sim.Result // nil when nothing was simulated
	Requirements []*Requirement
	Saturates    *Saturation
	Growth       []string // sentences: which component growth fills, and when
	Availability []Availability
	SingleFaults []SingleFault
	Fixes        []Fix    // what would save downtime, the most for a dollar first
	Budgets      []Budget // of the objectives
	Cost         Cost
	Assumptions  []Assumption
	Choices      []Choice // the options of each decision, measured
	Findings     []audit.Finding
	Verdict      model.Verdict // of all requirements together; unknown when there is none
	Interrupted  bool          // before its simulations were done: their numbers are those of a part

	closed *estimate.Study // what Sheet comes from
}

// Options say under which load a study looks at its design, and how exactly.
type Options struct {
	Load       string         // mean, peak or a scenario; "" is peak
	Scale      float64        // multiplies the load; 0 is 1
	Seed       uint64         // 0 is 1
	Precision  float64        // relative half-width at which a run may stop; 0 is 2% in Run, 1% in Simulate
	MaxEvents  uint64         // at which a run stops without it; 0 is 6 M in Run, the simulator's own bound in Simulate
	MaxLive    int            // requests, calls and messages at the same time, at which a run stops; 0 is the simulator's own bound
	For        float64        // seconds of simulated time; 0 until settled
	Slice      float64        // part of the load to simulate, as 1/100; 1 is the whole, and 0 a part only of a load that is too large
	Timeline   bool           // keep the timelines of Simulate and Chaos; Run always does
	Breakdowns bool           // components fail and are repaired by their mttf and mttr
	Points     bool           // closed forms without their intervals, as a slider asks for that moves
	Brief      bool           // leave out what no verdict rests on: steps, growth, availability that nobody asks for, what takes flows down and what would mend it
	Today      string         // ISO date against which waivers run out; "" lets none run out
	Signoff    *Signoff       // who has signed which step; nil is nobody
	Cache      Cache          // of simulation results; nil keeps none
	Progress   func(Progress) // may be called from several runs at once; nil is silent
}

// Progress is how far a study is.
type Progress struct {
	What   string
	Done   float64 // share, 0 to 1
	Events uint64  // simulated so far
	Runs   int     // scenarios of a campaign so far
	Stage  int     // of a run in stages, which one; Done is of that
}

func (o Options) withDefaults() Options {
	if o.Load == "" {
		o.Load = "peak"
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Precision == 0 {
		o.Precision = 0.02
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	return o
}

// Run takes a checked design through the whole journey. The error is for an
// unknown load, an interrupted context or a simulation that cannot run, which
// is Unfit; a design that does not hold is no error. Beside the error of an
// interruption stands what was known by then.
func Run(ctx context.Context, d *model.Design, opt Options) (*Study, error) {
	if opt.MaxEvents == 0 {
		opt.MaxEvents = reviewEvents
	}
	s, err := Estimate(d, opt)
	if err != nil {
		return nil, err
	}
	runs, err := s.simulate(ctx)
	if runs == nil {
		return nil, err
	}
	if s.Interrupted = err != nil; !s.Interrupted {
		s.hearBreakdowns()
	}
	s.hearSimulator(runs)
	s.choices(runs)
	s.assume()
	s.Findings = s.Audit()
	return s, err
}

// reviewEvents bounds each simulation of a review, so that a design with rare
// flows is answered in seconds, with wider intervals. `loadpath simulate` goes
// on until it has settled.
const reviewEvents = 6_000_000

// Estimate goes the part of the journey that needs no simulation. Verdicts are
// those of the closed forms alone. The error is for an unknown load.
func Estimate(d *model.Design, opt Options) (*Study, error) {
	s, err := begin(d, opt)
	if err != nil {
		return nil, err
	}
	limited := targets(d)
	s.compute(func(path string) bool { return limited[path] || strings.HasPrefix(path, "components.") })
	s.Saturates = saturation(s.closed, s.Sheet, s.Options.Scale)
	s.Cost = cost(d, s.Sheet)
	s.hearEstimate()
	if s.Options.Brief {
		return s, nil
	}
	s.Steps = d.Steps()
	s.approve()
	s.Growth = growth(d, s.Sheet)
	s.available()
	return s, nil
}

// Judge lets the closed forms speak to the requirements of a design, and works
// out nothing else. The error is for an unknown load.
func Judge(d *model.Design, opt Options) ([]*Requirement, error) {
	opt.Brief, opt.Points = true, true
	s, err := begin(d, opt)
	if err != nil {
		return nil, err
	}
	limited := targets(d)
	s.compute(func(path string) bool { return limited[path] })
	s.hearEstimate()
	return s.Requirements, nil
}

// compute works out the closed forms, and how available the design is; in brief
// only of what is wanted.
func (s *Study) compute(wanted func(path string) bool) {
	s.closed = estimate.Compile(s.Design, estimate.Options{Load: s.Options.Load, LoadScale: s.Options.Scale, Points: s.Options.Points})
	s.Sheet = s.closed.Sheet()
	if s.Options.Brief {
		s.Reliability = reliability.Brief(s.Design, s.Sheet, wanted)
	} else {
		s.Reliability = reliability.Analyse(s.Design, s.Sheet)
	}
	addAll(s.Sheet, s.Reliability)
}

// begin returns the study of a design of which nothing is known yet.
func begin(d *model.Design, opt Options) (*Study, error) {
	opt = opt.withDefaults()
	if _, ok := d.LoadOf(opt.Load); !ok {
		return nil, fmt.Errorf("%s has no load %q; it has %s", d.System, opt.Load, loads(d))
	}
	return &Study{Design: d, Options: opt}, nil
}

// Audit asks every check of what is known so far, and marks what is waived on
// the day of the study.
func (s *Study) Audit() []audit.Finding {
	return audit.Run(audit.Facts{Design: s.Design, Estimate: s.Sheet}, s.Options.Today)
}

// Title is the name of the system as people say it.
func (s *Study) Title() string {
	if s.Design.Title != "" {
		return s.Design.Title
	}
	return s.Design.System
}

// Circumstances says under which load the numbers hold: "peak load, seed 1".
func (s *Study) Circumstances() string {
	text := s.Options.Load + " load"
	if s.Options.Scale != 1 {
		text += fmt.Sprintf(" x %g", s.Options.Scale)
	}
	if s.Design.Variant != "" {
		text += ", variant " + s.Design.Variant
	}
	return fmt.Sprintf("%s, seed %d", text, s.Options.Seed)
}
