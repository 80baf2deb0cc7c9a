package model

import (
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// Failure is one planned failure: a script of faults and what is expected.
type Failure struct {
	Entry
	Text     string         `key:"text" doc:"What happens, in a sentence."`
	Load     string         `key:"load" ref:"load" doc:"The load scenario it runs under." default:"peak"`
	For      *unit.Quantity `key:"for" unit:"time" doc:"Length of the run."`
	Inject   []Fault        `key:"inject" one:"true" doc:"One fault or a list."`
	Expect   []Expect       `key:"expect" one:"true" doc:"What must hold."`
	With     Map[[]Expect]  `key:"with" ref:"variant" doc:"The same script on a variant, with its own expectations."`
	Response string         `key:"response" doc:"What people and programs do when it happens."`
	Detect   string         `key:"detect" doc:"How it is noticed."`
	Owner    string         `key:"owner" doc:"Who answers for it."`
}

// Fault is one verb with its target and options.
type Fault struct {
	Span    diag.Span
	Verb    string       // one of InjectVerbs; "" when broken
	Targets []Ref        // what the verb names
	Groups  [][]Ref      // of cut, loss and delay between two sides: [a, b] or [a, [b, c]]
	Set     *syntax.Node // of set: the merge patch

	node *syntax.Node // as written, for the checker

	faultOptions
}

// faultOptions stand beside the verb of a fault.
type faultOptions struct {
	At     *unit.Quantity `key:"at" unit:"time,zero" doc:"When it begins." default:"0s"`
	For    *unit.Quantity `key:"for" unit:"time" doc:"How long it lasts; for good when absent."`
	Until  string         `key:"until" doc:"A time, or a flow: until it first succeeds."`
	Share  *unit.Quantity `key:"share" unit:"ratio" doc:"Share of the replicas, taken at random."`
	Zone   string         `key:"zone" doc:"Only replicas in this zone."`
	Ramp   *unit.Quantity `key:"ramp" unit:"time,zero" doc:"The onset; for admit the return."`
	By     *unit.Quantity `key:"by" unit:"ratio,factor,time,rate,bandwidth" doc:"How much: a factor, a delay, a share or a rate."`
	Rate   *unit.Quantity `key:"rate" unit:"ratio,zero" doc:"Share of calls that fail or are lost."`
	To     *unit.Quantity `key:"to" unit:"bandwidth,ratio,rate,factor,zero" doc:"The level it is brought to."`
	Batch  *unit.Quantity `key:"batch" unit:"count,ratio" doc:"restart: how many at once."`
	Every  *unit.Quantity `key:"every" unit:"time" doc:"restart: time between batches."`
	Entity Ref            `key:"entity" ref:"entity" doc:"hot: the entity."`
	Of     string         `key:"of" doc:"leak and fill: connections, descriptors, memory, disk."`
	OneWay *bool          `key:"one-way" doc:"loss and delay: in one direction only."`
	Errors *unit.Quantity `key:"errors" unit:"ratio,zero" doc:"deploy: share of calls that fail."`
	Slow   *unit.Quantity `key:"slow" unit:"factor" doc:"deploy: factor on work."`
}

// InjectVerb is one way to break something.
type InjectVerb struct {
	Name    string
	Targets string   // kinds of thing it may name, as in a ref tag
	Options []string // beside at, for, until, share, zone, ramp
	Doc     string
}

// Expect is one expectation of a failure script: a metric with its limit, or
// one of the fixed sentences.
type Expect struct {
	Span      diag.Span
	Flow      Ref `key:"flow" ref:"flow" doc:"The flow that is looked at."`
	Component Ref `key:"component" ref:"component" doc:"The component that is looked at."`
	Data      Ref `key:"data" ref:"entity" doc:"The entity that is looked at."`
	Queue     Ref `key:"queue" ref:"component" doc:"The queue that is looked at."`

	From *unit.Quantity `key:"from" unit:"time,zero" doc:"Start of the window."`
	To   *unit.Quantity `key:"to" unit:"time" doc:"End of the window."`

	Recovers  Ref            `key:"recovers" ref:"flow" doc:"The flow meets its requirements again."`
	Within    *unit.Quantity `key:"within" unit:"time,zero" doc:"Within this time."`
	Of        string         `key:"of" enum:"fault-start|fault-end" doc:"Counted from the first fault's start or the last one's end." default:"fault-start"`
	NotBefore *unit.Quantity `key:"not-before" unit:"time" doc:"Not before this time."`
	StaysDown Ref            `key:"stays-down" ref:"flow" doc:"The flow does not recover."`
	Order     []Ref          `key:"order" ref:"flow|component" doc:"Order of recovery."`
	Cut       []Ref          `key:"cut" ref:"component" one:"true" doc:"These together are a minimal cut set."`
	Flows     []Ref          `key:"flows" ref:"flow" one:"true" doc:"Of cut: the flows they take down."`
	Drains    Ref            `key:"drains" ref:"component" doc:"The queue is empty again."`
	Lost      *unit.Quantity `key:"lost" unit:"time,zero" doc:"Acknowledged writes lost, as time."`
	Verdict   string         `key:"verdict" enum:"data-loss|metastable|down|repair-blocked|self-heals|degraded|absorbed" doc:"The verdict of the run."`

	Metrics Map[MetricLimit] `key:"*" doc:"A result of simulate with hyphens, and its limit."`
}

// Metrics of an expectation, as results of simulate with hyphens.
var Metrics = []string{
	"mean", "p50", "p75", "p90", "p95", "p99", "p999", "max",
	"errors", "availability", "throughput", "offered", "ok", "failed", "refused",
	"queue-length", "in-flight", "utilization", "slots-utilization", "replicas", "hit-ratio",
	"wait-mean", "wait-p50", "wait-p95", "wait-p99", "delayed", "arrivals", "staleness", "backlog", "age",
}

// MetricLimit is what a metric is held against.
type MetricLimit struct {
	Entry
	Text    string         // as written
	Kind    string         // limit | range | over | under | falls | rises | below
	Low     *unit.Quantity // of range and over
	High    *unit.Quantity // of limit, range and under
	Variant string         // of below
}
