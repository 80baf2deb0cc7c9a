package sim

import (
	"bufio"
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// loads compiles everything that brings requests in.
func (c *compiler) loads(level model.LoadLevel) {
	factor := ramps(level.Scenario)
	c.hotLoad(level.Scenario)
	for i := range c.p.flows {
		name := c.p.flows[i].name
		f := c.d.Flows.Get(name)
		start := c.d.StartOf(f)
		if s := level.Scenario; s != nil && len(s.Flows) > 0 && start.Kind != model.StartOnMessage &&
			!slices.ContainsFunc(s.Flows, func(r model.Ref) bool { return r.Text == name }) {
			continue
		}
		s := source{name: name, flow: int32(i), stream: c.stream(name, "arrivals"), think: -1, every: -1, per: -1}
		switch start.Kind {
		case model.StartOpen:
			c.open(&s, f, start, level.Level, factor)
		case model.StartClosed:
			s.kind, s.users = closed, int32(start.Users.Value)
			c.think(&s, start.Think != nil, model.LawOf(start.Think))
		case model.StartOnMessage:
			s.kind = messages
		case model.StartScheduled:
			s.kind = schedule
			s.every = c.time(model.LawOf(start.Every), c.stream(name, "every"))
			s.at = clock(start.At) % max(1, ns(start.Every.Value))
			if _, m := c.d.Starter(f); m != nil && start.PerReplica {
				s.per = c.comps[m.Name]
			}
		default:
			continue
		}
		c.p.sources = append(c.p.sources, s)
	}
	for name, j := range c.d.Journeys.All() {
		c.journey(name, j)
	}
}

// open compiles arrivals that do not wait for answers.
func (c *compiler) open(s *source, f *model.Flow, start model.FlowStart, level string, factor []knot) {
	s.rate = start.RateAt(level).Value
	s.factor = product(c.pattern(f, start, level), factor)
	gap := stats.Law{Kind: stats.Exponential, A: 1}
	switch start.Process {
	case "const":
		s.kind = constant
	case "bursty":
		s.kind = bursty
		gap = stats.Law{Kind: stats.Hyperexp, A: 1, B: start.CV}
	case "file":
		s.kind = recorded
		s.times = c.recorded(f, start.File)
	}
	s.gap = gap.Compile()
}

// recorded reads the times of arrivals: seconds in the first column of a CSV
// file, in any order, after an optional heading.
func (c *compiler) recorded(f *model.Flow, name string) []int64 {
	if c.o.ReadFile == nil {
		c.errorf(f.Span, "unreadable-arrivals", "", "the recorded arrivals %q cannot be read here", name)
		return nil
	}
	text, err := c.o.ReadFile(name)
	if err != nil {
		c.errorf(f.Span, "unreadable-arrivals", "", "read recorded arrivals: %v", err)
		return nil
	}
	var times []int64
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		first, _, _ := strings.Cut(strings.TrimSpace(lines.Text()), ",")
		if first == "" {
			continue
		}
		t, err := strconv.ParseFloat(strings.TrimSpace(first), 64)
		switch {
		case err == nil && t >= 0 && t < 1e9:
			times = append(times, int64(math.Round(t*1e9)))
		case n > 1:
			c.errorf(f.Span, "bad-arrivals", "the first column holds seconds since the start", "line %d of %q is no time: %q", n, name, first)
			return nil
		}
	}
	slices.Sort(times)
	return times
}

// think compiles the time a user thinks.
func (c *compiler) think(s *source, said bool, l stats.Law) {
	if said && (l.Kind != stats.Const || l.A > 0) {
		s.think = c.time(l, c.stream(s.name, "think"))
	}
}

// journey compiles the users of a journey; without users it makes no load.
func (c *compiler) journey(name string, j *model.Journey) {
	if j.Users == nil || j.Users.Value < 1 {
		return
	}
	s := source{name: "journey " + name, kind: closed, users: int32(j.Users.Value), stream: c.stream("journey "+name, "mix"), think: -1}
	c.think(&s, j.Think != nil, model.LawOf(j.Think))
	index := func(name string) int32 {
		return int32(slices.IndexFunc(c.p.flows, func(f flow) bool { return f.name == name }))
	}
	sum := 0.0
	for name, q := range j.Mix.All() {
		if k := index(name); k >= 0 {
			sum += q.Value
			s.mix = append(s.mix, share{upTo: sum, flow: k})
		}
	}
	for i := range s.mix {
		s.mix[i].upTo /= sum
	}
	for _, ref := range j.Flows {
		if k := index(ref.Text); k >= 0 {
			s.order = append(s.order, k)
		}
	}
	if len(s.mix)+len(s.order) > 0 {
		c.p.sources = append(c.p.sources, s)
	}
}

// clock returns a time of day in nanoseconds; 0 when none is said.
func clock(text string) int64 {
	h, m, _ := strings.Cut(text, ":")
	hours, _ := strconv.Atoi(h)
	minutes, _ := strconv.Atoi(m)
	return int64(hours*60+minutes) * 60e9
}

// ramps returns the factor over time of a scenario: the product of its ramps.
// Each holds at 1, goes to its factor, stays, and comes back.
func ramps(s *model.Scenario) []knot {
	if s == nil || len(s.Ramp) == 0 {
		return nil
	}
	each := make([][]knot, len(s.Ramp))
	for i := range s.Ramp {
		r := &s.Ramp[i]
		at := model.Or(r.From, 0)
		up := at + model.Or(r.Over, 0)
		to := model.Or(r.To, 1)
		each[i] = []knot{{ns(at), 1}, {ns(up), to}}
		if r.Hold != nil {
			hold := up + r.Hold.Value
			each[i] = append(each[i], knot{ns(hold), to}, knot{ns(hold + model.Or(r.Down, 0)), 1})
		}
	}
	return multiplied(each)
}

// multiplied returns the product of factors over time, linear between corners.
func multiplied(each [][]knot) []knot {
	var times []int64
	for _, knots := range each {
		for _, k := range knots {
			times = append(times, k.at)
		}
	}
	slices.Sort(times)
	times = slices.Compact(times)
	var out []knot
	for _, t := range times {
		before, behind := 1.0, 1.0
		for _, knots := range each {
			b, a := factorAt(knots, t)
			before *= b
			behind *= a
		}
		out = append(out, knot{t, before})
		if behind != before {
			out = append(out, knot{t, behind})
		}
	}
	return out
}

// factorAt returns a factor just before and just after a time.
func factorAt(knots []knot, t int64) (before, behind float64) {
	first, last := knots[0], knots[len(knots)-1]
	before, behind = first.factor, last.factor
	if t > last.at {
		return behind, behind
	}
	if t < first.at {
		return before, before
	}
	for i := 1; i < len(knots); i++ {
		a, b := knots[i-1], knots[i]
		if a.at < t && t <= b.at {
			before = a.factor + float64((b.factor-a.factor)*(float64(t-a.at)/float64(b.at-a.at)))
		}
		if a.at <= t && t < b.at {
			behind = a.factor + float64((b.factor-a.factor)*(float64(t-a.at)/float64(b.at-a.at)))
		}
	}
	return before, behind
}

// ns returns seconds as nanoseconds.
func ns(seconds float64) int64 { return span(math.Round(seconds * 1e9)) }

// faults compiles what is injected.
func (c *compiler) faults() {
	for i := range c.o.Faults {
		m := &c.o.Faults[i]
		if verb := actOf(m.Verb); verb != nil { // else the checker has said so
			c.act(m, verb)
		}
	}
}

// replicasNamed returns the replicas that a target means: a component, its
// primary, or one replica c#2.
func (c *compiler) replicasNamed(name string) []int32 {
	base, number, one := strings.Cut(name, "#")
	base, part, _ := strings.Cut(base, ".")
	k, known := c.comps[base]
	if !known {
		return nil
	}
	comp := &c.p.components[k]
	if n, err := strconv.Atoi(number); one && err == nil && n >= 1 && int32(n) <= comp.count {
		return []int32{comp.first + int32(n) - 1}
	}
	var list []int32
	for at := comp.first; at < comp.first+comp.count; at++ {
		list = append(list, at)
	}
	if part == "primary" {
		return list[:1]
	}
	return list
}
