package intake

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// sheet is a drawing as all drawing tools have it: boxes, some inside others,
// and lines between them.
type sheet struct {
	id, title string
	boxes     []box
	lines     []line
	messages  []Step    // of a sequence, between ids of boxes
	texts     []caption // that stand on their own
}

// box is a shape with a text.
type box struct {
	id     string
	label  []string // lines of text, as they are read
	shape  string   // words for what it looks like: "cylinder", "mxgraph.aws4.dynamodb"
	role   role     // what the tool says it is, where it does
	parent string   // id of the box it stands in; "" for none, or when only its place tells
	place  area     // without a size where the tool has no places
	at     diag.Span
}

// role is what a box is in a design.
type role uint8

// The roles.
const (
	unsaid role = iota
	actorRole
	boundaryRole
	componentRole
)

// line leads from one box to another.
type line struct {
	from, to string // ids; "" when the line only ends somewhere
	label    string
	async    bool
	undirect bool // it has no head
	ends     [2]point
	at       diag.Span
}

// called is how a note names a line.
func (l line) called() string {
	if l.label == "" {
		return "an arrow"
	}
	return fmt.Sprintf("arrow %q", oneLine(l.label))
}

// caption is a text without a box.
type caption struct {
	text  string
	place area
	at    diag.Span
	what  string // "note"; "" for any text
}

// area is a rectangle, and point a place, in the units of the drawing.
type area struct{ x, y, w, h float64 }

type point struct{ x, y float64 }

func (a area) middle() point { return point{a.x + a.w/2, a.y + a.h/2} }

// holds tells whether a point lies within an area, or at most slack beside it.
func (a area) holds(p point, slack float64) bool {
	return a.w > 0 && p.x >= a.x-slack && p.x <= a.x+a.w+slack && p.y >= a.y-slack && p.y <= a.y+a.h+slack
}

// around tells whether an area holds all of another, smaller one.
func (a area) around(b area) bool {
	return a.w*a.h > b.w*b.h && a.holds(point{b.x, b.y}, 0) && a.holds(point{b.x + b.w, b.y + b.h}, 0)
}

// draftOfSheets makes a draft of sheets that belong together. Boxes that say the same
// on several sheets are the same thing.
func draftOfSheets(sheets []*sheet) *Draft {
	d := &Draft{}
	known, taken := map[string]string{}, map[string]bool{}
	for i, s := range sheets {
		r := &sheetReader{sheet: s, draft: d, prefix: fmt.Sprint("sheet ", i+1, " "), known: known, taken: taken, ids: map[string]string{}, roles: map[string]role{}}
		if len(s.messages) == 0 {
			d.Title = cmp.Or(d.Title, s.title)
		}
		r.read()
	}
	return d
}

// sheetReader adds one sheet to a draft.
type sheetReader struct {
	*sheet
	draft  *Draft
	prefix string            // of ids in the draft that come from this sheet
	known  map[string]string // what a box of any sheet says, and its id in the draft
	taken  map[string]bool   // ids of the draft
	ids    map[string]string // in the draft, by id on the sheet
	roles  map[string]role   // by id on the sheet
	index  map[string]int    // of boxes, by id
}

func (r *sheetReader) read() {
	r.settlePlaces()
	r.settleRoles()
	for _, b := range r.identify() {
		r.add(b)
	}
	var calls []Call
	for _, l := range r.lines {
		if c, ok := r.call(l); ok {
			calls = append(calls, c)
		}
	}
	if steps, ok := numbered(calls); ok {
		name, own := strings.CutPrefix(r.id, "flow_")
		if name = strings.ReplaceAll(name, "_", "-"); !own {
			name = r.title
		}
		r.draft.Flows = append(r.draft.Flows, Flow{ID: "numbers at " + steps[0].At.String(), Name: name, Title: r.title, Steps: steps, At: steps[0].At})
		r.addMissing(calls)
	} else {
		r.draft.Calls = append(r.draft.Calls, calls...)
	}
	if len(r.messages) > 0 {
		r.draft.Flows = append(r.draft.Flows, Flow{ID: "messages at " + r.messages[0].At.String(), Name: cmp.Or(r.title, r.messages[0].Label), Title: r.title, Steps: r.renamed(r.messages), At: r.messages[0].At})
	}
	for _, t := range r.texts {
		r.draft.leaveOut("", t.at, "%s %q", cmp.Or(t.what, "text outside of boxes"), oneLine(t.text))
	}
}

// renamed are messages between ids of the draft.
func (r *sheetReader) renamed(steps []Step) []Step {
	list := slices.Clone(steps)
	for i, s := range list {
		list[i].From, list[i].To = r.ids[s.From], r.ids[s.To]
		list[i].Branches = slices.Clone(s.Branches)
		for j, b := range s.Branches {
			list[i].Branches[j].Steps = r.renamed(b.Steps)
		}
	}
	return list
}

// addMissing keeps the arrows of a numbered drawing as calls too: Write makes
// flows of those that its messages do not make.
func (r *sheetReader) addMissing(calls []Call) {
	for _, c := range calls {
		c.Label = ""
		r.draft.Calls = append(r.draft.Calls, c)
	}
}

// settlePlaces finds what only places tell: which text is whose, which box
// stands in which, and where a loose line ends.
func (r *sheetReader) settlePlaces() {
	var alone []caption
	for _, t := range r.texts {
		if i := r.innermost(t.place.middle(), 0); i >= 0 && len(r.boxes[i].label) == 0 {
			r.boxes[i].label = strings.Split(t.text, "\n")
		} else {
			alone = append(alone, t)
		}
	}
	r.texts = alone
	// A box without a word that no line leads to is decoration.
	linked := map[string]bool{}
	for i := range r.lines {
		l := &r.lines[i]
		l.from, l.to = cmp.Or(l.from, r.boxAt(l.ends[0])), cmp.Or(l.to, r.boxAt(l.ends[1]))
		linked[l.from], linked[l.to] = true, true
	}
	for _, b := range r.boxes {
		linked[b.parent] = true
	}
	r.boxes = slices.DeleteFunc(r.boxes, func(b box) bool { return len(b.label) == 0 && !linked[b.id] })
	r.index = map[string]int{}
	for i, b := range r.boxes {
		r.index[b.id] = i
	}
	for i := range r.boxes {
		b := &r.boxes[i]
		if b.parent != "" || b.place.w == 0 {
			continue
		}
		for _, other := range r.boxes {
			if other.id != b.id && other.place.around(b.place) && (b.parent == "" || r.box(b.parent).place.around(other.place)) {
				b.parent = other.id
			}
		}
	}
}

// nearLine is how far from a box the end of a line may be that is meant to
// touch it: about the width of a finger on the boards that are read.
const nearLine = 12

func (r *sheetReader) boxAt(p point) string {
	if p == (point{}) {
		return ""
	}
	if i := r.innermost(p, nearLine); i >= 0 {
		return r.boxes[i].id
	}
	return ""
}

// innermost is the smallest box at a point, or -1.
func (r *sheetReader) innermost(p point, slack float64) int {
	at := -1
	for i, b := range r.boxes {
		if b.place.holds(p, slack) && (at < 0 || b.place.w*b.place.h < r.boxes[at].place.w*r.boxes[at].place.h) {
			at = i
		}
	}
	return at
}

func (r *sheetReader) box(id string) *box {
	if i, ok := r.index[id]; ok {
		return &r.boxes[i]
	}
	return nil
}

// settleRoles decides what each box is: what holds others is a boundary.
func (r *sheetReader) settleRoles() {
	r.roles = map[string]role{}
	for _, b := range r.boxes {
		r.roles[b.id] = b.role
	}
	for _, b := range r.boxes {
		if parent := r.box(b.parent); parent != nil && parent.role == unsaid {
			r.roles[b.parent] = boundaryRole
		}
	}
	called := map[string]bool{}
	for _, l := range r.lines {
		called[l.to] = called[l.to] || !l.undirect
	}
	for _, to := range receivers(r.messages) {
		called[to] = true
	}
	for _, b := range r.boxes {
		if own := ownRole(b.id); own != unsaid {
			r.roles[b.id] = own
		}
		if r.roles[b.id] != unsaid {
			continue
		}
		r.roles[b.id] = componentRole
		if w := wordsOfBox(b); w.person || !called[b.id] && slices.ContainsFunc(wordsOf(w.title), isPerson) {
			r.roles[b.id] = actorRole
		}
	}
}

// receivers are those who get messages.
func receivers(steps []Step) []string {
	var list []string
	for _, s := range steps {
		list = append(list, s.To)
		for _, b := range s.Branches {
			list = append(list, receivers(b.Steps)...)
		}
	}
	return list
}

// identify gives every box its id in the draft, and returns those that no
// earlier sheet has.
func (r *sheetReader) identify() []box {
	var fresh []box
	here := map[string]bool{}
	for _, b := range r.boxes {
		says := cmp.Or(ownName(b.id), strings.ToLower(wordsOfBox(b).title))
		key := fmt.Sprint(r.roles[b.id], " ", says)
		id, ok := r.known[key]
		if ok = ok && says != "" && !here[id]; !ok {
			if id = says; says == "" || r.taken[id] { // flows are named after ids
				id = r.prefix + b.id
			}
			r.taken[id] = true
			fresh = append(fresh, b)
		}
		here[id] = true
		r.ids[b.id] = id
		r.known[key] = cmp.Or(r.known[key], id)
	}
	return fresh
}

// add adds a box to the draft.
func (r *sheetReader) add(b box) {
	w, id, name := wordsOfBox(b), r.ids[b.id], ownName(b.id)
	in := ""
	if r.roles[b.parent] == boundaryRole {
		in = r.ids[b.parent]
	}
	switch r.roles[b.id] {
	case actorRole:
		kind := "human"
		if w.kind == "program" || slices.ContainsFunc(wordsOf(w.title), isProgram) {
			kind = "program"
		}
		r.draft.Actors = append(r.draft.Actors, Actor{ID: id, Name: name, Title: w.title, Kind: kind, At: b.at})
	case boundaryRole:
		r.draft.Boundaries = append(r.draft.Boundaries, Boundary{ID: id, Name: name, Title: w.title, In: in, Settings: w.settings, At: b.at})
	default:
		r.draft.Components = append(r.draft.Components, Component{
			ID: id, Name: name, Title: w.title, Doc: w.doc, Kind: w.kind, Tech: w.tech,
			Technology: strings.TrimSpace(w.technology + " " + b.shape), In: in, At: b.at,
		})
	}
}

// call is a line as a call.
func (r *sheetReader) call(l line) (Call, bool) {
	from, to := r.ids[l.from], r.ids[l.to]
	if from == "" || to == "" {
		r.draft.leaveOut("", l.at, "%s: one of its ends touches nothing", l.called())
		return Call{}, false
	}
	for _, end := range []string{l.from, l.to} {
		if r.roles[end] == boundaryRole {
			r.draft.leaveOut("", l.at, "%s: it ends at %q, which is a group", l.called(), strings.Join(r.box(end).label, " "))
			return Call{}, false
		}
	}
	if l.undirect {
		r.draft.ask(to, l.at, "which way does the line to it go? It has no head")
	}
	return Call{From: from, To: to, Label: l.label, Async: l.async, At: l.at}, true
}

var number = regexp.MustCompile(`(?:^|[,;\n] ?)\(?(\d{1,3})[.):]?\s+`)

// numbered makes messages in order of lines that all carry a number, or
// several: "1. asks", "2 get, 4 set". ok is false when one has none.
func numbered(calls []Call) (steps []Step, ok bool) {
	var order []float64
	for _, c := range calls {
		found := number.FindAllStringSubmatchIndex(c.Label, -1)
		if len(found) == 0 || found[0][0] != 0 {
			return nil, false
		}
		for i, at := range found {
			until := len(c.Label)
			if i+1 < len(found) {
				until = found[i+1][0]
			}
			n, err := strconv.ParseFloat(c.Label[at[2]:at[3]], 64)
			if err != nil {
				return nil, false
			}
			position, _ := slices.BinarySearch(order, n+0.5)
			order = slices.Insert(order, position, n)
			steps = slices.Insert(steps, position, Step{From: c.From, To: c.To, Label: strings.TrimSpace(c.Label[at[1]:until]), Async: c.Async, At: c.At})
		}
	}
	return steps, len(steps) > 0
}
