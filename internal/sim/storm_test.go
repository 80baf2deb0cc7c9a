package sim

import (
	"context"
	"fmt"
	"math"
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
}

// last returns the share of requests that succeed in the last twenty seconds
// of five minutes.
func (s storm) last(t *testing.T) float64 {
	t.Helper()
	if s.verb == "" {
		s.verb = "pause"
	}
	text := fmt.Sprintf(`
components: {server: {kind: service, slots: 1, work: 1ms%s}}
links: {default: {timeout: 500ms, retry: {max: 3%s}%s}}
flows: {ask: {rate: %d/s, steps: [{call: server}]}}
failures: {outage: {for: 310s, inject: {%s: server, at: 10s, for: 10s}}}
`, s.station, s.retry, s.link, s.rate, s.verb)
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
		{"200/s", storm{rate: 200}, 1},
		{"900/s", storm{rate: 900}, nothing},
		{"a crash leaves no backlog at 200/s", storm{rate: 200, verb: "crash"}, 1},
		{"a crash leaves no backlog at 300/s", storm{rate: 300, verb: "crash"}, 1},
		{"a crash leaves no backlog at 900/s", storm{rate: 900, verb: "crash"}, 1},
		{"full jitter alone saves nothing at 900/s", storm{rate: 900, retry: ", backoff: 100ms, jitter: full"}, nothing},
		{"dropping dead work when it has waited too long saves 300/s", storm{rate: 300, station: ", max-wait: 500ms"}, 1},
		{"dropping dead work when it is dequeued saves 300/s", storm{rate: 300, link: ", deadline: inherit"}, 1},
		{"cancelling saves 300/s", storm{rate: 300, link: ", cancel: true"}, 1},
		{"cancelling saves 900/s", storm{rate: 900, link: ", cancel: true"}, 1},
		{"900/s with a budget of 5% make 945/s", storm{rate: 900, retry: ", budget: 5%"}, 1},
		{"900/s with a budget of 12% make 1008/s", storm{rate: 900, retry: ", budget: 12%"}, nothing},
		{"900/s with a budget of 20% make 1080/s", storm{rate: 900, retry: ", budget: 20%"}, nothing},
		{"600/s with a budget of 50% make 900/s", storm{rate: 600, retry: ", budget: 50%"}, 1},
		{"600/s with a budget of 75% make 1050/s", storm{rate: 600, retry: ", budget: 75%"}, nothing},
		{"a bound well under capacity times timeout saves 300/s", storm{rate: 300, station: ", queue: 20"}, 1},
		{"a bound well under capacity times timeout saves 900/s", storm{rate: 900, station: ", queue: 20"}, 1},
		{"a bound of four timeouts does not save 300/s", storm{rate: 300, station: ", queue: 2000"}, nothing},
		{"a bound of two timeouts does not save 900/s", storm{rate: 900, station: ", queue: 1000"}, nothing},
		{"last in first out saves 300/s", storm{rate: 300, station: ", discipline: lifo"}, 1},
		{"last in first out saves 900/s", storm{rate: 900, station: ", discipline: lifo"}, 1},
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

// TestDroppingDeadWorkLeavesAFixedPoint: it does not save 900/s, though more
// than nothing is served. In overload by attempts at a rate a the wait lies below
// the patience by an exponential time of rate a - mu, for work that waited longer
// is dropped (the virtual wait of M/M/1 with constant patience, Barrer 1957). So
// mu/a of the attempts are served, and mu/a of those in time: their own work is
// exponential too. An attempt succeeds with q = (mu/a)^2, and a is the rate of
// requests times the attempts that 1-q makes.
//
// That is for attempts that come at random, as a backoff makes them. Retries at
// once come a timeout after the last: calm moments are calm again then, so that
// some of the time more succeed, and still not all.
func TestDroppingDeadWorkLeavesAFixedPoint(t *testing.T) {
	const lambda, mu, tries = 900.0, 1000.0, 4
	q := 0.0
	for range 200 {
		attempts := 0.0
		for n := range tries {
			attempts += lambda * math.Pow(1-q, float64(n))
		}
		q = mu / attempts * mu / attempts
	}
	fixed := 1 - math.Pow(1-q, tries)
	for _, tt := range []struct {
		name        string
		storm       storm
		least, most float64
	}{
		{"when it is dequeued, retries at random", storm{rate: lambda, link: ", deadline: inherit", retry: ", backoff: 300ms"}, fixed - 0.03, fixed + 0.03},
		{"when it has waited too long, retries at random", storm{rate: lambda, station: ", max-wait: 500ms", retry: ", backoff: 300ms"}, fixed - 0.03, fixed + 0.03},
		{"when it is dequeued", storm{rate: lambda, link: ", deadline: inherit"}, fixed - 0.03, 0.6},
		{"when it has waited too long", storm{rate: lambda, station: ", max-wait: 500ms"}, fixed - 0.03, 0.6},
	} {
		if got := tt.storm.last(t); got < tt.least || got > tt.most {
			t.Errorf("dead work dropped %s: %.1f%% succeed at the end, want %.1f .. %.1f%%", tt.name, 100*got, 100*tt.least, 100*tt.most)
		}
	}
}
