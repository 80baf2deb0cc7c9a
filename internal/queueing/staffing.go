package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// ServersForUtilisation returns the fewest servers that carry a erlangs at no
// more than the target utilisation; at least one.
func ServersForUtilisation(a, target float64) int {
	// a/target is often a whole number but for its last digit.
	return max(1, int(math.Ceil(a/target*(1-1e-12))))
}

// ServersForWaitProbability returns the fewest servers at which an arrival
// waits with probability at most target, 0 < target < 1, offered a erlangs.
func ServersForWaitProbability(a, target float64) int {
	return fewest(int(a)+1, func(c int) bool { return ErlangC(c, a) <= target })
}

// ServersForLoss returns the fewest servers at which an arrival is lost with
// probability at most target, offered a erlangs and no room to wait.
func ServersForLoss(a, target float64) int {
	return fewest(1, func(c int) bool { return ErlangB(c, a) <= target })
}

// ServersForResponse returns the fewest exponential servers at which a share p
// of the responses takes at most t, or 0 when no number does, because service
// alone takes longer.
func ServersForResponse(lambda, mu, p, t float64) int {
	if stats.Exp(-mu*t) > 1-p {
		return 0
	}
	return fewest(int(lambda/mu)+1, func(c int) bool {
		return NewMMc(lambda, mu, c).ResponseAbove(t) <= (1-p)*(1+1e-12)
	})
}

// fewest returns the least n >= from at which a condition holds that, once
// true, stays true.
func fewest(from int, enough func(n int) bool) int {
	step, lo, hi := 1, from-1, from
	for !enough(hi) {
		if hi > math.MaxInt/4 {
			return hi
		}
		lo = hi
		hi += step
		step *= 2
	}
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; enough(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// SquareRootStaffing returns about how many servers keep the waiting
// probability at target, 0 < target < 1, offered a erlangs: a + β sqrt(a),
// rounded up. Halfin and Whitt 1981.
func SquareRootStaffing(a, target float64) int {
	waits := func(beta float64) float64 {
		density := stats.Exp(-beta*beta/2) / math.Sqrt(2*math.Pi)
		return 1 / (1 + beta*stats.NormalCDF(beta)/density)
	}
	beta := quantileOf(waits, 1-target, 1)
	return max(1, int(math.Ceil(a+beta*math.Sqrt(a))))
}

// Repairman is n machines that fail and are repaired at exponential rates by a
// number of crews: the finite-source queue M/M/c//n. Kleinrock 1975, §3.8.
type Repairman struct {
	Machines, Crews int
	MTTF, MTTR      float64 // of one machine, in one unit
}

// Down returns the probability of each number of machines down, 0 to n.
func (r Repairman) Down() []float64 {
	p := make([]float64, r.Machines+1)
	p[0] = 1
	total := 1.0
	for k := 1; k <= r.Machines; k++ {
		fail := float64(r.Machines-k+1) / r.MTTF
		repair := float64(min(k, r.Crews)) / r.MTTR
		p[k] = p[k-1] * fail / repair
		total += p[k]
	}
	for k := range p {
		p[k] /= total
	}
	return p
}

// Availability returns the probability that at least `needed` machines are up.
func (r Repairman) Availability(needed int) float64 {
	sum := 0.0
	for k, p := range r.Down() {
		if r.Machines-k >= needed {
			sum += p
		}
	}
	return min(1, sum)
}
