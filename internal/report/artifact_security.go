package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
)

// security writes step 15: who may do what, where each class of data travels
// and rests, which calls cross a boundary of trust, and what the audit found.
func security(p *paper) {
	if s := p.d.Secure; s != nil {
		p.protection(s)
		p.roles(s)
	}
	p.threats()
	p.whereabouts()
	p.crossings()
	var found []audit.Finding
	for _, f := range p.toActOn() {
		if f.Check.Category == audit.Security {
			found = append(found, f)
		}
	}
	p.findings("Findings of security", found, len(found))
}

func (p *paper) protection(s *model.Secure) {
	var f facts
	authn := s.Authn
	if s.MFA != nil && *s.MFA {
		authn += ", with a second factor"
	}
	f.plain("People prove who they are by", strings.TrimPrefix(authn, ", "))
	f.plain("Access is decided by", s.Authz)
	f.plain("Secrets", s.Secrets)
	if e := s.Encryption; e != nil {
		if e.Rest != nil {
			f.plain("Encrypted at rest", yesNo(e.Rest))
		}
		f.plain("In transit", e.Transit)
		f.plain("Keys are held by", e.Keys)
	}
	f.plain("Audit log", yesNo(s.AuditLog))
	if t := s.Tenants; t != nil {
		f.add("Tenants", block.Plain("kept apart by ").Mono(t.Key).Plain(", enforced in the "+t.Enforced))
	}
	f.plain("Erasure", s.Erasure)
	p.facts(f)
}

func (p *paper) roles(s *model.Secure) {
	g := columns("role", "may start")
	for name, r := range s.Roles.All() {
		g.row(block.Mono(name), codes(refs(r.May)))
	}
	p.table("Roles", g)
}

// sensitive are the classes of data from the most sensitive down.
var sensitive = []string{"payment", "health", "personal", "confidential", "internal", "public", ""}

// whereabouts says for every class of data where it rests and which calls
// carry it.
func (p *paper) whereabouts() {
	sightings := p.d.Sightings()
	g := columns("class", "data", "rests in", "travels over", "at rest")
	for _, class := range sensitive {
		for name, e := range p.d.Data.All() {
			if e.Class != class {
				continue
			}
			var rests, travels, bare []string
			for _, s := range sightings {
				switch {
				case s.Entity != name:
				case s.Rests != "":
					rests = appendNew(rests, s.Rests)
					if !p.encrypted(s.Rests) {
						bare = appendNew(bare, s.Rests)
					}
				default:
					travels = appendNew(travels, s.From+" → "+s.To)
				}
			}
			rest := orDash("")
			switch {
			case len(rests) == 0:
			case len(bare) == 0:
				rest = block.Chip(look.Good, "encrypted")
			default:
				rest = block.Chip(look.Unknown, "not said for "+joined(bare))
			}
			g.row(orDash(titled(class, "not said")), block.Mono(name), codes(rests), orDash(strings.Join(travels, ", ")), rest)
		}
	}
	p.table("Where data travels and rests", g)
}

// encrypted tells whether the design says that a component's data is encrypted
// at rest: of itself, or for all.
func (p *paper) encrypted(component string) bool {
	if c := p.d.Components.Get(component); c != nil && c.Encrypted != "" {
		return c.Encrypted != "none"
	}
	s := p.d.Secure
	return s != nil && s.Encryption != nil && s.Encryption.Rest != nil && *s.Encryption.Rest
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// crossings lists the calls between boundaries of different trust.
func (p *paper) crossings() {
	g := columns("call", "from", "to", "encrypted", "caller proves itself by", "data that crosses")
	sightings := p.d.Sightings()
	for _, x := range p.d.Crossings() {
		if x.Trust[0] == x.Trust[1] {
			continue
		}
		link := p.d.LinkOf(x.Caller, x.Callee)
		tls := block.Chip(look.Unknown, "not said")
		if link.TLS != nil {
			tls = block.Chip(look.Bad, "no")
			if *link.TLS {
				tls = block.Chip(look.Good, "yes")
			}
		}
		var data []string
		for _, s := range sightings {
			if s.From == x.Caller && s.To == x.Callee {
				data = appendNew(data, s.Entity)
			}
		}
		g.row(block.Mono(x.Caller+" → "+x.Callee), orDash(place(x.From, x.Trust[0])), orDash(place(x.To, x.Trust[1])), tls, orDash(link.Auth), codes(data))
	}
	p.table("Calls that cross a boundary of trust", g)
}

// place names a boundary with its trust; "" is outside of all.
func place(boundary, trust string) string {
	switch {
	case boundary == "":
		return "outside"
	case trust == "":
		return boundary
	}
	return fmt.Sprintf("%s (%s)", boundary, trust)
}
