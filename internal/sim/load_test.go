package sim

import (
	"fmt"
	"math"
	"os"
	"testing"

	"pgregory.net/rapid"
)

const idleService = "components: {a: {kind: service, work: const(1ms)}}\n"

// offered returns how many requests of a flow began.
func offered(r *Result, flow string) uint64 { return r.Flows[flow].Counts.Offered }

func TestConstantArrivalsBeginAfterOneGapAndEndBeforeTheEnd(t *testing.T) {
	r := simulate(t, idleService+"flows: {ask: {arrivals: const(10/s), steps: [{call: a}]}}\n", Options{For: 10}, RunOptions{Timeline: true})
	if got := offered(r, "ask"); got != 99 {
		t.Errorf("%d requests in ten seconds at 10/s, want 99: the end is excluded", got)
	}
	if first := r.Timeline[0].Flows["ask"].Offered; first != 9 {
		t.Errorf("%d requests in the first second, want 9", first)
	}
	if len(r.Timeline) != 10 {
		t.Errorf("the timeline has %d rows, want 10", len(r.Timeline))
	}
}

func TestOpenArrivalsHaveTheirRateAndSpread(t *testing.T) {
	for _, tt := range []struct {
		arrivals string
		variance float64 // of the count over its mean, in the long run
	}{
		{"poisson(1000/s)", 1},
		{"bursty(1000/s cv=3)", 9},
	} {
		r := simulate(t, idleService+"flows: {ask: {arrivals: "+tt.arrivals+", steps: [{call: a}]}}\n", Options{For: 400}, RunOptions{Timeline: true})
		sum, squares := 0.0, 0.0
		for _, row := range r.Timeline {
			n := float64(row.Flows["ask"].Offered)
			sum += n
			squares += n * n
		}
		n := float64(len(r.Timeline))
		mean := sum / n
		spread := (squares/n - mean*mean) / mean
		if math.Abs(mean-1000) > 10*tt.variance {
			t.Errorf("%s brings %g a second", tt.arrivals, mean)
		}
		if spread < 0.75*tt.variance || spread > 1.3*tt.variance {
			t.Errorf("%s: the variance of its counts is %g means, want about %g", tt.arrivals, spread, tt.variance)
		}
	}
}

func TestRampMultipliesTheMomentaryRate(t *testing.T) {
	const load = "load: {spike: {level: mean, ramp: {from: 10s, to: 5x, over: 10s, hold: 10s, down: 10s}, for: 60s}}\n"
	r := simulate(t, idleService+load+"flows: {ask: {arrivals: const(100/s), steps: [{call: a}]}}\n", Options{Load: "spike"}, RunOptions{Timeline: true})
	// 60 s at 100/s, and four times that on top for ten seconds and two halves.
	if got := offered(r, "ask"); got != 13999 {
		t.Errorf("%d requests, want 13999", got)
	}
	for _, at := range []struct{ second, want int }{{5, 100}, {14, 280}, {25, 500}, {34, 320}, {50, 100}} {
		if got := int(r.Timeline[at.second].Flows["ask"].Offered); got < at.want-1 || got > at.want+1 {
			t.Errorf("%d requests in second %d, want %d", got, at.second, at.want)
		}
	}
}

func TestRampsWithoutALengthEndAMinuteLater(t *testing.T) {
	const load = "load: {up: {level: mean, ramp: [{from: 10s, to: 2x, hold: 20s}, {from: 20s, to: 3x}]}}\n"
	p := design(t, idleService+load+"flows: {ask: {arrivals: const(10/s), steps: [{call: a}]}}\n", Options{Load: "up"})
	if p.length != 90e9 {
		t.Errorf("it measures %g s, want 90", float64(p.length)/1e9)
	}
	want := []knot{{0, 1}, {10e9, 1}, {10e9, 2}, {20e9, 2}, {20e9, 6}, {30e9, 6}, {30e9, 3}}
	for _, k := range want[1:] {
		found := false
		for _, got := range p.sources[0].factor {
			found = found || got == k
		}
		if !found {
			t.Errorf("the factor has no corner %+v: %+v", k, p.sources[0].factor)
		}
	}
}

// TestAfterInvertsTheIntegral draws factors and checks that the integral up to
// the returned time is what was asked for.
func TestAfterInvertsTheIntegral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		knots := []knot{{0, rapid.Float64Range(0.1, 5).Draw(t, "factor")}}
		for range rapid.IntRange(0, 5).Draw(t, "knots") {
			last := knots[len(knots)-1]
			knots = append(knots, knot{last.at + rapid.Int64Range(0, 100).Draw(t, "gap"), rapid.Float64Range(0, 5).Draw(t, "factor")})
		}
		knots = append(knots, knot{knots[len(knots)-1].at + 10, 1})
		from := rapid.Float64Range(0, 300).Draw(t, "from")
		need := rapid.Float64Range(0.01, 500).Draw(t, "need")
		to := after(knots, from, need)
		// The trapezoid rule in small steps, as a witness.
		sum, steps := 0.0, 200_000
		h := (to - from) / float64(steps)
		at := func(x float64) float64 {
			f := knots[0].factor
			for i := 1; i < len(knots); i++ {
				a, b := knots[i-1], knots[i]
				switch {
				case x >= float64(b.at):
					f = b.factor
				case x >= float64(a.at):
					return a.factor + (b.factor-a.factor)*(x-float64(a.at))/float64(b.at-a.at)
				}
			}
			return f
		}
		for i := range steps {
			sum += h * at(from+(float64(i)+0.5)*h)
		}
		if math.Abs(sum-need) > 1e-3*need+5*h {
			t.Fatalf("the integral from %g to %g is %g, want %g (%+v)", from, to, sum, need, knots)
		}
	})
	if at := after([]knot{{0, 1}, {10, 0}}, 5, 100); !math.IsInf(at, 1) {
		t.Errorf("a factor that stays 0 brings the next arrival at %g, want never", at)
	}
}

func TestPeakAndScaleMultiplyTheLoad(t *testing.T) {
	const text = idleService + "actors: {reader: {kind: human, daily: 8640k, peak: 3x}}\nflows: {ask: {by: reader, per-user: 2/day, steps: [{call: a}]}, calm: {arrivals: const(100/s), steps: [{call: a}]}}\n"
	for _, tt := range []struct {
		o    Options
		want float64
	}{{Options{Load: "mean"}, 200}, {Options{}, 600}, {Options{LoadScale: 2}, 1200}} {
		tt.o.For = 30
		r := simulate(t, text, tt.o, RunOptions{})
		if got := r.Flows["ask"].Offered.Value; math.Abs(got-tt.want) > 5*math.Sqrt(tt.want/30) {
			t.Errorf("load %q scaled by %g offers %g/s, want %g/s", tt.o.Load, tt.o.LoadScale, got, tt.want)
		}
		if got, scale := offered(r, "calm"), max(1, tt.o.LoadScale); math.Abs(float64(got)-3000*scale) > 1 {
			t.Errorf("constant arrivals come %d times in 30 s, want %g", got, 3000*scale)
		}
	}
}

func TestScenarioRunsOnlyItsFlows(t *testing.T) {
	const text = idleService + "load: {some: {level: mean, for: 10s, flows: [two]}}\nflows: {one: {rate: 10/s, steps: [{call: a}]}, two: {rate: 10/s, steps: [{call: a}]}}\n"
	r := simulate(t, text, Options{Load: "some"}, RunOptions{})
	if offered(r, "one") != 0 || offered(r, "two") == 0 {
		t.Errorf("%d and %d requests, want none and some", offered(r, "one"), offered(r, "two"))
	}
}

func TestUsersThinkThenAskAgain(t *testing.T) {
	r := simulate(t, "components: {a: {kind: service, work: const(1s)}}\nflows: {ask: {users: 3, think: 4s, steps: [{call: a}]}}\n", Options{For: 52}, RunOptions{})
	// Each begins at 4, 9, ... 49 s.
	if got := offered(r, "ask"); got != 30 {
		t.Errorf("%d runs of three users, want 30", got)
	}
}

func TestJourneysMakeALoadOfTheirOwn(t *testing.T) {
	const text = idleService + `actors: {user: {kind: human}}
journeys:
  mixed:   {by: user, users: 10, think: 1s, mix: {one: 75%, two: 25%}}
  ordered: {by: user, users: 2, think: 1s, flows: [three, four]}
  drawn:   {by: user, flows: [three]}
flows:
  one: {by: user, rate: 0/s, steps: [{call: a}]}
  two: {by: user, rate: 0/s, steps: [{call: a}]}
  three: {by: user, rate: 0/s, steps: [{call: a}]}
  four: {by: user, rate: 0/s, steps: [{call: a}]}
`
	r := simulate(t, text, Options{For: 1000}, RunOptions{})
	if three, four := offered(r, "three"), offered(r, "four"); three < four || three > four+2 || four == 0 {
		t.Errorf("in order: %d and %d runs, want as many of each, but for the last of two users", three, four)
	}
	one, two := float64(offered(r, "one")), float64(offered(r, "two"))
	if share := one / (one + two); math.Abs(share-0.75) > 0.02 {
		t.Errorf("the mix has a share of %g, want 0.75", share)
	}
}

func TestSchedulesRunAtTheirTime(t *testing.T) {
	const text = "components: {a: {kind: worker, replicas: 3, work: const(1ms)}}\nflows: {nightly: {by: a, every: 1h, at: \"00:30\", steps: [{work: const(1s)}]}, each: {by: a, every: 1h, per: replica, steps: [{work: const(1s)}]}}\n"
	r := simulate(t, text, Options{For: 3 * 3600}, RunOptions{})
	if got := offered(r, "nightly"); got != 3 {
		t.Errorf("an hourly flow from half past twelve runs %d times in three hours, want 3", got)
	}
	if got := offered(r, "each"); got != 9 {
		t.Errorf("an hourly flow of three replicas runs %d times in three hours, want 9", got)
	}
}

// TestAJobPerReplicaRunsInEach holds the jobs of a tick to the replicas that are
// there: none in one that is down.
func TestAJobPerReplicaRunsInEach(t *testing.T) {
	const text = "components: {a: {kind: worker, replicas: 4, slots: 1, queue: 0, work: const(1ms)}}\nflows: {job: {by: a, every: 10s, per: replica, steps: [{work: const(9s)}]}}\nfailures: {f: {inject: {crash: a#2, at: 15s}}}\n"
	r := simulate(t, text, Options{For: 45, Faults: loaded(t, text).Failures.Get("f").Inject}, RunOptions{})
	// At 0 and 10 s four of them, one of which is lost; at 20, 30 and 40 s three.
	if c := r.Flows["job"].Counts; c.Offered != 17 || c.Failed != 1 {
		t.Errorf("%d jobs begin and %d fail, want 17 and the one in the replica that crashed", c.Offered, c.Failed)
	}
}

// TestASchedulesLawIsDrawn has random times between ticks.
func TestASchedulesLawIsDrawn(t *testing.T) {
	r := simulate(t, idleService+"flows: {job: {every: exp(1s), steps: [{call: a}]}}\n", Options{For: 10_000}, RunOptions{Seed: 1})
	if got := offered(r, "job"); math.Abs(float64(got)-10_000) > 300 {
		t.Errorf("%d jobs in 10,000 s, want about one a second", got)
	}
}

func TestRecordedArrivalsComeWhenTheyCame(t *testing.T) {
	const text = idleService + "flows: {ask: {arrivals: file(requests.csv), steps: [{call: a}]}}\n"
	read := func(string) ([]byte, error) { return []byte("time,path\n0.5,/a\n2.5,/b\n\n1.5,/c\n20,/d\n"), nil }
	r := simulate(t, text, Options{For: 10, ReadFile: read}, RunOptions{Timeline: true})
	if got := offered(r, "ask"); got != 3 {
		t.Errorf("%d requests in ten seconds, want 3", got)
	}
	for _, bad := range []func(string) ([]byte, error){
		nil,
		func(string) ([]byte, error) { return nil, os.ErrNotExist },
		func(string) ([]byte, error) { return []byte("time\n1\nsoon\n"), nil },
	} {
		if p, problems := Compile(loaded(t, text), Options{ReadFile: bad}); p != nil || !problems.HasErrors() {
			t.Error("recorded arrivals that cannot be read are no error")
		}
	}
}

func TestConsumersTakeBatches(t *testing.T) {
	const parts = "components: {box: {kind: queue}, hand: {kind: worker, slots: 1}}\n"
	for _, tt := range []struct {
		name, consumer string
		runs           uint64
	}{
		{"one by one", "{by: hand, consumes: box, steps: [{work: const(1ms)}]}", 100},
		{"while busy a batch gathers", "{by: hand, consumes: box, batch: 50, steps: [{work: const(1s)}]}", 11},
		{"it lingers for a full batch", "{by: hand, consumes: box, batch: 10, linger: 5s, steps: [{work: const(1ms)}]}", 10},
		{"and no longer", "{by: hand, consumes: box, batch: 50, linger: 2s, steps: [{work: const(1ms)}]}", 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := simulate(t, parts+"flows:\n  put: {arrivals: const(10/s), steps: [{publish: box}]}\n  take: "+tt.consumer+"\n", Options{For: 10.05}, RunOptions{})
			if got := offered(r, "take"); got != tt.runs {
				t.Errorf("%d runs take 100 messages, want %d", got, tt.runs)
			}
			if r.Flows["take"].Counts.OK != tt.runs {
				t.Errorf("%d runs succeed, want all", r.Flows["take"].Counts.OK)
			}
		})
	}
}

func TestMessagesWaitInTheirQueue(t *testing.T) {
	const text = "components: {box: {kind: queue}, hand: {kind: worker, slots: 1}}\nflows:\n  put: {rate: 0.8/s, steps: [{publish: box}]}\n  take: {by: hand, consumes: box, steps: [{work: 1s}]}\n"
	r := simulate(t, text, Options{}, RunOptions{Precision: 0.03, Seed: 2})
	box := r.Components["box"]
	if !holds(box.Wait.Mean, 4, 0.1) || !holds(box.QueueLength, 3.2, 0.1) || !holds(box.Wait.Delayed, 0.8, 0.01) {
		t.Errorf("messages of an M/M/1 worker: wait %+v, queue %+v, delayed %+v; want 4, 3.2 and 0.8", box.Wait.Mean, box.QueueLength, box.Wait.Delayed)
	}
	if l := r.Flows["take"].Latency.Mean; !holds(l, 5, 0.1) {
		t.Errorf("latency from the message to the end of its run: %+v, want 5", l)
	}
}

func TestStreamsReachEveryConsumer(t *testing.T) {
	const text = `components: {log: {kind: stream, partitions: 2}, a: {kind: worker}, b: {kind: worker}, nobody: {kind: stream}}
flows:
  put: {arrivals: const(10/s), steps: [{publish: log}, {publish: nobody}]}
  first: {by: a, consumes: log, steps: [{wait: 1s}]}
  second: {by: b, consumes: log, steps: [{work: const(1ms)}]}
`
	r := simulate(t, text, Options{For: 10.05}, RunOptions{})
	if offered(r, "first") != 100 || offered(r, "second") != 100 {
		t.Errorf("%d and %d runs, want 100 of each consumer", offered(r, "first"), offered(r, "second"))
	}
	// Two partitions are two runs at a time: 100 runs of a second take 50 s.
	if got := r.Flows["first"].Latency.Max.Value; math.Abs(got-40.1) > 0.2 {
		t.Errorf("the last message waits until %g s after it was published, want about 40.1", got)
	}
	if got := r.Components["nobody"].QueueLength.Value; got != 0 {
		t.Errorf("messages that nobody takes wait: %g", got)
	}
}

func TestFailedMessagesComeAgainAndAreBuried(t *testing.T) {
	const text = `components: {box: {kind: queue, max-deliveries: 3, visibility: 1s, dead-letter: grave}, grave: {kind: queue}, hand: {kind: worker}}
flows:
  put: {arrivals: const(1/s), steps: [{publish: box}]}
  take: {by: hand, consumes: box, steps: [{fail: 100%}]}
  mourn: {by: hand, consumes: grave, steps: [{work: const(1ms)}]}
`
	r := simulate(t, text, Options{For: 10.5}, RunOptions{})
	if got := offered(r, "take"); got != 30 {
		t.Errorf("ten messages are delivered %d times, want 30", got)
	}
	if got := offered(r, "mourn"); got != 10 {
		t.Errorf("%d messages are buried, want 10", got)
	}
}

func TestFullQueues(t *testing.T) {
	const text = `components: {box: {kind: queue, max-length: 5%s}, hand: {kind: worker, slots: 1}}
flows:
  put: {arrivals: const(10/s), steps: [{publish: box}]}
  take: {by: hand, consumes: box, steps: [{wait: 100s}]}
`
	refusing := simulate(t, fmt.Sprintf(text, ""), Options{For: 10.05}, RunOptions{})
	if got := refusing.Flows["put"].Counts.OK; got != 6 {
		t.Errorf("%d messages are taken in by a queue of 5 and one worker, want 6", got)
	}
	dropping := simulate(t, fmt.Sprintf(text, ", when-full: drop-oldest"), Options{For: 10.05}, RunOptions{})
	if got := dropping.Flows["put"].Counts.OK; got != 100 {
		t.Errorf("%d messages are taken in, want all 100", got)
	}
	if got := offered(dropping, "take"); got != 6 {
		t.Errorf("%d messages are worked on, want 6", got)
	}
}
