package reliability

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
)

// analyse loads a design and returns its report with the numbers by id.
func analyse(t *testing.T, text string) (*Report, func(id string) estimate.Quantity) {
	t.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte("loadpath: 1\nsystem: test\n" + text), nil })
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	r := Analyse(d, estimate.Estimate(d, estimate.Options{}))
	return r, func(id string) estimate.Quantity {
		i := slices.IndexFunc(r.Quantities, func(q estimate.Quantity) bool { return q.ID == id })
		if i < 0 {
			t.Fatalf("no quantity %s", id)
		}
		return r.Quantities[i]
	}
}

// Closed forms of availability, each written as a design. Values: textbook
// identities, exact; series and fallback as in provider documentation on
// availability with dependencies.
var closedForms = []struct {
	name   string
	design string
	want   float64
}{
	{"three in series", `
components: {a: {kind: service, availability: 99.99%}, b: {kind: service, availability: 99.99%}, c: {kind: service, availability: 99.99%}}
flows: {f: {rate: 1/s, steps: [{call: a, steps: [{call: b}, {call: c}]}]}}`, 0.999700029999},
	{"database or queue", `
components: {web: {kind: service, availability: 99.95%}, db: {kind: sql, availability: 99.99%}, queue: {kind: queue, availability: 99.9%}}
flows: {f: {rate: 1/s, steps: [{call: web, steps: [{write: db, on-error: [{publish: queue}]}]}]}}`, 0.99949990005},
	{"2 of 3", `
components: {a: {kind: service, replicas: 3, needs: 2, availability: 99%}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 0.999702},
	{"4 of 6", `
components: {a: {kind: service, replicas: 6, needs: 4, availability: 99%}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 0.99998044641},
	{"bridge of five", `
components: {a: {kind: service, availability: 90%}, b: {kind: service, availability: 90%}, c: {kind: service, availability: 90%}, d: {kind: service, availability: 90%}, e: {kind: service, availability: 90%}}
flows:
  f:
    rate: 1/s
    steps:
      - parallel: [[{call: a}, {call: d}], [{call: b}, {call: e}], [{call: a}, {call: c}, {call: e}], [{call: b}, {call: c}, {call: d}]]
        join: any`, 0.97848},
	{"two servers that share a database", `
components: {app: {kind: service, replicas: 2, availability: 99%}, db: {kind: sql, availability: 99.5%}}
flows: {f: {rate: 1/s, steps: [{call: app, steps: [{read: db}]}]}}`, 0.9949005},
	{"a repairable unit", `
components: {a: {kind: service, mttf: 1000h, mttr: 2h}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 0.998003992015968},
	{"1 of 2, repaired apart", `
components: {a: {kind: service, replicas: 2, mttf: 1000h, mttr: 2h}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 0.9999960159521277},
	{"full service", `
components: {core: {kind: service, availability: 99.99%}, reco: {kind: service, availability: 99.5%}}
flows: {f: {rate: 1/s, steps: [{call: core, steps: [{call: reco}]}]}}`, 0.9949005},
	{"degraded or better", `
components: {core: {kind: service, availability: 99.99%}, reco: {kind: service, availability: 99.5%}}
flows: {f: {rate: 1/s, steps: [{call: core, steps: [{call: reco, on-error: continue}]}]}}`, 0.9999},
	{"1 of 2, repaired by one crew", `
components: {a: {kind: service, replicas: 2, mttf: 1000h, mttr: 2h, repair-crews: 1}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 1 - 8e-6/1.004008},
	{"1 of 2, the other one cold", `
components: {a: {kind: service, replicas: 2, mttf: 1000h, mttr: 2h, repair-crews: 1, standby: cold}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 1 - 4e-6/1.002004},
	{"a primary and a standby that always takes over", `
components: {db: {kind: sql, replicas: 2, mttf: 1000h, mttr: 2h, failover: {time: 30s}}}
flows: {f: {rate: 1/s, steps: [{write: db}]}}`, 0.9999837320043599},
	{"six nodes in three zones, five needed", `
boundaries: {east: {region: true, zones: 3, zone-availability: 99.95%}}
components: {a: {kind: service, in: east, zones: 3, replicas: 6, needs: 5, availability: 99%}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 0.9970424918462544},
	{"two services that share two zones", `
boundaries: {east: {region: true, zones: 2, zone-availability: 99%}}
components: {a: {kind: service, in: east, zones: 2, replicas: 2, availability: 99.9%}, b: {kind: service, in: east, zones: 2, replicas: 2, availability: 99.9%}}
flows: {f: {rate: 1/s, steps: [{call: a, steps: [{call: b}]}]}}`, 0.9801*(1-1e-6)*(1-1e-6) + 2*0.0099*0.999*0.999},
	{"a region that is down takes all in it", `
boundaries: {east: {region: true, availability: 99.9%}}
components: {a: {kind: service, in: east, availability: 99%}, b: {kind: service, in: east, availability: 98%}}
flows: {f: {rate: 1/s, steps: [{call: a, steps: [{call: b}]}]}}`, 0.999 * 0.99 * 0.98},
	{"AB or BC, B shared", `
components: {a: {kind: service, availability: 10%}, b: {kind: service, availability: 20%}, c: {kind: service, availability: 30%}}
flows: {f: {rate: 1/s, steps: [{parallel: [[{call: a}, {call: b}], [{call: b}, {call: c}]], join: any}]}}`, 0.074},
}

func TestClosedFormsOfAvailability(t *testing.T) {
	for _, tt := range closedForms {
		t.Run(tt.name, func(t *testing.T) {
			_, get := analyse(t, tt.design)
			q := get("flows.f.availability")
			if q.Why != "" || math.Abs(q.Value-tt.want) > 1e-9*tt.want*(1-tt.want)+1e-12 {
				t.Errorf("availability %.15g %s, want %.15g; %s", q.Value, q.Why, tt.want, q.Formula)
			}
			if down := get("flows.f.downtime"); math.Abs(down.Value-(1-tt.want)*365*86400) > 1e-3 {
				t.Errorf("downtime %g s a year, want %g", down.Value, (1-tt.want)*365*86400)
			}
		})
	}
}

func TestFailoverCostsItsTimeAtEveryFailure(t *testing.T) {
	_, get := analyse(t, `
components: {db: {kind: sql, replicas: 2, mttf: 999h, mttr: 1h, failover: {time: 6min, coverage: 90%}}}
flows: {f: {rate: 1/s, steps: [{write: db}]}}`)
	// About 0.9 x 0.1 h + 0.1 x 1 h in 1000 h, and both down at once. Exact: with
	// both up 1, taking over 0.9/9990, waiting for the repair 0.1/999, one up
	// 1.9/999 and none 1.9/999^2.
	taking, waiting, one, none := 0.9/9990, 0.1/999, 1.9/999, 1.9/999/999
	want := (1 + one) / (1 + taking + waiting + one + none)
	if got := get("flows.f.availability").Value; math.Abs(got-want) > 1e-12 {
		t.Errorf("availability %.12g, want %.12g", got, want)
	}
}

func TestWithoutFailoverStandbysDoNotHelpWrites(t *testing.T) {
	r, get := analyse(t, `
components: {db: {kind: sql, replicas: 3, availability: 99%}}
flows: {f: {rate: 1/s, steps: [{write: db}]}}`)
	if got := get("flows.f.availability").Value; got != 0.99 {
		t.Errorf("availability %g, want that of the primary", got)
	}
	if !r.Faults[0].SinglePoint() {
		t.Error("the primary is a single point of failure")
	}
}

func TestNeededReplicasFollowTheLoad(t *testing.T) {
	// 1.5 cores busy of 3: two must be up, one is spare.
	r, get := analyse(t, `
components: {web: {kind: service, replicas: 3, cores: 1, availability: 90%, work: 15ms}}
flows: {f: {rate: 100/s, steps: [{call: web}]}}`)
	want := 3*0.81*0.1 + 0.729
	if got := get("components.web.availability").Value; math.Abs(got-want) > 1e-12 {
		t.Errorf("availability %g, want %g: 2 of 3", got, want)
	}
	if r.Faults[0].Spare != 1 || r.Faults[0].SinglePoint() {
		t.Errorf("spare %g, want 1", r.Faults[0].Spare)
	}
}

func TestWhatNobodyWaitsForIsNotNeeded(t *testing.T) {
	r, get := analyse(t, `
components: {web: {kind: service, availability: 99%}, log: {kind: queue, availability: 50%}, mail: {kind: service, availability: 50%}}
flows: {f: {rate: 1/s, steps: [{call: web}, {publish: log, wait: false}, {respond: true}, {call: mail}]}}`)
	if got := get("flows.f.availability").Value; got != 0.99 {
		t.Errorf("availability %g, want that of web", got)
	}
	if f := r.Flows[0]; !slices.Equal(f.Needs, []string{"web"}) || !slices.Equal(f.Softens, []string{"log", "mail"}) {
		t.Errorf("needs %v, can do without %v", f.Needs, f.Softens)
	}
}

func TestConsumersNeedTheirQueueAndPublishersTheBrokerOnly(t *testing.T) {
	r, _ := analyse(t, `
components: {web: {kind: service, availability: 99%}, q: {kind: queue, availability: 99%}, job: {kind: worker, availability: 99%}}
flows:
  put: {rate: 1/s, steps: [{call: web, steps: [{publish: q}]}]}
  take: {by: job, consumes: q, steps: [{work: 1ms}]}`)
	if got := r.Flows[0].Needs; !slices.Equal(got, []string{"web", "q"}) {
		t.Errorf("put needs %v", got)
	}
	if got := r.Flows[1].Needs; !slices.Equal(got, []string{"q", "job"}) {
		t.Errorf("take needs %v", got)
	}
}

func TestUnknownIsNeverAvailable(t *testing.T) {
	r, get := analyse(t, `
components: {web: {kind: service}}
flows: {f: {rate: 1/s, steps: [{call: web}]}}`)
	q := get("flows.f.availability")
	if q.Why == "" || !strings.Contains(q.Why, "web") {
		t.Errorf("availability %g of a component of which nothing is said; why %q", q.Value, q.Why)
	}
	if r.Faults[0].Why == "" {
		t.Error("the fault has no downtime, and must say why")
	}
}

func TestWorstFaultComesFirst(t *testing.T) {
	r, _ := analyse(t, `
components: {good: {kind: service, availability: 99.99%}, bad: {kind: service, availability: 99%}}
flows: {f: {rate: 1/s, steps: [{call: good}, {call: bad}]}}`)
	if r.Faults[0].Component != "bad" || math.Abs(r.Faults[0].Downtime.Value-0.01*365*86400) > 1e-3 {
		t.Errorf("worst fault %+v", r.Faults[0])
	}
}

func TestCommonCauseLimitsRedundancy(t *testing.T) {
	_, get := analyse(t, `
components: {a: {kind: service, replicas: 3, availability: 99%, common-cause: 10%}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`)
	// Of the failures of 1%, a tenth takes all three and nine tenths one.
	want := (1 - 0.009*0.009*0.009) * (1 - 0.001)
	if got := get("flows.f.availability").Value; math.Abs(got-want) > 1e-12 {
		t.Errorf("availability %g, want %g", got, want)
	}
}

func TestRecoveryPointsAndTimes(t *testing.T) {
	_, get := analyse(t, `
data: {a: {size: 1kB, new: 1/s}, b: {size: 1kB, new: 1/s}, c: {size: 1kB, new: 1/s}, d: {size: 1kB, new: 1/s}, e: {size: 1kB, new: 1/s}, f: {size: 1kB, new: 1/s}}
components:
  synced: {kind: sql, stores: [a], replicas: 2, replication: {mode: sync}, failover: {time: 30s}}
  lagging: {kind: sql, stores: [b], replicas: 2, replication: {mode: async, lag: 2s}, backup: {every: 1d, restore: 40min}}
  saved: {kind: sql, stores: [c], backup: {every: 1d, restore: 40min}}
  alone: {kind: sql, stores: [d]}
  bucket: {kind: object-store, tech: aws/s3, stores: [e]}
flows: {w: {rate: 1/s, steps: [{write: synced}]}}`)
	for id, want := range map[string]float64{
		"data.a.rpo": 0, "data.a.rto": 30, "data.b.rpo": 2, "data.b.rto": 2400, "data.c.rpo": 86400, "data.c.rto": 2400,
		"data.e.rpo": 0, "data.e.rto": 0,
	} {
		if q := get(id); q.Why != "" || q.Value != want {
			t.Errorf("%s = %g %s, want %g", id, q.Value, q.Why, want)
		}
	}
	for _, id := range []string{"data.d.rpo", "data.d.rto", "data.a.durability", "data.f.rpo", "data.f.durability"} {
		if q := get(id); q.Why == "" {
			t.Errorf("%s = %g, want unknown", id, q.Value)
		}
	}
	if q := get("data.e.durability"); q.Why != "" || q.Value < 1-1e-10 || q.Source == "" {
		t.Errorf("durability %v %s %s, want the provider's eleven nines", q.Value, q.Why, q.Source)
	}
}

func TestQuorumNeedsNoPrimary(t *testing.T) {
	_, get := analyse(t, `
data: {a: {size: 1kB, new: 1/s}}
components: {db: {kind: key-value, stores: [a], replicas: 3, replication: {mode: quorum(w=2 r=2)}, availability: 99%}}
flows: {f: {rate: 1/s, steps: [{write: db}]}}`)
	if got := get("flows.f.availability").Value; math.Abs(got-0.999702) > 1e-12 {
		t.Errorf("availability %g, want 2 of 3", got)
	}
	if get("data.a.rpo").Value != 0 || get("data.a.rto").Value != 0 {
		t.Error("a quorum loses nothing and goes on")
	}
}

func TestVariantsWithoutACachePayOnlyForTheStore(t *testing.T) {
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) {
		return []byte(`loadpath: 1
system: test
components:
  web: {kind: service, availability: 99%}
  cache: {kind: cache, availability: 50%}
  db: {kind: sql, availability: 99%}
flows: {f: {rate: 1/s, steps: [{call: web, steps: [{get: cache, miss: [{read: db}]}]}]}}
variants: {bare: {components: {cache: null}}}
`), nil
	})
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	bare, problems := d.Apply("bare")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	r := Analyse(bare, estimate.Estimate(bare, estimate.Options{}))
	if got := r.Flows[0].Availability.Value; math.Abs(got-0.99*0.99) > 1e-12 {
		t.Errorf("availability %g, want web and db", got)
	}
}

func TestFullServiceNeedsWhatTheFlowCanDoWithout(t *testing.T) {
	_, get := analyse(t, `
components: {core: {kind: service, availability: 99.99%}, reco: {kind: service, availability: 99.5%}}
flows: {f: {rate: 1/s, steps: [{call: core, steps: [{call: reco, on-error: continue}]}]}}`)
	if got := get("flows.f.availability").Value; math.Abs(got-0.9999) > 1e-12 {
		t.Errorf("availability %g, want that of core", got)
	}
	if got := get("flows.f.availability.full").Value; math.Abs(got-0.9949005) > 1e-12 {
		t.Errorf("full service %g, want both", got)
	}
}

func TestCutSetsNameZonesThatCannotBeSpared(t *testing.T) {
	r, _ := analyse(t, `
boundaries: {east: {region: true, zones: 3, zone-availability: 99.95%}}
components:
  a: {kind: service, in: east, zones: 3, replicas: 6, needs: 5, availability: 99%}
  db: {kind: sql, in: east, zones: 2, replicas: 2, mttf: 1000h, mttr: 2h, failover: {time: 30s}}
flows: {f: {rate: 1/s, steps: [{call: a, steps: [{write: db}]}]}}`)
	c := r.Flows[0].CutSets
	var alone []string
	for _, s := range c.List {
		if len(s.Events) == 1 {
			alone = append(alone, s.Events[0])
		}
	}
	slices.Sort(alone)
	if want := []string{"a", "db", "zone east 1", "zone east 2", "zone east 3"}; !slices.Equal(alone, want) {
		t.Errorf("single faults %v, want %v; cut sets %+v", alone, want, c)
	}
}

func TestMoreReplicasAreNeverLessAvailable(t *testing.T) {
	last := 0.0
	for n := 2; n <= 9; n++ {
		_, get := analyse(t, fmt.Sprintf(`
boundaries: {east: {region: true, zones: 3, zone-availability: 99%%}}
components: {a: {kind: service, in: east, zones: 3, replicas: %d, needs: 2, availability: 95%%}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, n))
		now := get("flows.f.availability").Value
		if now < last {
			t.Errorf("%d replicas: availability %g, with one less %g", n, now, last)
		}
		last = now
	}
}
