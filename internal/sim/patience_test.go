package sim

import "testing"

// Four cores in all, of which a fortieth is a tenth of one: work takes ten times
// as long there, and the timeout strikes.
const impatient = `
components: {api: {kind: service, cores: 4, slots: 200, work: 20ms}, db: {kind: sql, cores: 4, work: 2ms}}
links: {api.db: {timeout: 60ms}}
flows: {ask: {rate: 100/s, steps: [{call: api, timeout: 300ms, steps: [{read: db}]}]}, tidy: {by: api, every: 1s, steps: [{read: db}]}}
`

// TestWhoWaitsForAMiniatureWaitsInProportion: with timeouts as they are it fails
// requests that the design does not, with timeouts in proportion it does not.
func TestWhoWaitsForAMiniatureWaitsInProportion(t *testing.T) {
	failed := func(slower *Slower) float64 {
		r := simulate(t, impatient, Options{For: 400, Miniature: 40, Slower: slower}, RunOptions{Seed: 1})
		f := r.Flows["ask"].Counts
		return float64(f.Failed) / float64(f.Offered)
	}
	if got := failed(nil); got < 0.05 {
		t.Errorf("with the timeouts of the design %.3f of the requests fail, so there is nothing to see", got)
	}
	if got := failed(&Slower{Components: map[string]float64{"api": 12, "db": 12}}); got > 0.001 {
		t.Errorf("with timeouts in proportion %.3f of the requests fail, want none", got)
	}
}

// TestWhatIsInProgressIsDividedByLess: of 200 slots a fortieth is 5; what takes
// twelve times as long holds twelve times as many.
func TestWhatIsInProgressIsDividedByLess(t *testing.T) {
	p := design(t, impatient, Options{Miniature: 40, Slower: &Slower{Components: map[string]float64{"api": 12}}})
	if got := p.components[0].slots; got != 60 {
		t.Errorf("%d slots are left, want 200/40*12 = 60", got)
	}
	if got := design(t, impatient, Options{Miniature: 40}).components[0].slots; got != 5 {
		t.Errorf("%d slots are left of a miniature that nobody waits for, want 5", got)
	}
}

// TestASteadyScheduleIsThinned: a run a second becomes one in ten seconds, and
// one an hour stays.
func TestASteadyScheduleIsThinned(t *testing.T) {
	runs := func(slower *Slower) uint64 {
		return simulate(t, impatient, Options{For: 400, Miniature: 40, Slower: slower}, RunOptions{Seed: 1}).Flows["tidy"].Counts.Offered
	}
	if got := runs(nil); got < 39*400/40*40 {
		t.Errorf("without a miniature that waits %d runs are counted, want about one a second, times 40", got)
	}
	if got := runs(&Slower{}); got != 40*40 {
		t.Errorf("%d runs are counted, want 40 of 400 s, times 40", got)
	}
}

// TestADelayOfAFaultIsInProportion: a flow that takes three times as long is held
// up for three times as long, and another is not.
func TestADelayOfAFaultIsInProportion(t *testing.T) {
	d := loaded(t, `
components: {api: {kind: service, work: const(1ms)}}
flows: {slow: {rate: 100/s, steps: [{call: api}]}, quick: {rate: 100/s, steps: [{call: api}]}}
failures: {far: {inject: {delay: api, by: 40ms, at: 0s}}}
`)
	p, problems := Compile(d, Options{For: 100, Miniature: 2, Faults: d.Failures.Get("far").Inject, Slower: &Slower{Flows: map[string]float64{"slow": 3}}})
	if p == nil {
		t.Fatal(problems)
	}
	r, err := Run(t.Context(), p, RunOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"slow": 0.241, "quick": 0.081} {
		if got := r.Flows[name].Latency.P50.Value; got < 0.99*want || got > 1.01*want {
			t.Errorf("%s takes %.4f s, want %.3f: there and back", name, got, want)
		}
	}
}
