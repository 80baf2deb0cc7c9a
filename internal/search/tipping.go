package search

import (
	"context"
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/fault"
	"github.com/loadpath/loadpath/internal/unit"
)

// Tipping is where a design stops to come through a fault: by how long it lasts,
// by how large it is, or by the load that it meets.
type Tipping struct {
	What     string   `json:"what"` // duration, size or load
	Survives *float64 `json:"survives"`
	Fails    *float64 `json:"fails"` // nil when it came through all that was tried
	Text     string   `json:"text"`
}

const (
	tipNear  = 1.15 // ends that are this near are near enough
	tipMost  = 6    // halvings
	tipLoads = 4.0  // times the load up to which it is looked
	tipBrief = 1.0  // seconds of the briefest fault
)

// Suspect returns the suspect of a scenario of singles; nil when there is none.
func (c *Campaign) Suspect(name string) *Suspect {
	for _, s := range c.Suspects {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Tip finds the tipping points of a fault, by halving. The error is the
// context's, or Unfit.
func (c *Campaign) Tip(ctx context.Context, s *Suspect) ([]Tipping, error) {
	usual := s.Fault.Usual(injectAt)
	fails, err := c.fails(ctx, c.Bench, s, usual)
	if err != nil {
		return nil, err
	}
	if !fails {
		t, err := c.tipLoad(ctx, s, usual)
		return []Tipping{t}, err
	}
	out := []Tipping{}
	if usual.For > tipBrief {
		low, high, err := halve(tipBrief, usual.For, func(x float64) (bool, error) {
			p := usual
			p.For = x
			return c.fails(ctx, c.Bench, s, p)
		})
		if err != nil {
			return nil, err
		}
		out = append(out, tipping("duration", low, high, seconds))
	}
	if size := s.Fault.Size; size != nil {
		low, high, err := halve(math.Max(size.Least, size.Usual/1000), usual.Size, func(x float64) (bool, error) {
			p := usual
			p.Size = x
			return c.fails(ctx, c.Bench, s, p)
		})
		if err != nil {
			return nil, err
		}
		out = append(out, tipping("size", low, high, func(v float64) string { return unit.Format(rounded(v), size.Kind) + " (" + size.Name + ")" }))
	}
	return out, nil
}

// fails tells whether a fault of a size and length ends badly.
func (c *Campaign) fails(ctx context.Context, b *Bench, s *Suspect, p fault.Params) (bool, error) {
	inject, err := s.Fault.Inject(c.design, s.Target, p)
	if err != nil {
		return false, err
	}
	_, out, err := b.Try(ctx, inject, 0)
	if err != nil {
		return false, err
	}
	return out.Verdict.Bad(), nil
}

// tipLoad finds the load at which a fault that is survived no longer is.
func (c *Campaign) tipLoad(ctx context.Context, s *Suspect, p fault.Params) (Tipping, error) {
	at := func(x float64) (bool, error) {
		o := c.o.BenchOptions
		o.LoadScale = x * math.Max(o.LoadScale, 0)
		if c.o.LoadScale == 0 {
			o.LoadScale = x
		}
		b, err := NewBench(ctx, c.design, c.Bench.Scale, o)
		if err != nil {
			return false, err
		}
		return c.fails(ctx, b, s, p)
	}
	most, err := at(tipLoads)
	if err != nil || !most {
		low := tipLoads
		return Tipping{What: "load", Survives: &low, Text: fmt.Sprintf("comes through up to %gx the load", tipLoads)}, err
	}
	low, high, err := halve(1, tipLoads, at)
	return tipping("load", low, high, func(v float64) string { return fmt.Sprintf("%.3gx the load", v) }), err
}

// halve brings a value that is survived and one that fails near each other, on
// a logarithmic scale. When the lowest fails already both are that.
func halve(low, high float64, fails func(float64) (bool, error)) (float64, float64, error) {
	first, err := fails(low)
	if err != nil || first {
		return math.NaN(), low, err
	}
	for range tipMost {
		if high <= low*tipNear {
			break
		}
		middle := rounded(math.Sqrt(low * high))
		bad, err := fails(middle)
		switch {
		case err != nil:
			return low, high, err
		case bad:
			high = middle
		default:
			low = middle
		}
	}
	return low, high, nil
}

// tipping puts both ends into words: "survives 9 s, not 10 s".
func tipping(what string, low, high float64, shown func(float64) string) Tipping {
	t := Tipping{What: what, Fails: &high, Text: "fails from " + shown(high) + ", the least that was tried"}
	if !math.IsNaN(low) {
		t.Survives = &low
		t.Text = fmt.Sprintf("survives %s, not %s", shown(low), shown(high))
	}
	return t
}

// rounded keeps two digits, so that what is tried can be written.
func rounded(v float64) float64 {
	if v == 0 {
		return 0
	}
	by := math.Pow(10, 1-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*by) / by
}
