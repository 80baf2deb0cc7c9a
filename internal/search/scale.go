package search

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// Scale is the part of a design that failures are tried on: a slice, where the
// load consists of parts that share nothing, and of that a miniature. It was
// held against the design itself, undisturbed.
type Scale struct {
	Fraction  float64              // of the load; 1 for the whole
	Miniature int                  // divides the load and what every part of the slice can carry; 1 for neither
	Kept      map[string]sim.Parts // of the slice
	Error     float64              // relative, of the mean latencies of flows, at most; NaN when no flow has answers enough
	Flow      string               // whose mean is that far off
	Events    float64              // a simulated second of it makes so many
	Whole     float64              // and one of the design
	Coarse    bool                 // no part that is cheap judges every requirement as the design does

	slice  float64            // as sim.Options have it
	slower *sim.Slower        // nil where nobody waits for that
	finer  *Scale             // a larger part, to hold scenarios against; nil when there is none
	limits map[string]float64 // by flow and metric, how much longer its answers take than the design's
}

const (
	pilotEvents = 100_000 // by which the rate of the design is measured
	checkEvents = 1.2e6   // by which the design itself is known
	checkLeast  = 4.0     // seconds of both at least
	checkMost   = 120.0
	mostDear    = 8    // times what is cheap that a part may cost which judges as the design does
	mostOff     = 0.35 // relative, of a mean latency
	fewestMean  = 300  // answers behind a mean that is compared
)

// ChooseScale finds the smallest part of the design in which every requirement
// is judged as in the design itself, by a run of both undisturbed. A design that
// is cheap is run whole.
func ChooseScale(ctx context.Context, d *model.Design, o BenchOptions) (*Scale, error) {
	whole := &Scale{Fraction: 1, Miniature: 1, slice: sim.SliceAuto}
	if o.Slice == 1 {
		whole.slice = 0
	}
	pilot, err := pilot(ctx, d, whole, o)
	if err != nil {
		return nil, err
	}
	if pilot.Slice != nil && pilot.Slice.Fraction < 1 {
		whole.Fraction, whole.Kept, whole.slice = pilot.Slice.Fraction, pilot.Slice.Kept, pilot.Slice.Fraction
	} else {
		whole.slice = 0
	}
	whole.Events = float64(pilot.Events) / math.Max(pilot.Seconds, 1e-9)
	whole.Whole = whole.Events / whole.Fraction
	wanted := int(math.Ceil(whole.Events / o.Cheap))
	if o.Slice > 0 && o.Slice < 1 {
		wanted = int(math.Round(whole.Fraction / o.Slice))
	}
	if o.Slice == 1 || wanted <= 1 {
		return whole, nil
	}
	length := math.Min(math.Max(checkEvents/whole.Events, checkLeast), checkMost)
	truth, err := run(ctx, d, whole, o, nil, length, sim.RunOptions{})
	if err != nil {
		return nil, err
	}
	if o.Relative && o.Slice == 0 {
		return chooseSlower(ctx, d, whole, truth, wanted, o)
	}
	var coarse *Scale // the largest that is cheap enough, should none judge alike
	for k := wanted; k > 1; k = k / 2 {
		small := *whole
		small.Miniature, small.Fraction, small.Events = k, whole.Fraction/float64(k), whole.Events/float64(k)
		r, err := run(ctx, d, &small, o, nil, math.Min(checkMost, length*float64(k)), sim.RunOptions{})
		if err != nil {
			return nil, err
		}
		small.compare(truth, r)
		if judgesAlike(d, truth, r) && !(small.Error > mostOff) || o.Slice > 0 {
			return &small, nil
		}
		if small.Events <= mostDear*o.Cheap {
			small.Coarse, coarse = true, &small
		}
	}
	if coarse != nil && whole.Events > mostDear*o.Cheap {
		return coarse, nil
	}
	return whole, nil
}

// pilot runs a few events of the design, or of the slice that its load calls for.
func pilot(ctx context.Context, d *model.Design, scale *Scale, o BenchOptions) (*sim.Result, error) {
	program, problems := sim.Compile(d, sim.Options{Load: o.Load, LoadScale: o.LoadScale, For: checkMost, Slice: scale.slice})
	if problems.HasErrors() {
		return nil, Unfit{problems}
	}
	return sim.Run(ctx, program.Alone(), sim.RunOptions{Seed: o.Seed, MaxEvents: pilotEvents, MaxLive: o.MaxLive})
}

// compare finds the flow whose mean latency is farthest off, with what chance
// leaves open.
func (s *Scale) compare(truth, small *sim.Result) {
	s.Error = math.NaN()
	for _, name := range sorted(truth.Flows) {
		x, y := truth.Flows[name].Latency, small.Flows[name].Latency
		if !x.Mean.Known() || !y.Mean.Known() || x.Mean.Value <= 0 || min(x.Samples, y.Samples) < fewestMean {
			continue
		}
		chance := math.Hypot(x.Mean.High-x.Mean.Low, y.Mean.High-y.Mean.Low) / 2
		if off := (math.Abs(x.Mean.Value-y.Mean.Value) + chance) / x.Mean.Value; !(off <= s.Error) {
			s.Error, s.Flow = off, name
		}
	}
}

// judgesAlike tells whether every limit of a flow that holds in the design
// holds in the part of it too.
func judgesAlike(d *model.Design, truth, small *sim.Result) bool {
	for name := range d.Flows.All() {
		for _, l := range limitsOf(d, name) {
			x, y := truth.History.Flow(name, 0, truth.History.Seconds()), small.History.Flow(name, 0, small.History.Seconds())
			if x != nil && y != nil && min(x.OK, y.OK) >= fewestMean && !l.brokenIn(x) && l.brokenIn(y) {
				return false
			}
		}
	}
	return true
}

// Sentence says which part is run, and how far off it is; "" for the whole.
func (s *Scale) Sentence() string {
	if s.Fraction == 1 {
		return ""
	}
	text := fmt.Sprintf("on 1/%.0f of the load", 1/s.Fraction)
	switch part := s.part(); {
	case part != "" && s.Miniature > 1:
		text += fmt.Sprintf(": %s, each part with 1/%d of what it can carry", part, s.Miniature)
	case part != "":
		text += ": " + part
	default:
		text += fmt.Sprintf(", each part with 1/%d of what it can carry", s.Miniature)
	}
	if s.limits != nil {
		text += s.slowerSentence()
	} else if s.Miniature > 1 && !math.IsNaN(s.Error) {
		text += fmt.Sprintf("; undisturbed its mean latencies are within %.0f%% of the design's (%s)", 100*s.Error, s.Flow)
	}
	if s.Coarse && s.limits == nil {
		text += "; that is coarse: some requirement is judged otherwise there, and left out"
	}
	return text
}

// part names what a slice keeps most of: "1 of 200 cells".
func (s *Scale) part() string {
	counts := map[string]int{}
	best := ""
	for _, name := range sorted(s.Kept) {
		p := s.Kept[name]
		text := fmt.Sprintf("%d of %d %s", p.Kept, p.Of, p.What)
		if counts[text]++; best == "" || counts[text] > counts[best] {
			best = text
		}
	}
	return best
}

func sorted[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
