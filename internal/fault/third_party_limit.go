package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/unit"
)

var thirdPartyLimit = &Fault{
	Code:    "third-party-limit",
	Title:   "A third party limits us",
	Family:  Others,
	Hits:    "somebody else's service",
	Story:   "A provider enforces a limit that was never reached before, lowers it, or counts all our accounts as one.",
	Shows:   "A share of the calls is refused at once. Retries count against the limit as well and make the share larger.",
	Helps:   "A limit of our own below theirs, calls that can wait in a queue, breakers, an agreed limit above the peak.",
	Size:    &Size{Name: "share of the calls that is refused", Kind: unit.KindRatio, Usual: 0.5, Least: 0, Most: 1},
	Lasts:   60,
	PerYear: 2,
	Targets: components(classed(catalog.External)),
	write:   limited,
}

func limited(in *Injection) []string {
	return []string{in.say("admit", in.Target.at, "to: "+percent(1-in.Size))}
}
