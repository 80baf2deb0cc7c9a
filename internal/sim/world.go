package sim

import (
	"github.com/loadpath/loadpath/internal/stats"
)

// world is one replication of a program: everything that changes while it
// runs, in slabs and flat arrays.
type world struct {
	p     *Program
	ops   []op // of p, as are sites and comps: one step nearer
	sites []site
	comps []component
	laws  []law

	now    int64
	agenda agenda
	events uint64 // that acted

	frames    []frame // 0 is never used
	freeFrame uint32
	live      int
	ready     []handle // frames that go on in this instant
	contend   []handle // arrivals of this instant that compete for a station
	spare     []handle // the other buffer of contend

	stations    []station
	cell        cellStation
	scalers     []scalerState
	pools       []poolState // instances of functions
	replicas    []replica
	queues      []list // of replica r: 2r*classes for slots, (2r+1)*classes for cores; then one set a station for shared queues
	edges       []edgeState
	budgets     []budget
	breakers    []breaker
	hedges      []hedgeState
	caches      []cache
	seed        uint64
	replication int
	mischief
	messaging
	standings
	connections
	limiters  []limiter
	links     []link       // networks
	nearby    []int32      // replicas that a call chooses among as it leaves
	nearTurns []uint32     // of round robin among those that are near, by the first of them
	ranks     []uint8      // how near each place of its callee is then; nil for all alike
	uncounted stationTally // of narrow places that faults make
	guards    []guard      // of replicas that shed load
	meters    []meter      // of components that do
	users     []uint64     // of requests, by frame, where somebody counts by them
	sources   []sourceState
	hot       []int32 // hot keys that are hot now
	setState
	fetchState
	flushState
	streams []stats.Stream
	ties    stats.Stream // order of simultaneous contenders

	flows    []flowTally
	tries    []triesOf // by site
	finished uint64    // requests answered, well or badly

	timeline bool   // latencies are kept by the second too
	closing  bool   // requests have ceased to begin
	watch    *watch // the request that is traced; nil in a run
}

// handle is a frame as long as its token has not moved on.
type handle struct{ frame, token uint32 }

// newWorld prepares one replication.
func newWorld(p *Program, seed uint64, replication int) *world {
	w := &world{
		seed: seed, replication: replication,
		p: p, ops: p.ops, sites: p.sites, comps: p.components, laws: p.laws,
		agenda:   newAgenda(p.lanes),
		frames:   make([]frame, 1, 1024),
		ready:    make([]handle, 0, 64),
		stations: make([]station, len(p.components)),
		scalers:  make([]scalerState, len(p.scalers)),
		replicas: make([]replica, p.replicas),
		queues:   make([]list, (2*p.replicas+len(p.components))*p.classes),
		streams:  make([]stats.Stream, len(p.streams)),
		ties:     stats.NewStream(seed, replication, "", "ties"),
		flows:    make([]flowTally, len(p.flows)),
		tries:    make([]triesOf, len(p.sites)),
	}
	for i, s := range p.streams {
		w.streams[i] = stats.NewStream(seed, replication, s.name, s.purpose)
	}
	w.own = p
	w.openStations()
	w.openCells()
	w.openScalers()
	w.openPools()
	w.openEdges()
	w.openHedges()
	if len(p.nears) > 0 {
		w.nearTurns = make([]uint32, p.replicas)
	}
	w.openCaches()
	w.filled = make([]int32, len(p.components))
	w.openSets()
	w.openFetches()
	w.openFlushes()
	w.openGroups()
	w.openLimiters()
	w.openGuards()
	w.openLinks()
	w.openSources()
	w.openHolds()
	w.openActs()
	w.openTerms()
	w.openStandbys()
	for i := range p.hotLoads {
		w.heat(int32(i), true)
	}
	return w
}

// step carries out the next thing that happens. It reports false when nothing
// will ever happen again.
func (w *world) step() bool { return w.steps(0) }

// steps carries out steps, and at least one, until so many events have acted
// since the beginning.
func (w *world) steps(until uint64) bool {
	for on := true; on; on = w.events < until {
		if len(w.contend) > 0 && w.agenda.nextAt() > w.now {
			w.admitContenders()
			continue
		}
		e := w.agenda.first
		if w.agenda.laneIsNext() {
			w.agenda.dropFirst(w.frames)
		} else if e = w.agenda.ladder.pop(); e.at == maxTime {
			return false
		}
		w.now = e.at
		if kind := e.kind(); kind > lastFrameEvent {
			if w.otherEvent(kind, e.ref, e.tok) {
				w.events++
			}
		} else if f := &w.frames[e.ref]; f.token == e.tok { // else it was cancelled: not an event
			w.events++
			switch kind {
			case evWorkDone:
				w.workDone(e.ref, f)
				w.run(e.ref)
			case evArrive:
				w.arrive(e.ref, f, atCallee)
			case evReply:
				if w.accept(e.ref, f, e.code()) {
					w.run(e.ref)
				}
			default:
				w.rareEvent(kind, e.ref)
			}
		}
		if len(w.ready) > 0 {
			w.settle()
		}
	}
	return true
}

// rareEvent acts on a frame, too, but less often.
func (w *world) rareEvent(kind eventKind, i uint32) {
	switch kind {
	case evTimeout:
		w.timeout(i)
	case evRetry:
		w.attempt(i)
	case evHedge:
		w.sendHedge(i)
	case evWake:
		f := &w.frames[i]
		f.token++
		f.pc++
		w.run(i)
	case evMaxWait:
		w.giveUpWaiting(i)
	case evTurn:
		w.turn(i)
	case evWarm:
		w.warmed(i)
	}
}

// otherEvent acts on anything else. It reports whether that is an event: those
// that find nothing to do any more are not.
func (w *world) otherEvent(kind eventKind, ref, tok uint32) bool {
	switch kind {
	case evSource:
		return w.sourceEvent(ref, tok)
	case evUser:
		return w.userStarts(ref, int64(tok))
	case evShare:
		return w.shareDone(ref, tok)
	case evBreak:
		return w.breakDown(ref)
	case evRepair:
		w.repair(ref)
	case evScale:
		return w.scale(ref)
	case evStarted:
		return w.started(ref, tok)
	case evCutOff:
		return w.cutOff(ref, tok)
	case evCool:
		return w.cool(ref)
	case evSent:
		w.sent(int32(ref))
	case evLinger:
		w.dispatch(ref)
	case evVisible:
		return w.visible(ref, tok)
	case evExpire:
		return w.expire(ref)
	case evAct:
		w.actEvent(ref, tok)
		return false
	case evBack:
		w.backAgain(int32(ref))
	case evLeak:
		return w.leaks(ref)
	case evHeld:
		return w.heldToTheEnd(ref, tok)
	case evReconnect:
		return w.comesBack(ref, tok)
	case evDrain:
		return w.drained(ref, tok)
	case evWindow:
		w.windowClosed(ref)
	case evApply:
		w.apply(ref, tok)
	case evStandby:
		return w.takeOver(ref, tok)
	case evFailover:
		return w.failOver(ref, tok)
	case evCheck:
		return w.checkHealth(ref)
	case evAsk:
		return w.askForLease(int32(ref), tok)
	case evLapse:
		return w.lapse(int32(ref))
	case evCapped:
		w.bounce(int32(ref))
	case evRest:
		w.endBackground()
	case evBooted:
		w.booted(int32(ref))
	case evLook:
		return w.look(ref)
	}
	return true
}

// settle runs all frames that can go on in this instant.
func (w *world) settle() {
	for len(w.ready) > 0 {
		last := len(w.ready) - 1
		h := w.ready[last]
		w.ready = w.ready[:last]
		if f := &w.frames[h.frame]; f.token == h.token && f.state == ready {
			w.run(h.frame)
		}
	}
}

// resume lets a frame go on in this instant.
func (w *world) resume(i uint32) {
	f := &w.frames[i]
	f.state = ready
	w.ready = append(w.ready, handle{i, f.token})
}

// admitContenders lets in, in a drawn order, those who arrived at this instant
// at stations with limits. It waits for the end of the instant, so that all
// who free something in it have done so.
func (w *world) admitContenders() {
	c := w.contend
	w.contend = w.spare[:0] // admission may bring others, who are next
	for i := len(c) - 1; i > 0; i-- {
		j := w.ties.Below(uint64(i + 1))
		c[i], c[j] = c[j], c[i]
	}
	for k := 0; k < len(c); k++ {
		h := c[k]
		if f := &w.frames[h.frame]; f.token == h.token {
			w.arrive(h.frame, f, contending)
		}
	}
	w.spare = c
	w.settle()
}

// draw returns a draw of a law in its unit, rounded; nanoseconds for times.
func (w *world) draw(l int32) int64 {
	law := &w.laws[l]
	switch law.kind {
	case stats.Exponential:
		return law.offset + int64(float64(law.value*w.streams[law.stream].Exp())+0.5)
	case stats.Const:
		return int64(law.value)
	}
	return law.offset + span(float64(law.sampler.Draw(&w.streams[law.stream])*law.scale)+0.5)
}
