package faulttree

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// mostMembers bounds a common-cause group, which has an event for every set of
// its members.
const mostMembers = 12

// groups replaces the members of common-cause groups: a member fails by itself
// or together with others. Mosleh et al.: "Procedures for treating common cause
// failures in safety and reliability studies", NUREG/CR-4780, 1988.
func (r *reader) groups() {
	r.groupMembers = map[string]Ref{}
	if r.o.NoGroups {
		r.membersAlone()
		return
	}
	for _, g := range r.causes {
		names, total, ok := r.group(g)
		chances := []float64(nil)
		if ok {
			chances = r.bySize(g, len(names), total)
		}
		if chances == nil {
			r.excuse(g)
			continue
		}
		members := make([][]Ref, len(names))
		for set := 1; set < 1<<len(names); set++ {
			size := bits.OnesCount(uint(set))
			p := chances[size-1]
			if p == 0 {
				continue
			}
			var together []string
			for i, name := range names {
				if set>>i&1 != 0 {
					together = append(together, name)
				}
			}
			label := together[0]
			if size > 1 {
				label = "[" + strings.Join(together, " ") + "]"
			}
			e := r.tree.Event(label, p)
			for i := range names {
				if set>>i&1 != 0 {
					members[i] = append(members[i], e)
				}
			}
		}
		for i, name := range names {
			r.groupMembers[name] = r.tree.Or(members[i]...)
		}
	}
}

// membersAlone gives the members of groups the probability of the group, and
// leaves out that they fail together.
func (r *reader) membersAlone() {
	for _, g := range r.causes {
		names, total, ok := r.group(g)
		if !ok {
			r.excuse(g)
		}
		for _, name := range names {
			r.groupMembers[name] = r.tree.Event(name, total)
		}
	}
}

// excuse keeps the members of a group that is wrong from being reported again
// where they are used.
func (r *reader) excuse(g *definition) {
	if at := g.child("members"); at != nil {
		for _, m := range at.children {
			name := m.attr["name"]
			if r.events[name] == nil {
				r.events[name] = &definition{element: m, full: name, scope: g.scope}
			}
			if _, known := r.groupMembers[name]; !known {
				r.groupMembers[name] = False
			}
		}
	}
}

// group reads the members of a group and the probability of each. It defines
// those members that are defined nowhere else.
func (r *reader) group(g *definition) (names []string, total float64, ok bool) {
	at := g.child("members")
	if at == nil || len(at.children) < 2 {
		r.report(g.span, "openpsa-group", fmt.Sprintf("common-cause group %q has fewer than two members", g.full), "add <members> with its basic events")
		return nil, 0, false
	}
	if len(at.children) > mostMembers {
		r.report(at.span, "openpsa-group", fmt.Sprintf("common-cause group %q has %d members; more than %d are not computed", g.full, len(at.children), mostMembers), "split the group")
		return nil, 0, false
	}
	for _, m := range at.children {
		name := m.attr["name"]
		if m.name != "basic-event" && m.name != "event" {
			r.report(m.span, "openpsa-group", fmt.Sprintf("common-cause group %q has a %q as a member", g.full, m.name), "its members are basic events")
			return nil, 0, false
		}
		d := lookup(r.events, name, g.scope)
		if d == nil {
			d = &definition{element: m, full: name, scope: g.scope}
			r.events[name] = d
		}
		if slices.Contains(names, d.full) || r.groupMembers[d.full] != False {
			r.report(m.span, "openpsa-group", fmt.Sprintf("event %q is in a common-cause group already", name), "")
			return nil, 0, false
		}
		names = append(names, d.full)
	}
	e := g.child("distribution")
	if e == nil || e.only(isExpression) == nil {
		r.report(g.span, "openpsa-group", fmt.Sprintf("common-cause group %q has no distribution", g.full), `add <distribution><float value="..."/></distribution>`)
		return nil, 0, false
	}
	return names, r.probability(e.only(isExpression), g.scope, fmt.Sprintf("group %q", g.full)), true
}

// bySize returns the probability with which a particular set of members fails
// together, by the number of them; nil when the group is wrong.
func (r *reader) bySize(g *definition, n int, total float64) []float64 {
	factors := r.factors(g, n)
	if factors == nil {
		return nil
	}
	out := make([]float64, n)
	switch model := g.attr["model"]; model {
	case "beta-factor":
		beta := factors[n-1]
		out[0], out[n-1] = (1-beta)*total, beta*total
	case "MGL":
		product := 1.0
		for k := 1; k <= n; k++ {
			if k > 1 {
				product *= factors[k-1]
			}
			next := 0.0
			if k < n {
				next = factors[k]
			}
			out[k-1] = product * (1 - next) / choose(n-1, k-1) * total
		}
	case "alpha-factor":
		sum := 0.0
		for k, f := range factors {
			sum += float64(k+1) * f
		}
		for k, f := range factors {
			out[k] = float64(k+1) * f / (choose(n-1, k) * sum) * total
		}
	case "phi-factor":
		for k, f := range factors {
			out[k] = f * total
		}
	default:
		r.report(g.span, "openpsa-group", fmt.Sprintf("common-cause group %q has the model %q", g.full, model), "use beta-factor, MGL, alpha-factor or phi-factor")
		return nil
	}
	return out
}

// printed is how far factors that add up to 1 may be off in a table of three
// digits.
const printed = 2e-3

// factors reads the factors of a group by level, from 1; levels that are
// not given are 0. It returns nil when they are wrong.
func (r *reader) factors(g *definition, n int) []float64 {
	var list []*element
	for _, c := range g.children {
		switch c.name {
		case "factor":
			list = append(list, c)
		case "factors":
			list = append(list, c.children...)
		}
	}
	wrong := func(at *element, message, help string) []float64 {
		r.report(at.span, "openpsa-group", message, help)
		return nil
	}
	if len(list) == 0 {
		return wrong(g.element, fmt.Sprintf("common-cause group %q has no factor", g.full), `add <factor level="2"><float value="..."/></factor>`)
	}
	out := make([]float64, n)
	least, next := 1, 2
	switch g.attr["model"] {
	case "alpha-factor", "phi-factor":
		next = 1
	case "beta-factor":
		least, next = n, n
	}
	sum := 0.0
	for _, f := range list {
		level := next
		if text, ok := f.attr["level"]; ok {
			level, _ = strconv.Atoi(text)
		}
		x := f.only(isExpression)
		if level < least || level > n || x == nil {
			return wrong(f, fmt.Sprintf("a factor of common-cause group %q is for %d of its %d members", g.full, level, n), "")
		}
		v := r.evaluate(x, g.scope)
		if math.IsNaN(v) || v < 0 || v > 1 {
			return wrong(f, fmt.Sprintf("a factor of common-cause group %q is %g", g.full, v), "a factor lies between 0 and 1")
		}
		out[level-1] = v
		next = level + 1
		sum += v
	}
	switch model := g.attr["model"]; {
	case model == "alpha-factor" && sum == 0:
		return wrong(g.element, fmt.Sprintf("the factors of common-cause group %q are all 0", g.full), "")
	case model == "phi-factor" && math.Abs(sum-1) > printed:
		return wrong(g.element, fmt.Sprintf("the factors of common-cause group %q add up to %g", g.full, sum), "phi factors add up to 1")
	}
	return out
}

// choose returns the number of ways to choose k of n.
func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return math.Round(c)
}
