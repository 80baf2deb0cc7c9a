package stats

import "math"

// WarmUp returns how many of the leading means of a series, in order, to leave
// out. ok is false while what is left still drifts, and for fewer than ten
// means.
//
// The first tenth always goes, whatever it holds. More goes only where the rest
// drifts beyond any chance: what MSER5 says and a fifth of what remains, because
// MSER5 stops where the transient is as small as the noise. To follow MSER5
// always would bias a steady queue: its calm stretches are its quick ones, and
// the cut that leaves the calmest series keeps those (a quarter of a standard
// deviation in an M/M/1 at 80%).
func WarmUp(means []float64) (cut int, ok bool) {
	n := len(means)
	if n < 10 {
		return n / 2, false
	}
	cut = n / 10
	switch d := drift(means[cut:]); {
	case d <= anyDrift:
		return cut, true
	case d <= sureDrift:
		return cut, false
	}
	least, settles := MSER5(means)
	if !settles {
		return n / 2, false
	}
	cut = max(cut, least)
	cut = min(n/2, cut+(n-cut)/5)
	return cut, drift(means[cut:]) <= anyDrift
}

// Drifts, in standard deviations of a slope: what one of 80 steady series shows,
// which may well go away, and what none does.
const (
	anyDrift  = 2.5
	sureDrift = 5
)

// drift returns by how many standard deviations the means drift: the slope of
// all of them, or the first tenth or fifth against the last half, whichever is
// more. The slope sees what goes on; the steps see what decays soon, of which
// the slope's own deviation is made larger by the very transient.
func drift(means []float64) float64 {
	d := max(step(means, max(2, len(means)/10)), step(means, max(2, len(means)/5)))
	if slope, deviation := Trend(means); slope != 0 {
		d = max(d, math.Abs(slope)/deviation)
	}
	return d
}

// step returns by how many standard deviations the mean of the first n means
// lies off that of the last half, which also tells the deviation.
func step(means []float64, n int) float64 {
	var first, last Accumulator
	for _, y := range means[:n] {
		first.Add(y)
	}
	half := means[len(means)/2:]
	for _, y := range half {
		last.Add(y)
	}
	around := make([]float64, len(half))
	for i, y := range half {
		around[i] = y - last.mean
	}
	off := math.Abs(first.mean - last.mean)
	if off == 0 {
		return 0
	}
	variance := float64(last.m2 / float64(len(half)-1) * memory(lag1(around)))
	return off / math.Sqrt(float64(variance*(1/float64(n)+1/float64(len(half)))))
}

// MSER5 returns how many of the leading means to drop as warm-up. Means are
// those of five or more consecutive observations each, in order. The cut
// minimizes the squared standard error of what is left, which weighs the bias
// of keeping early values against the noise of dropping more. ok is false
// when the cut lies in the second half or there are fewer than ten means: the
// run has not settled.
//
// White 1997, "An effective truncation heuristic for bias reduction in
// simulation output"; with batches of five, White, Cobb and Spratt 2000. At
// least a tenth of the means is kept, since fewer may agree by chance.
func MSER5(means []float64) (cut int, ok bool) {
	n := len(means)
	if n < 10 {
		return 0, false
	}
	best := math.Inf(1)
	var rest Accumulator
	for i := n - 1; i >= 0; i-- {
		rest.Add(means[i])
		kept := float64(n - i)
		if kept < max(5, float64(n)/10) {
			continue
		}
		if e := rest.m2 / float64(kept*kept); e <= best {
			best, cut = e, i
		}
	}
	return cut, cut <= n/2
}

// Grows tells whether a series of batch means in order, such as the mean queue
// length of each, rises beyond what chance and its own memory explain, so that
// no steady state is in sight: the fitted slope differs from 0 at the level
// 0.1%, one-sided, and the last third lies above the first by half.
//
// The variance of the slope is widened by (1+r)/(1-r) for the lag-1
// autocorrelation r of the residuals: Bayley and Hammersley 1946. Fewer than
// ten means never grow.
func Grows(means []float64) bool {
	n := len(means)
	if n < 10 {
		return false
	}
	slope, deviation := Trend(means)
	third := n / 3
	var first, last Accumulator
	for i := range third {
		first.Add(means[i])
		last.Add(means[n-1-i])
	}
	return slope > float64(StudentQuantile(0.999, float64(n-2))*deviation) && last.mean > float64(1.5*first.mean)
}

// Trend returns the slope of a least-squares line through the means, per
// step, and its standard deviation, widened as Grows says.
func Trend(means []float64) (slope, deviation float64) {
	n := float64(len(means))
	mid := float64(0.5 * (n - 1))
	var level Accumulator
	for _, y := range means {
		level.Add(y)
	}
	for i, y := range means {
		slope += float64((float64(i) - mid) * (y - level.mean))
	}
	spread := float64(n*(float64(n*n)-1)) / 12 // sum of (i-mid)²
	slope /= spread

	residuals := make([]float64, len(means))
	squares := 0.0
	for i, y := range means {
		residuals[i] = y - level.mean - float64(slope*(float64(i)-mid))
		squares += float64(residuals[i] * residuals[i])
	}
	variance := squares / float64((n-2)*spread)
	return slope, math.Sqrt(float64(variance * memory(lag1(residuals))))
}

// lag1 returns the lag-1 autocorrelation of deviations from a mean.
func lag1(z []float64) float64 {
	products, squares := 0.0, 0.0
	for i, x := range z {
		squares += float64(x * x)
		if i > 0 {
			products += float64(x * z[i-1])
		}
	}
	if squares == 0 {
		return 0
	}
	return products / squares
}

// memory returns by how much the variance of a mean grows when its terms have
// the lag-1 autocorrelation r and forget geometrically.
func memory(r float64) float64 {
	r = max(0, min(r, 0.95))
	return (1 + r) / (1 - r)
}
