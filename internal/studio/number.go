package studio

import (
	"net/http"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Found are the numbers that somebody looks for.
type Found struct {
	All      int       `json:"all"`      // numbers of the design
	Matched  int       `json:"matched"`  // those that are looked for
	Sections []Section `json:"sections"` // of which those that match are
	Numbers  []Number  `json:"numbers"`  // the first of them
}

// Section is where numbers are about: flows, components, cost.
type Section struct {
	Name    string `json:"name"`
	Numbers int    `json:"numbers"`
}

// Derivation is where a number comes from: its formula, and its inputs with
// theirs, down to lines of the file and figures of the catalogue.
type Derivation struct {
	ID      string       `json:"id"`
	Text    string       `json:"text"`
	Low     string       `json:"low"` // of the 95% interval; "" when it has none
	High    string       `json:"high"`
	Formula string       `json:"formula"`
	Why     string       `json:"why"`    // why there is no number
	Source  string       `json:"source"` // who says so
	AsOf    string       `json:"as_of"`  // date of a figure of the catalogue
	Holds   string       `json:"holds"`  // under which conditions
	Place                // where it is written; none when it is not
	Written string       `json:"written"` // the line as it stands
	Made    bool         `json:"made"`    // of inputs, which can be asked for
	Inputs  []Derivation `json:"inputs"`  // as far as they were asked for
	More    int          `json:"more"`    // inputs that are not listed
}

// mostNumbers is how many numbers are listed at once.
const mostNumbers = 200

// numbers answers the numbers whose ids begin with a prefix and hold all words
// of a search.
func (s *Studio) numbers(w http.ResponseWriter, r *http.Request) {
	v := s.file.current()
	if v.study == nil {
		fail(w, http.StatusUnprocessableEntity, errNoDesign.Error())
		return
	}
	query := r.URL.Query()
	answer(w, found(v.study, query.Get("prefix"), strings.Fields(strings.ToLower(query.Get("find")))))
}

// found looks for numbers; the one whose id is the only word comes first.
func found(s *study.Study, prefix string, words []string) Found {
	out := Found{All: len(s.Sheet.Quantities()), Sections: []Section{}, Numbers: []Number{}}
	if len(words) == 1 {
		if q := s.Sheet.Get(words[0]); q != nil && strings.HasPrefix(q.ID, prefix) {
			out.Numbers = append(out.Numbers, numberView(q))
		}
	}
	for i := range s.Sheet.Quantities() {
		q := &s.Sheet.Quantities()[i]
		if !strings.HasPrefix(q.ID, prefix) || !holdsAll(strings.ToLower(q.ID), words) {
			continue
		}
		out.Matched++
		out.count(q.ID)
		if len(out.Numbers) < mostNumbers && (len(out.Numbers) == 0 || out.Numbers[0].ID != q.ID) {
			out.Numbers = append(out.Numbers, numberView(q))
		}
	}
	return out
}

// numberViews are the computed numbers whose ids begin with a prefix.
func numberViews(s *study.Study, prefix string) []Number {
	out := []Number{}
	for i := range s.Sheet.Quantities() {
		if q := &s.Sheet.Quantities()[i]; strings.HasPrefix(q.ID, prefix) {
			out = append(out, numberView(q))
		}
	}
	return out
}

func numberView(q *estimate.Quantity) Number {
	n := Number{ID: q.ID, Text: q.Text(), Formula: q.Formula, Inputs: list(q.Inputs), Source: q.Source, Why: q.Why}
	if low, high := q.Interval95(); q.Why == "" && low < high {
		n.Low, n.High = unit.Format(low, q.Kind), unit.Format(high, q.Kind)
	}
	return n
}

// count adds a number to its section.
func (f *Found) count(id string) {
	name, _, _ := strings.Cut(id, ".")
	i := slices.IndexFunc(f.Sections, func(s Section) bool { return s.Name == name })
	if i < 0 {
		f.Sections = append(f.Sections, Section{Name: name})
		i = len(f.Sections) - 1
	}
	f.Sections[i].Numbers++
}

func holdsAll(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}

// why answers where a number or a key of the file comes from, with its inputs.
func (s *Studio) why(w http.ResponseWriter, r *http.Request) {
	v := s.file.current()
	if v.study == nil {
		fail(w, http.StatusUnprocessableEntity, errNoDesign.Error())
		return
	}
	id := r.URL.Query().Get("id")
	t := v.study.Sheet.Tree(id)
	if t == nil {
		fail(w, http.StatusNotFound, "there is no number "+id)
		return
	}
	answer(w, derivation(t, 1, s.file.name))
}

// mostInputs is how many inputs of a number are listed.
const mostInputs = 60

// derivation is a tree down to a depth.
func derivation(t *estimate.Tree, depth int, file string) Derivation {
	d := Derivation{
		ID: t.ID, Text: t.Text, Formula: t.Formula, Why: t.Why, Source: t.Source, AsOf: t.AsOf, Holds: t.Holds, Written: t.Written,
		Made: len(t.Inputs) > 0 || t.Again, Inputs: []Derivation{}, Place: placeFrom(file, t.File, t.Line),
	}
	d.Low, d.High = t.Interval()
	if depth == 0 {
		return d
	}
	for i, input := range t.Inputs {
		if i == mostInputs {
			d.More = len(t.Inputs) - i
			break
		}
		d.Inputs = append(d.Inputs, derivation(input, depth-1, file))
	}
	return d
}
