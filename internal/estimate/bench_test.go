package estimate

import (
	"fmt"
	"strings"
	"testing"
)

// generated returns a design with so many components: chains of services, each
// with a store behind it, some with a cache, a queue at the end.
func generated(components int) string {
	var c, f, data strings.Builder
	chains := components / 10
	for i := range chains {
		fmt.Fprintf(&data, "  item-%d: {size: 1kB, new: 100/s, keep: 1y, keys: zipf(1M s=0.9)}\n", i)
		fmt.Fprintf(&c, "  edge-%d: {kind: load-balancer, replicas: 2, cores: 4, work: 0.1ms}\n", i)
		for k := range 5 {
			fmt.Fprintf(&c, "  svc-%d-%d: {kind: service, tech: go, cores: 4, replicas: 4, slots: 100, queue: 200}\n", i, k)
		}
		fmt.Fprintf(&c, "  cache-%d: {kind: cache, tech: redis, memory: 100MB, of: item-%d}\n", i, i)
		fmt.Fprintf(&c, "  db-%d: {kind: sql, tech: postgres, stores: [item-%d], cores: 8, replicas: 2, mttf: 1y, mttr: 1h, failover: {time: 30s}}\n", i, i)
		fmt.Fprintf(&c, "  q-%d: {kind: queue}\n  job-%d: {kind: worker, replicas: 2, slots: 4, cores: 2}\n", i, i)
		fmt.Fprintf(&f, "  read-%d:\n    by: user\n    per-user: 20/day\n    steps:\n      - call: edge-%d > svc-%d-0\n        work: 1ms\n        timeout: 1s\n        retry: {max: 1}\n        steps:\n", i, i, i)
		fmt.Fprintf(&f, "          - {get: cache-%d, timeout: 50ms, on-error: miss, miss: [{read: db-%d}, {set: cache-%d}]}\n", i, i, i)
		fmt.Fprintf(&f, "          - parallel: [{call: svc-%d-1, work: 2ms}, {call: svc-%d-2, work: 1ms}]\n          - choose: [{share: 30%%, steps: [{call: svc-%d-3, work: 3ms}]}, {steps: [{call: svc-%d-4, work: 1ms}]}]\n", i, i, i, i)
		fmt.Fprintf(&f, "  write-%d:\n    by: user\n    per-user: \"= writes\"\n    steps: [{call: edge-%d > svc-%d-0, work: 2ms, steps: [{write: db-%d}, {publish: q-%d}]}]\n", i, i, i, i, i)
		fmt.Fprintf(&f, "  work-%d: {by: job-%d, consumes: q-%d, steps: [{work: 5ms}, {write: db-%d}]}\n", i, i, i, i)
	}
	return head + "assume: {writes: {value: 2/day, sure: medium}}\nactors: {user: {kind: human, daily: {value: 1M, sure: low}, peak: 3x}}\ngrowth: {user: 30%/y}\ndata:\n" + data.String() + "components:\n" + c.String() + "flows:\n" + f.String()
}

func BenchmarkEstimate100Components(b *testing.B) {
	d := load(b, generated(100))
	for b.Loop() {
		Estimate(d, Options{})
	}
}

func BenchmarkSlider100Components(b *testing.B) {
	s := Compile(load(b, generated(100)), Options{})
	moved := map[string]float64{"actors.user.daily": 1.2e6}
	for b.Loop() {
		s.With(moved)
	}
}
