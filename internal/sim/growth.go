package sim

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/stats"
)

// growth is a component, or the requests of a flow, that becomes fuller all
// the time instead of settling.
type growth struct {
	name string
	flow bool
	rate float64 // more requests per second
	of   float64 // share of what arrives that stays
	from float64 // seconds at which it began: where the trend meets the empty station
}

// leastGrowth is the share of arrivals that must stay before a trend counts.
// Below it a station near saturation is still filling up to a steady state.
const leastGrowth = 0.002

// steadyGrowth is how much of the growth of the first half of a run the second
// half must repeat. Overload grows in proportion to time and repeats all of it;
// a station on its way to a steady state grows at most like the root of time
// and repeats 41%.
const steadyGrowth = 0.7

// manyCollections is how often consumers must have gathered messages before
// what piles up meanwhile counts as growth.
const manyCollections = 8

// gathering tells whether the messages at a component may still be those that
// its consumers gather before they take them.
func (r *runner) gathering(component int) bool {
	longest := int64(0)
	for i := range r.p.queues {
		if q := &r.p.queues[i]; q.component == int32(component) {
			for _, c := range q.consumers {
				longest = max(longest, c.linger, c.windows.every)
			}
		}
	}
	return r.reps[0].w.now < manyCollections*longest
}

// growth returns what becomes fuller all the time, components first.
func (r *runner) growth() []growth {
	list := r.reps[0].batches.list
	var out []growth
	levels := make([]float64, len(list))
	consider := func(name string, flow bool, area func(*batch) float64, arrived func(*batch) uint64) {
		for i := range list {
			levels[i] = area(&list[i]) / float64(max(list[i].span, 1))
		}
		if !stats.Grows(levels) {
			return
		}
		// A level is that of the middle of its batch.
		half := list[len(list)/2:]
		first, last := &half[0], &half[len(half)-1]
		span, came := -float64(first.span+last.span)/2, -float64(arrived(first)+arrived(last))/2
		for i := range half {
			span += float64(half[i].span)
			came += float64(arrived(&half[i]))
		}
		more := levels[len(levels)-1] - levels[len(list)/2]
		if more < steadyGrowth*(levels[len(list)/2]-levels[0]) {
			return // it slows down, as a station does on its way to a steady state
		}
		g := growth{name: name, flow: flow, rate: more / span * 1e9, of: more / max(came, 1)}
		g.from = began(list, levels, g.rate)
		if g.of > leastGrowth && more > 10 {
			out = append(out, g)
		}
	}
	for k := range r.p.components {
		if r.gathering(k) {
			continue
		}
		consider(r.p.components[k].name, false,
			func(b *batch) float64 { return float64(b.stations[k].area.inside) },
			func(b *batch) uint64 { return b.stations[k].arrivals })
	}
	for k := range r.p.flows {
		consider(r.p.flows[k].name, true,
			func(b *batch) float64 { return float64(b.flows[k].area) },
			func(b *batch) uint64 { return b.flows[k].offered })
	}
	return out
}

// began returns the second at which a trend of rate more a second left the
// level of an empty station, as far as the first half of the run shows it.
func began(list []batch, levels []float64, rate float64) float64 {
	t := 0.0
	for i := range len(list) / 2 {
		t += float64(list[i].span) / 1e9
	}
	t += float64(list[len(list)/2].span) / 2e9
	return max(0, t-levels[len(list)/2]/rate)
}

// growths are the components that grow, and all that does with its rate.
func (r *runner) growths() (components []string, all []Growth) {
	for _, g := range r.growing {
		one := Growth{Rate: g.rate, Since: g.from}
		if g.flow {
			one.Flow = g.name
		} else {
			one.Component = g.name
			components = append(components, g.name)
		}
		all = append(all, one)
	}
	return components, all
}

// since says when a growth began: "from the start", "since 12 s".
func (g *growth) since(total float64) string {
	if g.from < total/20 {
		return "from the start"
	}
	return "since " + seconds3(g.from)
}

// growthWhy says which component grows, or other when none does.
func (r *runner) growthWhy(other string) string {
	total := float64(r.reps[0].w.now) / 1e9
	var names []string
	for _, g := range r.growing {
		if !g.flow {
			names = append(names, fmt.Sprintf("%s grows by %s, %s", g.name, perSecond(g.rate), g.since(total)))
		}
	}
	if len(names) == 0 {
		for _, g := range r.growing {
			names = append(names, fmt.Sprintf("requests of %s in progress grow by %s, %s", g.name, perSecond(g.rate), g.since(total)))
		}
	}
	switch {
	case len(names) == 0:
		return other
	case other != "":
		return other + ": " + strings.Join(names, "; ")
	}
	return "does not settle: " + strings.Join(names, "; ")
}
