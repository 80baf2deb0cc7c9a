package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
)

// deepest is how far steps are nested: far above what people draw, and below
// what a YAML reader refuses.
const deepest = 40

// mostSteps bounds what flows made of a drawing repeat of each other. Beyond
// it a flow has only the calls that no flow has yet.
const mostSteps = 4000

// flow is a flow as it will be written; names are those of the design.
type flow struct {
	Flow
	name  string
	key   string   // under which it is asked about
	ends  []string // ids that name a flow made of a drawing
	steps []*step
}

// step is a call with what the callee does for it, or a block.
type step struct {
	Step
	inner    []*step
	branches [][]*step
}

// nest makes steps that stand inside each other of a sequence. A message from
// someone who was called and has not answered is nested under that call, and
// ends the calls made since. One from someone nobody waits for starts a flow of
// its own; those are returned behind the first.
func nest(f Flow, kinds map[string]string) []*flow {
	var flows []*flow
	more, rest := f, f.Steps
	for len(rest) > 0 {
		who, sends := sender(rest[0])
		if len(flows) > 0 {
			more = Flow{ID: fmt.Sprint(f.ID, " ", len(flows)+1), Name: f.Name, Title: f.Title, At: rest[0].At}
		}
		n := &nester{kinds: kinds}
		made := &flow{Flow: more}
		switch {
		case n.takes(rest[0]):
			made.By, made.Consumes = rest[0].To, rest[0].From
			rest = rest[1:]
		case sends:
			made.By = who
		}
		rest = n.list(rest, &made.steps, made.By)
		flows = append(flows, made)
	}
	if len(flows) == 0 {
		flows = []*flow{{Flow: f}}
	}
	return flows
}

// nester holds who is waiting for whom: the outermost first.
type nester struct {
	kinds  map[string]string // of components by id
	depth  int               // of the steps that the outermost frame stands in
	frames []frame
}

type frame struct {
	who   string
	steps *[]*step // where the messages of who go
}

// takes tells whether a message is a queue's to who consumes it.
func (n *nester) takes(s Step) bool {
	return s.Block == Message && broker(n.kinds[s.From]) && !broker(n.kinds[s.To])
}

// list nests messages, the outermost of them from by, and returns those that
// it cannot place.
func (n *nester) list(steps []Step, into *[]*step, by string) (rest []Step) {
	n.frames = append(n.frames, frame{by, into})
	for i, s := range steps {
		at := n.waiting(s)
		if at < 0 {
			return append(rest, steps[i:]...)
		}
		n.frames = n.frames[:at+1]
		if depth := n.depth + len(n.frames); s.Block != Message && depth >= deepest {
			for _, b := range s.Branches {
				rest = append(rest, b.Steps...)
			}
			continue
		}
		made := &step{Step: s}
		*n.frames[at].steps = append(*n.frames[at].steps, made)
		if s.Block == Message {
			if !s.Async && !broker(n.kinds[s.To]) && n.depth+len(n.frames) < deepest {
				n.frames = append(n.frames, frame{s.To, &made.inner})
			}
			continue
		}
		for _, b := range s.Branches {
			var branch []*step
			inner := &nester{kinds: n.kinds, depth: n.depth + len(n.frames) + 1}
			rest = append(rest, inner.list(b.Steps, &branch, n.frames[at].who)...)
			made.branches = append(made.branches, branch)
		}
	}
	return rest
}

// waiting finds the frame that a message or block belongs to, the innermost
// first; -1 when its sender waits for nobody. A block belongs to the outermost
// of those who send in it and were there before it.
func (n *nester) waiting(s Step) int {
	if s.Block == Message {
		return n.find(s.From)
	}
	at, called := -1, map[string]bool{}
	var visit func([]Step)
	visit = func(list []Step) {
		for _, m := range list {
			for _, b := range m.Branches {
				visit(b.Steps)
			}
			if m.Block != Message {
				continue
			}
			if i := n.find(m.From); i >= 0 && !called[m.From] && (at < 0 || i < at) {
				at = i
			}
			called[m.To] = true
		}
	}
	for _, b := range s.Branches {
		clear(called)
		visit(b.Steps)
	}
	if _, sends := sender(s); !sends {
		return len(n.frames) - 1 // nothing is said in it
	}
	return at
}

func (n *nester) find(who string) int {
	for i := len(n.frames) - 1; i >= 0; i-- {
		if n.frames[i].who == who {
			return i
		}
	}
	return -1
}

// sender is who sends the first message of a step; false when there is none.
func sender(s Step) (who string, ok bool) {
	if s.Block == Message {
		return s.From, true
	}
	for _, b := range s.Branches {
		for _, inner := range b.Steps {
			if who, ok = sender(inner); ok {
				return who, true
			}
		}
	}
	return "", false
}

// drawing is the calls of a draft as a graph, from which flows are made.
type drawing struct {
	next    map[string][]*arrow
	callers map[string]int
	kinds   map[string]string // of components by id
	written int               // steps so far
}

// arrow is a call and whether a flow makes it.
type arrow struct {
	Call
	covered bool
}

// flowsOf makes flows of calls without order, so that each call is made by at
// least one of them: a flow for each call of an actor, for each consumer of a
// queue, and for each component that calls others and that nobody calls. In a
// flow each component does all it does once.
func flowsOf(d *Draft, kinds map[string]string) []*flow {
	g := &drawing{next: map[string][]*arrow{}, callers: map[string]int{}, kinds: kinds}
	var all []*arrow
	for _, c := range d.Calls {
		a := &arrow{Call: c}
		all = append(all, a)
		g.next[c.From] = append(g.next[c.From], a)
		if c.From != c.To {
			g.callers[c.To]++
		}
	}
	var flows []*flow
	for _, actor := range d.Actors {
		for _, a := range g.next[actor.ID] {
			flows = append(flows, g.flow(actor.ID, a.At, a))
		}
	}
	for _, a := range all {
		if g.consumed(a) {
			flows = append(flows, g.consumer(a))
		}
	}
	for _, c := range d.Components {
		switch uncalled := g.callers[c.ID] == 0 && !broker(kinds[c.ID]) && len(g.next[c.ID]) > 0; {
		case len(c.Starts) > 0:
			f := g.flow(c.ID, c.At, g.next[c.ID]...)
			f.Settings = c.Starts
			flows = append(flows, f)
		case uncalled:
			flows = append(flows, g.flow(c.ID, c.At, g.next[c.ID]...))
		}
	}
	for _, a := range all { // in circles that nobody from outside calls
		if !a.covered {
			flows = append(flows, g.flow(a.From, a.At, g.next[a.From]...))
		}
	}
	return flows
}

// flow is one that makes calls of who starts it: a single one of an actor, or
// all of a component.
func (g *drawing) flow(by string, at diag.Span, calls ...*arrow) *flow {
	f := &flow{Flow: Flow{By: by, At: at}, ends: []string{by}}
	if len(calls) == 1 {
		f.ends = append(f.ends, calls[0].To)
	}
	f.steps = g.steps(calls, map[string]bool{by: true}, 1)
	return f
}

// consumer is the flow of one that consumes a queue.
func (g *drawing) consumer(a *arrow) *flow {
	a.covered = true
	f := &flow{Flow: Flow{By: a.To, Consumes: a.From, At: a.At}, ends: []string{a.To, a.From}}
	f.steps = g.steps(g.next[a.To], map[string]bool{a.To: true}, 1)
	return f
}

// consumed tells whether an arrow says that the callee takes messages from the
// caller.
func (g *drawing) consumed(a *arrow) bool { return broker(g.kinds[a.From]) && !broker(g.kinds[a.To]) }

// steps are calls with what the callees do for them.
func (g *drawing) steps(calls []*arrow, visited map[string]bool, depth int) []*step {
	var list []*step
	for _, a := range calls {
		if g.consumed(a) || a.covered && g.written > mostSteps {
			continue
		}
		a.covered = true
		g.written++
		s := &step{Step: Step{From: a.From, To: a.To, Label: a.Label, Async: a.Async, At: a.At}}
		if !visited[a.To] && !broker(g.kinds[a.To]) && depth < deepest {
			visited[a.To] = true
			s.inner = g.steps(g.next[a.To], visited, depth+1)
		}
		list = append(list, s)
	}
	return list
}

// broker tells whether a component of the kind hands messages on.
func broker(kind string) bool {
	k, _ := catalog.KindOf(kind)
	return k.Class == catalog.Queue || k.Class == catalog.Stream
}

// verbsOf are the verbs of a call to a component of a kind; sure is false when
// the label does not say whether it reads or writes.
func verbsOf(kind, label string, inner bool) (verbs []string, sure bool) {
	k, _ := catalog.KindOf(kind)
	if inner {
		return []string{"call"}, true // nothing else has steps inside
	}
	for _, word := range strings.Split(label, ",") {
		verb, _, _ := strings.Cut(strings.TrimSpace(word), " ") // "read link"
		if k.Accepts(verb) && !slices.Contains(verbs, verb) {
			verbs = append(verbs, verb)
		}
	}
	switch {
	case len(verbs) > 0:
		return verbs, true
	case broker(kind):
		return []string{"publish"}, true
	case !k.KeepsData():
		return []string{"call"}, true
	}
	for _, word := range wordsOf(label) {
		for _, verb := range storeWords {
			if slices.Contains(strings.Fields(verb.words), word) && k.Accepts(verb.verb) && !slices.Contains(verbs, verb.verb) {
				verbs = append(verbs, verb.verb)
			}
		}
	}
	if len(verbs) > 0 {
		return verbs, true
	}
	usual := map[catalog.Class]string{catalog.Cache: "get"}
	return []string{cmp.Or(usual[k.Class], "read")}, false
}

// storeWords are words of labels and the verbs they mean.
var storeWords = []struct{ verb, words string }{
	{"read", "read reads reading get gets load loads fetch fetches select selects look looks lookup lookups"},
	{"write", "write writes writing save saves store stores insert inserts update updates put puts persist persists create creates record records upsert set sets"},
	{"query", "query queries search searches"},
	{"delete", "delete deletes remove removes"},
}
