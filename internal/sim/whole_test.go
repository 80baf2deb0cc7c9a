package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
)

// TestSharedFramesChangeNoByte runs designs whose requests share the frame of
// their only call, and the same with two frames.
func TestSharedFramesChangeNoByte(t *testing.T) {
	for name, text := range map[string]string{
		"fifo":         mm1Design,
		"refusals":     "components: {s: {kind: service, slots: 2, queue: 1, work: 10ms, rate-limit: {rate: 250/s, burst: 3}}}\nflows: {ask: {rate: 300/s, steps: [{call: s}]}}\n",
		"max wait":     "components: {s: {kind: service, slots: 1, max-wait: 5ms, discipline: lifo, work: lognormal(2ms cv=2)}}\nflows: {ask: {rate: 450/s, steps: [{call: s}]}, more: {rate: 20/s, priority: 3, steps: [{call: s}]}}\n",
		"contenders":   "components: {s: {kind: service, slots: 1, queue: 2, work: const(4ms)}}\nflows: {ask: {arrivals: const(200/s), steps: [{call: s}]}, more: {arrivals: const(100/s), steps: [{call: s}]}}\n",
		"inner calls":  "components: {a: {kind: service, slots: 3, work: 1ms}, b: {kind: service, cores: 1, discipline: processor-sharing, work: 3ms}}\nflows: {ask: {rate: 200/s, steps: [{call: a, steps: [{call: b}, {respond: true}, {wait: 1ms}, {fail: 5%}]}]}}\n",
		"a component":  "components: {s: {kind: service, cores: 2, work: 1ms}}\nflows: {ask: {by: s, rate: 400/s, steps: [{work: 2ms}, {call: s, on-error: continue}]}}\n",
		"with a crash": "components: {s: {kind: service, replicas: 2, slots: 2, queue: 9, work: 10ms}}\nflows: {ask: {rate: 300/s, steps: [{call: s}]}}\nfailures: {f: {inject: {crash: s#1, at: 500ms, for: 1s}}}\n",
	} {
		run := func(shared bool) []byte {
			o := Options{For: 3}
			if f := loaded(t, text).Failures.Get("f"); f != nil {
				o.Faults = f.Inject
			}
			p := design(t, text, o)
			for i := range p.sources {
				if p.sources[i].whole < 0 {
					t.Fatalf("%s: requests of source %d do not share their frame", name, i)
				}
				if !shared {
					p.sources[i].whole = -1
				}
			}
			r, err := Run(context.Background(), p, RunOptions{Seed: 3, Timeline: true})
			if err != nil {
				t.Fatal(err)
			}
			out, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if one, two := run(true), run(false); !bytes.Equal(one, two) {
			t.Errorf("%s: a shared frame gives other results:\n%s\n%s", name, one, two)
		}
	}
}
