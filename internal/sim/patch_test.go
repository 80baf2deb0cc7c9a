package sim

import (
	"math"
	"testing"
)

// TestASetChangesTheRunningSystem patches values at ten seconds of twenty.
func TestASetChangesTheRunningSystem(t *testing.T) {
	const text = `components:
  a: {kind: service}
  s: {kind: service, slots: 1, queue: 0, work: const(20ms)}
links: {a.s: {timeout: 1s, on-error: continue}}
flows: {ask: {arrivals: const(10/s), steps: [{call: a, steps: [{call: s}]}]}}
`
	row := func(second int, read func(Row) float64) func(*Result) float64 {
		return func(r *Result) float64 { return read(r.Timeline[second]) }
	}
	ask := func(read func(FlowRow) float64) func(Row) float64 {
		return func(row Row) float64 { return read(row.Flows["ask"]) }
	}
	offered := ask(func(f FlowRow) float64 { return float64(f.Offered) })
	mean := ask(func(f FlowRow) float64 { return f.Latency.Mean })
	busy := func(row Row) float64 { return row.Components["s"].Utilization }
	for _, tt := range []struct {
		name, inject string
		read         func(*Result) float64
		want, within float64
	}{
		{"work", "{set: {components: {s: {work: const(50ms)}}}, at: 10s}", row(15, mean), 0.05, 1e-9},
		{"work before", "{set: {components: {s: {work: const(50ms)}}}, at: 10s}", row(8, mean), 0.02, 1e-9},
		{"work after the end", "{set: {components: {s: {work: const(50ms)}}}, at: 5s, for: 5s}", row(15, mean), 0.02, 1e-9},
		{"a rate", "{set: {flows: {ask: {arrivals: const(30/s)}}}, at: 10s}", row(15, offered), 30, 1},
		{"a timeout", "{set: {links: {a.s: {timeout: 5ms}}}, at: 10s}", row(15, mean), 0.005, 1e-9},
		{"slots", "{set: {components: {s: {slots: 4}}}, at: 10s}", row(15, busy), 0.05, 1e-3},
		{"replicas", "{set: {components: {s: {replicas: 2}}}, at: 10s}", row(15, func(row Row) float64 { return row.Components["s"].Replicas }), 2, 1e-9},
		{"a retry that was not there", "{set: {components: {s: {slots: 4}}, links: {a.s: {timeout: 5ms, retry: {max: 1}}}}, at: 10s}", row(15, mean), 0.01, 1e-9},
		{"a rate limit that was not there", "{set: {components: {s: {rate-limit: {rate: 5/s, burst: 1}}}}, at: 10s}", row(15, func(row Row) float64 { return float64(row.Components["s"].Refused) }), 5, 1},
		{"shedding that was not there", "{set: {components: {s: {work: const(500ms), queue: 100, shed: {above: {queue: 1}}}}}, at: 10s}", row(18, func(row Row) float64 { return row.Components["s"].QueueLength }), 1, 0.2},
	} {
		if got := tt.read(underFaults(t, text, tt.inject, 20.0005)); math.Abs(got-tt.want) > tt.within {
			t.Errorf("%s: %g, want %g", tt.name, got, tt.want)
		}
	}
}

func TestASetCannotAddSteps(t *testing.T) {
	const text = "components: {s: {kind: service}}\nflows: {ask: {rate: 10/s, steps: [{call: s}]}}\nfailures: {f: {inject: {set: {flows: {ask: {steps: [{call: s}, {call: s}]}}}, at: 1s}}}\n"
	d := loaded(t, text)
	p, problems := Compile(d, Options{For: 5, Faults: d.Failures.Get("f").Inject})
	if p != nil || len(problems) == 0 || problems[0].Code != "unsupported-fault" {
		t.Errorf("a set that adds a step gives %+v, want an error", problems)
	}
}

// TestASetOfWhatIsThereChangesNoByte goes on in a program with the same values.
func TestASetOfWhatIsThereChangesNoByte(t *testing.T) {
	const text = "components: {s: {kind: service, replicas: 2, slots: 2, work: 10ms, balance: random}}\nlinks: {default: {timeout: 50ms, retry: {max: 2, budget: 20%}}}\nflows: {ask: {rate: 300/s, steps: [{call: s}]}}\n"
	plain := underFaults(t, text, "", 20)
	same := underFaults(t, text, "{set: {components: {s: {slots: 2}}}, at: 7s, for: 5s}", 20)
	if a, b := plain.Flows["ask"].Latency, same.Flows["ask"].Latency; a != b {
		t.Errorf("the latency is %+v, and %+v with a set that changes nothing", a, b)
	}
}

// TestASetMayTakeReplicasAway leaves one of five for a while.
func TestASetMayTakeReplicasAway(t *testing.T) {
	const text = "components: {s: {kind: service, replicas: 5, slots: 1, work: 1ms}}\nflows: {ask: {rate: 100/s, steps: [{call: s}]}}\nfailures: {f: {inject: {set: {components: {s: {replicas: 1}}}, at: 0s}}}\n"
	r := simulate(t, text, Options{For: 20, Faults: faultsOf(t, text, "f")}, RunOptions{Seed: 1})
	if got := r.Components["s"].Replicas.Value; got != 1 {
		t.Errorf("%g replicas serve, want 1", got)
	}
}

// TestWhatIsBusyOfChangingCoresIsNotSaid gives a component more cores while it
// runs: neither number of them is what its work is a share of.
func TestWhatIsBusyOfChangingCoresIsNotSaid(t *testing.T) {
	const text = `
components: {b: {kind: service, cores: 1, work: const(10ms)}, c: {kind: service, cores: 1, work: const(1ms)}}
flows: {ask: {arrivals: const(90/s), steps: [{call: b}, {call: c}]}}
failures: {more: {inject: {set: {components: {b: {cores: 3}}}, at: 5s}}}
`
	d := loaded(t, text)
	r := simulate(t, text, Options{For: 20, Faults: d.Failures.Get("more").Inject}, RunOptions{Seed: 1})
	if u := r.Components["b"].Utilization; u.Known() || u.Why == "" {
		t.Errorf("utilization of b is %+v, want a reason why there is none", u)
	}
	if u := r.Components["c"].Utilization; !u.Known() {
		t.Errorf("utilization of c is not known: %s", u.Why)
	}
}

// TestASetHoldsReplicasToTheirNewLimitsAndNeeds gives a component more than its
// replicas can hold, or too few of them, from five seconds to ten.
func TestASetHoldsReplicasToTheirNewLimitsAndNeeds(t *testing.T) {
	const text = `assume: {blank-rows: 0}
components:
  s: {kind: service, replicas: 3, start: {time: 2s}, needs: 1, limits: {memory: {max: 4GB, use: "= 1GB + blank-rows * 8GB"}, over: crash}}
flows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}
`
	for _, tt := range []struct {
		name, set string
		serves    [4]bool // at 4, 7, 11 and 13 seconds
	}{
		{"a crash over a limit, and a start within it", "{assume: {blank-rows: 1}}", [4]bool{true, false, false, true}},
		{"too few of its replicas", "{components: {s: {needs: 4}}}", [4]bool{true, false, true, true}},
	} {
		r := underFaults(t, text, "{set: "+tt.set+", at: 5s, for: 5s}", 20)
		for i, second := range []int{4, 7, 11, 13} {
			if row := r.Timeline[second].Flows["ask"]; (row.OK == row.Offered) != tt.serves[i] || (row.OK == 0) == tt.serves[i] {
				t.Errorf("%s: %d of %d requests succeed in second %d, want all: %t", tt.name, row.OK, row.Offered, second, tt.serves[i])
			}
		}
	}
}

// TestAReplicaTakenAwayWhileItRestartsStaysAway leaves two of four that restart,
// all at once or one after the other.
func TestAReplicaTakenAwayWhileItRestartsStaysAway(t *testing.T) {
	const text = "components: {s: {kind: service, replicas: 4, start: {time: 4s}}}\nflows: {ask: {rate: 100/s, steps: [{call: s}]}}\n"
	for _, restart := range []string{"{restart: s, at: 5s}", "{restart: s, at: 5s, batch: 1}"} {
		r := underFaults(t, text, restart+", {set: {components: {s: {replicas: 2}}}, at: 7s}", 40)
		if got := r.Timeline[35].Components["s"].Replicas; got != 2 {
			t.Errorf("%s: %g replicas serve, want 2", restart, got)
		}
	}
}

// TestASetChangesTheRoomOfACache gives each of ten alike keys room or not: in
// the long run as many gets hit as there is room for.
func TestASetChangesTheRoomOfACache(t *testing.T) {
	for _, policy := range []string{"lru", "lfu", "fifo", "random"} {
		for _, tt := range []struct{ before, after int }{{10, 5}, {5, 2}, {2, 6}, {5, 10}} {
			text := sprintf(`data: {thing: {keys: uniform(10)}}
components: {c: {kind: cache, of: thing, policy: %s, entries: %d}}
flows: {ask: {arrivals: const(2000/s), steps: [{get: c, miss: [{set: c}]}]}}
`, policy, tt.before)
			r := underFaults(t, text, sprintf("{set: {components: {c: {entries: %d}}}, at: 5s}", tt.after), 10)
			for second, want := range map[int]int{3: tt.before, 8: tt.after} {
				if got := r.Timeline[second].Components["c"].HitRatio; math.Abs(got-float64(want)/10) > 0.04 {
					t.Errorf("%s, %d entries and then %d: the hit ratio in second %d is %g, want %g", policy, tt.before, tt.after, second, got, float64(want)/10)
				}
			}
		}
	}
}
