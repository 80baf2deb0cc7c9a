package sim

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// rateLimited returns at which of its arrivals, in order, a limiter admits.
func rateLimited(t *testing.T, limit, flow string, length float64) []int64 {
	t.Helper()
	p := design(t, "components: {s: {kind: service, work: const(1ns), rate-limit: {"+limit+"}}}\nflows: {ask: {"+flow+", steps: [{call: s}]}}\n", Options{For: length})
	w := newWorld(p, 1, 0)
	var times []int64
	for served := uint64(0); w.step(); {
		if n := w.flows[0].counts.byCause[okay]; n > served {
			served = n
			times = append(times, w.now-1)
		}
	}
	return times
}

// ms returns whole milliseconds as nanoseconds.
func ms(times ...int64) []int64 {
	for i := range times {
		times[i] *= 1e6
	}
	return times
}

// TestLimitersAdmitExactly sends a request every 100 ms and lists who passes
// when.
func TestLimitersAdmitExactly(t *testing.T) {
	for _, tt := range []struct {
		name, limit string
		length      float64
		want        []int64
	}{
		// A token comes every 250 ms; the bucket holds two.
		{"token bucket", "rate: 4/s, burst: 2", 1.05, ms(100, 200, 400, 600, 900)},
		// The same are admitted, and leave 250 ms apart.
		{"leaky bucket", "rate: 4/s, burst: 2, algorithm: leaky-bucket", 1.05, ms(100, 350, 600, 850, 1100)},
		// Three in any 500 ms: the fourth waits for the first to be 500 ms old.
		{"sliding log", "rate: 6/s, window: 500ms, algorithm: sliding-log", 1.25, ms(100, 200, 300, 600, 700, 800, 1100, 1200)},
		// Windows begin at 0, 500 and 1000 ms.
		{"fixed window", "rate: 6/s, window: 500ms, algorithm: fixed-window", 1.25, ms(100, 200, 300, 500, 600, 700, 1000, 1100, 1200)},
		// At 700 ms the last window counts for 3 x 300/500 = 1.8; at 900 ms for
		// 0.6. At 1000 ms the two of the second window count whole, and after the
		// third nothing fits until 1300 ms.
		{"sliding counter", "rate: 6/s, window: 500ms, algorithm: sliding-counter", 1.25, ms(100, 200, 300, 700, 900, 1000)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := rateLimited(t, tt.limit, "arrivals: const(10/s)", tt.length); !slices.Equal(got, tt.want) {
				t.Errorf("it admits at %v ns, want %v", got, tt.want)
			}
		})
	}
}

// TestARateLimitLetsItsOwnRatePass has gaps that are no whole nanoseconds.
func TestARateLimitLetsItsOwnRatePass(t *testing.T) {
	for _, limit := range []string{"rate: 3/s, burst: 1", "rate: 3/s, burst: 1, algorithm: leaky-bucket", "rate: 3/s, algorithm: sliding-log", "rate: 3/s, algorithm: fixed-window"} {
		r := simulate(t, "components: {s: {kind: service, rate-limit: {"+limit+"}}}\nflows: {ask: {arrivals: const(3/s), steps: [{call: s}]}}\n", Options{For: 1000}, RunOptions{})
		if f := r.Flows["ask"].Counts; f.Failed > 0 {
			t.Errorf("{%s} refuses %d of %d at its own rate", limit, f.Failed, f.Offered)
		}
	}
}

// TestWindowsAreThePeriodOfTheRate reads ten a minute as that.
func TestWindowsAreThePeriodOfTheRate(t *testing.T) {
	// A bucket of ten has two tokens more after twelve seconds.
	for algorithm, want := range map[string]int{"fixed-window": 10, "sliding-log": 10, "sliding-counter": 10, "token-bucket": 12} {
		if got := len(rateLimited(t, "rate: 10/min, algorithm: "+algorithm, "arrivals: const(1/s)", 13.5)); got != want {
			t.Errorf("%s: %d of the first thirteen pass at ten a minute, want %d", algorithm, got, want)
		}
	}
}

// TestFixedWindowsLetTwiceTheirRateThroughAtABorder is their known weakness; a
// sliding log has none.
func TestFixedWindowsLetTwiceTheirRateThroughAtABorder(t *testing.T) {
	for algorithm, want := range map[string]int{"fixed-window": 20, "sliding-log": 10} {
		times := rateLimited(t, "rate: 10/s, algorithm: "+algorithm, "arrivals: const(100/s)", 3)
		if got := most(times, 1e9); algorithm == "sliding-log" && got != want {
			t.Errorf("a sliding log admits %d in a second, want %d", got, want)
		}
		// All of one window at its end, all of the next at its beginning.
		l := limiter{rateLimit: rateLimit{algorithm: limitAlgorithms[algorithm], window: 1e9, most: 10}}
		l.add()
		passed := 0
		for at := int64(900e6); at < 1100e6; at += 10e6 {
			if l.takes(at) {
				passed++
			}
		}
		if passed != want {
			t.Errorf("%s admits %d within 200 ms around a border, want %d", algorithm, passed, want)
		}
	}
}

func (l *limiter) takes(now int64) bool { _, ok := l.take(0, now); return ok }

// most returns the largest number of times in any window of a length, its end
// excluded.
func most(times []int64, window int64) int {
	n := 0
	for i, from := range times {
		k := i
		for k < len(times) && times[k] < from+window {
			k++
		}
		n = max(n, k-i)
	}
	return n
}

// TestLimitersHoldTheirBounds holds each algorithm to what it promises for any
// arrivals: a window never sees more than its number (a fixed one counted from
// its own borders, a sliding counter never more than twice that), a bucket
// never more than its burst and what came in since.
func TestLimitersHoldTheirBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Int32Range(1, 20).Draw(t, "number")
		window := rapid.Int64Range(10, 1000).Draw(t, "window")
		gap := float64(window) / float64(number)
		limited := func(a limitAlgorithm) *limiter {
			l := &limiter{rateLimit: rateLimit{algorithm: a, gap: gap, burst: float64(number), window: window, most: number}}
			l.add()
			return l
		}
		all := []*limiter{limited(tokenBucket), limited(leakyBucket), limited(slidingLog), limited(slidingCounter), limited(fixedWindow)}
		passed := [5][]int64{}
		now := int64(0)
		for range rapid.IntRange(1, 300).Draw(t, "arrivals") {
			now += rapid.Int64Range(0, window/int64(number)+1).Draw(t, "gap")
			for _, l := range all {
				if delay, ok := l.take(0, now); ok {
					passed[l.algorithm] = append(passed[l.algorithm], now+delay)
				}
			}
		}
		if got := most(passed[slidingLog], window); got > int(number) {
			t.Fatalf("a sliding log admits %d in a window, want at most %d", got, number)
		}
		if got := most(passed[slidingCounter], window); got > 2*int(number) {
			t.Fatalf("a sliding counter admits %d in a window, want at most %d", got, 2*number)
		}
		perWindow := map[int64]int32{}
		for _, at := range passed[fixedWindow] {
			if perWindow[at/window]++; perWindow[at/window] > number {
				t.Fatalf("a fixed window admits more than %d", number)
			}
		}
		if len(passed[tokenBucket]) != len(passed[leakyBucket]) {
			t.Fatalf("a leaky bucket admits %d, a token bucket %d, want the same", len(passed[leakyBucket]), len(passed[tokenBucket]))
		}
		for i, from := range passed[tokenBucket] {
			for k := i; k < len(passed[tokenBucket]); k++ {
				if n, bound := float64(k-i+1), float64(number)+float64(passed[tokenBucket][k]-from+1)/gap; n > bound+1e-6 {
					t.Fatalf("a token bucket admits %g in %d ns, want at most %g", n, passed[tokenBucket][k]-from, bound)
				}
			}
		}
		for i := 1; i < len(passed[leakyBucket]); i++ {
			if apart := passed[leakyBucket][i] - passed[leakyBucket][i-1]; float64(apart) < gap-1.5 {
				t.Fatalf("a leaky bucket lets two pass %d ns apart, want %g", apart, gap)
			}
		}
	})
}

// TestLeakyBucketIsAQueueWithConstantService: Poisson arrivals that may all
// wait see the wait of an M/D/1 queue, rho s / (2 (1 - rho)).
func TestLeakyBucketIsAQueueWithConstantService(t *testing.T) {
	r := simulate(t, "components: {s: {kind: service, rate-limit: {rate: 100/s, burst: 1M, algorithm: leaky-bucket}}}\nflows: {ask: {rate: 80/s, steps: [{call: s}]}}\n", Options{}, RunOptions{Precision: 0.02, Seed: 3})
	s := r.Components["s"]
	if !holds(s.Wait.Mean, 0.020, 0.0004) || !holds(s.QueueLength, 1.6, 0.032) || !holds(r.Flows["ask"].Latency.Mean, 0.020, 0.0004) {
		t.Errorf("wait %+v, queue %+v, latency %+v; want 20 ms, 1.6 and 20 ms", s.Wait.Mean, s.QueueLength, r.Flows["ask"].Latency.Mean)
	}
	if !holds(s.Wait.Delayed, 0.8, 0.005) {
		t.Errorf("%+v are delayed, want 80%%", s.Wait.Delayed)
	}
}

// TestWhoGivesUpInALeakyBucketLeavesIt cancels those who wait too long.
func TestWhoGivesUpInALeakyBucketLeavesIt(t *testing.T) {
	const text = "components: {s: {kind: service, slots: 1, queue: 0, work: const(10ms), rate-limit: {rate: 10/s, burst: 5, algorithm: leaky-bucket}}}\nflows: {ask: {arrivals: const(1/s), steps: [{each: 4, steps: [{call: s, timeout: 150ms, cancel: true, on-error: continue}]}]}}\n"
	r := simulate(t, text, Options{For: 10.5}, RunOptions{})
	// Of four, two pass at 0 and 100 ms; two give up at 150 ms, after waits of 150.
	s := r.Components["s"]
	almost(t, "the mean wait", s.Wait.Mean, (0+0.1+0.15+0.15)/4)
	almost(t, "the latency", r.Flows["ask"].Latency.Mean, 0.150)
	if got := s.Utilization.Value * 10.5 / 10; math.Abs(got-0.020) > 1e-9 {
		t.Errorf("each request costs %g s of work, want 0.02", got)
	}
}

// TestLimitsPerUserLeaveOthersAlone has one greedy user among closed users: a
// limit per user takes from that one only.
func TestLimitsPerUserLeaveOthersAlone(t *testing.T) {
	const text = `actors: {app: {kind: program}, other: {kind: human}}
components: {s: {kind: service, work: const(1ms), rate-limit: {rate: 5/s, algorithm: fixed-window%s}}}
flows:
  greedy: {by: app, users: 1, think: const(99ms), steps: [{call: s}]}
  calm:   {by: app, users: 10, think: const(999ms), steps: [{call: s}]}
  beside: {by: other, arrivals: const(20/s), steps: [{call: s}]}
`
	per := simulate(t, fmt.Sprintf(text, ", per: app"), Options{For: 100}, RunOptions{})
	if got := per.Flows["calm"].Counts; got.Failed != 0 {
		t.Errorf("%d of %d calm requests are refused because another user is greedy", got.Failed, got.Offered)
	}
	if got := per.Flows["greedy"].OK.Value; math.Abs(got-5) > 0.1 {
		t.Errorf("a user who asks ten times a second gets %g answers, want 5", got)
	}
	if got := per.Flows["beside"].Counts; got.Failed != 0 {
		t.Errorf("%d requests of another actor are refused", got.Failed)
	}
	shared := simulate(t, fmt.Sprintf(text, ""), Options{For: 100}, RunOptions{})
	sum := 0.0
	for _, f := range shared.Flows {
		sum += f.OK.Value
	}
	if math.Abs(sum-5) > 0.1 {
		t.Errorf("all together get %g answers a second under one limit, want 5", sum)
	}
}

// TestUsersOfOpenLoadsAreDrawnEvenly: of u users with Poisson arrivals of rate
// x each, a fixed window of one admits a share of (1-e^-x)/x.
func TestUsersOfOpenLoadsAreDrawnEvenly(t *testing.T) {
	const text = `actors: {creator: {kind: human, daily: 50}}
data: {link: {fields: {owner: creator.id}, keys: uniform(50)}}
components: {s: {kind: service%s}}
flows: {ask: {by: creator, rate: 100/s, steps: [{call: s}]}}
%s`
	const limit = "rate-limit: {rate: 1/s, algorithm: fixed-window, per: %s}"
	want := (1 - math.Exp(-2)) / 2
	for name, design := range map[string]string{
		"at a component, by actor":  fmt.Sprintf(text, ", "+fmt.Sprintf(limit, "creator"), ""),
		"at a component, by field":  fmt.Sprintf(text, ", "+fmt.Sprintf(limit, "owner"), ""),
		"at a component, by entity": fmt.Sprintf(text, ", "+fmt.Sprintf(limit, "link"), ""),
		"at an endpoint":            fmt.Sprintf(text, "", "api: {endpoints: {ask: {route: GET /, flow: ask, "+fmt.Sprintf(limit, "creator")+"}}}\n"),
	} {
		r := simulate(t, design, Options{For: 400}, RunOptions{Seed: 2})
		if got := r.Flows["ask"]; math.Abs(got.Availability.Value-want) > 0.008 || got.Errors["refused"].Value != 1-got.Availability.Value {
			t.Errorf("%s: %g pass, want %g, and the others are refused: %g", name, got.Availability.Value, want, got.Errors["refused"].Value)
		}
	}
}

// TestEndpointLimitsActAtTheEntry: what they refuse reaches no component, and
// what a leaky bucket holds back arrives later.
func TestEndpointLimitsActAtTheEntry(t *testing.T) {
	const text = "components: {s: {kind: service, slots: 1, work: const(1ms)}}\napi: {endpoints: {ask: {route: GET /, flow: ask, rate-limit: {rate: 5/s, burst: 1%s}}}}\nflows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}\n"
	r := simulate(t, fmt.Sprintf(text, ""), Options{For: 10.05}, RunOptions{})
	if got := r.Components["s"].Arrivals.Value * 10.05; math.Abs(got-50) > 1e-9 || r.Flows["ask"].Counts.Failed != 50 {
		t.Errorf("%g calls reach the component and %d requests fail, want 50 and 50", got, r.Flows["ask"].Counts.Failed)
	}
	r = simulate(t, fmt.Sprintf(text, "0, algorithm: leaky-bucket"), Options{For: 0.55}, RunOptions{})
	// Five at 0.1 ... 0.5 s leave at 0.1, 0.3, ... 0.9 s.
	almost(t, "the mean latency behind a leaky bucket", r.Flows["ask"].Latency.Mean, 0.2+0.001)
}

// TestManyOwnersAreFound puts and finds keys beyond several growths.
func TestManyOwnersAreFound(t *testing.T) {
	var x keyIndex
	for k := range uint64(10_000) {
		if x.find(k*k) >= 0 {
			t.Fatalf("key %d is there before it was put", k*k)
		}
		x.put(k*k, int32(k))
	}
	for k := range uint64(10_000) {
		if got := x.find(k * k); got != int32(k) {
			t.Fatalf("key %d has number %d, want %d", k*k, got, k)
		}
	}
}
