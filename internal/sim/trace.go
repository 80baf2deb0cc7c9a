package sim

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/bits"

	"github.com/loadpath/loadpath/internal/stats"
)

// Trace is one simulated request, explained: what it did from its beginning to
// its answer, and why each part took as long.
type Trace struct {
	Flow       string             `json:"flow"`
	Percentile string             `json:"percentile"` // asked for, as "p99" or "max"
	Value      Number             `json:"value"`      // of it over all requests
	Latency    float64            `json:"latency"`    // of this one, in seconds
	At         float64            `json:"at"`         // seconds after the run began
	Outcome    string             `json:"outcome"`    // "ok", or why it failed
	Shares     map[string]float64 `json:"shares"`     // of the latency, by kind of span
	Spans      []Span             `json:"spans"`      // in the order in which they began
}

// Span is one stretch of a request. Times are in seconds after the request
// began.
type Span struct {
	Component string  `json:"component"` // "" outside of the system
	Operation string  `json:"operation"` // that runs there: "lookup", "read link"
	Replica   int     `json:"replica"`   // from 1; 0 where there is none yet
	Kind      string  `json:"kind"`      // work, wait, network or backoff
	Start     float64 `json:"start"`
	End       float64 `json:"end"`
	Reason    string  `json:"reason,omitempty"`
	Depth     int     `json:"depth"`               // of calls
	Attempt   int     `json:"attempt,omitempty"`   // of the call, from 1, when it may have several
	Abandoned bool    `json:"abandoned,omitempty"` // nobody waits for it any more
	Open      bool    `json:"open,omitempty"`      // it went on beyond the answer
}

// The kinds of span, the most to blame first where several go on at once.
var spanKinds = []string{"work", "network", "wait", "backoff"}

// TraceOptions say which request is explained.
type TraceOptions struct {
	Flow       string
	Percentile string  // "p50" to "p999", or "max"
	Quantile   float64 // that it means; 1 is the slowest
	Failed     bool    // of those that failed, not of those that were ok
	From, To   float64 // seconds between which it was answered; 0 and 0 for any time
}

// TraceRequest explains one request at a percentile of a flow. It makes the
// first replication of a run again, draw by draw, to find a request that took
// as long, and once more up to its answer to watch it; the run itself pays
// nothing for it. Where no request succeeded it explains one that failed.
func TraceRequest(ctx context.Context, p *Program, result *Result, o TraceOptions) (*Trace, error) {
	flow := -1
	for k := range p.flows {
		if p.flows[k].name == o.Flow {
			flow = k
		}
	}
	if flow < 0 {
		return nil, fmt.Errorf("there is no flow %q", o.Flow)
	}
	rates := pilot(p, result.Seed)
	from, to := p.window(result)
	if o.To > 0 {
		from, to = int64(o.From*1e9), int64(o.To*1e9)-1
	}
	sought, err := find(ctx, p, result, rates, flow, from, to, o)
	if err != nil {
		return nil, err
	}
	t, err := watchRequest(ctx, p, result.Seed, rates, flow, sought)
	if err != nil {
		return nil, err
	}
	t.Flow, t.Percentile, t.Value = o.Flow, o.Percentile, sought.value
	return t, nil
}

// window is the time in which the first replication of a run was measured, in
// nanoseconds.
func (p *Program) window(r *Result) (from, to int64) {
	switch {
	case p.length > 0 && r.Settled:
		return 0, math.MaxInt64 // requests are followed to their end
	case p.length > 0:
		return 0, int64(r.Seconds * 1e9)
	}
	return int64(r.WarmUp / replications * 1e9), int64(r.Seconds / replications * 1e9)
}

// percentileOf is a percentile of a flow as the run has it with its interval;
// false for one that no result has.
func percentileOf(f *FlowResult, ok bool, q float64) (Number, bool) {
	l := &f.Latency
	if !ok {
		l = &f.Failing
	}
	for _, x := range []struct {
		q float64
		n Number
	}{{0.5, l.P50}, {0.75, l.P75}, {0.9, l.P90}, {0.95, l.P95}, {0.99, l.P99}, {0.999, l.P999}, {1, l.Max}} {
		if math.Abs(x.q-q) < 1e-9 {
			return x.n, x.n.Known()
		}
	}
	return Number{}, false
}

// sought is a request that is to be watched.
type sought struct {
	arrived, took int64  // nanoseconds
	ok            bool   // it succeeded
	value         Number // of the percentile that it stands for
}

// noted is what a rerun keeps of the answers of one flow: their latencies, and
// one request for each percent of latency.
type noted struct {
	from    int64 // of interest are requests that end from here on,
	until   int64 // up to here
	good    stats.Histogram
	bad     stats.Histogram
	samples map[int64]sought
}

// note takes in one answer.
func (n *noted) note(now, took int64, how outcome) {
	if now < n.from || now > n.until {
		return
	}
	h := &n.good
	if how != okay {
		h = &n.bad
	}
	h.Record(took)
	size := max(0, bits.Len64(uint64(took))-7)
	key := int64(size)<<8 | took>>size
	if how != okay {
		key = -key - 1
	}
	n.samples[key] = sought{arrived: now - took, took: took, ok: how == okay}
}

// find makes the first replication again and returns a request near a quantile
// of its flow: as the run has it, or else as the replication shows it.
func find(ctx context.Context, p *Program, r *Result, rates []float64, flow int, from, to int64, o TraceOptions) (sought, error) {
	w := rerun(p, r.Seed, rates)
	n := &noted{from: from, until: to, samples: map[int64]sought{}}
	w.timeline, w.flows[flow].noted = true, n
	for k := 0; ; k++ {
		at := w.agenda.nextAt()
		if at > to && at < maxTime || at == maxTime && len(w.contend) == 0 || w.closing && w.idle() {
			break
		}
		w.stepUntil(p.length)
		if k%4096 == 0 && ctx.Err() != nil {
			return sought{}, ctx.Err()
		}
	}
	h, ok := &n.good, true
	if h.Count() == 0 || o.Failed {
		h, ok = &n.bad, false
	}
	if h.Count() == 0 {
		return sought{}, noneToTrace(p.flows[flow].name, o)
	}
	value, known := percentileOf(r.Flows[o.Flow], ok, o.Quantile)
	switch {
	case o.To > 0:
		value = Number{Value: h.Quantile(o.Quantile) / 1e9, Low: math.Inf(-1), High: math.Inf(1), Open: "what was answered in so short a time is given without its interval"}
	case o.Quantile >= 1:
		longest := float64(h.Max()) / 1e9
		value = Number{Value: longest, Low: longest, High: math.Inf(1), Open: "the longest of the replication that is traced; another may have a longer one"}
	case !known:
		value = Number{Value: h.Quantile(o.Quantile) / 1e9, Low: math.Inf(-1), High: math.Inf(1), Open: "a percentile that no result has is given without its interval"}
	}
	best, off := sought{}, math.Inf(1)
	for _, s := range n.samples {
		if d := math.Abs(float64(s.took)/1e9 - value.Value); s.ok == ok && (d < off || d == off && s.arrived < best.arrived) {
			best, off = s, d
		}
	}
	best.value = value
	return best, nil
}

func noneToTrace(flow string, o TraceOptions) error {
	what, when := "was answered", ""
	if o.Failed {
		what = "failed"
	}
	if o.To > 0 {
		when = fmt.Sprintf(" from %.3g s to %.3g s", o.From, o.To)
	}
	return fmt.Errorf("no request of %s %s%s, so there is none to trace", flow, what, when)
}

// rerun begins the first replication of a run anew.
func rerun(p *Program, seed uint64, rates []float64) *world {
	w := newWorld(p, seed, 0)
	w.fillCaches(rates)
	return w
}

// stepUntil carries out one step, and lets requests cease to begin at the end
// of a run that has one, as measure does.
func (w *world) stepUntil(length int64) {
	if length > 0 && !w.closing && w.agenda.nextAt() >= length {
		w.now, w.closing = length, true
	}
	w.step()
}

// watchRequest makes a replication again up to the answer of one request and
// writes down what that does.
func watchRequest(ctx context.Context, p *Program, seed uint64, rates []float64, flow int, s sought) (*Trace, error) {
	w := rerun(p, seed, rates)
	t := &watch{w: w, flow: uint16(flow), sought: s}
	w.watch = t
	began := uint64(0)
	for k := 0; len(t.nodes) == 0; k++ {
		if w.now > s.arrived+s.took {
			return nil, fmt.Errorf("a request of %s takes no time there, so there is nothing to trace", p.flows[flow].name)
		}
		w.stepUntil(p.length)
		if n := w.flows[flow].counts.offered; w.now >= s.arrived && n != began {
			began = n
			t.begin()
		}
		if k%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	for !t.done {
		t.look()
		if t.done || !w.step() {
			break
		}
	}
	return t.trace(), nil
}

// byStart orders spans as they began, callers before what they call.
func byStart(a, b Span) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Depth, b.Depth), cmp.Compare(a.End, b.End))
}
