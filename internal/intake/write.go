package intake

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
)

// Write makes the text of a design of a draft; origin says what it was made
// from. The design checks without errors, whatever the draft holds.
func Write(d *Draft, origin string) *Result {
	w := &writer{
		draft: d, known: map[string]string{}, kinds: map[string]string{},
		parts: newNamer("part"), boundaries: newNamer("boundary"), flows: newNamer("flow"), entityNames: newNamer("entity"),
		leftOut: slices.Clone(d.LeftOut), open: map[string][]Note{}, done: map[string]bool{},
	}
	for _, q := range d.Open {
		w.open[q.About] = append(w.open[q.About], q)
	}
	w.name()
	w.settle()
	flows := w.written()
	w.ask(flows)

	w.print(flows, origin)
	return &Result{Text: w.text.Bytes(), Open: w.result(w.asked), LeftOut: w.result(w.leftOut)}
}

// writer writes one draft.
type writer struct {
	draft *Draft
	text  bytes.Buffer

	known                    map[string]string // id of an actor or component, and its section
	kinds                    map[string]string // id of a component, and its kind
	techs                    map[string]string
	parts, boundaries, flows *namer
	entityNames              *namer
	flowPaths                map[string]string
	deadLetters              map[string]string // of a queue, the queue they go to

	open    map[string][]Note // by id
	asked   []Note            // those of open, in the order they were written
	done    map[string]bool   // ids that are written
	leftOut []Note
}

// name names everything but the flows.
func (w *writer) name() {
	for _, a := range w.draft.Actors {
		if w.known[a.ID] == "" {
			w.known[a.ID] = "actors"
			w.parts.add(a.ID, a.Name, a.Title)
		}
	}
	for _, c := range w.draft.Components {
		if w.known[c.ID] == "" {
			w.known[c.ID] = "components"
			w.parts.add(c.ID, c.Name, c.Title)
		}
	}
	for _, b := range w.draft.Boundaries {
		w.boundaries.add(b.ID, b.Name, b.Title)
	}
	for _, e := range w.draft.Entities {
		w.entityNames.add(e.ID, e.Name)
	}
}

// settle decides what each component is, and asks where that is a guess.
func (w *writer) settle() {
	w.techs = map[string]string{}
	for _, c := range w.draft.Components {
		if w.known[c.ID] != "components" || w.kinds[c.ID] != "" {
			continue
		}
		_, known := catalog.KindOf(c.Kind)
		if known {
			w.kinds[c.ID], w.techs[c.ID] = c.Kind, fits(c.Kind, c.Tech)
			if g := guessKind(c.Technology); w.techs[c.ID] == "" && g.sure {
				w.techs[c.ID] = fits(c.Kind, g.tech)
			}
			continue
		}
		g := guessKind(c.Technology, c.Name, c.Title, c.ID)
		w.kinds[c.ID], w.techs[c.ID] = g.kind, cmp.Or(fits(g.kind, c.Tech), fits(g.kind, g.tech))
		switch {
		case g.word == "":
			w.open[c.ID] = append(w.open[c.ID], Note{c.ID, "is it a service? Nothing says what kind it is", c.At})
		case !g.sure:
			w.open[c.ID] = append(w.open[c.ID], Note{c.ID, fmt.Sprintf("is it of kind %s? Only the word %q says so", g.kind, g.word), c.At})
		}
	}
}

// written are the flows as they will be written: those of the draft, nested,
// and those made of calls that they do not make.
func (w *writer) written() []*flow {
	var flows []*flow
	for _, f := range w.draft.Flows {
		f.Steps = w.possible(f.Steps)
		if w.known[f.By] == "" {
			f.By = ""
		}
		if !broker(w.kinds[f.Consumes]) {
			f.Consumes = ""
		}
		flows = append(flows, nest(f, w.kinds)...)
	}
	made := map[[2]string]bool{}
	for _, f := range flows {
		made[[2]string{f.Consumes, f.By}] = true
		eachStep(f.steps, func(s *step) { made[[2]string{s.From, s.To}] = true })
	}
	drawn := &Draft{Actors: w.draft.Actors, Components: w.draft.Components}
	seen := map[[3]string]bool{}
	for _, c := range w.draft.Calls {
		s := Step{From: c.From, To: c.To, Label: c.Label, Async: c.Async, At: c.At}
		possible := w.possible([]Step{s})
		if len(possible) == 0 {
			continue
		}
		s = possible[0]
		if broker(w.kinds[s.From]) && broker(w.kinds[s.To]) {
			w.deadLetter(s)
			continue
		}
		if key := [3]string{s.From, s.To, s.Label}; !made[[2]string{s.From, s.To}] && !seen[key] {
			seen[key] = true
			drawn.Calls = append(drawn.Calls, Call{s.From, s.To, s.Label, s.Async, s.At})
		}
	}
	flows = append(flows, flowsOf(drawn, w.kinds)...)
	w.flowPaths = map[string]string{}
	for i, f := range flows {
		f.key = fmt.Sprint("\x00flow ", i)
		var ends []string
		for _, id := range f.ends {
			ends = append(ends, w.parts.of[id])
		}
		f.name = w.flows.add(f.key, f.Name, f.Title, strings.Join(ends, " "), f.ID)
		w.flowPaths[f.key] = "flows." + f.name
		if _, taken := w.flowPaths[f.ID]; !taken && len(f.ends) == 0 {
			w.flowPaths[f.ID] = w.flowPaths[f.key]
			w.open[f.key] = append(w.open[f.key], w.aboutFlow(f.ID)...)
		}
	}
	return flows
}

// deadLetter notes an arrow from queue to queue. A queue has one place for its
// dead letters.
func (w *writer) deadLetter(s Step) {
	if w.deadLetters == nil {
		w.deadLetters = map[string]string{}
	}
	switch to := w.deadLetters[s.From]; {
	case s.From == s.To || to != "" && to != s.To:
		w.drop(s, "queues pass on only dead letters, to one other")
	default:
		w.deadLetters[s.From] = s.To
	}
}

// aboutFlow takes the questions that the draft asks about a flow; an id that is
// a component's too means that.
func (w *writer) aboutFlow(id string) []Note {
	if w.known[id] != "" {
		return nil
	}
	list := w.open[id]
	delete(w.open, id)
	return list
}

// possible are the messages that a design can have: from somebody known to a
// component. One that only says that its sender takes messages is turned round.
func (w *writer) possible(steps []Step) []Step {
	var list []Step
	for _, s := range steps {
		if s.Block != Message {
			branches := make([]Branch, len(s.Branches))
			for i, b := range s.Branches {
				branches[i] = Branch{b.Label, w.possible(b.Steps)}
			}
			s.Branches = branches
			if len(branches) > 0 {
				list = append(list, s)
			}
			continue
		}
		if broker(w.kinds[s.To]) && !broker(w.kinds[s.From]) && w.known[s.From] == "components" && taking(s.Label) {
			s.From, s.To = s.To, s.From
		}
		switch {
		case w.known[s.From] == "" || w.known[s.To] == "":
			w.drop(s, "one end of it is nothing in the design")
		case w.known[s.To] == "actors":
			w.drop(s, "an actor is not called")
		default:
			list = append(list, s)
		}
	}
	return list
}

// taking tells whether a label says that the sender takes messages.
func taking(label string) bool {
	return slices.ContainsFunc(wordsOf(label), func(word string) bool {
		return slices.Contains(strings.Fields("consume consumes consuming subscribe subscribes poll polls pull pulls receive receives dequeue dequeues listen listens"), word)
	})
}

func (w *writer) drop(s Step, why string) {
	text := fmt.Sprintf("call from %s to %s", w.called(s.From), w.called(s.To))
	if s.Label != "" {
		text += fmt.Sprintf(" %q", oneLine(s.Label))
	}
	w.leftOut = append(w.leftOut, Note{"", text + ": " + why, s.At})
}

// called is how a note names an actor or component.
func (w *writer) called(id string) string {
	return cmp.Or(w.parts.of[id], fmt.Sprintf("%q", oneLine(id)))
}

// ask asks what no drawing tells of flows.
func (w *writer) ask(flows []*flow) {
	asked := map[[2]string]bool{}
	for _, f := range flows {
		note := func(at Step, format string, args ...any) {
			w.open[f.key] = append(w.open[f.key], Note{f.key, fmt.Sprintf(format, args...), at.At})
		}
		starts := func(s Setting) bool {
			return slices.Contains([]string{"rate", "per-user", "arrivals", "users", "every"}, s.Key)
		}
		if f.Consumes == "" && !slices.ContainsFunc(f.Settings, starts) {
			note(Step{At: f.At}, "how often is it run? Write rate: 10/s")
		}
		if f.Consumes == "" && w.known[f.By] == "components" && len(f.ends) > 0 && len(f.Settings) == 0 {
			note(Step{At: f.At}, "who or what makes %s do it?", w.parts.of[f.By])
		}
		eachStep(f.steps, func(s *step) {
			pair := [2]string{s.From, s.To}
			switch _, sure := w.verbs(s); {
			case s.Block == Choose && len(s.branches) > 1:
				note(s.Step, "how often is each branch taken? Their shares are equal")
			case s.Block == Repeat:
				note(s.Step, "how often is it repeated? It stands here once")
			case s.Block == Message && s.From == s.To && s.Label != "":
				note(s.Step, "how long does %s work on %q? Write work: 5ms", w.parts.of[s.To], oneLine(s.Label))
			case s.Block == Message && !sure && !asked[pair]:
				asked[pair] = true
				note(s.Step, "does %s read or write %s?", w.parts.of[s.From], w.parts.of[s.To])
			}
		})
	}
}

// verbs are those of a message.
func (w *writer) verbs(s *step) (verbs []string, sure bool) {
	return verbsOf(w.kinds[s.To], s.Label, len(s.inner) > 0)
}

// eachStep visits steps with all that stand inside them.
func eachStep(list []*step, visit func(*step)) {
	for _, s := range list {
		visit(s)
		eachStep(s.inner, visit)
		for _, b := range s.branches {
			eachStep(b, visit)
		}
	}
}

// result gives notes the path of what they are about.
func (w *writer) result(notes []Note) []Note {
	list := slices.Clone(notes)
	for i, n := range list {
		list[i].About = w.path(n.About)
	}
	return list
}

// around is the name of the boundary around another; "" when there is none, or
// when it stands in itself.
func (w *writer) around(b Boundary) string {
	parent := map[string]string{}
	for _, x := range slices.Backward(w.draft.Boundaries) {
		parent[x.ID] = x.In
	}
	at := b.In
	for range w.draft.Boundaries {
		if at == b.ID {
			return ""
		}
		at = parent[at]
	}
	return w.boundaries.of[b.In]
}

// path is where an id stands in the design; "" when it is not there.
func (w *writer) path(id string) string {
	switch {
	case w.known[id] != "":
		return w.known[id] + "." + w.parts.of[id]
	case w.flowPaths[id] != "":
		return w.flowPaths[id]
	case w.boundaries.of[id] != "":
		return "boundaries." + w.boundaries.of[id]
	}
	return ""
}
