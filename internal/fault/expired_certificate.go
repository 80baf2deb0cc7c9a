package fault

import "github.com/loadpath/loadpath/internal/model"

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
	Targets: overTLS,
	write:   just("expire", ""),
}

// overTLS returns the components to which a link says that it is encrypted.
func overTLS(d *model.Design) []Target {
	encrypted := map[string]bool{}
	for _, e := range d.Calls() {
		if tls := d.LinkOf(e.Caller, e.Callee).TLS; tls != nil && *tls {
			encrypted[e.Callee] = true
		}
	}
	return components(func(_ *model.Design, c *model.Component) bool { return encrypted[c.Name] })(d)
}
