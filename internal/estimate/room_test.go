package estimate

import (
	"fmt"
	"math"
	"testing"

	"github.com/loadpath/loadpath/internal/queueing"
)

// The wait of who is let in is a mixture of Erlang laws, which a full line makes
// nearly constant; taken as exponential its p99 would be 4.6 times the mean.
func TestFullLineMakesEverybodyWaitNearlyAlike(t *testing.T) {
	for _, tt := range []struct {
		rate          float64
		servers, room int
	}{
		{200, 4, 100}, {360, 4, 100}, {395, 4, 100}, {400, 4, 100}, {420, 4, 100}, {600, 4, 100}, {4000, 4, 100}, {600, 4, 1}, {90, 1, 10}, {200, 1, 10},
	} {
		s := Estimate(load(t, fmt.Sprintf(`loadpath: 1
system: room
components:
  web: {kind: service, slots: %d, queue: %d}
flows:
  f: {rate: %g/s, steps: [{call: web, work: 10ms}]}
`, tt.servers, tt.room, tt.rate)), Options{})
		want := queueing.NewMMcK(tt.rate, 100, tt.servers, tt.servers+tt.room)
		near(t, fmt.Sprintf("%+v: refused", tt), value(t, s, "flows.f.errors.refused"), want.Reject, 1e-9)
		near(t, fmt.Sprintf("%+v: mean wait", tt), value(t, s, "components.web.wait.mean"), want.MeanWait()*(1-want.Reject), 1e-6)
		p99 := value(t, s, "flows.f.latency.p99")
		if want.ResponseAbove(p99*0.97) < 0.01 || want.ResponseAbove(p99*1.03) > 0.01 {
			t.Errorf("%+v: p99 = %g, which %.4f of the answers take longer than", tt, p99, want.ResponseAbove(p99))
		}
	}
}

func TestTruncatedGeometricHasTheMomentsOfItsSum(t *testing.T) {
	for _, most := range []float64{1, 2, 7, 50} {
		for _, ratio := range []float64{0, 0.3, 0.9, 0.99, 1, 1.01, 1.5, 20} {
			var all, first, second float64
			for n := 1.0; n <= most; n++ {
				w := math.Pow(ratio, n-most)
				if ratio == 0 {
					w = 0
					if n == 1 {
						w = 1
					}
				}
				all, first, second = all+w, first+w*n, second+w*n*n
			}
			mean, variance := truncatedGeometric(ratio, most)
			if want := first / all; math.Abs(mean-want) > 1e-6*want {
				t.Errorf("mean of ratio %g up to %g = %g, want %g", ratio, most, mean, want)
			}
			if want := second/all - first/all*first/all; math.Abs(variance-want) > 1e-6*(1+want) {
				t.Errorf("variance of ratio %g up to %g = %g, want %g", ratio, most, variance, want)
			}
		}
	}
}
