package sim

// codel is controlled delay: a queue is bad when even the shortest wait in an
// interval was above the target, however long the queue is. Constants and
// signal are those of Nichols and Jacobson, "Controlling Queue Delay", ACM
// Queue 10(5), 2012, and RFC 8289. Their control law drops ever faster until
// senders slow down, which those of requests do not; so what a bad queue does
// is from Maurer, "Fail at Scale", ACM Queue 13(8), 2015: it drops whatever has
// waited more than twice the target.
type codel struct {
	until int64 // end of the interval
	least int64 // shortest wait in it
	bad   bool
}

// The constants of RFC 8289, in nanoseconds.
const (
	codelTarget   = 5e6
	codelInterval = 100e6
)

// waits takes in the wait of a request that leaves the queue, and tells whether
// to drop it. The first of an interval is never dropped.
func (c *codel) waits(waited, now int64, s *shedding) bool {
	if now > c.until {
		c.bad = c.least > s.target
		c.until, c.least = now+s.interval, waited
		return false
	}
	c.least = min(c.least, waited)
	return c.bad && waited > 2*s.target
}
