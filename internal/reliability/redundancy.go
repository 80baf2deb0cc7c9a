package reliability

import "math"

// redundancy is how the replicas of a component stand in for each other.
type redundancy struct {
	scheme scheme
	shards float64 // each with its part of the replicas; all are needed
	needed float64 // replicas of a shard that must be up
	crews  float64 // replicas repaired at the same time; +Inf for all
	idle   float64 // how much a replica that is not needed fails: 1 hot, 0 cold
}

// scheme is a way to be redundant.
type scheme uint8

const (
	provided  scheme = iota // somebody else's promise for the whole, however many there are
	fleetOf                 // some of several must be up
	primary                 // one serves, and nobody takes over
	takesOver               // one serves, and another takes over when it fails
)

// figures are the numbers that a redundancy works with.
type figures struct {
	down     float64 // share of time that one replica is down
	repair   float64 // mean length of its outages, seconds
	common   float64 // share of its failures that take all replicas at once
	coverage float64 // share of failures after which another takes over
	takeover float64 // seconds until it has
}

// failure is how often one replica fails while it is up, a second, when it is
// down for a share of the time and back after repair seconds on average.
func failure(down, repair float64) float64 { return down / ((1 - down) * repair) }

// standing is how the component fares with so many replicas left. The failures
// of a common cause come beside those of each replica alone (beta factor).
func (r *redundancy) standing(replicas float64, x figures) standing {
	if r.scheme == provided {
		return standing{down: x.down, rate: x.down / x.repair}
	}
	each := math.Floor(replicas / r.shards)
	if each < r.needed || x.down >= 1 {
		return standing{down: 1}
	}
	common := standing{}
	if each > 1 || r.shards > 1 {
		common = standing{down: x.common * x.down, rate: x.common * x.down / x.repair}
		x.down *= 1 - x.common
	}
	return r.shard(each, x).times(r.shards).beside(common)
}

// mostCopies is how many copies of a primary are told apart: that all of more are
// down at once is not seen in any digit.
const mostCopies = 30

// shard is one shard with its copies.
func (r *redundancy) shard(copies float64, x figures) standing {
	fails := failure(x.down, x.repair)
	switch r.scheme {
	case primary:
		copies = 1
	case takesOver:
		if fails == 0 {
			return standing{}
		}
		t := takeover{copies: int(min(copies, mostCopies)), failure: fails, repair: 1 / x.repair, coverage: min(x.coverage, 1), time: max(x.takeover, 0), crews: r.crews}
		return t.standing()
	}
	f := fleet{replicas: int(copies), needed: int(r.needed), failure: fails, repair: 1 / x.repair, crews: r.crews, idle: r.idle}
	return f.standing()
}

// stays is the share of an outage of the primary's place, of so many seconds on
// average, for which a component is down that another place takes over.
func (x figures) stays(outage float64) float64 {
	return min((x.coverage*x.takeover+(1-x.coverage)*outage)/outage, 1)
}
