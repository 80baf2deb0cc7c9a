package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// GGc is a queue with any laws of gaps and service, known by their means and
// squared coefficients of variation. All its results but the means of M/M/c and
// M/G/1 are approximations.
type GGc struct {
	Lambda, Mu float64 // per second
	Servers    int
	ArrivalSCV float64 // 1 for Poisson arrivals
	ServiceSCV float64 // 1 for exponential service
}

func (q GGc) mmc() MMc { return NewMMc(q.Lambda, q.Mu, q.Servers) }

// AllenCunneen returns the mean wait as that of M/M/c times the mean of the two
// variations: Allen 1990, §5.3.4. It is exact for M/G/1.
func (q GGc) AllenCunneen() float64 {
	return q.mmc().MeanWait() * (q.ArrivalSCV + q.ServiceSCV) / 2
}

// MeanWait returns the mean wait as Allen-Cunneen's with a correction for
// little variation: of one server that of Kraemer and Langenbach-Belz 1976, of
// several that of Whitt, "Approximations for the GI/G/m queue", Production and
// Operations Management 1993, (2.24). Exact for M/M/c and M/G/1; within some 15%
// where gaps vary no more than Poisson ones, 30% for bursty ones.
func (q GGc) MeanWait() float64 {
	w := q.mmc().MeanWait()
	ca, cs := q.ArrivalSCV, q.ServiceSCV
	if w == 0 || math.IsInf(w, 1) || ca+cs == 0 {
		return pick(ca+cs == 0 && !math.IsInf(w, 1), 0, w)
	}
	rho := q.mmc().Utilisation()
	if q.Servers == 1 {
		quiet := max(0, 1-ca)
		return stats.Exp(-2*(1-rho)/(3*rho)*quiet*quiet/(ca+cs)) * (ca + cs) / 2 * w
	}
	return whittFactor(q.Servers, rho, ca, cs) * (ca + cs) / 2 * w
}

func pick(first bool, a, b float64) float64 {
	if first {
		return a
	}
	return b
}

func whittFactor(servers int, rho, ca, cs float64) float64 {
	m := float64(servers)
	gamma := min(0.24, (1-rho)*(m-1)*(math.Sqrt(4+5*m)-2)/(16*m*rho))
	phi1 := 1 + gamma
	phi3 := (1 - 4*gamma) * stats.Exp(-2*(1-rho)/(3*rho))
	psi := 1.0
	if c := (ca + cs) / 2; c < 1 {
		psi = stats.Pow(min(1, (phi1+phi3)/2), 2*(1-c))
	}
	if ca >= cs {
		return (4*(ca-cs)*phi1 + cs*psi) / (4*ca - 3*cs)
	}
	return ((cs-ca)*phi3 + (cs+3*ca)*psi) / (2*ca + 2*cs)
}

// MeanResponse returns the mean time from arrival to departure.
func (q GGc) MeanResponse() float64 { return q.MeanWait() + 1/q.Mu }

// WaitAbove returns the probability to wait longer than t, with Erlang C for
// the probability to wait at all and an exponential wait of those who wait,
// which is the limit under heavy load: Kingman 1961, Köllerström 1974.
func (q GGc) WaitAbove(t float64) float64 {
	m, w := q.mmc(), q.MeanWait()
	switch {
	case math.IsInf(w, 1):
		return 1
	case w == 0:
		return 0
	}
	return m.PWait * stats.Exp(-t*m.PWait/w)
}

// WaitQuantile returns the wait that a share p of the arrivals does not exceed,
// under the same assumption.
func (q GGc) WaitQuantile(p float64) float64 {
	m, w := q.mmc(), q.MeanWait()
	if math.IsInf(w, 1) || 1-p >= m.PWait {
		return pick(1-p >= m.PWait && !math.IsInf(w, 1), 0, w)
	}
	return stats.Log(m.PWait/(1-p)) * w / m.PWait
}

// Kingman returns the heavy-traffic mean wait ρ/(1-ρ) (ca²+cs²)/2 E[S] of one
// server with utilisation rho: Kingman 1961. It is exact for M/G/1.
func Kingman(rho, arrivalSCV, serviceSCV, meanService float64) float64 {
	if rho >= 1 {
		return math.Inf(1)
	}
	return rho / (1 - rho) * (arrivalSCV + serviceSCV) / 2 * meanService
}

// KingmanBound returns the wait that the mean wait of a GI/G/1 queue does not
// exceed, λ(σa²+σs²)/(2(1-ρ)): Kingman 1962.
func KingmanBound(rho, arrivalSCV, serviceSCV, meanService float64) float64 {
	if rho >= 1 {
		return math.Inf(1)
	}
	return (arrivalSCV/rho + rho*serviceSCV) / 2 / (1 - rho) * meanService
}

// DepartureSCV returns the variation of the gaps between departures, the
// arrivals of the next station: Whitt, "The queueing network analyzer" (QNA),
// Bell System Technical Journal 1983, (38).
func (q GGc) DepartureSCV() float64 {
	rho2 := stats.Pow(min(1, q.mmc().Utilisation()), 2)
	return 1 + (1-rho2)*(q.ArrivalSCV-1) + rho2*(max(q.ServiceSCV, 0.2)-1)/math.Sqrt(float64(q.Servers))
}

// SplitSCV returns the variation of the gaps in a stream of which each member
// is kept with probability p: QNA, (36).
func SplitSCV(scv, p float64) float64 { return p*scv + 1 - p }

// MergeSCV returns the variation of the gaps in the union of independent
// streams, which tends to their mean weighted by rate: QNA, (30), with no
// correction for low load. It is 1, Poisson, for no stream.
func MergeSCV(rates, scvs []float64) float64 {
	sum, total := 0.0, 0.0
	for i, r := range rates {
		sum += r * scvs[i]
		total += r
	}
	if total == 0 {
		return 1
	}
	return sum / total
}
