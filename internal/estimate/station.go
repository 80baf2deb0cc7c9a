package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// station is a component under the load that was asked for: all its replicas
// together.
type station struct {
	replicas float64 // that serve
	serving  float64 // that take most of the load: one per shard where only the primary answers
	cores    float64 // per replica; +Inf unlimited
	slots    float64
	room     float64

	arrivals float64 // a second, retries included
	admitted float64
	bursts   float64 // of work, a second
	busy     float64 // core-seconds a second
	service  float64 // mean of a burst
	scv      float64
	ca2      float64 // squared coefficient of variation of the gaps between arrivals

	held    float64 // mean time a slot is held
	heldSCV float64

	core    waiting             // for a core, per burst
	coreOf  map[float64]waiting // by priority; nil without
	slotOf  map[float64]waiting
	slot    waiting // for a slot, per arrival
	pull    waiting // of messages for a worker; kept by the queue
	refused float64
	orbit   bool // of those refused, who come back until they are served

	response mixture // from arrival to the last step, given admission
	limiter  float64 // share that a rate limit refuses
	follow   float64 // work a second that copies do behind the primary
	read     readings
}

// utilization is the share of cores that work, or of slots where cores are
// unlimited.
func (s *station) utilization() float64 {
	if !math.IsInf(s.cores, 1) {
		return (s.busy + s.follow) / (s.replicas * s.coreCount())
	}
	return s.slotsUtilization()
}

// coreCount is how many bursts a replica works on at the same time.
func (s *station) coreCount() float64 {
	if s.cores < 1 {
		return 1 // work is stretched instead
	}
	return s.cores
}

func (s *station) slotsUtilization() float64 {
	if math.IsInf(s.slots, 1) {
		return 0
	}
	return s.inFlight() / (s.replicas * s.slots)
}

// inFlight is Little's law on the slots.
func (s *station) inFlight() float64 { return s.admitted * s.held }

// queueLength is Little's law on those who wait, for slots and for cores.
func (s *station) queueLength() float64 {
	return s.admitted*s.slot.mean + s.bursts*s.core.wait()
}

// waitMean is the mean wait of an arrival, those that were refused included.
func (s *station) waitMean() float64 {
	if s.arrivals == 0 {
		return 0
	}
	return s.queueLength() / s.arrivals
}

// delayed is the share of arrivals that wait for a slot or for a core.
func (s *station) delayed() float64 {
	core := 0.0
	if !s.core.sharing && s.admitted > 0 {
		core = s.core.delayed * min(1, s.bursts/s.admitted)
	}
	return (1 - s.refused) * (1 - (1-s.slot.delayed)*(1-core))
}

// atLeastWaiting is the share of time with so many waiting, for slots or for
// cores, whichever line is longer: geometric beyond the first, as in M/M/c.
func (s *station) atLeastWaiting(n float64) float64 {
	chance := func(q waiting) float64 {
		if q.sharing || q.delayed <= 0 {
			return 0
		}
		return q.delayed * stats.Pow(min(q.rho, 1), n)
	}
	return max(chance(s.core), chance(s.slot), chance(s.pull))
}

// waitAt is a percentile of the wait of an arrival, for its slot and its bursts
// of work; those refused do not wait.
func (s *station) waitAt(p float64) float64 {
	// Where it waits for one thing once, the law is one exponential.
	if s.delayed() <= 1-p {
		return 0
	}
	q, often, once := s.slot, 1.0, s.core.delayed == 0 || s.core.sharing
	if s.slot.delayed == 0 && s.bursts <= s.admitted && !s.core.sharing && s.admitted > 0 {
		q, often, once = s.core, s.bursts/s.admitted, true
	}
	if once {
		delayed := q.delayed * often * (1 - s.refused)
		if q.delayed == 0 || delayed <= 1-p {
			return 0
		}
		return stats.Log(delayed/(1-p)) * q.mean / q.delayed
	}
	law := s.slot.law.plus(s.core.law.times(s.bursts / s.admitted))
	return mix(1-s.refused, law, mixture{}).quantile(p)
}

// responseAt reads a percentile of the response of a part.
func (w *world) responseAt(part, k int) float64 {
	s := &w.stations[part]
	if w.base != nil {
		base := &w.base.stations[part]
		return s.read.from(&base.read, &s.response, &base.response, k)
	}
	return s.read.at(&s.response, k)
}

// stable tells whether what arrives can be served.
func (s *station) stable() bool { return s.core.stable() && s.slot.stable() && s.pull.stable() }

// arrive adds up what all sources ask of a part, and how many replicas that
// makes where it scales by itself.
func (w *world) arrive(i int) {
	pt, s := w.p.parts[i], &w.stations[i]
	*s = station{
		cores: w.or(pt.can.Cores, math.Inf(1)), slots: w.or(pt.can.Slots, math.Inf(1)), room: w.or(pt.can.Queue, math.Inf(1)),
		ca2: 1, refused: s.refused, slot: s.slot, held: s.held,
	}
	busy2, primary := 0.0, 0.0
	for k, d := range pt.demand {
		rate, need := w.rates[now][pt.source[k]], &w.demands[d]
		s.arrivals += rate * need.calls
		s.admitted += rate * need.admitted
		s.bursts += rate * need.bursts
		s.busy += rate * need.busy
		busy2 += rate * need.busy2
		primary += rate * need.primary
		s.follow += rate * need.follow
	}
	if s.bursts > 0 {
		s.service = s.busy / s.bursts
		if s.service > 0 {
			s.scv = max(0, busy2/s.bursts/(s.service*s.service)-1)
		}
	}
	w.scatter(i)
	s.replicas = w.replicasFor(i)
	s.serving = s.replicas
	if pt.class == catalog.Store && s.arrivals > 0 {
		shards := w.shards(i)
		// Each shard's primary takes its share of what only primaries answer.
		s.serving = min(s.replicas, shards/max(primary/s.arrivals, shards/max(s.replicas, 1)))
	}
}

// shards is how many parts a component is split into by a key: shards, and
// cells.
func (w *world) shards(i int) float64 {
	n := w.cells(i)
	if sh := w.p.parts[i].c.Shards; sh != nil {
		n *= max(1, w.or(sh.Count, 1))
	}
	return n
}

// cells is how many independent copies of a part there are, each with its own
// share of the load.
func (w *world) cells(i int) float64 {
	if c := w.p.parts[i].c.Cells; c != nil {
		return max(1, w.or(c.Count, 1))
	}
	return 1
}

// replicas is how many copies run at the start, shards and cells included.
func (w *world) replicas(i int) float64 {
	return w.number(w.p.total[i]) * w.shards(i)
}

// replicasFor is how many copies run under the load: the fixed number, or what
// an autoscaler comes to.
func (w *world) replicasFor(i int) float64 {
	pt, s := w.p.parts[i], &w.stations[i]
	r := pt.c.Replicas
	if !r.Auto() || r.Target == nil {
		return w.replicas(i)
	}
	cells := w.cells(i)
	least, most := cells*w.or(r.Min, 1), cells*w.or(r.Max, math.Inf(1))
	return min(max(w.wanted(pt, s), least), most)
}

// wanted is ceil(total / target) of what the autoscaler holds.
func (w *world) wanted(pt *part, s *station) float64 {
	t := pt.c.Replicas.Target
	switch {
	case t.CPU != nil && !math.IsInf(s.cores, 1):
		return math.Ceil(s.busy/(s.coreCount()*w.value(t.CPU)) - 1e-9)
	case t.InFlight != nil:
		return math.Ceil(s.admitted*s.held/w.value(t.InFlight) - 1e-9)
	case t.Queue != nil:
		return math.Ceil(s.queueLength()/w.value(t.Queue) - 1e-9)
	}
	return 1
}

// scatter works out how irregular the arrivals are: 1 for Poisson, less for
// fixed gaps, more for bursts. Streams that join grow towards Poisson (Whitt
// 1983, QNA, eqs. 29 and 33); what goes through a queue first is taken as if it
// had not.
func (w *world) scatter(i int) {
	pt, s := w.p.parts[i], &w.stations[i]
	if s.arrivals == 0 {
		return
	}
	weights2, sum, plain := 0.0, 0.0, true
	for k, d := range pt.demand {
		src := w.p.sources[pt.source[k]]
		calls := w.demands[d].calls
		p := w.rates[now][src.index] * calls / s.arrivals
		c2 := 1.0
		switch {
		case src.start.Kind == model.StartScheduled, src.start.Process == "const":
			c2 = 0
		case src.start.Process == "bursty":
			c2 = src.start.CV * src.start.CV
		}
		if c2 != 1 && p > 0 {
			plain = false
		}
		if thin := min(calls, 1); thin < 1 {
			c2 = thin*c2 + 1 - thin
		}
		weights2 += p * p
		sum += p * c2
	}
	if plain || weights2 == 0 {
		return
	}
	rho := 0.5
	if c := w.replicas(i) * s.coreCount(); !math.IsInf(c, 1) && c > 0 {
		rho = min(s.busy/c, 1)
	}
	share := 1 / (1 + 4*(1-rho)*(1-rho)*(1/weights2-1))
	s.ca2 = share*sum + 1 - share
}

// serve solves one part whose callees are solved: the wait for a core, how
// long slots are held, the wait for a slot, and what every caller sees.
func (w *world) serve(i int) {
	pt, s := w.p.parts[i], &w.stations[i]
	s.limiter = w.rateLimited(pt, s)
	cores := w.coreLine(pt, s)
	if w.pulled(pt) {
		cores.balance = sharedQueue // who is free takes the next
	}
	s.core = cores.solve()
	s.coreOf = w.ranks(pt, cores, s.core, func(n *node) moments { return momentsOf(w.service(n)) })
	if w.met[i] > 0 && s.bursts > 0 && !math.IsInf(s.cores, 1) {
		s.core = metWait(w.met[i]-s.busy, s.bursts, s.busy/(s.replicas*s.coreCount()))
	}
	first, second, weight := 0.0, 0.0, 0.0
	for _, n := range pt.visits {
		r := &w.results[n.id]
		o := w.inside(n)
		r.inside, r.hold, r.failInside = o.answer, o.hold, o.fail
		m := r.hold.mean
		rate := w.rates[now][n.source] * w.calls[n.id] * (1 - r.refused)
		first += rate * m
		second += rate * (r.hold.variance + m*m)
		weight += rate
	}
	s.held, s.heldSCV = 0, 0
	if weight > 0 {
		s.held = first / weight
		if s.held > 0 {
			s.heldSCV = max(0, second/weight/(s.held*s.held)-1)
		}
	}
	line := w.slotLine(pt, s)
	s.slot = line.solve()
	if w.met[i] > 0 && math.IsInf(s.cores, 1) && !math.IsInf(s.slots, 1) {
		s.slot = metWait(w.met[i]-s.arrivals*s.held, s.arrivals, s.arrivals*s.held/(s.replicas*s.slots))
	}
	if pt.c.MaxWait != nil {
		s.slot = s.slot.impatient(w.or(pt.c.MaxWait, math.Inf(1)))
	}
	if w.pulled(pt) {
		s.pull, s.slot = w.pullLine(pt, s, line).solve(), waiting{}
	}
	if math.IsInf(s.cores, 1) {
		s.slotOf = w.ranks(pt, line, s.slot, func(n *node) moments { return w.results[n.id].hold })
	}
	if refused, ok := w.retrial(pt, s); ok {
		s.slot.refused, s.orbit = refused, true
	}
	s.refused = s.slot.refused + (1-s.slot.refused)*s.limiter
	response, total := mixture{}, 0.0
	for _, n := range pt.visits {
		w.answer(n, s)
		if rate := w.rates[now][n.source] * w.calls[n.id]; rate > 0 {
			total += rate
			response = mix(rate/total, rankedWait(s.slotOf, n, s.slot).law.plus(w.results[n.id].inside), response)
		}
	}
	s.response = response
	s.admitted = s.arrivals * (1 - s.refused)
}

var sharedQueue = model.Balance{Policy: "shared-queue"}

// pulled tells whether a part only takes messages, each when it is free.
func (w *world) pulled(pt *part) bool {
	for _, n := range pt.visits {
		if !n.pull {
			return false
		}
	}
	return len(pt.visits) > 0
}

// coreLine is the wait for a core of one replica, or of all under a shared
// queue.
func (w *world) coreLine(pt *part, s *station) line {
	if math.IsInf(s.cores, 1) || s.busy == 0 {
		return line{}
	}
	servers := s.coreCount()
	if s.slots < servers {
		servers = s.slots // more cannot be at work
	}
	l := line{
		lambda: s.bursts / w.cells(pt.index), service: s.service, scv: s.scv, ca2: s.ca2, servers: servers, replicas: s.serving / w.cells(pt.index),
		balance: w.balance(pt), room: math.Inf(1), sharing: pt.c.Discipline == "processor-sharing",
	}
	if math.IsInf(s.slots, 1) {
		l.room = s.room
	} else {
		// No more can wait for a core than hold a slot.
		l.room = max(s.slots-servers, 0)
		l.bounded = true
	}
	return l
}

// slotLine is the wait for a slot.
func (w *world) slotLine(pt *part, s *station) line {
	if math.IsInf(s.slots, 1) {
		return line{refused: s.core.refused}
	}
	l := line{
		lambda: s.arrivals / w.cells(pt.index), service: s.held, scv: s.heldSCV, ca2: s.ca2, servers: s.slots, replicas: s.serving / w.cells(pt.index),
		balance: w.balance(pt), room: s.room,
	}
	if users := w.usersAt(pt); users > 0 {
		// No more can wait than there are users without a slot.
		l.room, l.bounded = min(l.room, max(0, users-s.slots*s.replicas)), true
	}
	if shed := pt.c.Shed; shed != nil && shed.Above != nil && shed.Above.Queue != nil {
		l.room = min(l.room, w.value(shed.Above.Queue))
	}
	return l
}

// pullLine is the wait of messages for a worker that takes them when it is
// free: one line for all workers.
func (w *world) pullLine(pt *part, s *station, l line) line {
	l.balance = sharedQueue
	l.room = math.Inf(1)
	l.lambda, l.service, l.scv, l.replicas = s.arrivals/w.cells(pt.index), s.held, s.heldSCV, s.replicas/w.cells(pt.index)
	l.ca2 = 1
	if l.servers == 0 {
		return line{}
	}
	if len(pt.pulls) > 0 {
		if src := w.p.sources[pt.pulls[0]]; src.queue >= 0 && src.run != nil {
			if workers := w.workers(src); workers < s.replicas*s.slots {
				l.servers, l.replicas = max(1, workers/w.cells(pt.index)), 1
			}
			// A batch gathers as many arrivals as it takes messages.
			l.ca2 = 1 / max(w.batch[src.index], 1)
		}
	}
	return l
}

// balance is how callers pick a replica. A store's copies are found by key.
func (w *world) balance(pt *part) model.Balance {
	if pt.c.Balance.Policy == "" && (pt.class == catalog.Cache || pt.class == catalog.Store && pt.c.Shards != nil) {
		return model.Balance{Policy: "hash"}
	}
	return pt.c.Balance
}

// rateLimited is the share that a rate limit refuses in the long run: what
// comes above its rate.
func (w *world) rateLimited(pt *part, s *station) float64 {
	l := pt.c.RateLimit
	if l == nil || l.Rate == nil || l.Per.Text != "" || s.arrivals == 0 {
		return 0
	}
	return max(0, 1-w.value(l.Rate)/s.arrivals)
}

// metWait is the wait behind a mean queue, by Little's law: that of a closed
// network, where no more can come than there are users.
func metWait(queue, rate, rho float64) waiting {
	q := waiting{delayed: min(1, rho), mean: max(0, queue) / rate, rho: min(rho, 1-1e-9)}
	q.law = expWait(q.delayed, q.mean)
	return q
}
