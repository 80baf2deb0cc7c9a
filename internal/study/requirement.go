package study

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Requirement is one limit of one quality requirement, and what the two
// witnesses say of it.
type Requirement struct {
	Name     string        // as in the file
	Metric   string        // "p99", "availability", "rpo"
	Target   string        // "flows.redirect", "components.db", "data.link", "" for the system
	Limit    float64       // base units
	AtLeast  bool          // the value must not be under the limit; otherwise not over it
	Kind     unit.Kind     // how values are read
	Span     diag.Span     // of the limit in the file
	Estimate Testimony     // of the closed forms
	Simulate Testimony     // of the simulator
	Verdict  model.Verdict // of both together
	Margin   *float64      // share of the limit that is left, negative when broken; nil when not known
	Note     string        // "one witness" when only one of the two was heard
}

// Testimony is what one witness says of a requirement: a number with its 95%
// interval in base units, and the verdict that follows.
type Testimony struct {
	Heard            bool // whether it can say anything at all
	Value, Low, High float64
	Verdict          model.Verdict
	Why              string // why there is no number, or why not it but something else decides
}

// Describe names what is limited: "redirect p99", "cost", "link rpo".
func (r *Requirement) Describe() string {
	if target := bare(r.Target); target != "" {
		return target + " " + r.Metric
	}
	return r.Metric
}

// Format writes a value of the requirement as a person reads it.
func (r *Requirement) Format(v float64) string { return unit.Format(r.Shown(v), r.Kind) }

// Shown is a value of the requirement as it is drawn: a share that nobody could
// see is none.
func (r *Requirement) Shown(v float64) float64 {
	if r.Kind == unit.KindRatio && v > 0 && v < invisible {
		return 0
	}
	return v
}

// invisible is a share that is not told from none: less than a thousandth of a
// second in the age of the universe.
const invisible = 1e-21

// side says which way the limit goes, for sentences: "at most".
func (r *Requirement) side() string {
	if r.AtLeast {
		return "at least"
	}
	return "at most"
}

// Demand is the limit in words: "at most 50 ms".
func (r *Requirement) Demand() string { return r.side() + " " + r.Format(r.Limit) }

// metric is one key of a quality requirement.
type metric struct {
	key     string
	limit   func(*model.Quality) *unit.Quantity
	kind    unit.Kind
	atLeast bool
}

// metrics are the limits a quality requirement may have, in the order in which
// they are shown.
var metrics = []metric{
	{"mean", func(q *model.Quality) *unit.Quantity { return q.Mean }, unit.KindTime, false},
	{"p50", func(q *model.Quality) *unit.Quantity { return q.P50 }, unit.KindTime, false},
	{"p75", func(q *model.Quality) *unit.Quantity { return q.P75 }, unit.KindTime, false},
	{"p90", func(q *model.Quality) *unit.Quantity { return q.P90 }, unit.KindTime, false},
	{"p95", func(q *model.Quality) *unit.Quantity { return q.P95 }, unit.KindTime, false},
	{"p99", func(q *model.Quality) *unit.Quantity { return q.P99 }, unit.KindTime, false},
	{"p999", func(q *model.Quality) *unit.Quantity { return q.P999 }, unit.KindTime, false},
	{"errors", func(q *model.Quality) *unit.Quantity { return q.Errors }, unit.KindRatio, false},
	{"availability", func(q *model.Quality) *unit.Quantity { return q.Availability }, unit.KindRatio, true},
	{"throughput", func(q *model.Quality) *unit.Quantity { return q.Throughput }, unit.KindRate, true},
	{"staleness", func(q *model.Quality) *unit.Quantity { return q.Staleness }, unit.KindTime, false},
	{"backlog", backlogLimit, unit.KindRatio, false},
	{"cost", func(q *model.Quality) *unit.Quantity { return q.Cost }, unit.KindMoneyRate, false},
	{"rpo", func(q *model.Quality) *unit.Quantity { return q.RPO }, unit.KindTime, false},
	{"rto", func(q *model.Quality) *unit.Quantity { return q.RTO }, unit.KindTime, false},
	{"durability", func(q *model.Quality) *unit.Quantity { return q.Durability }, unit.KindRatio, true},
	{"duplicates", func(q *model.Quality) *unit.Quantity { return q.Duplicates }, unit.KindRatio, false},
}

// backlogLimit is the chance of a pile-up, which stands beside its size.
func backlogLimit(q *model.Quality) *unit.Quantity {
	if q.Backlog == nil {
		return nil
	}
	return q.Chance
}

// month is the month in which a bare sum of a cost limit is meant.
const month = 730 * 3600

// requirementsOf lists every limit of a design in the order of the file, none
// judged yet.
func requirementsOf(d *model.Design) []*Requirement {
	var out []*Requirement
	for name, q := range d.Requirements.Quality.All() {
		for _, m := range metrics {
			limit := m.limit(q)
			if limit == nil {
				continue
			}
			r := &Requirement{Name: name, Metric: m.key, Target: target(q), Limit: limit.Value, AtLeast: m.atLeast, Kind: m.kind, Span: limit.Span}
			if m.key == "cost" && limit.Dim == unit.Money {
				r.Limit /= month // a bare sum is a month's
			}
			out = append(out, r)
		}
	}
	return out
}

// targets are the paths of what requirements are about.
func targets(d *model.Design) map[string]bool {
	out := map[string]bool{}
	for _, q := range d.Requirements.Quality.All() {
		out[target(q)] = true
	}
	return out
}

// target is the path of what a requirement is about; "" for the whole system.
func target(q *model.Quality) string {
	switch {
	case q.Flow.Text != "":
		return "flows." + q.Flow.Text
	case q.Data.Text != "":
		return "data." + q.Data.Text
	case q.At.Text != "":
		return "components." + q.At.Head()
	case q.Component.Text != "":
		return "components." + q.Component.Head()
	case q.Journey.Text != "":
		return "journeys." + q.Journey.Text
	}
	return ""
}

// bare drops the section from a target.
func bare(target string) string {
	for i := range len(target) {
		if target[i] == '.' {
			return target[i+1:]
		}
	}
	return ""
}

// settle makes one verdict and one margin of what has been heard so far.
func (r *Requirement) settle() {
	var said []model.Verdict
	for _, t := range []Testimony{r.Estimate, r.Simulate} {
		if t.Heard {
			said = append(said, t.Verdict)
		}
	}
	r.Verdict = together(said)
	r.Note = ""
	if len(said) == 1 {
		r.Note = "one witness"
	}
	r.Margin = r.margin()
	if r.Metric == "availability" && r.Estimate.Verdict == model.Unknown && r.Verdict == model.Met {
		// A run in which nothing fails can break this promise, but not keep it.
		r.Verdict, r.Margin = model.Unknown, nil
	}
}

// margin is the smaller of what the witnesses leave of the limit; nil when none
// has a number.
func (r *Requirement) margin() *float64 {
	var least *float64
	for _, t := range []Testimony{r.Estimate, r.Simulate} {
		if left, ok := r.left(t); ok && (least == nil || left < *least) {
			least = &left
		}
		if r.Metric == "throughput" {
			break // a run shows that the load is carried, not how much more would be
		}
	}
	return least
}

// left is the share of the limit that a testimony leaves. For a share that must
// be high, what counts is its complement: 99.95% against 99.9% leaves half of
// the failures that are allowed.
func (r *Requirement) left(t Testimony) (share float64, ok bool) {
	switch {
	case !t.Heard || t.Why != "" || math.IsInf(t.Value, 0):
		return 0, false
	case r.AtLeast && r.Kind == unit.KindRatio && r.Limit < 1:
		return 1 - (1-t.Value)/(1-r.Limit), true
	case r.Limit == 0:
		return 0, false
	case r.AtLeast:
		return t.Value/r.Limit - 1, true
	}
	return 1 - t.Value/r.Limit, true
}

// Disagree tells whether the two witnesses contradict each other beyond their
// intervals; then one of them is wrong about this design, and it is said. Of
// availability and throughput they measure different things.
func (r *Requirement) Disagree() bool {
	e, s := r.Estimate, r.Simulate
	switch {
	case !e.Heard || !s.Heard || r.Metric == "availability" || r.Metric == "throughput":
		return false
	case e.Why != "" || s.Why != "": // no two numbers, but perhaps two opinions
		return e.Verdict == model.Met && s.Verdict == model.Broken || e.Verdict == model.Broken && s.Verdict == model.Met
	}
	gap := max(s.Low-e.High, e.Low-s.High)
	return gap > tolerated*max(e.Value, s.Value) && gap > negligible*r.Limit
}

// tolerated is the error that an approximate closed form is allowed before the
// witnesses are said to disagree; a gap that is negligible against the limit is
// not worth a word.
const (
	tolerated  = 0.1
	negligible = 0.01
)

// MarshalJSON writes the requirement as the language promises it.
func (r *Requirement) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Name     string         `json:"name"`
		Metric   string         `json:"metric"`
		Target   string         `json:"target,omitempty"`
		Limit    float64        `json:"limit"`
		AtLeast  bool           `json:"at_least"`
		File     string         `json:"file"`
		Line     int            `json:"line"`
		Estimate *jsonTestimony `json:"estimate"`
		Simulate *jsonTestimony `json:"simulate"`
		Verdict  model.Verdict  `json:"verdict"`
		Margin   *float64       `json:"margin"`
		Disagree bool           `json:"disagree,omitempty"`
		Note     string         `json:"note,omitempty"`
	}{r.Name, r.Metric, r.Target, r.scale() * r.Limit, r.AtLeast, r.Span.File(), r.Span.Position().Line, r.Estimate.json(r.scale()), r.Simulate.json(r.scale()), r.Verdict, r.Margin, r.Disagree(), r.Note})
}

type jsonTestimony struct {
	Value   *float64      `json:"value"`
	Low     *float64      `json:"low"`
	High    *float64      `json:"high"`
	Verdict model.Verdict `json:"verdict"`
	Why     string        `json:"why,omitempty"`
}

// scale turns the base unit into that of JSON: money is per month there.
func (r *Requirement) scale() float64 {
	if r.Metric == "cost" {
		return month
	}
	return 1
}

func (t Testimony) json(scale float64) *jsonTestimony {
	if !t.Heard {
		return nil
	}
	j := &jsonTestimony{Verdict: t.Verdict, Why: t.Why}
	if t.Why == "" {
		value, low, high := t.Value*scale, t.Low*scale, t.High*scale
		j.Value, j.Low, j.High = finite(value), finite(low), finite(high)
	}
	return j
}

// finite is nil for what JSON has no number for.
func finite(x float64) *float64 {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil
	}
	return &x
}

// Sentence says the requirement and its verdict in one line, for logs and
// annotations.
func (r *Requirement) Sentence() string {
	return fmt.Sprintf("%s: %s must be %s; %s", r.Name, r.Describe(), r.Demand(), r.Verdict)
}
