package queueing

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// OpenStation is one station of an open network: an M/M/c queue.
type OpenStation struct {
	External float64 // arrivals per second from outside
	Mu       float64 // services per second of one server
	Servers  int     // of one line
	Copies   int     // lines of their own, picked at random; 0 is 1
}

// Open is the steady state of an open network.
type Open struct {
	Rate     []float64 // arrivals per second at each station, all copies together
	Response []float64 // mean seconds of one visit
	Total    float64   // mean seconds of one passage through the network
}

// Jackson solves an open network in which a customer that leaves station i goes
// on to station j with probability route[i][j], and out of the network with the
// rest. Each station behaves as if alone: Jackson 1957. It returns an error
// when customers cannot leave.
func Jackson(stations []OpenStation, route [][]float64) (Open, error) {
	n := len(stations)
	// lambda = external + route^T lambda.
	a, b := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	external := 0.0
	for i, s := range stations {
		external += s.External
		b.SetVec(i, s.External)
		for j := range n {
			a.Set(j, i, -route[i][j])
		}
		a.Set(i, i, 1-route[i][i])
	}
	var lambda mat.VecDense
	if err := lambda.SolveVec(a, b); err != nil {
		return Open{}, fmt.Errorf("solve the traffic equations: %w", err)
	}
	o := Open{make([]float64, n), make([]float64, n), 0}
	inside := 0.0
	for i, s := range stations {
		o.Rate[i] = lambda.AtVec(i)
		each := o.Rate[i] / float64(max(1, s.Copies))
		o.Response[i] = NewMMc(each, s.Mu, s.Servers).MeanResponse()
		if o.Rate[i] > 0 {
			inside += o.Rate[i] * o.Response[i]
		}
	}
	o.Total = inside / external
	if external == 0 {
		o.Total = math.NaN()
	}
	return o, nil
}
