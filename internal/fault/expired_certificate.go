package fault

import (
	"slices"

	"github.com/loadpath/loadpath/internal/model"
)

var expiredCertificate = &Fault{
	Code:    "expired-certificate",
	Title:   "A certificate is out of date",
	Family:  Changes,
	Hits:    "a component that is called over TLS",
	Story:   "Nobody renewed it, or the renewal was stored and never loaded. It ends in the same second for every caller.",
	Shows:   "No new connection to it succeeds. It is well, idle, and unreachable; a restart does not help.",
	Helps:   "Renewal without people, an alert weeks before, short lifetimes so that renewal is exercised often.",
	Source:  "Ericsson, statement of 2018-12-06 on the outage of O2",
	Lasts:   120,
	PerYear: 0.2,
	Targets: components(overTLS),
	write:   just("expire", ""),
}

// overTLS tells whether a link to the component says that it is encrypted.
func overTLS(d *model.Design, c *model.Component) bool {
	return slices.ContainsFunc(d.Callers(c.Name), func(caller string) bool {
		tls := d.LinkOf(caller, c.Name).TLS
		return tls != nil && *tls
	})
}
