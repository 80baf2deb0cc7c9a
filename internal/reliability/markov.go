package reliability

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
)

// chain is a Markov chain in continuous time: rates[i][j] is how often it goes
// from state i to state j.
type chain [][]float64

func newChain(states int) chain {
	c := make(chain, states)
	for i := range c {
		c[i] = make([]float64, states)
	}
	return c
}

// steady returns the share of time that an irreducible chain spends in each
// state. No two numbers are subtracted, so that a state in which it is for a
// second a century keeps its digits. Grassmann, Taksar, Heyman: "Regenerative
// analysis and steady state distributions for Markov chains", Operations
// Research 33(5), 1985.
func (c chain) steady() []float64 {
	n := len(c)
	r := newChain(n)
	for i := range c {
		copy(r[i], c[i])
	}
	for k := n - 1; k > 0; k-- {
		out := 0.0
		for j := range k {
			out += r[k][j]
		}
		for i := range k {
			r[i][k] /= out
			for j := range k {
				if j != i {
					r[i][j] += r[i][k] * r[k][j]
				}
			}
		}
	}
	p := make([]float64, n)
	p[0] = 1
	sum := 1.0
	for k := 1; k < n; k++ {
		for i := range k {
			p[k] += p[i] * r[i][k]
		}
		sum += p[k]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// births returns the mean time until a birth and death chain first comes from
// state 0 to its last: up[i] is how often it goes from i to i+1, down[i] from i
// to i-1. The time from i to i+1 is one stay, and after each step down the way
// back up.
func births(up, down []float64) float64 {
	total, step := 0.0, 0.0
	for i := range up {
		step = (1 + down[i]*step) / up[i]
		total += step
	}
	return total
}

// standing is how something fares over the years.
type standing struct {
	down float64 // share of time
	rate float64 // outages a second
}

// beside puts two together that fail apart, of which both are needed: one goes
// down while the other is up.
func (s standing) beside(o standing) standing {
	return standing{down: s.down + o.down - s.down*o.down, rate: s.rate*(1-o.down) + o.rate*(1-s.down)}
}

// times puts n of the same together, all of which are needed.
func (s standing) times(n float64) standing {
	if n == 1 {
		return s
	}
	return standing{down: -math.Expm1(n * math.Log1p(-s.down)), rate: n * s.rate * math.Pow(1-s.down, n-1)}
}

// fleet is replicas that fail and are repaired.
type fleet struct {
	replicas, needed int
	failure, repair  float64 // per replica and second
	crews            float64 // replicas repaired at the same time; +Inf for all
	idle             float64 // how much a replica that is not needed fails: 1 hot, 0 cold
}

// standing follows from a birth and death chain on how many are down, of which
// each step is in balance; it is down while fewer than needed are up, and goes
// down with the failure of one that cannot be spared. With a crew for each the
// chain is the binomial law. Trivedi: "Probability and Statistics with
// Reliability, Queuing, and Computer Science Applications", 2nd edition 2002, §8.
func (f *fleet) standing() standing {
	const large = 1e200
	weight, up, down, falls := 1.0, 0.0, 0.0, 0.0
	for j := 0; j <= f.replicas; j++ { // j are down
		if f.replicas-j >= f.needed {
			up += weight
		} else {
			down += weight
		}
		if j == f.replicas {
			break
		}
		working := float64(f.replicas - j)
		active := min(working, float64(f.needed))
		fails := f.failure * (active + (working-active)*f.idle)
		if f.replicas-j == f.needed {
			falls = weight * fails
		}
		weight *= fails / (f.repair * min(float64(j+1), f.crews))
		if weight > large { // only their proportions count
			weight, up, down, falls = weight/large, up/large, down/large, falls/large
		}
	}
	return standing{down: down / (up + down), rate: falls / (up + down)}
}

// idleFailures is how much a copy that does not serve fails, by its standby.
// Warm is between the two that are known.
func idleFailures(standby string) float64 {
	switch standby {
	case "cold":
		return 0
	case "warm":
		return 0.5
	}
	return 1
}

// crewsOf is how many replicas of a component are repaired at the same time.
func crewsOf(c *model.Component) float64 { return model.Or(c.RepairCrews, math.Inf(1)) }

// takeover is a primary with copies of which one takes over when it fails.
type takeover struct {
	copies          int     // the primary included
	failure, repair float64 // of each, per second
	coverage        float64 // share of failures after which one takes over
	time            float64 // seconds until it has
	manual          float64 // seconds until a person has put a copy in place where none took over; 0: it waits for the repair
	crews           float64
}

// standing is down without a serving primary. The states of its chain are the
// number of copies up with one of them serving, the same while one takes over or
// while a person does, and none up, when the first is restored alone. Copies
// neither fail nor are repaired while one takes over, which is short.
func (t *takeover) standing() standing {
	n := t.copies
	serving := func(up int) int { return n - up }        // states 0 to n-1
	taking := func(up int) int { return n + n - 1 - up } // n to 2n-2
	waiting := func(up int) int { return 3*n - 2 - up }  // 2n-1 to 3n-3
	none := 3*n - 2
	c := newChain(none + 1)
	for up := 1; up <= n; up++ {
		at := serving(up)
		if up == 1 {
			c[at][none] += t.failure
		} else {
			covered, lost := t.coverage, 1-t.coverage
			if t.time == 0 {
				c[at][serving(up-1)] += covered * t.failure
				covered = 0
			}
			c[at][taking(up-1)] += covered * t.failure
			c[at][waiting(up-1)] += lost * t.failure
			c[at][serving(up-1)] += float64(up-1) * t.failure
		}
		if up < n {
			c[at][serving(up+1)] += t.repair * min(float64(n-up), t.crews)
			c[taking(up)][at] = 1 / max(t.time, 1e-9)
			if t.manual > 0 {
				c[waiting(up)][at] = 1 / t.manual
			} else {
				c[waiting(up)][serving(up+1)] = t.repair
			}
		}
	}
	c[none][serving(1)] = t.repair
	p := c.steady()
	out := standing{down: p[none]}
	for up := 1; up <= n; up++ {
		if up < n {
			out.down += p[taking(up)] + p[waiting(up)]
		}
		stops := t.failure // of the primary, where nobody goes on at once
		if up > 1 && t.time == 0 {
			stops *= 1 - t.coverage
		}
		out.rate += p[serving(up)] * stops
	}
	return out
}
