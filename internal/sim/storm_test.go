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

// nothing is the share that still succeeds in a storm: next to none.
const nothing = 0.02

// TestRetryStorms holds the rules of a station whose clients retry after an
// outage: it recovers if and only if the load with all retries stays below
// what it can do, unless something takes the dead work away.
func TestRetryStorms(t *testing.T) {
	for _, tt := range []struct {
		name  string
		storm storm
		most  float64 // share that succeeds at the end; 1 for recovery
	}{
		{"240/s with three retries is below capacity", storm{rate: 240}, 1},
		{"300/s with three retries is above it", storm{rate: 300}, nothing},
		{"200/s", storm{rate: 200, scale: 5}, 1},
		{"900/s", storm{rate: 900, scale: 10}, nothing},
		{"a crash leaves no backlog at 200/s", storm{rate: 200, verb: "crash", scale: 10}, 1},
		{"a crash leaves no backlog at 300/s", storm{rate: 300, verb: "crash", scale: 10}, 1},
		{"a crash leaves no backlog at 900/s", storm{rate: 900, verb: "crash", scale: 10}, 1},
		{"full jitter alone saves nothing at 900/s", storm{rate: 900, retry: ", backoff: 100ms, jitter: full", scale: 10}, nothing},
		{"dropping dead work when it has waited too long saves 300/s", storm{rate: 300, station: ", max-wait: 500ms", scale: 5}, 1},
		{"dropping dead work when it has waited too long does not save 900/s", storm{rate: 900, station: ", max-wait: 500ms", scale: 5}, 0.6},
		{"dropping dead work when it is dequeued saves 300/s", storm{rate: 300, link: ", deadline: inherit", scale: 5}, 1},
		{"dropping dead work when it is dequeued does not save 900/s", storm{rate: 900, link: ", deadline: inherit", scale: 5}, 0.6},
		{"cancelling saves 300/s", storm{rate: 300, link: ", cancel: true", scale: 5}, 1},
		{"cancelling saves 900/s", storm{rate: 900, link: ", cancel: true", scale: 5}, 1},
		{"900/s with a budget of 5% make 945/s", storm{rate: 900, retry: ", budget: 5%", scale: 5}, 1},
		{"900/s with a budget of 12% make 1008/s", storm{rate: 900, retry: ", budget: 12%", scale: 5}, nothing},
		{"900/s with a budget of 20% make 1080/s", storm{rate: 900, retry: ", budget: 20%", scale: 5}, nothing},
		{"600/s with a budget of 50% make 900/s", storm{rate: 600, retry: ", budget: 50%", scale: 5}, 1},
		{"600/s with a budget of 75% make 1050/s", storm{rate: 600, retry: ", budget: 75%", scale: 5}, nothing},
		{"a bound well under capacity times timeout saves 300/s", storm{rate: 300, station: ", queue: 20", scale: 5}, 1},
		{"a bound well under capacity times timeout saves 900/s", storm{rate: 900, station: ", queue: 20", scale: 5}, 1},
		{"a longer bound does not", storm{rate: 300, station: ", queue: 400", scale: 5}, nothing},
		{"last in first out saves 300/s", storm{rate: 300, station: ", discipline: lifo", scale: 5}, 1},
		{"last in first out saves 900/s", storm{rate: 900, station: ", discipline: lifo", scale: 5}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			share := tt.storm.last(t)
			if tt.most == 1 && share < 0.95 {
				t.Errorf("%.1f%% succeed at the end, want recovery", 100*share)
			}
			if share > tt.most && tt.most < 1 {
				t.Errorf("%.1f%% succeed at the end, want at most %.0f%%", 100*share, 100*tt.most)
			}
		})
	}
}
