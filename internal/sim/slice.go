package sim

import (
	"fmt"
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
)

// A load of millions of requests a second is too large to simulate whole for
// long enough. A slice is one part in k of it: one arrival in k, and of every
// part of the design that can run out one replica, shard or cell in k, each as
// it was. What a request meets is then the same, and what is counted is a k-th.
//
// That is so when the parts share nothing. slice_rule.go says when they do,
// slice_thin.go makes the smaller design, and slice_run.go runs it in two sizes:
// what a slice gets wrong is the larger the fewer replicas are left to choose
// from, so the difference between the sizes shows how far it is off.

// Slice says which part of a load was simulated, and how far off that may be.
type Slice struct {
	Fraction float64          `json:"fraction"` // of the load, and of what is in Kept; 1 when it was simulated whole
	Error    *float64         `json:"error"`    // relative, of mean latencies, at most; null when there is no telling
	Why      string           `json:"why"`      // why it is a slice, or why it could not be one
	Kept     map[string]Parts `json:"kept,omitempty"`
}

// Parts are how many of a component's replicas, shards, cells or partitions were simulated.
type Parts struct {
	Kept int    `json:"kept"`
	Of   int    `json:"of"`
	What string `json:"what"` // replicas, shards, cells or partitions
}

// SliceAuto asks for a slice when the load calls for one.
const SliceAuto = -1

const (
	sliceAbove  = 1e6        // events a simulated second above which a load is sliced
	sliceTo     = 2e5        // what is left of them, so that a few million events are half a minute
	sliceEvents = 25_000_000 // at which a slice stops that has not settled, unless something else is said
)

// slicing is what a program knows of the slice it stands for.
type slicing struct {
	k        int    // one part in k; 1 for the whole
	why      string // see Slice
	exact    bool   // the parts share nothing: only rounding sets a slice off
	parts    map[string]Parts
	rounding map[string]float64 // share by which the replicas of a component are too many or too few
	other    *Program           // the same in another size; nil when there is none, or no need
}

// compileSlice compiles the part of a design that o.Slice asks for; the whole
// of it when the load is not large enough, or with the reasons when it must not
// be cut.
func compileSlice(d *model.Design, o Options) (*Program, diag.List) {
	wanted, small := o.Slice, o.Miniature
	o.Slice, o.Miniature = 0, 0
	looked := o
	if small > 1 {
		looked.Faults = nil // they are looked at in the part that they hit
	}
	whole, problems := Compile(d, looked)
	if whole == nil {
		return nil, problems
	}
	k, why := 0, ""
	if wanted == SliceAuto {
		rate := whole.eventRate()
		limit := sliceAbove
		if whole.length > 0 {
			limit = min(limit, defaultMaxEvents/(float64(whole.length)/1e9))
		}
		if rate <= limit {
			return uncut(d, o, small, whole, problems)
		}
		k = int(math.Ceil(rate / min(sliceTo, limit)))
		why = fmt.Sprintf("the whole load makes %.2g events in a simulated second", rate)
	} else {
		k = int(math.Round(1 / wanted))
		why = "it was asked for"
	}
	if k <= 1 {
		return uncut(d, o, small, whole, problems)
	}
	r := newSliceRule(d, whole, looked.Faults)
	k, refused := r.fit(k, wanted == SliceAuto)
	if len(refused) > 0 && small > 1 {
		return uncut(d, o, small, whole, problems)
	}
	o.Miniature = small
	if len(refused) > 0 {
		whole.slice = &slicing{k: 1, why: "no part of the load stands for the whole: " + strings.Join(refused, "; ")}
		return whole, problems
	}
	p, problems := r.compile(d, o, k, why)
	if p == nil {
		return nil, problems
	}
	if p.slice.exact || small > 1 {
		return p, problems
	}
	if other := r.another(k); other > 0 {
		p.slice.other, _ = r.compile(d, o, other, why)
	}
	return p, problems
}

// uncut returns the whole, or its miniature.
func uncut(d *model.Design, o Options, small int, whole *Program, problems diag.List) (*Program, diag.List) {
	if small <= 1 {
		return whole, problems
	}
	o.Miniature = small
	return Compile(d, o)
}

// compile compiles the slice of one part in k.
func (r *sliceRule) compile(d *model.Design, o Options, k int, why string) (*Program, diag.List) {
	s := &slicing{k: k, why: why, exact: r.independent(), parts: map[string]Parts{}, rounding: map[string]float64{}}
	thin := r.thin(d, k, s)
	scale := o.LoadScale
	if scale == 0 {
		scale = 1
	}
	o.LoadScale = scale / float64(k)
	o.thin = func(d *model.Design) *model.Design {
		return r.thin(d, k, &slicing{parts: map[string]Parts{}, rounding: map[string]float64{}})
	}
	p, problems := Compile(thin, o)
	if p != nil {
		if s.k *= max(1, o.Miniature); o.Miniature > 1 {
			s.exact = false // how far off it is is for the caller to see
		}
		p.slice = s
		r.adapt(p, k)
		for i := range p.acts {
			if set := p.acts[i].patch; set != nil {
				r.adapt(set, k)
			}
		}
	}
	return p, problems
}

// adapt divides what the design does not say by itself: limits on everybody
// together, how many users there are to be limited apart, and how many keys a
// shard has. k keys next to each other become one for the shards, so that the
// load of the shards that are left differs as that of all did.
func (r *sliceRule) adapt(p *Program, k int) {
	for i := range p.limits {
		if l := &p.limits[i]; l.whose.kind == ownedByAll {
			l.gap *= float64(k)
			l.burst /= float64(k)
			l.most = int32(math.Round(float64(l.most) / float64(k)))
		}
	}
	for i := range p.flows {
		if c := &p.flows[i].crowd; c.of > 0 {
			c.of = max(1, c.of/uint64(k))
		}
	}
	for i := range p.components {
		if u, any := r.units[p.components[i].name]; any && u.keyed && !r.keepsContents(&r.p.components[i]) {
			p.components[i].together = uint64(k)
		}
	}
}

// calm is the rate of arrivals, in a second, at which the pilot of eventRate
// runs, so that nothing waits and a request has soon ended.
const calm = 2000

// eventRate returns how many events a simulated second of the load makes, as
// long as it is carried: those that one request makes on an idle design, times
// the requests. Nothing is measured below calm requests a second, which make
// less than sliceAbove events unless each makes hundreds.
func (p *Program) eventRate() float64 {
	rate := 0.0
	for i := range p.sources {
		s := &p.sources[i]
		rate += s.rate * p.loadScale
		if s.kind == closed && s.think >= 0 {
			rate += float64(s.users) * p.loadScale / (p.laws[s.think].value / 1e9)
		}
	}
	if rate <= calm {
		return 0
	}
	trial := p.withoutContents()
	trial.loadScale = p.loadScale * calm / rate
	w := newWorld(trial, 1, 0)
	for w.events < 50_000 && w.now < 20e9 && w.step() {
	}
	if w.now == 0 {
		return 0
	}
	return float64(w.events) / (float64(w.now) / 1e9) * rate / calm
}
