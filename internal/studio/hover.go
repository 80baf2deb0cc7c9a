package studio

import (
	"net/http"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

// hover answers what is to be said of the word at a cursor: what it means, and
// what is computed of it.
func (s *Studio) hover(w http.ResponseWriter, r *http.Request) {
	var ask Cursor
	if !asked(w, r, &ask) {
		return
	}
	text := []byte(ask.Text)
	d, st := s.draftOf(text)
	about, ok := model.AboutAt(text, bytesAt(text, ask.Offset), d)
	if !ok {
		answer(w, Hover{Numbers: []Number{}})
		return
	}
	answer(w, Hover{
		Start: units(text, about.Start), End: units(text, about.End), Title: about.Title, Doc: about.Doc, Takes: about.Takes, Value: about.Value,
		Numbers: numbersAbout(st, &about),
	})
}

// tellingOf are the numbers that say most of a thing, by its kind.
var tellingOf = map[string][]string{
	"component": {"arrivals", "utilization", "slots_utilization", "response.mean", "response.p99", "availability", "replicas.needed", "headroom"},
	"flow":      {"offered", "latency.mean", "latency.p99", "errors", "availability"},
	"entity":    {"writes", "reads", "storage.year1", "storage.total", "durability"},
	"link":      {"rate", "bandwidth"},
}

// sections are where the numbers of a kind of thing stand.
var sections = map[string]string{"component": "components", "flow": "flows", "entity": "data", "link": "links"}

// numbersAbout are the computed numbers of a thing, and what a component costs.
func numbersAbout(s *study.Study, about *model.About) []Number {
	out := []Number{}
	section := sections[about.Kind]
	if s == nil || section == "" {
		return out
	}
	prefix := section + "." + about.Name + "."
	all := numberViews(s, prefix)
	for _, name := range tellingOf[about.Kind] {
		i := slices.IndexFunc(all, func(n Number) bool { return n.ID == prefix+name })
		if i >= 0 && all[i].Why == "" {
			out = append(out, all[i])
		}
	}
	if about.Kind == "component" {
		out = append(out, numberViews(s, "cost.components."+about.Name)...)
		out = slices.DeleteFunc(out, func(n Number) bool {
			return strings.HasPrefix(n.ID, "cost.") && (n.ID != "cost.components."+about.Name || n.Why != "")
		})
	}
	return out
}
