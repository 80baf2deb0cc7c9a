package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
)

var dnsStale = &Fault{
	Code:    "dns-stale",
	Title:   "Names resolve to what they were",
	Family:  Names,
	Hits:    "a dns component",
	Story:   "Changes of records do not arrive: a resolver ignores lifetimes, a client keeps the first answer for good.",
	Shows:   "Nothing happens until something moves. After a failover callers go on asking the place that is gone.",
	Helps:   "Short lifetimes for what may move, clients that ask again after an error, balancers with fixed addresses in front.",
	Source:  "RFC 8767, Serving Stale Data to Improve DNS Resiliency",
	Lasts:   120,
	PerYear: 0.2,
	Targets: components(classed(catalog.Resolver)),
	write:   just("stale", ""),
}
