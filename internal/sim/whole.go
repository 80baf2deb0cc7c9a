package sim

// Many requests only make one call, without delay or policy on the way, and
// end as it ends. Such a request and its call share one frame: it has what a
// call has, nobody for a parent, and counts as the request too. Nothing else
// differs, so results have the same bytes as with two frames.

// wholes finds the sources whose requests share their frame with their call.
// Requests whose source hears of their end keep a frame of their own.
func (p *Program) wholes() {
	for i := range p.sources {
		s := &p.sources[i]
		s.whole = -1
		switch s.kind {
		case closed, messages:
		default:
			if f := &p.flows[s.flow]; f.crowd.actor == 0 && f.flags == 0 {
				s.whole = p.onlyCall(f.entry)
			}
		}
	}
}

// onlyCall returns the call that is all that the code from an op on does, -1
// when it does more.
func (p *Program) onlyCall(at int32) int32 {
	o := p.ops[at]
	if o.kind != opCall || o.b > 0 || p.ops[at+1].kind != opEnd {
		return -1
	}
	if s := &p.sites[o.a]; s.plain && s.special&^atPick == 0 && s.route != routePull && s.net < 0 && s.netLane < 0 && s.onError == failOnError {
		return o.a
	}
	return -1
}

// startWhole brings in a request that is one call.
func (w *world) startWhole(s *source) {
	i := w.newFrame()
	f := &w.frames[i]
	at := &w.sites[s.whole]
	f.flags, f.state = isWhole, onTheWay
	f.rep, f.site, f.pc = -1, s.whole, at.entry
	f.flow, f.class = uint16(s.flow), w.p.flows[s.flow].class
	if at.class >= 0 {
		f.class = uint8(at.class)
	}
	f.arrived = w.now
	w.flows[s.flow].begin(w.now)
	w.arrive(i, f, atCallee)
}
