package sim

// The clock counts int64 nanoseconds. It ends at the horizon, and no delay is
// longer than half of that, so the sum of a time and two delays stays in range:
// a sum that wrapped around would lie before the beginning.
const (
	horizon = maxTime / 2 // 146 years: nothing is scheduled there or later
	longest = maxTime / 4 // 73 years: what would take longer takes this
)

// longestLane bounds the delays of lanes, whose events are not held against the
// horizon: four million of them, one after the other, still end in range. It is
// 18 minutes.
const longestLane = 1 << 40

// span turns nanoseconds into a delay.
func span(ns float64) int64 { return int64(max(0, min(ns, longest))) }
