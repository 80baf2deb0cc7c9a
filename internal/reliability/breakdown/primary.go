package breakdown

import "github.com/loadpath/loadpath/internal/stats"

// fail takes a copy of a part down, one of up. Where it was the primary, another
// may take over.
func (w *world) fail(s *state, k, site, up int, stream *stats.Stream) {
	p := &w.Parts[k]
	at := w.first[k] + site
	primary := p.Primary && s.serves[k] == serving && int(s.primary[k]) == site && stream.Below(uint64(s.up[at])) == 0
	s.up[at]--
	switch {
	case primary:
		w.lose(s, k, repair, site, stream)
	case p.Primary && s.serves[k] == returns && up == 1:
		s.serves[k] = nobody
	}
}

// lose decides what happens when the primary is gone: a copy takes over, or the
// part waits for what failed. Parts that lose a place together fare alike.
func (w *world) lose(s *state, k int, wait mode, site int, stream *stats.Stream) {
	p := &w.Parts[k]
	_, reached := w.copies(s, k)
	switch {
	case reached == 0:
		s.serves[k] = nobody
	case !w.succeeds(k, wait, stream):
		s.serves[k], s.primary[k] = wait, int32(site)
	case p.Takeover == 0:
		w.promote(s, k, stream)
	case wait == returns:
		s.serves[k], s.together[p.Leader] = moving, true
	default:
		s.serves[k] = taking
	}
}

// succeeds draws whether a takeover does.
func (w *world) succeeds(k int, wait mode, stream *stats.Stream) bool {
	p := &w.Parts[k]
	if wait != returns {
		return stream.Float64() < p.Coverage
	}
	luck := &w.lucky[p.Leader]
	if *luck == 0 {
		*luck = -1
		if stream.Float64() < p.Coverage {
			*luck = 1
		}
	}
	return *luck > 0
}

// arrive ends the takeover of all parts of a leader that lost a place together.
func (w *world) arrive(s *state, leader int, stream *stats.Stream) {
	s.together[leader] = false
	for k := leader; k < len(w.Parts) && w.Parts[k].Leader == leader; k++ {
		if s.serves[k] == moving {
			w.promote(s, k, stream)
			w.settle(s, k)
		}
	}
}

// promote makes a copy that can be reached the primary.
func (w *world) promote(s *state, k int, stream *stats.Stream) {
	_, reached := w.copies(s, k)
	if reached == 0 {
		s.serves[k] = nobody
		return
	}
	at := int32(stream.Below(uint64(reached)))
	for site := range w.Parts[k].Sites {
		if !w.reach(s, k, site) {
			continue
		}
		if here := s.up[w.first[k]+site]; at >= here {
			at -= here
			continue
		}
		s.serves[k], s.primary[k] = serving, int32(site)
		break
	}
	w.goHome(s, k)
}

// mend brings a copy of a part back, one of down. It serves where there is no
// other, where it was waited for, or where it is at home.
func (w *world) mend(s *state, k, site, down int, stream *stats.Stream) {
	s.up[w.first[k]+site]++
	p := &w.Parts[k]
	if !p.Primary {
		return
	}
	switch s.serves[k] {
	case serving:
		w.goHome(s, k)
	case nobody:
		if w.reach(s, k, site) {
			s.serves[k], s.primary[k] = serving, int32(site)
		}
	case repair: // all that are down are alike: this is the one waited for with chance 1 in down
		if stream.Below(uint64(down)) == 0 {
			w.promote(s, k, stream)
		}
	}
}

// placeChanged lets a part with a primary see that a place of its copies went
// down or is back.
func (w *world) placeChanged(s *state, k int, stream *stats.Stream) {
	site := int(s.primary[k])
	switch s.serves[k] {
	case serving:
		if !w.reach(s, k, site) {
			w.lose(s, k, returns, site, stream)
		}
		w.goHome(s, k)
	case returns:
		if w.reach(s, k, site) {
			w.promote(s, k, stream)
		}
	case nobody:
		w.promote(s, k, stream)
	}
}

// goHome lets the primary move back to its first site, which costs nothing, as
// soon as a copy can serve there.
func (w *world) goHome(s *state, k int) {
	if s.serves[k] == serving && w.reach(s, k, 0) && s.up[w.first[k]] > 0 {
		s.primary[k] = 0
	}
}
