package sim

import "testing"

const mm1Design = `
components: {server: {kind: service, cores: 1, work: 1ms}}
flows: {ask: {rate: 800/s, steps: [{call: server}]}}
`

// threeTierDesign has every policy on: timeouts, three attempts with full
// jitter and a budget, breakers, two choices, bounded queues, network hops.
const threeTierDesign = `
components:
  lb:  {kind: load-balancer, slots: 64, queue: 1000, work: 0.1ms}
  app: {kind: service, replicas: 8, slots: 8, cores: 1, queue: 100, balance: two-choices}
  db:  {kind: sql, slots: 4, queue: 200}
links:
  default: {net: 0.25ms, timeout: 100ms, retry: {max: 2, backoff: 5ms, jitter: full, budget: 10%}, breaker: {errors: 50%, of: 20, open: 5s}}
flows:
  ask:
    rate: 4000/s
    steps: [{call: lb, steps: [{call: app, work: 1.5ms, steps: [{read: db, work: 0.6ms}]}]}]
`

// The budgets of docs/architecture.md, a second and core: 20 M events plain; 12
// M events and 2 M requests with every policy on.
func BenchmarkMM1(b *testing.B)       { benchmark(b, mm1Design, 20e6, 0) }
func BenchmarkThreeTier(b *testing.B) { benchmark(b, threeTierDesign, 12e6, 2e6) }

// benchmark runs a design in its steady state; one operation is one request.
// The mean latency shows that the work was done, x-of-budget how much of the
// tighter budget is used: up to 1 holds.
func benchmark(b *testing.B, text string, eventsBudget, requestsBudget float64) {
	w := newWorld(design(b, text, Options{}), 1, 0)
	for w.events < 1e6 {
		w.step()
	}
	events, requests := w.events, w.finished
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		for target := w.finished + 1; w.finished < target; {
			w.step()
		}
	}
	eventRate := float64(w.events-events) / b.Elapsed().Seconds()
	requestRate := float64(w.finished-requests) / b.Elapsed().Seconds()
	b.ReportMetric(eventRate, "events/s")
	b.ReportMetric(requestRate, "requests/s")
	b.ReportMetric(max(eventsBudget/eventRate, requestsBudget/requestRate), "x-of-budget")
	b.ReportMetric(w.flows[0].good.Sum()/float64(w.flows[0].good.Count())/1e6, "mean-ms")
}
