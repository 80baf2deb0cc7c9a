package reliability

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/reliability/breakdown"
)

// Witness is what years of breakdowns and repairs, simulated, say of a flow.
type Witness struct {
	Flow string
	breakdown.Result
	Why string // why there is none
}

// Witnesses simulates the breakdowns of everything that each flow rests on, at
// the point values of the design: the second witness of its availability. Flows
// that need the same share a run.
func (r *Report) Witnesses(seed uint64) []Witness {
	var out []Witness
	same := map[string]int{}
	for i := range r.Flows {
		f := &r.Flows[i]
		w := Witness{Flow: f.Name, Why: f.Why}
		key := f.tree.text()
		if at, known := same[key]; known && w.Why == "" {
			w.Result, w.Why = out[at].Result, out[at].Why
			out = append(out, w)
			continue
		}
		if w.Why == "" {
			s, why := r.analysis.years(f)
			w.Why = why
			if why == "" {
				w.Result = breakdown.Run(s, breakdown.Options{Seed: seed, Name: f.Name, Jumps: min(mostJumps, allJumps/len(r.Flows))})
			}
			same[key] = len(out)
		}
		out = append(out, w)
	}
	return out
}

// mostJumps and allJumps bound the breakdowns and repairs that are simulated for
// one flow, and for all together.
const (
	mostJumps = 200_000
	allJumps  = 2_500_000
)

// years writes a flow as a system that breaks down.
func (a *analysis) years(f *Flow) (s *breakdown.System, why string) {
	y := &years{a: a, causes: map[string]int{}, parts: map[string]breakdown.Node{}}
	y.s.Needs = y.node(f.tree.flat())
	return &y.s, y.why
}

// mostParts is how many parts a system may have to be simulated.
const mostParts = 400

// years builds a system.
type years struct {
	a      *analysis
	s      breakdown.System
	causes map[string]int
	parts  map[string]breakdown.Node // of each component met
	why    string
}

func (y *years) node(t *tree) breakdown.Node {
	if t.component != "" {
		if n, ok := y.parts[t.component]; ok {
			return n
		}
		n := y.component(t.component)
		y.parts[t.component] = n
		return n
	}
	n := breakdown.Node{Need: t.need}
	for _, k := range t.kids {
		n.Of = append(n.Of, y.node(k.flat()))
	}
	if len(n.Of) == 0 {
		n.Of, n.Need = []breakdown.Node{y.always()}, 1
	}
	return n
}

// always is a node that is never down.
func (y *years) always() breakdown.Node {
	return y.part(breakdown.Part{Sites: []breakdown.Site{{Cause: -1, Copies: 1}}, Needed: 1, MTTF: math.Inf(1), MTTR: 1})
}

// part adds a part.
func (y *years) part(p breakdown.Part) breakdown.Node {
	y.s.Parts = append(y.s.Parts, p)
	if len(y.s.Parts) > mostParts {
		y.why = "it has too many shards to be simulated"
	}
	return breakdown.Node{Part: len(y.s.Parts) - 1}
}

// cause returns the number of something that takes several parts down, by name:
// down for a share of the time, for so long on average.
func (y *years) cause(name string, down, repair float64) int {
	if at, ok := y.causes[name]; ok {
		return at
	}
	y.causes[name] = len(y.s.Causes)
	y.s.Causes = append(y.s.Causes, breakdown.Cause{MTTF: repair * (1 - down) / down, MTTR: repair})
	return y.causes[name]
}

// fault is the cause of an event that several components share.
func (y *years) fault(f *fault) int {
	return y.cause(f.name, f.share.Value, f.share.Value/f.rate.Value)
}

// component adds the copies of a component, shard by shard.
func (y *years) component(name string) breakdown.Node {
	c, p := y.a.d.Components.Get(name), y.a.parts[name]
	x := p.point()
	if x.down >= 1 {
		y.why = name + " is never up"
	}
	one := breakdown.Part{Needed: int(p.way.needed), Idle: p.way.idle, Under: y.above(c)}
	if !math.IsInf(p.way.crews, 1) {
		one.Crews = int(p.way.crews)
	}
	if p.way.scheme == takesOver {
		one.Primary, one.Coverage, one.Takeover = true, min(x.coverage, 1), max(x.takeover, 0)
	}
	copies := math.Floor(p.replicas / p.way.shards)
	if p.way.scheme == primary || p.way.scheme == provided {
		copies, one.Needed, one.Idle = 1, 1, 1
	}
	if common := x.common * x.down; common > 0 && p.replicas > 1 {
		one.Under = append(one.Under, y.cause("common cause of "+name, common, x.repair))
		x.down *= 1 - x.common
	}
	one.MTTF, one.MTTR = x.repair*(1-x.down)/x.down, x.repair
	one.Leader = len(y.s.Parts)
	n := breakdown.Node{Need: int(p.way.shards)}
	for range n.Need {
		shard := one
		shard.Sites = y.sites(c, p, copies)
		n.Of = append(n.Of, y.part(shard))
		if y.why != "" {
			break
		}
	}
	return n
}

// above are the causes that take a component down as a whole: its region, a bad
// release of it, a bad configuration of everything.
func (y *years) above(c *model.Component) []int {
	var out []int
	if _, whole := y.a.placesOf(c, y.a.parts[c.Name]); whole != nil {
		out = append(out, y.fault(whole))
	}
	for _, name := range []string{"release of " + c.Name, "configuration"} {
		if f := y.a.faults[name]; f != nil && ownCode(c) {
			out = append(out, y.fault(f))
		}
	}
	return out
}

// sites spreads the copies of a shard over the places of its component.
func (y *years) sites(c *model.Component, p *part, copies float64) []breakdown.Site {
	places, _ := y.a.placesOf(c, p)
	if len(places) == 0 || p.way.scheme == provided {
		return []breakdown.Site{{Cause: -1, Copies: int(copies)}}
	}
	total := 0.0
	for _, z := range places {
		total += z.replicas
	}
	var out []breakdown.Site
	left := copies
	for i, z := range places {
		n := min(math.Round(copies*z.replicas/total), left)
		if i == len(places)-1 {
			n = left
		}
		left -= n
		out = append(out, breakdown.Site{Cause: y.fault(z.fault), Copies: int(n)})
	}
	return slices.DeleteFunc(out, func(s breakdown.Site) bool { return s.Copies == 0 })
}
