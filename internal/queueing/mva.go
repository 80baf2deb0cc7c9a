package queueing

import "math"

// Station is one place of a closed network. Service is exponential first come
// first served, or any law under processor sharing.
type Station struct {
	Demand  float64 // mean service time of all visits of one customer, seconds
	Servers int     // 0 for a delay: nobody ever waits there
}

// Closed is the steady state of a closed network with one class of customers.
type Closed struct {
	Throughput  float64   // customers per second
	Response    float64   // seconds of one round, thinking left out
	Queue       []float64 // mean number at each station, in service included
	Utilisation []float64 // of one server at each station; of a delay, the mean number there
}

// MVA solves a closed network of `population` customers that think for the
// given mean time and then visit the stations. It is exact: mean value
// analysis by Reiser and Lavenberg 1980 in O(stations x population) where no
// station has several servers, else by convolution in O(population²) for each
// station that has.
func MVA(stations []Station, think float64, population int) Closed {
	if population <= 0 {
		return Closed{Queue: make([]float64, len(stations)), Utilisation: make([]float64, len(stations))}
	}
	for _, s := range stations {
		if s.Servers > 1 && population > 1 {
			return convolve(stations, think, population)
		}
	}
	queue := make([]float64, len(stations))
	response, throughput := 0.0, 0.0
	for n := 1; n <= population; n++ {
		response = 0
		for k, s := range stations {
			response += s.meets(queue[k])
		}
		throughput = float64(n) / (think + response)
		for k, s := range stations {
			queue[k] = throughput * s.meets(queue[k])
		}
	}
	return newClosed(stations, throughput, response, queue)
}

// meets returns the time at a station for an arrival that finds so many there:
// by the arrival theorem, those of a network with one customer fewer.
func (s Station) meets(found float64) float64 {
	if s.Servers == 0 {
		return s.Demand
	}
	return s.Demand * (1 + found)
}

func newClosed(stations []Station, throughput, response float64, queue []float64) Closed {
	c := Closed{throughput, response, queue, make([]float64, len(stations))}
	for k, s := range stations {
		c.Utilisation[k] = throughput * s.Demand / float64(max(1, s.Servers))
	}
	return c
}

// Bounds returns the asymptotic bounds of a closed network: the throughput that
// the bottleneck allows, and the population n* at which it is felt. Denning and
// Buzen 1978.
func Bounds(stations []Station, think float64) (throughput, population float64) {
	slowest, total := 0.0, think
	for _, s := range stations {
		total += s.Demand
		if s.Servers > 0 {
			slowest = max(slowest, s.Demand/float64(s.Servers))
		}
	}
	return 1 / slowest, total / slowest
}

// convolve solves the network from the normalizing constants G(n) of Buzen
// 1973. Each station's factors are tilted by x^n, with x near the throughput,
// and scaled to add up to one: a probability law of the number there, as if
// the network were open. G(n) x^n is then the probability that the numbers add
// up to n, which neither overflows nor cancels.
func convolve(stations []Station, think float64, population int) Closed {
	all := append([]Station{{Demand: think}}, stations...)
	x := openRate(all, float64(population))
	laws := make([][]float64, len(all))
	for k, s := range all {
		laws[k] = s.openLaw(x, population)
	}
	// Products of all stations before k and after k give all but k.
	before := make([][]float64, len(all)+1)
	before[0] = unit(population)
	for k, law := range laws {
		before[k+1] = product(before[k], law)
	}
	g := before[len(all)]
	throughput := x * g[population-1] / g[population]

	queue := make([]float64, len(stations))
	after := unit(population)
	for k := len(all) - 1; k >= 1; k-- {
		rest := product(before[k], after)
		for j := 1; j <= population; j++ {
			queue[k-1] += float64(j) * laws[k][j] * rest[population-j] / g[population]
		}
		after = product(after, laws[k])
	}
	response := float64(population)/throughput - think
	return newClosed(stations, throughput, response, queue)
}

func unit(population int) []float64 {
	p := make([]float64, population+1)
	p[0] = 1
	return p
}

// product returns the law of the sum of two independent numbers.
func product(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i, p := range a {
		if p < 1e-300 {
			continue
		}
		for j := range len(a) - i {
			out[i+j] += p * b[j]
		}
	}
	return out
}

// openRate returns the arrival rate at which the stations, were they open,
// hold `population` customers on average: close to the closed throughput.
func openRate(stations []Station, population float64) float64 {
	limit := math.Inf(1)
	total := 0.0
	for _, s := range stations {
		total += s.Demand
		if s.Servers > 0 && s.Demand > 0 {
			limit = min(limit, float64(s.Servers)/s.Demand)
		}
	}
	lo, hi := 0.0, min(limit, population/total)
	for range 60 {
		x := (lo + hi) / 2
		held := 0.0
		for _, s := range stations {
			held += s.openMean(x)
		}
		if held < population {
			lo = x
		} else {
			hi = x
		}
	}
	return lo
}

// openMean returns the mean number at the station as an M/M/c queue.
func (s Station) openMean(x float64) float64 {
	if s.Servers == 0 || s.Demand == 0 {
		return x * s.Demand
	}
	return NewMMc(x, 1/s.Demand, s.Servers).MeanInSystem()
}

// openLaw returns the probability of each number 0..n at the station as an
// M/M/c queue with arrival rate x, up to a common factor.
func (s Station) openLaw(x float64, n int) []float64 {
	p := make([]float64, n+1)
	busy := func(j int) float64 {
		if s.Servers == 0 {
			return float64(j)
		}
		return float64(min(j, s.Servers))
	}
	// From the likeliest number outwards, so that neither end overflows.
	top := min(n, int(x*s.Demand))
	p[top] = 1
	total := 1.0
	for j := top + 1; j <= n; j++ {
		p[j] = p[j-1] * x * s.Demand / busy(j)
		total += p[j]
	}
	for j := top; j >= 1; j-- {
		p[j-1] = p[j] * busy(j) / (x * s.Demand)
		total += p[j-1]
	}
	for j := range p {
		p[j] /= total
	}
	return p
}
