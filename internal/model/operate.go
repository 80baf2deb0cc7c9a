package model

import (
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// Observe is how the system is watched.
type Observe struct {
	SLOs       Map[SLO]     `key:"slos" doc:"Service level objectives."`
	Alerts     Map[Alert]   `key:"alerts" doc:"What wakes someone up."`
	Dashboards []string     `key:"dashboards" one:"true" doc:"Dashboards."`
	Logs       string       `key:"logs" doc:"How logs are written: json."`
	Metrics    []string     `key:"metrics" one:"true" doc:"Families of metrics: red, use, business."`
	Traces     *Traces      `key:"traces" doc:"How requests are traced."`
	OnCall     string       `key:"on-call" doc:"Who is called."`
	Runbooks   Map[Runbook] `key:"runbooks" ref:"failure|alert" doc:"What to do, by failure or alert."`
}

// SLO is one service level objective.
type SLO struct {
	Entry
	Flow    Ref            `key:"flow" ref:"flow" doc:"The flow it is about."`
	Target  *unit.Quantity `key:"target" unit:"ratio" doc:"Share of good runs."`
	Latency *unit.Quantity `key:"latency" unit:"time" doc:"A run slower than this is not good."`
	Window  *unit.Quantity `key:"window" unit:"time" doc:"Over which time." default:"30d"`
}

// Alert is what wakes someone up.
type Alert struct {
	Entry
	OnSLO    Ref            `key:"on-slo" ref:"slo" doc:"The objective it watches."`
	On       Ref            `key:"on" ref:"component|flow" doc:"The component or flow it watches."`
	Kind     string         `key:"kind" enum:"burn-rate|threshold|absence|saturation|backlog" doc:"How it decides."`
	Metric   string         `key:"metric" doc:"What is compared."`
	Above    *unit.Quantity `key:"above" unit:"any" doc:"Above this it fires."`
	Below    *unit.Quantity `key:"below" unit:"any" doc:"Below this it fires."`
	For      *unit.Quantity `key:"for" unit:"time,zero" doc:"After so long."`
	Severity string         `key:"severity" enum:"page|ticket|info" doc:"Who hears of it." default:"page"`
	Runbook  string         `key:"runbook" doc:"What to do."`
}

// Traces is how requests are traced.
type Traces struct {
	Sample *unit.Quantity `key:"sample" unit:"ratio" doc:"Share of requests that are traced."`
	Keep   *unit.Quantity `key:"keep" unit:"time" doc:"How long traces are kept."`
}

// Runbook is a file or page that says what to do.
type Runbook struct {
	Entry
	Where string `key:"=" doc:"A path or address."`
}

// Deliver is how changes reach users.
type Deliver struct {
	Pipeline   []string         `key:"pipeline" one:"true" doc:"Stages in order."`
	Tests      []string         `key:"tests" one:"true" doc:"Kinds of tests that must pass."`
	Strategy   string           `key:"strategy" enum:"canary|blue-green|rolling|all-at-once" doc:"How a release replaces the last one."`
	Steps      []*unit.Quantity `key:"steps" unit:"ratio" doc:"Shares of a canary in order."`
	Bake       *unit.Quantity   `key:"bake" unit:"time,zero" doc:"How long each share is watched."`
	Rollback   string           `key:"rollback" enum:"automatic|by-hand|none" doc:"How a bad release is taken back."`
	Flags      *bool            `key:"flags" doc:"Features can be switched off without a release."`
	Frequency  *unit.Quantity   `key:"frequency" unit:"rate" doc:"Releases per time."`
	Bad        *unit.Quantity   `key:"bad" unit:"ratio,zero" doc:"Share of releases that must be taken back."`
	Config     string           `key:"config" enum:"canary|blue-green|rolling|all-at-once" doc:"How a change of configuration reaches everything; as often as releases."`
	Migrations Map[Migration]   `key:"migrations" doc:"Changes of data in safe steps."`
}

// Migration is one change of data in safe steps.
type Migration struct {
	Entry
	Steps []string `key:"steps" enum:"add|write-both|backfill|read-new|remove" doc:"In this order: add, write-both, backfill, read-new, remove."`
	Data  Ref      `key:"data" ref:"entity" doc:"The entity that changes."`
}

// Secure is who may do what, and how data is protected.
type Secure struct {
	Authn      string       `key:"authn" doc:"How people prove who they are: oidc, saml, password, none."`
	Authz      string       `key:"authz" doc:"How access is decided: rbac, abac, acl, none."`
	MFA        *bool        `key:"mfa" doc:"A second factor is asked for."`
	Roles      Map[Role]    `key:"roles" doc:"What each role may do: flows by name."`
	Secrets    string       `key:"secrets" doc:"Where secrets are kept: vault, kms, environment."`
	Encryption *Encryption  `key:"encryption" doc:"At rest and in transit."`
	AuditLog   *bool        `key:"audit-log" doc:"Who did what is written down."`
	Tenants    *Tenants     `key:"tenants" doc:"How customers are kept apart."`
	Erasure    string       `key:"erasure" doc:"How personal data is deleted on request."`
	Extra      *syntax.Node `key:"threats" doc:"Threats that were considered, free form."`
}

// Role is what a role may do.
type Role struct {
	Entry
	May []Ref `key:"[]" ref:"flow" doc:"Flows that the role may start."`
}

// Encryption is at rest and in transit.
type Encryption struct {
	Rest    *bool  `key:"rest" doc:"Stored data is encrypted."`
	Transit string `key:"transit" doc:"Lowest version in transit: tls1.2, tls1.3, none."`
	Keys    string `key:"keys" doc:"Who holds the keys: provider, customer, hsm."`
}

// Tenants is how customers are kept apart.
type Tenants struct {
	Key      string `key:"key" form:"field" doc:"The field that names the customer."`
	Enforced string `key:"enforced" enum:"query|schema|database|account|none" doc:"Where the separation is enforced."`
}

// Variant is the design with a JSON merge patch.
type Variant struct {
	Entry
	Patch *syntax.Node // the patch
}
