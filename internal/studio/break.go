package studio

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

// scriptSeconds is how long faults that a page puts together are run at least,
// unless something else is asked for.
const scriptSeconds = 60

var errNothing = errors.New("nothing is to be broken")

// breakIt runs faults, and the same seed without them.
func (s *Studio) breakIt(w http.ResponseWriter, r *http.Request) {
	var q Question
	if !asked(w, r, &q) {
		return
	}
	streamed(w, r, func(ctx context.Context, progress func(study.Progress)) (Piece, error) {
		start := time.Now()
		var result *study.ScenarioResult
		var err error
		switch {
		case q.Failure != "":
			result, err = s.declared(ctx, &q, progress)
		case len(q.Harms) == 0:
			err = errNothing
		default:
			result, err = s.chosen(ctx, &q, progress)
		}
		if err != nil {
			return Piece{}, err
		}
		return Piece{Broken: brokenView(result, uint64(max(q.Seed, 1)), time.Since(start))}, nil
	})
}

// declared runs a failure that the design plans for.
func (s *Studio) declared(ctx context.Context, q *Question, progress func(study.Progress)) (*study.ScenarioResult, error) {
	d, err := s.design(q)
	if err != nil {
		return nil, err
	}
	opt := q.options()
	opt.For, opt.Timeline, opt.Progress = 0, true, progress
	c, err := study.Chaos(ctx, d, q.Failure, opt)
	if err != nil {
		return nil, err
	}
	return &c.Scenarios[0], nil
}

// chosen runs faults that were chosen on the page.
func (s *Studio) chosen(ctx context.Context, q *Question, progress func(study.Progress)) (*study.ScenarioResult, error) {
	d, err := s.design(q)
	if err != nil {
		return nil, err
	}
	inject, err := injected(d, q.Harms)
	if err != nil {
		return nil, err
	}
	stand, err := s.standFor(q)
	if err != nil {
		return nil, err
	}
	return stand.Break(ctx, inject, progress)
}

// stands keeps the design that was broken last, undisturbed, so that the next
// break of it takes one run and not three.
type stands struct {
	mu    sync.Mutex
	key   string
	ready func() (*study.Stand, error)
}

// standFor returns the design as a page asks for it, run undisturbed.
func (s *Studio) standFor(q *Question) (*study.Stand, error) {
	d, err := s.design(q)
	if err != nil {
		return nil, err
	}
	same := *q
	if same.Seconds == 0 {
		same.Seconds = lengthOf(q.Harms)
	}
	same.Harms = nil
	return s.stands.of(runKey(d, &same), d, &same)()
}

// of returns what waits for the stand of a key; it is begun when it is new. A
// stand is begun for everyone who asks: no single page can cancel it.
func (s *stands) of(key string, d *model.Design, q *Question) func() (*study.Stand, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key != key {
		opt := q.options()
		opt.For, opt.Timeline = 0, true
		s.key, s.ready = key, sync.OnceValues(func() (*study.Stand, error) {
			return study.NewStand(context.Background(), d, q.Seconds, opt)
		})
	}
	return s.ready
}
