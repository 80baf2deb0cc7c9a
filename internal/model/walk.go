package model

// Visit is one step of a flow as it is met on the way from the outside in. A
// call on a path is met once for every hop.
type Visit struct {
	Flow      *Flow
	Step      *Step
	Caller    string     // who runs the step: a component, or the actor outside; "" when nobody is named
	From      *Component // the caller when it is a component
	Callee    *Component // of a step with a target; nil otherwise
	Operation *Operation // of the callee, when one is called
	Hop, Hops int        // of a path, counted from 0; a plain call is hop 0 of 1
	Depth     int        // of nesting; the outermost steps have 0
	Async     bool       // nobody waits for it: wait: false, or behind respond
	Miss      bool       // only when a key is not there
	Fallback  bool       // only when something failed: on-error steps, undo of a saga
}

// Last tells whether the visit is the call that the step's options belong to.
func (v Visit) Last() bool { return v.Hop == v.Hops-1 }

// maxVisits is how many steps a flow may stand for once every operation is
// written out. Operations that call others twice double with every level; the
// largest real flows have a few hundred steps.
const maxVisits = 100_000

// Walk meets every step of a flow in the order of the file, from the outermost
// in, the steps of called operations included. Recursion, which the checker
// reports, is entered once; a flow of more than 100,000 steps, which it reports
// too, is met only so far.
func (d *Design) Walk(f *Flow, visit func(Visit)) {
	name, component := d.Starter(f)
	w := walker{d: d, visit: visit, left: maxVisits, open: map[*Operation]bool{}}
	w.steps(f.Steps, Visit{Flow: f, Caller: name, From: component})
}

// WalkOperation meets the steps of one operation as Walk does.
func (d *Design) WalkOperation(c *Component, op *Operation, visit func(Visit)) {
	w := walker{d: d, visit: visit, left: maxVisits, open: map[*Operation]bool{op: true}}
	w.steps(op.Steps, Visit{Caller: c.Name, From: c})
}

type walker struct {
	d     *Design
	visit func(Visit)
	left  int                 // visits until it gives up
	open  map[*Operation]bool // operations being walked
}

// steps walks a list in the place that at describes.
func (w *walker) steps(list []*Step, at Visit) {
	for _, s := range list {
		if w.left--; w.left < 0 {
			return
		}
		w.step(s, at)
		if s.Verb == VerbRespond {
			at.Async = true // what follows runs behind the answer
		}
	}
}

func (w *walker) step(s *Step, at Visit) {
	at.Step, at.Callee, at.Operation, at.Hop, at.Hops = s, nil, nil, 0, 1
	if s.Wait != nil && s.Wait.Nobody {
		at.Async = true
	}
	if len(s.Path) > 0 {
		w.call(s, at)
		return
	}
	w.visit(at)
	inner := at
	inner.Depth++
	w.steps(s.Steps, inner)
	w.steps(s.Transaction, inner)
	for _, branch := range s.Parallel {
		w.steps(branch, inner)
	}
	for _, choice := range s.Choose {
		w.steps(choice.Steps, inner)
	}
	for _, part := range s.Saga {
		w.steps(part.Do, inner)
	}
	inner.Fallback = true
	for _, part := range s.Saga {
		w.steps(part.Undo, inner)
	}
	if s.OnError != nil {
		w.steps(s.OnError.Steps, inner)
	}
}

// call walks every hop of a call or access and then what runs inside.
func (w *walker) call(s *Step, at Visit) {
	at.Hops = len(s.Path)
	caller := at // of the last hop
	for hop, ref := range s.Path {
		caller = at
		at.Hop, at.Callee, at.Operation = hop, w.d.Components.Get(ref.Head()), nil
		if at.Callee != nil && s.Verb == VerbCall {
			at.Operation = at.Callee.Operations.Get(ref.Tail())
		}
		w.visit(at)
		at.Caller, at.From = ref.Head(), at.Callee
		at.Depth++
	}
	caller.Depth++
	inside := at
	if at.Operation != nil && !w.open[at.Operation] {
		w.open[at.Operation] = true
		w.steps(at.Operation.Steps, inside)
		delete(w.open, at.Operation)
	}
	w.steps(s.Steps, inside)
	miss := inside
	if s.Verb != VerbCall {
		miss = caller // the miss of a get runs in the caller
	}
	miss.Miss = true
	w.steps(s.Miss, miss)
	if caller.Fallback {
		return // a fallback has none of its own, or links would never end
	}
	fallback := caller
	fallback.Fallback = true
	if o := w.d.Policy(caller.Caller, s.Target.Head(), s).OnError; o != nil {
		w.steps(o.Steps, fallback)
	}
}
