package study

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/search"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// Breaks is the load at which a requirement breaks, and what gives way there.
type Breaks struct {
	Requirement string        `json:"requirement"` // "" when the load itself is not carried
	Metric      string        `json:"metric"`
	Target      string        `json:"target,omitempty"`
	Limit       *float64      `json:"limit,omitempty"`
	Scale       sim.Number    `json:"scale"` // of the load; low is seen to hold, high to break
	Rate        sim.Number    `json:"rate"`  // of the flow at that load, per second
	Saturates   *BreakingPart `json:"saturates"`
	Why         string        `json:"why,omitempty"`      // the mechanism, in a sentence
	LeftOut     []string      `json:"left_out,omitempty"` // requirements about flows of which too little was seen
	Load        string        `json:"load"`
	Seed        uint64        `json:"seed"`
	Interrupted bool          `json:"interrupted,omitempty"`
	Trials      []Trial       `json:"trials"`
}

// BreakingPart is the component that is full where a requirement breaks.
type BreakingPart struct {
	Component string     `json:"component"`
	Resource  string     `json:"resource"` // "cores", "slots" or "queue"
	Busy      sim.Number `json:"busy"`
	Grows     bool       `json:"grows"` // its queue grows without end
}

// Trial is one load that was tried.
type Trial struct {
	Scale    float64       `json:"scale"`
	Rate     sim.Number    `json:"rate"`
	Value    sim.Number    `json:"value"`
	Verdict  model.Verdict `json:"verdict"`
	Busiest  *BreakingPart `json:"busiest"`
	over     float64       // value over limit; NaN when not known
	leftOut  []string
	decisive *sim.Requirement
	result   *sim.Result
}

// triedEvents bounds each run of a search when nothing else is asked for.
const triedEvents = 3_000_000

// ToBreak looks for the load at which a requirement breaks; "" is whichever
// breaks first, or that a queue grows without end. All loads are tried with the
// same random numbers. The errors are those of Run, and one for a requirement
// that no run can break; the result of an interrupted search is beside its
// error.
func ToBreak(ctx context.Context, d *model.Design, requirement string, opt Options) (*Breaks, error) {
	if opt.MaxEvents == 0 {
		opt.MaxEvents = triedEvents
	}
	if opt.Precision == 0 {
		opt.Precision = alonePrecision
	}
	s, err := Estimate(d, opt)
	if err != nil {
		return nil, err
	}
	judge, err := s.criterion(requirement)
	if err != nil {
		return nil, err
	}
	var trials []*Trial
	share, events := 0.0, uint64(0)
	try := func(ctx context.Context, scale float64) (search.Trial, error) {
		j := &job{name: "at " + Times(scale), design: d, load: s.Options.Load, scale: scale}
		result, err := s.runOne(ctx, j, func(p sim.Progress) {
			s.Options.Progress(Progress{What: j.name, Done: share, Events: events + p.Events})
		})
		if err != nil {
			return search.Trial{}, err
		}
		events += result.Events
		t := judge(result)
		t.Scale, t.result, t.Busiest = scale, result, busiest(d, result)
		trials = append(trials, &t)
		return search.Trial{Scale: scale, Verdict: sim.Verdict(t.Verdict), Ratio: t.over}, nil
	}
	o := search.BreakOptions{Guess: s.Options.Scale, Progress: func(x float64) { share = x }}
	if s.Saturates != nil {
		o.Guess *= nearFull * s.Saturates.Factor
	}
	found, err := search.Break(ctx, try, o)
	if err != nil && (ctx.Err() == nil || len(trials) == 0) {
		return nil, err
	}
	slices.SortFunc(trials, func(a, b *Trial) int { return cmp.Compare(a.Scale, b.Scale) })
	return s.breaks(requirement, found, trials, ctx.Err() != nil), err
}

// nearFull is the share of the load that fills the first component at which a
// requirement is expected to break.
const nearFull = 0.9

// breaks makes a result of what was found.
func (s *Study) breaks(requirement string, found *search.Breaking, trials []*Trial, interrupted bool) *Breaks {
	b := &Breaks{Requirement: requirement, Load: s.Options.Load, Seed: s.Options.Seed, Interrupted: interrupted}
	for _, t := range trials {
		b.Trials = append(b.Trials, *t)
	}
	decisive := decisiveTrial(trials, found)
	if q := decisive.decisive; q != nil {
		b.Requirement, b.Metric, b.Target, b.Limit = q.Name, q.Metric, q.Target, &q.Limit
	} else {
		b.Metric = "growth"
	}
	b.Saturates, b.Why, b.LeftOut = decisive.Busiest, decisive.result.Verdict, decisive.leftOut
	rate := func(scale float64) float64 { return decisive.Rate.Value / decisive.Scale * scale }
	switch {
	case found.Holds() && found.Fails():
		b.Scale.Why = "no load was tried at which the runs could tell; more events (--max-events) make them surer"
	case found.Holds():
		b.Scale = sim.Number{Why: fmt.Sprintf("it holds at every load that was tried, up to %s", Times(found.Low))}
	case found.Fails():
		b.Scale = sim.Number{Why: fmt.Sprintf("it does not hold at any load that was tried, down to %s", Times(trials[0].Scale))}
	default:
		b.Scale = sim.Number{Value: found.Value, Low: found.Low, High: found.High}
	}
	switch {
	case !b.Scale.Known():
		b.Rate = sim.Number{Why: b.Scale.Why}
	case !decisive.Rate.Known():
		b.Rate = decisive.Rate
	default:
		b.Rate = sim.Number{Value: rate(found.Value), Low: rate(found.Low), High: rate(found.High)}
	}
	return b
}

// decisiveTrial is the trial that shows how it breaks: the smallest load at
// which it was seen broken, else the largest that was tried.
func decisiveTrial(trials []*Trial, found *search.Breaking) *Trial {
	for _, t := range trials {
		if t.Scale >= found.High {
			return t
		}
	}
	return trials[len(trials)-1]
}

// Sentence says in one line at which load what breaks.
func (b *Breaks) Sentence() string {
	what := "The load is no longer carried"
	if b.Requirement != "" {
		what = b.Requirement + " breaks"
	}
	switch {
	case b.Interrupted:
		return "Interrupted: the search was not done."
	case !b.Scale.Known() && b.Requirement != "":
		return b.Requirement + ": " + b.Scale.Why + "."
	case !b.Scale.Known():
		return "Not found: " + b.Scale.Why + "."
	}
	text := fmt.Sprintf("%s at %.3gx [%.3g, %.3g] of %s load", what, b.Scale.Value, b.Scale.Low, b.Scale.High, b.Load)
	if b.Rate.Known() {
		text += fmt.Sprintf(": %s of %s", unit.Format(b.Rate.Value, unit.KindRate), b.Target)
	}
	return text + "."
}

// Verdict is broken when the load at hand is more than what holds.
func (b *Breaks) Verdict(scale float64) model.Verdict {
	switch {
	case !b.Scale.Known() && len(b.Trials) > 0 && b.Trials[len(b.Trials)-1].Verdict == model.Broken:
		return model.Broken // it holds at no load
	case !b.Scale.Known():
		return model.Unknown
	case b.Scale.High <= scale:
		return model.Broken
	case b.Scale.Low < scale:
		return model.Unsure
	}
	return model.Met
}

// overLimit is a value over its limit; NaN when it is not known.
func overLimit(n sim.Number, q *sim.Requirement) float64 {
	switch {
	case !n.Known():
		return math.NaN()
	case q.AtLeast:
		return (1 - n.Value) / (1 - q.Limit)
	}
	return n.Value / q.Limit
}

// criterion returns what judges a run by one requirement, or by all.
func (s *Study) criterion(name string) (func(*sim.Result) Trial, error) {
	if name == "" {
		return s.judgeAll, nil
	}
	q := s.Design.Requirements.Quality
	if !q.Has(name) {
		help := ""
		if meant := diag.Suggest(name, q.Names()); meant != "" {
			help = fmt.Sprintf("; did you mean %q?", meant)
		}
		return nil, fmt.Errorf("%s has no quality requirement %q%s", s.Design.System, name, help)
	}
	for _, own := range s.Requirements {
		if own.Name == name && (own.Metric == "throughput" || measurable(own)) {
			return func(r *sim.Result) Trial { return s.judgeOne(r, name) }, nil
		}
	}
	return nil, fmt.Errorf("requirement %q is about what no load breaks in a simulation; name one about latency, errors, throughput or a backlog", name)
}

// judgeAll judges a run by every requirement that it measures: broken by the
// one that is furthest over its limit, or by a queue that grows.
func (s *Study) judgeAll(r *sim.Result) Trial {
	worst := Trial{Verdict: model.Unknown, Value: sim.Number{Why: "nothing could be judged"}, Rate: rateOf(r, ""), over: math.NaN()}
	var leftOut []string
	for i := range r.Requirements {
		q := &r.Requirements[i]
		if q.Metric == "throughput" || q.Verdict == sim.Unknown && !tooRare(r, q) {
			continue
		}
		if t := trialOf(r, q); tooRare(r, q) && t.Verdict != model.Broken && t.Verdict != model.Met {
			leftOut = append(leftOut, q.Name)
		} else {
			worst = worseTrial(worst, t)
		}
	}
	worst.leftOut = leftOut
	if len(r.Growing) > 0 && worst.Verdict != model.Broken {
		return Trial{Verdict: model.Broken, Value: sim.Number{Why: "the queue of " + join(r.Growing) + " grows without end"}, Rate: worst.Rate, over: math.NaN(), leftOut: leftOut}
	}
	if worst.Verdict == model.Unknown && r.Settled {
		worst.Verdict = model.Met // no requirement, and nothing grows
	}
	return worst
}

// fewAnswers is how many good answers of a flow a run must have before what it
// cannot tell of the flow holds up a search for whatever breaks first.
const fewAnswers = 1000

// tooRare tells whether a requirement is about a flow of which a run has seen
// too little.
func tooRare(r *sim.Result, q *sim.Requirement) bool {
	f := r.Flows[q.Target]
	return f != nil && f.Counts.Failed == 0 && f.Counts.OK < fewAnswers
}

// judgeOne judges a run by one requirement. A throughput is carried when
// nothing of its flow grows, the flow's other limits hold and it loses next to
// nothing.
func (s *Study) judgeOne(r *sim.Result, name string) Trial {
	worst := Trial{Verdict: model.Unknown, Value: sim.Number{Why: "this run does not measure it"}, over: math.NaN()}
	for i := range r.Requirements {
		q := &r.Requirements[i]
		if q.Name != name {
			continue
		}
		t := trialOf(r, q)
		if q.Metric == "throughput" {
			t = carriedTrial(r, q)
		}
		worst = worseTrial(worst, t)
	}
	return worst
}

// trialOf is what one requirement says of a run. A share of failures of which
// none was seen holds: a load that breaks it shows some.
func trialOf(r *sim.Result, q *sim.Requirement) Trial {
	t := Trial{Verdict: model.Verdict(q.Verdict), Value: q.Value, Rate: rateOf(r, q.Target), over: overLimit(q.Value, q), decisive: q}
	if f := r.Flows[q.Target]; f != nil && (q.Metric == "errors" || q.Metric == "availability") && f.Counts.Failed == 0 && t.Verdict == model.Unsure {
		t.Verdict = model.Met
	}
	return t
}

// carriedTrial judges whether a flow is carried at the load of a run.
func carriedTrial(r *sim.Result, q *sim.Requirement) Trial {
	t := Trial{Verdict: model.Met, Rate: rateOf(r, q.Target), over: math.NaN(), decisive: q}
	f := r.Flows[q.Target]
	t.Value = f.OK
	if !f.Failed.Known() || !f.Offered.Known() || slices.ContainsFunc(r.Growth, func(g sim.Growth) bool { return g.Flow == q.Target }) {
		t.Verdict = model.Broken
		return t
	}
	errors := false
	for i := range r.Requirements {
		other := &r.Requirements[i]
		if other.Target != q.Target || other.Metric == "throughput" || other.Verdict == sim.Unknown {
			continue
		}
		errors = errors || other.Metric == "errors"
		if got := trialOf(r, other); worse(got.Verdict, t.Verdict) {
			t.Verdict, t.over = got.Verdict, got.over
		}
	}
	if by := model.JudgeAtMost(lost*f.Offered.Value, f.Failed.Low, f.Failed.High); !errors && worse(by, t.Verdict) {
		t.Verdict = by
	}
	return t
}

// worseTrial is the worse of two trials of one run; of two that are broken, the one
// further over its limit.
func worseTrial(a, b Trial) Trial {
	switch {
	case a.Verdict == model.Unknown:
		return b
	case b.Verdict == model.Unknown || worse(a.Verdict, b.Verdict):
		return a
	case worse(b.Verdict, a.Verdict) || b.over > a.over || math.IsNaN(b.over) && !math.IsNaN(a.over):
		return b
	}
	return a
}

// rateOf is how often a flow was asked for in a run.
func rateOf(r *sim.Result, flow string) sim.Number {
	if f := r.Flows[flow]; f != nil {
		return f.Offered
	}
	return sim.Number{Why: "it is about no one flow"}
}

// busiest is the component with the least left in a run: one that grows, else
// the fullest.
func busiest(d *model.Design, r *sim.Result) *BreakingPart {
	var top *BreakingPart
	for name := range d.Components.All() {
		c := r.Components[name]
		if c == nil {
			continue
		}
		grows := slices.Contains(r.Growing, name)
		for _, u := range []struct {
			busy sim.Number
			of   string
		}{{c.Utilization, "cores"}, {c.SlotsUtilization, "slots"}} {
			if !u.busy.Known() || top != nil && (top.Grows && !grows || top.Grows == grows && u.busy.Value <= top.Busy.Value) {
				continue
			}
			of := u.of
			if of == "cores" && c.SlotsUtilization.Known() && c.Utilization == c.SlotsUtilization {
				of = "slots" // cores are unlimited
			}
			top = &BreakingPart{Component: name, Resource: of, Busy: u.busy, Grows: grows}
		}
	}
	if top == nil && len(r.Growing) > 0 {
		return &BreakingPart{Component: r.Growing[0], Resource: "queue", Busy: sim.Number{Why: "it has no limit of its own"}, Grows: true}
	}
	return top
}
