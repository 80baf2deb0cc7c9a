package sim

import (
	"math"
	"testing"

	"github.com/loadpath/loadpath/internal/queueing"
)

// TestLimitersUnderRandomArrivals holds the share that each limiter refuses of a
// Poisson stream.
func TestLimitersUnderRandomArrivals(t *testing.T) {
	const lambda = 80.0
	// What comes in waits for nothing, but a token bucket of b is the line of a
	// station with constant service and room for b: Brun and Garcia, "Analytical
	// solution of finite capacity M/D/1 queues", J. Appl. Prob. 37, 2000.
	bucket := func(rate float64, b int) float64 {
		rho, sum, factorial := lambda/rate, 0.0, 1.0
		for k := 0; k < b; k++ {
			if k > 0 {
				factorial *= float64(k)
			}
			n := float64(b - 1 - k)
			sum += math.Pow(-n*rho, float64(k)) / factorial * math.Exp(n*rho)
		}
		return 1 - sum/(1+rho*sum)
	}
	// Of N, Poisson in a window, the first n pass.
	fixed := func(n int, window float64) float64 {
		mean, p, pass := lambda*window, math.Exp(-lambda*window), 0.0
		for k := range 200 {
			pass += p * math.Min(float64(k), float64(n))
			p *= mean / float64(k+1)
		}
		return 1 - pass/mean
	}
	limited := func(limit string) string { return asked("rate: 80/s", "rate-limit: {"+limit+"}") }
	held(t, []closedForm{
		{"token bucket of one", limited("rate: 100/s, burst: 1"), []fact{fails(0.8 / 1.8)}},
		{"token bucket of three", limited("rate: 100/s, burst: 3"), []fact{fails(bucket(100, 3))}},
		{"token bucket in overload", limited("rate: 60/s, burst: 6"), []fact{fails(bucket(60, 6))}},
		{"leaky bucket", limited("rate: 100/s, burst: 3, algorithm: leaky-bucket"), []fact{fails(bucket(100, 3))}},
		// Who passed counts for a window: as many servers as may pass, each taken
		// for so long. Erlang's formula holds for any law of service.
		{"sliding log", limited("rate: 100/s, window: 100ms, algorithm: sliding-log"), []fact{fails(queueing.ErlangB(10, 8))}},
		{"fixed window", limited("rate: 100/s, window: 100ms, algorithm: fixed-window"), []fact{fails(fixed(10, 0.1))}},
	})
}

// TestSlidingCountersPassTheirRateInOverload: with arrivals far denser than the
// limit a window that follows a full one fills as fast as that one ages, so each
// passes its number.
func TestSlidingCountersPassTheirRateInOverload(t *testing.T) {
	r := simulate(t, asked("arrivals: const(1000/s)", "rate-limit: {rate: 100/s, window: 1s, algorithm: sliding-counter}"), Options{For: 20}, RunOptions{Seed: 1})
	if ok := r.Flows["ask"].Counts.OK; ok < 1980 || ok > 2000 {
		t.Errorf("it passes %d in 20 s, want 100 a second", ok)
	}
}

// TestBalancersOfTwoServers: random sends each a Poisson stream; turns send each
// every second arrival, an Erlang stream; one queue is M/M/2; and the shorter
// queue is a walk on two counts, solved here.
func TestBalancersOfTwoServers(t *testing.T) {
	const lambda, mu = 160.0, 100.0
	turns := queueing.NewGIM1(2/lambda, mu, func(s float64) float64 { return math.Pow(lambda/(lambda+s), 2) })
	shorter := shorterOfTwo(lambda/mu) / lambda
	two := func(balance string) string {
		return asked("rate: 160/s", "replicas: 2, slots: 1, work: 10ms, balance: "+balance)
	}
	held(t, []closedForm{
		{"random", two("random"), []fact{responds(1 / (mu - lambda/2)), uses(0.8)}},
		{"round-robin", two("round-robin"), []fact{responds(turns.MeanResponse()), uses(0.8)}},
		{"shared-queue", two("shared-queue"), []fact{responds(queueing.NewMMc(lambda, mu, 2).MeanResponse()), uses(0.8)}},
		{"least-in-flight", two("least-in-flight"), []fact{responds(shorter), uses(0.8)}},
		{"two-choices", two("two-choices"), []fact{responds(shorter)}},
	})
}

// shorterOfTwo returns the mean number at two exponential servers, offered a in
// all, where each arrival joins the shorter queue: the balance equations on a
// square of 60 by 60, by Gauss and Seidel.
func shorterOfTwo(a float64) float64 {
	const size = 60
	var p [size][size]float64
	for i := range size {
		for j := range size {
			p[i][j] = math.Pow(a/2, float64(i+j))
		}
	}
	at := func(i, j int) float64 {
		if i < 0 || j < 0 || i >= size || j >= size {
			return 0
		}
		return p[i][j]
	}
	for range 3000 {
		for i := range size {
			for j := range size {
				in := at(i+1, j) + at(i, j+1)
				if i-1 < j {
					in += a * at(i-1, j)
				} else if i-1 == j {
					in += a / 2 * at(i-1, j)
				}
				if j-1 < i {
					in += a * at(i, j-1)
				} else if j-1 == i {
					in += a / 2 * at(i, j-1)
				}
				out := a
				if i > 0 {
					out++
				}
				if j > 0 {
					out++
				}
				p[i][j] = in / out
			}
		}
	}
	sum, number := 0.0, 0.0
	for i := range size {
		for j := range size {
			sum += p[i][j]
			number += float64(i+j) * p[i][j]
		}
	}
	return number / sum
}

// TestCachesOfFixedShareAndOfTheMostPopular: a fixed hit ratio is itself. LFU
// that has counted for long keeps all but one of its entries for the keys asked
// for most; every miss takes the last place, so that holds the latest of the
// other keys.
func TestCachesOfFixedShareAndOfTheMostPopular(t *testing.T) {
	hits := func(want float64) []fact {
		return []fact{{"hit ratio", func(r *Result) Number { return *r.Components["c"].HitRatio }, want}}
	}
	top, rest, squares := 0.0, 0.0, 0.0
	for k := 1.0; k <= 50; k++ {
		if k < 5 {
			top += 1 / k
		} else {
			rest, squares = rest+1/k, squares+1/(k*k)
		}
	}
	held(t, []closedForm{
		{"fixed", "components: {c: {kind: cache, hit: 92%}}\nflows: {ask: {rate: 1000/s, steps: [{get: c, miss: [{set: c}]}]}}\n", hits(0.92)},
		{"lfu", cacheDesign("zipf(50 s=1)", "entries: 5, policy: lfu"), hits((top + squares/rest) / (top + rest))},
	})
}
