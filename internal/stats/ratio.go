package stats

import "math"

// fewestBatches is where RatioInterval stops joining neighbours. Ten to thirty
// batches are enough: Schmeiser 1982.
const fewestBatches = 16

// RatioInterval returns the ratio of the sums of num and den, batch by batch in
// order, with its interval: total time over requests, failures over requests,
// busy time over time, or any mean. It is unbounded for fewer than five
// batches.
//
// The variance is that of num - ratio*den (Cochran 1977, §6.3). Where batches
// remember their neighbour, neighbours are joined while more than enough are
// left, memory that is still to be seen then widens the variance by
// (1+r)/(1-r), and skewed batches get a skewed interval: SKART, Tafazzoli,
// Wilson, Lada and Steiger, INFORMS J. Computing 2011.
func RatioInterval(num, den []float64) Interval {
	e := estimateRatio(num, den)
	if e.unknown() {
		return unbounded(e.ratio)
	}
	t := student95(uint64(max(e.terms, 2) - 1))
	return Interval{e.ratio, e.ratio - float64(skewed(t, e.skewness)*e.deviation), e.ratio - float64(skewed(-t, e.skewness)*e.deviation)}
}

// ratioEstimate is a ratio with its standard deviation, and what the terms are
// like that it was read from.
type ratioEstimate struct {
	ratio, deviation float64
	terms            float64 // batches, neighbours joined; 0 where nothing is known
	skewness         float64 // b of skewed
	freedom          float64 // degrees of freedom of the deviation
}

func (e ratioEstimate) unknown() bool { return e.terms == 0 }

func estimateRatio(num, den []float64) ratioEstimate {
	top, bottom := 0.0, 0.0
	for i := range num {
		top += num[i]
		bottom += den[i]
	}
	ratio := top / bottom
	if len(num) < 5 || !finite(ratio) {
		return ratioEstimate{ratio: ratio}
	}
	z := make([]float64, len(num))
	for i := range num {
		z[i] = num[i] - float64(ratio*den[i])
	}
	r, remembers := remembered(z)
	for remembers && len(z) >= 2*fewestBatches {
		z = joinPairs(z)
		r, remembers = remembered(z)
	}
	squares, cubes, fourths := 0.0, 0.0, 0.0
	for _, x := range z {
		x2 := float64(x * x)
		squares += x2
		cubes += float64(x2 * x)
		fourths += float64(x2 * x2)
	}
	k := float64(len(z))
	if squares == 0 {
		return ratioEstimate{ratio: ratio, terms: k, freedom: k - 1}
	}
	variance := float64(squares*k) / (k - 1)
	if remembers {
		variance = float64(variance * memory(r))
	}
	b := float64(cubes/k) / Pow(squares/k, 1.5) / float64(6*math.Sqrt(k))
	return ratioEstimate{
		ratio:     ratio,
		deviation: math.Sqrt(variance) / math.Abs(bottom),
		terms:     k,
		skewness:  max(-mostSkewed, min(b, mostSkewed)),
		freedom:   freedom(k, squares, fourths),
	}
}

// freedom returns the degrees of freedom of the variance of k terms by the sums
// of their squares and fourth powers: k-1 for normal ones, and few where a few
// terms hold most of it, such as the batches that saw a burst. Satterthwaite
// 1946, with the variance of a variance by the kurtosis.
func freedom(k, squares, fourths float64) float64 {
	kurtosis := float64(k*fourths) / float64(squares*squares)
	return max(1, min(k-1, float64(2*k)/(kurtosis-1)))
}

// remembered returns the lag-1 autocorrelation of deviations from a mean, and
// whether independent ones would show less of it nine times of ten: von
// Neumann 1941. What is within chance widens no interval; it would widen every
// second one.
func remembered(z []float64) (r float64, beyondChance bool) {
	r = lag1(z)
	return r, r > 1.28/math.Sqrt(float64(len(z)))
}

// mostSkewed bounds b of skewed. At 0.075 the cube under its root vanishes for
// the t of an interval, and the correction, steep there, is no more than the
// noise of the skewness.
const mostSkewed = 0.07

// skewed corrects a quantile t of the standardized mean for the skewness of
// its terms, b = skewness / (6 sqrt(k)): Johnson 1978 in the form of Hall 1992.
func skewed(t, b float64) float64 {
	if math.Abs(b) < 1e-4 {
		return t
	}
	x := 1 + float64(6*b*(t-b))
	root := math.Copysign(Pow(math.Abs(x), 1.0/3), x)
	return (root - 1) / float64(2*b)
}

// joinPairs adds neighbours up in place; an odd one at the end joins the last.
func joinPairs(z []float64) []float64 {
	half := len(z) / 2
	for i := range half {
		z[i] = z[2*i] + z[2*i+1]
	}
	if len(z)%2 == 1 {
		z[half-1] += z[len(z)-1]
	}
	return z[:half]
}

// ShareInterval returns the ratio of the sums of hits and trials, counts batch
// by batch in order, with its interval, which stays in 0..1. It is that of as
// many independent trials as have its deviation: Korn and Graubard 1998, with
// Wilson's in place of the exact one. Where none or all hit nothing tells how
// hits cluster, and they are taken as independent. It is 0..1 for fewer than
// five batches that differ.
func ShareInterval(hits, trials []float64) Interval {
	e := estimateRatio(hits, trials)
	n := 0.0
	for _, t := range trials {
		n += t
	}
	switch {
	case e.ratio == 0 || e.ratio == 1:
		low, high := oneSided(e.ratio, n)
		return Interval{e.ratio, low, high}
	case e.unknown():
		return Interval{e.ratio, 0, 1}
	}
	n = e.independent(n)
	below, above := e.sides(n)
	low, _ := wilson(e.ratio, n, below)
	_, high := wilson(e.ratio, n, above)
	return Interval{e.ratio, low, high}
}

// sides returns how many deviations the 95% interval of a share reaches below
// and above it, where it is worth n independent values. Few hits of n are skewed
// by themselves, as the interval knows; what they are beyond that comes from
// clusters of unequal size and makes the upper side longer.
func (e ratioEstimate) sides(n float64) (below, above float64) {
	p := e.ratio
	t := StudentQuantile(0.975, e.freedom)
	own := max(0, (1-float64(2*p))/float64(6*math.Sqrt(float64(n*p*(1-p)))))
	return t, -skewed(-t, max(0, e.skewness-own))
}

// tolerated returns between which shares of n values a share that is truly
// e.ratio is seen 19 times of 20: those whose own interval holds it. The last
// term is the skewness of the binomial law: Cornish and Fisher 1937. A share is
// seen even if it is none at all where low is not above 0.
func (e ratioEstimate) tolerated(n float64) (low, high float64) {
	p := e.ratio
	n = e.independent(n)
	below, above := e.sides(n)
	deviation := math.Sqrt(float64(p*(1-p)) / n)
	skew := float64((float64(below*below)-1)*(1-float64(2*p))) / float64(6*n)
	return p - float64(above*deviation), p + float64(below*deviation) + max(0, skew)
}

// independent returns how many independent values have the deviation of e, at
// most n.
func (e ratioEstimate) independent(n float64) float64 {
	if p := e.ratio; e.deviation > 0 && p > 0 && p < 1 {
		n = min(n, float64(p*(1-p))/float64(e.deviation*e.deviation))
	}
	return n
}

// oneSided returns the 95% interval of a share that is 0 or 1 in n trials.
func oneSided(p, n float64) (low, high float64) {
	least := min(1, 3/n)
	if p == 0 {
		return 0, least
	}
	return 1 - least, 1
}

// wilson returns the score interval of a share p seen in n trials, which stays
// inside 0..1 and is right for shares near its ends too: Wilson 1927.
func wilson(p, n, t float64) (low, high float64) {
	t2 := float64(t * t)
	center := p + t2/float64(2*n)
	half := float64(t * math.Sqrt(float64(p*(1-p))/n+t2/float64(4*n*n)))
	scale := 1 + t2/n
	return max(0, (center-half)/scale), min(1, (center+half)/scale)
}

// Ratios gathers pairs of sums over equal windows of time, in order: failures
// and requests, area under a queue and time. It holds at most 128 windows and
// joins neighbours when full. The zero value is empty and ready.
type Ratios struct {
	num, den [2 * maxBatches]float64
	full     int
	join     int // windows added to one entry
	added    int // windows in the entry being filled
}

// Add takes in one window.
func (r *Ratios) Add(num, den float64) {
	if r.full == len(r.num) {
		joinPairs(r.num[:])
		joinPairs(r.den[:])
		clear(r.num[maxBatches:])
		clear(r.den[maxBatches:])
		r.full = maxBatches
		r.join = 2 * max(1, r.join)
	}
	r.num[r.full] += num
	r.den[r.full] += den
	r.added++
	if r.added >= r.join {
		r.full++
		r.added = 0
	}
}

// Means returns the ratio in each full entry, in order, for MSER5 and Grows.
func (r *Ratios) Means() []float64 {
	means := make([]float64, r.full)
	for i := range means {
		means[i] = r.num[i] / r.den[i]
	}
	return means
}

// After returns the ratio over all windows but those of the first cut entries.
func (r *Ratios) After(cut int) Interval {
	end := r.full
	if r.added > 0 {
		end++
	}
	cut = min(cut, end)
	return RatioInterval(r.num[cut:end], r.den[cut:end])
}
