package intake

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/syntax"
)

// print writes the text of the design.
func (w *writer) print(flows []*flow, origin string) {
	w.line(0, "# yaml-language-server: $schema=./loadpath.schema.json")
	w.line(0, "# Imported from %s. What could not be known stands below as \"open:\".", oneLine(origin))
	for _, id := range slices.Sorted(maps.Keys(w.open)) {
		if w.path(id) == "" {
			w.questions(0, id)
		}
	}
	w.line(0, "loadpath: 1")
	w.line(0, "system: %s", newNamer("system").add("", w.draft.System, w.draft.Title))
	w.key(0, "title", w.draft.Title)
	w.key(0, "summary", w.draft.Summary)
	w.actors()
	w.entities()
	w.api()
	w.areas()
	w.components()
	w.section("flows", len(flows))
	for _, f := range flows {
		w.flow(f)
	}
}

func (w *writer) actors() {
	w.section("actors", len(w.draft.Actors))
	for _, a := range w.draft.Actors {
		w.part(a.ID, "actors", a.Title, func() {
			w.key(2, "kind", a.Kind)
			if a.External {
				w.line(2, "external: true")
			}
		})
	}
}

func (w *writer) areas() {
	w.section("boundaries", len(w.boundaries.of))
	for _, b := range w.draft.Boundaries {
		if w.done["boundary "+b.ID] {
			continue
		}
		w.done["boundary "+b.ID] = true
		about := b.ID
		if w.known[about] != "" {
			about = "\x00boundary" // what is asked of the id is about the other thing
		}
		w.entry(about, w.boundaries.of[b.ID], "", func() {
			w.title(b.Title, w.boundaries.of[b.ID])
			if in := w.around(b); in != "" {
				w.line(2, "in: %s", in)
			}
			w.settings(b.Settings)
		})
	}
}

func (w *writer) components() {
	w.section("components", len(w.kinds))
	for _, c := range w.draft.Components {
		w.part(c.ID, "components", "", func() {
			w.title(c.Title, w.parts.of[c.ID])
			w.key(2, "doc", c.Doc)
			w.line(2, "kind: %s", w.kinds[c.ID])
			w.key(2, "tech", w.techs[c.ID])
			if in := w.boundaries.of[c.In]; in != "" {
				w.line(2, "in: %s", in)
			}
			if to := w.deadLetters[c.ID]; to != "" {
				w.line(2, "dead-letter: %s", w.parts.of[to])
			}
			w.settings(c.Settings)
		})
	}
}

func (w *writer) flow(f *flow) {
	w.questions(1, f.key)
	w.line(1, "%s:", f.name)
	w.title(f.Title, f.name)
	if by := w.parts.of[f.By]; by != "" {
		w.line(2, "by: %s", by)
	}
	if f.Consumes != "" {
		w.line(2, "consumes: %s", w.parts.of[f.Consumes])
	}
	w.settings(f.Settings)
	w.steps(2, "steps", f.steps)
}

// steps writes a list of steps under a key.
func (w *writer) steps(depth int, key string, list []*step) {
	if len(list) == 0 {
		w.line(depth, "%s: []", key)
		return
	}
	w.line(depth, "%s:", key)
	w.list(depth+1, list)
}

func (w *writer) list(depth int, list []*step) {
	for _, s := range list {
		switch s.Block {
		case Message:
			w.call(depth, s)
		case Repeat:
			w.line(depth, "- repeat: 1%s", remark(s.Branches[0].Label))
			w.steps(depth+1, "steps", s.branches[0])
		case Choose:
			w.choose(depth, s)
		case Parallel:
			w.parallel(depth, s)
		}
	}
}

// call writes a message, once for each of its verbs.
func (w *writer) call(depth int, s *step) {
	verbs, _ := w.verbs(s)
	words := s.Label
	if strings.TrimSpace(words) == strings.Join(verbs, ", ") {
		words = ""
	}
	for i, verb := range verbs {
		w.line(depth, "- %s: %s%s", verb, w.parts.of[s.To], remark(words))
		if words = ""; s.Async && verb != "publish" {
			w.line(depth+1, "wait: false")
		}
		if i == 0 && len(s.inner) > 0 {
			w.steps(depth+1, "steps", s.inner)
		}
	}
}

// choose writes alternatives, with equal shares.
func (w *writer) choose(depth int, s *step) {
	w.line(depth, "- choose:")
	share := math.Floor(1e6/float64(len(s.branches))) / 1e4
	last := len(s.branches) - 1
	for i, branch := range s.branches {
		at := w.text.Len()
		if i == last { // it takes the rest
			w.comment(depth+2, s.Branches[i].Label)
			at = w.text.Len()
		} else {
			w.line(depth+3, "share: %s%%%s", strconv.FormatFloat(share, 'f', -1, 64), remark(s.Branches[i].Label))
		}
		w.steps(depth+3, "steps", branch)
		w.dash(depth+2, at)
	}
}

// parallel writes branches that run at the same time.
func (w *writer) parallel(depth int, s *step) {
	var branches [][]*step
	for _, b := range s.branches {
		if len(b) > 0 {
			branches = append(branches, b)
		}
	}
	if len(branches) == 0 {
		w.line(depth, "- parallel: []")
		return
	}
	w.line(depth, "- parallel:")
	for _, b := range branches {
		at := w.text.Len()
		w.list(depth+3, b)
		w.dash(depth+2, at)
	}
}

// dash makes an item of a list of what was written since an offset, one step
// further in.
func (w *writer) dash(depth, at int) { w.text.Bytes()[at+2*depth] = '-' }

// part writes an actor or component, unless its id stands in the other section
// or is written already.
func (w *writer) part(id, section, words string, body func()) {
	if w.known[id] == section && !w.done[id] {
		w.done[id] = true
		w.entry(id, w.parts.of[id], words, body)
	}
}

// entry writes the questions about an id, its name, in words beside it what the
// language has no key for, and what stands under it.
func (w *writer) entry(id, name, words string, body func()) {
	w.questions(1, id)
	if nameOf(words) == name {
		words = ""
	}
	w.line(1, "%s:%s", name, remark(words))
	at := w.text.Len()
	if body(); w.text.Len() == at {
		w.text.Truncate(at - len(remark(words)) - 1)
		w.text.WriteString(" {}" + remark(words) + "\n")
	}
}

// title writes a title that says more than the name.
func (w *writer) title(title, name string) {
	if oneLine(title) != name {
		w.key(2, "title", title)
	}
}

func (w *writer) settings(list []Setting) {
	for _, s := range list {
		w.line(2, "%s: %s", s.Key, s.Value)
	}
}

// questions writes the open questions about an id as comments.
func (w *writer) questions(depth int, id string) {
	for _, q := range w.open[id] {
		at := ""
		if !q.At.IsZero() {
			at = " (" + baseName(q.At.String()) + ")"
		}
		w.comment(depth, "open: "+q.Text+at)
		w.asked = append(w.asked, q)
	}
}

func (w *writer) comment(depth int, text string) {
	if text = oneLine(text); text != "" {
		w.line(depth, "# %s", text)
	}
}

// remark is a comment at the end of a line.
func remark(text string) string {
	if text = oneLine(text); text == "" {
		return ""
	}
	return " # " + text
}

// section begins a section that has entries.
func (w *writer) section(name string, entries int) {
	if entries > 0 {
		w.line(0, "\n%s:", name)
	}
}

// line writes a line, two blanks further in for each depth.
func (w *writer) line(depth int, format string, args ...any) {
	fmt.Fprintf(&w.text, strings.Repeat("  ", depth)+format+"\n", args...)
}

// key writes a key with a text, when there is one.
func (w *writer) key(depth int, key, text string) {
	if text = oneLine(text); text != "" {
		w.line(depth, "%s: %s", key, syntax.Quote(text))
	}
}
