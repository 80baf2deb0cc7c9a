package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// MMcK is an M/M/c/K queue: at most K in the system, those in service
// included; who arrives at a full system is refused. Make one with NewMMcK.
// Birth-death chain: Harchol-Balter 2013, §13 and exercises of §14.
type MMcK struct {
	Lambda, Mu float64 // per second
	Servers    int
	Room       int     // K >= Servers
	Reject     float64 // probability that an arrival is refused
	full       float64 // probability that exactly all servers are busy
}

// NewMMcK returns the queue with its refusal probability computed. Room below
// the number of servers is taken as equal to it: an M/G/c/c loss system.
func NewMMcK(lambda, mu float64, servers, room int) MMcK {
	room = max(room, servers)
	q := MMcK{Lambda: lambda, Mu: mu, Servers: servers, Room: room}
	if lambda <= 0 {
		return q
	}
	// Weights relative to the state "all servers busy", those of the states
	// with a line being rho^j; for rho > 1 relative to the full system.
	rho, line := q.rho(), float64(room-servers)
	below := inverseErlangB(servers, lambda/mu) - 1
	if rho <= 1 {
		total := below + geometricSum(rho, line)
		q.full = 1 / total
		q.Reject = stats.Pow(rho, line) / total
		return q
	}
	least := stats.Pow(rho, -line)
	total := below*least + geometricSum(1/rho, line)
	q.full = least / total
	q.Reject = 1 / total
	return q
}

func (q MMcK) rho() float64 { return q.Lambda / (float64(q.Servers) * q.Mu) }

// Throughput returns the accepted arrivals per second.
func (q MMcK) Throughput() float64 { return q.Lambda * (1 - q.Reject) }

// Utilisation returns the share of time a server is busy.
func (q MMcK) Utilisation() float64 { return q.Throughput() / (float64(q.Servers) * q.Mu) }

// MeanQueue returns the mean number in line.
func (q MMcK) MeanQueue() float64 {
	if q.Lambda <= 0 {
		return 0
	}
	rho, line := q.rho(), float64(q.Room-q.Servers)
	if rho <= 1 {
		return q.full * geometricMoment(rho, line)
	}
	// Counted from the full end: sum of (m-j) x^j with x = 1/rho.
	x := 1 / rho
	return q.Reject * (line*geometricSum(x, line) - geometricMoment(x, line))
}

// MeanInSystem returns the mean number in line and in service.
func (q MMcK) MeanInSystem() float64 { return q.MeanQueue() + q.Throughput()/q.Mu }

// MeanWait returns the mean time in line of those accepted.
func (q MMcK) MeanWait() float64 {
	if q.Throughput() == 0 {
		return 0
	}
	return q.MeanQueue() / q.Throughput()
}

// MeanResponse returns the mean time from arrival to departure of those
// accepted.
func (q MMcK) MeanResponse() float64 { return q.MeanWait() + 1/q.Mu }

// PWait returns the probability that an accepted arrival waits.
func (q MMcK) PWait() float64 { return q.WaitAbove(0) }

// WaitAbove returns the probability that an accepted arrival waits longer than
// t: one that finds j in line waits for j+1 departures. It takes up to
// Room - Servers steps.
func (q MMcK) WaitAbove(t float64) float64 {
	if q.Lambda <= 0 || q.Room == q.Servers {
		return 0
	}
	rho := q.rho()
	mean := float64(q.Servers) * q.Mu * t
	// P(Erlang(j+1) > t) = P(Poisson(cμt) <= j); state and Poisson terms in logs,
	// as either may be tiny where the other is not.
	line := q.Room - q.Servers
	logRho, logMean := stats.Log(rho), stats.Log(mean)
	logState := stats.Log(q.full)
	if rho > 1 { // where full may be too small for a float64
		logState = stats.Log(q.Reject) - float64(line)*logRho
	}
	sum, logTerm, atMost := 0.0, -mean, 0.0
	for j := 0; j < line && (rho > 1 || logState > -700); j++ {
		if j == 0 || mean > 0 {
			atMost += stats.Exp(logTerm)
		}
		sum += stats.Exp(logState) * min(1, atMost)
		logState += logRho
		logTerm += logMean - stats.Log(float64(j+1))
	}
	return min(1, sum/(1-q.Reject))
}

// WaitQuantile returns the wait that a share p of the accepted arrivals does
// not exceed.
func (q MMcK) WaitQuantile(p float64) float64 {
	return quantileOf(q.WaitAbove, p, 1/q.Mu)
}

// ResponseAbove returns the probability that the response of an accepted
// arrival takes longer than t. It integrates over the service time by
// Simpson's rule, to some eight digits.
func (q MMcK) ResponseAbove(t float64) float64 {
	const steps = 256
	h := t / steps
	sum := 0.0
	for i := 0; i <= steps && t > 0; i++ {
		weight := 2.0
		switch {
		case i == 0 || i == steps:
			weight = 1
		case i%2 == 1:
			weight = 4
		}
		s := float64(i) * h
		sum += weight * q.Mu * stats.Exp(-q.Mu*s) * q.WaitAbove(t-s)
	}
	return stats.Exp(-q.Mu*t) + sum*h/3
}

// geometricSum returns the sum of x^j over j = 0..m, for 0 < x <= 1.
func geometricSum(x, m float64) float64 {
	l := stats.Log(x)
	if l == 0 {
		return m + 1
	}
	return stats.Expm1((m+1)*l) / (x - 1)
}

// geometricMoment returns the sum of j x^j over j = 0..m, for 0 < x <= 1.
func geometricMoment(x, m float64) float64 {
	if m <= 1<<12 {
		sum, power := 0.0, 1.0
		for j := 1.0; j <= m && power > 0; j++ {
			power *= x
			sum += j * power
		}
		return sum
	}
	d := -stats.Log(x)
	if d*m < 1e-2 { // x^j = exp(-dj) in powers of d, where the closed form cancels
		s1 := m * (m + 1) / 2
		s2 := s1 * (2*m + 1) / 3
		s3 := s1 * s1
		s4 := s2 * (3*m*m + 3*m - 1) / 5
		return s1 - d*s2 + d*d*s3/2 - d*d*d*s4/6
	}
	return x / (1 - x) * (geometricSum(x, m-1) - m*stats.Pow(x, m))
}

// MGInf is an M/G/∞ system: every arrival is served at once. The number in it
// is Poisson for every law of service.
type MGInf struct {
	Lambda, MeanService float64
}

// MeanInSystem returns the mean number in service, by Little's law.
func (q MGInf) MeanInSystem() float64 { return q.Lambda * q.MeanService }

// Above returns the probability that more than n are in service.
func (q MGInf) Above(n int) float64 { return poissonAbove(n, q.MeanInSystem()) }

// Quantile returns the number that is not exceeded for a share p of the time:
// the connections to provide, say.
func (q MGInf) Quantile(p float64) int {
	mean := q.MeanInSystem()
	lo, hi := -1, int(mean+10*math.Sqrt(mean)+10)
	for q.Above(hi) > 1-p {
		if hi > math.MaxInt/4 {
			return hi
		}
		lo, hi = hi, 2*hi
	}
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; q.Above(mid) > 1-p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}
