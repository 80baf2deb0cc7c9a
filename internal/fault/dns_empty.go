package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
)

var dnsEmpty = &Fault{
	Code:    "dns-empty",
	Title:   "Names resolve to nothing",
	Family:  Names,
	Hits:    "a dns component",
	Story:   "The records of a name are gone: a failed automation, a race between two of them, a lapsed domain. The servers behind are well, and nobody finds them.",
	Shows:   "Callers live on until the answers that they keep run out, so that the outage begins late and not everywhere at once; empty answers are kept too and end it late.",
	Helps:   "Old answers that are served while there is no new one, long enough lifetimes for what never moves, changes of records that are checked before they spread.",
	Source:  "AWS, summary of the DynamoDB disruption in us-east-1 of 2025-10-19",
	Lasts:   120,
	PerYear: 0.1,
	Targets: components(classed(catalog.Resolver)),
	write:   just("unresolve", ""),
}
