package study

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/search"
	"github.com/loadpath/loadpath/internal/sim"
)

// Campaign is what the failures that a design declares, or those that were
// looked for, have come to.
type Campaign struct {
	Seed        uint64           `json:"seed"`
	Interrupted bool             `json:"interrupted,omitempty"`
	Scenarios   []ScenarioResult `json:"scenarios"` // those of a campaign the worst first
	BlindSpots  []BlindSpot      `json:"blind_spots,omitempty"`
	Weaknesses  []Weakness       `json:"weaknesses,omitempty"`
	Find        *Finding         `json:"find,omitempty"` // of a campaign
}

// ScenarioResult is one failure script that was run.
type ScenarioResult struct {
	Name         string           `json:"name"`
	Variant      string           `json:"variant,omitempty"` // of the design; the base when absent
	Load         string           `json:"load"`
	Seconds      float64          `json:"seconds"`
	Faults       []string         `json:"faults"`
	Inject       string           `json:"inject,omitempty"` // of a campaign: as it would stand under inject in the file
	Verdict      search.Verdict   `json:"verdict"`
	Why          string           `json:"why"`
	Undecided    string           `json:"undecided,omitempty"` // why it was not simulated to the end
	Recovery     sim.Number       `json:"recovery"`            // seconds from the first fault until everything holds for good
	Expectations []ExpectedResult `json:"expectations"`
	Hurt         []HurtFlow       `json:"hurt"`
	Chain        []ChainLink      `json:"chain"`
	BlindSpots   []BlindSpot      `json:"blind_spots,omitempty"`
	Weaknesses   []Weakness       `json:"weaknesses,omitempty"`
	Slice        *CampaignSlice   `json:"slice,omitempty"`              // the part of the load that was run; absent for the whole
	Already      []search.Already `json:"broken_undisturbed,omitempty"` // requirements by which it is not judged; those of a campaign stand beside its counts
	Warnings     []string         `json:"warnings,omitempty"`           // faults that change nothing, by line
	NotSimulated []string         `json:"not_simulated,omitempty"`
	Script       []model.Fault    `json:"-"` // the faults that were run
	History      *sim.History     `json:"-"` // of the disturbed run, second by second
	Rows         []sim.Row        `json:"-"` // of the disturbed run, when a timeline was asked for
	Calm         []sim.Row        `json:"-"` // of the same load undisturbed
}

// CampaignSlice is the part of a load on which failures were tried.
type CampaignSlice struct {
	Fraction  float64              `json:"fraction"`  // of the load
	Miniature int                  `json:"miniature"` // divides the load and what each part can carry; 1 for neither
	Kept      map[string]sim.Parts `json:"kept,omitempty"`
	Error     *float64             `json:"error"` // relative, of undisturbed mean latencies, at most; null when it could not be told
	Why       string               `json:"why"`
	Check     *search.PartCheck    `json:"check,omitempty"` // of a campaign: scenarios that were run on a larger part too
}

// sliceOf returns nil for the whole.
func sliceOf(s *search.Scale) *CampaignSlice {
	if s.Fraction == 1 {
		return nil
	}
	out := &CampaignSlice{Fraction: s.Fraction, Miniature: s.Miniature, Kept: s.Kept, Why: s.Sentence()}
	if s.Miniature > 1 && !math.IsNaN(s.Error) {
		out.Error = &s.Error
	}
	return out
}

// ExpectedResult is one expectation held against what happened.
type ExpectedResult struct {
	Text    string        `json:"text"`
	Verdict model.Verdict `json:"verdict"`
	Value   string        `json:"value"`
	Line    int           `json:"line"`
}

// HurtFlow is a flow that lost requests or did not keep a requirement.
type HurtFlow struct {
	Flow   string  `json:"flow"`
	By     string  `json:"by,omitempty"`
	Failed float64 `json:"failed"` // more failed requests than undisturbed
	Broken float64 `json:"broken"` // seconds in which a requirement did not hold
}

// ChainLink is one thing that happened.
type ChainLink struct {
	T    float64 `json:"t"` // seconds from the start
	What string  `json:"what,omitempty"`
	Text string  `json:"text"`
}

// Broken tells whether an expectation did not hold.
func (c *Campaign) Broken() bool {
	for i := range c.Scenarios {
		for _, e := range c.Scenarios[i].Expectations {
			if e.Verdict == model.Broken {
				return true
			}
		}
	}
	return false
}

// afterFault is how long a script without a length goes on, in seconds, when
// its last fault is over or does not end.
const afterFault = 360

// Chaos runs the failures that a design declares, or the one called only. Each
// script runs beside the same load undisturbed, with the same random numbers.
// What an interrupted campaign has by then is beside its error.
func Chaos(ctx context.Context, d *model.Design, only string, opt Options) (*Campaign, error) {
	events := opt.MaxEvents // a script is run to its end, not until it is precise
	opt = opt.withDefaults()
	opt.MaxEvents = events
	c := &Campaign{Seed: opt.Seed, Scenarios: []ScenarioResult{}}
	if only != "" && !d.Failures.Has(only) {
		return nil, fmt.Errorf("the design declares no failure %q; it has %s", only, join(d.Failures.Names()))
	}
	var names []string
	for name := range d.Failures.All() {
		if only == "" || name == only {
			names = append(names, name)
		}
	}
	for i, name := range names {
		progress := func(share float64, events uint64) {
			opt.Progress(Progress{What: name, Done: (float64(i) + share) / float64(len(names)), Events: events})
		}
		scenarios, err := runFailure(ctx, d, d.Failures.Get(name), opt, progress)
		if err != nil {
			c.Interrupted = ctx.Err() != nil
			c.gather(d)
			return c, err
		}
		c.Scenarios = append(c.Scenarios, scenarios...)
	}
	c.gather(d)
	return c, nil
}

// runFailure runs one script on the design, and on each variant that the script
// names.
func runFailure(ctx context.Context, d *model.Design, f *model.Failure, opt Options, progress func(float64, uint64)) ([]ScenarioResult, error) {
	designs, expects := []*model.Design{d}, [][]model.Expect{f.Expect}
	variants := []string{""}
	for name, with := range f.With.All() {
		applied, problems := d.Apply(name)
		if problems.HasErrors() {
			return nil, Unfit{Problems: problems}
		}
		designs, expects, variants = append(designs, applied), append(expects, *with), append(variants, name)
	}
	scenarios := make([]*search.Scenario, len(designs))
	scales := make([]*search.Scale, len(designs))
	others := map[string]*sim.Result{} // by variant, the design itself as base
	for k := range designs {
		var err error
		scenarios[k], scales[k], err = runPair(ctx, designs[k], f, opt, func(share float64, events uint64) {
			progress((float64(k)+share)/float64(len(designs)), events)
		})
		if err != nil {
			return nil, err
		}
		others[cmp.Or(variants[k], "base")] = scenarios[k].Disturbed
	}
	var out []ScenarioResult
	for k, s := range scenarios {
		s.Expect, s.Variants = expects[k], others
		r := scenarioResult(f.Name, s, s.Judge())
		r.Variant, r.Slice, r.Script, r.Warnings = variants[k], sliceOf(scales[k]), f.Inject, idle(s.Design, f)
		for i := range f.Inject {
			r.Faults = append(r.Faults, f.Inject[i].Text())
		}
		out = append(out, r)
	}
	return out, nil
}

// idle says which faults of a script change nothing, so that what comes through
// them is not taken to stand them.
func idle(d *model.Design, f *model.Failure) []string {
	var out []string
	_, problems := sim.Compile(d, sim.Options{Load: f.Load, LoadScale: 1, For: 1, Faults: f.Inject})
	for _, p := range problems {
		if slices.ContainsFunc(f.Inject, func(one model.Fault) bool { return one.Span == p.Span }) {
			out = append(out, fmt.Sprintf("line %d: %s", p.Span.Position().Line, p.Message))
		}
	}
	return out
}

// A declared failure is run on a part of the design that makes so many events
// a second, or so many in all.
const (
	declaredRate   = 20_000
	declaredEvents = 12e6
	declaredLeast  = 3_000

	dearEvents = 60e6 // of a script and of the same undisturbed, from which on a part may be slower than the design
)

// runPair runs a script and the same load undisturbed, side by side.
func runPair(ctx context.Context, d *model.Design, f *model.Failure, opt Options, progress func(float64, uint64)) (*search.Scenario, *search.Scale, error) {
	length := scriptLength(f)
	o := benchOf(f.Load, length, opt)
	scale, err := search.ChooseScale(ctx, d, o)
	if err == nil && o.Slice == 0 && f.With.Len() == 0 && !scale.Within(length, dearEvents) {
		o.Relative = true // as in a campaign
		scale, err = search.ChooseScale(ctx, d, o)
	}
	if err != nil {
		return nil, nil, err
	}
	var s *search.Scenario
	var failures [2]error
	var calm *search.Bench
	var wait sync.WaitGroup
	wait.Go(func() { calm, failures[0] = search.NewBench(ctx, d, scale, o) })
	wait.Go(func() {
		s, failures[1] = search.RunAlone(ctx, d, scale, o, f.Inject, func(p sim.Progress) { progress(math.Min(1, p.Seconds/length), p.Events) })
	})
	wait.Wait()
	for _, err := range failures {
		if err != nil {
			return nil, nil, err
		}
	}
	s.Calm = calm.Calm()
	return s, scale, nil
}

// benchOf is how a script of so many seconds is run under a load.
func benchOf(load string, seconds float64, opt Options) search.BenchOptions {
	return search.BenchOptions{
		Load: load, LoadScale: opt.Scale, Seed: opt.Seed, Slice: opt.Slice, Length: seconds, MaxEvents: opt.MaxEvents, MaxLive: opt.MaxLive, Rows: opt.Timeline,
		Cheap: math.Max(declaredLeast, math.Min(declaredRate, declaredEvents/seconds)),
	}
}

// scriptLength is how long a script runs, in seconds.
func scriptLength(f *model.Failure) float64 {
	if f.For != nil {
		return f.For.Value
	}
	last := 0.0
	for i := range f.Inject {
		fault := &f.Inject[i]
		end := model.Or(fault.At, 0) + model.Or(fault.For, 0)
		if t, ok := fault.UntilTime(); ok {
			end = t.Value
		}
		last = max(last, end)
	}
	return last + afterFault
}

func scenarioResult(name string, s *search.Scenario, o *search.Outcome) ScenarioResult {
	r := s.Disturbed
	out := ScenarioResult{
		Name: name, Load: r.Load, Seconds: s.Length, Verdict: o.Verdict, Why: o.Why, Faults: []string{},
		Expectations: []ExpectedResult{}, Hurt: []HurtFlow{}, Chain: []ChainLink{}, NotSimulated: r.NotSimulated, History: r.History, Rows: r.Timeline, Calm: s.Calm.Timeline,
		BlindSpots: blindSpots(o.BlindSpots), Weaknesses: weaknesses(o.Weaknesses), Already: s.Already(),
		Recovery: sim.Number{Value: o.Recovery, Low: o.Recovery, High: o.Recovery},
	}
	if math.IsNaN(o.Recovery) {
		out.Recovery = sim.Number{Why: "no requirement broke"}
		if len(o.Hurt) > 0 {
			out.Recovery.Why = "not all requirements held again"
		}
	}
	for _, e := range o.Expectations {
		out.Expectations = append(out.Expectations, ExpectedResult{e.Text, model.Verdict(e.Verdict), e.Value, e.Line})
	}
	for _, h := range o.Hurt {
		out.Hurt = append(out.Hurt, HurtFlow(h))
	}
	for _, l := range o.Chain {
		out.Chain = append(out.Chain, ChainLink{l.At, l.What, l.Text})
	}
	return out
}
