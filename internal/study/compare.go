package study

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/stats"
)

// Candidate is a design that is compared, under the name it has in the tables.
type Candidate struct {
	Name   string
	Design *model.Design
}

// Comparison is several designs side by side, measured in the same
// replications: replication k of each draws the same random numbers wherever
// the designs name the same thing. So the differences are paired, and their
// intervals are those of Student's t over the replications.
type Comparison struct {
	Title        string  `json:"title"` // of the first design
	Load         string  `json:"load"`
	LoadScale    float64 `json:"load_scale"`
	Seed         uint64  `json:"seed"`
	Replications int     `json:"replications"`
	Interrupted  bool    `json:"interrupted,omitempty"` // before all replications were done
	WarmUp       float64 `json:"warm_up"`               // seconds of each replication that are left out
	Seconds      float64 `json:"seconds"`               // measured behind them; 0 when the load has a length of its own
	Sides        []*Side `json:"designs"`
	Rows         []Row   `json:"rows"`
}

// Side is one design of a comparison.
type Side struct {
	Name         string         `json:"name"`
	Verdict      model.Verdict  `json:"verdict"`       // of all requirements together
	Settled      bool           `json:"settled"`       // it has a steady state
	Why          string         `json:"why,omitempty"` // when it has none
	Saturates    *Saturation    `json:"saturates"`
	Cost         Cost           `json:"cost"`
	Components   int            `json:"components"`
	Requirements []*Requirement `json:"requirements"`

	study   *Study
	program *sim.Program
	pilot   *sim.Result
	growth  []string // what grows without end
	runs    []*sim.Result
}

// replicationsCompared is how many replications each design runs: with twelve,
// Student's factor is 2.2 against 1.96 for any number.
const replicationsCompared = 12

// comparedEvents bounds what the replications of one design take together,
// when nothing else is asked for.
const comparedEvents = 6_000_000

// Compare measures designs against each other on the same load. The first is
// the one that the others are held against. The errors are those of Run; beside
// that of an interruption stands what was compared by then, if anything was.
func Compare(ctx context.Context, candidates []Candidate, opt Options) (*Comparison, error) {
	if opt.MaxEvents == 0 {
		opt.MaxEvents = comparedEvents
	}
	sides := make([]*Side, len(candidates))
	for i, c := range candidates {
		s, err := Estimate(c.Design, opt)
		if err != nil {
			return nil, err
		}
		opt = s.Options
		program, problems := s.compile(&job{design: c.Design, load: opt.Load, scale: opt.Scale})
		if problems.HasErrors() {
			return nil, Unfit{Problems: problems}
		}
		sides[i] = &Side{
			Name: c.Name, study: s, program: program, Saturates: s.Saturates, Cost: s.Cost, Components: c.Design.Components.Len(),
		}
	}
	c := &Comparison{Title: sides[0].study.Title(), Load: opt.Load, LoadScale: opt.Scale, Seed: opt.Seed, Replications: replicationsCompared, Sides: sides}
	if err := c.pilots(ctx); err != nil {
		return nil, err
	}
	c.window()
	err := c.replicate(ctx)
	if err != nil && (ctx.Err() == nil || c.Replications < fewestReplications) {
		return nil, err
	}
	for _, s := range sides {
		s.judge()
	}
	c.requirementRows()
	c.flowRows()
	c.costRow()
	return c, err
}

// fewestReplications give a difference an interval.
const fewestReplications = 2

// pilots runs each design once, to see whether it settles, how long its
// warm-up is and what it costs to simulate.
func (c *Comparison) pilots(ctx context.Context) error {
	for i, s := range c.Sides {
		j := &job{name: s.Name, design: s.study.Design, load: c.Load, scale: c.LoadScale, part: aside}
		o := s.study.Options
		result, err := s.study.runOne(ctx, j, func(p sim.Progress) {
			o.Progress(Progress{What: s.Name, Done: (float64(i) + s.study.share(p)) / float64(2*len(c.Sides)), Events: p.Events})
		})
		if err != nil {
			return err
		}
		s.pilot, s.growth, s.Settled = result, result.Growing, len(result.Growing) == 0
		if !s.Settled {
			s.Why = result.Why
		}
		s.Saturates.see(result)
	}
	return nil
}

// window decides how much of each replication is left out and how much is
// measured: the same for all designs, long enough for the percentiles that
// requirements name, and short enough for the events allowed.
func (c *Comparison) window() {
	if c.Sides[0].program.Length() > 0 {
		return // the load has a length, and is measured whole
	}
	speed, settled, rarest := 0.0, 0.0, 0.0
	for _, s := range c.Sides {
		r := s.pilot
		if r.Seconds == 0 || len(s.growth) > 0 {
			continue // its warm-up never ends
		}
		speed = max(speed, float64(r.Events)/r.Seconds)
		c.WarmUp = max(c.WarmUp, r.WarmUp/pilotReplications)
		settled = max(settled, (r.Seconds-r.WarmUp)/replicationsCompared)
		for _, q := range s.study.Requirements {
			f := r.Flows[bare(q.Target)]
			if f == nil || !q.limitsLatency() || !f.Offered.Known() || f.Offered.Value <= 0 {
				continue
			}
			rarest = max(rarest, samplesFor(q.Metric)/f.Offered.Value)
		}
	}
	most := float64(c.Sides[0].study.Options.MaxEvents)/replicationsCompared/max(speed, 1) - c.WarmUp
	if speed == 0 { // nothing settles; a look at all of them alike
		first := c.Sides[0].pilot
		settled, most = first.Seconds/replicationsCompared, first.Seconds
	}
	c.Seconds = max(min(max(settled, rarest), most), c.WarmUp, 1e-3)
}

// pilotReplications is how many replications the warm-up of a run that settles
// is added up over.
const pilotReplications = 2

// samplesFor is how many answers a replication should have for a percentile,
// with a tenth more than the fewest.
func samplesFor(metric string) float64 {
	switch metric {
	case "p99":
		return 1_100
	case "p999":
		return 11_000
	}
	return 200
}

// pass is how many replications one design runs before it is the next one's
// turn, so that an interrupted comparison has some of all.
const pass = 3

// replicate runs all designs over the same window. When it is interrupted it
// keeps the replications that all designs have finished.
func (c *Comparison) replicate(ctx context.Context) error {
	for first := 0; first < replicationsCompared; first += pass {
		for i, s := range c.Sides {
			o := s.study.Options
			runs, err := sim.Replicate(ctx, s.program, sim.ReplicateOptions{
				Seed: c.Seed, First: first, N: pass, WarmUp: c.WarmUp, Seconds: c.Seconds, MaxLive: o.MaxLive,
				Progress: func(done int, events uint64) {
					share := float64(first*len(c.Sides)+i*pass+done) / float64(replicationsCompared*len(c.Sides))
					o.Progress(Progress{What: s.Name, Done: 0.5 + share/2, Events: events})
				},
			})
			if err != nil {
				c.Interrupted, c.Replications = true, first
				for _, s := range c.Sides {
					s.runs = s.runs[:first]
				}
				return err
			}
			s.runs = append(s.runs, runs...)
		}
	}
	return nil
}

// judge holds the requirements of a design against its replications; those
// that no run measures keep the word of the closed forms.
func (s *Side) judge() {
	for _, q := range s.study.Requirements {
		if q.Metric != "throughput" && measurable(q) {
			q.Simulate = s.testimony(q)
		}
		q.settle()
	}
	s.Requirements = s.study.Requirements
	s.Verdict = overall(s.Requirements)
	if len(s.growth) > 0 {
		s.Verdict = model.Broken
	}
}

// testimony is what the replications say of a requirement.
func (s *Side) testimony(q *Requirement) Testimony {
	n := s.number(requirementOf(q))
	switch q.Metric {
	case "errors":
		n = s.unseen(n, bare(q.Target))
	case "availability":
		failed := s.unseen(complement(n), bare(q.Target))
		n = complement(failed)
	}
	switch {
	case n.Known():
		return q.testify(n.Value, n.Low, n.High)
	case len(s.growth) > 0:
		return Testimony{Heard: true, Verdict: model.Broken, Why: n.Why}
	}
	return Testimony{Heard: true, Verdict: model.Unknown, Why: n.Why}
}

// reader reads one number of a run.
type reader func(*sim.Result) sim.Number

// requirementOf reads what a requirement is about.
func requirementOf(q *Requirement) reader {
	return func(r *sim.Result) sim.Number {
		for _, x := range r.Requirements {
			if x.Name == q.Name && x.Metric == q.Metric {
				return x.Value
			}
		}
		return sim.Number{Why: "this run does not measure it"}
	}
}

// values reads a number in every replication; why says why there are none.
func (s *Side) values(read reader) (values []float64, why string) {
	if len(s.growth) > 0 {
		return nil, s.Why
	}
	for _, r := range s.runs {
		n := read(r)
		if !n.Known() {
			return nil, n.Why
		}
		values = append(values, n.Value)
	}
	return values, ""
}

// number is the mean over the replications with its interval.
func (s *Side) number(read reader) sim.Number {
	values, why := s.values(read)
	if why != "" {
		return sim.Number{Why: why}
	}
	i := stats.MeanInterval(values)
	return sim.Number{Value: i.Value, Low: i.Low, High: i.High}
}

// unseen widens a share of failures of which none was seen: with 95%
// confidence it is below 3/n (the rule of three: Hanley and Lippman-Hand,
// JAMA 1983).
func (s *Side) unseen(n sim.Number, flow string) sim.Number {
	if !n.Known() || n.Value != 0 {
		return n
	}
	offered := uint64(0)
	for _, r := range s.runs {
		offered += r.Flows[flow].Counts.Offered
	}
	n.Low, n.High = 0, min(1, 3/float64(max(offered, 1)))
	return n
}

// complement turns a share into the share of the rest.
func complement(n sim.Number) sim.Number {
	return sim.Number{Value: 1 - n.Value, Low: 1 - n.High, High: 1 - n.Low, Why: n.Why}
}

// difference is how much more one design has than another, paired by
// replication.
func difference(of, than *Side, read reader) sim.Number {
	a, why := of.values(read)
	b, other := than.values(read)
	switch {
	case why != "":
		return sim.Number{Why: of.Name + ": " + why}
	case other != "":
		return sim.Number{Why: than.Name + ": " + other}
	}
	i := stats.PairedDifference(a, b)
	return sim.Number{Value: i.Value, Low: i.Low, High: i.High}
}

// Regression tells whether a later design breaks what the first does not.
func (c *Comparison) Regression() bool {
	first := c.Sides[0]
	return slices.ContainsFunc(c.Sides[1:], func(s *Side) bool {
		if len(s.growth) > 0 && len(first.growth) == 0 {
			return true
		}
		return slices.ContainsFunc(s.Requirements, func(q *Requirement) bool {
			same := func(o *Requirement) bool { return o.Name == q.Name && o.Metric == q.Metric }
			i := slices.IndexFunc(first.Requirements, same)
			return q.Verdict == model.Broken && (i < 0 || first.Requirements[i].Verdict != model.Broken)
		})
	})
}

// Names are the names of the designs in order.
func (c *Comparison) Names() []string {
	names := make([]string, len(c.Sides))
	for i, s := range c.Sides {
		names[i] = s.Name
	}
	return names
}

// mostNamed is how many numbers a sentence names one by one.
const mostNamed = 4

// Sentence says who is better at what, in one line.
func (c *Comparison) Sentence() string {
	wins := make([][]string, len(c.Sides))
	for _, row := range c.Rows {
		if i := slices.Index(c.Names(), row.Winner); i >= 0 {
			wins[i] = append(wins[i], row.Describe())
		}
	}
	var parts []string
	for i, s := range c.Sides {
		if n := len(wins[i]); n > 0 {
			if n > mostNamed {
				wins[i] = append(wins[i][:mostNamed:mostNamed], fmt.Sprintf("%d more", n-mostNamed))
			}
			parts = append(parts, fmt.Sprintf("%s is better at %s", s.Name, join(wins[i])))
		}
	}
	if len(parts) == 0 {
		return "No difference stands out of the noise of these runs."
	}
	return strings.Join(parts, "; ") + "."
}
