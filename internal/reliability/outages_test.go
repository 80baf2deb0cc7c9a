package reliability

import (
	"math"
	"testing"
)

// Closed forms of how often a flow goes down. Of parts that fail apart, each
// down for q of the time and for r on average, q/r is how often; in series
// every part counts while the others are up; of k in n the failure of the k-th.
var outageForms = []struct {
	name            string
	design          string
	outages, length float64 // a year; seconds
}{
	{"one unit", `
components: {a: {kind: service, mttf: 998h, mttr: 2h}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 8.76, 7200},
	{"two in series", `
components: {a: {kind: service, mttf: 998h, mttr: 2h}, b: {kind: service, mttf: 99h, mttr: 1h}}
flows: {f: {rate: 1/s, steps: [{call: a, steps: [{call: b}]}]}}`,
		8.76*0.99 + 87.6*0.998, (1 - 0.998*0.99) * 365 * 86400 / (8.76*0.99 + 87.6*0.998)},
	{"1 of 2: each comes while the other is down", `
components: {a: {kind: service, replicas: 2, mttf: 99h, mttr: 1h}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 2 * 87.6 * 0.01, 1800},
	{"4 of 6: the third that fails", `
components: {a: {kind: service, replicas: 6, needs: 4, mttf: 99h, mttr: 1h}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`,
		15 * math.Pow(0.99, 4) * 0.01 * 0.01 * 4 / 99 * 8760, 1.955359e-05 * 8760 * 3600 / (15 * math.Pow(0.99, 4) * 0.01 * 0.01 * 4 / 99 * 8760)},
	{"a published level with the mttr beside it", `
components: {a: {kind: third-party, availability: 99.9%, mttr: 30min}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 17.52, 1800},
	{"a fallback: both must be down", `
components: {a: {kind: service, mttf: 99h, mttr: 1h}, b: {kind: queue, mttf: 49h, mttr: 1h}}
flows: {f: {rate: 1/s, steps: [{call: a, on-error: [{publish: b}]}]}}`,
		8760 * (0.01*0.02 + 0.02*0.01), 1800},
	{"six nodes in two zones of which one is enough", `
boundaries: {east: {region: true, zones: 2, zone-availability: 99%}}
components: {a: {kind: service, in: east, zones: 2, replicas: 2, needs: 2, mttf: 1e9h, mttr: 1h}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`, 2 * 87.6 * 0.99, 0.0199 * 8760 * 3600 / (2 * 87.6 * 0.99)},
	{"a failover that takes its time at every failure", `
components: {db: {kind: sql, replicas: 2, mttf: 1e6h, mttr: 1s, failover: {time: 1h}}}
flows: {f: {rate: 1/s, steps: [{write: db}]}}`, 8760 / (1e6 + 1), 3600},
	{"releases alone", `
components: {a: {kind: service, availability: 100%}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}
deliver: {strategy: all-at-once, frequency: 365/y, bad: 10%, bake: 20min, rollback: automatic}`, 36.5, 1500},
}

func TestClosedFormsOfOutages(t *testing.T) {
	for _, tt := range outageForms {
		r, get := analyse(t, tt.design)
		f := r.Flows[0]
		const tolerance = 1e-6 // mttf of 1e6 h are not forever
		if math.Abs(f.Outages.Value/tt.outages-1) > tolerance {
			t.Errorf("%s: %.10g outages a year, want %.10g", tt.name, f.Outages.Value, tt.outages)
		}
		if math.Abs(f.Outage.Value/tt.length-1) > tolerance {
			t.Errorf("%s: an outage lasts %.10g s, want %.10g", tt.name, f.Outage.Value, tt.length)
		}
		if q := get("flows.f.outages"); q.Value*secondsPerYear != f.Outages.Value {
			t.Errorf("%s: the sheet has %g outages a second", tt.name, q.Value)
		}
	}
}

// TestCanariesSpareMostRequests compares ways to release: a canary of 1% hurts a
// hundredth of what a release to all at once does, a rolling one half.
func TestCanariesSpareMostRequests(t *testing.T) {
	down := map[string]float64{}
	for strategy, more := range map[string]string{"canary": ", steps: [1%, 100%]", "rolling": "", "all-at-once": "", "blue-green": ""} {
		_, get := analyse(t, `
components: {a: {kind: service, availability: 100%}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}
deliver: {strategy: `+strategy+more+`, frequency: 1/d, bad: 5%, bake: 10min, rollback: by-hand}`)
		down[strategy] = get("flows.f.downtime").Value
	}
	all := 365 * 0.05 * 40 * 60.0 // 5% of 365 releases, 10 min to notice and 30 to undo
	for strategy, want := range map[string]float64{"canary": all / 100, "rolling": all / 2, "all-at-once": all, "blue-green": all} {
		if math.Abs(down[strategy]/want-1) > 1e-9 {
			t.Errorf("%s: %g s down a year, want %g", strategy, down[strategy], want)
		}
	}
}

// TestAConfigurationTakesEverythingDownAtOnce has two services that stand in for
// each other: a release takes one of them, a configuration both.
func TestAConfigurationTakesEverythingDownAtOnce(t *testing.T) {
	design := func(config string) string {
		return `
components: {a: {kind: service, availability: 100%}, b: {kind: service, availability: 100%}}
flows: {f: {rate: 1/s, steps: [{call: a, on-error: [{call: b}]}]}}
deliver: {strategy: all-at-once, frequency: 2/d, bad: 5%, bake: 10min, rollback: automatic` + config + `}`
	}
	each := 2.0 / 86400 * 0.05 / 2 * 900 // two services share the releases
	_, get := analyse(t, design(""))
	if got := 1 - get("flows.f.availability").Value; math.Abs(got/(each*each)-1) > 1e-6 {
		t.Errorf("two that fail apart: down for %g, want %g", got, each*each)
	}
	_, get = analyse(t, design(", config: all-at-once"))
	both := 2 * each
	if got, want := 1-get("flows.f.availability").Value, both+(1-both)*each*each; math.Abs(got/want-1) > 1e-9 {
		t.Errorf("a configuration of both: down for %g, want %g", got, want)
	}
}

func TestWithoutDeliverNothingIsAssumedOfReleases(t *testing.T) {
	_, get := analyse(t, `
components: {a: {kind: service, availability: 99%}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}
deliver: {pipeline: [test]}`)
	if got := get("flows.f.availability").Value; got != 0.99 {
		t.Errorf("availability %g", got)
	}
}

// TestARegionThatFailsOver is one that is down for five hours a year, with
// another that takes over in a quarter of an hour nine times out of ten: 43.5
// minutes a year are left.
func TestARegionThatFailsOver(t *testing.T) {
	_, get := analyse(t, `
boundaries: {east: {region: true, availability: "99.942922374429223744%"}, west: {region: true, availability: 99.9999999999%}}
components: {db: {kind: sql, in: [east, west], replicas: 2, mttf: 1e9h, mttr: 1s, failover: {time: 180s, coverage: 90%, across: regions}}}
flows: {f: {rate: 1/s, steps: [{write: db}]}}`)
	// An outage of a region lasts an hour here, so five a year make 5 h; three
	// minutes are to an hour as fifteen to five.
	if got := get("flows.f.downtime").Value / 60; math.Abs(got-43.5) > 1e-3 {
		t.Errorf("%g min down a year, want 43.5", got)
	}
}

// TestAThousandReplicasAreOneEvent counts what the function of a large fleet
// rests on, and holds it to the law of large numbers.
func TestAThousandReplicasAreOneEvent(t *testing.T) {
	r, get := analyse(t, `
components: {a: {kind: service, replicas: 1000, needs: 980, availability: 99%}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`)
	s := r.analysis.system(r.Flows[0].fails)
	if len(s.faults) != 1 {
		t.Errorf("%d events for one fleet", len(s.faults))
	}
	// P(X > 20), X binomial(1000, 0.01): from 1 - sum of its terms.
	term, up := math.Pow(0.99, 1000), 0.0
	for i := range 21 {
		up += term
		term *= float64(1000-i) / float64(i+1) * 0.01 / 0.99
	}
	if got := get("flows.f.availability").Value; math.Abs(got-up) > 1e-12 {
		t.Errorf("availability %.15g, want %.15g", got, up)
	}
}

// TestTimeToLoseThreeCopies is the closed form of three copies, disks that last
// 20,000 h and six hours to make a new copy, written as a design.
func TestTimeToLoseThreeCopies(t *testing.T) {
	_, get := analyse(t, `
data: {a: {size: 1kB, new: 1/s}}
components: {db: {kind: wide-column, stores: [a], replicas: 3, replication: {mode: sync}, mttf: 20000h, mttr: 6h}}
flows: {f: {rate: 1/s, steps: [{write: db.a}]}}`)
	meets(t, "seconds until all are lost", get("data.a.mttdl").Value, 74151888518.51852*hour)
	if got, want := 1-get("data.a.durability").Value, secondsPerYear/(74151888518.51852*hour); math.Abs(got/want-1) > 1e-6 {
		t.Errorf("an object is lost with chance %g a year, want %g", got, want)
	}
}

// TestRecoveryEndsWhenTheBacklogIsWorkedOff has a consumer and a store that are
// half busy: after a minute without the store it takes another to catch up.
func TestRecoveryEndsWhenTheBacklogIsWorkedOff(t *testing.T) {
	_, get := analyse(t, `
data: {a: {size: 1kB, new: 1/s}}
components:
  q: {kind: queue}
  job: {kind: worker, cores: 1, slots: 1}
  db: {kind: sql, stores: [a], replicas: 2, replication: {mode: sync}, failover: {time: 60s}, backup: {every: 1d, restore: 2h}, cores: 1, slots: 10, start: {warm: 5min}}
flows:
  put: {rate: 50/s, steps: [{publish: q}]}
  take: {by: job, consumes: q, steps: [{work: 10ms}, {write: db.a}]}`)
	for id, want := range map[string]float64{"data.a.rto": 60, "data.a.rto.full": 60 + 300 + 60, "data.a.rpo.backup": 86400, "data.a.rto.backup": 7200} {
		if got := get(id); got.Why != "" || math.Abs(got.Value-want) > 1e-9*want {
			t.Errorf("%s = %g %s, want %g", id, got.Value, got.Why, want)
		}
	}
}
