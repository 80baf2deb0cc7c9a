package sim

import (
	"context"
	"fmt"
	"testing"
)

// storm is one station that does 1000/s, clients with a timeout of 0.5 s who
// try up to three more times at once, and a pause of ten seconds.
type storm struct {
	rate    int    // requests a second
	station string // further options of the station
	link    string // further options of the call
	retry   string // further options of the retry
	verb    string // of the fault; pause unless said
	scale   int    // divides all rates, to keep the test short; 1 unless said
}

// last returns the share of requests that succeed in the last twenty seconds
// of five minutes.
func (s storm) last(t *testing.T) float64 {
	t.Helper()
	scale := max(s.scale, 1)
	if s.verb == "" {
		s.verb = "pause"
	}
	text := fmt.Sprintf(`
components: {server: {kind: service, slots: 1, work: %dms%s}}
links: {default: {timeout: 500ms, retry: {max: 3%s}%s}}
flows: {ask: {rate: %g/s, steps: [{call: server}]}}
failures: {outage: {for: 310s, inject: {%s: server, at: 10s, for: 10s}}}
`, scale, s.station, s.retry, s.link, float64(s.rate)/float64(scale), s.verb)
	d := loaded(t, text)
	p, problems := Compile(d, Options{For: 310, Faults: d.Failures.Get("outage").Inject})
	if p == nil {
		t.Fatalf("the design does not compile: %+v", problems)
	}
	r, err := Run(context.Background(), p, RunOptions{Seed: 3, Timeline: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Timeline) < 310 {
		t.Fatalf("the timeline has %d rows, want at least 310", len(r.Timeline))
	}
	offered, ok := uint64(0), uint64(0)
	for _, row := range r.Timeline[290:310] {
		offered += row.Flows["ask"].Offered
		ok += row.Flows["ask"].OK
	}
	return float64(ok) / float64(offered)
}

// TestRetryStorms holds the rules of a station whose clients retry after an
// outage: it recovers if and only if the load with all retries stays below
// what it can do, unless something takes the dead work away.
func TestRetryStorms(t *testing.T) {
	for _, tt := range []struct {
		name     string
		storm    storm
		recovers bool
	}{
		{"240/s with three retries is below capacity", storm{rate: 240}, true},
		{"300/s with three retries is above it", storm{rate: 300}, false},
		{"200/s", storm{rate: 200, scale: 5}, true},
		{"900/s", storm{rate: 900, scale: 10}, false},
		{"a crash leaves no backlog", storm{rate: 900, verb: "crash", scale: 10}, true},
		{"full jitter alone saves nothing at 900/s", storm{rate: 900, retry: ", backoff: 100ms, jitter: full", scale: 10}, false},
		{"dropping dead work when it waits saves 300/s", storm{rate: 300, station: ", max-wait: 500ms", scale: 5}, true},
		{"dropping dead work when it waits does not save 900/s", storm{rate: 900, station: ", max-wait: 500ms", scale: 5}, false},
		{"cancelling saves 300/s", storm{rate: 300, link: ", cancel: true", scale: 5}, true},
		{"cancelling saves 900/s", storm{rate: 900, link: ", cancel: true", scale: 5}, true},
		{"a budget of 5% saves 900/s", storm{rate: 900, retry: ", budget: 5%", scale: 5}, true},
		{"a budget of 20% does not", storm{rate: 900, retry: ", budget: 20%", scale: 5}, false},
		{"a bound well under capacity times timeout saves 300/s", storm{rate: 300, station: ", queue: 20", scale: 5}, true},
		{"a longer bound does not", storm{rate: 300, station: ", queue: 400", scale: 5}, false},
		{"last in first out saves 300/s", storm{rate: 300, station: ", discipline: lifo", scale: 5}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			share := tt.storm.last(t)
			if tt.recovers && share < 0.95 {
				t.Errorf("%.1f%% succeed at the end, want recovery", 100*share)
			}
			if !tt.recovers && share > 0.6 {
				t.Errorf("%.1f%% succeed at the end, want no recovery", 100*share)
			}
		})
	}
}
