package audit

import (
	"fmt"
)

var plaintextLink = &Check{
	Code:     "plaintext-link",
	Category: Security,
	Title:    "Link without encryption",
	Why:      "Whoever is on the network reads and changes what passes. Links of which the file says nothing are asked about once, together.",
	Bad:      "components:\n  api: {kind: service, replicas: 2, zones: 2}\n  db: {kind: sql}\nlinks:\n  default: {timeout: 1s}\n  api.db: {tls: false}\nflows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{read: db}]}]}",
	Good:     "components:\n  api: {kind: service, replicas: 2, zones: 2}\n  db: {kind: sql}\nlinks:\n  default: {timeout: 1s, tls: true}\nflows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{read: db}]}]}",
	Source:   "CWE-319; OWASP ASVS 5.0, V12",
	Run:      runPlaintextLink,
}

func runPlaintextLink(f *Facts) {
	exposed := f.exposedLinks()
	var silent []link
	for _, link := range f.links() {
		tls := f.Design.LinkOf(link.caller.Name, link.callee.Name).TLS
		switch {
		case tls == nil && f.transit() == "":
			silent = append(silent, link)
		case tls != nil && !*tls, tls == nil && f.transit() == "none":
			severity := Medium
			if exposed[link.name()] {
				severity = High
			}
			f.fail(severity, link.at(), f.linkSpan(link, "tls"), fmt.Sprintf("%q talks to %q in the clear", link.caller.Name, link.callee.Name),
				fmt.Sprintf("links: {%s: {tls: true}}", link.name()))
		}
	}
	if len(silent) == 0 {
		return
	}
	severity := Low
	var names []string
	for _, link := range silent {
		names = append(names, link.name())
		if exposed[link.name()] {
			severity = Medium
		}
	}
	f.unknown(severity, "links.default", f.linkSpan(silent[0], "tls"),
		fmt.Sprintf("the file does not say whether %s %s encrypted", list(names), verb(len(names), "is", "are")), "links: {default: {tls: true}}")
}

// transit is the encryption that secure asks of all links: "tls1.3", "none",
// or "" when it says nothing.
func (f *Facts) transit() string {
	if s := f.Design.Secure; s != nil && s.Encryption != nil {
		return s.Encryption.Transit
	}
	return ""
}

// exposedLinks are the links, by name, that sensitive data takes or that lead
// from one zone of trust to another.
func (f *Facts) exposedLinks() map[string]bool {
	exposed := map[string]bool{}
	for _, s := range f.Design.Sightings() {
		if e := f.Design.Data.Get(s.Entity); e != nil && sensitive(e.Class) && s.From != "" {
			exposed[s.From+"."+s.To] = true
		}
	}
	for _, x := range f.Design.Crossings() {
		if x.Trust[0] != x.Trust[1] {
			exposed[x.Caller+"."+x.Callee] = true
		}
	}
	return exposed
}
