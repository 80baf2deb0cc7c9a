package queueing

import (
	"math"
	"testing"

	"github.com/loadpath/loadpath/internal/stats"
)

func TestErlangMeetsItsTables(t *testing.T) {
	near(t, "B(100, 84.064)", ErlangB(100, 84.064), 0.01, 1e-4) // the classic table
	near(t, "B(20, 15)", ErlangB(20, 15), 0.04559321558981184, 1e-12)
	near(t, "C(4, 2.4)", ErlangC(4, 2.4), 0.2870431893687707, 1e-12)
	near(t, "C(1, 0.3)", ErlangC(1, 0.3), 0.3, 1e-12)
	near(t, "B(0, 3)", ErlangB(0, 3), 1, 0)
	near(t, "B(3, 0)", ErlangB(3, 0), 0, 0)
	near(t, "C(3, 3)", ErlangC(3, 3), 1, 0)
	near(t, "B(100000, 5)", ErlangB(100000, 5), 0, 0)
	// Started in the middle or from 0, the recursion gives the same.
	for _, a := range []float64{500, 3000.5, 20000} {
		inverse := 1.0
		for n := 1; n <= int(a)+50; n++ {
			inverse = 1 + float64(n)/a*inverse
		}
		near(t, "B started in the middle", ErlangB(int(a)+50, a), 1/inverse, 1e-11)
	}
	// Half a million servers at Halfin and Whitt's beta = 1: their limit, 1981.
	a := 5e5
	limit := 1 / (1 + stats.NormalCDF(1)/(math.Exp(-0.5)/math.Sqrt(2*math.Pi)))
	near(t, "C near the limit", ErlangC(int(a+math.Sqrt(a)), a), limit, 2e-3)
}
