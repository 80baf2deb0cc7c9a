package fault

import (
	"math"

	"github.com/loadpath/loadpath/internal/unit"
)

var retryMisconfigured = &Fault{
	Code:    "retry-misconfiguration",
	Title:   "Retries without a limit",
	Family:  Changes,
	Hits:    "the calls of one part to another",
	Story:   "A setting or a new client library retries at once and many times. It is harmless until the callee stumbles, as it does here for five seconds.",
	Shows:   "Every failed call becomes ten. The callee comes back to a multiple of the load that it can carry and does not come back at all.",
	Helps:   "A retry budget at the caller, limits and shedding at the callee that do not depend on the caller, retries in one layer only.",
	Source:  "Brooker, Timeouts, retries and backoff with jitter, Amazon Builders' Library",
	Size:    &Size{Name: "retries of each call", Kind: unit.KindCount, Usual: 10, Least: 0, Most: 100},
	Lasts:   60,
	PerYear: 0.5,
	Targets: links(waitedFor),
	write:   stormy,
}

// stormy sets the retries and lets the callee stumble a little later.
func stormy(in *Injection) []string {
	callee := in.Target.Components[1]
	retry := "{retry: {max: " + number(math.Round(in.Size)) + ", backoff: 1ms, jitter: none}}"
	return []string{in.change("links", in.Target.at, retry), in.later(5, 5).say("pause", callee)}
}
