package sim

import (
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

// actSource is a fault as the design says it.
type actSource = *model.Fault

// act compiles one fault.
func (c *compiler) act(m actSource, verb *actVerb) {
	a := act{verb: verb, name: m.Verb, at: ns(model.Or(m.At, 0)), over: maxTime, ramp: ns(model.Or(m.Ramp, 0)), until: -1, share: model.Or(m.Share, 0), law: -1}
	a.stream = c.stream("fault "+strconv.Itoa(len(c.p.acts)), m.Verb)
	if m.For != nil {
		a.over = a.at + ns(m.For.Value)
	}
	if q, isTime := m.UntilTime(); isTime {
		a.over = max(a.at, ns(q.Value))
	} else if m.Until != "" && c.d.Flows.Has(m.Until) {
		a.until = c.flowIndex(m.Until)
		c.p.flows[a.until].flags |= isAwaited
	}
	verb.compile(c, m, &a)
	c.unusedOptions(m)
	c.p.acts = append(c.p.acts, a)
}

// onReplicas are the verbs that hit replicas, of which share and zone take some.
var onReplicas = []string{"crash", "restart", "pause", "slow", "hang", "errors", "steal", "deploy", "flush", "leak", "drop"}

// unusedOptions warns of options that a verb does not look at.
func (c *compiler) unusedOptions(m actSource) {
	if slices.Contains(onReplicas, m.Verb) {
		return
	}
	if m.Zone != "" {
		c.warnf(m.Span, "no-effect", "name a boundary, or cut the zone off with crash or pause", "%s hits no replicas, so its zone says nothing", m.Verb)
	}
	if m.Share != nil && m.Verb != "hot" {
		c.warnf(m.Span, "no-effect", "say how much by the options of the verb itself", "%s hits no replicas, so its share says nothing", m.Verb)
	}
}

// hits names the replicas that a fault hits, by its targets and zone.
func (c *compiler) hits(m actSource, a *act) {
	for _, ref := range m.Targets {
		if k := c.primaryNamed(ref); k >= 0 {
			a.primary = append(a.primary, k)
			continue
		}
		if !c.d.Components.Has(ref.Text) && (c.d.Flows.Has(ref.Text) || c.linkNamed(ref.Text)) {
			continue
		}
		for _, at := range c.replicasOfTarget(ref.Text) {
			if m.Zone == "" || c.inZone(at, m.Zone) {
				a.replicas = append(a.replicas, at)
			}
		}
	}
	if m.Zone != "" && len(a.replicas) == 0 {
		c.noEffect(m, "write zones: 3 on the component or its region; its zones are 1, 2, 3 or a, b, c", "no replica that it names is known to stand in zone "+m.Zone)
	}
}

// replicasOfTarget returns the replicas of a component, its primary, one
// replica, all that stand in a boundary, or all there are.
func (c *compiler) replicasOfTarget(target string) []int32 {
	switch {
	case target == "all":
		list := make([]int32, c.p.replicas)
		for i := range list {
			list[i] = int32(i)
		}
		return list
	case !c.d.Boundaries.Has(target) || c.d.Components.Has(target):
		return c.replicasNamed(target)
	}
	var list []int32
	for i := range c.p.components {
		comp := &c.p.components[i]
		for at := comp.first; at < comp.first+comp.count; at++ {
			if c.inBoundary(comp, at, target) {
				list = append(list, at)
			}
		}
	}
	return list
}

// componentAt returns the component of a replica.
func (c *compiler) componentAt(at int32) *component {
	for k := range c.p.components {
		if s := &c.p.components[k]; at >= s.first && at < s.first+s.count {
			return s
		}
	}
	panic("sim: a replica without a component")
}

// flowIndex returns the number of a flow.
func (c *compiler) flowIndex(name string) int32 {
	return int32(slices.IndexFunc(c.p.flows, func(f flow) bool { return f.name == name }))
}

// flowsNamed returns the flows that a target means: one, those of an actor,
// those that a component runs, or all.
func (c *compiler) flowsNamed(target string) []string {
	var names []string
	for name, f := range c.d.Flows.All() {
		if target == "all" || name == target || !c.d.Flows.Has(target) && f.By.Text == target {
			names = append(names, name)
		}
	}
	return names
}

// compileLoad names the flows that surge or halt.
func compileLoad(c *compiler, m actSource, a *act) {
	a.by = model.Or(m.By, 1)
	if m.Verb == "halt" {
		a.by = 0
	}
	for _, ref := range m.Targets {
		for _, name := range c.flowsNamed(ref.Text) {
			a.flows = append(a.flows, c.flowIndex(name))
		}
	}
	if len(a.flows) == 0 {
		c.noEffect(m, "name a flow, who starts one, or all", "nothing that it names starts a flow")
	}
}

// compileAdmit names the flows, or the component, before which most of the load
// is turned away.
func compileAdmit(c *compiler, m actSource, a *act) {
	a.by = 1
	if m.To != nil {
		if m.To.Dim.Time == -1 {
			a.rate = m.To.Value
		} else {
			a.by = min(m.To.Value, 1)
		}
	}
	for _, ref := range m.Targets {
		if k, known := c.comps[ref.Text]; known {
			a.comps = append(a.comps, k)
			c.p.components[k].gate = c.newGate()
			continue
		}
		for _, name := range c.flowsNamed(ref.Text) {
			a.flows = append(a.flows, c.flowIndex(name))
		}
	}
}

// newGate adds a gate and returns its number.
func (c *compiler) newGate() int32 {
	c.p.gates = append(c.p.gates, struct{}{})
	return int32(len(c.p.gates) - 1)
}

// guard emits a gate before the steps of a flow that a fault turns away or
// fails, and returns it; -1 when none does.
func (c *compiler) guard(name string) int32 {
	for i := range c.o.Faults {
		m := &c.o.Faults[i]
		if m.Verb != "admit" && m.Verb != "errors" {
			continue
		}
		for _, ref := range m.Targets {
			if _, component := c.comps[ref.Text]; component || m.Verb == "errors" && !c.d.Flows.Has(ref.Text) {
				continue
			}
			if slices.Contains(c.flowsNamed(ref.Text), name) {
				g := c.newGate()
				c.emit(op{kind: opGate, a: g})
				return g
			}
		}
	}
	return -1
}

// linkNamed tells whether a target is caller.callee.
func (c *compiler) linkNamed(target string) bool {
	from, to, isPair := strings.Cut(target, ".")
	if _, known := c.comps[to]; !isPair || !known {
		return false
	}
	_, known := c.comps[from]
	return known || c.d.Actors.Has(from)
}

// sitesOf returns the calls of a link.
func (c *compiler) sitesOf(link string) []roadHit {
	from, to, _ := strings.Cut(link, ".")
	return c.roadsWhere(func(_ *site, caller, callee end) [2]bool {
		both := caller.name == from && callee.name == to
		return [2]bool{both, both}
	})
}

// end is one end of a call: who, and in which place of its own.
type end struct{ name, boundary string }

// roadsWhere returns the roads of calls of which any way is hit, and marks the
// calls.
func (c *compiler) roadsWhere(hit func(s *site, caller, callee end) [2]bool) []roadHit {
	var list []roadHit
	for k := range c.p.sites {
		s := &c.p.sites[k]
		name, known := c.siteFrom[int32(k)]
		if !known {
			continue
		}
		try := func(road int32, caller, callee end) {
			if ways := hit(s, caller, callee); ways != [2]bool{} {
				s.faulty = true
				list = append(list, roadHit{site: int32(k), road: road, ways: ways})
			}
		}
		callee := &c.p.components[s.callee]
		if s.near < 0 {
			try(s.road, c.endOf(name), c.endOf(callee.name))
			continue
		}
		n := &c.p.nears[s.near]
		for a := range n.from {
			for b := range n.to {
				try(s.road+n.pair(a, b), end{name, c.p.components[c.comps[name]].places[a].boundary}, end{callee.name, callee.places[b].boundary})
			}
		}
	}
	return list
}

// endOf returns who is at the end of a call, in its primary place.
func (c *compiler) endOf(name string) end {
	if m := c.d.Components.Get(name); m != nil {
		return end{name, m.PrimaryIn()}
	}
	return end{name: name}
}

// side returns who stands on one side: a component, an actor, or all inside a
// boundary.
func (c *compiler) side(refs []model.Ref) func(end) bool {
	return func(e end) bool {
		return slices.ContainsFunc(refs, func(ref model.Ref) bool {
			name := baseOf(ref.Text)
			return name == e.name || c.d.Boundaries.Has(name) && c.d.Within(e.boundary, name)
		})
	}
}

// baseOf returns the component of a target such as c#2 or c.primary.
func baseOf(target string) string {
	base, _, _ := strings.Cut(target, "#")
	base, _, _ = strings.Cut(base, ".")
	return base
}

// compileRoads names the calls on whose way something happens. Without sides it
// is every call to or from the target; with one-way only what goes towards it,
// or from the first side to the second.
func compileRoads(c *compiler, m actSource, a *act) {
	a.rate = model.Or(m.Rate, 0)
	if m.Verb == "delay" && m.By != nil {
		a.law = c.time(model.LawOf(m.By), a.stream)
	}
	oneWay := isTrue(m.OneWay)
	if len(m.Groups) == 2 {
		first, second := c.side(m.Groups[0]), c.side(m.Groups[1])
		a.sites = c.roadsWhere(func(_ *site, caller, callee end) [2]bool {
			return waysOf(first(caller) && second(callee), second(caller) && first(callee), oneWay)
		})
		return
	}
	if m.Verb == "unresolve" {
		c.emptyNames(m, a)
		return
	}
	for _, ref := range m.Targets {
		a.sites = append(a.sites, c.roadsTo(ref, oneWay, m.Verb == "expire")...)
	}
}

// roadsTo returns the calls to and from what a fault names, or only those to it.
func (c *compiler) roadsTo(ref model.Ref, oneWay, onlyTo bool) []roadHit {
	inside := c.side([]model.Ref{ref})
	boundary := c.d.Boundaries.Has(ref.Text) && !c.d.Components.Has(ref.Text)
	return c.roadsWhere(func(_ *site, caller, callee end) [2]bool {
		switch {
		case ref.Text == "all":
			return [2]bool{true, true}
		case c.linkNamed(ref.Text):
			return waysOf(caller.name+"."+callee.name == ref.Text, false, oneWay)
		case boundary:
			return waysOf(inside(callee) && !inside(caller), inside(caller) && !inside(callee), oneWay)
		}
		return waysOf(inside(callee), inside(caller) && !onlyTo, oneWay)
	})
}

// waysOf returns the ways of a call that a fault hits which concerns who is
// called, who calls, or both.
func waysOf(towards, away, oneWay bool) [2]bool {
	switch {
	case towards && away:
		return [2]bool{true, true}
	case towards:
		return [2]bool{true, !oneWay}
	case away:
		return [2]bool{!oneWay, true}
	}
	return [2]bool{}
}

// emptyNames names whose name is empty: components, or all whose names a dns
// component answers. Callers of those keep the answers they have; calls to a
// component without resolved-by fail at once.
func (c *compiler) emptyNames(m actSource, a *act) {
	for _, ref := range m.Targets {
		for name, comp := range c.d.Components.All() {
			if by := comp.ResolvedBy.Text; by != "" && (name == ref.Text || by == ref.Text) {
				a.comps = append(a.comps, c.comps[name])
			}
		}
		a.sites = append(a.sites, c.roadsWhere(func(_ *site, _, callee end) [2]bool {
			hit := callee.name == ref.Text && c.d.Components.Get(callee.name).ResolvedBy.Text == ""
			return [2]bool{hit, hit}
		})...)
	}
}
