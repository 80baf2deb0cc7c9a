package study

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// slice is what the simulator is asked for: Options.Slice in its own terms.
func (o Options) slice() float64 {
	switch o.Slice {
	case 0:
		return sim.SliceAuto
	case 1:
		return 0
	}
	return o.Slice
}

// SliceSentence says which part of the load a result was measured on and how
// far off that may be; "" when it was the whole and nobody asked otherwise.
func SliceSentence(r *sim.Result) string {
	s := r.Slice
	switch {
	case s == nil:
		return ""
	case s.Fraction == 1:
		return "simulated whole: " + s.Why
	}
	text := "simulated " + fractionText(s.Fraction)
	if most := mostKept(s); most != "" {
		text += ": " + most
	}
	if s.Error == nil {
		return text + "; how far off that is could not be told"
	}
	return text + "; error at most " + unit.Format(*s.Error, unit.KindRatio)
}

// fractionText writes a part as 1/2,000.
func fractionText(f float64) string {
	return "1/" + unit.Format(1/f, unit.KindCount)
}

// kept is a number of parts that several components have in common.
type kept struct {
	sim.Parts
	of []string // components, by name
}

// mostKept names what was kept, of the most components first: "1 of 100 cells
// of 14 components, 20 of 4,000 replicas of web and more".
func mostKept(s *sim.Slice) string {
	const named = 2
	groups := alike(s.Kept)
	var parts []string
	for _, g := range groups[:min(named, len(groups))] {
		of := g.of[0]
		if len(g.of) > 1 {
			of = fmt.Sprintf("%d components", len(g.of))
		}
		parts = append(parts, fmt.Sprintf("%s of %s %s of %s", unit.Format(float64(g.Kept), unit.KindCount), unit.Format(float64(g.Of), unit.KindCount), g.What, of))
	}
	text := strings.Join(parts, ", ")
	if len(groups) > named {
		text += " and more"
	}
	return text
}

// alike groups the components that keep as many of as many.
func alike(all map[string]sim.Parts) []kept {
	var groups []kept
	for _, name := range slices.Sorted(maps.Keys(all)) {
		k := slices.IndexFunc(groups, func(g kept) bool { return g.Parts == all[name] })
		if k < 0 {
			k = len(groups)
			groups = append(groups, kept{Parts: all[name]})
		}
		groups[k].of = append(groups[k].of, name)
	}
	slices.SortStableFunc(groups, func(a, b kept) int { return cmp.Or(cmp.Compare(len(b.of), len(a.of)), cmp.Compare(b.Of, a.Of)) })
	return groups
}
