package study

import (
	"context"
	"math"
	"slices"
	"sync"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/search"
	"github.com/loadpath/loadpath/internal/sim"
)

// Cache keeps simulation results between runs by the hash of what they follow
// from. Get returns nil when it has none. Two runs may ask it at once.
type Cache interface {
	Get(key string) []byte
	Put(key string, data []byte)
}

// job is one simulation that a study needs.
type job struct {
	name   string // for the progress
	design *model.Design
	load   string
	scale  float64
	part   uint64 // divides the events allowed; 0 and 1 are all of them
	result *sim.Result
}

// aside divides the events of a run that only compares: a variant, or the load
// of one requirement.
const aside = 3

// runs are the simulations of a study: the design under its load, under each
// throughput that a requirement names, and each variant that a decision weighs.
type runs struct {
	base       *job
	throughput map[float64]*job // by factor over the load of the study
	variants   map[string]*job
}

// simulate runs everything the study needs, two simulations at a time. When it is
// interrupted its runs stand beside the error.
func (s *Study) simulate(ctx context.Context) (*runs, error) {
	r := &runs{throughput: map[float64]*job{}, variants: map[string]*job{}}
	r.base = &job{name: "load", design: s.Design, load: s.Options.Load, scale: s.Options.Scale}
	jobs := []*job{r.base}
	for _, q := range s.Requirements {
		factor, ok := s.throughputFactor(q)
		if !ok || r.throughput[factor] != nil {
			continue
		}
		j := &job{name: q.Name, design: s.Design, load: s.Options.Load, scale: s.Options.Scale * factor, part: aside}
		r.throughput[factor] = j
		jobs = append(jobs, j)
	}
	for _, name := range s.weighed() {
		d, problems := s.Design.Apply(name)
		if problems.HasErrors() {
			continue // reported when the design was checked
		}
		j := &job{name: name, design: d, load: s.Options.Load, scale: s.Options.Scale, part: aside}
		r.variants[name] = j
		jobs = append(jobs, j)
	}
	err := s.runAll(ctx, jobs)
	if err != nil && (ctx.Err() == nil || slices.ContainsFunc(jobs, func(j *job) bool { return j.result == nil })) {
		return nil, err
	}
	s.Simulation = r.base.result
	s.Saturates.see(s.Simulation)
	return r, err
}

// runAll runs jobs side by side; each is deterministic by itself, so their
// order does not matter.
func (s *Study) runAll(ctx context.Context, jobs []*job) error {
	const sideBySide = 2
	meter := &meter{report: s.Options.Progress, done: make([]float64, len(jobs)), events: make([]uint64, len(jobs))}
	todo := make(chan int, len(jobs))
	for i := range jobs {
		todo <- i
	}
	close(todo)
	failures := make([]error, len(jobs))
	var wait sync.WaitGroup
	for range sideBySide {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range todo {
				j := jobs[i]
				j.result, failures[i] = s.runOne(ctx, j, func(p sim.Progress) { meter.set(i, j.name, s.share(p), p.Events) })
				meter.finish(i, j.name)
			}
		}()
	}
	wait.Wait()
	for _, err := range failures {
		if err != nil {
			return err // the others say the same, or stopped for it
		}
	}
	return nil
}

// runOne simulates, or takes the result of the same run from the cache. An
// interrupted run has a result too: what there was by then.
func (s *Study) runOne(ctx context.Context, j *job, progress func(sim.Progress)) (*sim.Result, error) {
	key := s.cacheKey(j)
	if result := s.cached(key); result != nil {
		return result, nil
	}
	program, problems := s.compile(j)
	if problems.HasErrors() {
		return nil, Unfit{Problems: problems}
	}
	result, err := sim.Run(ctx, program, sim.RunOptions{
		Seed: s.Options.Seed, Precision: s.Options.Precision, MaxEvents: s.Options.MaxEvents / max(1, j.part),
		MaxLive: s.Options.MaxLive, Timeline: true, Progress: progress,
	})
	if err == nil {
		s.keep(key, result)
	}
	return result, err
}

// compile makes the program of a job.
func (s *Study) compile(j *job) (*sim.Program, diag.List) {
	return sim.Compile(j.design, sim.Options{
		Load: j.load, LoadScale: j.scale, For: s.Options.For, Breakdowns: s.Options.Breakdowns, Slice: s.Options.slice(),
	})
}

// Unfit is a design that cannot be simulated, with the places that say why.
type Unfit = search.Unfit

// share is how much of a run is done, as far as can be told: its length, or how
// near it is to its precision. Half-widths shrink with the square root of the
// events.
func (s *Study) share(p sim.Progress) float64 {
	if p.Length > 0 {
		return min(p.Seconds/p.Length, 1) // requests are followed beyond its end
	}
	done := float64(p.Events) / float64(max(p.MaxEvents, 1))
	if p.Precision > 0 {
		done = max(done, math.Pow(s.Options.Precision/p.Precision, 2))
	}
	return min(done, 1)
}

// alonePrecision is the relative half-width at which a run stops that is not
// one of several in a review.
const alonePrecision = 0.01

// Simulate runs one simulation of a design. The errors are those of Run; the
// result of an interrupted run is beside its error.
func Simulate(ctx context.Context, d *model.Design, opt Options) (*sim.Result, error) {
	if opt.Precision == 0 {
		opt.Precision = alonePrecision
	}
	s, err := begin(d, opt)
	if err != nil {
		return nil, err
	}
	j := &job{name: "load", design: d, load: s.Options.Load, scale: s.Options.Scale}
	err = s.runAll(ctx, []*job{j})
	if j.result != nil && !opt.Timeline {
		j.result.Timeline = nil
	}
	return j.result, err
}

// meter adds up the progress of runs that go side by side. What it reports
// never goes back.
type meter struct {
	mu     sync.Mutex
	report func(Progress)
	done   []float64
	events []uint64
}

func (m *meter) set(i int, what string, done float64, events uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done[i], m.events[i] = max(m.done[i], done), max(m.events[i], events)
	p := Progress{What: what}
	for k := range m.done {
		p.Done += m.done[k]
		p.Events += m.events[k]
	}
	p.Done /= float64(len(m.done))
	m.report(p)
}

func (m *meter) finish(i int, what string) { m.set(i, what, 1, 0) }
