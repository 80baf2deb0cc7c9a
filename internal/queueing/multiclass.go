package queueing

import "math"

// ClosedClass is one class of customers of a closed network with several.
type ClosedClass struct {
	Population int
	Think      float64   // mean, seconds
	Demand     []float64 // by station, seconds; see Station.Demand
}

// ClosedMix is the steady state of a closed network with several classes.
type ClosedMix struct {
	Throughput []float64   // by class, customers per second
	Response   []float64   // by class, seconds, thinking left out
	Queue      [][]float64 // by class and station, mean number there
}

// exactStates is how many population vectors MVAMix visits before it takes the
// approximation.
const exactStates = 200_000

// MVAMix solves a closed network with several classes, whose stations have the
// given numbers of servers, 0 for a delay. A station shared by several classes
// is processor sharing, or first come first served with one service time for
// all (BCMP: Baskett, Chandy, Muntz and Palacios 1975).
//
// It is exact, by mean value analysis over all smaller populations, where there
// are at most 200,000 of those and no station has several servers. Otherwise it
// is the Linearizer of Chandy and Neuse 1982, within some 1% and at worst 4%, with several
// servers as one fast server and a delay (Seidmann 1987), which costs some more.
func MVAMix(servers []int, classes []ClosedClass) ClosedMix {
	states := 1
	for _, c := range classes {
		if states <= exactStates {
			states *= c.Population + 1
		}
	}
	for _, s := range servers {
		if s > 1 {
			return linearize(servers, classes)
		}
	}
	if states > exactStates {
		return linearize(servers, classes)
	}
	return exactMix(servers, classes, states)
}

// exactMix numbers the population vectors in mixed radix, so that one customer
// of class c fewer is stride[c] lower, and goes through them in order.
func exactMix(servers []int, classes []ClosedClass, states int) ClosedMix {
	stride := make([]int, len(classes))
	next := 1
	for c, class := range classes {
		stride[c] = next
		next *= class.Population + 1
	}
	m := newMix(len(classes), len(servers))
	held := make([]float64, states*len(servers)) // mean number at each station
	population := make([]int, len(classes))
	for state := 1; state < states; state++ {
		increment(population, classes)
		at := held[state*len(servers):][:len(servers)]
		for c, class := range classes {
			m.Throughput[c], m.Response[c] = 0, 0
			if population[c] == 0 {
				continue
			}
			found := held[(state-stride[c])*len(servers):]
			for k, s := range servers {
				m.Queue[c][k] = Station{class.Demand[k], s}.meets(found[k])
				m.Response[c] += m.Queue[c][k]
			}
			m.Throughput[c] = float64(population[c]) / (class.Think + m.Response[c])
			for k := range servers {
				m.Queue[c][k] *= m.Throughput[c]
				at[k] += m.Queue[c][k]
			}
		}
	}
	return m
}

func newMix(classes, stations int) ClosedMix {
	m := ClosedMix{make([]float64, classes), make([]float64, classes), make([][]float64, classes)}
	for c := range m.Queue {
		m.Queue[c] = make([]float64, stations)
	}
	return m
}

// increment goes to the next population vector.
func increment(population []int, classes []ClosedClass) {
	for c := range population {
		if population[c]++; population[c] <= classes[c].Population {
			return
		}
		population[c] = 0
	}
}

// linearize estimates by how much the share of a class at a station shifts when
// one customer of another is taken away, from three rounds of solving the
// network whole and with each class one short.
func linearize(servers []int, classes []ClosedClass) ClosedMix {
	shift := make([]ClosedMix, len(classes))
	for r := range shift {
		shift[r] = newMix(len(classes), len(servers))
	}
	for round := 0; ; round++ {
		whole := balanceMix(servers, classes, shift)
		if round == 2 {
			return whole
		}
		next := make([]ClosedMix, len(classes))
		for r := range classes {
			next[r] = newMix(len(classes), len(servers))
			fewer := append([]ClosedClass(nil), classes...)
			fewer[r].Population = max(0, fewer[r].Population-1)
			less := balanceMix(servers, fewer, shift)
			for c := range classes {
				for k := range servers {
					next[r].Queue[c][k] = less.Queue[c][k]/float64(max(1, fewer[c].Population)) -
						whole.Queue[c][k]/float64(max(1, classes[c].Population))
				}
			}
		}
		shift = next
	}
}

// balanceMix iterates on the queues, given the shifts: an arrival of class r
// finds the customers of each class, one of its own fewer, at their shifted
// shares. With no shifts it is Schweitzer's approximation 1979.
func balanceMix(servers []int, classes []ClosedClass, shift []ClosedMix) ClosedMix {
	m := newMix(len(classes), len(servers))
	for c, class := range classes {
		for k := range servers {
			m.Queue[c][k] = float64(class.Population) / float64(len(servers)+1)
		}
	}
	times := make([]float64, len(servers))
	for range 10000 {
		change := 0.0
		for r, class := range classes {
			if class.Population == 0 {
				continue
			}
			n := float64(class.Population)
			m.Response[r] = 0
			for k, s := range servers {
				times[k] = Station{class.Demand[k], s}.meetsMany(m.found(r, k, classes, shift[r]))
				m.Response[r] += times[k]
			}
			m.Throughput[r] = n / (class.Think + m.Response[r])
			for k := range servers {
				q := m.Throughput[r] * times[k]
				change = max(change, math.Abs(q-m.Queue[r][k])/n)
				m.Queue[r][k] = q
			}
		}
		if change < 1e-12 {
			break
		}
	}
	return m
}

// found returns how many an arrival of class r finds at station k.
func (m ClosedMix) found(r, k int, classes []ClosedClass, shift ClosedMix) float64 {
	sum := 0.0
	for c, class := range classes {
		if class.Population == 0 {
			continue
		}
		others := float64(class.Population)
		share := m.Queue[c][k]/others + shift.Queue[c][k]
		if c == r {
			others--
		}
		sum += others * share
	}
	return max(0, sum)
}

// meetsMany is meets for several servers, as one of s-fold speed and a delay
// for the rest of the service.
func (s Station) meetsMany(found float64) float64 {
	if s.Servers <= 1 {
		return s.meets(found)
	}
	m := float64(s.Servers)
	return s.Demand*(m-1)/m + s.Demand/m*(1+found)
}
