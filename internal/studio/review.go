package studio

import (
	"context"
	"net/http"
	"reflect"
	"sync"
	"time"

	"github.com/loadpath/loadpath/internal/study"
)

// review hears both witnesses: on the file, or on changes that are not written.
// What they said of the file is kept, for pages that ask again and for the
// document.
func (s *Studio) review(w http.ResponseWriter, r *http.Request) {
	var q Question
	if !asked(w, r, &q) {
		return
	}
	v := s.file.current()
	ofFile := reflect.ValueOf(q).IsZero() && !v.stale
	streamed(w, r, func(ctx context.Context, progress func(study.Progress)) (Piece, error) {
		if ofFile {
			if st, took := s.reviewed.of(v); st != nil {
				return Piece{Reviewed: reviewedView(v, st, took)}, nil
			}
		}
		d, err := s.design(&q)
		if err != nil {
			return Piece{}, err
		}
		opt := q.options()
		opt.Progress = progress
		if ofFile {
			d, opt.Signoff = v.study.Design, v.study.Options.Signoff
		}
		start := time.Now()
		st, err := study.Run(ctx, d, opt)
		if err != nil {
			return Piece{}, err
		}
		took := time.Since(start)
		if ofFile {
			s.reviewed.keep(v, st, took)
		}
		return Piece{Reviewed: reviewedView(v, st, took)}, nil
	})
}

func reviewedView(v *version, st *study.Study, took time.Duration) *Reviewed {
	seen := &Reviewed{
		Content: v.content, Verdict: string(st.Verdict), Requirements: requirementViews(st),
		Findings: findingViews(st), Status: statusOf(st), Took: took.Seconds(),
	}
	if st.Simulation != nil {
		seen.Events = st.Simulation.Events
	}
	return seen
}

// lastReview keeps what both witnesses said of the file last.
type lastReview struct {
	mu    sync.Mutex
	key   string
	study *study.Study
	took  time.Duration
}

func (l *lastReview) keep(v *version, st *study.Study, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.key, l.study, l.took = reviewKey(v), st, took
}

// of is what they said of this content, or nil when they were not heard on it.
func (l *lastReview) of(v *version) (*study.Study, time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.key != reviewKey(v) {
		return nil, 0
	}
	return l.study, l.took
}

// reviewKey tells reviews apart: findings depend on the day, too.
func reviewKey(v *version) string { return v.content + " " + today() }
