package sim

// linkSpec is a network that the messages of calls go through: one of them at a
// time, in both directions, first in first out.
type linkSpec struct {
	component int32
	gap       float64 // nanoseconds for a byte, 0 for none
	packet    float64 // nanoseconds for a packet, 0 for none
	buffer    float64 // bytes that may wait
}

// packetBytes is what fits into one packet: the largest of Ethernet (RFC 894).
const packetBytes = 1500

// link is what is on a network now.
type link struct {
	parcels []parcel // a ring; the first is being sent
	head, n int
	waiting float64 // bytes, without those of the first
	gap     float64 // nanoseconds for a byte at least, because of a fault
}

// parcel is one message on a network.
type parcel struct {
	at    int64 // when it came
	bytes float64
	delay int64 // from the end of the network on
	then  int32 // network that it goes through next, -1
	ref   uint32
	tok   uint32
	kind  eventKind // what happens when it arrives
	how   outcome
}

// via is the network of a call and the sizes of its messages.
type via struct {
	link              int32 // -1 for none
	request, response int32 // laws of bytes, -1 for none
}

// openLinks makes the networks.
func (w *world) openLinks() {
	w.links = make([]link, len(w.p.links))
	for k := range w.links {
		w.links[k] = link{parcels: make([]parcel, 16)}
	}
}

// bytesOf draws the size of a message.
func (w *world) bytesOf(law int32) float64 {
	if law < 0 {
		return 0
	}
	return float64(max(0, w.draw(law)))
}

// carry puts a message on a network. It reports false when it does not fit and
// is dropped.
func (w *world) carry(k int32, p parcel) bool {
	l, s := &w.links[k], &w.p.links[k]
	t := w.linkTally(s)
	t.counts.arrivals++
	if l.n > 0 && l.waiting+p.bytes > s.buffer {
		t.counts.refused++
		return false
	}
	p.at = w.now
	if l.n == len(l.parcels) {
		grown := make([]parcel, 2*l.n)
		copied := copy(grown, l.parcels[l.head:])
		copy(grown[copied:], l.parcels[:l.head])
		l.parcels, l.head = grown, 0
	}
	l.parcels[(l.head+l.n)&(len(l.parcels)-1)] = p
	if l.n++; l.n == 1 {
		w.transmit(k)
		return true
	}
	l.waiting += p.bytes
	t.queued.up(w.now)
	t.watch(w.now)
	return true
}

// transmit begins to send the first message of a network.
func (w *world) transmit(k int32) {
	l, s := &w.links[k], &w.p.links[k]
	p := &l.parcels[l.head]
	t := w.linkTally(s)
	t.held.up(w.now)
	t.busy.up(w.now)
	t.counts.left++
	if w.now > p.at {
		t.counts.delayed++
		t.waits.Record(w.now - p.at)
	}
	packets := max(1, float64(int64((p.bytes+packetBytes-1)/packetBytes)))
	takes := max(float64(p.bytes*max(s.gap, l.gap)), float64(packets*s.packet))
	w.agenda.add(w.now+int64(takes+0.5), evSent, 0, uint32(k), 0)
}

// sent ends the sending of a message, which goes on its way, and begins that of
// the next.
func (w *world) sent(k int32) {
	l, s := &w.links[k], &w.p.links[k]
	p := l.parcels[l.head]
	l.head = (l.head + 1) & (len(l.parcels) - 1)
	l.n--
	t := w.linkTally(s)
	t.held.down(w.now)
	t.busy.down(w.now)
	t.stays += w.now - p.at
	t.answers.Record(w.now - p.at)
	if l.n > 0 {
		l.waiting -= l.parcels[l.head].bytes
		t.queued.down(w.now)
		t.watch(w.now)
		w.transmit(k)
	}
	switch {
	case p.then < 0:
		w.agenda.add(w.now+p.delay, p.kind, p.how, p.ref, p.tok)
	case !w.carry(p.then, parcel{bytes: p.bytes, delay: p.delay, then: -1, ref: p.ref, tok: p.tok, kind: p.kind, how: p.how}):
		w.spilt(&p)
	}
}

// linkTally returns where what goes through a network is counted. Nobody counts
// at a narrow place that a fault has made.
func (w *world) linkTally(s *linkSpec) *stationTally {
	if s.component < 0 {
		return &w.uncounted
	}
	return &w.stations[s.component].tally
}

// spilt tells the caller of a message that did not fit into a network.
func (w *world) spilt(p *parcel) {
	if p.kind != evArrive {
		w.agenda.add(w.now, evReply, dropped, p.ref, p.tok)
		return
	}
	if f := &w.frames[p.ref]; f.token == p.tok {
		caller, tok := f.parent, f.parentTok
		w.release(p.ref)
		w.agenda.add(w.now, evReply, dropped, caller, tok)
	}
}

// sendVia puts a call on the networks that lead to its callee: a narrow place
// that a fault has made, then its own. The caller of one that is dropped learns
// so at once.
func (w *world) sendVia(c uint32, s *site, narrow int32, delay int64) {
	p := parcel{bytes: w.bytesOf(s.via.request), delay: delay, ref: c, tok: w.frames[c].token, kind: evArrive}
	if !w.through(p, narrow, s.via.link) {
		w.spilt(&p)
	}
}

// answerVia puts an answer on the networks that lead back. Failures have no
// size to speak of.
func (w *world) answerVia(s *site, narrow int32, to, tok uint32, how outcome, delay int64) {
	p := parcel{delay: delay, ref: to, tok: tok, kind: evReply, how: how}
	if how <= keyMissed {
		p.bytes = w.bytesOf(s.via.response)
	}
	if !w.through(p, narrow, s.via.link) {
		w.answer(to, tok, dropped)
	}
}

// through puts a message on the first of two networks, of which one may be
// missing. It reports false when it does not fit there.
func (w *world) through(p parcel, first, second int32) bool {
	if first < 0 {
		first, second = second, -1
	}
	p.then = second
	return w.carry(first, p)
}

// countParcels adds the messages on networks to who is at each component.
func (w *world) countParcels(present, stays []int64) {
	for k := range w.links {
		l, c := &w.links[k], w.p.links[k].component
		if c < 0 {
			continue
		}
		for i := range l.n {
			present[c]++
			stays[c] += w.now - l.parcels[(l.head+i)&(len(l.parcels)-1)].at
		}
	}
}
