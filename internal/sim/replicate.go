package sim

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
)

// ReplicateOptions say how the replications of a program are run.
type ReplicateOptions struct {
	Seed      uint64
	First, N  int     // numbers of the replications: N from the first on, which is 0
	WarmUp    float64 // seconds of each that are left out; none of a program with a length
	Seconds   float64 // measured behind them; a program with a length is measured whole
	MaxEvents uint64  // of each, at which it stops; 0 is 200 million
	MaxLive   int     // of each; 0 is 5 million
	Progress  func(done int, events uint64)
}

// Replicate runs independent replications of a program and returns the result
// of each: its numbers have values, but no intervals. Replication k of two
// programs draws the same random numbers wherever they name the same thing, so
// the differences of their results are paired (Law 2015, §11.2). One that was
// stopped early is not settled and says why.
func Replicate(ctx context.Context, p *Program, o ReplicateOptions) ([]*Result, error) {
	if o.MaxEvents == 0 {
		o.MaxEvents = defaultMaxEvents
	}
	if o.MaxLive == 0 {
		o.MaxLive = defaultMaxLive
	}
	rates := pilot(p, o.Seed)
	results := make([]*Result, o.N)
	todo := make(chan int, o.N)
	for k := range o.N {
		todo <- k
	}
	close(todo)
	var mu sync.Mutex
	done, events := 0, uint64(0)
	var wait sync.WaitGroup
	for range min(o.N, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for k := range todo {
				results[k] = replicate(ctx, p, o.First+k, rates, o)
				mu.Lock()
				done++
				events += results[k].Events
				if o.Progress != nil {
					o.Progress(done, events)
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return results, ctx.Err()
}

// Length is how many seconds of a run are measured, 0 when it runs until its
// numbers have settled.
func (p *Program) Length() float64 { return float64(p.length) / 1e9 }

// replicate runs replication k.
func replicate(ctx context.Context, p *Program, k int, rates []float64, o ReplicateOptions) *Result {
	w := newWorld(p, o.Seed, k)
	w.fillCaches(rates)
	rep := &replication{w: w, batches: newBatches(w, shortBatch), maxLive: o.MaxLive, maxEvents: o.MaxEvents}
	r := &runner{p: p, o: RunOptions{Seed: o.Seed, MaxEvents: o.MaxEvents, MaxLive: o.MaxLive}, reps: []*replication{rep}}
	if p.length > 0 {
		r.measure(ctx)
		return r.result()
	}
	warm := int64(math.Round(o.WarmUp * 1e9))
	rep.until(ctx, warm)
	rep.until(ctx, warm+int64(math.Round(o.Seconds*1e9)))
	r.cut = 1
	switch r.settled = ctx.Err() == nil && !rep.full && w.events < o.MaxEvents; {
	case ctx.Err() != nil:
		r.why = "interrupted"
	case rep.full:
		r.stopFull()
	case !r.settled:
		r.why = fmt.Sprintf("it was stopped after %d events", w.events)
	}
	return r.result()
}

// until runs up to a time and ends a batch there.
func (rep *replication) until(ctx context.Context, end int64) {
	w := rep.w
	for n := 0; !rep.full && w.events < rep.maxEvents; n++ {
		if len(w.contend) == 0 && w.agenda.nextAt() >= end {
			w.now = end
			break
		}
		w.step()
		if n%4096 == 0 {
			if ctx.Err() != nil {
				break
			}
			rep.full = w.holding() > rep.maxLive
		}
	}
	rep.batches.cut()
}
