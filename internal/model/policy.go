package model

import (
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/unit"
)

// CallOptions are the policies of a call. They stand on links, once per caller
// and callee, and on steps, which override links.
type CallOptions struct {
	Request  *unit.Quantity `key:"request" unit:"bytes,law,zero" doc:"Bytes of the request."`
	Response *unit.Quantity `key:"response" unit:"bytes,law,zero" doc:"Bytes of the answer."`
	Net      *unit.Quantity `key:"net" unit:"time,law,zero" doc:"Network delay, one way."`
	Timeout  *unit.Quantity `key:"timeout" unit:"time,law,unlimited" doc:"Longest wait for one attempt." default:"unlimited"`
	Retry    *Retry         `key:"retry" doc:"How a failed attempt is tried again."`
	Breaker  *Breaker       `key:"breaker" doc:"When calls are refused because the callee fails."`
	Bulkhead *unit.Quantity `key:"bulkhead" unit:"count,unlimited" doc:"Calls in progress per replica of the caller; more are refused."`
	Hedge    *Hedge         `key:"hedge" doc:"A second call when the first is slow."`
	Pool     *unit.Quantity `key:"pool" unit:"count,unlimited" doc:"Connections per replica of the caller; more calls wait."`
	OnError  *OnError       `key:"on-error" doc:"After the last try: fail, continue, miss, delete, or steps as a fallback." default:"fail"`
	Key      string         `key:"key" form:"field" doc:"Field whose value routes the call or names the cached object."`
	Priority *unit.Quantity `key:"priority" unit:"count,zero" doc:"Higher goes first where the discipline is priority." default:"0"`
	Deadline *Deadline      `key:"deadline" doc:"Longest time for all attempts, or inherit the caller's."`
	Cancel   *bool          `key:"cancel" doc:"Work nobody waits for any more is stopped." default:"false"`
}

// Link is what holds for all calls of one caller to one callee.
type Link struct {
	Entry
	CallOptions
	Bytes    *unit.Quantity `key:"bytes" unit:"bytes,law,zero" doc:"Bytes of a published message."`
	Via      Ref            `key:"via" ref:"component" doc:"A network component that the traffic goes through."`
	Protocol string         `key:"protocol" doc:"https, grpc, sql, redis, amqp, ..."`
	TLS      *bool          `key:"tls" doc:"Encrypted in transit."`
	Auth     string         `key:"auth" enum:"none|token|session|oidc|mtls|iam|password|api-key" doc:"How the caller proves who it is."`
	Authz    string         `key:"authz" enum:"none|service|user" doc:"For whom access is decided."`
}

// Retry is how a failed attempt is tried again.
type Retry struct {
	Max     *unit.Quantity `key:"max" unit:"count,zero,unlimited" doc:"Retries, not counting the first attempt."`
	Backoff *unit.Quantity `key:"backoff" unit:"time,law,zero" doc:"Base of the delay." default:"0s"`
	Factor  *unit.Quantity `key:"factor" unit:"factor" doc:"Growth of the delay from try to try." default:"2"`
	Cap     *unit.Quantity `key:"cap" unit:"time" doc:"Longest delay."`
	Jitter  string         `key:"jitter" enum:"none|full|equal|additive|decorrelated" doc:"How the delay is drawn." default:"full"`
	Budget  *unit.Quantity `key:"budget" unit:"ratio,zero" doc:"Retries over first attempts in the last 10 s at most."`
	For     []string       `key:"for" enum:"timeout|error|refused" one:"true" doc:"Which failures are tried again." default:"all"`
	Chance  *unit.Quantity `key:"chance" unit:"ratio,zero" doc:"Each retry is made with this probability." default:"100%"`
	Span    diag.Span
}

// Breaker is when calls are refused because the callee fails.
type Breaker struct {
	Errors *unit.Quantity `key:"errors" unit:"ratio,count" doc:"Share of failed calls that opens it, or, from 2 on, their number."`
	Of     *unit.Quantity `key:"of" unit:"count" doc:"Last calls that are looked at; also the fewest." default:"20"`
	Open   *unit.Quantity `key:"open" unit:"time,law" doc:"How long it stays open." default:"5s"`
	Probes *unit.Quantity `key:"probes" unit:"count" doc:"Probes that must pass to close it." default:"1"`
	Span   diag.Span
}

// Hedge is a second call when the first is slow.
type Hedge struct {
	After Threshold `key:"after" form:"threshold" doc:"A time, or a percentile of what was seen: p95."`
	Span  diag.Span
}

// Threshold is a time or a percentile of what was seen.
type Threshold struct {
	Percentile float64        // 0.95 for p95; 0 when a time
	Time       *unit.Quantity // nil when a percentile
}

// OnError is what happens after the last try.
type OnError struct {
	Do    string  `key:"=" enum:"fail|continue|miss|delete" doc:"fail, continue without the answer, take it as a miss, or delete the key and take it as a miss."`
	Steps []*Step `key:"[]" doc:"A fallback."`
}

// Deadline is the longest time for all attempts.
type Deadline struct {
	Inherit bool           // the caller's remaining time
	Time    *unit.Quantity // nil when inherited
}
