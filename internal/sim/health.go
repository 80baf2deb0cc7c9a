package sim

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// Health checks. Every so often each replica is asked, all at the same time,
// first after one period. The question is a request like others: it needs a
// slot, waits its turn for a core, and asks in turn whatever the check is said
// to ask. So a check fails when a replica is down or paused, and also when it
// is only busy, or when something behind it is ill: checks can be wrong.

// health is the check of one component.
type health struct {
	comp      int32
	first     int32 // its states, one per replica
	entry     int32 // code of one check
	every     int64
	fail      int32 // failures in a row before it acts
	pass      int32 // passes in a row before it takes a replica back
	atMost    float64
	then      afterFailing
	class     uint8
	withdraws bool // a replica looks at what it needs itself, and only while it is up
}

// afterFailing is what a check does to a replica that fails it.
type afterFailing uint8

const (
	removeReplica afterFailing = iota
	restartReplica
)

// healthState is what is known of one replica.
type healthState struct {
	failed, passed int32 // in a row
	asked          bool  // a check is on its way
	acted          bool  // it is out, or restarting
}

// Where a health check says nothing: the defaults of Kubernetes probes.
const (
	healthEvery   = 10 // seconds
	healthTimeout = 1
	healthFail    = 3
	healthPass    = 1
)

// nextToNothing is the processor time that a check takes: a nanosecond, so that
// it waits its turn.
const nextToNothing = 1e-9

// health compiles the check of a component.
func (c *compiler) health(m *model.Component) {
	comp := c.comps[m.Name]
	h := health{
		comp: comp, every: max(1, ns(model.Or(m.Health.Every, healthEvery))), atMost: model.Or(m.Health.AtMost, 1),
		fail: int32(max(1, model.Or(m.Health.Fail, healthFail))), pass: int32(max(1, model.Or(m.Health.Pass, healthPass))),
		withdraws: m.Health.Then == "withdraw-self", class: c.usual(),
	}
	if m.Health.Then == "restart" {
		h.then = restartReplica
	}
	for i := range c.p.healths {
		h.first += c.p.components[c.p.healths[i].comp].count
	}
	timeout := stats.Law{Kind: stats.Const, A: model.Or(m.Health.Timeout, min(healthTimeout, float64(h.every)/1e9))}
	ask := func(caller string, to int32, limited bool) int32 {
		s := newSite(c.edge(-1, to, maxBudget, -1), to, 0)
		if limited {
			s.lane, s.cancel, s.onError = c.lane(timeout), true, stepsOnError
		}
		if caller != "" {
			c.delays(&s, c.d.Delay(caller, c.p.components[to].name, nil), caller+"."+c.p.components[to].name)
		}
		return c.site(s)
	}
	work := c.time(stats.Law{Kind: stats.Const, A: nextToNothing}, c.stream(m.Name, "health"))
	touch := func(site int32, inside func()) {
		c.later(func() {
			c.p.sites[site].entry = c.here()
			c.emit(op{kind: opWork, a: work})
			inside()
			c.emit(op{kind: opEnd})
		})
	}
	checks := func(limited bool) (calls []int32) {
		for _, ref := range m.Health.Checks {
			to, known := c.comps[ref.Text]
			if !known {
				continue // what a variant removed
			}
			site := ask(m.Name, to, limited)
			c.siteFrom[site] = m.Name // faults on the link hit it too
			calls = append(calls, c.emit(op{kind: opCall, a: site}))
			touch(site, func() {})
		}
		return calls
	}
	h.entry = c.here()
	var calls []int32
	if h.withdraws {
		calls = checks(true)
	} else {
		site := ask("", comp, true)
		c.p.sites[site].route = routeThis
		calls = []int32{c.emit(op{kind: opCall, a: site})}
		touch(site, func() { checks(false) })
	}
	c.emit(op{kind: opChecked, a: 1})
	c.emit(op{kind: opEnd})
	for _, call := range calls {
		c.p.ops[call].c = c.here()
	}
	c.emit(op{kind: opChecked, a: 0})
	c.emit(op{kind: opEnd})
	c.p.components[comp].health = int32(len(c.p.healths))
	c.p.healths = append(c.p.healths, h)
	if h.withdraws && len(m.Health.Checks) == 0 {
		c.warnf(m.Span, "nothing-to-check", "name what it looks at: checks: [db]", "the replicas of %q withdraw by themselves, but look at nothing", m.Name)
	}
}

// openHealth schedules all checks.
func (w *world) openHealth() {
	n := int32(0)
	for k := range w.p.healths {
		h := &w.p.healths[k]
		n += w.comps[h.comp].count
		w.agenda.add(h.every, evCheck, 0, uint32(k), 0)
	}
	w.health = make([]healthState, n)
}

// check asks all replicas of a component that are there.
func (w *world) checkHealth(ref uint32) bool {
	if w.windingDown() {
		return false
	}
	h := &w.p.healths[ref]
	w.agenda.add(w.now+h.every, evCheck, 0, ref, 0)
	if w.stations[h.comp].blind > 0 {
		return true
	}
	c := &w.comps[h.comp]
	for k := range c.count {
		at, s := c.first+k, &w.health[h.first+k]
		r := &w.replicas[at]
		if !r.present || s.asked || s.acted && h.then == restartReplica || h.withdraws && r.state != up {
			continue
		}
		s.asked = true
		w.background(h.entry, -1, h.class, uint64(at))
	}
	return true
}

// checked takes the outcome of the check of a replica.
func (w *world) checked(at int32, passed bool) {
	r := &w.replicas[at]
	h := &w.p.healths[w.comps[r.comp].health]
	s := &w.health[h.first+at-w.comps[h.comp].first]
	s.asked = false
	if !r.present {
		*s = healthState{}
		return
	}
	if passed {
		s.failed = 0
		if s.passed++; s.acted && h.then == removeReplica && s.passed >= h.pass {
			s.acted = false
			w.unbar(at, barredByHealth)
		}
		return
	}
	s.passed = 0
	if s.failed++; s.failed < h.fail || s.acted || !w.mayAct(h) {
		return
	}
	s.acted = true
	w.bar(at, barredByHealth)
	if h.then == restartReplica {
		w.bounce(at)
	}
}

// mayAct tells whether a check may act on one more replica.
func (w *world) mayAct(h *health) bool {
	c := &w.comps[h.comp]
	acted, present := 0.0, 0.0
	for k := range c.count {
		if w.replicas[c.first+k].present {
			present++
			if w.health[h.first+k].acted {
				acted++
			}
		}
	}
	return acted+1 <= float64(h.atMost*present)+1e-9
}

// healthBooted takes back a replica that a check had restarted.
func (w *world) healthBooted(at int32, c *component) {
	s := &w.health[w.p.healths[c.health].first+at-c.first]
	if s.acted {
		*s = healthState{asked: s.asked}
		w.unbar(at, barredByHealth)
	}
}
