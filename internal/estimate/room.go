package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/queueing"
	"github.com/loadpath/loadpath/internal/stats"
)

// withRoom is the wait where only so many may wait: a birth-death chain. Who
// finds j in line waits for j+1 departures, so a full line makes everybody wait
// nearly alike. Exact in mean and variance for Poisson arrivals and exponential
// service; for others the line is longer or shorter as that of G/G/c is, and a
// full one stays full: the walls of a diffusion do not move with its variance.
func (l line) withRoom(q waiting, f queueing.MMcK, ca2 float64) waiting {
	q.exact = false
	if !l.bounded {
		q.refused = f.Reject
	}
	room := float64(f.Room - f.Servers)
	q.delayed = delayedOf(f, q.rho)
	if q.delayed < negligibleDelay {
		return q
	}
	variability, scv := (ca2+l.scv)/2, l.scv
	if l.sharing {
		variability, scv = 1, 1
	}
	ratio := stats.Pow(q.rho, 1/max(variability, 1e-3))
	step := l.service / float64(f.Servers) // from one departure to the next
	if q.rho < 1 {                         // the mean of G/G/c when nobody is refused
		step *= variability * (1 - ratio) / (1 - q.rho)
	}
	var line mixture
	for _, b := range stretches(ratio, room) {
		line.b[line.n] = branch{p: b.p, mean: b.mean * step, variance: (b.variance + b.mean*scv) * step * step}
		line.n++
	}
	q.mean = q.delayed * line.mean()
	if q.mean > 0 {
		q.law = mix(min(q.delayed, 1), line, constant(0))
	}
	return q
}

// stretches cuts a number from 1 to most, whose weights are powers of ratio,
// into the thirds of its range, each with its chance, mean and variance: a line
// that is as often short as full is no gamma law. One that is hardly ever full
// stays whole.
func stretches(ratio, most float64) []branch {
	if ratio < 1 && stats.Pow(ratio, most) < 1e-4 || most < 3 {
		mean, variance := truncatedGeometric(ratio, most)
		return []branch{{p: 1, mean: mean, variance: variance}}
	}
	var out []branch
	all, from := 0.0, 0.0
	for _, to := range []float64{math.Floor(most / 3), math.Floor(2 * most / 3), most} {
		mean, variance := truncatedGeometric(ratio, to-from)
		b := branch{p: powers(ratio, from, to, most), mean: from + mean, variance: variance}
		if b.p > 0 {
			out = append(out, b)
		}
		all += b.p
		from = to
	}
	for i := range out {
		out[i].p /= all
	}
	return out
}

// powers adds the weights of from+1 to to, relative to the largest up to most.
func powers(ratio, from, to, most float64) float64 {
	switch {
	case math.Abs(1-ratio)*most < 1e-9:
		return to - from
	case ratio < 1:
		return (stats.Pow(ratio, from) - stats.Pow(ratio, to)) / (1 - ratio)
	}
	return (stats.Pow(1/ratio, most-to) - stats.Pow(1/ratio, most-from)) / (1 - 1/ratio)
}

// delayedOf is the share of those let in that find all servers busy.
func delayedOf(f queueing.MMcK, rho float64) float64 {
	room := float64(f.Room - f.Servers)
	switch {
	case rho < 1 && f.Reject < 1e-12:
		return queueing.ErlangC(f.Servers, f.Lambda/f.Mu)
	case room == 0:
		return 0
	}
	busy := f.Reject * (room + 1)
	if rho != 1 {
		busy = f.Reject * (stats.Pow(rho, -room) - rho) / (1 - rho)
	}
	return min(1, max(0, (busy-f.Reject)/(1-f.Reject)))
}

// truncatedGeometric returns mean and variance of a number from 1 to most whose
// weights are powers of ratio. Johnson, Kemp and Kotz 2005, §5.12, counted from
// the upper end for ratios above 1.
func truncatedGeometric(ratio, most float64) (mean, variance float64) {
	x := ratio
	if ratio > 1 {
		x = 1 / ratio
	}
	if (1-x)*most < 1e-3 { // all alike
		return (most + 1) / 2, (most*most - 1) / 12
	}
	beyond := stats.Pow(x, most)
	mean = 1/(1-x) - most*beyond/(1-beyond)
	variance = x/((1-x)*(1-x)) - most*most*beyond/((1-beyond)*(1-beyond))
	if ratio > 1 {
		mean = most + 1 - mean
	}
	return mean, max(0, variance)
}
