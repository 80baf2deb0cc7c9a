package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// HarmonicNumber returns 1 + 1/2 + ... + 1/n: the mean of the longest of n
// independent exponentials with mean 1.
func HarmonicNumber(n int) float64 { return stats.Harmonic(uint64(max(0, n)), 1) }

// ForkJoin2 returns the mean response of requests that fork into two M/M/1
// queues and wait for both: exact, Flatto and Hahn 1984.
func ForkJoin2(lambda, mu float64) float64 {
	rho := lambda / mu
	if rho >= 1 {
		return math.Inf(1)
	}
	return (12 - rho) / 8 / (mu - lambda)
}

// ForkJoin returns the mean response of requests that fork into n M/M/1 queues
// and wait for all: exact for n = 1 and 2, and within 5% up to 32 by the
// scaling of Nelson and Tantawi 1988.
func ForkJoin(n int, lambda, mu float64) float64 {
	switch {
	case lambda >= mu:
		return math.Inf(1)
	case n <= 1:
		return 1 / (mu - lambda)
	}
	ratio := HarmonicNumber(n) / 1.5
	return (ratio + 4.0/11*(1-ratio)*lambda/mu) * ForkJoin2(lambda, mu)
}

// ForkJoinVarki returns the same by Varki, Merchant and Chen 2008, for larger n
// too; exact for n = 1.
func ForkJoinVarki(n int, lambda, mu float64) float64 {
	rho := lambda / mu
	if rho >= 1 {
		return math.Inf(1)
	}
	first, second := 0.0, 0.0
	for i := 1; i <= n; i++ {
		first += 1 / (float64(i) - rho)
		second += 1 / (float64(i) * (float64(i) - rho))
	}
	return (HarmonicNumber(n) + rho/(2*(1-rho))*(first+(1-2*rho)*second)) / mu
}

// AnyAbove returns the probability that at least one of n independent calls
// exceeds what each exceeds with probability p: Dean and Barroso, "The tail at
// scale", 2013.
func AnyAbove(n int, p float64) float64 {
	return -stats.Expm1(float64(n) * stats.Log1p(-p))
}

// JoinAbove returns the probability that a join of independent branches still
// waits for the `need` of them that it takes, when branch i still runs with
// probability above[i]. need = len(above) is a join of all, need = 1 a race.
func JoinAbove(need int, above []float64) float64 {
	// done[k] is the probability that k of the branches so far have ended.
	done := make([]float64, len(above)+1)
	done[0] = 1
	for i, a := range above {
		for k := i + 1; k >= 1; k-- {
			done[k] = done[k]*a + done[k-1]*(1-a)
		}
		done[0] *= a
	}
	waits := 0.0
	for k := 0; k < need; k++ {
		waits += done[k]
	}
	return min(1, waits)
}

// JoinMean returns the mean time until `need` of independent branches have
// ended, each given by its tail P(T > t). scale is about the mean of the
// longest. It integrates the tail of the join numerically, to some six digits
// for tails that fall like an exponential or faster.
func JoinMean(need int, tails []func(t float64) float64, scale float64) float64 {
	above := make([]float64, len(tails))
	waits := func(t float64) float64 {
		for i, tail := range tails {
			above[i] = tail(t)
		}
		return JoinAbove(need, above)
	}
	return integrateTail(waits, scale)
}

// integrateTail returns the integral of a falling tail over 0..infinity. With
// t = scale u/(1-u) the range is finite; Gauss nodes in 64 panels.
func integrateTail(tail func(t float64) float64, scale float64) float64 {
	const panels = 64
	nodes := [...]float64{-0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526}
	weights := [...]float64{0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538}
	sum := 0.0
	for i := range panels {
		for j, x := range nodes {
			u := (float64(i) + (1+x)/2) / panels
			sum += weights[j] * tail(scale*u/(1-u)) / ((1 - u) * (1 - u))
		}
	}
	return sum * scale / (2 * panels)
}

// HypoexponentialAbove returns the tail P(T > t) of a sum of independent
// exponentials with the given means, such as the hops of a path, by
// uniformization of the chain of phases: Stewart 1994, §8.2. It takes
// some t/min(mean) steps; means of 0 are left out.
func HypoexponentialAbove(means []float64, t float64) float64 {
	fastest := 0.0
	var rates []float64
	for _, m := range means {
		if m > 0 {
			rates = append(rates, 1/m)
			fastest = max(fastest, 1/m)
		}
	}
	if len(rates) == 0 {
		return 0
	}
	phase := make([]float64, len(rates)) // where the jump chain is
	phase[0] = 1
	mean := fastest * t
	logTerm, alive, sum, used := -mean, 1.0, 0.0, 0.0
	for k := 0; used < 1-1e-14 && alive > 0 && float64(k) < mean+12*math.Sqrt(mean)+60; k++ {
		p := stats.Exp(logTerm)
		used += p
		sum += p * alive
		for i := len(rates) - 1; i >= 0; i-- {
			leave := phase[i] * rates[i] / fastest
			phase[i] -= leave
			if i+1 < len(rates) {
				phase[i+1] += leave
			} else {
				alive -= leave
			}
		}
		logTerm += stats.Log(mean / float64(k+1))
	}
	return max(0, min(1, sum))
}
