package study

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

func TestEveryLimitIsListed(t *testing.T) {
	d := loadedText(t, `
loadpath: 1
system: all
requirements:
  quality:
    times:   {flow: f, mean: 1ms, p50: 2ms, p75: 3ms, p90: 4ms, p95: 5ms, p99: 6ms, p999: 7ms}
    serves:  {flow: f, errors: 1%, availability: 99.9%, throughput: 5/s, staleness: 1min}
    keeps:   {data: item, rpo: 1min, rto: 5min, durability: 99.99%, duplicates: 0}
    lines:   {at: web, backlog: 200, chance: 1e-6}
    pile:    {component: web, backlog: 10, chance: 1%}
    sum:     {cost: $730}
    monthly: {cost: $730/month}
components: {web: {kind: service, slots: 1}, db: {kind: sql, stores: [item]}}
data: {item: {fields: {id: string}, key: id, size: 1kB, count: 5}}
flows: {f: {rate: 1/s, steps: [{call: web, work: 1ms, steps: [{write: db.item}]}]}}
`)
	var got []string
	for _, r := range requirementsOf(d) {
		got = append(got, r.Describe()+" "+r.Demand())
	}
	want := []string{
		"f mean at most 1 ms", "f p50 at most 2 ms", "f p75 at most 3 ms", "f p90 at most 4 ms", "f p95 at most 5 ms", "f p99 at most 6 ms", "f p999 at most 7 ms",
		"f errors at most 1%", "f availability at least 99.9%", "f throughput at least 5/s", "f staleness at most 1 min",
		"item rpo at most 1 min", "item rto at most 5 min", "item durability at least 99.99%", "item duplicates at most 0%",
		"web backlog at most 0.0001%", "web backlog at most 1%",
		"cost at most $730/month", "cost at most $730/month",
	}
	if !slices.Equal(got, want) {
		t.Errorf("limits\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// said is a testimony of a verdict; "" was not heard.
func said(v model.Verdict) Testimony { return Testimony{Heard: v != "", Verdict: v} }

func TestVerdictIsTheWorstOfThoseWhoSaySomething(t *testing.T) {
	const none = model.Verdict("")
	for _, tt := range []struct{ estimate, simulate, want model.Verdict }{
		{model.Met, model.Met, model.Met},
		{model.Met, model.Unsure, model.Unsure},
		{model.Met, model.Broken, model.Broken},
		{model.Met, model.Unknown, model.Met},
		{model.Met, none, model.Met},
		{model.Unsure, model.Broken, model.Broken},
		{model.Unsure, model.Unknown, model.Unsure},
		{model.Unsure, none, model.Unsure},
		{model.Broken, model.Unknown, model.Broken},
		{model.Broken, none, model.Broken},
		{model.Unknown, model.Unknown, model.Unknown},
		{model.Unknown, none, model.Unknown},
		{none, none, model.Unknown},
	} {
		for _, pair := range [][2]model.Verdict{{tt.estimate, tt.simulate}, {tt.simulate, tt.estimate}} {
			r := &Requirement{Estimate: said(pair[0]), Simulate: said(pair[1])}
			r.settle()
			if r.Verdict != tt.want {
				t.Errorf("%q and %q make %s, want %s", pair[0], pair[1], r.Verdict, tt.want)
			}
			if one := (pair[0] == none) != (pair[1] == none); (r.Note == "one witness") != one {
				t.Errorf("%q and %q: note %q", pair[0], pair[1], r.Note)
			}
		}
	}
}

func exactly(v float64) Testimony { return Testimony{Heard: true, Value: v, Low: v, High: v} }

func TestMarginIsWhatTheWorseWitnessLeaves(t *testing.T) {
	for _, tt := range []struct {
		name               string
		r                  Requirement
		estimate, simulate Testimony
		want               float64
	}{
		{"at most", Requirement{Metric: "p99", Kind: unit.KindTime, Limit: 0.1}, exactly(0.05), exactly(0.08), 0.2},
		{"over the limit", Requirement{Metric: "p99", Kind: unit.KindTime, Limit: 0.1}, exactly(0.3), exactly(0.08), -2},
		{"only one number", Requirement{Metric: "p99", Kind: unit.KindTime, Limit: 0.1}, exactly(0.05), Testimony{Heard: true, Why: "does not settle"}, 0.5},
		{"complement of a share", Requirement{Metric: "availability", Kind: unit.KindRatio, Limit: 0.999, AtLeast: true}, exactly(0.9995), Testimony{}, 0.5},
		{"throughput by its capacity", Requirement{Metric: "throughput", Kind: unit.KindRate, Limit: 500, AtLeast: true}, exactly(1600), exactly(499.1), 2.2},
		{"no number", Requirement{Metric: "p99", Kind: unit.KindTime, Limit: 0.1}, Testimony{}, Testimony{}, math.NaN()},
		{"nothing allowed", Requirement{Metric: "rpo", Kind: unit.KindTime}, exactly(3), Testimony{}, math.NaN()},
		{"no limit at all", Requirement{Metric: "throughput", Kind: unit.KindRate, Limit: 5, AtLeast: true}, exactly(math.Inf(1)), Testimony{}, math.NaN()},
	} {
		r := tt.r
		r.Estimate, r.Simulate = tt.estimate, tt.simulate
		r.settle()
		switch {
		case r.Margin == nil && !math.IsNaN(tt.want):
			t.Errorf("%s: no margin, want %g", tt.name, tt.want)
		case r.Margin != nil && !(math.Abs(*r.Margin-tt.want) < 1e-9):
			t.Errorf("%s: margin %g, want %g", tt.name, *r.Margin, tt.want)
		}
	}
}

func TestWitnessesDisagreeBeyondTheirIntervals(t *testing.T) {
	within := func(low, value, high float64) Testimony {
		return Testimony{Heard: true, Value: value, Low: low, High: high, Verdict: model.Met}
	}
	grows := Testimony{Heard: true, Verdict: model.Broken, Why: "web grows"}
	for _, tt := range []struct {
		name               string
		metric             string
		limit              float64
		estimate, simulate Testimony
		want               bool
	}{
		{"overlapping", "p99", 1, within(0.1, 0.2, 0.3), within(0.25, 0.3, 0.35), false},
		{"apart", "p99", 1, within(0.1, 0.1, 0.1), within(0.19, 0.2, 0.21), true},
		{"apart the other way", "p99", 1, within(0.2, 0.2, 0.2), within(0.09, 0.1, 0.11), true},
		{"apart by little", "p99", 1, within(0.2, 0.2, 0.2), within(0.205, 0.21, 0.215), false},
		{"negligible against the limit", "p99", 1000, within(0.1, 0.1, 0.1), within(0.2, 0.2, 0.2), false},
		{"no errors in either", "errors", 0.01, within(0, 0, 0), within(0, 0, 1e-5), false},
		{"too rare to be counted", "errors", 0.01, within(1e-9, 1e-9, 1e-9), within(0, 0, 0), false},
		{"errors that only one sees", "errors", 0.01, within(0, 0, 0), within(0.04, 0.05, 0.06), true},
		{"one end not known", "p99", 1, within(0.1, 0.1, 0.1), within(math.Inf(-1), 0.3, math.Inf(1)), false},
		{"one is not heard", "p99", 1, within(0.1, 0.1, 0.1), Testimony{}, false},
		{"met, but grows", "p99", 1, within(0.1, 0.1, 0.1), grows, true},
		{"both grow", "p99", 1, grows, grows, false},
		{"two meanings of availability", "availability", 0.9, within(0.99, 0.99, 0.99), within(0.5, 0.5, 0.5), false},
	} {
		r := Requirement{Metric: tt.metric, Limit: tt.limit, Estimate: tt.estimate, Simulate: tt.simulate}
		if got := r.Disagree(); got != tt.want {
			t.Errorf("%s: disagree %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestSharesNobodyCouldSeeAreShownAsNone(t *testing.T) {
	r := Requirement{Kind: unit.KindRatio}
	if got := r.Format(5.74e-144); got != "0%" {
		t.Errorf("5.74e-144 is shown as %s", got)
	}
	if got := r.Format(2e-9); got == "0%" {
		t.Error("2e-9 is shown as none")
	}
}

func TestVerdictSentenceSaysWhatMattersMost(t *testing.T) {
	named := func(name string, v model.Verdict) *Requirement { return &Requirement{Name: name, Verdict: v} }
	for _, tt := range []struct {
		all  []*Requirement
		want string
	}{
		{nil, "No requirement says what must hold."},
		{[]*Requirement{named("a", model.Met)}, "Every requirement holds."},
		{[]*Requirement{named("a", model.Broken), named("a", model.Broken), named("b", model.Unsure)}, "Does not hold: a."},
		{[]*Requirement{named("a", model.Unsure), named("b", model.Unsure), named("c", model.Unsure)}, "May hold; the intervals do not settle a, b and c."},
		{[]*Requirement{named("a", model.Unknown), named("b", model.Met)}, "What could be judged holds; not known: a."},
		{[]*Requirement{named("a", model.Unknown), named("b", model.Unknown)}, "Nothing could be judged: a and b."},
	} {
		s := &Study{Requirements: tt.all}
		s.Verdict = overall(tt.all)
		if got := s.VerdictSentence(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestRunAloneHasAVerdict(t *testing.T) {
	of := func(all ...sim.Verdict) *sim.Result {
		r := &sim.Result{}
		for _, v := range all {
			r.Requirements = append(r.Requirements, sim.Requirement{Verdict: v})
		}
		return r
	}
	for _, tt := range []struct {
		result *sim.Result
		want   model.Verdict
	}{
		{of(), model.Unknown}, {of(sim.Met, sim.Unknown), model.Met}, {of(sim.Met, sim.Unsure), model.Unsure}, {of(sim.Broken, sim.Unsure), model.Broken},
		{&sim.Result{Growing: []string{"web"}}, model.Broken},
	} {
		if got := VerdictOf(tt.result); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.result.Requirements, got, tt.want)
		}
	}
}

func TestFactorsAreShort(t *testing.T) {
	for factor, want := range map[float64]string{656.2: "656x", 5.83: "5.8x", 0.583: "0.58x", math.Inf(1): "any multiple of"} {
		if got := Times(factor); got != want {
			t.Errorf("%g is %q, want %q", factor, got, want)
		}
	}
}

// Who only wants the requirements judged, and who leaves out what no verdict
// rests on, hears what the whole study says.
func TestAShortStudyJudgesAsTheWholeOne(t *testing.T) {
	for _, name := range designs.All() {
		text, _ := designs.Text(name)
		d := loaded(t, text)
		for _, scale := range []float64{1, 4} {
			whole, err := Estimate(d, Options{Points: true, Scale: scale})
			if err != nil {
				t.Fatal(err)
			}
			brief, err := Estimate(d, Options{Points: true, Scale: scale, Brief: true})
			if err != nil {
				t.Fatal(err)
			}
			judged, err := Judge(d, Options{Scale: scale})
			if err != nil {
				t.Fatal(err)
			}
			want := written(t, whole.Requirements)
			if got := written(t, brief.Requirements); got != want {
				t.Errorf("%s at %g times the load: a brief study says\n%s\nthe whole one\n%s", name, scale, got, want)
			}
			if got := written(t, judged); got != want {
				t.Errorf("%s at %g times the load: the requirements alone are\n%s\nthose of the study\n%s", name, scale, got, want)
			}
			if !reflect.DeepEqual(brief.Saturates, whole.Saturates) || !reflect.DeepEqual(brief.Cost, whole.Cost) {
				t.Errorf("%s at %g times the load: a brief study has %+v, %+v, the whole one %+v, %+v", name, scale, brief.Saturates, brief.Cost, whole.Saturates, whole.Cost)
			}
		}
	}
}
