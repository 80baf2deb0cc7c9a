package estimate

// answers composes every flow from the outside.
func (w *world) answers() {
	for i, s := range w.p.sources {
		o := w.sequence(s.root)
		if s.queue >= 0 && s.run != nil {
			// A run begins with its oldest message.
			o.answer = w.stations[s.run.to].pull.law.plus(o.answer).shifted(w.gathering(s))
		}
		w.flows[i].average = o.answer.mean()
		if s.deadline.q != nil {
			o.answer, o.fail = w.cutOff(o.answer, o.fail, s.deadline)
		}
		if r := w.responses[i]; r > 0 {
			o.answer = o.answer.scaled(r / o.answer.mean())
		}
		w.flows[i].answer, w.flows[i].fail, w.flows[i].hold = o.answer, o.fail, o.hold
	}
}

// flowState is what a flow comes to.
type flowState struct {
	answer  mixture
	hold    moments
	fail    failure
	average float64 // mean of the answer with the waits that all users meet on average
	last    float64
	swing   float64 // by how much its calls fail otherwise than was assumed
	read    readings
}

// percentile reads a percentile of a flow's latency.
func (w *world) percentile(flow, k int) float64 {
	f := &w.flows[flow]
	if w.base != nil {
		base := &w.base.flows[flow]
		return f.read.from(&base.read, &f.answer, &base.answer, k)
	}
	return f.read.at(&f.answer, k)
}

// percentiles reads all of them, so that worlds beside this one can start from
// them.
func (w *world) percentiles() {
	for i := range w.flows {
		for k := range percentiles {
			w.percentile(i, k)
		}
	}
	for i := range w.stations {
		for k, q := range percentiles {
			if q.response {
				w.responseAt(i, k)
			}
		}
	}
}
