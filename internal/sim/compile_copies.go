package sim

import (
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// entities lists all entities.
func (c *compiler) entities() {
	for name, e := range c.d.Data.All() {
		d := dataSpec{name: name, keys: -1, maker: -1}
		if e.Of.Text != "" {
			d.maker = int32(slices.Index(c.d.Flows.Names(), e.Of.Text))
		}
		switch e.Consistency.Level {
		case "read-your-writes":
			d.promise = ownWrites
		case "bounded":
			d.promise, d.bound = bounded, ns(model.Or(e.Consistency.Bound, 0))
		}
		c.p.data = append(c.p.data, d)
	}
}

// dataOf returns the entity that a step touches, -1 when that is not said.
func (c *compiler) dataOf(s *model.Step) int32 {
	if e := c.d.EntityOf(s); e != nil {
		return int32(slices.Index(c.d.Data.Names(), e.Name))
	}
	return -1
}

var replicationModes = map[string]replicationMode{"": asynchronous, "async": asynchronous, "sync": synchronous, "quorum": quorum}

// copies compiles how the copies of each store follow each other and take over.
func (c *compiler) copies() {
	for name, m := range c.d.Components.All() {
		comp := &c.p.components[c.comps[name]]
		spec := setSpec{component: c.comps[name], copies: comp.count / comp.shards, lag: -1}
		if m.Behaviour.Class != catalog.Store || m.Replication == nil && m.Failover == nil || spec.copies < 2 || comp.scales() {
			continue
		}
		if spec.copies > mostCopies {
			c.warnf(m.Span, "too-many-copies", "split it into shards with fewer copies each", "each shard of %q has %d copies; only up to %d are simulated as copies of each other", name, spec.copies, mostCopies)
			continue
		}
		if r := m.Replication; r != nil {
			spec.mode, spec.write, spec.read = replicationModes[r.Mode.Name], int32(r.Mode.W), int32(r.Mode.R)
			if r.Lag != nil && (r.Lag.Value > 0 || r.Lag.Law != nil) {
				spec.lag = c.time(model.LawOf(r.Lag), c.stream(name, "lag"))
			}
		}
		if spec.lag < 0 && len(comp.places) > 1 {
			spec.far = c.farCopies(comp, spec.copies, c.stream(name, "net"))
		}
		spec.tracked = spec.mode == quorum || spec.mode == asynchronous && (m.ReadsFrom == "replicas" || m.ReadsFrom == "any")
		spec.failover = c.failover(m)
		spec.failover.on = spec.failover.on && spec.mode != quorum // any that answer are enough
		if comp.balance == sharedQueue {
			comp.balance = roundRobin // each copy has a queue of its own
		}
		for _, ref := range m.Stores {
			if k := slices.Index(c.d.Data.Names(), ref.Text); k >= 0 {
				comp.data = append(comp.data, int32(k))
			}
		}
		comp.set = int32(len(c.p.sets))
		for i := range c.p.sets {
			before := &c.p.sets[i]
			spec.first = before.first + c.p.components[before.component].shards
		}
		c.p.sets = append(c.p.sets, spec)
	}
}

// replicated returns the targeted components whose copies follow each other.
func (c *compiler) replicated(m *model.Fault) []int32 {
	var list []int32
	for _, ref := range m.Targets {
		k, known := c.comps[ref.Head()]
		if known && c.p.components[k].set >= 0 && c.p.sets[c.p.components[k].set].mode != unreplicated {
			list = append(list, k)
			continue
		}
		c.warnf(m.Span, "not-replicated", "write replicas: 2 and replication: {mode: async, lag: 1s} on it", "the copies of %q do not follow each other, so %s does nothing to it", ref.Text, m.Verb)
	}
	return list
}

// primaryNamed returns the component whose primary may change that a target
// such as db.primary means, -1 for any other target.
func (c *compiler) primaryNamed(ref model.Ref) int32 {
	if k, known := c.comps[ref.Head()]; known && ref.Tail() == "primary" && c.p.components[k].set >= 0 {
		return k
	}
	return -1
}

// failover compiles how another copy takes over.
func (c *compiler) failover(m *model.Component) failover {
	fo := failover{time: -1, by: -1, stream: c.stream(m.Name, "failover")}
	f := m.Failover
	if f == nil {
		return fo
	}
	fo.on, fo.byHand, fo.inRegion = true, isTrue(f.ByHand), f.Across == "zones"
	fo.coverage = model.Or(f.Coverage, 1)
	fo.hold = ns(model.Or(f.Hold, 0))
	switch {
	case f.Time != nil:
		fo.time = c.time(model.LawOf(f.Time), fo.stream)
	case f.Detect != nil:
		fo.time = c.time(model.LawOf(f.Detect), fo.stream)
	}
	if k, known := c.comps[f.By.Text]; known {
		fo.by = k
	}
	return fo
}

// copying emits what a step in a replicated store does before its own work, and
// returns what emits the rest. In a quorum all copies work at the same time;
// else a write goes from the primary to the others.
func (c *compiler) copying(m *model.Component, s *model.Step, last bool) (after func()) {
	comp := c.comps[m.Name]
	set := c.p.components[comp].set
	if !last || set < 0 || c.p.sets[set].mode == unreplicated || s.Verb == model.VerbCall {
		return func() {}
	}
	spec := &c.p.sets[set]
	c.keysOfData(s)
	writes := changes(s.Verb)
	switch {
	case writes && spec.mode == quorum:
		c.emit(op{kind: opShip, b: c.copyWork(m, s)})
		return func() { c.emit(op{kind: opAwait}) }
	case writes:
		return func() {
			c.emit(op{kind: opShip, b: c.copyWork(m, s)})
			c.emit(op{kind: opAwait})
		}
	case spec.mode == quorum:
		c.emit(op{kind: opAsk, b: c.copyWork(m, s)})
		return func() {
			c.emit(op{kind: opAwait})
			c.emit(op{kind: opSees})
		}
	case spec.tracked:
		return func() { c.emit(op{kind: opSees}) }
	}
	return func() {}
}

// changes tells whether a verb changes what a store keeps.
func changes(v model.Verb) bool {
	switch v {
	case model.VerbWrite, model.VerbSet, model.VerbDelete, model.VerbAppend:
		return true
	}
	return false
}

// asks tells whether a verb reads what a store keeps.
func asks(v model.Verb) bool {
	switch v {
	case model.VerbRead, model.VerbGet, model.VerbScan, model.VerbQuery:
		return true
	}
	return false
}

// keysOfData has the keys of the entity of a step known.
func (c *compiler) keysOfData(s *model.Step) {
	if d := c.dataOf(s); d >= 0 {
		c.p.data[d].keys = c.keyLaw(c.d.EntityOf(s))
	}
}

// copyWork returns the site of what one copy does about a step: the same work.
func (c *compiler) copyWork(m *model.Component, s *model.Step) int32 {
	to := c.comps[m.Name]
	site := newSite(c.edge(-1, to, maxBudget, -1), to, 0)
	site.route = routeCopy
	k := c.site(site)
	c.later(func() {
		c.p.sites[k].entry = c.here()
		if l, any := c.workOf(m, s); any {
			c.emit(op{kind: opWork, a: l})
		}
		c.emit(op{kind: opEnd})
	})
	return k
}

// readings finds out what a flow reads.
func (c *compiler) readings(f *model.Flow) reading {
	out := reading{}
	c.d.Walk(f, func(v model.Visit) {
		if v.Callee == nil || !v.Last() {
			return
		}
		cached := v.Callee.Behaviour.Class == catalog.Cache || len(v.Step.Miss) > 0
		switch v.Step.Verb {
		case model.VerbRead, model.VerbGet, model.VerbScan, model.VerbQuery:
		case model.VerbCall:
			if !cached {
				return
			}
		default:
			return
		}
		out.any = true
		if cached && out.cache == "" {
			out.cache = v.Callee.Name
		}
		if k := c.p.components[c.comps[v.Callee.Name]].set; k >= 0 && c.p.sets[k].tracked {
			out.tracked = true
		}
	})
	return out
}
