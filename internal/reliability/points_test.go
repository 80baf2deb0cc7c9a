package reliability

import (
	"math"
	"slices"
	"strings"
	"testing"
)

const shop = `
actors: {reader: {kind: human, external: true}}
components:
  edge: {kind: load-balancer, availability: 99.99%, built: managed}
  web: {kind: service, replicas: 3, mttf: 1000h, mttr: 1h, price: $100/month}
  db: {kind: sql, mttf: 1000h, mttr: 4h, price: $300/month}
  log: {kind: queue, availability: 90%}
flows:
  buy: {by: reader, rate: 1/s, steps: [{call: edge > web, steps: [{write: db}, {publish: log, on-error: continue}]}]}
`

func TestSinglePointsComeWithTheirPath(t *testing.T) {
	r, _ := analyse(t, shop)
	var got []string
	for _, p := range r.Flows[0].Points {
		got = append(got, p.Kind+" "+p.Fault+": "+strings.Join(p.Path, " > "))
	}
	want := []string{"replica db: reader > edge > web > db", "service edge: reader > edge"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAZoneIsASinglePointOfWhatStandsInOne(t *testing.T) {
	r, _ := analyse(t, `
boundaries: {east: {region: true, zones: 3, zone-availability: 99.9%, availability: 99.99%}}
components: {a: {kind: service, in: east, replicas: 4, zones: 1, availability: 99%}, b: {kind: service, in: east, replicas: 4, zones: 3, availability: 99%}}
flows: {one: {rate: 1/s, steps: [{call: a}]}, three: {rate: 1/s, steps: [{call: b}]}}`)
	kinds := func(i int) []string {
		var out []string
		for _, p := range r.Flows[i].Points {
			out = append(out, p.Fault)
		}
		return out
	}
	if got, want := kinds(0), []string{"zone east 1", "region east"}; !slices.Equal(got, want) {
		t.Errorf("in one zone: %v, want %v", got, want)
	}
	if got, want := kinds(1), []string{"region east"}; !slices.Equal(got, want) {
		t.Errorf("in three zones: %v, want %v", got, want)
	}
}

// TestFixesAreRankedByTimeSavedForADollar computes the best fix by hand: a
// standby of the database turns nearly all its 35 h a year into failovers of a
// minute, for the price of one more.
func TestFixesAreRankedByTimeSavedForADollar(t *testing.T) {
	r, _ := analyse(t, shop)
	fixes := r.Fixes()
	if len(fixes) < 2 {
		t.Fatalf("%d fixes", len(fixes))
	}
	first := fixes[0]
	if first.Kind != "failover" || first.Component != "db" || math.Abs(first.Cost-300) > 1e-9 {
		t.Errorf("first %+v, want a standby of db for $300", first)
	}
	before := r.Flows[0].Availability.Value
	fixed, _ := analyse(t, strings.Replace(shop, "kind: sql, ", "kind: sql, replicas: 2, failover: {time: 60s}, ", 1))
	if want := (fixed.Flows[0].Availability.Value - before) * secondsPerYear; math.Abs(first.Saves/want-1) > 1e-6 {
		t.Errorf("it saves %g s a year, the design with it %g", first.Saves, want)
	}
	for i := 1; i < len(fixes); i++ {
		if a, b := fixes[i-1], fixes[i]; a.CostWhy == "" && b.CostWhy == "" && a.Cost > 0 && a.PerDollar() < b.PerDollar() {
			t.Errorf("%s comes before %s", a.Text, b.Text)
		}
		if a, b := fixes[i-1], fixes[i]; a.CostWhy != "" && b.CostWhy == "" {
			t.Errorf("%s, of which the price is not known, comes before %s", a.Text, b.Text)
		}
	}
}

func TestBasesAreKeptApart(t *testing.T) {
	r, get := analyse(t, `
components:
  promise: {kind: load-balancer, tech: aws/alb}
  machine: {kind: service, runs-on: aws/c7g.large}
  contract: {kind: third-party, availability: {value: 99.9%, source: "contract of 2026"}}
  guess: {kind: third-party, availability: 99%}
flows: {f: {rate: 1/s, steps: [{call: promise}, {call: machine}, {call: contract}, {call: guess}]}}`)
	for component, want := range map[string]string{"promise": basisPublished, "machine": basisMeasured, "contract": basisStated, "guess": basisAssumed} {
		basis, assumes := Basis(get("components." + component + ".availability").Leaves)
		if basis != want {
			t.Errorf("%s is %s, want %s", component, basis, want)
		}
		if outage := component != "machine"; outage != (len(assumes) == 1) {
			t.Errorf("%s assumes %v", component, assumes)
		}
	}
	if len(r.Flows[0].Points) != 4 {
		t.Errorf("%d single points", len(r.Flows[0].Points))
	}
}

func TestErrorBudgetsAndBurnRates(t *testing.T) {
	r, _ := analyse(t, `
components: {a: {kind: service, availability: 99.95%}}
flows: {f: {rate: 1/s, steps: [{call: a}]}}
observe: {slos: {up: {flow: f, target: 99.9%}, week: {flow: f, target: 99%, window: 7d}}}`)
	b := r.Budgets[0]
	if math.Abs(b.Allowed-43.2*60) > 1e-6 || math.Abs(b.Expected.Value-21.6*60) > 1e-6 || math.Abs(b.Spent().Value-0.5) > 1e-9 {
		t.Errorf("%g s allowed, %g expected, want 43.2 and 21.6 minutes", b.Allowed, b.Expected.Value)
	}
	// Site Reliability Workbook, chapter 5: 14.4, 6, 3 and 1 times, which a full
	// outage reaches after 52 s, 130 s, 4.3 min and 4.3 min.
	want := []Burn{
		{Severity: "page", Long: 3600, Short: 300, Rate: 14.4, Spends: 0.02, Bad: 0.0144, Notices: 51.84},
		{Severity: "page", Long: 21600, Short: 1800, Rate: 6, Spends: 0.05, Bad: 0.006, Notices: 129.6},
		{Severity: "ticket", Long: 86400, Short: 7200, Rate: 3, Spends: 0.1, Bad: 0.003, Notices: 259.2},
		{Severity: "ticket", Long: 259200, Short: 21600, Rate: 1, Spends: 0.1, Bad: 0.001, Notices: 259.2},
	}
	for i, a := range b.Alerts {
		w := want[i]
		if a.Severity != w.Severity || a.Long != w.Long || a.Short != w.Short || math.Abs(a.Rate-w.Rate) > 1e-9 || math.Abs(a.Bad-w.Bad) > 1e-9 || math.Abs(a.Notices-w.Notices) > 1e-6 {
			t.Errorf("alert %+v, want %+v", a, w)
		}
	}
	if week := r.Budgets[1]; len(week.Alerts) != 4 || math.Abs(week.Alerts[0].Rate-0.02*168) > 1e-9 {
		t.Errorf("a week: %+v", week.Alerts)
	}
}

// TestWhatNoStepCallsIsNeededToo has a service that serves with a lease only,
// whose name must be found and which needs another one up.
func TestWhatNoStepCallsIsNeededToo(t *testing.T) {
	r, get := analyse(t, `
components:
  names: {kind: dns, availability: 99.9%}
  grants: {kind: service, availability: 99%, operations: {renew: [{read: store}]}}
  store: {kind: sql, availability: 98%}
  keys: {kind: identity, availability: 97%}
  wire: {kind: network, bandwidth: 1Gbit/s, availability: 96%}
  web: {kind: service, availability: 95%, resolved-by: names, lease: {from: grants.renew, every: 10s, ttl: 30s}, needs: {self: 50%, keys: up}}
links: {default: {via: wire}}
flows: {f: {rate: 1/s, steps: [{call: web}]}}`)
	want := 0.999 * 0.99 * 0.98 * 0.97 * 0.96 * 0.95
	if got := get("flows.f.availability").Value; math.Abs(got-want) > 1e-12 {
		t.Errorf("availability %.12g, want %.12g: %s", got, want, get("flows.f.availability").Formula)
	}
	ways := map[string]string{"store": "web > grants > store", "grants": "web > grants", "names": "web > names", "keys": "web > keys"}
	for _, p := range r.Flows[0].Points {
		if way, asked := ways[p.Fault]; asked && strings.Join(p.Path, " > ") != way {
			t.Errorf("the way to %s is %v, want %s", p.Fault, p.Path, way)
		}
	}
}
