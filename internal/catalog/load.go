package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/loadpath/loadpath/internal/unit"
)

// load reads the tables. It goes on after a broken row, so that one run shows
// every problem, each as file:line.
func load(fsys fs.FS) (*book, error) {
	l := &loader{fsys: fsys, sources: map[string]source{}, owner: map[string]string{}, figures: map[string][]Figure{}, b: &book{
		kind: map[string]int{}, base: map[string]*Base{}, tech: map[string]*Tech{}, machine: map[string]*Machine{},
	}}
	l.readSources()
	l.readFigures()
	l.readKinds()
	l.readBases()
	l.readTechnologies()
	l.readMachines()
	l.checkOwners()
	return l.b, errors.Join(l.problems...)
}

// loader is one reading of the tables.
type loader struct {
	fsys     fs.FS
	b        *book
	sources  map[string]source
	figures  map[string][]Figure // by entry
	owner    map[string]string   // entry name to the place of its row
	problems []error
}

// source is who a figure comes from.
type source struct{ title, licence, url string }

func (l *loader) problem(r row, format string, args ...any) {
	l.problems = append(l.problems, fmt.Errorf("%s: %s", r, fmt.Sprintf(format, args...)))
}

func (l *loader) table(file string, keys int, columns ...string) []row {
	rows, problems := readTable(l.fsys, file, keys, columns...)
	l.problems = append(l.problems, problems...)
	return rows
}

// claim notes that a name belongs to a row; a second row must not take it.
func (l *loader) claim(r row, name string) {
	if other, taken := l.owner[name]; taken {
		l.problem(r, "%q is already the name of %s", name, other)
	}
	l.owner[name] = r.String()
}

func (l *loader) readSources() {
	for _, r := range l.table("sources.csv", 1, "source", "title", "licence", "url") {
		if r.cells["title"] == "" || r.cells["licence"] == "" {
			l.problem(r, "a source needs a title and a licence")
		}
		l.sources[r.cells["source"]] = source{r.cells["title"], r.cells["licence"], r.cells["url"]}
	}
}

func (l *loader) readFigures() {
	for _, r := range l.table("figures.csv", 2, "entry", "figure", "value", "source", "where", "as_of", "sure", "conditions") {
		l.addFigure(r, r.cells["entry"], r.cells["figure"], r.cells["value"], r.cells["source"], r.cells["where"], r.cells["as_of"], r.cells["sure"], r.cells["conditions"])
	}
}

// addFigure checks one figure and keeps it under its entry.
func (l *loader) addFigure(r row, entry, name, value, src, where, asOf, sure, conditions string) {
	t, _ := term(name)
	if t == nil {
		l.problem(r, "%q is not a figure; see Vocabulary", name)
		return
	}
	q, p := unit.Parse(value, t.Want)
	if p != nil {
		l.problem(r, "%s of %s: %s", name, entry, p)
		return
	}
	s, known := l.sources[src]
	if !known {
		l.problem(r, "%q is not in sources.csv", src)
	}
	if _, err := time.Parse(time.DateOnly, asOf); err != nil {
		l.problem(r, "%q is not a date like 2026-07-20", asOf)
	}
	howSure, p := unit.ParseSure(sure)
	if p != nil {
		l.problem(r, "%s", p)
	}
	if src == planningDefault && howSure != unit.SureLow {
		l.problem(r, "a planning default is a guess: sure must be low")
	}
	from := s.title
	if where != "" {
		from += ", " + where
	}
	path := "catalog/" + entry + "." + name
	point := q.Number
	q = q.Place(path, from, howSure)
	if t.Exact {
		q.Number = point
	}
	l.figures[entry] = append(l.figures[entry], Figure{name, path, q, from, asOf, howSure, conditions})
}

// planningDefault is the source of what we guessed ourselves.
const planningDefault = "planning default"

func (l *loader) readKinds() {
	for _, r := range l.table("kinds.csv", 0, "kind", "title", "class", "verbs", "shape", "c4", "doc") {
		k := Kind{r.cells["kind"], r.cells["title"], r.cells["doc"], Class(r.cells["class"]), strings.Fields(r.cells["verbs"]), r.cells["shape"], r.cells["c4"]}
		l.claim(r, k.Name)
		if !slices.Contains(Classes, k.Class) {
			l.problem(r, "%q is not a class", k.Class)
		}
		for _, v := range k.Verbs {
			if !slices.Contains(Verbs, v) {
				l.problem(r, "%q is not a verb", v)
			}
		}
		l.b.kind[k.Name] = len(l.b.kinds)
		l.b.kinds = append(l.b.kinds, k)
	}
}

func (l *loader) readBases() {
	for _, r := range l.table("bases.csv", 1, "base", "title", "doc") {
		b := &Base{r.cells["base"], r.cells["title"], r.cells["doc"], figures{own: l.take(r.cells["base"])}}
		l.claim(r, b.Name)
		l.b.base[b.Name] = b
		l.b.bases = append(l.b.bases, b)
	}
}

func (l *loader) readTechnologies() {
	for _, r := range l.table("technologies.csv", 1, "tech", "title", "kinds", "base", "doc") {
		t := &Tech{r.cells["tech"], r.cells["title"], r.cells["doc"], strings.Fields(r.cells["kinds"]), figures{l.take(r.cells["tech"]), l.baseOf(r)}}
		l.claim(r, t.Name)
		if len(t.Kinds) == 0 {
			l.problem(r, "%q has no kinds", t.Name)
		}
		for _, k := range t.Kinds {
			if _, ok := l.b.kind[k]; !ok {
				l.problem(r, "%q is not a kind", k)
			}
		}
		l.b.tech[t.Name] = t
		l.b.techs = append(l.b.techs, t)
	}
}

func (l *loader) readMachines() {
	for _, r := range l.table("machines.csv", 1, "machine", "base", "family", "cores", "memory", "bandwidth", "disk",
		"shape_source", "shape_where", "shape_as_of", "shape_sure", "price", "price_source", "price_where", "price_as_of", "price_sure", "note") {
		name := r.cells["machine"]
		l.claim(r, name)
		for _, f := range [...]struct{ figure, column, from string }{
			{"cores", "cores", "shape"}, {"memory", "memory", "shape"}, {"bandwidth", "bandwidth", "shape"}, {"disk", "disk", "shape"},
			{"price.hour", "price", "price"},
		} {
			if value := r.cells[f.column]; value != "" {
				l.addFigure(r, name, f.figure, value, r.cells[f.from+"_source"], r.cells[f.from+"_where"], r.cells[f.from+"_as_of"], r.cells[f.from+"_sure"], "")
			}
		}
		m := &Machine{name, r.cells["family"], r.cells["note"], figures{l.take(name), l.baseOf(r)}}
		if _, ok := m.Figure("cores"); !ok {
			l.problem(r, "%q has no cores", name)
		}
		l.b.machine[name] = m
		l.b.machines = append(l.b.machines, m)
	}
}

// baseOf returns the base that a row names; nil when it names none.
func (l *loader) baseOf(r row) *Base {
	name := r.cells["base"]
	b, ok := l.b.base[name]
	if name != "" && !ok {
		l.problem(r, "%q is not in bases.csv", name)
	}
	return b
}

// take returns the figures of an entry in the order of Vocabulary.
func (l *loader) take(entry string) []Figure {
	fs := l.figures[entry]
	sortFigures(fs)
	return fs
}

// checkOwners reports figures about entries that do not exist.
func (l *loader) checkOwners() {
	var orphans []string
	for entry := range l.figures {
		if _, ok := l.owner[entry]; !ok {
			orphans = append(orphans, entry)
		}
	}
	slices.SortFunc(orphans, cmp.Compare[string])
	for _, entry := range orphans {
		l.problems = append(l.problems, fmt.Errorf("figures.csv: %q is no base, technology or machine", entry))
	}
}
