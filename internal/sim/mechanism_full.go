package sim

import (
	"fmt"
	"slices"
)

// Shares from which something counts as full, and below which it is idle.
const (
	fullShare = 0.95
	idleShare = 0.5
)

// overload names components that are asked for more than they can do, with how
// fast their queues grow.
func overload(e *evidence) []Mechanism {
	var out []Mechanism
	storms := e.storms()
	for k := range e.p.components {
		if slices.ContainsFunc(storms, func(s stormRisk) bool { return s.k == k && s.rages(e.component(k).Arrivals) }) {
			continue // said as a storm
		}
		mu, of, ok := e.does(k)
		g := e.growthOf(k)
		full := of == "cores" && e.busy(k) >= fullShare || of == "slots" && e.slots(k) >= fullShare
		if !ok || !full || g == nil && measured(e.component(k).Refused) == 0 && e.t.calls[k] < fullShare*mu {
			continue
		}
		c := &e.p.components[k]
		asked := max(e.t.calls[k], measured(e.component(k).Arrivals))
		rate := perSecond(asked)
		if asked > 1.2*e.t.calls[k] {
			rate = fmt.Sprintf("%s, which retries make %s,", perSecond(e.t.calls[k]), rate)
		}
		text := fmt.Sprintf("%s is asked for %s and does %s with %s of work each", c.name, rate, perSecond(mu), seconds3(e.t.busy[k]/e.t.calls[k]))
		figures := map[string]float64{"arrivals": asked, "capacity": mu, "work": e.t.busy[k] / e.t.calls[k]}
		switch {
		case g != nil:
			text += fmt.Sprintf("; its queue grows by %s, %s", perSecond(g.rate*e.p.whole()), g.since(float64(e.r.reps[0].w.now)/1e9))
			figures["growth"], figures["since"] = g.rate*e.p.whole(), g.from
		case measured(e.component(k).Refused) > 0:
			text += fmt.Sprintf(" and refuses %s", perSecond(e.component(k).Refused.Value))
			figures["refused"] = e.component(k).Refused.Value
		default:
			text += fmt.Sprintf(", so its %s are %s busy", of, percentOf(max(e.busy(k), e.slots(k))))
		}
		out = append(out, Mechanism{Component: c.name, Text: text + ".", Figures: figures})
	}
	return out
}

// idleProcessors names components whose slots are all taken while their cores
// have little to do: requests hold them while they wait for others.
func idleProcessors(e *evidence) []Mechanism {
	var out []Mechanism
	for k := range e.p.components {
		c := &e.p.components[k]
		if c.slots == unlimited || e.slots(k) < fullShare || e.busy(k) > idleShare || !e.p.calling(int32(k)) || e.t.calls[k] <= 0 {
			continue
		}
		served := measured(e.component(k).Arrivals) - measured(e.component(k).Refused)
		if g := e.growthOf(k); g != nil {
			served -= g.rate * e.p.whole()
		}
		if served <= 0 {
			continue
		}
		all := float64(c.slots) * e.replicas(k)
		hold, work := all*e.slots(k)/served, e.t.busy[k]/e.t.calls[k]
		text := fmt.Sprintf("All %s slots of %s are taken", whole3(all), c.name)
		if c.cores < unlimited {
			text += fmt.Sprintf(" while its cores are %s busy", percentOf(e.busy(k)))
		}
		text += fmt.Sprintf(": a request holds one for %s, of which %s is work", seconds3(hold), seconds3(work))
		if slow := e.slowest(k); slow != "" {
			text += "; most of the rest is waiting for " + slow
		}
		out = append(out, Mechanism{
			Component: c.name, Text: text + fmt.Sprintf(". So it does %s at most.", perSecond(all/hold)),
			Figures: map[string]float64{"slots": all, "hold": hold, "work": work, "capacity": all / hold},
		})
	}
	return out
}

// slowest is the component that a component spends most time waiting for.
func (e *evidence) slowest(k int) string {
	name, most := "", 0.0
	for i := range e.p.sites {
		s := &e.p.sites[i]
		if e.p.edges[s.edge].caller != int32(k) {
			continue
		}
		if waited := e.t.sites[i].rate * e.answerTime(s); waited > most {
			name, most = e.p.components[s.callee].name, waited
		}
	}
	return name
}

// answerTime is the mean time of a call until its answer, the network
// included, in seconds; 0 when nothing was answered.
func (e *evidence) answerTime(s *site) float64 {
	net := 0.0
	if s.netLane >= 0 {
		net = float64(e.p.lanes[s.netLane-1]) / 1e9
	} else if s.net >= 0 {
		net = e.p.meanTime(s.net)
	}
	return measured(e.component(int(s.callee)).Response.Mean) + 2*net
}

// exhaustedPool names calls whose connections are all in use.
func exhaustedPool(e *evidence) []Mechanism {
	var out []Mechanism
	for i := range e.p.sites {
		s := &e.p.sites[i]
		most, what := s.pool, "connections"
		if s.bulkhead > 0 && (most == 0 || s.bulkhead < most) {
			most, what = s.bulkhead, "places of the bulkhead"
		}
		hold, caller := e.answerTime(s), e.p.edges[s.edge].caller
		if most == 0 || hold <= 0 || caller < 0 {
			continue
		}
		carries := float64(most) * e.replicas(int(caller)) / hold
		if e.t.sites[i].rate < fullShare*carries {
			continue
		}
		from, to := e.p.components[caller].name, e.p.components[s.callee].name
		out = append(out, Mechanism{
			Component: from,
			Text: fmt.Sprintf("The %d %s of each %s to %s carry %s at %s a call, and %s are asked for.",
				most, what, from, to, perSecond(carries), seconds3(hold), perSecond(e.t.sites[i].rate)),
			Figures: map[string]float64{"capacity": carries, "asked": e.t.sites[i].rate, "hold": hold},
		})
	}
	return out
}

// blindScaler names autoscalers that look at processors while requests wait for
// slots.
func blindScaler(e *evidence) []Mechanism {
	var out []Mechanism
	for i := range e.p.scalers {
		s := &e.p.scalers[i]
		k := int(s.component)
		c := &e.p.components[k]
		if s.what != scaleCPU || e.slots(k) < fullShare || e.busy(k) >= s.target || e.replicas(k) >= float64(s.max) {
			continue
		}
		out = append(out, Mechanism{
			Component: c.name,
			Text: fmt.Sprintf("The autoscaler of %s looks at its cores, which are %s busy (target %s), and does not see that %s of its slots are taken; one on in-flight would.",
				c.name, percentOf(e.busy(k)), percentOf(s.target), percentOf(e.slots(k))),
			Figures: map[string]float64{"utilization": e.busy(k), "target": s.target, "slots_utilization": e.slots(k), "replicas": e.replicas(k)},
		})
	}
	return out
}

// fullestPart says what is fullest where nothing is short.
func fullestPart(e *evidence) string {
	top, most, of := -1, 0.0, ""
	for k := range e.p.components {
		for _, u := range []struct {
			share float64
			of    string
		}{{e.busy(k), "cores"}, {e.slots(k), "slots"}} {
			if u.share > most {
				top, most, of = k, u.share, u.of
			}
		}
	}
	if top < 0 {
		return ""
	}
	text := fmt.Sprintf("Nothing is short: %s is fullest, with %s of its %s in use", e.p.components[top].name, percentOf(most), of)
	if mu, bound, ok := e.does(top); ok && bound == of && e.t.calls[top] > 0 {
		text += fmt.Sprintf("; it does %s and is asked for %s", perSecond(mu), perSecond(e.t.calls[top]))
	}
	return text + "."
}
