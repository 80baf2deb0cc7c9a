package study

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

// shop is a small design with a requirement of each kind that both witnesses
// speak to, and a decision to weigh.
const shop = `
loadpath: 1
system: shop
title: The shop
assume:
  buys: {value: 20/s, sure: low, source: "a guess"}
growth: {buy: 30%/y}
requirements:
  quality:
    fast:    {flow: buy, p99: 120ms, mean: 40ms}
    sound:   {flow: buy, errors: 1%}
    carries: {flow: buy, throughput: 60/s}
    budget:  {cost: $500/month}
components:
  web: {kind: service, replicas: 2, slots: 8, queue: 20, price: $100/month, mttf: 30d, mttr: 1h}
  db:  {kind: sql, slots: 4, price: $150/month, mttf: 60d, mttr: 30min}
flows:
  buy: {rate: "= buys", steps: [{call: web, work: 10ms, timeout: 2s, steps: [{read: db, work: 5ms}]}]}
load:
  rush: {level: mean, ramp: {to: 2x, over: 10s, hold: 10s}, for: 30s}
decisions:
  where: {options: {here: {variant: base}, there: {variant: big}}, chosen: here, because: it is enough}
variants:
  big: {components: {db: {slots: 8, price: $300/month}}}
`

// quick keeps the simulations of tests short.
const quick = 60_000

func loadedText(t testing.TB, text string) *model.Design {
	t.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte(text), nil })
	if err != nil {
		t.Fatal(err)
	}
	if problems.HasErrors() {
		t.Fatalf("%v", problems)
	}
	return d
}

func estimatedText(t testing.TB, text string) *Study {
	t.Helper()
	s, err := Estimate(loadedText(t, text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ran(t testing.TB, text string, opt Options) *Study {
	t.Helper()
	if opt.MaxEvents == 0 {
		opt.MaxEvents = quick
	}
	s, err := Run(context.Background(), loadedText(t, text), opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func written(t testing.TB, v any) string {
	t.Helper()
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// requirementNamed returns a requirement by name and metric.
func requirementNamed(t testing.TB, s *Study, name, metric string) *Requirement {
	t.Helper()
	for _, r := range s.Requirements {
		if r.Name == name && r.Metric == metric {
			return r
		}
	}
	t.Fatalf("there is no requirement %s %s", name, metric)
	return nil
}

func TestReviewHearsBothWitnesses(t *testing.T) {
	s := ran(t, shop, Options{})
	for _, metric := range []string{"p99", "mean"} {
		r := requirementNamed(t, s, "fast", metric)
		if !r.Estimate.Heard || !r.Simulate.Heard || r.Verdict != model.Met || r.Note != "" || r.Margin == nil {
			t.Errorf("fast %s: %+v", metric, r)
		}
		if r.Disagree() {
			t.Errorf("fast %s: %+v and %+v disagree", metric, r.Estimate, r.Simulate)
		}
	}
	budget := requirementNamed(t, s, "budget", "cost")
	if budget.Simulate.Heard || budget.Note != "one witness" || budget.Verdict != model.Met {
		t.Errorf("budget: %+v", budget)
	}
	carries := requirementNamed(t, s, "carries", "throughput")
	if carries.Verdict != model.Met || math.Abs(carries.Simulate.Value-60) > 6 {
		t.Errorf("carries: %+v", carries)
	}
	if s.Verdict != model.Met || s.VerdictSentence() != "Every requirement holds." {
		t.Errorf("%s: %s", s.Verdict, s.VerdictSentence())
	}
	if x := s.Saturates; x == nil || x.Component == "" || x.Simulated == nil || math.Abs(x.Simulated.Value-x.Utilization) > 0.05 {
		t.Errorf("saturates: %+v", x)
	}
}

func TestEstimateAloneListsRequirementsWithOneWitness(t *testing.T) {
	s := estimatedText(t, shop)
	if len(s.Requirements) != 5 || s.Verdict != model.Met {
		t.Fatalf("%d requirements, verdict %s", len(s.Requirements), s.Verdict)
	}
	for _, r := range s.Requirements {
		if !r.Estimate.Heard || r.Simulate.Heard || r.Note != "one witness" || r.Verdict != model.Met {
			t.Errorf("%s %s: %+v", r.Name, r.Metric, r)
		}
	}
}

func TestThroughputDoesNotDependOnTheScaleOfTheStudy(t *testing.T) {
	d := loadedText(t, shop)
	var values []float64
	for _, scale := range []float64{0.5, 1, 3} {
		s, err := Estimate(d, Options{Scale: scale})
		if err != nil {
			t.Fatal(err)
		}
		r := requirementNamed(t, s, "carries", "throughput")
		factor, ok := s.throughputFactor(r)
		if !ok || math.Abs(factor*scale-3) > 1e-9 {
			t.Errorf("scale %g: the load is multiplied by %g more, want 60/s over 20/s", scale, factor)
		}
		values = append(values, r.Estimate.Value)
	}
	for _, v := range values {
		if math.Abs(v/values[0]-1) > 1e-6 {
			t.Errorf("capacities %v, want all alike", values)
		}
	}
	// 8 slots are held 15 ms by web on each of 2 replicas; db has 4 for 5 ms.
	if math.Abs(values[0]-800) > 40 {
		t.Errorf("capacity %g/s, want about 4 / 5 ms", values[0])
	}
}

func TestCapacityDoesNotDependOnHowSureTheLoadIs(t *testing.T) {
	r := requirementNamed(t, estimatedText(t, shop), "carries", "throughput")
	if low, high := r.Estimate.Low, r.Estimate.High; high-low > 0.01*r.Estimate.Value {
		t.Errorf("the capacity is %g to %g because the load is a guess", low, high)
	}
}

func TestBrokenDesignNamesWhatGrows(t *testing.T) {
	const crowded = `
loadpath: 1
system: crowded
requirements: {quality: {fast: {flow: f, p99: 1s}, carries: {flow: f, throughput: 300/s}}}
components: {web: {kind: service, slots: 1}}
flows: {f: {rate: 200/s, steps: [{call: web, work: 10ms}]}}
`
	s := ran(t, crowded, Options{})
	fast := requirementNamed(t, s, "fast", "p99")
	if fast.Verdict != model.Broken || fast.Margin != nil || !strings.Contains(fast.Simulate.Why, "web") {
		t.Errorf("fast: %+v", fast)
	}
	carries := requirementNamed(t, s, "carries", "throughput")
	if carries.Verdict != model.Broken || !strings.HasPrefix(carries.Simulate.Why, "at 300/s") || math.Abs(*carries.Margin+2./3) > 1e-9 {
		t.Errorf("carries: %+v", carries)
	}
	want := "Does not hold: fast and carries. web saturates first, at 0.5x this load."
	if got := s.VerdictSentence(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if v := VerdictOf(s.Simulation); v != model.Broken {
		t.Errorf("the run alone is %s", v)
	}
}

func TestLostRequestsAreNotThroughput(t *testing.T) {
	const refusing = `
loadpath: 1
system: refusing
requirements: {quality: {carries: {flow: f, throughput: 90/s}}}
components: {web: {kind: service, slots: 1, queue: 1}}
flows: {f: {rate: 10/s, steps: [{call: web, work: 10ms}]}}
`
	r := requirementNamed(t, ran(t, refusing, Options{}), "carries", "throughput")
	if r.Simulate.Verdict != model.Broken {
		t.Errorf("a quarter is refused at 90/s, and the run says %+v", r.Simulate)
	}
}

func TestOptionsOfADecisionAreMeasured(t *testing.T) {
	s := ran(t, shop, Options{})
	choices := s.ChoicesOf(s.Design.Decisions.Get("where"))
	if len(choices) != 2 {
		t.Fatalf("%d choices, want 2", len(choices))
	}
	here, there := choices[0], choices[1]
	if here.Option != "here" || here.Variant != "base" || !here.Chosen || there.Option != "there" || there.Variant != "big" || there.Chosen {
		t.Errorf("%+v\n%+v", here, there)
	}
	if here.Cost.Month.Value >= there.Cost.Month.Value || there.Saturates.Factor <= here.Saturates.Factor || here.Components != 2 {
		t.Errorf("more slots must cost more and carry more: %+v %+v", here, there)
	}
	for _, r := range there.Requirements {
		if r.Metric == "throughput" || r.Metric == "p99" && !r.Simulate.Heard {
			t.Errorf("%+v", r)
		}
	}
}

func TestStudyOfAVariantMeasuresOnlyItself(t *testing.T) {
	d, problems := loadedText(t, shop).Apply("big")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	s, err := Run(context.Background(), d, Options{MaxEvents: quick})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Choices) != 1 || s.Choices[0].Variant != "big" {
		t.Errorf("%+v", s.Choices)
	}
	if want := "peak load, variant big, seed 1"; s.Circumstances() != want {
		t.Errorf("%q, want %q", s.Circumstances(), want)
	}
}

// shelf is a Cache that counts.
type shelf struct {
	sync.Mutex
	kept         map[string][]byte
	hits, misses int
}

func (c *shelf) Get(key string) []byte {
	c.Lock()
	defer c.Unlock()
	data := c.kept[key]
	if data == nil {
		c.misses++
	} else {
		c.hits++
	}
	return data
}

func (c *shelf) Put(key string, data []byte) {
	c.Lock()
	defer c.Unlock()
	c.kept[key] = data
}

func TestCacheChangesNothingButTheTime(t *testing.T) {
	c := &shelf{kept: map[string][]byte{}}
	first := written(t, ran(t, shop, Options{Cache: c}))
	if c.hits != 0 || c.misses != 3 { // the load, the throughput, the variant
		t.Fatalf("%d hits and %d misses, want 0 and 3", c.hits, c.misses)
	}
	second := written(t, ran(t, shop, Options{Cache: c}))
	if c.hits != 3 {
		t.Errorf("%d results came from the cache, want 3", c.hits)
	}
	if first != second {
		t.Errorf("the review differs: %s", firstDifference(first, second))
	}
	if plain := written(t, ran(t, shop, Options{})); plain != first {
		t.Error("the same design and seed give other bytes")
	}
	ran(t, shop, Options{Cache: c, Seed: 2})
	ran(t, shop, Options{Cache: c, MaxEvents: 2 * quick})
	if c.hits != 3 {
		t.Errorf("another seed or bound took %d results of other runs", c.hits-3)
	}
	for key := range c.kept {
		c.kept[key] = []byte("not a result")
	}
	if again := written(t, ran(t, shop, Options{Cache: c})); again != first {
		t.Error("a damaged cache changes the review")
	}
}

func TestUnknownLoadNamesTheLoads(t *testing.T) {
	d := loadedText(t, shop)
	_, fromEstimate := Estimate(d, Options{Load: "noon"})
	_, fromRun := Run(context.Background(), d, Options{Load: "noon"})
	_, fromSimulate := Simulate(context.Background(), d, Options{Load: "noon"})
	for _, err := range []error{fromEstimate, fromRun, fromSimulate} {
		if want := `shop has no load "noon"; it has mean, peak, rush`; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestInterruptedStudyReturnsItsReason(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if s, err := Run(ctx, loadedText(t, shop), Options{}); !errors.Is(err, context.Canceled) || s == nil || !s.Interrupted {
		t.Errorf("Run: %v, with the part %+v", err, s)
	}
	if _, err := Simulate(ctx, loadedText(t, shop), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Simulate: %v", err)
	}
}

func TestProgressOnlyGoesForward(t *testing.T) {
	var all []Progress
	ran(t, shop, Options{Progress: func(p Progress) { all = append(all, p) }})
	for i, p := range all {
		if p.Done < 0 || p.Done > 1+1e-12 || p.What == "" || i > 0 && (p.Done < all[i-1].Done || p.Events < all[i-1].Events) {
			t.Fatalf("%d: %+v after %+v", i, p, all[max(i-1, 0)])
		}
	}
	if len(all) < 3 || all[len(all)-1].Done < 1-1e-9 {
		t.Errorf("%d reports, the last %+v", len(all), all[len(all)-1])
	}
}

func TestSimulateKeepsTheTimelineWhenAsked(t *testing.T) {
	d := loadedText(t, shop)
	for _, timeline := range []bool{false, true} {
		r, err := Simulate(context.Background(), d, Options{Load: "rush", Timeline: timeline, MaxEvents: 1_000_000})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(r.Timeline) > 0; got != timeline {
			t.Errorf("timeline %v: %d rows", timeline, len(r.Timeline))
		}
	}
}

func TestReviewJSONHasTheShapeOfTheLanguage(t *testing.T) {
	var got map[string]json.RawMessage
	if err := json.Unmarshal([]byte(written(t, ran(t, shop, Options{}))), &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"steps", "requirements", "saturates", "availability", "cost", "assumptions", "findings", "verdict", "estimate", "simulate", "choices"} {
		if len(got[key]) == 0 || string(got[key]) == "null" {
			t.Errorf("%s is missing", key)
		}
	}
	var requirements []struct {
		Name               string
		Limit              float64
		Estimate, Simulate *struct {
			Value, Low, High *float64
			Verdict          string
		}
		Verdict string
		Margin  *float64
		File    string
		Line    int
	}
	if err := json.Unmarshal(got["requirements"], &requirements); err != nil {
		t.Fatal(err)
	}
	budget := requirements[len(requirements)-1]
	if budget.Name != "budget" || math.Abs(budget.Limit-500) > 1e-6 || math.Abs(*budget.Estimate.Value-350) > 1e-6 || budget.Simulate != nil || math.Abs(*budget.Margin-0.3) > 1e-9 {
		t.Errorf("money must be per month: %+v %+v", budget, budget.Estimate)
	}
	if budget.File != "design.yaml" || budget.Line != 13 || budget.Verdict != "met" {
		t.Errorf("%+v", budget)
	}
	if fast := requirements[0]; *fast.Estimate.Low > *fast.Estimate.Value || *fast.Simulate.High < *fast.Simulate.Value || fast.Simulate.Verdict != "met" {
		t.Errorf("%+v", fast)
	}
	var cost struct {
		Month struct{ Value float64 }
	}
	if err := json.Unmarshal(got["cost"], &cost); err != nil || math.Abs(cost.Month.Value-350) > 1e-6 {
		t.Errorf("cost %+v, %v", cost, err)
	}
}

func TestEmptyReviewWritesEmptyLists(t *testing.T) {
	text := written(t, ran(t, "loadpath: 1\nsystem: empty\n", Options{}))
	for _, key := range []string{"requirements", "assumptions", "choices"} {
		if !strings.Contains(text, `"`+key+`": []`) {
			t.Errorf("%s is not an empty list in\n%.300s", key, text)
		}
	}
}

func TestStepsAreFoundByNumberAndName(t *testing.T) {
	s := estimatedText(t, shop)
	byNumber, byName := s.Step("5"), s.Step("scale")
	if byNumber == nil || byNumber != byName || byName.Step.Number != 5 {
		t.Errorf("step 5 is %v, scale is %v", byNumber, byName)
	}
	if s.Step("17") != nil || s.Step("party") != nil {
		t.Error("there is a step that does not exist")
	}
	if text := written(t, OneStep{s, byName}); !strings.Contains(text, `"number": 5`) || !strings.Contains(text, `"open": [`) {
		t.Errorf("%s", text)
	}
}

func TestGuidesShowEveryStepInTheirOrder(t *testing.T) {
	s := estimatedText(t, shop)
	for _, name := range []string{"6", "7", "11", "13", "16", ""} {
		stages, err := s.Process(name)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int]bool{}
		for _, stage := range stages {
			for _, step := range stage.Steps {
				seen[step.Step.Number] = true
			}
		}
		if len(seen) != 16 {
			t.Errorf("guide %q shows %d steps", name, len(seen))
		}
	}
	stages, _ := s.Process("7")
	if stages[1].Title != "Business requirements" || stages[1].Steps[0].Step.Number != 2 || !stages[len(stages)-1].Beyond {
		t.Errorf("%+v", stages)
	}
	if text := written(t, stages); !strings.Contains(text, `"beyond_this_guide": true`) {
		t.Error(text)
	}
	if _, err := s.Process("9"); err == nil {
		t.Error("there is a guide of nine steps")
	}
}

func TestQuantitiesAreChosenByTheBeginningOfTheirName(t *testing.T) {
	s := estimatedText(t, shop)
	var got struct{ Quantities []struct{ ID string } }
	if err := json.Unmarshal([]byte(written(t, s.Quantities("flows.buy.latency"))), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Quantities) != 7 {
		t.Errorf("%v, want mean and six percentiles", got.Quantities)
	}
	if text := written(t, s.Quantities("flows.nobody")); !strings.Contains(text, "[]") {
		t.Errorf("nothing is %s, want an empty list", text)
	}
	var all struct {
		Quantities   []struct{ ID string }
		Availability struct{ Flows []struct{ Flow string } }
	}
	if err := json.Unmarshal([]byte(written(t, s.Quantities(""))), &all); err != nil || len(all.Quantities) != len(s.Sheet.Quantities()) || len(all.Availability.Flows) != len(s.Availability) {
		t.Errorf("no prefix is not the whole sheet with its availability: %v %d quantities, %v", err, len(all.Quantities), all.Availability)
	}
	if ids := s.IDs(); !slices.Contains(ids, "cost.month") || len(ids) != len(s.Sheet.Quantities()) {
		t.Errorf("%v", ids)
	}
}
