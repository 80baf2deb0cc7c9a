package sim

import "strings"

// Mechanism is one reason why a design does what it does under its load, with
// the figures that the sentence is made of: rates per second, times in seconds.
type Mechanism struct {
	Name      string             `json:"name"`
	Component string             `json:"component"`
	Text      string             `json:"text"`
	Figures   map[string]float64 `json:"figures"`
}

// mechanism is one kind of reason and how to see it.
type mechanism struct {
	name string
	find func(*evidence) []Mechanism
}

// mechanisms are all that are looked for, the gravest first. A storm that rages
// comes before what it overloads, and what happens before what may happen.
var mechanisms = []mechanism{
	{"retry-storm", ragingStorm},
	{"idle-processors", idleProcessors},
	{"overload", overload},
	{"exhausted-pool", exhaustedPool},
	{"blind-autoscaler", blindScaler},
	{"hot-shard", hotShard},
	{"short-timeout", shortTimeout},
	{"retry-storm-ahead", stormAhead},
	{"fragile-cache", fragileCache},
}

// mostSentences is how many mechanisms a verdict names.
const mostSentences = 3

// explain finds the mechanisms behind a result and says them in a few
// sentences; where there is none it says what is fullest.
func (r *runner) explain(out *Result) {
	e := r.evidence(out)
	var said []string
	for _, m := range mechanisms {
		for _, found := range m.find(e) {
			found.Name = m.name
			out.Mechanisms = append(out.Mechanisms, found)
			if len(said) < mostSentences {
				said = append(said, found.Text)
			}
		}
	}
	if len(said) == 0 {
		if calm := fullestPart(e); calm != "" {
			said = append(said, calm)
		}
	}
	out.Verdict = strings.Join(said, " ")
}

// evidence is what the mechanisms are read from.
type evidence struct {
	p    *Program
	r    *runner
	out  *Result
	flow []float64 // offered per second
	t    *traffic  // with the hit ratios as measured
}

func (r *runner) evidence(out *Result) *evidence {
	e := &evidence{p: r.p, r: r, out: out}
	for k := range r.p.flows {
		rate, said := r.p.saidRate(int32(k))
		rate *= r.p.whole()
		if !said {
			rate = measured(out.Flows[r.p.flows[k].name].Offered)
		}
		e.flow = append(e.flow, rate)
	}
	e.t = e.p.trafficOf(e.flow, e.hit)
	return e
}

// saidRate is how often a flow is asked for as the design says it, per second;
// false where that changes over time or follows from something else.
func (p *Program) saidRate(flow int32) (rate float64, ok bool) {
	for i := range p.sources {
		s := &p.sources[i]
		switch {
		case s.flow != flow && len(s.mix) == 0 && len(s.order) == 0:
			continue
		case s.kind > bursty || len(s.factor) > 0:
			return 0, false
		}
		rate += float64(s.rate * p.loadScale)
	}
	return rate, rate > 0
}

// whole is how much larger the load is than what is simulated of it: 1 unless
// that is a slice.
func (p *Program) whole() float64 {
	if p.slice == nil {
		return 1
	}
	return float64(p.slice.k)
}

// component returns what was measured of a component.
func (e *evidence) component(k int) *ComponentResult { return e.out.Components[e.p.components[k].name] }

// hit returns the measured hit ratio of a cache, 0 when nothing was asked.
func (e *evidence) hit(k int32) float64 {
	if h := e.component(int(k)).HitRatio; h != nil && h.Known() {
		return h.Value
	}
	return 0
}

// replicas returns how many replicas served on average.
func (e *evidence) replicas(k int) float64 {
	if n := e.component(k).Replicas; n.Known() {
		return n.Value
	}
	return float64(e.p.components[k].start)
}

// does returns how many calls a second a component can do, and what bounds it.
func (e *evidence) does(k int) (rate float64, of string, ok bool) {
	return e.t.capacity(e.p, k, e.replicas(k))
}

// busy and slots return how full the cores and slots of a component are; 0
// when they are unlimited.
func (e *evidence) busy(k int) float64 {
	if e.p.components[k].cores == unlimited {
		return 0
	}
	return measured(e.component(k).Utilization)
}

func (e *evidence) slots(k int) float64 { return measured(e.component(k).SlotsUtilization) }

// measured is a number, or 0 when it is not known.
func measured(n Number) float64 {
	if n.Known() {
		return n.Value
	}
	return 0
}

// growthOf returns how a component grows, nil when it does not.
func (e *evidence) growthOf(k int) *growth {
	for i := range e.r.growing {
		if g := &e.r.growing[i]; !g.flow && g.name == e.p.components[k].name {
			return g
		}
	}
	return nil
}
