package sim

import "slices"

// traffic is what a program asks of its components when nothing fails, waits
// or is tried again: what a reader works out from the design with the measured
// rates of its flows and the measured hit ratios of its caches.
type traffic struct {
	calls []float64   // per component, per second
	busy  []float64   // per component, cores kept busy
	worst []float64   // per component, calls per second when every attempt times out and is made again
	sites []siteCalls // per site
}

// siteCalls is what goes over one call of the program.
type siteCalls struct {
	rate  float64 // first attempts per second
	worst float64 // attempts per second when all time out
}

// trafficOf follows the code of every flow. hit is the hit ratio of a
// component's cache.
func (p *Program) trafficOf(offered []float64, hit func(component int32) float64) *traffic {
	t := &follower{p: p, hit: hit, out: &traffic{
		calls: make([]float64, len(p.components)), busy: make([]float64, len(p.components)),
		worst: make([]float64, len(p.components)), sites: make([]siteCalls, len(p.sites)),
	}}
	for k := range p.flows {
		t.follow(p.flows[k].entry, offered[k], offered[k], -1, 0)
	}
	return t.out
}

// follower follows code.
type follower struct {
	p   *Program
	hit func(int32) float64
	out *traffic
}

// mass is how often an op is reached per second, in how much of that the last
// look-up missed, and how often it is when every attempt is made again.
type mass struct{ rate, missed, worst float64 }

// mostNested bounds how deep calls are followed; a design that calls in a
// circle is refused before.
const mostNested = 64

// follow takes a rate through the code from an op on, in a component (-1
// outside), and returns the share of it that ends in a miss.
func (t *follower) follow(entry int32, rate, worst float64, in int32, depth int) float64 {
	if depth > mostNested || rate <= 0 {
		return 0
	}
	at := map[int32]mass{entry: {rate: rate, worst: worst}}
	open := []int32{entry}
	missed := 0.0
	for len(open) > 0 {
		slices.Sort(open)
		pc := open[0]
		open = open[1:]
		m := at[pc]
		to := func(pc int32, m mass) {
			if m.rate <= 0 {
				return
			}
			if _, known := at[pc]; !known {
				open = append(open, pc)
			}
			old := at[pc]
			at[pc] = mass{old.rate + m.rate, old.missed + m.missed, old.worst + m.worst}
		}
		if end := t.op(pc, m, in, depth, to); end {
			missed += m.missed
		}
	}
	return missed / rate
}

// op carries the mass of one op on to those behind it. It reports true where
// the code ends.
func (t *follower) op(pc int32, m mass, in int32, depth int, to func(int32, mass)) bool {
	o := &t.p.ops[pc]
	part := func(share float64) mass { return mass{m.rate * share, m.missed * share, m.worst * share} }
	switch o.kind {
	case opEnd:
		return true
	case opRaise:
	case opWork:
		if in >= 0 {
			t.out.busy[in] += m.rate * t.p.meanTime(o.a) * t.p.components[in].stretch
		}
		to(pc+1, m)
	case opCall:
		miss := t.call(o.a, m, depth)
		if o.b == 0 {
			to(pc+1, mass{m.rate, m.rate * miss, m.worst})
			return false
		}
		to(pc+1, part(1-miss))
		to(o.b, part(miss))
	case opJump:
		to(o.a, m)
	case opChoose:
		from := 0.0
		for _, c := range t.p.chances[o.a : o.a+o.b] {
			to(c.to, part(min(c.upTo, 1)-from))
			from = min(c.upTo, 1)
		}
	case opRepeat:
		if n := t.p.meanCount(o.a); n > 0 {
			to(pc+1, part(n))
		} else {
			to(o.b, m)
		}
	case opAgain:
		to(pc+1, part(1/t.p.meanCount(t.p.ops[o.a-1].a)))
	case opFork:
		k := &t.p.forks[o.a]
		n := 1.0
		if k.count >= 0 {
			n = t.p.meanCount(k.count)
		}
		for _, body := range k.bodies {
			t.follow(body, m.rate*n, m.worst*n, in, depth+1)
		}
		to(pc+1, m)
	case opFetch:
		t.follow(t.p.fetches[o.a].body[0], m.rate, m.worst, in, depth+1)
		to(pc+1, m)
	case opFlush:
		t.follow(t.p.flushes[o.a].body[0], m.rate, m.worst, in, depth+1)
		to(pc+1, m)
	case opShip, opAsk:
		t.copies(&t.p.sites[o.b], m, depth)
		to(pc+1, m)
	case opSaga:
		t.follow(t.p.sagas[o.a].body[0], m.rate, m.worst, in, depth+1)
		to(pc+1, m)
	case opIfHit:
		missed := m.missed / m.rate
		to(pc+1, mass{m.rate * missed, 0, m.worst * missed})
		to(o.a, mass{m.rate * (1 - missed), 0, m.worst * (1 - missed)})
	case opFail:
		to(pc+1, part(1-t.p.chances[o.a].upTo))
	case opLookup:
		to(pc+1, mass{m.rate, m.rate * (1 - t.hit(o.a)), m.worst})
	case opMiss:
		to(pc+1, mass{m.rate, m.rate, m.worst})
	default:
		to(pc+1, m)
	}
	return false
}

// call counts a call and what it leads to, and returns the share that misses.
func (t *follower) call(at int32, m mass, depth int) float64 {
	s := &t.p.sites[at]
	worst := m.worst * t.p.attempts(s)
	x := &t.out.sites[at]
	x.rate, x.worst = x.rate+m.rate, x.worst+worst
	t.out.calls[s.callee] += m.rate
	t.out.worst[s.callee] += worst
	return t.follow(s.entry, m.rate, worst, s.callee, depth+1)
}

// copies follows what the other copies of a store do about a write, or about a
// read that asks them too. It is work of the store, but no call of its own.
func (t *follower) copies(s *site, m mass, depth int) {
	c := &t.p.components[s.callee]
	if others := float64(c.count/c.shards - 1); others > 0 {
		t.follow(s.entry, m.rate*others, m.worst*others, s.callee, depth+1)
	}
}

// attempts is how many attempts a call makes on average when every one of them
// times out, and the work of each is done all the same. A breaker stops them;
// cancelling, and a deadline that the callee knows, take the work away.
func (p *Program) attempts(s *site) float64 {
	if _, limited := p.patience(s); s.retry < 0 || !limited || s.breaker || s.cancel || s.inherit {
		return 1
	}
	r := &p.retries[s.retry]
	if r.causes&(1<<timedOut|1<<errored) == 0 {
		return 1
	}
	n := 1.0
	switch {
	case r.chance < 1 && r.max >= unlimited:
		n = 1 / (1 - r.chance)
	case r.chance < 1:
		for k, share := int32(0), r.chance; k < r.max && share > 1e-9; k, share = k+1, share*r.chance {
			n += share
		}
	case r.max >= unlimited:
		n = endless
	default:
		n += float64(r.max)
	}
	if budget := p.edges[s.edge].budget; budget < maxBudget {
		n = min(n, 1+budget)
	}
	return n
}

// endless stands for retries without a limit.
const endless = 1e6

// meanTime returns the mean of a law of times in seconds.
func (p *Program) meanTime(l int32) float64 {
	return (p.means[l]*p.laws[l].scale + float64(p.laws[l].offset)) / 1e9
}

// meanCount returns the mean of a law of counts.
func (p *Program) meanCount(l int32) float64 { return p.means[l] }

// capacity returns how many calls a second a component can do with so many
// replicas, and what bounds it: its cores where they are limited, else its
// slots, as long as nothing is called inside. ok is false when nothing does or
// when it cannot be told.
func (t *traffic) capacity(p *Program, k int, replicas float64) (rate float64, of string, ok bool) {
	c := &p.components[k]
	if t.calls[k] <= 0 || t.busy[k] <= 0 {
		return 0, "", false
	}
	work := t.busy[k] / t.calls[k]
	switch {
	case c.cores < unlimited:
		return replicas * float64(c.cores) / work, "cores", true
	case c.slots < unlimited && !p.calling(int32(k)):
		return replicas * float64(c.slots) / work, "slots", true
	}
	return 0, "", false
}

// calling tells whether a component calls others.
func (p *Program) calling(k int32) bool {
	return slices.ContainsFunc(p.edges, func(e edge) bool { return e.caller == k })
}
