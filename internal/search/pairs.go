package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/stats"
)

// Pairs is how the design comes through two faults at a time. Most pairs are not
// simulated, for a reason that is counted; a sample of those is simulated all
// the same, as a check of the reasons.
type Pairs struct {
	Of      int            // pairs in both orders
	Pruned  map[string]int // by reason
	Tried   []*Tried       // those that were simulated for themselves
	Left    int            // neither pruned nor simulated: too many, or one of the two is undecided
	Sample  []*Tried       // of the pruned
	Wrong   []string       // of them, that end worse than their reason says
	planned []plannedPair
}

// Why a pair is not simulated.
const (
	PrunedAlone  = "one of them alone ends badly"
	PrunedApart  = "they share no flow, so neither sees the other"
	PrunedAlike  = "another fault at the same place did the same to the same flows"
	PrunedScreen = "one of them was screened"
	PrunedSame   = "both are the same fault at the same place"
)

const (
	mostPairs   = 1200 // that are simulated, worst first
	sampleSize  = 24   // of the pruned
	secondAfter = 15   // seconds after the first fault the second begins
	briefAfter  = 5    // when the first is over in a moment
)

type plannedPair struct {
	a, b   *Suspect // a first
	why    string   // it is pruned; "" when it is not
	weight float64
	expect Verdict // no worse than this
}

// Planned is how many pairs there are to simulate, the sample included.
func (p *Pairs) Planned() int { return len(p.planned) }

// PlanPairs decides which pairs to simulate, from what the singles have shown.
func (c *Campaign) PlanPairs() *Pairs {
	p := &Pairs{Pruned: map[string]int{}}
	alone := map[string]*Tried{}
	for _, t := range c.Tried {
		alone[t.Name] = t
	}
	first := c.representatives(alone)
	var keep, pruned []plannedPair
	for i, a := range c.Suspects {
		for _, b := range c.Suspects[i:] {
			if a == b && a.Alike == 0 {
				continue
			}
			one := plannedPair{a: a, b: b, expect: worseOf(alone[a.Name], alone[b.Name])}
			one.why = prunedWhy(a, b, alone, first)
			orders := []plannedPair{one, {a: b, b: a, why: one.why, expect: one.expect}}
			if a == b {
				orders = orders[:1]
			}
			for _, o := range orders {
				p.Of++
				if undecided(alone[a.Name]) || undecided(alone[b.Name]) {
					p.Left++
					continue
				}
				if o.why != "" {
					p.Pruned[o.why]++
					pruned = append(pruned, o)
					continue
				}
				o.weight = cost(alone[a.Name]) + cost(alone[b.Name])
				keep = append(keep, o)
			}
		}
	}
	slices.SortStableFunc(keep, func(x, y plannedPair) int { return cmp.Compare(y.weight, x.weight) })
	if len(keep) > mostPairs {
		p.Left += len(keep) - mostPairs
		keep = keep[:mostPairs]
	}
	draw := stats.NewStream(c.o.Seed, 0, "pairs", "sample")
	for n := min(sampleSize, len(pruned)); n > 0; n-- {
		k := draw.Below(uint64(len(pruned)))
		keep = append(keep, pruned[k])
		pruned = slices.Delete(pruned, int(k), int(k)+1)
	}
	p.planned = keep
	c.Pairs = p
	return p
}

// representatives picks, of the faults that did the same to the same flows at
// the same place, the one that cost most.
func (c *Campaign) representatives(alone map[string]*Tried) map[*Suspect]*Suspect {
	best := map[string]*Suspect{}
	key := func(s *Suspect) string {
		t := alone[s.Name]
		if t == nil {
			return s.Name
		}
		flows := make([]string, len(t.Hurt))
		for i, h := range t.Hurt {
			flows[i] = h.Flow
		}
		return strings.Join(s.Target.Components, " ") + "|" + string(t.Verdict) + "|" + strings.Join(flows, " ")
	}
	for _, s := range c.Suspects {
		if b := best[key(s)]; b == nil || cost(alone[s.Name]) > cost(alone[b.Name]) {
			best[key(s)] = s
		}
	}
	first := map[*Suspect]*Suspect{}
	for _, s := range c.Suspects {
		first[s] = best[key(s)]
	}
	return first
}

// prunedWhy says why a pair needs no simulation; "" when it does.
func prunedWhy(a, b *Suspect, alone map[string]*Tried, first map[*Suspect]*Suspect) string {
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
	case first[a] != a || first[b] != b:
		return PrunedAlike
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

// RunPairs simulates what was planned. What an interrupted campaign has tried
// by then is kept beside the context's error.
func (c *Campaign) RunPairs(ctx context.Context) error {
	p := c.Pairs
	tasks := make([]task, len(p.planned))
	for i := range p.planned {
		a, b := p.planned[i].a, p.planned[i].b
		after := float64(secondAfter)
		if a.Fault.Momentary() {
			after = briefAfter
		}
		tasks[i] = task{fmt.Sprintf("%s-then-%s", a.Name, b.Name), []*Suspect{a, b}, []float64{injectAt, injectAt + after}}
	}
	tried := c.spend(ctx, tasks, c.o.Events*(pairEvents/singleEvents))
	for i, t := range tried {
		one := p.planned[i]
		switch {
		case t == nil:
		case one.why == "":
			p.Tried = append(p.Tried, t)
		default:
			p.Sample = append(p.Sample, t)
			if t.Decided() && t.Verdict.rank() < one.expect.rank() {
				p.Wrong = append(p.Wrong, fmt.Sprintf("%s ends %s, not %s (%s)", t.Name, t.Verdict, one.expect, one.why))
			}
		}
	}
	return ctx.Err()
}
