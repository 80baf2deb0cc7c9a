package sim

import "github.com/loadpath/loadpath/internal/stats"

// warmUp returns how many leading batches of every replication to leave out: as
// many as the flows that carry most of the traffic, and the requests in
// progress, ask for. ok is false when it has not passed. Each series is that of
// all replications together, since they share the warm-up and not the noise:
// Welch 1983.
func (r *runner) warmUp() (cut int, ok bool) {
	series := make([]float64, r.fewestBatches())
	ok = true
	consider := func() {
		c, passed := stats.WarmUp(series)
		cut, ok = max(cut, c), ok && passed
	}
	total := uint64(0)
	for k := range r.p.flows {
		total += r.answers(k, 0, len(series)).ended
	}
	for k := range r.p.flows {
		if n := r.answers(k, 0, len(series)).good; n*20 < total || n < uint64(10*len(series)) {
			continue
		}
		for i := range series {
			series[i] = r.answers(k, i, i+1).mean()
		}
		consider()
	}
	for i := range series {
		series[i] = 0
		for _, rep := range r.reps {
			b := &rep.batches.list[i]
			for k := range b.flows {
				series[i] += float64(b.flows[k].area) / float64(max(b.span, 1))
			}
		}
	}
	consider()
	return cut, ok
}

// fewestBatches returns how many batches every replication has.
func (r *runner) fewestBatches() int {
	n := len(r.reps[0].batches.list)
	for _, rep := range r.reps {
		n = min(n, len(rep.batches.list))
	}
	return n
}

// flowAnswers are the answers of a flow in some batches.
type flowAnswers struct {
	sum   float64 // nanoseconds, of the good ones
	good  uint64
	ended uint64 // good and bad
}

// mean returns the mean latency of the good answers, 0 when there are none.
func (a flowAnswers) mean() float64 { return a.sum / float64(max(a.good, 1)) }

// answers returns those of a flow in the batches from..to-1 of every
// replication.
func (r *runner) answers(flow, from, to int) flowAnswers {
	var a flowAnswers
	for _, rep := range r.reps {
		for i := from; i < to; i++ {
			f := &rep.batches.list[i].flows[flow]
			a.sum += f.good.Sum()
			a.good += f.good.Count()
			a.ended += f.ended()
		}
	}
	return a
}
