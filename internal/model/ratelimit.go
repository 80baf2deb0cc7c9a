package model

import (
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/unit"
)

// Period returns the time over which a rate limit counts, in seconds: its
// window, or else the time that its rate is written per, so that 10/min are
// ten in any minute; a second where the rate does not say.
func (r *RateLimit) Period() float64 {
	if r.Window != nil && r.Window.Value > 0 {
		return r.Window.Value
	}
	if r.Rate != nil {
		if _, per, ok := strings.Cut(r.Rate.Text, "/"); ok {
			if q, problem := unit.Parse("1"+strings.TrimSpace(per), unit.Want{Kind: unit.KindTime}); problem == nil {
				return q.Value
			}
		}
	}
	return 1
}

// AtOnce returns how many requests a full bucket lets pass: its burst, or else
// what its rate makes in a period; at least 1.
func (r *RateLimit) AtOnce() float64 {
	if r.Burst != nil {
		return max(1, r.Burst.Value)
	}
	return max(1, r.Rate.Value*r.Period())
}

// InWindow returns how many requests pass in a window; at least 1.
func (r *RateLimit) InWindow() float64 {
	return max(1, math.Floor(r.Rate.Value*r.Period()+1e-9))
}
