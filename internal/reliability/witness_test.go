package reliability

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// agree tells whether an interval of 95% and a value agree beyond doubt: at the
// level at which forty intervals all hold theirs with 95% chance.
func agree(i stats.Interval, value float64) bool {
	const all = 3.2 / 1.96
	slack := 1e-9 * value
	return i.Value-all*(i.Value-i.Low)-slack <= value && value <= i.Value+all*(i.High-i.Value)+slack
}

// TestTwoWitnessesAgreeOnClosedForms simulates the breakdowns of every design of
// a closed form.
func TestTwoWitnessesAgreeOnClosedForms(t *testing.T) {
	for _, tt := range append(closedForms, twoWitnesses...) {
		r, _ := analyse(t, tt.design)
		f, w := r.Flows[0], r.Witnesses(1)[0]
		down := 1 - f.Availability.Value
		if w.Why != "" || !w.Settled() || !agree(w.Down, down) {
			t.Errorf("%s: down for %g, simulated %g [%g, %g] %s, %d outages", tt.name, down, w.Down.Value, w.Down.Low, w.Down.High, w.Why, w.Seen)
		}
		if rate := f.Outages.Value / secondsPerYear; !agree(w.Outages, rate) {
			t.Errorf("%s: %g outages a year, simulated %g [%g, %g]", tt.name, f.Outages.Value, w.Outages.Value*secondsPerYear, w.Outages.Low*secondsPerYear, w.Outages.High*secondsPerYear)
		}
		if math.Abs(f.Outages.Value*f.Outage.Value-down*secondsPerYear) > 1e-9*down*secondsPerYear {
			t.Errorf("%s: %g outages of %g s do not make %g s a year", tt.name, f.Outages.Value, f.Outage.Value, down*secondsPerYear)
		}
	}
}

// twoWitnesses are designs whose numbers have no short closed form, so that only
// the two witnesses together vouch for them.
var twoWitnesses = []struct {
	name   string
	design string
	want   float64
}{
	{name: "a primary in three zones with copies that take over", design: `
boundaries: {east: {region: true, zones: 3, zone-availability: 99.9%}}
components: {db: {kind: sql, in: east, zones: 3, replicas: 3, mttf: 500h, mttr: 2h, failover: {time: 5min, coverage: 95%}}}
flows: {f: {rate: 1/s, steps: [{write: db}]}}`},
	{name: "a store in two regions of which one takes over", design: `
boundaries: {east: {region: true, availability: 99.9%}, west: {region: true, availability: 99.8%}}
components: {db: {kind: sql, in: [east, west], replicas: 2, mttf: 2000h, mttr: 2h, failover: {time: 15min, coverage: 90%, across: regions}}}
flows: {f: {rate: 1/s, steps: [{write: db}]}}`},
	{name: "four shards that move together when they lose a region", design: `
boundaries: {east: {region: true, availability: 99.9%}, west: {region: true, availability: 99.9%}, south: {region: true, availability: 99.9%}}
components: {db: {kind: sql, in: [east, west, south], shards: {count: 4, key: k}, replicas: {east: 1, west: 1, south: 1}, mttf: 2000h, mttr: 2h, failover: {time: 5min, coverage: 90%, across: regions}}}
flows: {f: {rate: 1/s, steps: [{write: db}]}}`},
	{name: "a store in two regions that nobody takes over", design: `
boundaries: {east: {region: true, availability: 99.9%}, west: {region: true, availability: 99.9%}}
components: {files: {kind: object-store, in: [east, west], availability: 99.9%}}
flows: {f: {rate: 1/s, steps: [{set: files}]}}`},
	{name: "shards of three with common causes", design: `
components: {db: {kind: key-value, shards: {count: 4, key: k}, replicas: 3, replication: {mode: quorum(w=2 r=2)}, availability: 99%, common-cause: 5%}}
flows: {f: {rate: 1/s, steps: [{write: db}]}}`},
	{name: "releases and a configuration of two services", design: `
components: {a: {kind: service, replicas: 3, availability: 99%}, b: {kind: service, replicas: 2, availability: 99%}}
flows: {f: {rate: 1/s, steps: [{call: a, steps: [{call: b}]}]}}
deliver: {strategy: rolling, frequency: 2/day, bad: 10%, bake: 10min, rollback: automatic, config: all-at-once}`},
	{name: "six nodes in three zones, four needed, two crews", design: `
boundaries: {east: {region: true, zones: 3, zone-availability: 99.9%}}
components: {a: {kind: service, in: east, zones: 3, replicas: 6, needs: 3, mttf: 100h, mttr: 2h, repair-crews: 2}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}`},
}

// TestTwoWitnessesAgreeOnEveryFlow simulates the breakdowns of every flow of the
// reference designs.
func TestTwoWitnessesAgreeOnEveryFlow(t *testing.T) {
	files, err := filepath.Glob("../../designs/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		d, problems, err := model.Load(file, os.ReadFile)
		if err != nil || problems.HasErrors() {
			t.Fatal(err, problems)
		}
		r := Analyse(d, estimate.Estimate(d, estimate.Options{}))
		for i, w := range r.Witnesses(1) {
			f := r.Flows[i]
			if f.Why != "" {
				continue
			}
			if w.Why != "" || !agree(w.Down, 1-f.Availability.Value) || !agree(w.Outages, f.Outages.Value/secondsPerYear) {
				t.Errorf("%s %s: down for %g, %g outages a year; simulated %+v, %g outages a year %s", file, f.Name,
					1-f.Availability.Value, f.Outages.Value, w.Down, w.Outages.Value*secondsPerYear, w.Why)
			}
		}
	}
}
