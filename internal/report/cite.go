package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/unit"
)

// citations are the numbers that a document shows, with the sections in which
// each of them stands. Every number leads to its derivation in the appendix,
// and that leads back.
type citations struct {
	sections map[string][]string // by id of the number, in the order of the document
	wanted   map[string]bool     // ids and paths whose derivation is told: those shown, and what they are made of
	users    map[string][]string // by what is wanted, which of the others are made of it
}

func newCitations() *citations {
	return &citations{sections: map[string][]string{}, wanted: map[string]bool{}, users: map[string][]string{}}
}

// cite writes a number that has a derivation so that it leads there. On a
// screen, which has no appendix, it stays as it is.
func (p *paper) cite(id, text string) block.Text {
	if p.cites == nil || p.s.Sheet.Get(id) == nil {
		return block.Plain(text)
	}
	p.want(id)
	t := block.Link(text, "#"+derived(id))
	if in := p.cites.sections[id]; !slices.Contains(in, p.section) {
		p.cites.sections[id] = append(in, p.section)
		t = t.At(shown(p.section, id))
	}
	return t
}

// fact writes a key of the file so that it leads to where it is read, when a
// number of the document rests on it.
func (p *paper) fact(q *unit.Quantity) block.Text {
	if q == nil || p.cites == nil || q.Path == "" || p.s.Sheet.Leaf(q.Path) == nil {
		return orDash(written(q))
	}
	p.want(q.Path)
	return block.Link(written(q), "#"+readAt(q.Path))
}

// want keeps that the derivation of a number is told, and of all that it is
// made of, down to keys of the file and figures of the catalogue.
func (p *paper) want(id string) {
	if p.cites.wanted[id] {
		return
	}
	p.cites.wanted[id] = true
	if q := p.s.Sheet.Get(id); q != nil {
		for _, input := range q.Inputs {
			p.wantFor(id, input)
		}
	}
	if t := p.s.Sheet.Read(id); t != nil {
		for _, input := range t.Inputs {
			p.wantFor(id, input.ID)
		}
	}
}

func (p *paper) wantFor(user, input string) {
	if input != user {
		p.cites.users[input] = append(p.cites.users[input], user)
	}
	p.want(input)
}

// simulatedBy writes a number of the simulator so that it leads to where its
// run is described.
func (p *paper) simulatedBy(text string) block.Text {
	if p.cites == nil || !strings.ContainsAny(text, "0123456789") {
		return block.Plain(text)
	}
	return block.Link(text, "#"+simulationSection)
}

// derived is the place at which the derivation of a number stands, readAt
// that of a key of the file or a figure of the catalogue, shown that of its first mention in a
// section.
func derived(id string) string        { return "n-" + anchor(id) }
func readAt(path string) string       { return "i-" + anchor(path) }
func shown(section, id string) string { return "in-" + section + "-" + anchor(id) }

// anchor writes an id with the signs that an address may have. Names have no
// underscore, so that no two ids become one.
func anchor(id string) string {
	var b strings.Builder
	for _, r := range id {
		switch {
		case r == '.':
			b.WriteByte('_')
		case r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "_x%x_", r)
		}
	}
	return b.String()
}
