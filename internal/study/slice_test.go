package study

import (
	"testing"

	"github.com/loadpath/loadpath/internal/sim"
)

func TestASliceIsSaidInOneSentence(t *testing.T) {
	off := 0.012
	cells := sim.Parts{Kept: 2, Of: 4000, What: "cells"}
	for _, tt := range []struct {
		slice *sim.Slice
		want  string
	}{
		{nil, ""},
		{&sim.Slice{Fraction: 1, Why: "x is one replica"}, "simulated whole: x is one replica"},
		{&sim.Slice{Fraction: 1.0 / 2000, Error: &off, Kept: map[string]sim.Parts{"web": cells}}, "simulated 1/2,000: 2 of 4,000 cells of web; error at most 1.2%"},
		{&sim.Slice{Fraction: 1.0 / 2000, Kept: map[string]sim.Parts{"a": cells, "b": cells, "c": {Kept: 4, Of: 8000, What: "shards"}}},
			"simulated 1/2,000: 2 of 4,000 cells of 2 components, 4 of 8,000 shards of c; how far off that is could not be told"},
	} {
		if got := SliceSentence(&sim.Result{Slice: tt.slice}); got != tt.want {
			t.Errorf("%+v is told as %q, want %q", tt.slice, got, tt.want)
		}
	}
}
