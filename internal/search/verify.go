package search

import (
	"context"

	"github.com/loadpath/loadpath/internal/stats"
)

// The part of a design that failures are tried on was held against the design
// undisturbed. What faults do to it is held against a larger part: some of the
// scenarios, drawn by the seed, are run there too.

// PartCheck is what both parts say of the same scenarios.
type PartCheck struct {
	Miniature int         `json:"miniature"` // of the larger part: divides the load and what each part can carry
	Scenarios int         `json:"scenarios"`
	Alike     int         `json:"alike"`
	Differ    []Different `json:"differ"`
}

// Different is a scenario that ends otherwise in the larger part.
type Different struct {
	Scenario string  `json:"scenario"`
	Verdict  Verdict `json:"verdict"`
	Larger   Verdict `json:"larger"`
}

const (
	finerTimes  = 4   // by which the part that is held against is larger
	finerSample = 6   // scenarios
	finerLength = 140 // seconds, of those that are drawn at most
)

// verify runs a sample of the scenarios in a larger part; nil when there is none.
func (c *Campaign) verify(ctx context.Context) (*PartCheck, error) {
	finer := c.Bench.Scale.finer
	var list []*Tried
	for _, t := range c.Tried {
		if t.Decided() && t.Seconds <= finerLength {
			list = append(list, t)
		}
	}
	if finer == nil || len(list) == 0 {
		return nil, nil
	}
	draw := stats.NewStream(c.o.Seed, 0, "singles", "sample")
	var tasks []task
	for range min(finerSample, len(list)) {
		k := draw.Below(uint64(len(list)))
		tasks = append(tasks, task{list[k].Name + " in a larger part", []*Suspect{c.Suspect(list[k].Name)}, []float64{injectAt}})
		list[k] = list[len(list)-1]
		list = list[:len(list)-1]
	}
	larger := *c
	larger.Bench = c.larger
	c.o.Stage(StageCheck, len(tasks))
	tried := larger.spend(ctx, tasks, finerTimes*c.o.Events*float64(len(tasks))/float64(len(c.Tried)))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.compareParts(finer, tasks, tried), nil
}

// largerBench runs a larger part undisturbed.
func (c *Campaign) largerBench(ctx context.Context, finer *Scale) (*Bench, error) {
	o := c.o.BenchOptions
	o.Usual = finerLength
	return NewBench(ctx, c.design, finer, o)
}

// compareParts counts the scenarios that end alike in both parts: they come
// through, come back by themselves, or end badly.
func (c *Campaign) compareParts(finer *Scale, tasks []task, tried []*Tried) *PartCheck {
	out := &PartCheck{Miniature: finer.Miniature, Differ: []Different{}}
	here := map[string]*Tried{}
	for _, t := range c.Tried {
		here[t.Name] = t
	}
	for i, t := range tried {
		name := tasks[i].list[0].Name
		switch v := here[name].Verdict; {
		case !t.Decided():
			continue
		case v == t.Verdict || v.Comes() && t.Verdict.Comes():
			out.Alike++
		default:
			out.Differ = append(out.Differ, Different{name, v, t.Verdict})
		}
		out.Scenarios++
	}
	return out
}
