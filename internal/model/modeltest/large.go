// Package modeltest is what the tests of several rooms share: it writes designs,
// and finds the tools of others that results are held against. It knows only
// the text of the language; loading it is left to package model.
package modeltest

import (
	"fmt"
	"strings"
)

// Large returns a design with so many components, ten to a product: an entry,
// five services of which two are asked at the same time and two in turn, a
// cache before a store, and a queue with its worker. Each product has three
// flows, and calls the next one. It is clean: `check` has nothing to say.
func Large(components int) string {
	var data, parts, links, flows strings.Builder
	products := components / 10
	for i := range products {
		fmt.Fprintf(&data, "  item-%d: {fields: {id: string, at: time}, key: id, size: 1kB, new: 1M/day, keep: 1y, class: internal, keys: zipf(1M s=0.9)}\n", i)
		fmt.Fprintf(&parts, "  edge-%d: {kind: load-balancer, replicas: 2, cores: 4, work: 0.1ms}\n", i)
		for k := range 5 {
			fmt.Fprintf(&parts, "  svc-%d-%d: {kind: service, tech: go, runs-on: aws/c7g.large, replicas: 4, slots: 100, queue: 200}\n", i, k)
		}
		fmt.Fprintf(&parts, "  cache-%d: {kind: cache, tech: redis, memory: 100MB, of: item-%d}\n", i, i)
		fmt.Fprintf(&parts, "  db-%d: {kind: sql, tech: postgres, stores: [item-%d], cores: 8, replicas: 2, mttf: 1y, mttr: 1h, failover: {time: 30s}}\n", i, i)
		fmt.Fprintf(&parts, "  queue-%d: {kind: queue}\n  job-%d: {kind: worker, replicas: 2, slots: 4, cores: 2}\n", i, i)
		if i > 0 {
			fmt.Fprintf(&links, "  svc-%d-0.svc-%d-0: {timeout: 300ms, retry: {max: 1, backoff: 5ms}}\n", i-1, i)
		}
		fmt.Fprintf(&flows, `  read-%[1]d:
    by: user
    per-user: 20/day
    response: 2kB
    steps:
      - call: edge-%[1]d > svc-%[1]d-0
        work: 1ms
        timeout: 2s
        steps:
          - {get: cache-%[1]d, timeout: 50ms, on-error: miss, miss: [{read: db-%[1]d.item-%[1]d}, {set: cache-%[1]d}]}
          - parallel: [{call: svc-%[1]d-1, work: 2ms}, {call: svc-%[1]d-2, work: 1ms}]
          - choose: [{share: 30%%, steps: [{call: svc-%[1]d-3, work: 3ms}]}, {steps: [{call: svc-%[1]d-4, work: 1ms}]}]
`, i)
		if i+1 < products {
			fmt.Fprintf(&flows, "          - {call: svc-%d-0, work: 0.5ms}\n", i+1)
		}
		fmt.Fprintf(&flows, "  write-%[1]d:\n    by: user\n    per-user: \"= writes\"\n    steps: [{call: edge-%[1]d > svc-%[1]d-0, work: 2ms, timeout: 2s, steps: [{write: db-%[1]d.item-%[1]d}, {publish: queue-%[1]d}]}]\n", i)
		fmt.Fprintf(&flows, "  work-%[1]d: {by: job-%[1]d, consumes: queue-%[1]d, steps: [{work: 5ms}, {write: db-%[1]d.item-%[1]d}]}\n", i)
	}
	return "loadpath: 1\nsystem: large\nassume: {writes: {value: 2/day, sure: medium}}\ngrowth: {user: 30%/y}\n" +
		"actors: {user: {kind: human, daily: {value: 1M, sure: low}, peak: 3x}}\ndata:\n" + data.String() +
		"components:\n" + parts.String() + "links:\n  default: {tls: true}\n" + links.String() + "flows:\n" + flows.String()
}
