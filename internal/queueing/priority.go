package queueing

import "math"

// Class is one priority class at a station, served first come first served
// within the class.
type Class struct {
	Lambda float64 // arrivals per second
	Mean   float64 // of its service time
	SCV    float64 // of its service time
}

// NonPreemptiveWaits returns the mean wait of each class at one server that
// always takes the first of the highest class waiting and never interrupts.
// Classes come highest first; +Inf from the first class on that does not fit.
// Cobham 1954; Kleinrock 1976, §3.3.
func NonPreemptiveWaits(classes []Class) []float64 {
	residual := 0.0 // mean time left of the service an arrival meets
	for _, c := range classes {
		residual += c.Lambda * c.Mean * c.Mean * (1 + c.SCV) / 2
	}
	if overloaded(classes) {
		return cappedNonPreemptive(classes)
	}
	return cobham(classes, residual)
}

func overloaded(classes []Class) bool {
	rho := 0.0
	for _, c := range classes {
		rho += c.Lambda * c.Mean
	}
	return rho >= 1
}

// cappedNonPreemptive is the case of an overloaded server: the classes that
// fit meet a server that is always busy, in part with the first class that
// does not fit, whose members get what is left.
func cappedNonPreemptive(classes []Class) []float64 {
	residual, rho := 0.0, 0.0
	for _, c := range classes {
		share := min(c.Lambda*c.Mean, 1-rho)
		residual += share * c.Mean * (1 + c.SCV) / 2
		rho += share
	}
	return cobham(classes, residual)
}

func cobham(classes []Class, residual float64) []float64 {
	waits := make([]float64, len(classes))
	above := 0.0 // utilisation by higher classes
	for i, c := range classes {
		upTo := above + c.Lambda*c.Mean
		waits[i] = math.Inf(1)
		if upTo < 1 {
			waits[i] = residual / ((1 - above) * (1 - upTo))
		}
		above = upTo
	}
	return waits
}

// PreemptiveResponses returns the mean response of each class at one server
// where a higher class interrupts a lower one, which resumes later. Classes come
// highest first; a class is untouched by those below it. Kleinrock 1976, §3.4.
func PreemptiveResponses(classes []Class) []float64 {
	responses := make([]float64, len(classes))
	above, residual := 0.0, 0.0
	for i, c := range classes {
		upTo := above + c.Lambda*c.Mean
		residual += c.Lambda * c.Mean * c.Mean * (1 + c.SCV) / 2
		responses[i] = math.Inf(1)
		if upTo < 1 {
			responses[i] = (c.Mean + residual/(1-upTo)) / (1 - above)
		}
		above = upTo
	}
	return responses
}

// PriorityMMcWaits returns the mean wait of each class, highest first, at c
// servers that never interrupt, when all classes share one exponential service
// law: Kella and Yechiali 1985.
func PriorityMMcWaits(lambdas []float64, mu float64, servers int) []float64 {
	total := 0.0
	for _, l := range lambdas {
		total += l
	}
	capacity := float64(servers) * mu
	first := ErlangC(servers, total/mu) / capacity
	waits := make([]float64, len(lambdas))
	above := 0.0
	for i, l := range lambdas {
		upTo := above + l/capacity
		waits[i] = math.Inf(1)
		if upTo < 1 {
			waits[i] = first / ((1 - above) * (1 - upTo))
		}
		above = upTo
	}
	return waits
}

// PreemptiveMMcResponses returns the mean response of each class, highest
// first, at c servers where a higher class interrupts a lower one, which resumes
// later, when all share one exponential service law. The classes down to any
// one are together an M/M/c queue, so the numbers in system of two such queues
// differ by those of one class.
func PreemptiveMMcResponses(lambdas []float64, mu float64, servers int) []float64 {
	responses := make([]float64, len(lambdas))
	above, heldAbove := 0.0, 0.0
	for i, l := range lambdas {
		upTo := above + l
		held := NewMMc(upTo, mu, servers).MeanInSystem()
		switch {
		case math.IsInf(held, 1):
			responses[i] = held
		case l > 0:
			responses[i] = (held - heldAbove) / l
		}
		above, heldAbove = upTo, held
	}
	return responses
}
