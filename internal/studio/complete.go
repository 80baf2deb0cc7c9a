package studio

import (
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/fault"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// complete answers what may be typed at a cursor.
func (s *Studio) complete(w http.ResponseWriter, r *http.Request) {
	var ask Cursor
	if !asked(w, r, &ask) {
		return
	}
	text := []byte(ask.Text)
	at := bytesAt(text, ask.Offset)
	d, _, err := designOf(s.file.name, text, os.ReadFile)
	if v := s.file.current(); v.study != nil && (err != nil || d.Components.Len() == 0) {
		d = v.study.Design
	}
	found := model.OffersAt(text, at, d)
	out := Completion{Start: units(text, found.Start), End: units(text, found.End), Offers: []Offer{}}
	for _, o := range found.List {
		out.Offers = append(out.Offers, Offer{o.Kind, o.Label, o.Insert, o.Detail, o.Doc})
	}
	if more, spot := moreOffers(text, at, d); len(more) > 0 {
		out.Start, out.End = units(text, spot.Start), units(text, max(spot.End, at))
		out.Offers = append(out.Offers, more...)
	}
	answer(w, out)
}

// moreOffers are the words that rooms above the language own: the codes of
// checks, and whole faults on the parts of the design.
func moreOffers(text []byte, at int, d *model.Design) ([]Offer, syntax.Spot) {
	var out []Offer
	spot := syntax.SpotAt(text, at)
	if spot.Place != syntax.InValue && spot.Place != syntax.InItem || spot.Glued {
		return nil, spot
	}
	path := slices.DeleteFunc(slices.Clone(spot.Path), func(p string) bool { return p == "-" })
	switch {
	case strings.Join(path, ".") == "waive.finding":
		for _, c := range audit.Checks {
			out = append(out, Offer{Kind: "word", Label: c.Code, Insert: c.Code, Detail: string(c.Category), Doc: c.Title + "."})
		}
	case len(path) == 3 && path[0] == "failures" && path[2] == "inject" && d != nil:
		for _, f := range fault.All() {
			for _, t := range f.Targets(d) {
				out = append(out, Offer{Kind: "fault", Label: f.Code + " " + t.Name, Insert: f.Text(d, t, chosen(f)), Detail: string(f.Family), Doc: f.Title + "."})
			}
		}
	}
	return out, spot
}
