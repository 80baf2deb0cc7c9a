package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"sync"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// A miniature that is cheap enough for some hundred scenarios may have less than
// one core where the design has several: work takes longer there. What decides
// whether a design comes through a fault is how times compare with each other:
// an answer with its limit, a wait with the timeout. So limits and timeouts are
// taken in proportion to what the part and the design do undisturbed, and the
// shares of requests that fail there must agree.

const (
	mostSlower   = 40    // times that a part may be slower
	mostFailing  = 0.002 // by which the shares of requests that fail undisturbed may differ
	slowerRounds = 3     // of finding how much slower it is with timeouts that follow
)

// chooseSlower finds the smallest part that fails as few requests as the design
// itself, undisturbed, with limits and timeouts in proportion; and a larger one
// that it can be held against.
func chooseSlower(ctx context.Context, d *model.Design, whole *Scale, truth *sim.Result, wanted int, o BenchOptions) (*Scale, error) {
	for k := wanted; k > 1; k = k * 5 / 6 {
		var small, finer *Scale
		var failed [2]error
		both(func() { small, failed[0] = slowerPart(ctx, d, whole, truth, k, o) }, func() {
			if k/finerTimes > 1 { // it is wanted when k is, as mostly the first one is
				finer, failed[1] = slowerPart(ctx, d, whole, truth, k/finerTimes, o)
			}
		})
		if err := cmp.Or(failed[0], failed[1]); err != nil {
			return nil, err
		}
		if small.Coarse && small.Events <= mostDear*o.Cheap {
			continue
		}
		small.finer = finer
		return small, nil
	}
	return whole, nil
}

// both does two things side by side.
func both(one, other func()) {
	var wait sync.WaitGroup
	wait.Go(other)
	one()
	wait.Wait()
}

// slowerPart measures one part in k beside the design.
func slowerPart(ctx context.Context, d *model.Design, whole *Scale, truth *sim.Result, k int, o BenchOptions) (*Scale, error) {
	small := *whole
	small.Miniature, small.Fraction, small.Events = k, whole.Fraction/float64(k), whole.Events/float64(k)
	length := math.Min(checkMost, float64(truth.History.Seconds())*float64(k))
	small.slower = &sim.Slower{}
	var r *sim.Result
	for range slowerRounds {
		var err error
		if r, err = run(ctx, d, &small, o, nil, length, sim.RunOptions{}); err != nil {
			return nil, err
		}
		small.slower = slowerBy(truth, r)
	}
	small.limits = limitsIn(d, truth, r, small.slower)
	flow, by := small.slowest(d)
	small.Flow, small.Error = flow, by-1
	small.Coarse = !failsAlike(truth, r) || small.Error > mostSlower
	return &small, nil
}

// slowerBy returns by how much longer answers take in a part, by the means of
// components and flows.
func slowerBy(truth, small *sim.Result) *sim.Slower {
	out := &sim.Slower{Components: map[string]float64{}, Flows: map[string]float64{}}
	for name, c := range truth.Components {
		if p := small.Components[name]; c.Response != nil && p.Response != nil && c.Response.Mean.Known() && p.Response.Mean.Known() && c.Response.Mean.Value > 0 {
			out.Components[name] = roundedTimes(p.Response.Mean.Value / c.Response.Mean.Value)
		}
	}
	for name, f := range truth.Flows {
		if p := small.Flows[name]; f.Latency.Mean.Known() && p.Latency.Mean.Known() && f.Latency.Mean.Value > 0 {
			out.Flows[name] = roundedTimes(p.Latency.Mean.Value / f.Latency.Mean.Value)
		}
	}
	return out
}

// roundedTimes keeps a factor to steps of a tenth, so that there are few
// different timeouts.
func roundedTimes(v float64) float64 { return math.Max(1, math.Round(10*v)/10) }

// failsAlike tells whether no flow fails more of its requests in the part.
func failsAlike(truth, small *sim.Result) bool {
	for _, name := range sorted(truth.Flows) {
		x, y := truth.History.Flow(name, 0, truth.History.Seconds()), small.History.Flow(name, 0, small.History.Seconds())
		if x == nil || y == nil || min(x.OK+x.Failed, y.OK+y.Failed) < fewestMean {
			continue
		}
		e, _ := x.Errors()
		if v, _ := y.Errors(); v > e+mostFailing {
			return false
		}
	}
	return true
}

// limitsIn returns by how much longer the answers of flows take,
// by the percentiles that they name; by their means where there are too few
// answers to tell.
func limitsIn(d *model.Design, truth, small *sim.Result, slower *sim.Slower) map[string]float64 {
	out := map[string]float64{}
	for name := range d.Flows.All() {
		x, y := truth.History.Flow(name, 0, truth.History.Seconds()), small.History.Flow(name, 0, small.History.Seconds())
		for _, metric := range append(sorted(percentiles), "mean") {
			a, ok := flowMetric(x, metric)
			b, known := flowMetric(y, metric)
			by := slower.Flows[name]
			if ok && known && a > 0 && min(x.OK, y.OK) >= fewestMean {
				by = b / a
			}
			out[name+" "+metric] = math.Max(1, by)
		}
	}
	return out
}

// times returns by how much longer a metric of a flow is in the part than in
// the design; 1 for the whole, and for shares.
func (s *Scale) times(flow, metric string) float64 {
	if s == nil || s.limits == nil {
		return 1
	}
	return math.Max(1, s.limits[flow+" "+metric])
}

// Within tells whether a script of so many seconds takes at most so many events,
// with the undisturbed run.
func (s *Scale) Within(seconds, events float64) bool { return 2*seconds*s.Events <= events }

// rarer tells whether requests come so much more rarely in the part than in the
// design that rare flows need longer to show anything.
func (s *Scale) rarer() bool { return s != nil && s.limits != nil && s.Fraction < 1 }

// slowest returns the flow with a requirement that is most slower, and by how
// much.
func (s *Scale) slowest(d *model.Design) (flow string, by float64) {
	by = 1
	for name := range d.Flows.All() {
		for _, l := range limitsOf(d, name) {
			if t := s.times(name, l.metric); t > by {
				flow, by = name, t
			}
		}
	}
	return flow, by
}

// slowerSentence says how a part differs.
func (s *Scale) slowerSentence() string {
	if s.Error < 0.2 {
		return ""
	}
	text := fmt.Sprintf("; undisturbed its answers take up to %.2g times as long (%s), and limits and timeouts are taken in proportion", 1+s.Error, s.Flow)
	if s.Coarse {
		text += "; that is coarse"
	}
	return text
}
