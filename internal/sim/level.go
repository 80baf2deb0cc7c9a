package sim

// level is a number that goes up and down, and its integral over time. The sum
// takes off the time of each step up and adds that of each step down, so the
// integral until now is sum + n now: two whole numbers and no product. It may
// wrap around; differences of integrals stay exact below 292 years of one.
type level struct {
	n, sum int64
}

func (l *level) up(now int64) {
	l.n++
	l.sum -= now
}

func (l *level) down(now int64) {
	l.n--
	l.sum += now
}

// add goes up by a number, which may be negative.
func (l *level) add(now, by int64) {
	l.n += by
	l.sum -= by * now
}

// area returns the integral from the start until now, in nanoseconds.
func (l *level) area(now int64) int64 { return l.sum + l.n*now }

// pile is how long at least so many were waiting.
type pile struct {
	from int64
	high level // 1 while so many wait
}

// watch brings a pile up to date after the number of those waiting has changed.
func (p *pile) watch(now, waiting int64) {
	if high := waiting >= p.from; high != (p.high.n == 1) {
		if high {
			p.high.up(now)
		} else {
			p.high.down(now)
		}
	}
}

// areas are the integrals of the levels of a station, in nanoseconds.
type areas struct {
	held, waiting, busy, present, out, inside int64
}

func (a areas) minus(o *areas) areas {
	a.held -= o.held
	a.waiting -= o.waiting
	a.busy -= o.busy
	a.present -= o.present
	a.out -= o.out
	a.inside -= o.inside
	return a
}

func (a *areas) add(o *areas) {
	a.held += o.held
	a.waiting += o.waiting
	a.busy += o.busy
	a.present += o.present
	a.out += o.out
	a.inside += o.inside
}
