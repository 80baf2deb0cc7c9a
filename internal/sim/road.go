package sim

// road is what faults do to the messages of one call on their way: there, from
// the caller to the callee, and back.
type road struct {
	arrives  [2]float64 // probability that a message is not lost, of the two ways
	cuts     [2]int32   // faults that let nothing through
	delays   []roadDelay
	errors   float64 // share of the calls that fail before they leave
	closed   int32   // faults because of which no call can be made: its certificate is out of date
	nowhere  int32   // faults because of which its name is empty
	poisoned float64 // share of the values it reads that cannot be processed
	narrow   int32   // network that a fault has put before it, -1
}

// roadDelay is one further delay.
type roadDelay struct {
	act   uint32
	ways  [2]bool
	level float64
}

// The two ways.
const (
	wayThere = iota
	wayBack
)

// roadHit is a call that a fault hits, and on which of its ways.
type roadHit struct {
	site int32
	road int32
	ways [2]bool
	link int32 // that a fault puts there
}

// giveUp is how long the kernel of a caller without a timeout repeats a message
// that gets no answer: the first retransmission of a connection request after
// 1 s, doubled six times (Linux, tcp_syn_retries = 6).
const giveUp = 127e9

// departs lets a call begin its way where faults may hit it. One that is lost
// is not answered: its caller's timeout sees that, or the kernel of its caller
// gives up.
func (w *world) departs(i, c uint32, s *site) {
	road, away := s.road, int64(0)
	if s.near >= 0 {
		w.aim(i, c, s)
		n := &w.p.nears[s.near]
		from, to := w.frames[i].rep, w.frames[c].rep
		road, away = road+w.pairOf(n, from, to), w.wayBetween(n, from, to)
	}
	if len(w.roads) == 0 {
		w.travels(c, s, -1, away)
		return
	}
	r := &w.roads[road]
	tok := w.frames[i].token
	how, after := okay, int64(0)
	switch {
	case r.nowhere > 0:
		how = noTarget
	case r.closed > 0, r.errors > 1e-12 && w.streams[w.p.mishaps].Float64() < r.errors:
		how = errored
	case w.lost(r, wayThere):
		how, after = timedOut, giveUp
	default:
		w.travels(c, s, r.narrow, away+w.heldUp(r, wayThere, w.frames[i].flow))
		return
	}
	w.release(c)
	w.agenda.add(w.now+after, evReply, how, i, tok)
}

// travels brings a call to its callee after the delay of the network and of
// faults.
func (w *world) travels(c uint32, s *site, narrow int32, held int64) {
	d := held + w.netDelay(s)
	if narrow >= 0 || s.via.link >= 0 {
		w.sendVia(c, s, narrow, d)
		return
	}
	if d == 0 {
		w.arrive(c, &w.frames[c], atCallee)
		return
	}
	w.agenda.add(w.now+d, evArrive, 0, c, w.frames[c].token)
}

// netDelay draws how long a message is on its way without faults.
func (w *world) netDelay(s *site) int64 {
	switch {
	case s.netLane >= 0:
		return w.agenda.lanes[s.netLane].delay
	case s.net >= 0:
		return w.draw(s.net)
	}
	return 0
}

// lost draws whether a message is lost on one of its ways.
func (w *world) lost(r *road, way int) bool {
	return r.cuts[way] > 0 || r.arrives[way] < 1 && w.streams[w.p.mishaps].Float64() >= r.arrives[way]
}

// heldUp returns for how long faults hold a message of a flow up on one of its
// ways.
func (w *world) heldUp(r *road, way int, flow uint16) int64 {
	d := int64(0)
	for i := range r.delays {
		if l := &r.delays[i]; l.ways[way] {
			d += int64(float64(float64(w.draw(w.p.acts[l.act].law)) * l.level))
		}
	}
	if slower := w.p.slower; int(flow) < len(slower) && d > 0 {
		d = int64(float64(float64(d) * slower[flow]))
	}
	return d
}

// answerHome carries an answer back where faults may hit it.
func (w *world) answerHome(at, from int32, to, tok uint32, how outcome) {
	s := &w.sites[at]
	d, narrow, road := w.netDelay(s), int32(-1), s.road
	if s.near >= 0 {
		if w.frames[to].token != tok {
			return // nobody waits for it
		}
		n := &w.p.nears[s.near]
		d += w.wayBetween(n, w.frames[to].rep, from)
		road += w.pairOf(n, w.frames[to].rep, from)
	}
	if len(w.roads) > 0 {
		r := &w.roads[road]
		if w.lost(r, wayBack) {
			w.agenda.add(w.now+giveUp, evReply, timedOut, to, tok)
			return
		}
		d += w.heldUp(r, wayBack, w.frames[to].flow)
		narrow = r.narrow
		if w.spoils(r, how) {
			how = errored
		}
	}
	if narrow >= 0 || s.via.link >= 0 {
		w.answerVia(s, narrow, to, tok, how, d)
		return
	}
	if d > 0 {
		w.agenda.add(w.now+d, evReply, how, to, tok)
		return
	}
	w.answer(to, tok, how)
}

// setRoads: delay, loss, cut, expire and unresolve on calls.
func setRoads(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	for _, k := range a.comps {
		w.stations[k].nameless += onOff(from, to)
	}
	for _, h := range a.sites {
		r := &w.roads[h.road]
		switch a.verb.name {
		case "expire":
			r.closed += onOff(from, to)
		case "unresolve":
			r.nowhere += onOff(from, to)
		case "delay":
			r.delay(ref, h.ways, to)
		}
		for way := range h.ways {
			if !h.ways[way] {
				continue
			}
			switch a.verb.name {
			case "cut":
				r.cuts[way] += onOff(from, to)
			case "loss":
				r.arrives[way] = steadied(r.arrives[way] * (1 - float64(a.rate*to)) / (1 - float64(a.rate*from)))
			}
		}
	}
}

// onOff returns 1 when a level leaves 0, -1 when it comes back, and 0 between.
func onOff(from, to float64) int32 {
	switch {
	case from == 0 && to > 0:
		return 1
	case from > 0 && to == 0:
		return -1
	}
	return 0
}

// steadied takes the last bits of rounding off a probability that is 1 again.
func steadied(p float64) float64 {
	if p > 1-1e-12 {
		return 1
	}
	return p
}

// delay brings the delay of a fault to a level.
func (r *road) delay(act uint32, ways [2]bool, level float64) {
	for i := range r.delays {
		if r.delays[i].act == act {
			if level == 0 {
				r.delays = append(r.delays[:i], r.delays[i+1:]...)
				return
			}
			r.delays[i].level = level
			return
		}
	}
	if level > 0 {
		r.delays = append(r.delays, roadDelay{act, ways, level})
	}
}
