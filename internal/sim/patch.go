package sim

import (
	"math"
	"reflect"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// Verb set: an operator changes values of the running system. The patched
// design is compiled beside the design; both programs have the same parts, so
// that the world goes on in the other one. Requests on their way keep what they
// have drawn.

// patched is the set of an act.
type patched struct {
	act   int
	fault actSource
}

// compileSet notes the patch until the design is compiled.
func compileSet(c *compiler, m actSource, a *act) {
	c.patches = append(c.patches, patched{len(c.p.acts), m})
}

// joinPatches compiles each patched design and holds it to the shape of the
// design itself.
func (c *compiler) joinPatches() {
	if c.o.base != nil || c.problems.HasErrors() {
		return // a patched design needs no patch
	}
	for _, one := range c.patches {
		d, problems := c.patchedDesign(one.fault)
		if problems.HasErrors() {
			c.problems = append(c.problems, problems...)
			continue
		}
		o := c.o
		o.base = c
		p, problems := Compile(d, o)
		if p == nil {
			c.problems = append(c.problems, problems...)
			continue
		}
		c.p.lanes = p.lanes
		if part := otherShape(c.p, p); part != "" {
			c.errorf(one.fault.Span, "unsupported-fault", "change numbers and policies that are there, not which there are", "this set gives the running system other %s", part)
			continue
		}
		c.p.acts[one.act].patch = p
		for i := range p.components {
			if now, then := &c.p.components[i], &p.components[i]; now.cores != then.cores || now.slots != then.slots {
				now.resized = true
			}
		}
	}
}

// patchedDesign returns the design with a set; of a slice the part of it that is
// kept.
func (c *compiler) patchedDesign(m actSource) (*model.Design, diag.List) {
	d, problems := c.d.Patched(m.Set, c.d.Variant)
	if c.o.thin != nil && !problems.HasErrors() {
		d = c.o.thin(d)
	}
	return d, problems
}

// mayDiffer are the tables that are only looked up through others.
var mayDiffer = []string{"laws", "means", "chances", "streams", "lanes", "retries", "breakers", "limits", "sheds", "requirements", "gaps"}

// otherShape names a table of which two programs have a different number of
// entries, or other entries where they must be alike; "" for none.
func otherShape(p, q *Program) string {
	a, b := reflect.ValueOf(p).Elem(), reflect.ValueOf(q).Elem()
	for i := range a.NumField() {
		name := a.Type().Field(i).Name
		if a.Field(i).Kind() == reflect.Slice && a.Field(i).Len() != b.Field(i).Len() && !slices.Contains(mayDiffer, name) {
			return name
		}
	}
	switch {
	case p.replicas != q.replicas || p.classes != q.classes:
		return "replicas or priorities"
	case !slices.EqualFunc(p.ops, q.ops, func(x, y op) bool { return x.kind == y.kind }):
		return "steps"
	case !slices.EqualFunc(p.sites, q.sites, func(x, y site) bool { return x.callee == y.callee && x.entry == y.entry }):
		return "calls"
	case !slices.EqualFunc(p.caches, q.caches, func(x, y cacheSpec) bool { return x.policy == y.policy && x.keys == y.keys }):
		return "policies of caches"
	}
	return ""
}

// mostPatched returns the most replicas that each component has with or without
// a set, so that there is room for them from the start.
func (c *compiler) mostPatched() map[string]int32 {
	if c.o.base != nil {
		return c.o.base.most
	}
	most := map[string]int32{}
	for i := range c.o.Faults {
		m := &c.o.Faults[i]
		if m.Verb != "set" {
			continue
		}
		d, problems := c.patchedDesign(m)
		if problems.HasErrors() {
			continue // compileSet reports it
		}
		for _, either := range []*model.Design{c.d, d} {
			for name, comp := range either.Components.All() {
				if comp.Behaviour.Class != catalog.Store && comp.Behaviour.Class != catalog.Cache {
					most[name] = max(most[name], int32(math.Round(comp.MostReplicas().Value)))
				}
			}
		}
	}
	return most
}

// setPatch: the world goes on in the patched program, and at the end of the
// fault in its own again.
func setPatch(w *world, ref uint32, from, to float64) {
	switch {
	case from == 0 && to > 0 && w.own.acts[ref].patch != nil:
		w.adopt(w.own.acts[ref].patch)
	case to == 0:
		w.adopt(w.own)
	}
}

// adopt lets a world go on in another program of the same shape.
func (w *world) adopt(p *Program) {
	old := w.p
	w.adoptStreams(old, p)
	w.p, w.ops, w.sites, w.comps, w.laws = p, p.ops, p.sites, p.components, p.laws
	for i := range w.comps {
		if c := &w.comps[i]; c.cache >= 0 {
			w.resizeCaches(c)
		}
	}
	w.adoptEdges()
	w.adoptMessages()
	if !reflect.DeepEqual(old.limits, p.limits) {
		w.openLimiters()
	}
	if !reflect.DeepEqual(old.sheds, p.sheds) {
		w.openGuards()
	}
	for i := range w.sources {
		w.adoptRate(uint32(i), old.sources[i].rate, p.sources[i].rate)
	}
	for k := range w.comps {
		w.adoptComponent(int32(k), &old.components[k])
	}
}

// adoptStreams brings the streams into the order of another program. One that
// both have goes on where it was.
func (w *world) adoptStreams(old, p *Program) {
	at := make(map[streamName]int, len(old.streams))
	for i, s := range old.streams {
		at[s] = i
	}
	streams := make([]stats.Stream, len(p.streams))
	for i, s := range p.streams {
		if k, known := at[s]; known {
			streams[i] = w.streams[k]
			continue
		}
		streams[i] = stats.NewStream(w.seed, w.replication, s.name, s.purpose)
	}
	w.streams = streams
}

// adoptEdges gives callers the budgets and breakers of the program.
func (w *world) adoptEdges() {
	for i := range w.p.edges {
		e := &w.p.edges[i]
		for k := range e.count {
			s := &w.edges[e.first+k]
			switch {
			case e.budget == maxBudget:
				s.budget = -1
			case s.budget < 0:
				s.budget = int32(len(w.budgets))
				w.budgets = append(w.budgets, budget{ratio: e.budget})
			default:
				w.budgets[s.budget].ratio = e.budget
			}
			switch {
			case e.breaker < 0:
				s.breaker = -1
			case s.breaker < 0 || w.breakers[s.breaker].spec.of != w.p.breakers[e.breaker].of:
				s.breaker = int32(len(w.breakers))
				w.breakers = append(w.breakers, newBreaker(&w.p.breakers[e.breaker]))
			default:
				w.breakers[s.breaker].spec = &w.p.breakers[e.breaker]
			}
		}
	}
}

// adoptMessages gives queues the consumers of the program, with their batches.
func (w *world) adoptMessages() {
	for q := range w.p.queues {
		s := &w.p.queues[q]
		for g, end := w.groupsOf(int32(q)); g < end; g++ {
			if !s.broadcast {
				w.groups[g].consumers = s.consumers
				continue
			}
			k := g - w.queueStates[q].first
			w.groups[g].consumers = s.consumers[k : k+1]
		}
	}
}

// adoptRate gives a source another rate.
func (w *world) adoptRate(ref uint32, from, to float64) {
	s, st := &w.p.sources[ref], &w.sources[ref]
	if s.kind > bursty || from == to || from == 0 || to == 0 {
		return
	}
	st.gap = 1e9 / float64(to*w.p.loadScale)
	if times := st.times(); times > 0 {
		// What was still missing to the next arrival goes on at the new rate.
		w.rescale(ref, float64(to/from*times), times)
	}
}

// adoptComponent gives replicas the slots and cores of the program, and the
// component its replicas.
func (w *world) adoptComponent(k int32, old *component) {
	c := &w.comps[k]
	for at := c.first; at < c.first+c.count; at++ {
		r := &w.replicas[at]
		w.advanceShare(r)
		r.c = c
		r.slots += c.slots - old.slots
		r.cores += c.cores - old.cores
		w.scheduleShare(at)
	}
	if !c.scales() && c.start != old.start {
		w.resize(k, c)
	}
	if to := c.primaryPlace(); to != old.primaryPlace() {
		w.movePrimary(c, to)
	}
	for _, at := range slices.Clone(w.stations[k].active) {
		w.workNext(at)
		w.admitNext(at)
	}
	w.messagesFlow(k)
	if len(c.caps) > 0 {
		w.checkCaps(k)
	}
	for _, n := range c.needed {
		w.checkNeeds(n)
	}
}

// resize starts or stops replicas until there are as many as the program says.
func (w *world) resize(k int32, c *component) {
	all := scaler{component: k, first: c.first, count: c.count}
	have := int32(0)
	for at := c.first; at < c.first+c.count; at++ {
		if r := &w.replicas[at]; r.present || r.state == starting {
			have++
		}
	}
	for ; have < c.start; have++ {
		w.startReplica(&all)
	}
	for ; have > c.start; have-- {
		w.stopReplica(&all)
	}
}

// willBeSet tells whether values change while it runs, so that what is zero now
// may not be left out.
func (c *compiler) willBeSet() bool {
	return slices.ContainsFunc(c.o.Faults, func(m model.Fault) bool { return m.Verb == "set" })
}

// roomForSet makes room for the replicas that a set gives a component.
func (c *compiler) roomForSet(name string, s *component) {
	if more := c.most[name] - s.count; more > 0 && len(s.places) > 0 {
		s.places[len(s.places)-1].count += more
		s.count += more
	}
}
