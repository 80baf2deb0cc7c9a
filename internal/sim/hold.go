package sim

import "math"

// holdSpec is a connection that a flow keeps open at a component: its requests
// establish one with their steps and hold it behind their answer.
type holdSpec struct {
	site      int32 // by which its replica is picked
	component int32
	flow      int32
	source    int32   // that brings its requests in, -1 for none
	life      int32   // law, -1 for as long as the run lasts
	mean      float64 // of it, in nanoseconds
	reconnect int32   // retry, -1: a dropped connection does not come back
	called    bool    // a step of the flow calls the component: that is the arrival
	stream    int32   // of what is left of those that exist at the start
}

// conn is one connection. It has no frame while it is held.
type conn struct {
	hold    int32
	source  int32  // of its request
	rep     int32  // replica that keeps it, -1 for none
	token   uint32 // moves on with every change
	user    int64  // of a closed source
	until   int64  // when it will end by itself
	left    int64  // of one that comes back: for how long it would still have been held
	backoff int64  // the last one
	next    uint32 // neighbours at its replica; of a free one the next free one
	prev    uint32
	tries   uint16 // to come back
	back    bool   // it has been dropped, and the client comes back
	state   connState
}

// connState is where a connection stands.
type connState uint8

const (
	noConn connState = iota
	inTheMaking
	isHeld
	isAway // the client waits before it tries again
)

// connections is all that a world knows of connections.
type connections struct {
	conns    []conn // 0 is never used
	freeConn uint32
	held     []heldAt // of each replica
	connOf   []uint32 // of each frame of a request the connection it makes
	levels   []level  // connections of each component
}

// heldAt is what one replica holds.
type heldAt struct {
	first uint32 // its connections
	n     int32
	leaks int32 // further ones that nobody uses
}

// openHolds makes the connections that exist at the start: as many as are held
// on average, each with what is left of its time. Starting without would take
// the longest part of many runs.
func (w *world) openHolds() {
	if len(w.p.holds) == 0 {
		return
	}
	w.conns = make([]conn, 1)
	w.held = make([]heldAt, len(w.replicas))
	w.levels = make([]level, len(w.comps))
	for h := range w.p.holds {
		s := &w.p.holds[h]
		if s.life < 0 || s.source < 0 || w.p.sources[s.source].kind > bursty {
			continue
		}
		src := &w.p.sources[s.source]
		rate := float64(src.rate*w.p.loadScale) / 1e9
		if len(src.factor) > 0 && src.factor[0].at == 0 {
			rate *= src.factor[0].factor
		}
		n := int(math.Round(min(rate*s.mean, mostPrepared)))
		left := w.residuals(s)
		for range n {
			k := w.newConn(int32(h), s.source, 0)
			at := w.pickHolder(h)
			if at < 0 || w.noRoomToHold(at) {
				w.freeConnection(k)
				break
			}
			w.keep(k, at)
			w.establish(k, left())
		}
	}
}

// mostPrepared bounds the connections that exist at the start. Beyond it the
// run stops for what it holds anyway.
const mostPrepared = 6_000_000

// connect makes the connection of a request, or reports false when it fails.
func (w *world) connect(i uint32, h int32) bool {
	s := &w.p.holds[h]
	for int(i) >= len(w.connOf) {
		w.connOf = append(w.connOf, 0)
	}
	f := &w.frames[i]
	k := w.connOf[i]
	if f.flags&connects == 0 {
		k = w.newConn(h, f.site, f.waited)
		w.connOf[i] = k
		f.flags |= connects
	}
	at := w.pickHolder(int(h))
	t := &w.stations[s.component].tally
	switch {
	case at < 0:
		w.end(i, noTarget)
	case w.replicas[at].state == down || w.noRoomToHold(at):
		t.counts.arrivals++
		t.counts.refused++
		w.end(i, refused)
	default:
		if !s.called {
			t.counts.arrivals++
		}
		w.keep(k, at)
		return true
	}
	return false
}

// pickHolder picks the replica for a connection by the policy of its component;
// where that looks at load the connections count as well. -1 for none.
func (w *world) pickHolder(h int) int32 {
	s := &w.p.holds[h]
	c := &w.comps[s.component]
	st := &w.stations[s.component]
	n := len(st.active)
	if n == 0 {
		return -1
	}
	draws := n
	switch c.balance {
	case choices:
		draws = int(c.choices)
	case leastInFlight, sharedQueue:
	default:
		var f frame
		f.rep = -1
		to := &w.sites[s.site]
		return w.pick(&f, to, c, &w.stations[to.callee])
	}
	best, least := int32(-1), int32(math.MaxInt32)
	first := int(w.streams[c.pick].Below(uint64(n)))
	for d := range min(draws, n) {
		at := st.active[(first+d)%n]
		if draws < n && d > 0 {
			at = st.active[w.streams[c.pick].Below(uint64(n))]
		}
		if load := w.held[at].n + w.replicas[at].inFlight; load < least {
			best, least = at, load
		}
	}
	return best
}

// noRoomToHold tells whether a replica has all the connections it can hold.
func (w *world) noRoomToHold(at int32) bool {
	most := w.comps[w.replicas[at].comp].connections
	return most > 0 && w.held[at].n+w.held[at].leaks >= most
}

// keep puts a connection at a replica.
func (w *world) keep(k uint32, at int32) {
	c, h := &w.conns[k], &w.held[at]
	c.rep, c.prev, c.next = at, 0, h.first
	if h.first != 0 {
		w.conns[h.first].prev = k
	}
	h.first = k
	h.n++
	w.levels[w.replicas[at].comp].up(w.now)
}

// letGo takes a connection from its replica.
func (w *world) letGo(k uint32) {
	c := &w.conns[k]
	if c.rep < 0 {
		return
	}
	h := &w.held[c.rep]
	if c.prev != 0 {
		w.conns[c.prev].next = c.next
	} else {
		h.first = c.next
	}
	if c.next != 0 {
		w.conns[c.next].prev = c.prev
	}
	h.n--
	w.levels[w.replicas[c.rep].comp].down(w.now)
	c.rep, c.next, c.prev = -1, 0, 0
}

// establish begins the time that a connection is held.
func (w *world) establish(k uint32, life int64) {
	c := &w.conns[k]
	c.token++
	c.state, c.until = isHeld, w.now+life
	c.tries, c.back, c.backoff = 0, false, 0
	w.agenda.add(c.until, evHeld, 0, k, c.token)
}

// holdConnection keeps the connection of a request whose steps are done. One
// that has come back is held for what was left of its time.
func (w *world) holdConnection(i uint32) {
	k := w.connOf[i]
	c := &w.conns[k]
	w.frames[i].flags &^= connects
	life := w.p.holds[c.hold].life
	switch {
	case w.closing:
		w.goodbye(k)
	case c.rep < 0: // its replica has dropped it while it was made
		c.back = true
		if c.left == 0 && life >= 0 {
			c.left = w.draw(life)
		}
		w.away(k)
	case c.back:
		w.establish(k, c.left)
	case life < 0:
		w.establish(k, maxTime-w.now)
	default:
		w.establish(k, w.draw(life))
	}
}

// notConnected ends the connection of a request that has failed. A client that
// was coming back tries again.
func (w *world) notConnected(i uint32) {
	k := w.connOf[i]
	w.letGo(k)
	if w.conns[k].back {
		w.away(k)
		return
	}
	w.goodbye(k)
}

// heldToTheEnd ends a connection whose time is over.
func (w *world) heldToTheEnd(k, token uint32) bool {
	c := &w.conns[k]
	if c.token != token {
		return false
	}
	w.goodbye(k)
	return true
}

// goodbye ends a connection for good; a closed user thinks before the next.
func (w *world) goodbye(k uint32) {
	source, user := w.conns[k].source, w.conns[k].user
	w.letGo(k)
	w.freeConnection(k)
	if w.p.sources[source].kind == closed && !w.closing {
		w.think(uint32(source), user)
	}
}

func (w *world) newConn(h, source int32, user int64) uint32 {
	k := w.freeConn
	if k == 0 {
		w.conns = append(w.conns, conn{})
		k = uint32(len(w.conns) - 1)
	} else {
		w.freeConn = w.conns[k].next
	}
	w.conns[k] = conn{hold: h, source: source, rep: -1, user: user, token: w.conns[k].token, state: inTheMaking}
	return k
}

func (w *world) freeConnection(k uint32) {
	w.conns[k] = conn{rep: -1, hold: -1, token: w.conns[k].token + 1, next: w.freeConn}
	w.freeConn = k
}

// countHeld brings the integrals of the connections held up to a time.
func (w *world) countHeld(now int64) {
	for k := range w.levels {
		w.stations[k].tally.counts.held = uint64(w.levels[k].area(now))
	}
}
