package sim

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// Leases: a replica serves as long as it holds one, and asks for the next in
// good time. It asks by a call like any other, which takes a slot of whoever
// grants leases and can be late, so that many who ask again and again keep each
// other from getting one. When the run begins all hold a lease, each at another
// point of its period.

// lease is what the replicas of one component need to serve.
type lease struct {
	comp  int32
	from  int32 // who grants it
	first int32 // its states, one per replica
	entry int32 // code that asks for one
	every int32 // law of the time from an answer to the next question
	phase int32 // stream of where in its period each replica begins
	ttl   int64 // from the answer on
	stop  bool  // without it what is in progress is lost too
	class uint8
}

// leaseState is the lease of one replica.
type leaseState struct {
	until  int64
	later  int64  // nanoseconds by which clocks that are wrong prolong it
	round  uint32 // voids the times to ask that were scheduled before
	asking bool
	due    bool // a time to ask is scheduled
}

// Where a lease does not say: a third of its time to live between two
// renewals, as etcd and Chubby do.
const (
	leaseTTL     = 30 // seconds
	leaseRenewal = 1.0 / 3
)

// lease compiles the lease of a component.
func (c *compiler) lease(m *model.Component) {
	comp, stream := c.comps[m.Name], c.stream(m.Name, "lease")
	grantor := c.d.Components.Get(m.Lease.From.Head())
	if grantor == nil {
		return // a variant removed it: nobody asks any more
	}
	ttl := model.Or(m.Lease.TTL, leaseTTL)
	every := stats.Law{Kind: stats.Const, A: ttl * leaseRenewal}
	if m.Lease.Every != nil {
		every = model.LawOf(m.Lease.Every)
	}
	l := lease{comp: comp, from: c.comps[grantor.Name], every: c.time(every, stream), phase: stream, ttl: ns(ttl), stop: m.Lease.Lost != "refuse-new", class: c.usual()}
	for i := range c.p.leases {
		l.first += c.p.components[c.p.leases[i].comp].count
	}
	step := &model.Step{Verb: model.VerbCall, Target: m.Lease.From, Path: []model.Ref{m.Lease.From}}
	step.Timeout, step.Retry = m.Lease.Timeout, m.Lease.Retry
	at := place{caller: m.Name, comp: comp, owner: m.Name}
	l.entry = c.here()
	s := c.policies(at, grantor, step)
	s.onError = stepsOnError
	k := c.site(s)
	c.siteFrom[k] = m.Name // faults on the link hit it too
	call := c.emit(op{kind: opCall, a: k})
	c.enter(k, step, 0, grantor, false)
	c.emit(op{kind: opLeased, a: 1})
	c.emit(op{kind: opEnd})
	c.p.ops[call].c = c.here()
	c.emit(op{kind: opLeased, a: 0})
	c.emit(op{kind: opEnd})
	c.p.components[comp].lease = int32(len(c.p.leases))
	c.p.leases = append(c.p.leases, l)
}

// openLeases gives all replicas that are there a lease.
func (w *world) openLeases() {
	n := int32(0)
	for k := range w.p.leases {
		n += w.comps[w.p.leases[k].comp].count
	}
	w.leases = make([]leaseState, n)
	for k := range w.p.leases {
		l := &w.p.leases[k]
		c := &w.comps[l.comp]
		for i := range c.count {
			if at := c.first + i; w.replicas[at].present {
				gap := w.draw(l.every)
				due := int64(float64(gap) * w.streams[l.phase].Float64())
				w.grant(at, max(due-gap+l.ttl, 0))
				w.askAt(at, due)
			}
		}
	}
}

// leaseOf returns the lease of a replica.
func (w *world) leaseOf(at int32) (*lease, *leaseState) {
	c := &w.comps[w.replicas[at].comp]
	l := &w.p.leases[c.lease]
	return l, &w.leases[l.first+at-c.first]
}

// grant lets a replica serve until its lease ends.
func (w *world) grant(at int32, until int64) {
	_, s := w.leaseOf(at)
	s.until = until
	w.agenda.add(until, evLapse, 0, uint32(at), 0)
	w.unbar(at, barredByLease)
}

// askAt schedules the next question for a lease, in the place of any other.
func (w *world) askAt(at int32, when int64) {
	_, s := w.leaseOf(at)
	s.round++
	s.due = true
	w.agenda.add(when, evAsk, 0, uint32(at), s.round)
}

// askForLease has a replica ask for a lease. One that is down asks when it is back.
func (w *world) askForLease(at int32, round uint32) bool {
	l, s := w.leaseOf(at)
	if s.round != round {
		return false
	}
	s.due = false
	if r := &w.replicas[at]; s.asking || w.windingDown() || !r.present || r.state != up && r.state != paused {
		return false
	}
	s.asking = true
	w.background(l.entry, at, l.class, 0)
	return true
}

// leased takes the answer to the question of a replica.
func (w *world) leased(at int32, granted bool) {
	l, s := w.leaseOf(at)
	s.asking = false
	if until := w.now + l.ttl + s.later; granted && until > w.now { // else it is over for who gets it
		w.grant(at, until)
	}
	w.askAt(at, w.now+w.draw(l.every))
}

// lapse ends the lease of a replica unless it has another. It asks at once,
// and what is in progress is lost if the lease says so. Nothing lapses any more
// once the background rests.
func (w *world) lapse(at int32) bool {
	l, s := w.leaseOf(at)
	if w.now < s.until || w.windingDown() || !w.replicas[at].present {
		return false
	}
	w.bar(at, barredByLease)
	if l.stop {
		w.loseAll(at)
	}
	if !s.asking {
		w.askAt(at, w.now)
	}
	return true
}

// leaseStanding follows a replica that has come, gone down, or come back: who
// is down does not ask, and who is back asks at once.
func (w *world) leaseStanding(at int32) {
	if w.leases == nil {
		return // the run has not begun
	}
	r := &w.replicas[at]
	_, s := w.leaseOf(at)
	switch {
	case r.state == down || !r.present:
		s.asking, s.due = false, false
		s.round++
	case r.state != up, s.asking, s.due:
	default:
		w.askAt(at, w.now)
		if s.until <= w.now {
			w.bar(at, barredByLease)
		}
	}
}

// shiftLease prolongs the lease that a replica has, and those it will get;
// with a negative time it shortens them.
func (w *world) shiftLease(at int32, by int64) {
	_, s := w.leaseOf(at)
	s.later += by
	if w.replicas[at].present && w.replicas[at].barred&barredByLease == 0 {
		s.until += by
		w.agenda.add(max(s.until, w.now), evLapse, 0, uint32(at), 0)
	}
}

// shiftLeases does so with all leases of one kind.
func (w *world) shiftLeases(l *lease, by int64) {
	c := &w.comps[l.comp]
	for at := c.first; at < c.first+c.count; at++ {
		w.shiftLease(at, by)
	}
}
