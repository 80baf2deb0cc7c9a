package sim

import (
	"fmt"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/unit"
)

// Options say under which load a design is compiled.
type Options struct {
	Load       string                            // mean, peak (when empty) or a scenario of the design
	LoadScale  float64                           // multiplies all arrivals and users; 0 is 1
	For        float64                           // seconds to measure; 0 takes the scenario's, or runs until settled
	Breakdowns bool                              // replicas fail and are repaired by their mttf and mttr
	Faults     []model.Fault                     // what is injected
	Miniature  int                               // divides the load and what every part can carry, see miniature.go; 0 and 1 leave both
	Slower     *Slower                           // by how much a miniature is, see patience.go; nil where nobody waits for that
	Slice      float64                           // part of the load to simulate, 1/100; SliceAuto when it is too large; 0 for the whole
	base       *compiler                         // of the design that this one is a set of
	thin       func(*model.Design) *model.Design // of a slice: the part of another design that it keeps; nil for the whole
	// ReadFile reads the recorded arrivals of file(...); nil when there are none.
	ReadFile func(name string) ([]byte, error)
}

// Compile turns a checked design into a program. What cannot be simulated is
// reported with its place; the program is nil when there are errors.
func Compile(d *model.Design, o Options) (*Program, diag.List) {
	if o.Slice != 0 {
		return compileSlice(d, o)
	}
	c := &compiler{
		assembler: newAssembler(), d: d, o: o,
		beside: map[*model.Step]*model.Step{}, takenOver: map[*model.Step]bool{},
		comps: map[string]int32{}, entries: map[entryKey]int32{}, keyLaws: map[string]int32{}, queues: map[string]int32{}, links: map[string]int32{}, heldSteps: map[*model.Step]string{}, siteFrom: map[int32]string{},
	}
	if c.o.LoadScale == 0 {
		c.o.LoadScale = 1
	}
	if c.o.Miniature > 1 && o.base == nil {
		c.o.LoadScale /= float64(c.o.Miniature)
	}
	c.most = c.mostPatched()
	if o.base != nil {
		c.p.lanes = slices.Clone(o.base.p.lanes)
	}
	level := c.level()
	c.priorities()
	for name, comp := range d.Components.All() {
		c.comps[name] = c.station(comp)
		c.linkOf(comp)
	}
	c.entities()
	c.contents()
	c.copies()
	c.standbys()
	c.queuesOf()
	for name, f := range d.Flows.All() {
		c.flow(name, f)
	}
	c.startCalls()
	c.emitPending()
	c.terms()
	c.crowds()
	c.loads(level)
	c.consumers()
	c.holdSources()
	if len(c.o.Faults) > 0 {
		c.p.mishaps = c.stream("", "faults")
	}
	c.layRoads()
	c.nameLinks()
	c.faults()
	c.qualities()
	c.miniature()
	c.joinPatches()
	if n := len(c.p.lanes); n > maxLane {
		c.errorf(diag.Span{}, "too-many-delays", fmt.Sprintf("use at most %d different constant delays and timeouts", maxLane), "there are %d different constant delays and timeouts", n)
	}
	if c.problems.HasErrors() {
		return nil, c.problems
	}
	c.p.loadScale, c.p.gaps = c.o.LoadScale, Gaps(d, c.o.Breakdowns)
	return c.finish(), c.problems
}

// compiler holds what is known while a design is compiled.
type compiler struct {
	*assembler
	d        *model.Design
	o        Options
	problems diag.List

	comps     map[string]int32
	entries   map[entryKey]int32 // operations that were emitted already
	keyLaws   map[string]int32   // by entity
	queues    map[string]int32   // by component
	links     map[string]int32   // of networks, by component
	most      map[string]int32   // replicas that a set gives
	patches   []patched
	siteFrom  map[int32]string       // caller of each call
	heldSteps map[*model.Step]string // steps that go to the replica that holds a connection, and its component
	classes   []float64              // priorities in ascending order
	pending   []func()               // bodies that are yet to be emitted

	beside    map[*model.Step]*model.Step // of a write to a cache the write to its store that stands beside it
	takenOver map[*model.Step]bool        // writes that a cache does behind the answer
}

// level finds the load and sets how long is measured.
func (c *compiler) level() model.LoadLevel {
	name := c.o.Load
	if name == "" {
		name = "peak"
	}
	level, known := c.d.LoadOf(name)
	if !known {
		c.errorf(diag.Span{}, "unknown-load", "mean, peak, or a scenario under load", "there is no load %q", name)
		return model.LoadLevel{Level: "peak"}
	}
	c.p.load = name
	length := c.o.For
	if s := level.Scenario; s != nil && length == 0 {
		length = model.Or(s.For, 0)
		for i := range s.Ramp {
			if r := &s.Ramp[i]; s.For == nil {
				end := model.Or(r.From, 0) + model.Or(r.Over, 0) + model.Or(r.Hold, 0) + model.Or(r.Down, 0)
				length = max(length, end+60) // and a minute to see what is left behind
			}
		}
	}
	c.p.length = ns(length)
	return level
}

// priorities collects all priorities, so that each becomes a class.
func (c *compiler) priorities() {
	c.classes = []float64{0}
	add := func(q *unit.Quantity) {
		if q != nil && !slices.Contains(c.classes, q.Value) {
			c.classes = append(c.classes, q.Value)
		}
	}
	for _, f := range c.d.Flows.All() {
		add(f.Priority)
		c.d.Walk(f, func(v model.Visit) {
			if v.Callee != nil {
				add(c.d.Policy(v.Caller, v.Callee.Name, v.Step).Priority)
			}
		})
	}
	slices.Sort(c.classes)
	if len(c.classes) > 256 {
		c.errorf(diag.Span{}, "too-many-priorities", "use at most 256 different priorities", "there are %d different priorities", len(c.classes))
		c.classes = c.classes[:256]
	}
	c.p.classes = len(c.classes)
}

// class returns the class of a priority, other when it is not said.
func (c *compiler) class(q *unit.Quantity, other int32) int32 {
	if q == nil {
		return other
	}
	return int32(slices.Index(c.classes, q.Value))
}

// station compiles one component.
func (c *compiler) station(m *model.Component) int32 {
	e := m.Effective()
	s := newComponent(m.Name)
	s.kind = m.Kind
	s.slots = whole(e.Slots)
	s.queue = unlimited
	if e.Queue != nil {
		s.queue = int32(math.Round(e.Queue.Value))
	}
	if e.Cores != nil {
		cores := math.Ceil(e.Cores.Value - 1e-9)
		s.cores, s.stretch = int32(cores), cores/e.Cores.Value
	}
	s.discipline = disciplines[m.Discipline]
	s.balance, s.choices = balances[m.Balance.Policy], int32(m.Balance.Choices)
	if m.Stale != nil && (s.balance == leastInFlight || s.balance == choices) {
		s.stale = max(1, ns(m.Stale.Value))
	}
	c.replicasOf(m, &s)
	c.roomForSet(m.Name, &s)
	if m.Shards != nil && m.Shards.Count != nil {
		s.shards = max(1, int32(m.Shards.Count.Value))
		s.count *= s.shards
		s.start *= s.shards
		s.eachPlace(s.shards, c.p)
	}
	c.cellsOf(m, &s)
	if m.MaxWait != nil {
		s.maxWait = c.waits(model.LawOf(m.MaxWait), c.o.Slower.component(m.Name), c.stream(m.Name, "patience"))
	}
	s.startup = c.startup(m)
	c.protection(m, &s)
	if w := m.Slowdown; w != nil {
		s.slowdown = slowdown{on: true, serial: model.Or(w.Serial, 0), cross: model.Or(w.Cross, 0), replicas: w.Of == "replicas"}
	}
	if c.o.Breakdowns && e.MTTF != nil && e.MTTR != nil {
		stream := c.stream(m.Name, "breakdowns")
		mean := func(q *unit.Quantity) int32 {
			return c.time(stats.Law{Kind: stats.Exponential, A: q.Value}, stream)
		}
		s.breaks = breaks{mttf: mean(e.MTTF), mttr: mean(e.MTTR), resume: m.Restart == "resume"}
	}
	if m.Behaviour.Class == catalog.Cache && s.balance == roundRobin && m.Balance.Policy == "" && s.count > 1 {
		s.balance = hashed // the replicas of a cache share the keys, as a cluster does
	}
	s.connections = limit(e.Connections)
	s.pooled = m.Behaviour.Class == catalog.Store && s.connections > 0
	s.drain = ns(model.Or(m.Drain, 0))
	s.drainStream = c.stream(m.Name, "drain")
	return c.component(s)
}

var disciplines = map[string]discipline{
	"": fifo, "fifo": fifo, "lifo": lifo, "priority": priority, "priority-preemptive": preemptive, "processor-sharing": processorSharing,
}

var balances = map[string]balance{
	"": roundRobin, "round-robin": roundRobin, "random": random, "least-in-flight": leastInFlight, "choices": choices, "hash": hashed, "shared-queue": sharedQueue,
}

// whole returns a limit as a number; 0 for unlimited, which component reads so.
func whole(q *unit.Quantity) int32 {
	if q == nil || q.Value >= unlimited {
		return 0
	}
	return max(1, int32(math.Round(q.Value)))
}

// protection compiles what refuses requests before they wait.
func (c *compiler) protection(m *model.Component, s *component) {
	s.limit = c.limit(m.RateLimit, m.Span)
	s.shed = c.shedding(m.Shed, s.count)
}

// flow compiles the code of one flow.
func (c *compiler) flow(name string, f *model.Flow) {
	caller, comp := c.d.Starter(f)
	at := place{caller: caller, comp: -1, owner: name}
	entry := c.here()
	gate := c.guard(name)
	c.endpointLimits(name)
	c.keyOfRun(f, &at)
	limit, cancel := int32(-1), false
	if f.Deadline != nil && f.Deadline.Time != nil {
		limit = c.waits(model.LawOf(f.Deadline.Time), c.o.Slower.flow(name), c.stream(name, "deadline"))
	}
	body := func() {
		if comp == nil {
			c.fetchMessages(f, at)
			c.steps(f.Steps, at)
			return
		}
		c.runAt(f, comp, at)
	}
	held := c.connect(f)
	if limit >= 0 {
		k := c.fork(fork{count: -1, timeout: limit, cancel: cancel})
		c.emit(op{kind: opFork, a: k})
		c.finishRequest(f, held)
		c.later(func() {
			c.p.forks[k].bodies = []int32{c.here()}
			body()
			c.emit(op{kind: opEnd})
		})
	} else {
		body()
		c.finishRequest(f, held)
	}
	c.p.flows = append(c.p.flows, flow{name: name, entry: entry, hold: held, gate: gate, reading: c.readings(f), class: uint8(c.class(f.Priority, int32(slices.Index(c.classes, 0))))})
}

// runAt compiles a flow whose outermost steps run in a component: it holds a
// slot there.
func (c *compiler) runAt(f *model.Flow, comp *model.Component, at place) {
	callee := c.comps[comp.Name]
	s := newSite(c.edge(-1, callee, maxBudget, -1), callee, 0)
	if f.Consumes != nil {
		s.route = routePull
	}
	if start := c.d.StartOf(f); start.PerReplica {
		s.route = routeOwn
	}
	k := c.site(s)
	c.emit(op{kind: opCall, a: k})
	c.later(func() {
		c.p.sites[k].entry = c.here()
		at := place{caller: comp.Name, comp: callee, owner: comp.Name}
		c.fetchMessages(f, at)
		c.steps(f.Steps, at)
		c.emit(op{kind: opEnd})
	})
}

// fork adds a fork.
func (c *compiler) fork(k fork) int32 {
	c.p.forks = append(c.p.forks, k)
	return int32(len(c.p.forks) - 1)
}

// later has a body emitted after the code that is being emitted now.
func (c *compiler) later(body func()) { c.pending = append(c.pending, body) }

func (c *compiler) emitPending() {
	for len(c.pending) > 0 {
		body := c.pending[0]
		c.pending = c.pending[1:]
		body()
	}
}

func (c *compiler) errorf(at diag.Span, code, help, format string, args ...any) {
	c.problems = append(c.problems, diag.Diagnostic{Severity: diag.Error, Code: code, Span: at, Message: fmt.Sprintf(format, args...), Help: help})
}

func (c *compiler) warnf(at diag.Span, code, help, format string, args ...any) {
	c.problems = append(c.problems, diag.Diagnostic{Severity: diag.Warning, Code: code, Span: at, Message: fmt.Sprintf(format, args...), Help: help})
}
