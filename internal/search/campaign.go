package search

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/reliability"
)

// Campaign tries every fault at every place of a design: what a static analysis
// knows first, then a screening by closed forms, then simulation of the rest
// beside one undisturbed run, with the same random numbers.
type Campaign struct {
	Suspects []*Suspect // one of each kind of place
	Screened []Screened
	Tried    []*Tried // in the order of Suspects
	Pairs    *Pairs   // nil until they are planned
	Bench    *Bench
	Check    *PartCheck // of the part that is run; nil for the whole

	design *model.Design
	larger *Bench // of a larger part, undisturbed; nil when there is none
	o      CampaignOptions
	sheet  *estimate.Sheet
	report *reliability.Report
}

// Tried is how the design came through one scenario. It is all that is kept of
// a run, and reads back from JSON as it was.
type Tried struct {
	Name     string   `json:"name"`
	Inject   string   `json:"inject"` // as under inject in the file
	Faults   []string `json:"faults"`
	Verdict  Verdict  `json:"verdict"`
	Why      string   `json:"why"`
	Recovery *float64 `json:"recovery"` // seconds from the first fault until everything held for good; nil when nothing broke or it did not
	Hurt     []Hurt   `json:"hurt"`
	Chain    []Link   `json:"chain"`

	BlindSpots []BlindSpot `json:"blind_spots,omitempty"`
	Weaknesses []Weakness  `json:"weaknesses,omitempty"`

	Seconds    float64  `json:"seconds"`
	During     []Bad    `json:"during,omitempty"` // bad requests until the last fault is over, by flow
	After      []Bad    `json:"after,omitempty"`  // and from then on
	Lasts      float64  `json:"lasts"`            // seconds of the faults
	Events     uint64   `json:"events"`
	Takes      []string `json:"takes,omitempty"`      // components that were worse off than undisturbed
	Undecided  string   `json:"undecided,omitempty"`  // why it was not run, or not to its end
	Impossible string   `json:"impossible,omitempty"` // why it cannot be simulated
}

// Decided tells whether it has a verdict.
func (t *Tried) Decided() bool { return t.Impossible == "" && t.Undecided == "" }

// Bad are requests of a flow that failed or were too slow, beyond those of the
// undisturbed run.
type Bad struct {
	Flow     string  `json:"flow"`
	Requests float64 `json:"requests"`
}

// CampaignOptions say what a campaign tries failures under.
type CampaignOptions struct {
	BenchOptions
	Known   func(name string) *Tried  // what an earlier campaign has found, nil when nothing; may be nil
	Found   func(t *Tried)            // told of each scenario as it ends, from several goroutines; may be nil
	Stage   func(what string, of int) // told what is done next, and of how many scenarios it consists; may be nil
	Workers int                       // 0 for one a core
	Events  float64                   // that all singles may take, and all pairs more in proportion; 0 for so many as end in time
}

// What a campaign does, one after the other.
const (
	StageScreen  = "screening"
	StagePart    = "choosing the part"
	StageCalm    = "the undisturbed run"
	StageSingles = "singles"
	StageCheck   = "check on a larger part"
	StagePairs   = "pairs"
	StageReverse = "pairs the other way round"
)

// The part of the design that is run is chosen for so many events of all singles
// together, between so many a simulated second; and one run ends at so many.
const (
	allEvents  = 110e6
	mostOfOne  = 20_000_000
	cheapLeast = 2_000
	cheapMost  = 10_000
)

// meanScript is how long scripts take on the mean until enough has been seen of
// them, in seconds.
const meanScript = 105

// usualScript is how long most scripts take until they are looked at first, in
// seconds, and longestScript the longest: two faults of three minutes, the
// promise and the last look.
const (
	usualScript   = injectAt + 180 + firstLook
	longestScript = injectAt + 2*180 + promised + lastLook
)

// NewCampaign finds what there is to try, screens it and runs the design
// undisturbed. The error is Unfit, or the context's.
func NewCampaign(ctx context.Context, d *model.Design, o CampaignOptions) (*Campaign, error) {
	c := &Campaign{design: d, o: o}
	if o.Found == nil {
		c.o.Found = func(*Tried) {}
	}
	if o.Stage == nil {
		c.o.Stage = func(string, int) {}
	}
	c.o.Stage(StageScreen, 0)
	load := estimate.Options{Load: o.Load, LoadScale: o.LoadScale}
	c.sheet = estimate.Estimate(d, load)
	c.report = reliability.Analyse(d, c.sheet)
	c.Suspects = suspects(d, c.report)
	c.Screened = c.screen(load)
	if o.Cheap == 0 {
		c.o.Cheap = math.Max(cheapLeast, math.Min(cheapMost, allEvents/float64(len(c.Suspects)-len(c.Screened)+1)/meanScript))
	}
	if o.MaxEvents == 0 {
		c.o.MaxEvents = mostOfOne
	}
	if o.Events == 0 {
		c.o.Events = singleEvents
	}
	c.o.Length, c.o.Usual, c.o.Relative = longestScript, usualScript, true
	c.o.Stage(StagePart, 0)
	scale, err := ChooseScale(ctx, d, c.o.BenchOptions)
	if err != nil {
		return nil, err
	}
	c.o.Stage(StageCalm, 0)
	var failed [2]error
	both(func() { c.Bench, failed[0] = NewBench(ctx, d, scale, c.o.BenchOptions) }, func() {
		if scale.finer != nil {
			c.larger, failed[1] = c.largerBench(ctx, scale.finer)
		}
	})
	return c, cmp.Or(failed[0], failed[1])
}

// SinglePoints are the components that a static analysis knows to take flows
// down alone, the worst first.
func (c *Campaign) SinglePoints() []reliability.Fault { return c.report.Faults }

// Load is the load that it is tried under.
func (c *Campaign) Load() string { return c.Bench.calm.Load }

// screen asks closed forms about every suspect, on all cores.
func (c *Campaign) screen(load estimate.Options) []Screened {
	whys := make([]string, len(c.Suspects))
	c.each(context.Background(), len(c.Suspects), func(i int) { whys[i] = prescreen(c.design, c.Suspects[i], load) })
	var out []Screened
	for i, why := range whys {
		if why != "" {
			out = append(out, Screened{c.Suspects[i], why})
		}
	}
	return out
}

// ToTry are the suspects that were not screened.
func (c *Campaign) ToTry() []*Suspect {
	out := slices.Clone(c.Suspects)
	return slices.DeleteFunc(out, func(s *Suspect) bool {
		return slices.ContainsFunc(c.Screened, func(x Screened) bool { return x.Suspect == s })
	})
}

// Singles simulates every suspect that was not screened. What an interrupted
// campaign has tried by then is kept beside the context's error.
func (c *Campaign) Singles(ctx context.Context) error {
	list := c.ToTry()
	tasks := make([]task, len(list))
	for i, s := range list {
		tasks[i] = task{s.Name, []*Suspect{s}, []float64{injectAt}}
	}
	c.o.Stage(StageSingles, len(tasks))
	c.Tried = c.spend(ctx, tasks, c.o.Events)
	for i, t := range c.Tried {
		if t == nil {
			c.Tried[i] = &Tried{Name: tasks[i].name, Undecided: interrupted}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	var err error
	c.Check, err = c.verify(ctx)
	return err
}

// each does n things on all cores, in their order; none begins once the context
// is done.
func (c *Campaign) each(ctx context.Context, n int, do func(i int)) {
	workers := cmp.Or(c.o.Workers, runtime.GOMAXPROCS(0))
	todo := make(chan int, n)
	for i := range n {
		todo <- i
	}
	close(todo)
	var wait sync.WaitGroup
	for range min(workers, n) {
		wait.Go(func() {
			for i := range todo {
				if ctx.Err() == nil {
					do(i)
				}
			}
		})
	}
	wait.Wait()
}

// try runs suspects together, each from its second on, for so many events at
// most; nil when it was interrupted.
func (c *Campaign) try(ctx context.Context, one *task, most uint64) *Tried {
	if c.o.Known != nil {
		if t := c.o.Known(one.name); t != nil && t.Events < most {
			c.o.Found(t)
			return t
		}
	}
	t := &Tried{Name: one.name}
	var inject []model.Fault
	for i, s := range one.list {
		faults, err := s.inject(c.design, one.at[i])
		if err != nil {
			t.Impossible = err.Error()
			break
		}
		inject = append(inject, faults...)
		t.Inject = joinTexts(t.Inject, s.text(c.design, one.at[i]))
	}
	switch {
	case t.Impossible != "":
	case !c.worthwhile(most):
		t.Undecided = usedUp
	default:
		c.fill(ctx, t, inject, one.list, most)
	}
	if ctx.Err() != nil {
		return nil
	}
	c.o.Found(t)
	return t
}

// fill runs a scenario and notes how the design came through.
func (c *Campaign) fill(ctx context.Context, t *Tried, inject []model.Fault, list []*Suspect, most uint64) {
	for i := range inject {
		t.Faults = append(t.Faults, inject[i].Text())
	}
	s, out, err := c.Bench.Try(ctx, inject, most)
	if err != nil {
		t.Impossible = err.Error()
		return
	}
	part := 1.0
	for _, suspect := range list {
		part = math.Min(part, c.partOf(suspect))
	}
	t.Verdict, t.Why, t.Chain, t.Seconds = out.Verdict, out.Why, out.Chain, s.Length
	t.BlindSpots, t.Weaknesses = out.BlindSpots, out.Weaknesses
	if !math.IsNaN(out.Recovery) {
		t.Recovery = &out.Recovery
	}
	t.Takes = s.footprint()
	t.Undecided, t.Events = s.Cut, s.Disturbed.Events
	if t.Verdict != DataLoss && t.Undecided == "" && c.Bench.Scale.Fraction < 1 && mayLose(inject) && most > t.Events {
		said, events, err := c.Bench.losesWith(ctx, inject, most-t.Events)
		if err == nil && said != "" {
			t.Verdict, t.Why = DataLoss, said
		}
		t.Events += events
	}
	for _, h := range out.Hurt {
		h.Failed *= part
		t.Hurt = append(t.Hurt, h)
	}
	t.Lasts = math.Min(s.end, float64(s.seconds)) - s.start
	t.During = s.bad(int(s.start), int(math.Min(s.end, float64(s.seconds))), part)
	t.After = s.bad(int(math.Min(s.end, float64(s.seconds))), s.seconds, part)
}

// partOf is the share of the users that a fault can reach: a fault on one
// replica of a component of which a slice keeps some cells or shards reaches
// those of one of all.
func (c *Campaign) partOf(s *Suspect) float64 {
	if !s.Target.One() || len(s.Target.Components) == 0 {
		return 1
	}
	if p, sliced := c.Bench.Scale.Kept[s.Target.Components[0]]; sliced {
		return float64(p.Kept) / float64(p.Of)
	}
	return 1
}

// bad are the requests of each flow between two seconds that failed, or came
// too late for its requirements, beyond those of the undisturbed run.
func (s *Scenario) bad(from, to int, part float64) []Bad {
	var out []Bad
	for _, f := range s.flows {
		sum := 0.0
		for t := from; t < to; t++ {
			with, without := s.Disturbed.History.Flow(f.name, t, t+1), s.Calm.History.Flow(f.name, t, t+1)
			failed := math.Max(0, float64(with.Failed)-float64(without.Failed))
			if f.broken[t] && failed < moreErrors*float64(with.OK+with.Failed) {
				failed = float64(with.OK) // they are all too slow, or some of a percentile are
			}
			sum += failed
		}
		if sum > 0 {
			out = append(out, Bad{f.name, math.Round(sum * s.times * part)})
		}
	}
	return out
}

// joinTexts joins two values of inject to one list.
func joinTexts(a, b string) string {
	inner := func(text string) string {
		if len(text) > 0 && text[0] == '[' {
			return text[1 : len(text)-1]
		}
		return text
	}
	if a == "" {
		return b
	}
	return "[" + inner(a) + ", " + inner(b) + "]"
}
