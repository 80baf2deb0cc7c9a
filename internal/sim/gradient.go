package sim

import "math"

// gradient limits the requests inside a replica by how much slower they are
// than without load, and grows the limit by its square root where they are
// not: the gradient limit of Netflix's concurrency-limits (2018). The time
// without load comes from a probe as in Envoy's adaptive concurrency filter:
// so many requests while almost none are let in. A probe is made only when
// requests are refused anyway, so one that is not overloaded never pays for it.
type gradient struct {
	limit    float64
	quickest float64 // mean response without load in nanoseconds, 0 when not known
	probed   bool    // it is from a probe, and not the least mean of a window

	probing bool
	next    int64   // not before may a probe begin
	saved   float64 // limit to go back to after the probe

	since int64 // requests that came before say nothing of this window
	until int64 // end of the window
	sum   float64
	n     int
}

const (
	firstLimit      = 20    // Netflix's initialLimit
	firstProbe      = 1e9   // until then the limit may grow to what a light load needs
	highestLimit    = 1000  // Envoy's max_concurrency_limit
	lowestLimit     = 3     // Envoy's min_concurrency, in force during a probe
	gradientWindow  = 100e6 // Envoy's concurrency_update_interval in its documentation, 100 ms
	windowSamples   = 25    // fewer say too little
	probeSamples    = 50    // Envoy's request_count
	probeInterval   = 60e9  // Envoy's interval
	tolerance       = 2     // Netflix's rttTolerance: so much slower is no overload
	steepest, least = 2, 0.5
)

// refuses tells whether a replica with so many requests inside has no room for
// one more. The first refusal in a while begins a probe.
func (g *gradient) refuses(inside int32, now int64) bool {
	if float64(inside) < math.Floor(g.limit) {
		return false
	}
	if !g.probing && now >= g.next {
		g.probing, g.saved, g.limit = true, g.limit, lowestLimit
		g.begin(now)
	}
	return true
}

// begin starts to gather samples anew, of those who come from now on.
func (g *gradient) begin(now int64) {
	g.since, g.until = now, now+gradientWindow
	g.sum, g.n = 0, 0
}

// leaves takes in the response of a request that leaves a replica with so many
// requests inside.
func (g *gradient) leaves(arrived, now int64, inside int32) {
	if arrived < g.since {
		return
	}
	g.sum += float64(now - arrived)
	g.n++
	switch {
	case g.probing && g.n >= probeSamples:
		g.quickest, g.probed = g.sum/float64(g.n), true
		g.probing, g.limit, g.next = false, g.saved, now+probeInterval
		g.begin(now)
	case !g.probing && g.n >= windowSamples && now >= g.until:
		mean := g.sum / float64(g.n)
		if !g.probed && (g.quickest == 0 || mean < g.quickest) {
			g.quickest = mean
		}
		if float64(2*inside) >= g.limit { // else the limit is not what holds it back
			slope := max(least, min(steepest, tolerance*g.quickest/mean))
			g.limit = max(lowestLimit, min(highestLimit, float64(slope*g.limit)+math.Sqrt(g.limit)))
		}
		g.begin(now)
	}
}
