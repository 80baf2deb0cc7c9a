package sim

import "math"

// sharer divides the cores of a replica over all who work in it. Its clock
// counts the work that each of them has had; each finishes when the clock
// reaches the mark set when it came. Kleinrock, Queueing Systems II, 1976,
// §4.4.
type sharer struct {
	clock float64 // nanoseconds of work
	last  int64   // when the clock was read
	rate  float64 // at which each advances since then
	jobs  []sharerJob
	round uint32 // voids the event of a finish that has moved
}

type sharerJob struct {
	mark  float64
	order uint64 // of arrival, for equal marks
	frame uint32
}

// share lets a frame work beside the others of its replica.
func (w *world) share(i uint32) {
	f := &w.frames[i]
	r := &w.replicas[f.rep]
	w.advanceShare(r)
	f.state = sharing
	w.agenda.seq += oneSeq
	r.share.push(sharerJob{r.share.clock + float64(f.work), w.agenda.seq, i})
	w.scheduleShare(f.rep)
}

// leaveSharing takes a frame out before it has finished.
func (w *world) leaveSharing(i uint32) {
	f := &w.frames[i]
	r := &w.replicas[f.rep]
	w.advanceShare(r)
	r.share.remove(i)
	w.scheduleShare(f.rep)
}

// shareDone lets the frame go on that has finished. It reports false when the
// finish has moved since the event was scheduled.
func (w *world) shareDone(ref, round uint32) bool {
	r := &w.replicas[ref]
	if r.share.round != round {
		return false
	}
	w.advanceShare(r)
	i := r.share.pop().frame
	w.scheduleShare(int32(ref))
	f := &w.frames[i]
	f.token++
	f.pc++
	w.resume(i)
	return true
}

// advanceShare brings the clock of a replica up to now.
func (w *world) advanceShare(r *replica) {
	s := &r.share
	s.clock += float64(float64(w.now-s.last) * s.rate)
	s.last = w.now
	if len(s.jobs) == 0 {
		s.clock = 0 // small numbers keep their precision
	}
}

// shareRate returns how fast each job of a replica advances.
func (w *world) shareRate(r *replica) float64 {
	n := len(r.share.jobs)
	if n == 0 || r.state == paused {
		return 0
	}
	c := &w.comps[r.comp]
	by := c.stretch * r.slow
	if c.special&atWork != 0 {
		by *= w.strain(r, c)
	}
	return min(1, float64(c.cores)/float64(n)) / by
}

// scheduleShare schedules the next finish of a replica that shares its cores.
func (w *world) scheduleShare(at int32) {
	r := &w.replicas[at]
	if w.comps[r.comp].discipline != processorSharing {
		return
	}
	s := &r.share
	busy := min(int32(len(s.jobs)), w.comps[r.comp].cores)
	more := int64(busy - (w.comps[r.comp].cores - r.cores))
	w.stations[r.comp].tally.busy.add(w.now, more)
	r.busy.add(w.now, more)
	r.cores = w.comps[r.comp].cores - busy
	s.round++
	s.rate = w.shareRate(r)
	if s.rate > 0 {
		left := math.Ceil(max(s.jobs[0].mark-s.clock, 0) / s.rate)
		w.agenda.add(w.now+span(left), evShare, 0, uint32(at), s.round)
	}
}

// The jobs are a binary heap by mark.

func (j *sharerJob) before(o *sharerJob) bool {
	return j.mark < o.mark || j.mark == o.mark && j.order < o.order
}

func (s *sharer) push(j sharerJob) {
	s.jobs = append(s.jobs, j)
	s.rise(len(s.jobs) - 1)
}

func (s *sharer) rise(i int) {
	for i > 0 && s.jobs[i].before(&s.jobs[(i-1)/2]) {
		s.jobs[i], s.jobs[(i-1)/2] = s.jobs[(i-1)/2], s.jobs[i]
		i = (i - 1) / 2
	}
}

func (s *sharer) pop() sharerJob {
	first := s.jobs[0]
	s.removeAt(0)
	return first
}

func (s *sharer) remove(frame uint32) {
	for i := range s.jobs {
		if s.jobs[i].frame == frame {
			s.removeAt(i)
			return
		}
	}
}

func (s *sharer) removeAt(i int) {
	last := len(s.jobs) - 1
	s.jobs[i] = s.jobs[last]
	s.jobs = s.jobs[:last]
	if i == last {
		return
	}
	for {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < last; c++ {
			if s.jobs[c].before(&s.jobs[least]) {
				least = c
			}
		}
		if least == i {
			break
		}
		s.jobs[i], s.jobs[least] = s.jobs[least], s.jobs[i]
		i = least
	}
	s.rise(i)
}
