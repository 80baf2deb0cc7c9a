package model

import (
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/unit"
)

// Why is the justification of step 1.
type Why struct {
	Problem      string           `key:"problem" doc:"Which problem, in the words of those who have it."`
	For          []string         `key:"for" one:"true" doc:"Whose problem it is."`
	Outcome      string           `key:"outcome" doc:"The end state that shows the problem is solved."`
	Alternatives Map[Alternative] `key:"alternatives" doc:"Existing products that were looked at."`
	Decision     string           `key:"decision" enum:"build|buy|stop" doc:"Build it, buy it, or stop."`
}

// Alternative is an existing product that was looked at.
type Alternative struct {
	Entry
	Offers    string `key:"offers" doc:"What is good about it."`
	Lacks     string `key:"lacks" doc:"What it does not do for us, with numbers."`
	Supported string `key:"supported" doc:"Whether it is supported and documented."`
}

// Actor is a kind of caller.
type Actor struct {
	Entry
	Kind     string         `key:"kind" enum:"human|program" doc:"A person or a program."`
	External *bool          `key:"external" doc:"Outside the company."`
	Wants    []string       `key:"wants" one:"true" doc:"What it wants to do."`
	Total    *unit.Quantity `key:"total" unit:"count" doc:"How many there are."`
	Daily    *unit.Quantity `key:"daily" unit:"count" doc:"How many are active on a day; formulas mean this number."`
	Peak     *unit.Quantity `key:"peak" unit:"factor" doc:"Peak over mean of the flows it starts." default:"1x"`
	Pattern  string         `key:"pattern" enum:"constant|diurnal|weekly|seasonal|bursty" doc:"How its load moves over time."`
}

// Journey is several flows by one user.
type Journey struct {
	Entry
	By        Ref                `key:"by" ref:"actor" doc:"The actor who goes through it."`
	Users     *unit.Quantity     `key:"users" unit:"count,zero" doc:"Users at the same time; with them it makes a closed load on top of the flows' own rates."`
	Think     *unit.Quantity     `key:"think" unit:"time,law,zero" doc:"Time between two flows of one user."`
	Mix       Map[unit.Quantity] `key:"mix" unit:"ratio" ref:"flow" doc:"Flows drawn by these shares."`
	Flows     []Ref              `key:"flows" ref:"flow" doc:"Flows in this order."`
	EdgeCases []string           `key:"edge-cases" one:"true" doc:"What can go differently."`
}

// Requirements are what the system must do, and how well.
type Requirements struct {
	Functional Map[Functional] `key:"functional" doc:"What it must do in the first release."`
	Later      []string        `key:"later" doc:"What comes later."`
	OutOfScope []string        `key:"out-of-scope" doc:"What it will not do."`
	Quality    Map[Quality]    `key:"quality" doc:"Measurable targets."`
}

// Functional is one thing that the system must do.
type Functional struct {
	Entry
	Text  string `key:"text" doc:"The requirement as a sentence."`
	Flows []Ref  `key:"flows" ref:"flow" one:"true" doc:"The flows that serve it."`
}

// Quality is one measurable requirement: a target and its limits. A flow
// limit may hold for one flow, a component, an entity or the whole system.
type Quality struct {
	Entry
	Flow      Ref `key:"flow" ref:"flow" doc:"The flow it is about."`
	Data      Ref `key:"data" ref:"entity" doc:"The entity it is about."`
	At        Ref `key:"at" ref:"component" doc:"The component it is about."`
	Journey   Ref `key:"journey" ref:"journey" doc:"The journey it is about."`
	Component Ref `key:"component" ref:"component" doc:"The component it is about; the same as at."`

	Mean         *unit.Quantity `key:"mean" unit:"time" doc:"Mean latency at most."`
	P50          *unit.Quantity `key:"p50" unit:"time" doc:"Median latency at most."`
	P75          *unit.Quantity `key:"p75" unit:"time" doc:"75th percentile of latency at most."`
	P90          *unit.Quantity `key:"p90" unit:"time" doc:"90th percentile of latency at most."`
	P95          *unit.Quantity `key:"p95" unit:"time" doc:"95th percentile of latency at most."`
	P99          *unit.Quantity `key:"p99" unit:"time" doc:"99th percentile of latency at most."`
	P999         *unit.Quantity `key:"p999" unit:"time" doc:"99.9th percentile of latency at most."`
	Availability *unit.Quantity `key:"availability" unit:"ratio" doc:"Share of time, or of requests, served at least."`
	Throughput   *unit.Quantity `key:"throughput" unit:"rate" doc:"At this load its errors and latency still hold."`
	Errors       *unit.Quantity `key:"errors" unit:"ratio,zero" doc:"Share of failed requests at most."`
	Staleness    *unit.Quantity `key:"staleness" unit:"time,zero" doc:"Age of what a read may return at most."`
	Cost         *unit.Quantity `key:"cost" unit:"money/time,money" doc:"Cost at most; a bare sum is a month's."`
	RPO          *unit.Quantity `key:"rpo" unit:"time,zero" doc:"Recovery point objective: writes lost at most, as time."`
	RTO          *unit.Quantity `key:"rto" unit:"time,zero" doc:"Recovery time objective at most."`
	Durability   *unit.Quantity `key:"durability" unit:"ratio" doc:"Share of objects that survive a year at least."`
	Duplicates   *unit.Quantity `key:"duplicates" unit:"ratio,zero" doc:"Share of messages or writes done twice at most."`
	Backlog      *unit.Quantity `key:"backlog" unit:"count" doc:"Waiting requests that count as a pile-up."`
	Chance       *unit.Quantity `key:"chance" unit:"ratio" doc:"With backlog: share of time with at least that many waiting, at most."`
}

// Constraints limit the design from outside. Free names beside the fixed keys
// are residency rules: an entity and the regions it must stay in.
type Constraints struct {
	Residency   []Residency `key:"residency" one:"true" doc:"Where data must stay."`
	Regulations []string    `key:"regulations" enum:"gdpr|hipaa|soc2|pci" one:"true" doc:"Which rules apply."`
	Team        int         `key:"team" doc:"Engineers who build and run it."`
	Deadline    string      `key:"deadline" form:"date" doc:"Day by which it must run, as 2027-03-01."`
	Providers   []string    `key:"providers" one:"true" doc:"Clouds that may be used."`
}

// Residency says that an entity stays in some regions.
type Residency struct {
	Data    Ref   `key:"data" ref:"entity" doc:"The entity."`
	Regions []Ref `key:"regions" ref:"boundary" one:"true" doc:"The regions it must stay in."`
}

// Decision is one choice with its options.
type Decision struct {
	Entry
	Options Map[Option] `key:"options" doc:"What could have been chosen, each with the variant that has it."`
	Chosen  Ref         `key:"chosen" ref:"option" doc:"The option that was chosen."`
	Because string      `key:"because" doc:"Why."`
	GivesUp string      `key:"gives-up" doc:"What is given up."`
	Trades  []string    `key:"trades" one:"true" doc:"The trade in words: consistency over availability."`
	Status  string      `key:"status" enum:"proposed|accepted|superseded" doc:"Where the decision stands." default:"accepted"`
	Date    string      `key:"date" form:"date" doc:"When it was made."`
}

// Option is one way to decide.
type Option struct {
	Entry
	Variant Ref    `key:"variant" ref:"variant" doc:"The variant that has this option; base is the design itself."`
	Text    string `key:"text" doc:"The option in a sentence."`
}

// Stakeholder approves steps.
type Stakeholder struct {
	Entry
	Role     string   `key:"role" doc:"product, engineering, security, operations, ..."`
	Approves []string `key:"approves" ref:"step" one:"true" doc:"Names of the steps this person signs."`
}

// Waiver accepts a finding for a while.
type Waiver struct {
	Finding string `key:"finding" doc:"Code of the finding."`
	At      string `key:"at" form:"path" doc:"Where it is accepted, as components.api; everywhere when absent."`
	Reason  string `key:"reason" doc:"Why it is accepted."`
	Owner   Ref    `key:"owner" ref:"stakeholder" doc:"Who accepts it."`
	Until   string `key:"until" form:"date" doc:"Until when; then the finding is back."`
	Span    diag.Span
}

// Over tells whether the last day of the waiver is before today (ISO date); ""
// is before every day.
func (w *Waiver) Over(today string) bool { return w.Until != "" && w.Until < today }
