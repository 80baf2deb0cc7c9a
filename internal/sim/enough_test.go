package sim

import (
	"reflect"
	"testing"
)

// TestARunThatIsEnoughIsTheBeginningOfTheWhole: a run that ends after 7 seconds
// has the history of the longer one up to there, and has settled.
func TestARunThatIsEnoughIsTheBeginningOfTheWhole(t *testing.T) {
	text := "components: {api: {kind: service, cores: 2, work: 5ms}}\nflows: {ask: {rate: 300/s, steps: [{call: api}]}}\n"
	o := RunOptions{Seed: 3, Timeline: true, History: true}
	whole := simulate(t, text, Options{For: 20}, o)
	asked := 0
	o.Enough = func(h *History) bool { asked++; return h.Seconds() >= 7 }
	short := simulate(t, text, Options{For: 20}, o)
	if got := short.History.Seconds(); got != 7 || asked != 7 {
		t.Fatalf("the history has %d seconds and was looked at %d times, want 7", got, asked)
	}
	if !short.Settled || short.Why != "" {
		t.Errorf("a run of which enough was seen has not settled: %q", short.Why)
	}
	if !reflect.DeepEqual(short.History.seconds, whole.History.seconds[:7]) {
		t.Error("its history is not the beginning of the whole")
	}
}

// TestAFaultInAMiniatureOfASliceLeavesTheSlice: what was one of many cells stays
// one, however many faults there are.
func TestAFaultInAMiniatureOfASliceLeavesTheSlice(t *testing.T) {
	text := `
components: {api: {kind: service, cells: {count: 50, key: user}, replicas: 4, cores: 8, work: 1ms}}
data: {user: {keys: uniform(1M)}}
flows: {ask: {rate: 100k/s, key: user, steps: [{call: api}]}}
failures:
  calm: {}
  lost: {inject: {restart: "api#1", at: 1s}}
  changed: {inject: {set: {components: {api: {slots: 7}}}, at: 1s, for: 1s}}
`
	d := loaded(t, text)
	for name, f := range d.Failures.All() {
		p, problems := Compile(d, Options{For: 3, Slice: 1.0 / 50, Miniature: 4, Faults: f.Inject})
		if p == nil {
			t.Fatalf("%s: %v", name, problems)
		}
		if p.slice == nil || p.slice.k != 200 || p.replicas != 4 {
			t.Errorf("%s: there are %d replicas, want the 4 of one cell; the slice is %+v, want one of 200", name, p.replicas, p.slice)
		}
	}
}
