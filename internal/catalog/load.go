package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/loadpath/loadpath/internal/unit"
)

// load reads the tables and every figure in them, and tells all that is wrong,
// each problem as file:line.
func load(fsys fs.FS) (*book, error) {
	l := read(fsys)
	l.checkFigures()
	return l.b, errors.Join(l.problems...)
}

// read reads the tables, but leaves each figure until somebody asks for it: a
// run needs few of them, and the catalogue grows.
func read(fsys fs.FS) *loader {
	l := &loader{fsys: fsys, sources: map[string]string{}, owner: map[string]string{}, figures: map[string][]figureRow{}, b: &book{
		kind: map[string]int{}, base: map[string]*Base{}, tech: map[string]*Tech{}, machine: map[string]*Machine{},
	}}
	l.readSources()
	l.readFigures()
	l.readKinds()
	l.readBases()
	l.readTechnologies()
	l.readMachines()
	return l
}

// loader is one reading of the tables. It goes on after a broken row, so that
// one run shows every problem.
type loader struct {
	fsys     fs.FS
	b        *book
	sources  map[string]string // titles by short name
	figures  map[string][]figureRow
	owner    map[string]string // entry name to the place of its row
	problems []error
}

// figureRow is a figure as its table has it.
type figureRow struct {
	at                                                        row
	entry, name, value, source, where, asOf, sure, conditions string
}

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
		if r.get("title") == "" || r.get("licence") == "" {
			l.problem(r, "a source needs a title and a licence")
		}
		l.sources[r.get("source")] = r.get("title")
	}
}

func (l *loader) readFigures() {
	for _, r := range l.table("figures.csv", 2, "entry", "figure", "value", "source", "where", "as_of", "sure", "conditions") {
		c := r.cells
		l.figures[c[0]] = append(l.figures[c[0]], figureRow{r, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]})
	}
}

func (l *loader) readKinds() {
	for _, r := range l.table("kinds.csv", 0, "kind", "title", "class", "verbs", "shape", "c4", "doc") {
		k := Kind{r.get("kind"), r.get("title"), r.get("doc"), Class(r.get("class")), strings.Fields(r.get("verbs")), r.get("shape"), r.get("c4")}
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
		b := &Base{r.get("base"), r.get("title"), r.get("doc"), figures{own: l.figuresOf(r.get("base"))}}
		l.claim(r, b.Name)
		l.b.base[b.Name] = b
		l.b.bases = append(l.b.bases, b)
	}
}

func (l *loader) readTechnologies() {
	for _, r := range l.table("technologies.csv", 1, "tech", "title", "kinds", "base", "doc") {
		t := &Tech{r.get("tech"), r.get("title"), r.get("doc"), strings.Fields(r.get("kinds")), figures{l.figuresOf(r.get("tech")), l.baseOf(r)}}
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
		name := r.get("machine")
		l.claim(r, name)
		for _, f := range [...]struct{ figure, column, from string }{
			{"cores", "cores", "shape"}, {"memory", "memory", "shape"}, {"bandwidth", "bandwidth", "shape"}, {"disk", "disk", "shape"},
			{"price.hour", "price", "price"},
		} {
			if value := r.get(f.column); value != "" {
				l.figures[name] = append(l.figures[name], figureRow{r, name, f.figure, value,
					r.get(f.from + "_source"), r.get(f.from + "_where"), r.get(f.from + "_as_of"), r.get(f.from + "_sure"), ""})
			}
		}
		if r.get("cores") == "" {
			l.problem(r, "%q has no cores", name)
		}
		m := &Machine{name, r.get("family"), r.get("note"), figures{l.figuresOf(name), l.baseOf(r)}}
		l.b.machine[name] = m
		l.b.machines = append(l.b.machines, m)
	}
}

// baseOf returns the base that a row names; nil when it names none.
func (l *loader) baseOf(r row) *Base {
	name := r.get("base")
	b, ok := l.b.base[name]
	if name != "" && !ok {
		l.problem(r, "%q is not in bases.csv", name)
	}
	return b
}

// figuresOf returns the figures of an entry, sorted, once they are asked for.
func (l *loader) figuresOf(entry string) func() []Figure {
	rows := l.figures[entry]
	return sync.OnceValue(func() []Figure {
		fs := make([]Figure, 0, len(rows))
		for _, fr := range rows {
			f, err := l.figure(fr)
			if err != nil {
				panic("catalog: " + err.Error())
			}
			fs = append(fs, f)
		}
		sortFigures(fs)
		return fs
	})
}

// planningDefault is the source of what we guessed ourselves.
const planningDefault = "planning default"

// figure reads one figure; the error says what is wrong with its row.
func (l *loader) figure(fr figureRow) (Figure, error) {
	wrong := func(format string, args ...any) (Figure, error) {
		return Figure{}, fmt.Errorf("%s: %s of %s: %s", fr.at, fr.name, fr.entry, fmt.Sprintf(format, args...))
	}
	t, _ := term(fr.name)
	if t == nil {
		return wrong("%q is not a figure; see Vocabulary", fr.name)
	}
	q, p := unit.Parse(fr.value, t.Want)
	if p != nil {
		return wrong("%s", p)
	}
	source, known := l.sources[fr.source]
	if !known {
		return wrong("%q is not in sources.csv", fr.source)
	}
	if _, err := time.Parse(time.DateOnly, fr.asOf); err != nil {
		return wrong("%q is not a date like 2026-07-20", fr.asOf)
	}
	sure, p := unit.ParseSure(fr.sure)
	if p != nil {
		return wrong("%s", p)
	}
	if fr.source == planningDefault && sure != unit.SureLow {
		return wrong("a planning default is a guess: sure must be low")
	}
	if fr.where != "" {
		source += ", " + fr.where
	}
	path := "catalog/" + fr.entry + "." + fr.name
	point := q.Number
	q = q.Place(path, source, sure)
	if t.Exact {
		q.Number = point
	}
	return Figure{fr.name, path, q, source, fr.asOf, sure, fr.conditions}, nil
}

// checkFigures reads every figure, and finds those about no entry.
func (l *loader) checkFigures() {
	for _, entry := range slices.Sorted(maps.Keys(l.figures)) {
		rows := l.figures[entry]
		if _, ok := l.owner[entry]; !ok {
			l.problem(rows[0].at, "%q is no base, technology or machine", entry)
		}
		for _, fr := range rows {
			if _, err := l.figure(fr); err != nil {
				l.problems = append(l.problems, err)
			}
		}
	}
}
