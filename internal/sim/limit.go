package sim

// bucket is a token bucket in the form of the generic cell rate algorithm
// (ITU-T I.371): instead of tokens it keeps the time at which it will be full,
// so that whole nanoseconds stay exact. It starts full.
type bucket struct {
	gap    float64 // nanoseconds for one token
	spare  float64 // by how much full may lie ahead: (burst-1) gaps
	fullAt float64
}

// take takes a token if there is one.
func (b *bucket) take(now int64) bool {
	t := float64(now)
	if b.fullAt-t > b.spare {
		return false
	}
	b.fullAt = max(b.fullAt, t) + b.gap
	return true
}

// openBuckets makes the buckets of all rate limits.
func (w *world) openBuckets() {
	for _, l := range w.p.limits {
		w.buckets = append(w.buckets, bucket{gap: l.gap, spare: float64(l.gap * (l.burst - 1))})
	}
}
