package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// PowerOfChoices is many M/M/1 servers, of which each arrival joins the
// shortest of d picked at random, in the limit of many servers. With n servers
// it is off by some 1/n. Mitzenmacher 1996; Vvedenskaya, Dobrushin and
// Karpelevich 1996.
type PowerOfChoices struct {
	Rho float64 // utilisation, below 1
	D   int     // servers looked at; 1 is random routing
}

// AtLeast returns the share of servers with k or more requests:
// ρ^((d^k-1)/(d-1)).
func (c PowerOfChoices) AtLeast(k int) float64 {
	exponent, power := 0.0, 1.0
	for range k {
		exponent += power
		power *= float64(c.D)
		if exponent > 1e18 {
			return 0
		}
	}
	return stats.Pow(c.Rho, exponent)
}

// MeanResponse returns the mean response in mean service times.
func (c PowerOfChoices) MeanResponse() float64 {
	switch {
	case c.Rho >= 1:
		return math.Inf(1)
	case c.Rho <= 0:
		return 1
	case c.D <= 1:
		return 1 / (1 - c.Rho)
	}
	sum := 0.0
	for k := 1; ; k++ {
		s := c.AtLeast(k)
		if s < 1e-17*sum || s == 0 {
			return sum / c.Rho
		}
		sum += s
	}
}

// ResponseAbove returns the probability that a response takes longer than t
// mean service times: an arrival finds k requests with probability
// s_k^d - s_(k+1)^d and waits for k+1 exponentials, first come first served.
func (c PowerOfChoices) ResponseAbove(t float64) float64 {
	if c.Rho >= 1 {
		return 1
	}
	sum, term, atMost := 0.0, stats.Exp(-t), 0.0
	joins := 1.0 // probability to find k or more
	for k := 0; joins > 1e-16; k++ {
		atMost += term
		term *= t / float64(k+1)
		next := stats.Pow(c.AtLeast(k+1), float64(max(1, c.D)))
		sum += (joins - next) * min(1, atMost)
		joins = next
	}
	return sum
}

// ResponseQuantile returns the response, in mean service times, that a share p
// does not exceed.
func (c PowerOfChoices) ResponseQuantile(p float64) float64 {
	if c.Rho >= 1 {
		return math.Inf(1)
	}
	return quantileOf(c.ResponseAbove, p, c.MeanResponse())
}
