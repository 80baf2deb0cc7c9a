package study

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/search"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/syntax"
)

// What a campaign tries.
const (
	Singles = "singles"
	Pairs   = "pairs"
)

// Finding is what a campaign of faults has tried, and what it found beside the
// scenarios themselves.
type Finding struct {
	What         string           `json:"what"` // singles or pairs
	Load         string           `json:"load"`
	Slice        *CampaignSlice   `json:"slice"` // the part of the load that was run; null for the whole
	Counts       FindingCounts    `json:"counts"`
	Already      []search.Already `json:"broken_undisturbed,omitempty"` // requirements by which no scenario is judged
	SinglePoints []SingleFault    `json:"single_points"`                // what a static analysis knows to take flows down alone; they were tried first
	Screened     []ScreenedFault  `json:"screened"`                     // closed forms say that they cannot hurt
	Impossible   []ScreenedFault  `json:"impossible,omitempty"`
	Undecided    []ScreenedFault  `json:"undecided,omitempty"` // singles that the budget of events did not reach, or cut off
	Check        *PairCheck       `json:"check,omitempty"`     // of the reasons for which pairs were pruned
	Score        *search.Score    `json:"score"`
	Tipping      []TippingPoint   `json:"tipping,omitempty"`
	Regression   *Regression      `json:"regression,omitempty"`
}

// TippingPoint is where a scenario stops to be survived.
type TippingPoint struct {
	Scenario string `json:"scenario"`
	search.Tipping
}

// Regression is a failure that is written into the design file, so that what
// was found stays mended.
type Regression struct {
	Name string `json:"name"`
	Text string `json:"text"` // under failures.NAME
	Why  string `json:"why"`
}

// Search is what a campaign looks for.
type Search struct {
	What    string // singles or pairs
	Only    string // show this scenario alone, and tip and shrink it; the worst when empty
	Tipping bool
	Shrink  bool
	Events  float64 // that all singles may take; 0 for so many as end in a minute on two cores
}

// tipped is of how many scenarios the tipping points are looked for when none is
// named.
const tipped = 3

// tip looks for the tipping points of the worst scenarios, or of the one that is
// asked for, and shrinks the worst that ends badly.
func (out *Campaign) tip(ctx context.Context, c *search.Campaign, what Search) error {
	n := 0
	for i := range out.Scenarios {
		r := &out.Scenarios[i]
		s := c.Suspect(r.Name)
		if s == nil || what.Only != "" && r.Name != what.Only || what.Only == "" && (n >= tipped || r.Verdict.Comes()) {
			continue
		}
		n++
		if what.Shrink && out.Find.Regression == nil && r.Verdict.Bad() {
			reg, tips, err := c.Shrink(ctx, s)
			if err != nil {
				return err
			}
			if reg != nil {
				out.Find.Regression = &Regression{reg.Name, reg.Text, reg.Why}
			}
			out.Find.addTips(r.Name, tips)
			continue
		}
		if !what.Tipping {
			continue
		}
		tips, err := c.Tip(ctx, s)
		if err != nil {
			return err
		}
		out.Find.addTips(r.Name, tips)
	}
	return nil
}

func (f *Finding) addTips(scenario string, tips []search.Tipping) {
	for _, t := range tips {
		f.Tipping = append(f.Tipping, TippingPoint{scenario, t})
	}
}

// Write returns the text of the design's file with the regression under
// failures; every other byte stays as it is.
func (r *Regression) Write(d *model.Design) (file string, text []byte, err error) {
	src := d.Doc.Sources[0]
	edits, err := syntax.Set(src, syntax.Path{"failures", r.Name}, r.Text)
	if err != nil {
		return "", nil, fmt.Errorf("write failure %s: %w", r.Name, err)
	}
	text, err = syntax.Apply(src.Text, edits)
	return src.Name, text, err
}

// FindingCounts say what became of every scenario: considered = alike +
// screened + simulated + undecided + impossible. Those of pairs stand for
// themselves: considered = pruned + simulated + undecided.
type FindingCounts struct {
	Considered int                    `json:"considered"`
	Alike      int                    `json:"alike"` // at places that are interchangeable with one that was tried
	Screened   int                    `json:"screened"`
	Simulated  int                    `json:"simulated"`
	Undecided  int                    `json:"undecided"` // not simulated to the end, or not at all
	Impossible int                    `json:"impossible"`
	Verdicts   map[search.Verdict]int `json:"verdicts"`
	Pairs      *PairCounts            `json:"pairs,omitempty"`
}

// PairCounts are those of pairs, in both orders.
type PairCounts struct {
	Considered int                    `json:"considered"`
	Pruned     int                    `json:"pruned"`
	Why        map[string]int         `json:"pruned_because"`
	Simulated  int                    `json:"simulated"`
	Undecided  int                    `json:"undecided"` // left out for their number, or not simulated to the end, or not at all
	Verdicts   map[search.Verdict]int `json:"verdicts"`
}

// PairCheck is a sample of the pruned pairs, simulated all the same.
type PairCheck struct {
	Sampled int      `json:"sampled"`
	Worse   []string `json:"worse"` // than the reason says
}

// ScreenedFault is a fault that was not simulated.
type ScreenedFault struct {
	Name  string `json:"name"`
	Fault string `json:"fault"`
	At    string `json:"at"`
	Why   string `json:"why"`
}

// Find tries every fault at every place of a design, alone or in pairs, and
// says how it comes through. What an interrupted campaign has by then is beside
// the error, and the next one goes on from there.
func Find(ctx context.Context, d *model.Design, what Search, opt Options) (*Campaign, error) {
	events := opt.MaxEvents
	opt = opt.withDefaults()
	out := &Campaign{Seed: opt.Seed, Scenarios: []ScenarioResult{}}
	kept := opt.openJournal(d)
	m := &runMeter{report: opt.Progress, undecided: map[string]bool{}}
	c, err := search.NewCampaign(ctx, d, search.CampaignOptions{
		BenchOptions: search.BenchOptions{Load: opt.Load, LoadScale: opt.Scale, Seed: opt.Seed, Slice: opt.Slice, MaxEvents: events, MaxLive: opt.MaxLive},
		Known:        kept.get,
		Events:       what.Events,
		Found: func(t *search.Tried) {
			if t.Undecided == "" { // else the next may go farther
				kept.put(t)
			}
			m.one(t)
		},
		Stage: m.begin,
	})
	if err != nil {
		out.Interrupted = ctx.Err() != nil
		return out, err
	}
	if what.Only != "" && what.What == Singles && c.Suspect(what.Only) == nil {
		kept.close()
		return nil, noScenario(c, what.Only)
	}
	err = c.Singles(ctx)
	if what.What == Pairs && err == nil {
		c.PlanPairs()
		err = c.RunPairs(ctx)
	}
	kept.close()
	out.Interrupted = err != nil
	out.fill(c, what.What)
	out.gather(d)
	if err == nil && (what.Tipping || what.Shrink) {
		err = out.tip(ctx, c, what)
		out.Interrupted = err != nil
	}
	if err == nil && what.Only != "" {
		err = out.keep(c, what.Only)
	}
	return out, err
}

// noScenario says that a campaign has no scenario of a name, and which comes
// nearest.
func noScenario(c *search.Campaign, name string) error {
	var names []string
	for _, s := range c.Suspects {
		names = append(names, s.Name)
	}
	help := "run it without --only for their names"
	if near := diag.Suggest(name, names); near != "" {
		help = fmt.Sprintf("did you mean %q?", near)
	}
	return fmt.Errorf("the campaign has no scenario %q: %s", name, help)
}

// keep leaves one scenario of a campaign. The error is for a name that it does
// not have.
func (out *Campaign) keep(c *search.Campaign, name string) error {
	for _, s := range out.Scenarios {
		if s.Name == name {
			out.Scenarios = []ScenarioResult{s}
			return nil
		}
	}
	for _, list := range [][]ScreenedFault{out.Find.Screened, out.Find.Impossible, out.Find.Undecided} {
		for _, s := range list {
			if s.Name == name {
				return fmt.Errorf("%s was not simulated: %s", name, s.Why)
			}
		}
	}
	return noScenario(c, name)
}

// Bad tells whether a scenario loses data or does not come back.
func (out *Campaign) Bad() bool {
	for i := range out.Scenarios {
		if out.Scenarios[i].Verdict.Bad() {
			return true
		}
	}
	return false
}

// fill writes what a campaign has found.
func (out *Campaign) fill(c *search.Campaign, what string) {
	tried := c.Tried
	f := &Finding{What: what, Load: c.Load(), Slice: sliceOf(c.Bench.Scale), SinglePoints: []SingleFault{}, Screened: []ScreenedFault{}, Score: c.Score()}
	if f.Slice != nil {
		f.Slice.Check = c.Check
	}
	f.Already = c.Already()
	out.Find = f
	for _, p := range c.SinglePoints() {
		if p.SinglePoint() {
			f.SinglePoints = append(f.SinglePoints, SingleFault{p.Component, p.Flows, p.Downtime.Value})
		}
	}
	places := map[string]*search.Suspect{}
	for _, s := range c.Suspects {
		places[s.Name] = s
		f.Counts.Considered += 1 + s.Alike
		f.Counts.Alike += s.Alike
	}
	for _, x := range c.Screened {
		f.Screened = append(f.Screened, ScreenedFault{x.Suspect.Name, x.Suspect.Fault.Code, x.Suspect.Target.Name, x.Why})
	}
	f.Counts.Screened = len(f.Screened)
	f.Counts.Verdicts = map[search.Verdict]int{}
	for _, t := range tried {
		s := places[t.Name]
		switch {
		case t.Impossible != "":
			f.Impossible = append(f.Impossible, ScreenedFault{t.Name, s.Fault.Code, s.Target.Name, t.Impossible})
		case t.Undecided != "":
			f.Undecided = append(f.Undecided, ScreenedFault{t.Name, s.Fault.Code, s.Target.Name, t.Undecided})
		default:
			f.Counts.Simulated++
			f.Counts.Verdicts[t.Verdict]++
		}
	}
	f.Counts.Impossible, f.Counts.Undecided = len(f.Impossible), len(f.Undecided)
	if c.Pairs != nil {
		f.pairs(c.Pairs)
		tried = append(append([]*search.Tried{}, tried...), c.Pairs.Tried...)
	}
	for _, t := range search.WorstFirst(tried) {
		if t.Decided() {
			out.Scenarios = append(out.Scenarios, foundResult(t, c.Load()))
		}
	}
}

func (f *Finding) pairs(p *search.Pairs) {
	n := &PairCounts{Considered: p.Of, Why: p.Pruned, Undecided: p.Left, Verdicts: map[search.Verdict]int{}}
	for _, k := range p.Pruned {
		n.Pruned += k
	}
	for _, t := range p.Tried {
		if !t.Decided() {
			n.Undecided++
			continue
		}
		n.Simulated++
		n.Verdicts[t.Verdict]++
	}
	f.Counts.Pairs = n
	f.Check = &PairCheck{Sampled: len(p.Sample), Worse: append([]string{}, p.Wrong...)}
}

// foundResult is a scenario of a campaign in the form of one that was declared.
func foundResult(t *search.Tried, load string) ScenarioResult {
	out := ScenarioResult{
		Name: t.Name, Load: load, Seconds: t.Seconds, Faults: t.Faults, Verdict: t.Verdict, Why: t.Why, Inject: t.Inject, Undecided: t.Undecided,
		BlindSpots: blindSpots(t.BlindSpots), Weaknesses: weaknesses(t.Weaknesses),
		Recovery: sim.Number{Why: "no requirement broke"}, Expectations: []ExpectedResult{}, Hurt: []HurtFlow{}, Chain: []ChainLink{},
	}
	switch {
	case t.Recovery != nil:
		out.Recovery = sim.Number{Value: *t.Recovery, Low: *t.Recovery, High: *t.Recovery}
	case len(t.Hurt) > 0:
		out.Recovery.Why = "not all requirements held again"
	}
	for _, h := range t.Hurt {
		out.Hurt = append(out.Hurt, HurtFlow(h))
	}
	for _, l := range t.Chain {
		out.Chain = append(out.Chain, ChainLink{l.At, l.What, l.Text})
	}
	return out
}

// journal keeps what a campaign has tried in the cache, so that an interrupted
// one goes on where it stopped.
type journal struct {
	mu    sync.Mutex
	cache Cache
	key   string
	tried map[string]*search.Tried
	saved time.Time
}

// saveEvery keeps the journal from costing more than the campaign.
const saveEvery = 2 * time.Second

func (o Options) openJournal(d *model.Design) *journal {
	h := sha256.New()
	for _, src := range d.Doc.Sources {
		fmt.Fprintf(h, "%s %d\n", src.Name, len(src.Text))
		h.Write(src.Text)
	}
	fmt.Fprintf(h, "\ncampaign 3 %q %q %v %v %v %v", d.Variant, o.Load, o.Scale, o.Seed, o.Slice, o.MaxEvents)
	j := &journal{cache: o.Cache, key: hex.EncodeToString(h.Sum(nil)), tried: map[string]*search.Tried{}, saved: time.Now()}
	if j.cache != nil {
		if data := j.cache.Get(j.key); data != nil && json.Unmarshal(data, &j.tried) != nil {
			j.tried = map[string]*search.Tried{} // written by another version; it is tried again
		}
	}
	return j
}

func (j *journal) get(name string) *search.Tried {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.tried[name]
}

func (j *journal) put(t *search.Tried) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.tried[t.Name] = t
	if time.Since(j.saved) > saveEvery {
		j.save()
	}
}

func (j *journal) close() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.save()
}

// save writes the journal; one that cannot be kept is only slower next time.
func (j *journal) save() {
	j.saved = time.Now()
	if j.cache == nil {
		return
	}
	if data, err := json.Marshal(j.tried); err == nil {
		j.cache.Put(j.key, data)
	}
}
