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

// mostKept names the components of which most were kept, largest first:
// "20 of 4,000 replicas of gateway, 4 of 800 shards of positions and 5 more".
func mostKept(s *sim.Slice) string {
	const named = 2
	names := namesBySize(s.Kept)
	var parts []string
	for _, name := range names[:min(named, len(names))] {
		k := s.Kept[name]
		parts = append(parts, fmt.Sprintf("%s of %s %s of %s", unit.Format(float64(k.Kept), unit.KindCount), unit.Format(float64(k.Of), unit.KindCount), k.What, name))
	}
	text := strings.Join(parts, ", ")
	if more := len(names) - named; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// namesBySize returns the components by how many parts they have, the most
// first, and by name.
func namesBySize(kept map[string]sim.Parts) []string {
	names := slices.Sorted(maps.Keys(kept))
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(kept[b].Of, kept[a].Of) })
	return names
}
