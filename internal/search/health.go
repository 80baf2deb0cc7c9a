package search

import (
	"cmp"
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/unit"
)

// window is over how many seconds a requirement is looked at: long enough that
// a percentile means something, short enough to say when it broke.
const window = 5

// longWindow takes its place for flows of which a part of the load has few.
const longWindow = 30

// fewest is how many answers a window needs to be judged.
const fewest = 20

// promised is how long after a fault everything must hold again when nothing
// promises sooner, in seconds.
const promised = 300

// flowHealth is in which seconds of a scenario a flow keeps its requirements.
type flowHealth struct {
	name, by string
	limits   []limit
	broken   []bool
	why      *limit // what broke first; nil when nothing did, or nothing came back at all
}

// limit is one requirement of a flow that can be looked at second by second.
type limit struct {
	name, metric string
	value        float64
	slower       float64 // times as long as the design's, undisturbed, are the answers that are judged; 0 is 1
}

// bound is what the answers that are judged are held to.
func (l *limit) bound() float64 {
	if l.slower > 1 {
		return l.value * l.slower
	}
	return l.value
}

// plainErrors is the share of failures that a flow without requirements may
// have: more means it does not serve.
const plainErrors = 0.05

// serves is what is asked of a flow that has no requirement.
var serves = limit{name: "serves", metric: "errors", value: plainErrors}

// health looks at a flow second by second. A requirement that does not hold
// undisturbed is left out, for that second or for all: the faults did not break
// it.
func (s *Scenario) health(name string, f *model.Flow) *flowHealth {
	h := &flowHealth{name: name, by: f.By.Text, limits: s.judged(name), broken: make([]bool, s.seconds)}
	for t := range s.seconds {
		broken, why := s.brokenAt(h, t)
		h.broken[t] = broken
		h.why = cmp.Or(h.why, why)
	}
	return h
}

// judged are the requirements of a flow that hold undisturbed; that it serves
// at all when there are none.
func (s *Scenario) judged(flow string) []limit {
	var kept []limit
	for _, l := range limitsOf(s.Design, flow) {
		l.slower = s.Scale.times(flow, l.metric)
		if !l.brokenIn(s.Calm.History.Flow(flow, 0, s.seconds)) {
			kept = append(kept, l)
		}
	}
	if len(kept) == 0 {
		return []limit{serves}
	}
	return kept
}

// brokenAt tells whether a flow broke a requirement in the window that ends with
// a second, and which: nil where nothing came back at all.
func (s *Scenario) brokenAt(h *flowHealth, t int) (bool, *limit) {
	w := s.Disturbed.History.Flow(h.name, s.windowFrom(t), t+1)
	if w.OK+w.Failed < fewest && s.Scale.rarer() {
		if broken, why := s.rarelyBrokenAt(h, w, t); broken {
			return true, why
		}
	}
	if w.OK+w.Failed < fewest {
		// Little traffic: it is broken while requests pile up and none succeeds.
		return w.OK == 0 && w.Failed > 0 || w.OK == 0 && w.InFlight > fewest, nil
	}
	var why *limit
	for i := range h.limits {
		l := &h.limits[i]
		if l.brokenIn(w) && !l.brokenIn(s.Calm.History.Flow(h.name, s.windowFrom(t), t+1)) {
			why = cmp.Or(why, l)
		}
	}
	return why != nil, why
}

// rarelyBrokenAt looks at a flow of which a part of the design has few requests
// over a longer window, as long as its last seconds had something to do with it.
func (s *Scenario) rarelyBrokenAt(h *flowHealth, last *sim.FlowWindow, t int) (bool, *limit) {
	from := max(0, t-longWindow+1)
	if float64(t) >= s.start {
		from = max(from, int(s.start))
	}
	w := s.Disturbed.History.Flow(h.name, from, t+1)
	if w == nil || w.OK+w.Failed < fewest {
		return false, nil
	}
	for i := range h.limits {
		if l := &h.limits[i]; l.against(last) && l.brokenIn(w) {
			return true, l
		}
	}
	return false, nil
}

// windowFrom is where the window of a second begins: as much of it as lies
// behind the first fault.
func (s *Scenario) windowFrom(t int) int {
	from := max(0, t-window+1)
	if float64(t) >= s.start {
		from = max(from, int(s.start))
	}
	return from
}

// limitsOf are the requirements of a flow that can be looked at in a window.
func limitsOf(d *model.Design, flow string) []limit {
	var out []limit
	for q, r := range d.Requirements.Quality.All() {
		if r.Flow.Text != flow {
			continue
		}
		add := func(metric string, v *unit.Quantity) {
			if v != nil {
				out = append(out, limit{name: q, metric: metric, value: v.Value})
			}
		}
		add("mean", r.Mean)
		add("p50", r.P50)
		add("p75", r.P75)
		add("p90", r.P90)
		add("p95", r.P95)
		add("p99", r.P99)
		add("availability", r.Availability)
		add("errors", r.Errors)
	}
	return out
}

// luck is how unlikely the bad answers of a window must be, were the requirement
// kept, for them to show that it is not: once in many thousand windows. Without
// it a percentile of few answers, or the one failure among ten thousand that
// five nines forbid on the mean, would break a requirement by chance.
const luck = 1e-5

// brokenIn tells whether a window shows the requirement broken.
func (l *limit) brokenIn(w *sim.FlowWindow) bool {
	if w == nil {
		return false
	}
	if w.OK == 0 {
		return w.Failed > 0
	}
	answers := w.OK + w.Failed
	p, percentile := percentiles[l.metric]
	switch {
	case percentile:
		return stats.ChanceOfAtLeast(w.SlowerThan(l.bound()), w.OK, 1-p) < luck
	case l.metric == "errors":
		return stats.ChanceOfAtLeast(w.Failed, answers, l.value) < luck
	case l.metric == "availability":
		return stats.ChanceOfAtLeast(w.Failed, answers, 1-l.value) < luck
	}
	v, ok := flowMetric(w, l.metric)
	return ok && v > l.bound()
}

// against tells whether any answer of a window did not keep the requirement.
func (l *limit) against(w *sim.FlowWindow) bool {
	if _, percentile := percentiles[l.metric]; percentile {
		return w.SlowerThan(l.bound()) > 0
	}
	return w.Failed > 0
}

// saw says what a window shows of the requirement: "its p99 is 84 ms, at most
// 80 ms".
func (l *limit) saw(w *sim.FlowWindow) string {
	v, ok := flowMetric(w, l.metric)
	if !ok {
		return l.name + " does not hold"
	}
	kind, most := unit.KindTime, "at most"
	switch l.metric {
	case "availability":
		kind, most = unit.KindRatio, "at least"
	case "errors":
		kind = unit.KindRatio
	default:
		v *= l.value / l.bound() // as the design would have it
	}
	return fmt.Sprintf("its %s is %s, %s %s", l.metric, unit.Format(v, kind), most, unit.Format(l.value, kind))
}

// brokenFor counts the seconds in which a requirement did not hold.
func (h *flowHealth) brokenFor() int {
	n := 0
	for _, b := range h.broken {
		if b {
			n++
		}
	}
	return n
}

// recovered returns the second from which on nothing was broken any more; the
// length of the run when something was to the end.
func (h *flowHealth) recovered() float64 {
	for t := len(h.broken) - 1; t >= 0; t-- {
		if h.broken[t] {
			return float64(t + 1)
		}
	}
	return 0
}

// first returns the first broken second; NaN when there is none.
func (h *flowHealth) first() float64 {
	for t, b := range h.broken {
		if b {
			return float64(t)
		}
	}
	return math.NaN()
}

// flowMetric reads a metric of a flow; false when there is no value.
func flowMetric(w *sim.FlowWindow, metric string) (float64, bool) {
	if w == nil {
		return 0, false
	}
	switch metric {
	case "mean":
		return w.Mean()
	case "max":
		return w.Latency(1)
	case "errors":
		return w.Errors()
	case "availability":
		e, ok := w.Errors()
		return 1 - e, ok
	case "offered":
		return float64(w.Offered) / w.Seconds, true
	case "ok", "throughput":
		return float64(w.OK) / w.Seconds, true
	case "failed":
		return float64(w.Failed) / w.Seconds, true
	case "in-flight":
		return float64(w.InFlight), true
	}
	if p, ok := percentiles[metric]; ok {
		return w.Latency(p)
	}
	return 0, false
}

var percentiles = map[string]float64{"p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}

// componentMetric reads a metric of a component; false when there is no value.
func componentMetric(w *sim.ComponentWindow, metric string) (float64, bool) {
	if w == nil {
		return 0, false
	}
	v := math.NaN()
	switch metric {
	case "queue-length", "backlog":
		v = w.Waiting
	case "in-flight":
		v = w.InFlight
	case "utilization":
		v = w.Utilization
	case "slots-utilization":
		v = w.SlotsUtilization
	case "replicas":
		v = w.Replicas
	case "arrivals", "throughput":
		v = float64(w.Arrivals) / w.Seconds
	case "refused":
		v = float64(w.Refused) / w.Seconds
	case "hit-ratio":
		v = float64(w.Hits) / float64(w.Lookups)
	case "delayed":
		v = float64(w.Delayed) / float64(w.Left)
	case "wait-mean":
		v = w.Waiting * w.Seconds / float64(w.Arrivals) // Little's law
	}
	return v, !math.IsNaN(v) && !math.IsInf(v, 0)
}
