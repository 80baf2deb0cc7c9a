package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/queueing"
	"github.com/loadpath/loadpath/internal/unit"
)

// crowd is a fixed number of users: each thinks, runs a flow, and thinks again.
type crowd struct {
	users *unit.Quantity
	think timed
	mix   []flowShare
}

// flowShare is how often a user's run is of a flow.
type flowShare struct {
	source int
	share  *unit.Quantity // nil for equal shares
	equal  float64
}

// addCrowds collects closed flows, and the journeys that have users.
func (p *plan) addCrowds() {
	for _, s := range p.sources {
		if s.start.Kind == model.StartClosed {
			p.crowds = append(p.crowds, crowd{s.start.Users, s.think, []flowShare{{source: s.index, equal: 1}}})
		}
	}
	for _, j := range p.design.Journeys.All() {
		if j.Users == nil || j.Users.Value < 1 {
			continue
		}
		c := crowd{users: j.Users, think: timeOf(j.Think)}
		for name, q := range j.Mix.All() {
			if i, ok := p.sourceOf[name]; ok {
				c.mix = append(c.mix, flowShare{source: i, share: q})
			}
		}
		for _, ref := range j.Flows {
			if i, ok := p.sourceOf[ref.Text]; ok {
				c.mix = append(c.mix, flowShare{source: i, equal: 1 / float64(len(j.Flows))})
			}
		}
		if len(c.mix) > 0 {
			p.crowds = append(p.crowds, c)
		}
	}
}

// users computes how often flows run that a fixed number of users drives, by
// mean value analysis over the parts that they visit. What other flows use of a
// part is taken off its speed, which is exact for mixed networks of single
// servers (Lavenberg 1983).
func (w *world) users() {
	if len(w.p.crowds) == 0 {
		return
	}
	parts, servers := w.meetingPlaces()
	classes := make([]queueing.ClosedClass, len(w.p.crowds))
	nested := make([][]float64, len(w.p.crowds))
	for i := range classes {
		classes[i], nested[i] = w.class(&w.p.crowds[i], parts, servers)
	}
	mix := closedNetwork(servers, classes)
	clear(w.driven)
	clear(w.met)
	clear(w.responses)
	for i, c := range w.p.crowds {
		if len(c.mix) == 1 && len(classes) > 1 {
			// Waits differ from class to class: what is no thinking is response.
			f := c.mix[0].source
			w.responses[f] = mix.Response[i] + classes[i].Think - w.meanTime(c.think)
		}
		for _, f := range c.mix {
			w.driven[f.source] += mix.Throughput[i] * w.share(f)
		}
		for k, part := range parts {
			w.met[part] += mix.Queue[i][k] + mix.Throughput[i]*nested[i][k]
		}
	}
}

// closedNetwork solves the network, exactly for one class of users.
func closedNetwork(servers []int, classes []queueing.ClosedClass) queueing.ClosedMix {
	if len(classes) > 1 {
		return queueing.MVAMix(servers, classes)
	}
	stations := make([]queueing.Station, len(servers))
	for k := range stations {
		stations[k] = queueing.Station{Demand: classes[0].Demand[k], Servers: servers[k]}
	}
	one := queueing.MVA(stations, classes[0].Think, classes[0].Population)
	return queueing.ClosedMix{Throughput: []float64{one.Throughput}, Response: []float64{one.Response}, Queue: [][]float64{one.Queue}}
}

// class is a crowd as a class of customers: what one run asks of every meeting
// place, and everything else as thinking. nested is the time at each place that
// another place stands for.
func (w *world) class(c *crowd, parts, servers []int) (class queueing.ClosedClass, nested []float64) {
	class = queueing.ClosedClass{
		Population: int(math.Round(w.value(c.users) * w.p.opt.LoadScale)), Think: w.meanTime(c.think), Demand: make([]float64, len(parts)),
	}
	nested = make([]float64, len(parts))
	for _, f := range c.mix {
		s, share := w.p.sources[f.source], w.share(f)
		asked, inside := make([]float64, len(parts)), make([]float64, len(parts))
		alone, slots := w.unhindered(s), false
		for k, part := range parts {
			asked[k] = w.asked(s, part)
			alone -= asked[k]
			slots = slots || asked[k] > 0 && w.p.parts[part].can.Cores == nil
		}
		if slots && alone < 0 {
			inside = countedTwice(asked, servers, -alone)
		}
		for k, part := range parts {
			class.Demand[k] += share * (asked[k] - inside[k]) / w.leftOver(part)
			nested[k] += share * inside[k]
		}
		class.Think += share * max(0, alone)
	}
	return class, nested
}

// countedTwice shares out the time of a run that is asked of two places, as a
// slot is held during calls to others: it is left out where it bounds the
// throughput least.
func countedTwice(asked []float64, servers []int, twice float64) []float64 {
	inside := make([]float64, len(asked))
	for twice > 0 {
		least := -1
		for k, d := range asked {
			if d > inside[k] && (least < 0 || d/float64(servers[k]) < asked[least]/float64(servers[least])) {
				least = k
			}
		}
		if least < 0 {
			break
		}
		inside[least] = min(asked[least], twice)
		twice -= inside[least]
	}
	return inside
}

func (w *world) share(f flowShare) float64 {
	if f.share != nil {
		return w.value(f.share)
	}
	return f.equal
}

// meetingPlaces are the parts with a limit that users visit, and how many
// requests each works on at the same time.
func (w *world) meetingPlaces() (parts, servers []int) {
	seen := make([]bool, len(w.p.parts))
	for _, c := range w.p.crowds {
		for _, f := range c.mix {
			for _, part := range w.p.sources[f.source].parts {
				if n := w.servers(part); n > 0 && !seen[part] {
					seen[part] = true
					parts, servers = append(parts, part), append(servers, n)
				}
			}
		}
	}
	return parts, servers
}

// servers is how many requests a part works on at the same time; 0 without a
// limit.
func (w *world) servers(part int) int {
	can := w.p.parts[part].can
	each := w.or(can.Cores, math.Inf(1))
	if can.Cores == nil {
		each = w.or(can.Slots, math.Inf(1))
	}
	if math.IsInf(each, 1) {
		return 0
	}
	return max(1, int(math.Round(math.Ceil(each)*w.replicas(part))))
}

// asked is the work that one run asks of a part, or where only slots bound it,
// how long it holds them.
func (w *world) asked(s *source, part int) float64 {
	i, ok := w.p.demandOf[s.index*len(w.p.parts)+part]
	if !ok {
		return 0
	}
	d := &w.demands[i]
	if held := w.stations[part].held; w.p.parts[part].can.Cores == nil && held > 0 {
		return d.calls * held
	}
	return d.busy
}

// leftOver is the share of a part's speed that other flows leave.
func (w *world) leftOver(part int) float64 {
	pt, busy := w.p.parts[part], 0.0
	for k, index := range pt.demand {
		busy += (w.rates[now][pt.source[k]] - w.driven[pt.source[k]]) * w.demands[index].busy
	}
	return max(1-busy/float64(w.servers(part)), 1e-6)
}

// usersAt is how many users there are whose flows visit a part, as far as the
// slots of its callers let them through; 0 when other load comes there too.
func (w *world) usersAt(pt *part) float64 {
	sum := 0.0
	for _, i := range pt.source {
		if w.driven[i] == 0 || w.p.sources[i].start.Kind != model.StartClosed {
			return 0
		}
		sum += w.value(w.p.sources[i].start.Users) * w.p.opt.LoadScale
	}
	through, seen := 0.0, map[int]bool{}
	for _, n := range pt.visits {
		switch {
		case n.at < 0:
			return sum
		case !seen[n.at]:
			seen[n.at] = true
			through += w.or(w.p.parts[n.at].can.Slots, math.Inf(1)) * w.replicas(n.at)
		}
	}
	return min(sum, through)
}

// unhindered is how long a run takes when nobody is in the way.
func (w *world) unhindered(s *source) float64 {
	if w.rounds == 1 {
		total := 0.0 // waits are not known yet; work is the first guess
		for _, part := range s.parts {
			total += w.asked(s, part)
		}
		return total
	}
	total := w.flows[s.index].average
	for _, part := range s.parts {
		d := &w.demands[w.p.demandOf[s.index*len(w.p.parts)+part]]
		st := &w.stations[part]
		total -= d.calls*st.slot.mean + d.bursts*st.core.mean
	}
	return max(total, 0)
}
