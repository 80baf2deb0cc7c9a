package stats

import "math"

// Accumulator gathers count, mean and variance of numbers in one pass, without
// cancellation: Welford 1962. The zero value is empty.
type Accumulator struct {
	n        uint64
	mean, m2 float64
	min, max float64
}

// Add takes in one number.
func (a *Accumulator) Add(x float64) {
	a.n++
	d := x - a.mean
	a.mean += d / float64(a.n)
	a.m2 += float64(d * (x - a.mean))
	if a.n == 1 || x < a.min {
		a.min = x
	}
	if a.n == 1 || x > a.max {
		a.max = x
	}
}

// Merge takes in what other gathered: Chan, Golub and LeVeque 1983.
func (a *Accumulator) Merge(other Accumulator) {
	if other.n == 0 {
		return
	}
	if a.n == 0 {
		*a = other
		return
	}
	n := float64(a.n + other.n)
	d := other.mean - a.mean
	a.m2 += other.m2 + float64(d*d*float64(a.n)*float64(other.n))/n
	a.mean += float64(d * float64(other.n) / n)
	a.n += other.n
	a.min, a.max = min(a.min, other.min), max(a.max, other.max)
}

// Count returns how many numbers were added.
func (a *Accumulator) Count() uint64 { return a.n }

// Mean returns their mean, 0 when there are none.
func (a *Accumulator) Mean() float64 { return a.mean }

// Variance returns the unbiased variance, NaN for fewer than two numbers.
func (a *Accumulator) Variance() float64 {
	if a.n < 2 {
		return math.NaN()
	}
	return a.m2 / float64(a.n-1)
}

// Min returns the smallest number, 0 when there are none.
func (a *Accumulator) Min() float64 { return a.min }

// Max returns the largest number, 0 when there are none.
func (a *Accumulator) Max() float64 { return a.max }

// Interval returns the mean of independent numbers, such as the results of
// replications, with its 95% interval by Student's t; unbounded for fewer than
// two numbers.
func (a *Accumulator) Interval() Interval {
	if a.n < 2 {
		return unbounded(a.mean)
	}
	half := float64(student95(a.n-1) * math.Sqrt(a.Variance()/float64(a.n)))
	return around(a.mean, half)
}
