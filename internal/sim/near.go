package sim

import (
	"slices"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// Callers and callees in several places. A caller uses what is nearest to its
// own replica: the same region first, then what is the shortest way off, as long
// as callers may pick anybody there; else it goes on to the next and pays for
// the way. It chooses when the call leaves, and the answer takes the same way
// back.

// nearSpec is how far the places of a callee are from those of a caller.
type nearSpec struct {
	callee   int32
	from, to int32   // places of either
	rank     []uint8 // of each pair; the nearest has 0
	away     []int32 // of each pair: law of the delay one way, -1 for none
	stays    bool    // callers do not go beyond the nearest
}

func (n *nearSpec) pair(from, to int32) int32 { return from*n.to + to }

// nearness compiles how far a callee is from a caller; -1 when that is the same
// for all their replicas. fixed says that the call has a delay of its own,
// wherever it goes.
func (c *compiler) nearness(at place, callee *model.Component, fixed bool) int32 {
	if at.comp < 0 {
		return -1 // nobody knows where
	}
	k := c.comps[callee.Name]
	from, to := &c.p.components[at.comp], &c.p.components[k]
	if len(from.places) == 1 && len(to.places) == 1 || to.balance == sharedQueue && len(to.places) > 1 || len(to.places) > 255 {
		return -1
	}
	n := nearSpec{callee: k, from: int32(len(from.places)), to: int32(len(to.places))}
	n.stays = callee.Failover != nil && callee.Failover.Across == "zones"
	stream := c.stream(at.caller+"."+callee.Name, "net")
	same := true
	for _, a := range from.places {
		far := make([]float64, len(to.places))
		for i, b := range to.places {
			law := int32(-1)
			if q := c.d.Distance(a.boundary, b.boundary); q != nil {
				far[i] = q.Value
				if !fixed && (q.Value > 0 || q.Law != nil) {
					law = c.time(model.LawOf(q), stream)
				}
			}
			if a.region != b.region {
				far[i] += 1e9 // any other region is farther than every place in this one
			}
			n.away = append(n.away, law)
			same = same && law < 0
		}
		order := slices.Clone(far)
		slices.Sort(order)
		order = slices.Compact(order)
		same = same && len(order) == 1
		for i := range far {
			n.rank = append(n.rank, uint8(slices.Index(order, far[i])))
		}
	}
	if same {
		return -1
	}
	for i := range c.p.nears {
		if old := &c.p.nears[i]; old.callee == k && old.stays == n.stays && slices.Equal(old.rank, n.rank) && c.sameLaws(old.away, n.away) {
			return int32(i)
		}
	}
	c.p.nears = append(c.p.nears, n)
	return int32(len(c.p.nears) - 1)
}

// sameLaws tells whether two lists of laws are of the same constants.
func (c *compiler) sameLaws(a, b []int32) bool {
	return slices.EqualFunc(a, b, func(x, y int32) bool {
		if x < 0 || y < 0 {
			return x == y
		}
		l, m := &c.p.laws[x], &c.p.laws[y]
		return l.kind == stats.Const && m.kind == stats.Const && l.value == m.value
	})
}

// layRoads gives each call its roads: one, or one for each pair of places.
func (c *compiler) layRoads() {
	for k := range c.p.components {
		comp := &c.p.components[k]
		for at := comp.first; at < comp.first+comp.count; at++ {
			place, _ := comp.placeOf(at)
			c.p.placeOf = append(c.p.placeOf, int32(place))
		}
	}
	c.p.roads = int32(len(c.p.sites))
	for k := range c.p.sites {
		s := &c.p.sites[k]
		s.road = int32(k)
		if s.near >= 0 {
			n := &c.p.nears[s.near]
			s.road = c.p.roads
			c.p.roads += n.from * n.to
		}
	}
}

// Until a call arrives, its frame's replica says where it is on its way to.
const notAimed = -1

func aimedAt(rep int32) int32 { return -2 - rep } // and back

// aim chooses the replica that a call goes to as it leaves.
func (w *world) aim(i, c uint32, s *site) {
	f, comp, st := &w.frames[c], &w.comps[s.callee], &w.stations[s.callee]
	n := &w.p.nears[s.near]
	from := w.p.placeOf[w.frames[i].rep]
	ranks := n.rank[from*n.to : (from+1)*n.to]
	all, now := st.active, st.active
	if st.frozen.faults > 0 {
		all = st.frozen.active
	}
	w.nearby = w.nearby[:0]
	best := uint8(255)
	if n.stays {
		best = 0
	}
	for _, at := range all {
		switch rank := ranks[w.p.placeOf[at]]; {
		case rank < best:
			best = rank
			w.nearby = append(w.nearby[:0], at)
		case rank == best:
			w.nearby = append(w.nearby, at)
		}
	}
	if len(w.nearby) == 0 {
		return // nobody anywhere
	}
	if comp.set < 0 || s.route == routeAny {
		st.active = w.nearby
	}
	turn := st.turn
	st.turn, w.ranks = w.nearTurns[w.nearby[0]], ranks
	at := w.pick(f, s, comp, st)
	w.nearTurns[w.nearby[0]] = st.turn
	st.turn, w.ranks, st.active = turn, nil, now
	if at >= 0 {
		f.rep = aimedAt(at)
	}
}

// aimed returns the replica that a call was aimed at, or another one of the same
// place where that has left meanwhile; -1 when there is none.
func (w *world) aimed(f *frame, st *station) int32 {
	if f.rep == notAimed {
		return -1
	}
	at := aimedAt(f.rep)
	if w.replicas[at].present {
		return at
	}
	for _, other := range st.active {
		if w.p.placeOf[other] == w.p.placeOf[at] {
			return other
		}
	}
	return -1
}

// nearerCopy returns the nearest copy of a set among those of which mask has the
// bit, other when there is none. They take turns where several are as near.
func (w *world) nearerCopy(set *replicaSet, spec *setSpec, mask uint32, other int32) int32 {
	best, at, n := uint8(255), other, uint32(0)
	for one := range spec.copies {
		switch rank := w.ranks[w.p.placeOf[set.first+one]]; {
		case mask>>one&1 == 0:
		case rank < best:
			best, at, n = rank, set.first+one, 1
		case rank == best:
			n++
		}
	}
	if n < 2 {
		return at
	}
	turn := w.stations[spec.component].turn // of all who are as near
	w.stations[spec.component].turn++
	for skip := turn % n; ; at++ {
		if mask>>(at-set.first)&1 == 0 || w.ranks[w.p.placeOf[at]] != best {
			continue
		}
		if skip == 0 {
			return at
		}
		skip--
	}
}

// wayBetween draws how long the way between two replicas takes beyond the delay
// of the call itself. Who does not say where it is was in the nearest place.
func (w *world) wayBetween(n *nearSpec, from, to int32) int64 {
	law := n.away[w.pairOf(n, from, to)]
	if law < 0 {
		return 0
	}
	return w.draw(law)
}

// pairOf returns the pair of places of a caller's replica and where its call is.
func (w *world) pairOf(n *nearSpec, from, to int32) int32 {
	a := w.p.placeOf[from]
	if to < notAimed {
		to = aimedAt(to)
	}
	if to >= 0 {
		return n.pair(a, w.p.placeOf[to])
	}
	return n.pair(a, int32(slices.Index(n.rank[a*n.to:(a+1)*n.to], 0)))
}

// farCopies returns the laws of the way between the places of any two copies of
// a set; nil when nothing is said, or when the lag says how long it takes.
func (c *compiler) farCopies(comp *component, copies int32, stream int32) []int32 {
	list, any := make([]int32, copies*copies), false
	for a := range copies {
		for b := range copies {
			from, _ := comp.placeOf(comp.first + a)
			to, _ := comp.placeOf(comp.first + b)
			list[a*copies+b] = -1
			if q := c.d.Distance(comp.places[from].boundary, comp.places[to].boundary); q != nil && (q.Value > 0 || q.Law != nil) {
				list[a*copies+b], any = c.time(model.LawOf(q), stream), true
			}
		}
	}
	if !any {
		return nil
	}
	return list
}

// wayOfCopies draws how long a write or read of one copy is on its way to
// another, and back where its answer is waited for.
func (w *world) wayOfCopies(spec *setSpec, from, to int32) int64 {
	if spec.far == nil || spec.far[from*spec.copies+to] < 0 {
		return 0
	}
	law := spec.far[from*spec.copies+to]
	if spec.mode == asynchronous {
		return w.draw(law)
	}
	return w.draw(law) + w.draw(law)
}
