package sim

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// timeless is a design with a time in every place where one may stand: T for
// any, L for any law.
const timeless = `
data: {thing: {fields: {id: string}, keys: zipf(100 s=1)}}
components:
  a: {kind: service, replicas: 2, slots: 3, cores: 1, queue: 5, work: L, discipline: D, max-wait: L, mttf: T, mttr: T, start: {time: T, work: T, warm: T}}
  b: {kind: service, replicas: {min: 1, max: 3, target: {in-flight: 1}, every: 5s, cooldown: T}, work: L, drain: T}
  cache: {kind: cache, entries: 10, of: thing, ttl: T, stale-on-error: T, coalesce: true}
  mail: {kind: queue, max-deliveries: 3, visibility: T, keep: T}
  worker: {kind: worker}
links: {default: {net: L, timeout: L, retry: {max: 3, backoff: T, cap: T, jitter: J}, deadline: T}}
flows:
  ask: {rate: 5/s, steps: [{call: a, steps: [{wait: L}]}, {call: b}, {get: cache, miss: [{wait: L}, {set: cache}]}, {publish: mail}]}
  think: {users: 3, think: L, steps: [{call: a}]}
  mails: {by: worker, consumes: mail, batch: 2, linger: T, steps: [{wait: L}, {fail: 20%}]}
failures: {f: {inject: [{slow: a, by: F, at: 1s, for: T}, {delay: all, by: T, at: 2s}]}}
`

// TestTheClockNeverGoesBack runs designs whose times are of any size. No sum of
// a time and a delay may wrap around.
func TestTheClockNeverGoesBack(t *testing.T) {
	options := map[string][]string{
		"T": {"1ns", "3us", "10ms", "2s", "1h", "40y", "80y", "150y", "300y", "1000000y"},
		"L": {"1ns", "5ms", "const(5ms)", "1h", "exp(40y)", "const(80y)", "exp(150y)", "const(300y)", "lognormal(1h cv=30)", "pareto(40y alpha=1.1)", "const(1000000y)"},
		"D": {"fifo", "processor-sharing", "priority-preemptive"},
		"J": {"none", "full", "equal", "additive", "decorrelated"},
		"F": {"2x", "1000000x", "1e30x"},
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := strings.FieldsFunc(strings.NewReplacer(": ", ": \x00", ",", "\x00,", "}", "\x00}").Replace(timeless), func(c rune) bool { return c == 0 })
		for i, part := range parts {
			if from := options[part]; from != nil {
				parts[i] = rapid.SampledFrom(from).Draw(t, part)
			}
		}
		text := strings.Join(parts, "")
		d := loaded(t, text)
		p, problems := Compile(d, Options{Breakdowns: true, Faults: d.Failures.Get("f").Inject})
		if p == nil {
			t.Fatalf("it does not compile: %+v\n%s", problems, text)
		}
		w := newWorld(p, rapid.Uint64().Draw(t, "seed"), 0)
		for last := int64(0); w.events < 3000 && w.live < 3000 && w.step(); last = w.now {
			if w.now < last || w.now >= horizon+longest {
				t.Fatalf("the clock goes from %d to %d\n%s", last, w.now, text)
			}
		}
		if err := w.check(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	})
}
