package study

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

var update = flag.Bool("update", false, "write docs/fidelity.md anew")

const fidelityPage = "../../docs/fidelity.md"

// Both witnesses are asked for every published value that a design can have,
// under the same id. What they say is the page docs/fidelity.md.
func TestWitnessesMeetPublishedValues(t *testing.T) {
	var all []outcome
	for _, c := range publishedCases(t) {
		how, ok := fidelity[c.ID]
		if !ok {
			t.Errorf("case %s is not in the table", c.ID)
			continue
		}
		o := compare(t, c, how)
		for _, r := range o.rows {
			for _, complaint := range r.complaints() {
				t.Errorf("%s: %s: %s", c.ID, r.name(), complaint)
			}
		}
		all = append(all, o)
	}
	covered, exact := coverage(all)
	if float64(covered) < 0.9*float64(exact) {
		t.Errorf("the 95%% intervals of the simulator cover %d of %d exact values, want nine of ten", covered, exact)
	}
	kept, err := os.ReadFile(fidelityPage)
	if err != nil {
		t.Fatal(err)
	}
	_, covering, measured := strings.Cut(string(kept), coverageHead)
	page := fidelityText(all)
	if measured {
		page += coverageHead + covering
	}
	if *update {
		if err := os.WriteFile(fidelityPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(kept) != page {
		t.Errorf("docs/fidelity.md is stale; run go test ./internal/study -run Published -update; %s", firstDifference(string(kept), page))
	}
}

// published is one case of the queueing package's testdata/queueing.json:
// closed forms and published results that nobody here worked out.
type published struct {
	ID        string
	Kind      string
	Expected  map[string]any // numbers, and a list of them
	Tolerance float64        `json:"rel_tolerance"`
	Source    string
}

func publishedCases(t *testing.T) []published {
	t.Helper()
	text, err := os.ReadFile("../queueing/testdata/queueing.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []published }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Cases
}

// value returns an expected value, or an item of a list of them.
func (c published) value(key string, item int) (float64, bool) {
	x := c.Expected[key]
	if list, ok := x.([]any); ok && item < len(list) {
		x = list[item]
	}
	v, ok := x.(float64)
	return v, ok
}

// fidelityCase says how a case is asked of a design, testdata/fidelity/<id>.yaml.
type fidelityCase struct {
	readings []reading
	unasked  map[string]string // values that no design has, and why
	options  Options
	absolute bool // the tolerance is absolute, not relative
	inexact  bool // the published value is itself a limit or an approximation
}

// reading says where a witness has a published value.
type reading struct {
	key       string // of the case
	item      int    // of a list, from 0
	system    string // which of several in the design; "" for the only one
	of        term
	noFormula string // why the estimate has none
	noRun     string // why a simulation has none
	rough     string // why the formula is further off than allowed
	drawn     bool   // a mean of draws where the case's tolerance is that of exact arithmetic
}

// outcome is what came of one case.
type outcome struct {
	published
	fidelityCase
	rows []row
}

// row is one published value beside what the witnesses say.
type row struct {
	reading
	expected, allowed   float64
	inexact             bool
	estimate, simulated number
}

// sampling is what a run may be off where a case allows next to nothing, but
// the value is a mean of draws.
const sampling = 0.01

// compare runs the design of a case through both witnesses.
func compare(t *testing.T, c published, how fidelityCase) outcome {
	t.Helper()
	out := outcome{published: c, fidelityCase: how}
	estimate, simulated := witnesses(t, c.ID, how.options)
	asked := map[string]bool{}
	for _, r := range how.readings {
		asked[r.key] = true
		want, ok := c.value(r.key, r.item)
		if !ok {
			t.Errorf("%s has no value %q", c.ID, r.key)
			continue
		}
		allowed := c.Tolerance
		if !how.absolute {
			allowed *= math.Abs(want)
		}
		out.rows = append(out.rows, row{r, want, allowed, how.inexact, r.ask(estimate, r.noFormula), r.ask(simulated, r.noRun)})
	}
	for key := range c.Expected {
		if !asked[key] && how.unasked[key] == "" {
			t.Errorf("%s: nobody is asked for %q, and nothing says why", c.ID, key)
		}
	}
	return out
}

// ask returns what a witness says, or why it has nothing to say.
func (r reading) ask(w witness, why string) number {
	if why != "" {
		return number{Why: why, granted: true}
	}
	return r.of(w)
}

// witnesses estimates and simulates a design of testdata/fidelity.
func witnesses(t *testing.T, id string, opt Options) (estimate, simulated witness) {
	t.Helper()
	d, problems, err := model.Load("testdata/fidelity/"+id+".yaml", os.ReadFile)
	if err != nil || problems.HasErrors() {
		t.Fatalf("%s does not load: %v %+v", id, err, problems)
	}
	opt.Seed, opt.Timeline = 1, true
	opt.Precision = cmp.Or(opt.Precision, 0.01)
	opt.MaxEvents = cmp.Or(opt.MaxEvents, 10_000_000)
	s, err := Estimate(d, opt)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Simulate(context.Background(), d, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d events, settled %v %s", id, r.Events, r.Settled, r.Why)
	return computed(s), measured(t, r)
}

// witness is what one witness says, by id.
type witness map[string]number

// number is a value with its 95% interval, or the reason why there is none.
type number struct {
	Value, Low, High float64
	Why              string
	granted          bool // that it need not have one
	approximate      bool // as its formula says
}

func (w witness) get(id string) number {
	if n, ok := w[id]; ok {
		return n
	}
	return number{Why: "it has no " + id}
}

func computed(s *Study) witness {
	w := witness{}
	for _, q := range s.Sheet.Quantities() {
		low, high := q.Interval95()
		w[q.ID] = number{Value: q.Value, Low: low, High: high, Why: q.Why, approximate: strings.Contains(q.Formula, "approximate")}
	}
	return w
}

// measured names every number of a result by its place in its JSON, which is
// what the ids of the estimate are made of too.
func measured(t *testing.T, r *sim.Result) witness {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	w := witness{}
	w.collect("", tree)
	w.overload(r)
	return w
}

func (w witness) collect(prefix string, tree map[string]any) {
	or := func(x any, other float64) float64 {
		if v, ok := x.(float64); ok {
			return v
		}
		return other
	}
	if value, ok := tree["value"]; ok {
		n := number{Value: or(value, math.NaN()), Low: or(tree["low"], math.Inf(-1)), High: or(tree["high"], math.Inf(1))}
		if value == nil {
			n.Why = fmt.Sprint(tree["why"])
		}
		w[strings.TrimSuffix(prefix, ".")] = n
		return
	}
	for name, x := range tree {
		switch x := x.(type) {
		case map[string]any:
			w.collect(prefix+name+".", x)
		case float64:
			w[prefix+name] = number{Value: x, Low: x, High: x}
		}
	}
}

// overload reads from the timeline of the flow "ask" how many were in the
// system at most, at the end of a second, and how long after the first minute
// the last of them was served.
func (w witness) overload(r *sim.Result) {
	var most, drained float64
	for _, second := range r.Timeline {
		f, ok := second.Flows["ask"]
		if !ok {
			return
		}
		most = max(most, float64(f.InFlight))
		if end := second.T + 1; end > 60 && f.InFlight > 1 {
			drained = end + 1 - 60
		}
	}
	w["timeline.most"] = number{Value: most, Low: most, High: most}
	w["timeline.drained"] = number{Value: drained, Low: drained, High: drained}
}

// term is how a published value follows from what a witness says.
type term func(witness) number

func at(id string) term { return func(w witness) number { return w.get(id) } }

// either takes the first that the witness has.
func either(a, b term) term {
	return func(w witness) number {
		if n := a(w); n.Why == "" {
			return n
		}
		return b(w)
	}
}

// combine joins terms by a function; the interval is that of ends that are all
// as far off as they can be.
func combine(f func(x, y float64) float64, a, b term, falls bool) term {
	return func(w witness) number {
		x, y := a(w), b(w)
		if x.Why != "" || y.Why != "" {
			return number{Why: cmp.Or(x.Why, y.Why)}
		}
		if falls {
			y.Low, y.High = y.High, y.Low
		}
		return number{Value: f(x.Value, y.Value), Low: f(x.Low, y.Low), High: f(x.High, y.High), approximate: x.approximate || y.approximate}
	}
}

func constant(v float64) term {
	return func(witness) number { return number{Value: v, Low: v, High: v} }
}

func plus(a, b term) term  { return combine(func(x, y float64) float64 { return x + y }, a, b, false) }
func minus(a, b term) term { return combine(func(x, y float64) float64 { return x - y }, a, b, true) }
func over(a, b term) term  { return combine(func(x, y float64) float64 { return x / y }, a, b, true) }
func scaled(by float64, a term) term {
	return combine(func(x, y float64) float64 { return x * y }, a, constant(by), false)
}
