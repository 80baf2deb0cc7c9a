package queueing

import "math"

// GIMc is a queue with gaps of any law, exponential service and c servers.
// Takács 1962, Introduction to the Theory of Queues, ch. 2 §3.
type GIMc struct {
	Delayed  float64 // share of arrivals that wait
	MeanWait float64 // seconds, over all arrivals
}

// NewGIMc solves the queue for a mean gap in seconds, a service rate per
// second and server, and the Laplace transform of the gaps. The sum that it
// takes grows like 2^c, so it is good for some 20 servers.
func NewGIMc(meanGap, mu float64, servers int, transform func(s float64) float64) GIMc {
	c := float64(servers)
	sigma := NewGIM1(meanGap, c*mu, transform).Sigma
	if sigma >= 1 {
		return GIMc{1, math.Inf(1)}
	}
	sum, choose, product := 1/(1-sigma), 1.0, 1.0
	for j := 1.0; j <= c; j++ {
		phi := transform(j * mu)
		choose *= (c - j + 1) / j
		product *= phi / (1 - phi)
		ratio := (c*(1-phi) - j) / (c*(1-sigma) - j)
		if math.Abs(c*(1-sigma)-j) < 1e-5 {
			// Both vanish; the ratio of their slopes is left.
			h := 1e-4 * mu
			ratio = 1 + c*mu*(transform(j*mu+h)-transform(j*mu-h))/(2*h)
		}
		sum += choose / (product * (1 - phi)) * ratio
	}
	delayed := 1 / (sum * (1 - sigma))
	return GIMc{delayed, delayed / (c * mu * (1 - sigma))}
}
