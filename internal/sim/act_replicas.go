package sim

import (
	"slices"

	"github.com/loadpath/loadpath/internal/stats"
)

// Verbs that hit replicas: crash, restart, pause, hang, slow, steal, deploy.

// setCrash: a replica refuses and loses what it has, until the end.
func setCrash(w *world, ref uint32, from, to float64) { w.strikeEach(ref, from, to, w.crash) }

// setPause: a replica keeps what it has and does nothing.
func setPause(w *world, ref uint32, from, to float64) { w.strikeEach(ref, from, to, w.hold) }

// strikeEach does something to each replica that is hit at the beginning of a
// fault, one after the other over its onset, and restores them at its end.
func (w *world) strikeEach(ref uint32, from, to float64, strike func(at int32)) {
	hit := w.acts[ref].hit
	if to > from {
		for _, at := range newlyHit(hit, from, to) {
			strike(at)
		}
		return
	}
	for _, at := range newlyHit(hit, to, from) {
		w.restore(at)
	}
}

// setHang: a replica accepts and never answers. Whoever ends it ends the
// process, so that what it had accepted is lost with an error.
func setHang(w *world, ref uint32, from, to float64) {
	if to > from {
		setPause(w, ref, from, to)
		return
	}
	for _, at := range newlyHit(w.acts[ref].hit, to, from) {
		w.crash(at)
		w.replicas[at].holds--
		w.restore(at)
	}
}

// setSlow: work takes so many times as long.
func setSlow(w *world, ref uint32, from, to float64) {
	by := w.p.acts[ref].by
	for _, at := range w.acts[ref].hit {
		w.slow(at, (1+float64((by-1)*to))/(1+float64((by-1)*from)))
	}
}

// setSteal: so much of the processor is gone, so that work takes 1/(1-by) times
// as long. All of it gone is a pause.
func setSteal(w *world, ref uint32, from, to float64) {
	by := w.p.acts[ref].by
	for _, at := range w.acts[ref].hit {
		w.slow(at, (1-float64(by*from))/(1-float64(by*to)))
	}
}

// compileReplicas names the replicas, and how much.
func compileReplicas(c *compiler, m actSource, a *act) {
	c.hits(m, a)
	if m.By != nil {
		a.by = m.By.Value
	}
	if a.verb.name == "steal" {
		a.by = min(a.by, mostStolen)
	}
}

// mostStolen leaves a stolen processor a thousandth, so that time goes on.
const mostStolen = 0.999

// compileRestart names the replicas and the batches that they restart in.
func compileRestart(c *compiler, m actSource, a *act) {
	c.hits(m, a)
	c.batches(m, a)
}

// batches compiles how many replicas are taken at a time, and when the next.
func (c *compiler) batches(m actSource, a *act) {
	n := float64(len(a.replicas) + len(a.primary))
	if a.share > 0 {
		n *= a.share
	}
	if q := m.Batch; q != nil {
		size := q.Value
		if size < 1 {
			size *= n
		}
		a.size = max(1, int32(size+0.5))
	}
	if m.Every != nil {
		a.every = ns(m.Every.Value)
	}
	a.law = c.time(stats.Law{}, a.stream)
}

// setRestart: replicas stop and start, all at once or so many at a time. Each
// gives its connections away, loses what it has, and starts, where the fault
// has a length at its end.
func setRestart(w *world, ref uint32, from, to float64) {
	if from == 0 {
		w.nextBatch(ref)
	}
}

// nextBatch takes the next replicas. Without a time between batches the next
// one begins when the last is back.
func (w *world) nextBatch(ref uint32) {
	a, st := &w.p.acts[ref], &w.acts[ref]
	left := len(st.hit) - st.next
	if left <= 0 {
		return
	}
	n := left
	if a.size > 0 {
		n = min(n, int(a.size))
	}
	for range n {
		at := st.hit[st.next]
		st.next++
		w.restartReplica(ref, at)
	}
	switch {
	case st.next == len(st.hit):
	case a.every == 0:
		st.paces = true
	default:
		w.agenda.add(w.now+a.every, evAct, 0, ref, actBatch)
	}
}

// goOn takes the next batch where the last one is back.
func (w *world) goOn() {
	for k := range w.acts {
		st := &w.acts[k]
		if !st.paces || slices.ContainsFunc(st.hit[:st.next], w.returns) {
			continue
		}
		st.paces = false
		w.nextBatch(uint32(k))
	}
}

// returns tells whether a replica is down and will be back; one that was taken
// away will not.
func (w *world) returns(at int32) bool {
	return w.replicas[at].state == down || w.replicas[at].state == starting
}

// backAgain lets a replica start that was stopped for a restart.
func (w *world) backAgain(at int32) {
	w.restore(at)
	w.goOn()
}

// restartReplica stops a replica and has it start.
func (w *world) restartReplica(ref uint32, at int32) {
	a := &w.p.acts[ref]
	if a.verb.name == "deploy" {
		w.released(a, at, 1)
	}
	w.crash(at)
	back := w.now
	if a.verb.name == "restart" && a.over < maxTime {
		back = max(back, a.over)
	}
	w.agenda.add(back, evBack, 0, uint32(at), 0)
}

// compileDeploy names the replicas that a release reaches and its faults.
func compileDeploy(c *compiler, m actSource, a *act) {
	c.hits(m, a)
	c.batches(m, a)
	a.by = 1
	if m.Slow != nil {
		a.by = m.Slow.Value
	}
	if m.Errors != nil {
		a.rate = m.Errors.Value
	}
	c.failAtReplicas(a)
}

// setDeploy: a release with its faults reaches replicas, which restart into it.
// At the end of the fault it is rolled back.
func setDeploy(w *world, ref uint32, from, to float64) {
	st := &w.acts[ref]
	switch {
	case from == 0:
		w.nextBatch(ref)
	case to == 0:
		for _, at := range st.hit[:st.next] {
			w.released(&w.p.acts[ref], at, -1)
		}
		st.next = len(st.hit)
	}
}

// released puts the faults of a release on a replica, or takes them away.
func (w *world) released(a *act, at int32, sign float64) {
	by := a.by
	if sign < 0 {
		by = 1 / by
	}
	w.slow(at, by)
	w.fail(at, float64(sign*a.rate))
}
