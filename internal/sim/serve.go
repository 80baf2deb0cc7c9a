package sim

import (
	"slices"
)

// Whether a replica serves. It does when callers may pick it, when it is up and
// when nothing bars it: no health check that failed, no lease that ran out, no
// limit that is exceeded. A component as a whole is shut while it lacks what it
// needs. What is in progress goes on in all these cases, unless it is said to
// stop.

// terms are what decides whether the replicas of a component serve.
type terms struct {
	health      int32   // -1
	lease       int32   // -1
	caps        []capOf // limits
	needed      []int32 // needs that it is part of, its own included
	conditional bool    // it has any of these, or needs something
}

// conditions are those of all components.
type conditions struct {
	healths     []health
	leases      []lease
	needs       []requisite
	resolutions []resolution
}

// standings is what changes about them while a world runs.
type standings struct {
	health    []healthState
	leases    []leaseState
	needs     []bool   // whether somebody lacks what it needs
	usedUp    []usedUp // by replica; nil when nothing was
	lookAgain uint64   // at which event, whether only the background is left
}

// noTerms let all replicas serve.
var noTerms = terms{health: -1, lease: -1}

// terms compiles what decides whether the replicas of components serve.
func (c *compiler) terms() {
	for name, m := range c.d.Components.All() {
		comp := c.comps[name]
		g := &c.p.components[comp].terms
		g.conditional = m.Health != nil || m.Lease != nil || m.Limits != nil || m.Needs != nil
		if m.Limits != nil {
			c.caps(m)
		}
		if m.Needs != nil {
			c.needs(m)
		}
		if m.Health != nil {
			c.health(m)
		}
		if m.Lease != nil {
			c.lease(m)
		}
	}
	c.emitPending()
}

// usual returns the class of what no flow says the priority of.
func (c *compiler) usual() uint8 { return uint8(slices.Index(c.classes, 0)) }

// openTerms begins all checks, leases and limits.
func (w *world) openTerms() {
	w.openHealth()
	w.openLeases()
	w.openCaps()
	w.needs = make([]bool, len(w.p.needs))
	for k := range w.needs {
		w.checkNeeds(int32(k))
	}
}

// bars are the reasons why a replica does not serve though it is up.
type bars uint8

const (
	barredByHealth bars = 1 << iota // callers do not pick it
	barredByLease                   // callers pick it, and it refuses
	barredByLimit
	barredByStandby // callers do not pick it
)

// bar keeps a replica from serving for one more reason.
func (w *world) bar(at int32, why bars) {
	r := &w.replicas[at]
	failed := why == barredByHealth && r.barred&why == 0 && r.state == up
	r.barred |= why
	w.list(at)
	w.standing(at)
	if failed {
		w.wentDown(at) // whoever takes over from it hears so from the check
	}
}

// unbar takes one reason away.
func (w *world) unbar(at int32, why bars) {
	r := &w.replicas[at]
	if r.barred&why == 0 {
		return
	}
	r.barred &^= why
	w.list(at)
	w.standing(at)
	if why == barredByHealth && r.state == up {
		w.cameUp(at)
	}
}

// list brings the list that callers pick from up to date. Who fetches its work
// itself, from one queue for all replicas or from a queue of messages, leaves
// the list for any reason; others refuse what comes unless a check took them
// out.
func (w *world) list(at int32) {
	r := &w.replicas[at]
	if !r.present {
		return
	}
	c, st := &w.comps[r.comp], &w.stations[r.comp]
	fetches := c.balance == sharedQueue || c.consumes
	listed := r.barred&(barredByHealth|barredByStandby) == 0 && (r.barred == 0 || !fetches)
	if listed == r.active {
		return
	}
	r.active = listed
	if !listed {
		k := slices.Index(st.active, at)
		st.active = slices.Delete(st.active, k, k+1)
		return
	}
	st.active = append(st.active, at)
	if c.balance == sharedQueue {
		w.admitNext(at)
	}
	if c.consumes {
		w.slotFreed(r.comp)
	}
}

// inService tells whether a replica serves.
func (w *world) inService(r *replica) bool {
	return r.active && r.state == up && r.barred == 0 && w.stations[r.comp].shut == 0
}

// standing is called whenever something has changed that decides whether a
// replica serves.
func (w *world) standing(at int32) {
	r := &w.replicas[at]
	w.count(r)
	c := &w.comps[r.comp]
	if c.lease >= 0 {
		w.leaseStanding(at)
	}
	if len(c.caps) > 0 {
		if r.state == down {
			w.forgetUse(at)
		}
		w.checkCaps(r.comp)
	}
	for _, k := range c.needed {
		w.checkNeeds(k)
	}
}

// count keeps the number of replicas that are there and do not serve.
func (w *world) count(r *replica) {
	if out := r.present && !w.inService(r); out != r.out {
		r.out = out
		t := &w.stations[r.comp].tally
		if out {
			t.out.up(w.now)
		} else {
			t.out.down(w.now)
		}
	}
}

// shut has a component refuse whatever comes; open ends that.
func (w *world) shut(comp int32) {
	w.stations[comp].shut++
	w.recount(comp)
}

func (w *world) open(comp int32) {
	w.stations[comp].shut--
	w.recount(comp)
	if w.comps[comp].consumes {
		w.slotFreed(comp)
	}
}

// recount counts all replicas of a component, and tells those who need it.
func (w *world) recount(comp int32) {
	c := &w.comps[comp]
	for at := c.first; at < c.first+c.count; at++ {
		w.count(&w.replicas[at])
	}
	for _, k := range c.needed {
		w.checkNeeds(k)
	}
}

// turnsAway tells whether a replica, or its component, refuses a call because
// it does not serve.
func (w *world) turnsAway(at int32, r *replica, c *component) bool {
	return r.barred != 0 || len(c.caps) > 0 && w.capTurnsAway(at, r, c)
}

// mayFetch tells whether a component may take more work by itself.
func (w *world) mayFetch(comp int32) bool {
	c, st := &w.comps[comp], &w.stations[comp]
	for _, at := range st.active {
		if over, _ := w.atCap(at, &w.replicas[at], c); !over && st.shut == 0 {
			return true
		}
	}
	return false
}

// background starts code that no request waits for: in a replica, or outside
// when it is -1. It holds no slot. Its key tells what it is about.
func (w *world) background(entry, rep int32, class uint8, key uint64) {
	i := w.newFrame()
	f := &w.frames[i]
	f.flags = isBranch
	f.site, f.pc, f.rep, f.class, f.key = inBackground, entry, rep, class, key
	w.resume(i)
}

// windingDown tells whether the background has come to rest: a minute after
// requests have ceased to begin, so that the last ones find what they need, and
// no longer, so that a run comes to its end.
func (w *world) windingDown() bool { return w.closing && w.now >= w.p.length+afterLast }

const afterLast = 60e9 // nanoseconds

// letBackgroundRest schedules when that is.
func (w *world) letBackgroundRest() {
	if len(w.health)+len(w.leases) > 0 {
		w.agenda.add(w.p.length+afterLast, evRest, 0, 0, 0)
	}
}

// endBackground stops all code in the background.
func (w *world) endBackground() {
	for i := range w.frames {
		if f := &w.frames[i]; f.state != idle && f.site == inBackground && f.flags&isBranch != 0 {
			w.cancel(uint32(i))
		}
	}
}

// mayOnlyBeBackground is onlyBackground, asked only as often as it is cheap.
func (w *world) mayOnlyBeBackground() bool {
	if len(w.health)+len(w.leases) == 0 || w.events < w.lookAgain {
		return false
	}
	w.lookAgain = w.events + uint64(len(w.frames))
	return w.onlyBackground()
}

// onlyBackground tells whether all that is in progress is in the background, or
// is waited for there.
func (w *world) onlyBackground() bool {
	for i := range w.frames {
		f := &w.frames[i]
		if f.state == idle {
			continue
		}
		for f.parent != 0 && w.frames[f.parent].token == f.parentTok {
			f = &w.frames[f.parent]
		}
		if f.site != inBackground || f.flags&isBranch == 0 {
			return false
		}
	}
	return true
}

// inBackground stands in the place of a site in frames that serve no request.
const inBackground = -1

// bounce restarts a replica: it loses what is in it and is down for as long as
// it takes to start.
func (w *world) bounce(at int32) {
	w.crash(at)
	w.bootLater(at)
}

// bootLater lets a replica that has crashed start.
func (w *world) bootLater(at int32) {
	w.agenda.add(w.now, evBooted, 0, uint32(at), 0)
}

// booted ends a restart, but for what a start takes.
func (w *world) booted(at int32) {
	w.replicas[at].capped = false
	w.restore(at)
	w.restarted(at)
}

// restarted has the health check that restarted a replica take it back.
func (w *world) restarted(at int32) {
	r := &w.replicas[at]
	if c := &w.comps[r.comp]; c.health >= 0 && r.state == up {
		w.healthBooted(at, c)
	}
}
