package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/unit"
)

// place is where steps run.
type place struct {
	caller string // component or actor
	comp   int32  // -1 outside
	owner  string // whose streams are drawn from: the component, or the flow outside
	loop   bool   // a repeat around the steps counts in the same frame
	cache  int32  // component of the cache whose key is in force, counted from 1
	keyed  int32  // key law of the key that the whole run is about, counted from 1
}

// steps emits a list of steps.
func (c *compiler) steps(list []*model.Step, at place) {
	c.besides(list, at)
	deleted := c.here() // from here on are calls that forget the key when they fail
	for _, s := range list {
		if s.Verb != model.VerbSet || c.comps[s.Target.Head()]+1 != at.cache {
			c.landDeleted(deleted)
			deleted = c.here()
		}
		if !c.takenOver[s] {
			c.step(s, at)
		}
	}
	c.landDeleted(deleted)
}

// landDeleted lets the calls from an op on that deleted the key because they
// failed go on here: they brought nothing that the sets behind them could keep.
func (c *compiler) landDeleted(from int32) {
	for k := from; k < c.here(); k++ {
		if o := &c.p.ops[k]; o.kind == opCall && o.b == 0 && c.p.sites[o.a].onError == deleteOnError {
			o.b = c.here()
		}
	}
}

// step emits one step.
func (c *compiler) step(s *model.Step, at place) {
	if s.Wait != nil && s.Wait.Nobody && s.Verb != model.VerbWait {
		waited := *s
		waited.Wait = nil
		k := c.fork(fork{count: -1, detached: true, timeout: -1})
		c.emit(op{kind: opFork, a: k})
		c.body(k, []*model.Step{&waited}, at)
		return
	}
	switch s.Verb {
	case model.VerbWork:
		c.emit(op{kind: opWork, a: c.time(model.WorkLaw(s.Work), c.stream(at.owner, "work"))})
	case model.VerbWait:
		if s.Wait.For != nil {
			c.emit(op{kind: opWait, a: c.time(model.LawOf(s.Wait.For), c.stream(at.owner, "wait"))})
		}
	case model.VerbParallel:
		k := c.fork(fork{count: -1, need: need(s.Join), cancel: isTrue(s.Cancel), timeout: -1})
		c.emit(op{kind: opFork, a: k})
		for _, branch := range s.Parallel {
			c.body(k, branch, at)
		}
	case model.VerbEach:
		k := c.fork(fork{count: c.count(model.LawOf(s.Each), c.stream(at.owner, "each")), atMost: int32(model.Or(s.AtMost, 0)), need: need(s.Join), cancel: isTrue(s.Cancel), timeout: -1})
		c.emit(op{kind: opFork, a: k})
		c.body(k, s.Steps, at)
	case model.VerbRepeat:
		c.repeat(s, at)
	case model.VerbChoose:
		c.choose(s, at)
	case model.VerbRespond:
		c.emit(op{kind: opRespond})
	case model.VerbSaga:
		c.saga(s, at)
	case model.VerbTransaction:
		c.steps(s.Transaction, at)
	case model.VerbFail:
		c.emit(op{kind: opFail, a: c.chances(chance{upTo: s.Fail.Value}), c: c.stream(at.owner, "fail")})
	case "":
	default:
		c.calls(s, at)
	}
}

// body emits steps as a branch of a fork, later.
func (c *compiler) body(k int32, list []*model.Step, at place) {
	n := len(c.p.forks[k].bodies)
	c.p.forks[k].bodies = append(c.p.forks[k].bodies, 0)
	at.loop = false
	c.later(func() {
		c.p.forks[k].bodies[n] = c.here()
		c.steps(list, at)
		c.emit(op{kind: opEnd})
	})
}

func need(j model.Join) int32 { return int32(j.Count) }

func isTrue(b *bool) bool { return b != nil && *b }

// repeat emits a loop. A frame counts one; a loop inside it runs in a branch,
// which has a counter of its own.
func (c *compiler) repeat(s *model.Step, at place) {
	if at.loop {
		k := c.fork(fork{count: -1, timeout: -1})
		c.emit(op{kind: opFork, a: k})
		c.body(k, []*model.Step{s}, at)
		return
	}
	begin := c.emit(op{kind: opRepeat, a: c.count(model.LawOf(s.Repeat), c.stream(at.owner, "repeat"))})
	at.loop = true
	c.steps(s.Steps, at)
	c.emit(op{kind: opAgain, a: begin + 1})
	c.p.ops[begin].b = c.here()
}

// choose emits one branch after the other, each jumping behind the last.
func (c *compiler) choose(s *model.Step, at place) {
	table := make([]chance, 0, len(s.Choose)+1)
	sum := 0.0
	for i := range s.Choose {
		if q := s.Choose[i].Share; q != nil {
			sum += q.Value
			table = append(table, chance{upTo: sum})
		} else {
			table = append(table, chance{upTo: math.Inf(1)})
		}
	}
	table = append(table, chance{upTo: math.Inf(1)}) // what no branch takes does nothing
	if sum > 1-1e-9 {
		table[len(s.Choose)-1].upTo = math.Inf(1)
	}
	first := c.chances(table...)
	c.emit(op{kind: opChoose, a: first, b: int32(len(table)), c: c.stream(at.owner, "choose")})
	var jumps []int32
	for i := range s.Choose {
		c.p.chances[first+int32(i)].to = c.here()
		c.steps(s.Choose[i].Steps, at)
		jumps = append(jumps, c.emit(op{kind: opJump}))
	}
	c.p.chances[int(first)+len(s.Choose)].to = c.here()
	c.land(jumps)
}

// chances adds entries to the table of choices and returns the first.
func (c *compiler) chances(list ...chance) int32 {
	c.p.chances = append(c.p.chances, list...)
	return int32(len(c.p.chances) - len(list))
}

// land lets jumps end here.
func (c *compiler) land(jumps []int32) {
	for _, j := range jumps {
		c.p.ops[j].a = c.here()
	}
}

// saga emits the parts as a branch that counts them, and their undoing.
func (c *compiler) saga(s *model.Step, at place) {
	k := int32(len(c.p.sagas))
	c.p.sagas = append(c.p.sagas, saga{body: make([]int32, 1), undo: make([]int32, len(s.Saga))})
	c.emit(op{kind: opSaga, a: k})
	inside := at
	inside.loop = true // the counter is the saga's
	c.later(func() {
		c.p.sagas[k].body[0] = c.here()
		for i := range s.Saga {
			c.steps(s.Saga[i].Do, inside)
			c.emit(op{kind: opDid})
		}
		c.emit(op{kind: opEnd})
	})
	c.later(func() {
		for i := len(s.Saga) - 1; i >= 0; i-- {
			c.p.sagas[k].undo[i] = c.here()
			c.steps(s.Saga[i].Undo, at)
		}
		c.emit(op{kind: opRaise})
	})
}

// calls emits a call or an access, hop by hop, with what follows a miss or a
// failure in the caller of the last hop.
func (c *compiler) calls(s *model.Step, at place) {
	for _, ref := range s.Path {
		if !c.d.Components.Has(ref.Head()) {
			if s.Verb == model.VerbGet {
				c.steps(s.Miss, at) // a removed cache is a miss
			}
			return // a step to a component that a variant removed
		}
	}
	c.hop(s, 0, at)
}

// hop emits the call of one hop of a path.
func (c *compiler) hop(s *model.Step, n int, at place) {
	callee := c.d.Components.Get(s.Path[n].Head())
	last := n == len(s.Path)-1
	to := c.comps[callee.Name]
	keys, cached := int32(-1), false
	if last || c.p.components[to].cells > 1 {
		keys = c.keysOf(s, callee)
	}
	if last && at.keyed != keys+1 {
		cached = keys >= 0 && (s.Verb == model.VerbGet || c.p.components[to].balance == hashed && at.cache == 0)
	}
	if cached {
		c.emit(op{kind: opKey, a: keys})
	}
	site := c.policies(at, callee, s)
	site.keys = keys
	if last {
		site.data = c.dataOf(s)
		site.writes = changes(s.Verb) || s.Verb == model.VerbPublish
		site.reads = asks(s.Verb)
	}
	if last {
		site.route = c.routeOf(s, callee)
	}
	inside := at
	if s.Verb == model.VerbGet && c.p.components[to].cache >= 0 {
		inside.cache = to + 1
	}
	if c.heldSteps[s] == callee.Name {
		site.route = routeHeld
	}
	site.drop = at.cache - 1
	k := c.site(site)
	c.siteFrom[k] = at.caller
	c.nameCall(k, s, n)
	call := c.emit(op{kind: opCall, a: k})
	c.enter(k, s, n, callee, at.cache == to+1)
	if !last {
		return
	}
	var jumps []int32
	if s.Verb == model.VerbGet && len(s.Miss) > 0 {
		jumps = append(jumps, c.emit(op{kind: opJump}))
		c.p.ops[call].b = c.here()
		c.missSteps(callee, s.Miss, inside)
	}
	if site.onError == stepsOnError {
		jumps = append(jumps, c.emit(op{kind: opJump}))
		c.p.ops[call].c = c.here()
		c.steps(c.d.Policy(at.caller, callee.Name, s).OnError.Steps, at)
	}
	c.land(jumps)
	if cached {
		c.emit(op{kind: opForget, a: c.runsWithKeys()})
	}
}

// entryKey names code that calls can share: an operation called plainly.
type entryKey struct {
	component string
	operation string
}

// enter has the code emitted that a call runs inside its callee.
// fills says that it is a miss of the callee that is made good.
func (c *compiler) enter(k int32, s *model.Step, n int, callee *model.Component, fills bool) {
	last := n == len(s.Path)-1
	to := c.comps[callee.Name]
	name := s.Path[n].Tail()
	shared := last && s.Verb == model.VerbCall && s.Work == nil && len(s.Steps) == 0 && len(s.Miss) == 0 && s.Hit == nil
	key := entryKey{callee.Name, name}
	if entry, done := c.entries[key]; done && shared {
		c.p.sites[k].entry = entry
		return
	}
	place := place{caller: callee.Name, comp: to, owner: callee.Name}
	emit := func() {
		entry := c.here()
		c.p.sites[k].entry = entry
		if shared {
			c.entries[key] = entry
		}
		after := c.copying(callee, s, last)
		if l, any := c.workOf(callee, s); any {
			c.emit(op{kind: opWork, a: l})
		}
		after()
		if !last {
			c.hop(s, n+1, place)
			c.emit(op{kind: opEnd})
			return
		}
		c.inside(s, callee, place, fills)
		c.emit(op{kind: opEnd})
	}
	c.later(func() {
		if entry, done := c.entries[key]; done && shared {
			c.p.sites[k].entry = entry
			return
		}
		emit()
	})
}

// workOf adds the law of the processor time of a step in a callee.
func (c *compiler) workOf(callee *model.Component, s *model.Step) (int32, bool) {
	w := c.d.WorkOf(callee, s)
	l := w.Law()
	if l.Kind == stats.Const && l.A == 0 && !c.willBeSet() {
		return 0, false
	}
	at := c.law(l, 1e9, c.stream(callee.Name, "work"))
	if w.Times != nil {
		c.p.laws[at].value = min(math.Round(c.p.laws[at].value*w.Times.Value), longest)
		c.p.laws[at].scale *= w.Times.Value
	}
	return at, true
}

// inside emits what runs in the callee of the last hop after its work.
func (c *compiler) inside(s *model.Step, callee *model.Component, at place, fills bool) {
	to := at.comp
	contents := c.p.components[to].cache >= 0
	many := int32(-1)
	if s.Keys != nil {
		many = c.count(model.LawOf(s.Keys), c.stream(callee.Name, "multi-get"))
	}
	switch s.Verb {
	case model.VerbPublish:
		if q, known := c.queues[callee.Name]; known {
			c.emit(op{kind: opEnqueue, a: q})
		}
	case model.VerbGet, model.VerbRead:
		switch {
		case s.Hit != nil:
			c.hitOrMiss(callee, s.Hit, nil, at)
		case contents:
			c.emit(op{kind: opLookup, a: to, b: many})
		case callee.Behaviour.Class == catalog.Cache && len(s.Miss) > 0:
			c.emit(op{kind: opMiss}) // nothing is known of its contents
		}
	case model.VerbSet, model.VerbWrite, model.VerbAppend, model.VerbDelete:
		if contents || callee.Behaviour.Class == catalog.Cache {
			c.cacheWrite(s, callee, at, fills)
		}
	case model.VerbCall:
		c.callee(s, callee, at, contents)
	}
}

// callee emits the operation and the steps of a call.
func (c *compiler) callee(s *model.Step, m *model.Component, at place, contents bool) {
	if o := m.Operations.Get(s.Target.Tail()); o != nil {
		c.steps(o.Steps, at)
	}
	c.steps(s.Steps, at)
	switch {
	case len(s.Miss) == 0:
	case s.Hit != nil:
		c.hitOrMiss(m, s.Hit, s.Miss, at)
	case contents:
		c.emit(op{kind: opLookup, a: at.comp, b: -1})
		jump := c.emit(op{kind: opIfHit})
		at.cache = at.comp + 1
		c.missSteps(m, s.Miss, at)
		c.p.ops[jump].a = c.here()
	default:
		c.missSteps(m, s.Miss, at)
	}
}

// hitOrMiss emits a fixed hit ratio: the miss steps in place, or without them
// an answer that says miss.
func (c *compiler) hitOrMiss(m *model.Component, hit *unit.Quantity, miss []*model.Step, at place) {
	first := c.chances(chance{upTo: hit.Value}, chance{upTo: math.Inf(1)})
	c.emit(op{kind: opChoose, a: first, b: 2, c: c.stream(at.owner, "hit")})
	c.p.chances[first+1].to = c.here()
	if miss == nil {
		c.emit(op{kind: opMiss})
	}
	c.missSteps(m, miss, at)
	c.p.chances[first].to = c.here()
}
