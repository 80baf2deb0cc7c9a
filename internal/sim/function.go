package sim

// pool is how a function scales: an instance for every request in progress (or
// for so many), started when none is warm, and kept warm while it is idle.
// Mahmoudi and Khazaei, "Performance Modeling of Serverless Computing
// Platforms", IEEE Transactions on Cloud Computing, 2020.
type pool struct {
	component int32
	slots     int32 // requests that an instance takes at once
	kept      int32 // instances that stay warm, provisioned ones
	most      int32 // instances at most
	idle      int64 // nanoseconds after which one that is idle goes; 0 for never
}

// poolState is the instances of a function, counted in requests that they can
// take: each start brings as many as an instance takes, and each of those is
// warm or gone by itself. Those idle stand in the order in which they became
// so; the last goes first, so that the others can cool down.
type poolState struct {
	idle  []int64 // since when, a ring
	head  int
	n     int
	alive int32 // idle, starting and busy
	armed bool  // an event will look for those that have been idle too long
}

// openPools makes the instances that functions begin with.
func (w *world) openPools() {
	w.pools = make([]poolState, len(w.p.pools))
	for k := range w.p.pools {
		s, p := &w.p.pools[k], &w.pools[k]
		p.idle = make([]int64, 16)
		r := &w.replicas[w.comps[s.component].first]
		r.slots = unlimited
		if s.most < unlimited/s.slots {
			r.slots = s.most * s.slots
		}
		w.stations[s.component].tally.present.down(0) // the replica stands for all instances
		for range s.kept * s.slots {
			w.grow(int32(k), 1)
			p.push(0)
		}
	}
}

// grow changes the number of requests that a function has instances for.
func (w *world) grow(pool, by int32) {
	s, p := &w.p.pools[pool], &w.pools[pool]
	before := (p.alive + s.slots - 1) / s.slots
	p.alive += by
	w.stations[s.component].tally.present.add(w.now, int64((p.alive+s.slots-1)/s.slots-before))
}

// warm gives a call an instance that is warm. It reports false when the call
// must wait for one to start.
func (w *world) warm(i uint32, pool int32) bool {
	s, p := &w.p.pools[pool], &w.pools[pool]
	if p.n > 0 {
		p.n-- // the one that became idle last
		return true
	}
	w.grow(pool, s.slots)
	f := &w.frames[i]
	r := &w.replicas[f.rep]
	c := &w.comps[r.comp]
	d := int64(0)
	if c.startup >= 0 {
		up := &w.p.startups[c.startup]
		if up.time >= 0 {
			d = w.draw(up.time)
		}
		if up.work >= 0 {
			d += w.stretched(w.draw(up.work), r, c)
		}
	}
	t := &w.stations[r.comp].tally
	w.startWaiting(f, t, &t.atCore)
	f.state = forStart
	w.agenda.add(w.now+d, evWarm, 0, i, f.token)
	return false
}

// warmed lets a call go on whose instance has started; what else the instance
// can take is idle.
func (w *world) warmed(i uint32) {
	f := &w.frames[i]
	f.token++
	r := &w.replicas[f.rep]
	pool := w.comps[r.comp].pool
	for range w.p.pools[pool].slots - 1 {
		w.idles(pool)
	}
	t := &w.stations[r.comp].tally
	w.stopWaiting(f, t, &t.atCore)
	w.begin(i, f)
}

// idles takes back what a request has left.
func (w *world) idles(pool int32) {
	p := &w.pools[pool]
	p.push(w.now)
	w.watchIdle(pool)
}

// watchIdle schedules the look at the one that has been idle longest.
func (w *world) watchIdle(pool int32) {
	s, p := &w.p.pools[pool], &w.pools[pool]
	if p.armed || s.idle == 0 || p.n == 0 || p.alive <= s.kept*s.slots {
		return
	}
	p.armed = true
	w.agenda.add(p.idle[p.head]+s.idle, evCool, 0, uint32(pool), 0)
}

// cool ends those that have been idle too long, but for those kept.
func (w *world) cool(pool uint32) bool {
	s, p := &w.p.pools[pool], &w.pools[pool]
	p.armed = false
	gone := false
	for p.n > 0 && p.idle[p.head]+s.idle <= w.now && p.alive > s.kept*s.slots {
		p.head = (p.head + 1) & (len(p.idle) - 1)
		p.n--
		w.grow(int32(pool), -1)
		gone = true
	}
	w.watchIdle(int32(pool))
	return gone
}

// chill ends all instances that are idle: they were lost.
func (w *world) chill(pool int32) {
	p := &w.pools[pool]
	w.grow(pool, -int32(p.n))
	p.n = 0
}

// push adds one that is idle since now.
func (p *poolState) push(now int64) {
	if p.n == len(p.idle) {
		grown := make([]int64, 2*len(p.idle))
		k := copy(grown, p.idle[p.head:])
		copy(grown[k:], p.idle[:p.head])
		p.idle, p.head = grown, 0
	}
	p.idle[(p.head+p.n)&(len(p.idle)-1)] = now
	p.n++
}
