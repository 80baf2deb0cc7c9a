package search

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// Span returns when a fault of a script begins and when it is over, in seconds;
// +Inf for one that lasts to the end or until a flow succeeds. A restart in
// batches is over when its last batch begins.
func Span(d *model.Design, f *model.Fault) (from, to float64) {
	return model.Or(f.At, 0), over(f) + rolling(d, f)
}

// over is when a fault is over for a replica that it hits at once, +Inf as in
// Span.
func over(f *model.Fault) float64 {
	from := model.Or(f.At, 0)
	switch {
	case f.For != nil:
		return from + f.For.Value
	case f.Until != "":
		if t, ok := f.UntilTime(); ok {
			return t.Value
		}
	case f.Momentary():
		return from
	}
	return math.Inf(1)
}

// span returns when the first fault begins and when the last one is over, in
// seconds. One that lasts until a flow succeeds is over when that has an answer.
func span(inject []model.Fault, h *sim.History) (start, end float64) {
	start, end = math.Inf(1), 0
	for i := range inject {
		f := &inject[i]
		from, to := model.Or(f.At, 0), over(f)
		if _, ok := f.UntilTime(); f.Until != "" && !ok {
			to = firstSuccess(h, f.Until, from)
		}
		start, end = min(start, from), max(end, to)
	}
	return start, end
}

// rolling is how long after its first replicas a restart takes its last ones, in
// seconds. Without a time between batches that depends on how they start: 0.
func rolling(d *model.Design, f *model.Fault) float64 {
	if f.Verb != "restart" || f.For != nil || f.Until != "" || f.Batch == nil || f.Every == nil {
		return 0
	}
	n := 0.0
	for _, target := range f.Targets {
		if c := d.Components.Get(target.Head()); c != nil {
			n += math.Round(c.TotalReplicas().Value * c.Parts() * model.Or(f.Share, 1))
		}
	}
	size := f.Batch.Value
	if size < 1 {
		size = math.Round(size * n)
	}
	return math.Max(0, math.Ceil(n/math.Max(1, size))-1) * f.Every.Value
}

func firstSuccess(h *sim.History, flow string, from float64) float64 {
	for t := int(from); t < h.Seconds(); t++ {
		if w := h.Flow(flow, t, t+1); w != nil && w.OK > 0 {
			return float64(t)
		}
	}
	return math.Inf(1)
}
