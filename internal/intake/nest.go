package intake

import "fmt"

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
