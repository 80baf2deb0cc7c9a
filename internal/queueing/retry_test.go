package queueing

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/stats"
)

func TestAttemptsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		retries := rapid.IntRange(0, 20).Draw(t, "retries")
		mean, failed := 0.0, 1.0
		for range retries + 1 {
			mean += failed
			failed *= p
		}
		got, success := Attempts(p, retries)
		near(t, "attempts", got, mean, 1e-9)
		if math.Abs(success-(1-failed)) > 1e-12 {
			t.Errorf("success = %v, want %v", success, 1-failed)
		}
	})
}

func TestRetriesAgainstAHealthyServerAddNothing(t *testing.T) {
	low, high := RetryLoad(50, 3, func(float64) float64 { return 0 })
	near(t, "low", low, 50, 1e-12)
	near(t, "high", high, 50, 1e-12)
	low, _ = RetryLoad(50, 3, func(float64) float64 { return 1 })
	near(t, "all fails", low, 200, 1e-12)
}

func TestTimeoutsAndRetriesMakeALoadMetastable(t *testing.T) {
	// 100 servers of 10/s each carry 800/s with ease, and not at all once
	// every request is tried four times.
	fail := TimeoutFailure(10, 100, 1)
	low, high := RetryLoad(800, 3, fail)
	if low > 801 {
		t.Errorf("undisturbed load = %g, want about 800", low)
	}
	near(t, "load in the storm", high, 3200, 1e-9)
	// With a single retry there is no storm to stay in at 400/s.
	low, high = RetryLoad(400, 1, fail)
	near(t, "one steady state", high, low, 1e-9)
}

func TestMoreRetriesNeverLessLoad(t *testing.T) {
	fail := RefusalFailure(1, 4, 10)
	rapid.Check(t, func(t *rapid.T) {
		lambda := rapid.Float64Range(0.1, 10).Draw(t, "lambda")
		r := rapid.IntRange(0, 5).Draw(t, "retries")
		low, high := RetryLoad(lambda, r, fail)
		more, _ := RetryLoad(lambda, r+1, fail)
		if low < lambda || high < low*(1-1e-9) || more < low*(1-1e-9) {
			t.Errorf("%d retries load %g to %g, one more %g", r, low, high, more)
		}
		attempts, _ := Attempts(fail(low), r)
		near(t, "load agrees with its failures", low, lambda*attempts, 1e-9)
	})
}

func TestBackoffMeansMeetSimulatedDelays(t *testing.T) {
	const n = 400000
	for _, b := range []Backoff{
		{0.1, 2, 2, NoJitter}, {0.1, 2, 2, FullJitter}, {0.1, 3, 1, EqualJitter}, {0.1, 2, 0.75, AdditiveJitter},
		{0.1, 2, 0, AdditiveJitter}, {0.1, 2, 0, DecorrelatedJitter}, {0.1, 2, 2, DecorrelatedJitter}, {1, 2, 1.2, DecorrelatedJitter},
	} {
		const retries = 6
		r := stats.NewStream(41, int(b.Jitter), "backoff", "t")
		var sums [retries]float64
		longest := 0.0
		for range n {
			last, total := b.Base, 0.0
			for i := range sums {
				d := b.Delay(i)
				switch b.Jitter {
				case FullJitter:
					d *= r.Float64()
				case EqualJitter:
					d *= 0.5 + r.Float64()/2
				case AdditiveJitter:
					d = min(b.limit(), b.Base*math.Pow(b.Factor, float64(i))+b.Base*r.Float64())
				case DecorrelatedJitter:
					last = min(b.limit(), b.Base+r.Float64()*(3*last-b.Base))
					d = last
				}
				sums[i] += d / n
				total += d
			}
			longest = max(longest, total)
		}
		total := 0.0
		for i, mean := range b.Means(retries) {
			near(t, "mean delay", mean, sums[i], 0.006)
			total += mean
		}
		near(t, "sum of delays", b.Sum(retries), total, 1e-12)
		if limit := b.Longest(retries); longest > limit*(1+1e-9) || limit > 3*longest && b.Jitter != DecorrelatedJitter {
			t.Errorf("%+v: longest sum drawn %g, Longest() = %g", b, longest, limit)
		}
	}
}

func TestOverloadDrains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := Overload{
			Rate:     rapid.Float64Range(1, 300).Draw(t, "rate"),
			Duration: rapid.Float64Range(0, 100).Draw(t, "duration"),
			After:    rapid.Float64Range(0, 99).Draw(t, "after"),
			Capacity: 100,
		}
		end := o.MaxBacklog() + (o.After-o.Capacity)*o.DrainTime()
		if math.Abs(end) > 1e-9*(1+o.MaxBacklog()) {
			t.Errorf("%+v: backlog %g after %g s", o, end, o.DrainTime())
		}
		near(t, "longest wait", o.MaxWait()*100, o.MaxBacklog(), 1e-12)
	})
}

func TestTokenBucketLetsBurstsThrough(t *testing.T) {
	b := TokenBucket{Rate: 10, Burst: 5}
	for _, tt := range []struct {
		gap  float64
		n    int
		want int
	}{
		{0, 20, 5}, {0.1, 1000, 1000}, {0.05, 20, 14}, {1, 7, 7},
	} {
		if got := b.Accepted(tt.gap, tt.n); got != tt.want {
			t.Errorf("%d requests every %g s: %d accepted, want %d", tt.n, tt.gap, got, tt.want)
		}
	}
	near(t, "long-run share", b.AcceptedShare(40), 0.25, 0)
	near(t, "below the rate", b.AcceptedShare(4), 1, 0)
	near(t, "burst", b.BurstTime(20), 0.5, 0)
}
