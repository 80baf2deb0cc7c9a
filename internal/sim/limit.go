package sim

// limitAlgorithm is how a rate limit counts.
type limitAlgorithm uint8

const (
	tokenBucket    limitAlgorithm = iota
	leakyBucket                   // lets as many in as a token bucket, and spaces them out
	slidingLog                    // remembers every admission of the last window
	slidingCounter                // two counters that stand for the log
	fixedWindow                   // counts anew in each window
)

// rateLimit is how many requests pass in a time.
type rateLimit struct {
	algorithm limitAlgorithm
	gap       float64 // buckets: nanoseconds for one request
	burst     float64 // buckets: requests at once
	window    int64   // windows: nanoseconds
	most      int32   // windows: requests in one
	whose     owner   // one limit for each of these
}

// limiter is a rate limit at work: an allowance for each of those it counts
// apart, made when they first come.
type limiter struct {
	rateLimit
	list  []allowance
	log   []int64 // sliding log: the last admissions of list[k] in a ring from k*most on
	index keyIndex
}

// allowance is what one of them has used.
type allowance struct {
	fullAt      float64 // buckets: when it will be full again
	window      int64   // windows: number of the one that counts
	count, last int32   // admissions in it, and in the one before
	next        int32   // sliding log: where the next admission is written
}

// openLimiters makes the limiters of all rate limits.
func (w *world) openLimiters() {
	w.limiters = make([]limiter, len(w.p.limits))
	for i, l := range w.p.limits {
		w.limiters[i] = limiter{rateLimit: l}
		if l.whose.kind == ownedByAll {
			w.limiters[i].add()
		}
	}
}

// add makes a new allowance and returns its number.
func (l *limiter) add() int32 {
	l.list = append(l.list, allowance{})
	if l.algorithm == slidingLog {
		for range l.most {
			l.log = append(l.log, -l.window)
		}
	}
	return int32(len(l.list) - 1)
}

// take admits a request now, after a delay, or not at all (false). Only a
// leaky bucket delays.
func (l *limiter) take(which int32, now int64) (delay int64, ok bool) {
	a := &l.list[which]
	switch l.algorithm {
	case slidingLog:
		return 0, l.takeFromLog(which, now)
	case slidingCounter, fixedWindow:
		return 0, l.takeFromWindow(a, now)
	}
	return l.takeFromBucket(a, now)
}

// takeFromBucket is the generic cell rate algorithm (ITU-T I.371): instead of
// tokens it keeps the time at which the bucket will be full, so that whole
// nanoseconds stay exact. It starts full. A leaky bucket is the queue in which
// each admission leaves one gap behind the one before it.
func (l *limiter) takeFromBucket(a *allowance, now int64) (int64, bool) {
	ahead := max(a.fullAt-float64(now), 0)
	// Arrivals come at whole nanoseconds, so that one may be early by a part of one.
	if ahead > float64(l.gap*(l.burst-1))+1 {
		return 0, false
	}
	a.fullAt = max(a.fullAt, float64(now)) + l.gap
	if l.algorithm == tokenBucket {
		return 0, true
	}
	return int64(ahead + 0.5), true
}

// takeFromLog admits as long as fewer than most were admitted in the window
// that ends now, its beginning excluded.
func (l *limiter) takeFromLog(which int32, now int64) bool {
	a := &l.list[which]
	oldest := &l.log[which*l.most+a.next]
	if *oldest > now-l.window {
		return false
	}
	*oldest = now
	if a.next++; a.next == l.most {
		a.next = 0
	}
	return true
}

// takeFromWindow counts in windows that begin at multiples of their length. A
// fixed window forgets the one before it; a sliding counter takes the part of
// it that the last window's length still covers, as if its admissions had come
// evenly. Desai, "How we built rate limiting capable of scaling to millions of
// domains", Cloudflare, 2017.
func (l *limiter) takeFromWindow(a *allowance, now int64) bool {
	if at := now / l.window; at != a.window {
		a.last = 0
		if at == a.window+1 {
			a.last = a.count
		}
		a.window, a.count = at, 0
	}
	used := float64(a.count)
	if l.algorithm == slidingCounter {
		covered := float64(l.window-now%l.window) / float64(l.window)
		used += float64(covered * float64(a.last))
	}
	if used+1 > float64(l.most)+1e-9 {
		return false
	}
	a.count++
	return true
}

// limited asks a limiter whether a frame may pass.
func (w *world) limited(limit int32, i uint32) (delay int64, ok bool) {
	l := &w.limiters[limit]
	if l.whose.kind == ownedByAll {
		return l.take(0, w.now)
	}
	key, any := w.ownerOf(i, &l.whose)
	if !any {
		return 0, true
	}
	which := l.index.find(key)
	if which < 0 {
		which = l.add()
		l.index.put(key, which)
	}
	return l.take(which, w.now)
}

// limit lets a frame pass an endpoint's rate limit, or ends it. It reports
// whether the frame cannot go on now.
func (w *world) limit(i uint32, which int32) bool {
	delay, ok := w.limited(which, i)
	switch {
	case !ok:
		w.end(i, refused)
	case delay > 0:
		f := &w.frames[i]
		f.state = waiting
		w.agenda.add(w.now+delay, evWake, 0, i, f.token)
	default:
		return false
	}
	return true
}

// queueForTurn lets a call wait in the leaky bucket of its callee. The bucket
// is one for all replicas, so the call is kept at the first of them and picks
// its own when it passes.
func (w *world) queueForTurn(i uint32, c *component, delay int64) {
	f := &w.frames[i]
	f.rep = c.first
	f.state = forTurn
	t := &w.stations[w.replicas[f.rep].comp].tally
	w.startWaiting(f, t, &t.queued)
	w.agenda.add(w.now+delay, evTurn, 0, i, f.token)
}

// turn lets a call pass the leaky bucket.
func (w *world) turn(i uint32) {
	f := &w.frames[i]
	f.token++
	w.leaveTurn(f)
	w.arrive(i, f, atReplicas)
}

// leaveTurn takes a call out of the leaky bucket.
func (w *world) leaveTurn(f *frame) {
	t := &w.stations[w.replicas[f.rep].comp].tally
	w.stopWaiting(f, t, &t.queued)
}
