package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/fault"
	"github.com/loadpath/loadpath/internal/stats"
)

// Pairs is how the design comes through two faults at a time. Most pairs are not
// simulated, for a reason that is counted; a sample of those is simulated all
// the same, as a check of the reasons.
type Pairs struct {
	Of     int            // pairs in both orders
	Pruned map[string]int // by reason
	Tried  []*Tried       // those that were simulated for themselves
	Left   int            // neither pruned nor simulated: one of the two is undecided, or the campaign was interrupted
	Sample []*Tried       // of the pruned
	Wrong  []string       // of them, that end worse than their reason says

	planned []plannedPair // in the order that is tried first
	pruned  []plannedPair
}

// Why a pair is not simulated.
const (
	PrunedAlone  = "one of them alone ends badly"
	PrunedApart  = "they share no flow, so neither sees the other"
	PrunedTakes  = "neither takes anything where the other does"
	PrunedAlike  = "another fault at the same place did the same to the same flows"
	PrunedSeries = "the same fault elsewhere on the way did the same to the same flows"
	PrunedScreen = "one of them was screened"
	PrunedSame   = "both are the same fault at the same place"
	PrunedOrder  = "the other way round they do no more together than each alone"
)

const (
	sampleEach  = 4  // of the pruned, of each reason
	secondAfter = 15 // seconds after the first fault the second begins
	briefAfter  = 5  // when the first is over in a moment
)

// Two faults do no more together than each alone when they end no worse, and
// harm no more requests than both, but for so much and so many of the part.
const (
	noMoreTimes    = 1.1
	noMoreRequests = 20
)

type plannedPair struct {
	a, b   *Suspect // a first
	why    string   // it is pruned; "" when it is not
	near   bool     // they may take each other's reserves
	expect Verdict  // no worse than this
	alone  float64  // requests that the two harm, each alone
}

// Planned is how many pairs there are to simulate, not counting what follows
// from them: those that have to be tried the other way round, and the sample.
func (p *Pairs) Planned() int { return len(p.planned) }

// PlanPairs decides which pairs to simulate, from what the singles have shown.
// Those come first that may take each other's reserves, then those that harm
// most.
func (c *Campaign) PlanPairs() *Pairs {
	p := &Pairs{Pruned: map[string]int{}}
	alone := map[string]*Tried{}
	for _, t := range c.Tried {
		alone[t.Name] = t
	}
	same := alikes{place: representatives(c.Suspects, alone, atPlace), way: representatives(c.Suspects, alone, onWay)}
	for i, a := range c.Suspects {
		for _, b := range c.Suspects[i:] {
			if a == b && a.Alike == 0 {
				continue
			}
			x, y := alone[a.Name], alone[b.Name]
			one := plannedPair{a: a, b: b, expect: worseOf(x, y), near: takesReserves(a, b), alone: cost(x) + cost(y)}
			one.why = prunedWhy(a, b, alone, same)
			orders := 2
			if a == b {
				orders = 1
			}
			p.Of += orders
			switch {
			case undecided(x) || undecided(y):
				p.Left += orders
			case one.why != "":
				p.prune(one, orders)
			default:
				p.planned = append(p.planned, one)
			}
		}
	}
	slices.SortStableFunc(p.planned, func(x, y plannedPair) int {
		switch {
		case x.near == y.near:
			return cmp.Compare(y.alone, x.alone)
		case x.near:
			return -1
		}
		return 1
	})
	c.Pairs = p
	return p
}

// prune counts a pair, in one or both orders, as not to be simulated.
func (p *Pairs) prune(one plannedPair, orders int) {
	p.Pruned[one.why] += orders
	p.pruned = append(p.pruned, one)
	if orders > 1 {
		p.pruned = append(p.pruned, one.reversed())
	}
}

func (one plannedPair) reversed() plannedPair {
	one.a, one.b = one.b, one.a
	return one
}

// takesReserves tells whether two faults may take what each of them leaves: they
// have a component in common, or one brings more load.
func takesReserves(a, b *Suspect) bool {
	if a.Fault.Family == fault.Load || b.Fault.Family == fault.Load {
		return true
	}
	return slices.ContainsFunc(a.Target.Components, func(name string) bool { return slices.Contains(b.Target.Components, name) })
}

// alikes are, for each suspect, the one that stands for it among those that did
// the same.
type alikes struct{ place, way map[*Suspect]*Suspect }

// atPlace tells which faults do the same at one place: those of one family, that
// end alike and hurt the same flows.
func atPlace(s *Suspect, t *Tried) string {
	return strings.Join(s.Target.Components, " ") + "|" + string(s.Fault.Family) + "|" + outcome(t)
}

// onWay tells which places on the way of a request are the same to a fault: it
// breaks the same flows there and harms as many requests.
func onWay(s *Suspect, t *Tried) string {
	if len(t.Hurt) == 0 || cost(t) == 0 {
		return s.Name
	}
	return fmt.Sprintf("%s|%s|%.2g", s.Fault.Code, outcome(t), cost(t))
}

// outcome is a verdict with the flows that are hurt.
func outcome(t *Tried) string {
	flows := make([]string, len(t.Hurt))
	for i, h := range t.Hurt {
		flows[i] = h.Flow
	}
	return string(t.Verdict) + "|" + strings.Join(flows, " ")
}

// representatives picks, of the faults that are alike by a key, the one that
// harms most.
func representatives(list []*Suspect, alone map[string]*Tried, key func(*Suspect, *Tried) string) map[*Suspect]*Suspect {
	best := map[string]*Suspect{}
	keys := make([]string, len(list))
	for i, s := range list {
		keys[i] = s.Name
		if t := alone[s.Name]; t != nil {
			keys[i] = key(s, t)
		}
		if b := best[keys[i]]; b == nil || cost(alone[s.Name]) > cost(alone[b.Name]) {
			best[keys[i]] = s
		}
	}
	first := map[*Suspect]*Suspect{}
	for i, s := range list {
		first[s] = best[keys[i]]
	}
	return first
}

// prunedWhy says why a pair needs no simulation; "" when it does.
func prunedWhy(a, b *Suspect, alone map[string]*Tried, same alikes) string {
	x, y := alone[a.Name], alone[b.Name]
	share := false
	for flow := range a.flows {
		share = share || b.flows[flow]
	}
	switch {
	case x == nil || y == nil || x.Impossible != "" || y.Impossible != "":
		return PrunedScreen
	case a == b:
		return PrunedSame
	case x.Verdict.Bad() || y.Verdict.Bad():
		return PrunedAlone
	case !share:
		return PrunedApart
	case apart(a, b, x, y):
		return PrunedTakes
	case same.place[a] != a || same.place[b] != b:
		return PrunedAlike
	case same.way[a] != a || same.way[b] != b:
		return PrunedSeries
	}
	return ""
}

func undecided(t *Tried) bool { return t != nil && t.Undecided != "" }

// worseOf is the worse of two verdicts.
func worseOf(x, y *Tried) Verdict {
	worst := Absorbed
	for _, t := range []*Tried{x, y} {
		if t != nil && t.Impossible == "" && t.Verdict.rank() < worst.rank() {
			worst = t.Verdict
		}
	}
	return worst
}

// cost is how many requests a scenario harms.
func cost(t *Tried) (sum float64) {
	if t == nil {
		return 0
	}
	for _, list := range [][]Bad{t.During, t.After} {
		for _, b := range list {
			sum += b.Requests
		}
	}
	return sum
}

// RunPairs simulates what was planned, in one order; in the other what did more
// together than each alone; and a sample of what was pruned. What an interrupted
// campaign has tried by then is kept beside the context's error.
func (c *Campaign) RunPairs(ctx context.Context) error {
	p := c.Pairs
	budget := c.o.Events * (pairEvents / singleEvents)
	c.o.Stage(StagePairs, len(p.planned))
	var again []plannedPair
	for i, t := range c.tryPairs(ctx, p.planned, budget) {
		one := p.planned[i]
		switch {
		case t == nil:
			p.Left += 2
			continue
		case !t.Decided():
			p.Left++ // the other order, too
		case c.addsNothing(t, &one):
			one.why = PrunedOrder
			p.Pruned[one.why]++
			p.pruned = append(p.pruned, one.reversed())
		default:
			again = append(again, one.reversed())
		}
		p.Tried = append(p.Tried, t)
		budget -= float64(t.Events)
	}
	sample := p.sample(c.o.Seed)
	c.o.Stage(StageReverse, len(again)+len(sample))
	for i, t := range c.tryPairs(ctx, append(again, sample...), budget) {
		switch {
		case i < len(again) && t == nil:
			p.Left++
		case i < len(again):
			p.Tried = append(p.Tried, t)
		case t != nil:
			p.check(t, sample[i-len(again)])
		}
	}
	return ctx.Err()
}

// tryPairs simulates pairs with a budget of events.
func (c *Campaign) tryPairs(ctx context.Context, list []plannedPair, budget float64) []*Tried {
	tasks := make([]task, len(list))
	for i, one := range list {
		after := float64(secondAfter)
		if one.a.Fault.Momentary() {
			after = briefAfter
		}
		tasks[i] = task{fmt.Sprintf("%s-then-%s", one.a.Name, one.b.Name), []*Suspect{one.a, one.b}, []float64{injectAt, injectAt + after}}
	}
	return c.spend(ctx, tasks, budget)
}

// addsNothing tells whether two faults did no more together than each alone.
func (c *Campaign) addsNothing(t *Tried, one *plannedPair) bool {
	return t.Verdict.rank() >= one.expect.rank() && cost(t) <= noMoreTimes*one.alone+noMoreRequests/c.Bench.Scale.Fraction
}

// sample draws some of the pruned, of each reason, by the seed.
func (p *Pairs) sample(seed uint64) []plannedPair {
	by := map[string][]plannedPair{}
	for _, one := range p.pruned {
		by[one.why] = append(by[one.why], one)
	}
	draw := stats.NewStream(seed, 0, "pairs", "sample")
	var out []plannedPair
	for _, why := range sorted(by) {
		list := by[why]
		for range min(sampleEach, len(list)) {
			k := draw.Below(uint64(len(list)))
			out = append(out, list[k])
			list = slices.Delete(list, int(k), int(k)+1)
		}
	}
	return out
}

// check holds a pair of the sample against the reason for which it was pruned. One
// that is survived is no worse than another.
func (p *Pairs) check(t *Tried, one plannedPair) {
	p.Sample = append(p.Sample, t)
	if t.Decided() && t.Verdict.rank() < one.expect.rank() && !t.Verdict.Comes() {
		p.Wrong = append(p.Wrong, fmt.Sprintf("%s ends %s, not %s (%s)", t.Name, t.Verdict, one.expect, one.why))
	}
}
