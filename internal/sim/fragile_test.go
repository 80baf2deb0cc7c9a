package sim

import "testing"

// TestCachesInFrontOfADatabaseAreFragile flushes a cache that spares its
// database nearly all reads. Callers give up after half a second, and what
// comes too late fills nothing. It comes back if and only if the load with
// every key missing stays below what the database can do.
func TestCachesInFrontOfADatabaseAreFragile(t *testing.T) {
	const text = `data: {item: {size: 1kB, keys: zipf(10k s=0.6)}}
components:
  cache: {kind: cache, of: item, entries: 10k, ttl: 10min}
  db: {kind: sql, cores: 1, work: {read: const(10ms)}}
flows: {look: {arrivals: const(%s), steps: [{get: cache, miss: [{read: db, timeout: 500ms}, {set: cache}]}]}}
failures: {f: {inject: {flush: cache, at: 20s}}}
`
	good := func(r *Result, from, to int) float64 {
		ok, offered := 0.0, 0.0
		for _, row := range r.Timeline[from:to] {
			ok += float64(row.Flows["look"].OK)
			offered += float64(row.Flows["look"].Offered)
		}
		return ok / offered
	}
	for _, tt := range []struct {
		name, rate string
		fragile    bool
	}{
		{"90/s at a database that does 100/s", "90/s", false},
		{"300/s at a database that does 100/s", "300/s", true},
	} {
		r := broken(t, sprintf(text, tt.rate), 320)
		if got := good(r, 0, 20); got < 0.99 {
			t.Errorf("%s: %.3f succeed before the flush", tt.name, got)
		}
		switch got := good(r, 300, 320); {
		case tt.fragile && got > 0.5:
			t.Errorf("%s: %.3f succeed 290 s after the flush, want under half", tt.name, got)
		case !tt.fragile && got < 0.99:
			t.Errorf("%s: %.3f succeed 290 s after the flush, want all", tt.name, got)
		}
	}
}
