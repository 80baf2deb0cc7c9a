package breakdown

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/stats"
)

// world is a system laid out for running: causes and parts are processes that
// jump, each with a rate.
type world struct {
	*System
	first []int   // of each part, where its copies stand in state.up, one a site
	users [][]int // parts that stand on each cause
	start *state
	lucky []int8 // of each leader, in one jump: whether a takeover succeeds; 0 is not drawn
	costs []int  // room for distances
}

// state is where everything stands.
type state struct {
	caused   []bool    // of each cause: it is down
	up       []int32   // copies that are up, by part and site
	serves   []mode    // of each part with a primary
	primary  []int32   // the site of its primary, or of the copy or site waited for
	together []bool    // of each leader: its parts take over together
	rates    []float64 // of each cause, then of each part: jumps a second
	total    float64
	spares   []int // of each part: copies that must still fail until it is down
	distance int   // the same of the system; 0 is down
}

// mode is what a part with a primary does.
type mode uint8

const (
	serving mode = iota
	taking       // a copy takes over
	moving       // the same, together with the other parts of its leader
	repair       // nobody has taken over; it waits for the copy that failed
	returns      // nobody has taken over; it waits for the place of the primary
	nobody       // there is no copy that could
)

func (s *state) failed() bool { return s.distance == 0 }

func (s *state) clone() *state {
	return &state{
		slices.Clone(s.caused), slices.Clone(s.up), slices.Clone(s.serves), slices.Clone(s.primary), slices.Clone(s.together), slices.Clone(s.rates), s.total,
		slices.Clone(s.spares), s.distance,
	}
}

// set makes a state of the same world the same as another.
func (s *state) set(from *state) {
	copy(s.caused, from.caused)
	copy(s.up, from.up)
	copy(s.serves, from.serves)
	copy(s.primary, from.primary)
	copy(s.together, from.together)
	copy(s.rates, from.rates)
	copy(s.spares, from.spares)
	s.total, s.distance = from.total, from.distance
}

// newWorld lays a system out with everything up.
func newWorld(sys *System) *world {
	w := &world{System: sys, users: make([][]int, len(sys.Causes)), lucky: make([]int8, len(sys.Parts))}
	s := &state{
		caused: make([]bool, len(sys.Causes)), serves: make([]mode, len(sys.Parts)), primary: make([]int32, len(sys.Parts)),
		together: make([]bool, len(sys.Parts)), rates: make([]float64, len(sys.Causes)+len(sys.Parts)), spares: make([]int, len(sys.Parts)),
	}
	for k := range sys.Parts {
		p := &sys.Parts[k]
		w.first = append(w.first, len(s.up))
		for _, site := range p.Sites {
			s.up = append(s.up, int32(site.Copies))
			if site.Cause >= 0 {
				w.users[site.Cause] = append(w.users[site.Cause], k)
			}
		}
		for _, c := range p.Under {
			w.users[c] = append(w.users[c], k)
		}
	}
	for c := range sys.Causes {
		s.rates[c] = rate(sys.Causes[c].MTTF)
	}
	for k := range sys.Parts {
		w.settle(s, k)
	}
	s.total = sum(s.rates)
	w.start = s
	return w
}

func rate(mean float64) float64 {
	if mean <= 0 || math.IsInf(mean, 1) {
		return 0
	}
	return 1 / mean
}

func sum(list []float64) float64 {
	total := 0.0
	for _, x := range list {
		total += x
	}
	return total
}

// jump lets the next thing happen.
func (w *world) jump(s *state, stream *stats.Stream) {
	x := float64(stream.Float64() * s.total)
	i := 0
	for i < len(s.rates)-1 && x >= s.rates[i] {
		x -= s.rates[i]
		i++
	}
	if c := i; c < len(w.Causes) {
		w.turn(s, c, stream)
	} else {
		w.move(s, c-len(w.Causes), x, stream)
	}
	s.total = sum(s.rates)
}

// turn takes a cause down, or brings it back.
func (w *world) turn(s *state, c int, stream *stats.Stream) {
	s.caused[c] = !s.caused[c]
	if s.caused[c] {
		s.rates[c] = rate(w.Causes[c].MTTR)
	} else {
		s.rates[c] = rate(w.Causes[c].MTTF)
	}
	clear(w.lucky)
	for _, k := range w.users[c] {
		if w.Parts[k].Primary {
			w.placeChanged(s, k, stream)
		}
	}
	for _, k := range w.users[c] {
		w.settle(s, k)
	}
}

// reach tells whether a site of a part stands on nothing that is down.
func (w *world) reach(s *state, k, site int) bool {
	c := w.Parts[k].Sites[site].Cause
	return c < 0 || !s.caused[c]
}

// copies counts what is up of a part, and of that what can be reached.
func (w *world) copies(s *state, k int) (up, reached int) {
	for site := range w.Parts[k].Sites {
		n := int(s.up[w.first[k]+site])
		up += n
		if w.reach(s, k, site) {
			reached += n
		}
	}
	return up, reached
}

func (p *Part) size() int {
	n := 0
	for _, site := range p.Sites {
		n += site.Copies
	}
	return n
}

// failures is how often one of the copies of a part that are up fails, a second.
func (p *Part) failures(up int) float64 {
	active := min(up, p.Needed)
	return (float64(active) + float64(float64(up-active)*p.Idle)) * rate(p.MTTF)
}

// repairs is how often one of the copies that are down is back, a second. Where
// no copy is left to follow, the first is restored alone.
func (p *Part) repairs(down int) float64 {
	if p.Crews > 0 {
		down = min(down, p.Crews)
	}
	if p.Primary && down == p.size() {
		down = 1
	}
	return float64(down) * rate(p.MTTR)
}

// settle works out after a change the rate of a part, and how far it and the
// system are from failure.
func (w *world) settle(s *state, k int) {
	p := &w.Parts[k]
	up, _ := w.copies(s, k)
	total := p.failures(up) + p.repairs(p.size()-up)
	if p.Primary && s.serves[k] == taking {
		total += rate(p.Takeover)
	}
	if s.together[k] {
		total += rate(p.Takeover)
	}
	s.rates[len(w.Causes)+k] = total
	if spare := w.spare(s, k); spare != s.spares[k] {
		s.spares[k] = spare
		s.distance = w.distance(&w.Needs, s)
	}
}

// move lets a part make its next jump: x is where in its rate the draw fell.
func (w *world) move(s *state, k int, x float64, stream *stats.Stream) {
	p := &w.Parts[k]
	up, _ := w.copies(s, k)
	switch fails := p.failures(up); {
	case x < fails:
		w.fail(s, k, w.draw(s, k, up, true, stream), up, stream)
	case x < fails+p.repairs(p.size()-up):
		w.mend(s, k, w.draw(s, k, p.size()-up, false, stream), p.size()-up, stream)
	case s.serves[k] == taking && (!s.together[k] || stream.Float64() < 0.5):
		w.promote(s, k, stream)
	case s.together[k]:
		w.arrive(s, k, stream)
	}
	w.settle(s, k)
}

// draw picks the site of one of n copies of a part that are up, or down.
func (w *world) draw(s *state, k, n int, up bool, stream *stats.Stream) int {
	at := int32(stream.Below(uint64(n)))
	sites := w.Parts[k].Sites
	for site := range sites {
		here := s.up[w.first[k]+site]
		if !up {
			here = int32(sites[site].Copies) - here
		}
		if at < here {
			return site
		}
		at -= here
	}
	return len(sites) - 1
}

// distance is how many copies must fail until a node is down: of its nodes as
// many as it cannot spare, the nearest ones. Parts that stand in several places
// are counted in each; that makes the splitting a little worse, not wrong.
func (w *world) distance(n *Node, s *state) int {
	if len(n.Of) == 0 {
		return s.spares[n.Part]
	}
	if n.Need == len(n.Of) {
		least := math.MaxInt32
		for i := range n.Of {
			least = min(least, w.distance(&n.Of[i], s))
		}
		return least
	}
	from := len(w.costs)
	for i := range n.Of {
		d := w.distance(&n.Of[i], s)
		w.costs = append(w.costs, d)
	}
	own := w.costs[from:]
	slices.Sort(own)
	total := 0
	for _, d := range own[:max(len(own)-n.Need+1, 0)] {
		total += d
	}
	w.costs = w.costs[:from]
	return total
}

// spare is how many copies of a part must fail until it is down.
func (w *world) spare(s *state, k int) int {
	p := &w.Parts[k]
	for _, c := range p.Under {
		if s.caused[c] {
			return 0
		}
	}
	_, reached := w.copies(s, k)
	switch {
	case !p.Primary:
		return max(reached-p.Needed+1, 0)
	case s.serves[k] != serving:
		return 0
	case p.Takeover > 0 || p.Coverage < 1:
		return 1
	}
	return reached
}
