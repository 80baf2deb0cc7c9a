package studio

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// trace explains one request of a run: the last one, or the one that the same
// question would give, which is then made first.
func (s *Studio) trace(w http.ResponseWriter, r *http.Request) {
	var q Question
	if !asked(w, r, &q) {
		return
	}
	streamed(w, r, func(ctx context.Context, progress func(study.Progress)) (Piece, error) {
		d, err := s.design(&q)
		if err != nil {
			return Piece{}, err
		}
		sought, err := study.ParseTrace(d, q.Percentile, q.Flow)
		if err != nil {
			return Piece{}, err
		}
		if q.Second != nil {
			sought = sought.Within(*q.Second, *q.Second+1)
		}
		opt := q.playOptions(d, progress)
		result := s.last.of(d, &q)
		if result == nil {
			if result, err = study.Simulate(ctx, d, opt); err != nil {
				return Piece{}, err
			}
			s.last.keep(d, &q, result)
		}
		explained := *result // which others may read meanwhile
		if err := study.Trace(ctx, d, opt, &explained, sought); err != nil {
			return Piece{}, err
		}
		return Piece{Traced: waterfallOf(explained.Trace)}, nil
	})
}

// waterfallOf is a traced request as the page draws it.
func waterfallOf(t *sim.Trace) *Waterfall {
	out := &Waterfall{
		Flow: t.Flow, Percentile: t.Percentile, Outcome: t.Outcome, At: t.At, Latency: t.Latency, Shares: []Share{}, Spans: list(t.Spans), Why: study.WhySlow(t),
		Head: fmt.Sprintf("took %s, from %s into the run on", unit.Format(t.Latency, unit.KindTime), unit.Format(t.At, unit.KindTime)),
	}
	for _, kind := range []string{"work", "wait", "network", "backoff"} {
		if share := t.Shares[kind]; share > 0 {
			out.Shares = append(out.Shares, Share{kind, share})
		}
	}
	return out
}

// lastRun keeps the result of the run that was played last, so that its
// requests can be asked for without running it again.
type lastRun struct {
	mu     sync.Mutex
	key    string
	result *sim.Result
}

func (l *lastRun) keep(d *model.Design, q *Question, result *sim.Result) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.key, l.result = runKey(d, q), result
}

// of is the result of a question, or nil when it was not the last.
func (l *lastRun) of(d *model.Design, q *Question) *sim.Result {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.key != runKey(d, q) {
		return nil
	}
	return l.result
}

// runKey tells runs apart: by the text of the design and what was asked of it,
// whichever request of it is to be explained.
func runKey(d *model.Design, q *Question) string {
	same := *q
	same.Flow, same.Percentile, same.Second = "", "", nil
	asked, err := json.Marshal(same)
	if err != nil {
		panic(fmt.Sprintf("studio: a question has no JSON: %v", err))
	}
	key := string(asked)
	for _, src := range d.Doc.Sources {
		key += revisionOf(src.Text)
	}
	return key
}
