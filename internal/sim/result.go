package sim

import (
	"encoding/json"
	"fmt"
	"math"
)

// Result is what a run has shown. Times are in seconds, rates per second,
// ratios from 0 to 1. Its JSON is the contract of `simulate`.
type Result struct {
	Load         string                      `json:"load"`
	Seed         uint64                      `json:"seed"`
	Settled      bool                        `json:"settled"`
	Why          string                      `json:"why,omitempty"`           // when it did not settle
	Interrupted  bool                        `json:"interrupted,omitempty"`   // stopped from outside: the rest is what there was by then
	Verdict      string                      `json:"verdict,omitempty"`       // the mechanism that decides, in a sentence
	Mechanisms   []Mechanism                 `json:"mechanisms,omitempty"`    // that it is made of
	NotSimulated []string                    `json:"not_simulated,omitempty"` // keys of the design that the run did not act on
	Requests     uint64                      `json:"requests"`                // answered, well or badly
	Events       uint64                      `json:"events"`
	Seconds      float64                     `json:"seconds"`           // simulated, over all replications
	WarmUp       float64                     `json:"warm_up"`           // of them left out
	Growing      []string                    `json:"growing,omitempty"` // components that become fuller all the time
	Growth       []Growth                    `json:"growth,omitempty"`  // how fast, and since when
	Slice        *Slice                      `json:"slice,omitempty"`   // when the load called for one, or it was asked for
	Flows        map[string]*FlowResult      `json:"flows"`
	Components   map[string]*ComponentResult `json:"components"`
	Data         map[string]*DataResult      `json:"data,omitempty"` // entities whose store was hit
	Requirements []Requirement               `json:"requirements"`
	Timeline     []Row                       `json:"timeline,omitempty"`
	Trace        *Trace                      `json:"trace,omitempty"` // one request, where it was asked for
	History      *History                    `json:"-"`               // nil unless it was asked for
}

// FlowResult is what happened to the requests of one flow.
type FlowResult struct {
	Offered      Number            `json:"offered"`
	OK           Number            `json:"ok"`
	Failed       Number            `json:"failed"`
	Availability Number            `json:"availability"` // ok over offered
	Errors       map[string]Number `json:"errors"`       // share of the answers that failed, by cause
	InFlight     Number            `json:"in_flight"`
	Staleness    *Number           `json:"staleness,omitempty"`   // age of the oldest that a read returned, 0 when all were up to date
	StaleReads   *Number           `json:"stale_reads,omitempty"` // share of the reads from copies that returned something out of date
	Latency      Latency           `json:"latency"`
	Failing      Latency           `json:"failed_latency"`
	Counts       Counts            `json:"counts"`
}

// Counts are whole numbers over all that was measured.
type Counts struct {
	Offered uint64 `json:"offered"`
	OK      uint64 `json:"ok"`
	Failed  uint64 `json:"failed"`
}

// Latency is the time to an answer.
type Latency struct {
	Mean Number `json:"mean"`
	P50  Number `json:"p50"`
	P75  Number `json:"p75"`
	P90  Number `json:"p90"`
	P95  Number `json:"p95"`
	P99  Number `json:"p99"`
	P999 Number `json:"p999"`
	Max  Number `json:"max"` // seen; a longer run may show more

	Samples uint64 `json:"samples"` // answers behind these numbers
}

// Growth is a component, or the requests of a flow, that becomes fuller all
// the time.
type Growth struct {
	Component string  `json:"component,omitempty"`
	Flow      string  `json:"flow,omitempty"`
	Rate      float64 `json:"rate"`  // more requests a second
	Since     float64 `json:"since"` // seconds after the beginning
}

// ComponentResult is what happened at one component.
type ComponentResult struct {
	Arrivals         Number    `json:"arrivals"`
	Refused          Number    `json:"refused"`
	Utilization      Number    `json:"utilization"`
	SlotsUtilization Number    `json:"slots_utilization"`
	InFlight         Number    `json:"in_flight"`
	QueueLength      Number    `json:"queue_length"`
	Replicas         Number    `json:"replicas"`
	HitRatio         *Number   `json:"hit_ratio,omitempty"`
	Connections      *Number   `json:"connections,omitempty"` // held, where flows hold some
	Messages         *Messages `json:"messages,omitempty"`    // of a queue or stream that somebody consumes
	Wait             Wait      `json:"wait"`
	Response         *Response `json:"response"`
}

// Wait is the time without a slot or a core.
type Wait struct {
	Mean    Number `json:"mean"`
	P50     Number `json:"p50"`
	P95     Number `json:"p95"`
	P99     Number `json:"p99"`
	Delayed Number `json:"delayed"`
}

// Response is the time from arrival at a component to its answer.
type Response struct {
	Mean Number `json:"mean"`
	P50  Number `json:"p50"`
	P99  Number `json:"p99"`
}

// Number is a measured value with its 95% interval, or the reason why there is
// none. An end of the interval that is not known is infinite, null in JSON.
type Number struct {
	Value, Low, High float64
	Why              string // not empty when there is no value
	Open             string // why an end of the interval is not known
	Samples          uint64 // behind a mean, percentile or maximum
}

// Known tells whether there is a value.
func (n Number) Known() bool { return n.Why == "" }

// MarshalJSON writes {"value", "low", "high"}, with null for what is not known
// and then a "why", and the number of samples where that matters.
func (n Number) MarshalJSON() ([]byte, error) {
	finite := func(x float64) *float64 {
		if n.Why != "" || math.IsInf(x, 0) || math.IsNaN(x) {
			return nil
		}
		return &x
	}
	why := n.Why
	if why == "" {
		why = n.Open
	}
	return json.Marshal(struct {
		Value   *float64 `json:"value"`
		Low     *float64 `json:"low"`
		High    *float64 `json:"high"`
		Why     string   `json:"why,omitempty"`
		Samples uint64   `json:"samples,omitempty"`
	}{finite(n.Value), finite(n.Low), finite(n.High), why, n.Samples})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Number) UnmarshalJSON(text []byte) error {
	var in struct {
		Value, Low, High *float64
		Why              string
		Samples          uint64
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return fmt.Errorf("read a measured number: %w", err)
	}
	or := func(x *float64, other float64) float64 {
		if x == nil {
			return other
		}
		return *x
	}
	*n = Number{Value: or(in.Value, math.NaN()), Low: or(in.Low, math.Inf(-1)), High: or(in.High, math.Inf(1)), Samples: in.Samples}
	if in.Value == nil {
		n.Why = in.Why
	} else {
		n.Open = in.Why
	}
	return nil
}

// Verdict is what a run says about a requirement.
type Verdict string

// The verdicts. Unknown is what a simulation cannot say.
const (
	Met     Verdict = "met"
	Broken  Verdict = "broken"
	Unsure  Verdict = "unsure"
	Unknown Verdict = "unknown"
)

// Requirement is one limit of the design held against the run.
type Requirement struct {
	Name    string  `json:"name"`
	Target  string  `json:"target"` // the flow or component
	Metric  string  `json:"metric"`
	Verdict Verdict `json:"verdict"`
	Value   Number  `json:"value"`
	Limit   float64 `json:"limit"`
	AtLeast bool    `json:"at_least,omitempty"` // the limit is a lower one
	Why     string  `json:"why,omitempty"`
}
