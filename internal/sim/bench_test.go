package sim

import (
	"testing"

	"github.com/loadpath/loadpath/internal/stats"
)

// mm1 is one station with one core under Poisson arrivals.
func mm1(lambda, mean float64, cores int32) *Program {
	a := newAssembler()
	c := newComponent("server")
	c.cores = cores
	server := a.component(c)
	work := a.time(stats.Law{Kind: stats.Exponential, A: mean}, a.stream("server", "work"))
	entry := a.emit(op{kind: opWork, a: work})
	a.emit(op{kind: opEnd})
	call := a.site(newSite(a.edge(-1, server, maxBudget, -1), server, entry))
	start := a.emit(op{kind: opCall, a: call})
	a.emit(op{kind: opEnd})
	a.p.flows = append(a.p.flows, flow{name: "ask", entry: start})
	a.p.sources = append(a.p.sources, source{name: "ask", kind: poisson, rate: lambda, gap: stats.Law{Kind: stats.Exponential, A: 1}.Compile(), stream: a.stream("ask", "arrivals"), think: -1})
	return a.p
}

func BenchmarkMM1(b *testing.B) {
	w := newWorld(mm1(800, 1e-3, 1), 1, 0)
	for w.events < 1e6 {
		w.step()
	}
	from, done := w.events, w.finished
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		for target := w.finished + 1; w.finished < target; {
			w.step()
		}
	}
	b.ReportMetric(float64(w.events-from)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(w.finished-done)/b.Elapsed().Seconds(), "requests/s")
}
