package model

import (
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// Verb is what a step does.
type Verb string

// The verbs of the language.
const (
	VerbCall        Verb = "call"
	VerbRead        Verb = "read"
	VerbWrite       Verb = "write"
	VerbGet         Verb = "get"
	VerbSet         Verb = "set"
	VerbDelete      Verb = "delete"
	VerbScan        Verb = "scan"
	VerbQuery       Verb = "query"
	VerbAppend      Verb = "append"
	VerbPublish     Verb = "publish"
	VerbWork        Verb = "work"
	VerbWait        Verb = "wait"
	VerbParallel    Verb = "parallel"
	VerbChoose      Verb = "choose"
	VerbRepeat      Verb = "repeat"
	VerbEach        Verb = "each"
	VerbRespond     Verb = "respond"
	VerbSaga        Verb = "saga"
	VerbTransaction Verb = "transaction"
	VerbFail        Verb = "fail"
)

// Step is one verb and its options. Exactly one verb field is set; after
// checking, Verb, Path and Target say which.
type Step struct {
	Span diag.Span // of the whole step

	Call    *Ref `key:"call" ref:"path" verb:"true" doc:"A request the caller waits for: c, c.operation, or a path a > b > c.op; on a path the options belong to the last call."`
	Read    *Ref `key:"read" ref:"store" verb:"true" doc:"Read from a store: store or store.entity."`
	Write   *Ref `key:"write" ref:"store" verb:"true" doc:"Write to a store."`
	Get     *Ref `key:"get" ref:"store" verb:"true" doc:"Get a key, from a cache or store; miss holds the steps when it is not there."`
	Set     *Ref `key:"set" ref:"store" verb:"true" doc:"Set a key."`
	Delete  *Ref `key:"delete" ref:"store" verb:"true" doc:"Delete a key."`
	Scan    *Ref `key:"scan" ref:"store" verb:"true" doc:"Read many rows."`
	Query   *Ref `key:"query" ref:"store" verb:"true" doc:"A query that the store works on."`
	Append  *Ref `key:"append" ref:"store" verb:"true" doc:"Add to the end."`
	Publish *Ref `key:"publish" ref:"queue" verb:"true" doc:"Hand a message to a queue or stream; waits for the broker only."`

	Work        *unit.Quantity `key:"work" unit:"time,law,exp,zero" verb:"alone" doc:"Processor time; beside a call it is the callee's."`
	Wait        *Wait          `key:"wait" verb:"alone" doc:"Idle time that keeps the slot; beside a call, false means nobody waits for the answer."`
	Parallel    []Branch       `key:"parallel" verb:"true" doc:"Branches at the same time; each item is a step or a list."`
	Choose      []Choice       `key:"choose" verb:"true" doc:"One branch by probability; the last may leave its share out."`
	Repeat      *unit.Quantity `key:"repeat" unit:"count,law,zero" verb:"true" doc:"The steps one time after the other."`
	Each        *unit.Quantity `key:"each" unit:"count,law,zero" verb:"true" doc:"The steps so many times at once."`
	Respond     *bool          `key:"respond" verb:"true" doc:"The answer leaves now; what follows runs behind it."`
	Saga        []SagaPart     `key:"saga" verb:"true" doc:"Parts that are undone in reverse order when a later one fails."`
	Transaction []*Step        `key:"transaction" verb:"true" doc:"All or nothing in one store."`
	Fail        *unit.Quantity `key:"fail" unit:"ratio,zero" verb:"true" doc:"An error of the component's own, with this probability."`

	Steps  []*Step        `key:"steps" doc:"Under a call: inside the callee after its work. Under repeat and each: what is repeated."`
	Miss   []*Step        `key:"miss" doc:"Steps when the key is not there; under get they run in the caller, under call in the callee."`
	Hit    *unit.Quantity `key:"hit" unit:"ratio,zero" doc:"Share of calls that the callee answers itself."`
	Keys   *unit.Quantity `key:"keys" unit:"count,law" doc:"Keys of a multi-get." default:"1"`
	Rows   *unit.Quantity `key:"rows" unit:"count,law,zero" doc:"Rows that a scan or query touches or returns." default:"1"`
	Bytes  *unit.Quantity `key:"bytes" unit:"bytes,law,zero" doc:"Bytes that are handed over: a message, a written object."`
	Join   Join           `key:"join" form:"join" doc:"all, any, or how many branches must answer." default:"all"`
	AtMost *unit.Quantity `key:"at-most" unit:"count" doc:"Under each: so many at once at most."`
	CallOptions

	Verb   Verb  // set by the checker; "" when the step is broken
	Target Ref   // of a verb with a target: the component; for a path the last one
	Path   []Ref // of a call: every hop in order, the last is Target

	node *syntax.Node // as written, for the checker
}

// Wait is idle time, or the word that nobody waits.
type Wait struct {
	For    *unit.Quantity // idle time; nil when a truth value was written
	Nobody bool           // wait: false
}

// Branch is one branch of a parallel step.
type Branch []*Step

// Choice is one branch of a choose step.
type Choice struct {
	Share *unit.Quantity `key:"share" unit:"ratio,zero" doc:"Its probability; the last may leave it out and takes the rest."`
	Steps []*Step        `key:"steps" doc:"What is done; an empty list is legal."`
	Span  diag.Span
}

// SagaPart is one part of a saga.
type SagaPart struct {
	Do   []*Step `key:"do" doc:"What is done."`
	Undo []*Step `key:"undo" doc:"What takes it back."`
	Span diag.Span
}

// Join is how many branches must answer: all, any (1) or a number. The zero
// Join is all.
type Join struct {
	All   bool
	Count int
}

// Operation is a named step list of a component.
type Operation struct {
	Entry
	Steps []*Step `key:"[]" doc:"What it does."`
}
