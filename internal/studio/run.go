package studio

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/study"
)

// told is the shortest time between two lines of progress.
const told = 100 * time.Millisecond

// streamed carries a run out piece by piece: progress, and at the end what do
// returns. A page that closes the request ends the run.
func streamed(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, progress func(study.Progress)) (Piece, error)) {
	out := newLines(w)
	pieces := make(chan Progress, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		last := time.Time{}
		for p := range pieces {
			if time.Since(last) >= told {
				last = time.Now()
				out.send(Piece{Progress: &p})
			}
		}
	}()
	piece, err := do(r.Context(), func(p study.Progress) {
		select {
		case pieces <- Progress{p.Done, p.Events, p.What}:
		default: // the page has not taken the last one yet
		}
	})
	close(pieces)
	<-done
	if err != nil {
		piece = Piece{Trouble: err.Error()}
	}
	out.send(piece)
}

// playSeconds is how long a run is that is played back, unless something else
// is asked for or the load has a length of its own.
const playSeconds = 60

// run simulates and answers a timeline to play back.
func (s *Studio) run(w http.ResponseWriter, r *http.Request) {
	var q Question
	if !asked(w, r, &q) {
		return
	}
	streamed(w, r, func(ctx context.Context, progress func(study.Progress)) (Piece, error) {
		d, err := s.design(&q)
		if err != nil {
			return Piece{}, err
		}
		opt := q.playOptions(d, progress)
		judged, err := study.Estimate(d, opt)
		if err != nil {
			return Piece{}, err
		}
		start := time.Now()
		result, err := study.Simulate(ctx, d, opt)
		if err != nil {
			return Piece{}, err
		}
		s.last.keep(d, &q, result)
		rows := played(result.Timeline, result.Seconds)
		view := &Played{Run: runOf(result, time.Since(start)), Limits: limitViews(judged, result), Moments: momentsOf(rows), Rows: rows}
		view.Outcome = string(study.VerdictOf(result))
		return Piece{Played: view}, nil
	})
}

// played is what there is to see of a run: after its end only what had begun
// before goes on.
func played(rows []sim.Row, seconds float64) []sim.Row {
	return list(slices.DeleteFunc(slices.Clone(rows), func(row sim.Row) bool { return row.T >= seconds }))
}

// playOptions are those of a run that is played back.
func (q *Question) playOptions(d *model.Design, progress func(study.Progress)) study.Options {
	opt := q.options()
	opt.Timeline, opt.Progress = true, progress
	if opt.For == 0 && !d.Load.Has(opt.Load) {
		opt.For = playSeconds
	}
	return opt
}

func runOf(r *sim.Result, took time.Duration) Run {
	if r == nil {
		return Run{NotSimulated: []string{}}
	}
	return Run{
		Load: r.Load, Seed: r.Seed, Seconds: r.Seconds, Requests: r.Requests, Events: r.Events, Took: took.Seconds(),
		Part: study.SliceSentence(r), NotSimulated: list(r.NotSimulated),
	}
}
