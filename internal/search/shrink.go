package search

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/fault"
)

// Regression is a failure for the design file: the least of a fault that still
// ends badly, with what must hold once it is mended.
type Regression struct {
	Name string
	Text string // the value under failures.NAME
	Why  string // how it ends now
}

// Shrink reduces a fault that ends badly to the least length and size that still
// do. It returns nil when the fault is survived. The error is the context's, or
// Unfit.
func (c *Campaign) Shrink(ctx context.Context, s *Suspect) (*Regression, []Tipping, error) {
	p := s.Fault.Usual(injectAt)
	if bad, err := c.fails(ctx, c.Bench, s, p); err != nil || !bad {
		return nil, nil, err
	}
	tips, err := c.Tip(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range tips {
		smaller := p
		switch {
		case t.Fails == nil:
			continue
		case t.What == "duration":
			smaller.For = *t.Fails
		case t.What == "size":
			smaller.Size = *t.Fails
		}
		// Each was found with the other as it usually is; both together must fail too.
		bad, err := c.fails(ctx, c.Bench, s, smaller)
		if err != nil {
			return nil, nil, err
		}
		if bad {
			p = smaller
		}
	}
	r, err := c.regression(ctx, s, p)
	return r, tips, err
}

// regression writes a fault as a failure of the design.
func (c *Campaign) regression(ctx context.Context, s *Suspect, p fault.Params) (*Regression, error) {
	inject, err := s.Fault.Inject(c.design, s.Target, p)
	if err != nil {
		return nil, err
	}
	scenario, out, err := c.Bench.Try(ctx, inject, 0)
	if err != nil {
		return nil, err
	}
	_, end := spanOf(c.design, inject)
	if math.IsInf(end, 1) {
		end = injectAt
	}
	load := c.Load()
	text := fmt.Sprintf("{text: %q, load: %s, for: %gs, inject: %s, expect: [%s]}",
		fmt.Sprintf("%s at %s: found by chaos --find, %s.", s.Fault.Title, s.Target.Name, out.Verdict), load, math.Ceil(end+promised+lastLook),
		s.Fault.Text(c.design, s.Target, p), strings.Join(scenario.wants(out), ", "))
	return &Regression{Name: s.Name, Text: text, Why: string(out.Verdict) + ": " + out.Why}, nil
}

// wants are the expectations that the scenario breaks as it ends now.
func (s *Scenario) wants(out *Outcome) []string {
	var list []string
	if out.Verdict == DataLoss {
		for _, name := range slices.Sorted(maps.Keys(s.Disturbed.Data)) {
			if s.Disturbed.Data[name].LostWrites > 0 {
				list = append(list, fmt.Sprintf("{data: %s, lost: 0s}", name))
			}
		}
	}
	for _, f := range s.flows {
		if f.brokenFor() > 0 && f.recovered() > math.Min(s.end, float64(s.seconds)-1)+promised {
			list = append(list, fmt.Sprintf("{recovers: %s, within: 5min, of: fault-end}", f.name))
		}
	}
	if len(list) == 0 {
		list = append(list, fmt.Sprintf("{recovers: %s, within: 5min}", s.worst()))
	}
	return list
}
