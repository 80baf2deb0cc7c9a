package estimate

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
	"github.com/loadpath/loadpath/internal/unit"
)

const shop = head + `
assume:
  opens: {value: 5/day, source: "access logs", sure: low}
growth: {reader: 100%/y}
actors:
  reader: {kind: human, daily: 1M, peak: 3x}
data:
  item: {size: 1kB, of: put, keep: 30d, keys: zipf(10k s=1.0)}
components:
  web: {kind: service, cores: 2, replicas: 4, price: $100/month}
  db:  {kind: sql, stores: [item], cores: 4, replicas: 2, work: 2ms, price: $200/month, replication: {mode: async, lag: 1s}, reads-from: any, backup: {every: 1d, keep: 10d}}
links: {web.db: {net: 1ms, timeout: 100ms}}
flows:
  read: {by: reader, per-user: "= opens", response: 2kB, steps: [{call: web, work: 1ms, steps: [{read: db.item}]}]}
  put:  {by: reader, rate: 10/s, request: 1kB, steps: [{call: web, work: 2ms, steps: [{write: db.item}]}]}
load:
  sale: {level: peak, ramp: {from: 0s, to: 2x}, flows: [read]}
`

func TestExplainGoesDownToTheLinesOfTheFile(t *testing.T) {
	var out bytes.Buffer
	s := Estimate(load(t, shop), Options{})
	if err := s.Explain(&out, "flows.read.rate.peak"); err != nil {
		t.Fatal(err)
	}
	want := `flows.read.rate.peak = 173.6/s (69.55/s to 362.8/s)
│   lambda_peak = lambda x peak
├─ flows.read.rate.mean = 57.87/s (23.18/s to 120.9/s)
│  │   lambda = per-user * daily
│  ├─ flows.read.per-user = 5/day (2.003/day to 10.45/day)
│  │  │   design.yaml:16: read: {by: reader, per-user: "= opens", response: 2kB, steps: [{call: web, work: 1ms, steps: [{read…
│  │  └─ assume.opens = 5/day (2.003/day to 10.45/day)
│  │         design.yaml:5: opens: {value: 5/day, source: "access logs", sure: low}
│  │         source: access logs, sure: low
│  └─ actors.reader.daily = 1M
│         design.yaml:8: reader: {kind: human, daily: 1M, peak: 3x}
└─ actors.reader.peak = 3x
       design.yaml:8: reader: {kind: human, daily: 1M, peak: 3x}
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	if err := s.Explain(&out, "flows.none"); err == nil {
		t.Error("an unknown number must be an error")
	}
}

func TestExplainNamesTheCatalogue(t *testing.T) {
	s := Estimate(load(t, head+`
components: {cache: {kind: cache, tech: redis, hit: 90%}}
flows: {f: {rate: 10/s, steps: [{get: cache}, {get: cache}]}}`), Options{})
	var out bytes.Buffer
	if err := s.Explain(&out, "flows.f.latency.mean"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"catalog/redis.work.get", "source: ", "as of 20", "components.cache.hit_ratio = 90%"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestEveryInputOfEveryNumberCanBeExplained(t *testing.T) {
	for name, text := range map[string]string{"shop": shop, "generated": modeltest.Large(20)} {
		s := Estimate(load(t, text), Options{})
		for i := range s.Quantities() {
			q := &s.Quantities()[i]
			if q.Why == "" && (math.IsNaN(q.Value) || q.Formula == "") && !strings.HasPrefix(q.ID, "cost.components") {
				t.Errorf("%s: %s = %g by %q", name, q.ID, q.Value, q.Formula)
			}
			for _, in := range q.Inputs {
				if s.Get(in) == nil && s.Leaf(in) == nil {
					t.Errorf("%s: %s rests on %s, which is nowhere", name, q.ID, in)
				}
			}
		}
	}
}

func TestJSONHasTheShapeOfTheLanguage(t *testing.T) {
	s := Estimate(load(t, shop), Options{})
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Quantities []struct {
			ID               string
			Value, Low, High *float64
			Unit, Formula    string
			Inputs           []string
			Source           string
			Why              string
		}
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	byID := map[string]int{}
	for i, q := range got.Quantities {
		byID[q.ID] = i
		if (q.Value == nil) == (q.Why == "") || q.Inputs == nil {
			t.Errorf("%s: value %v, why %q, inputs %v", q.ID, q.Value, q.Why, q.Inputs)
		}
	}
	cost := got.Quantities[byID["cost.month"]]
	if cost.Unit != "$/month" || math.Abs(*cost.Value-800) > 1e-6 {
		t.Errorf("cost %v %s, want 800 $/month", *cost.Value, cost.Unit)
	}
	rate := got.Quantities[byID["flows.read.rate.mean"]]
	if rate.Unit != "1/s" || *rate.Low >= *rate.Value || *rate.High <= *rate.Value {
		t.Errorf("rate %+v", rate)
	}
}

func TestUncertainInputsWidenWhatRestsOnThem(t *testing.T) {
	s := Estimate(load(t, shop), Options{})
	sure, guess := s.Get("flows.put.rate.mean"), s.Get("components.web.utilization")
	if low, high := sure.Interval95(); low != high {
		t.Errorf("a known rate has the interval %g..%g", low, high)
	}
	if low, high := guess.Interval95(); !(low < guess.Value && guess.Value < high) {
		t.Errorf("utilization %g within %g..%g", guess.Value, low, high)
	}
	list := s.Assumptions("components.web.utilization", "cost.month")
	if len(list) != 1 || list[0].Input != "assume.opens" || list[0].Source != "access logs" || list[0].Sure != "low" || list[0].Effects[0].Up <= 0 {
		t.Errorf("assumptions %+v", list)
	}
	if list[0].Written != "5/day" || list[0].Span.IsZero() {
		t.Errorf("the guess is %q at %v", list[0].Written, list[0].Span)
	}
}

func TestHopsShareOutTheLatency(t *testing.T) {
	s := Estimate(load(t, shop), Options{})
	hops := s.Hops("read")
	if len(hops) != 2 || hops[0].Callee != "web" || hops[1].Caller != "web" || hops[1].Callee != "db" || hops[1].Depth != 1 {
		t.Fatalf("hops %+v", hops)
	}
	near(t, "net there and back", hops[1].Net, 2e-3, 1e-12)
	near(t, "shares", hops[0].Share+hops[1].Share, 1, 1e-6)
	near(t, "the outermost takes all", hops[0].Response, value(t, s, "flows.read.latency.mean"), 1e-9)
	if !hops[0].Critical || s.Hops("none") != nil {
		t.Error("the only way is the critical one, and an unknown flow has none")
	}
}

func TestAddedNumbersAreExplainedWithTheOthers(t *testing.T) {
	s := Estimate(load(t, shop), Options{})
	leaf := &unit.Quantity{Number: unit.Exact(0.99), Kind: unit.KindRatio, Path: "components.web.availability"}
	for _, v := range []float64{0.5, 0.99} {
		s.Add(Quantity{ID: "flows.read.availability", Number: unit.Exact(v), Kind: unit.KindRatio, Formula: "A", Inputs: []string{leaf.Path}, Leaves: []*unit.Quantity{leaf}})
	}
	if got := value(t, s, "flows.read.availability"); got != 0.99 {
		t.Errorf("availability %g, want the last one added", got)
	}
	if tree := s.Tree("flows.read.availability"); len(tree.Inputs) != 1 || tree.Inputs[0].Text != "99%" {
		t.Errorf("tree %+v", tree)
	}
}
