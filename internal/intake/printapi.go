package intake

import (
	"regexp"
	"strings"

	"github.com/loadpath/loadpath/internal/syntax"
)

// entities writes the data that travels.
func (w *writer) entities() {
	w.section("data", len(w.entityNames.of))
	done := map[string]bool{}
	for _, e := range w.draft.Entities {
		name := w.entityNames.of[e.ID]
		if done[name] {
			continue
		}
		done[name] = true
		w.entry("\x00entity "+e.ID, name, "", func() {
			if len(e.Fields) > 0 {
				w.line(2, "fields: %s", w.fields(e.Fields))
			}
		})
	}
}

// route is what the language takes for one.
var route = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /\S*$`)

// api writes the operations that callers see. Those whose route is none, or
// stands there already, are left out.
func (w *writer) api() {
	var list []Endpoint
	seen := map[string]bool{}
	for _, e := range w.draft.Endpoints {
		if !route.MatchString(e.Route) || oneLine(e.Route) != e.Route || seen[e.Route] {
			w.leftOut = append(w.leftOut, Note{"", "endpoint " + e.Route, e.At})
			continue
		}
		seen[e.Route] = true
		list = append(list, e)
	}
	if len(list) == 0 && len(w.draft.API) == 0 {
		return
	}
	w.section("api", 1)
	for _, s := range w.draft.API {
		w.line(1, "%s: %s", s.Key, s.Value)
	}
	if len(list) == 0 {
		return
	}
	w.line(1, "endpoints:")
	names := newNamer("endpoint")
	for i, e := range list {
		w.line(2, "%s:", names.add(string(rune(i))+e.ID, e.Name, e.ID))
		w.line(3, "route: %s", syntax.Quote(e.Route))
		if path, ok := strings.CutPrefix(w.flowPaths[e.Flow], "flows."); ok {
			w.line(3, "flow: %s", path)
		}
		for _, s := range e.Settings {
			w.line(3, "%s: %s", s.Key, s.Value)
		}
		if e.Request != nil {
			w.line(3, "request: %s", w.shape(*e.Request))
		}
		w.answers(e.Answers)
	}
}

// status is what the language takes for one.
var status = regexp.MustCompile(`^([1-5]\d\d|default)$`)

func (w *writer) answers(answers []Answer) {
	var parts []string
	seen := map[string]bool{}
	for _, a := range answers {
		if status.MatchString(a.Status) && !seen[a.Status] {
			seen[a.Status] = true
			parts = append(parts, a.Status+": "+w.shape(a.Shape))
		}
	}
	if len(parts) > 0 {
		w.line(3, "response: {%s}", strings.Join(parts, ", "))
	}
}

// shape writes a shape on one line. An entity that is not there is json.
func (w *writer) shape(s Shape) string {
	if s.Word == "" && s.Entity == "" && s.Fields != nil {
		text := w.fields(s.Fields)
		if s.List {
			return "[" + text + "]"
		}
		return text
	}
	word := s.Word
	if s.Entity != "" {
		word = w.entityNames.of[s.Entity]
	}
	if word == "" {
		word = "json"
	}
	if s.List {
		return syntax.Quote("[" + word + "]")
	}
	return word
}

// fields writes fields with their shapes; the first of a name counts.
func (w *writer) fields(fields []Field) string {
	var parts []string
	seen := map[string]bool{}
	for _, f := range fields {
		if name := oneLine(f.Name); name != "" && !seen[name] {
			seen[name] = true
			parts = append(parts, syntax.Quote(name)+": "+w.shape(f.Shape))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
