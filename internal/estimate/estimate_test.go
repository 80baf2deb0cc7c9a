package estimate

import (
	"math"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

// load reads a design from text and stops the test when it has errors.
func load(t testing.TB, text string) *model.Design {
	t.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte(text), nil })
	if err != nil {
		t.Fatal(err)
	}
	if problems.HasErrors() {
		t.Fatalf("%v", problems)
	}
	return d
}

// value returns a number of a sheet and stops the test when there is none.
func value(t testing.TB, s *Sheet, id string) float64 {
	t.Helper()
	q := s.Get(id)
	if q == nil {
		t.Fatalf("no quantity %s", id)
	}
	if q.Why != "" {
		t.Fatalf("%s has no value: %s", id, q.Why)
	}
	return q.Value
}

func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance*math.Abs(want) {
		t.Errorf("%s = %.10g, want %.10g within %g", what, got, want, tolerance)
	}
}

const head = "loadpath: 1\nsystem: test\n"

func TestGuestbookHasItsNumbers(t *testing.T) {
	s := Estimate(load(t, head+`
components:
  web: {kind: service, replicas: 2, slots: 50}
  db:  {kind: sql, tech: postgres}
flows:
  sign: {rate: 40/s, steps: [{call: web, work: 3ms, steps: [{write: db}]}]}
`), Options{})
	near(t, "rate", value(t, s, "flows.sign.rate.peak"), 40, 0)
	near(t, "rate of db", value(t, s, "components.db.arrivals"), 40, 0)
	near(t, "work of web", value(t, s, "components.web.erlangs"), 0.12, 1e-12)
	if got := value(t, s, "flows.sign.latency.mean"); got < 3e-3 || got > 5e-3 {
		t.Errorf("latency %g, want 3 ms of work and a write", got)
	}
	if s.Saturates.Component != "web" {
		t.Errorf("saturates %q, want web, the only one with a limit", s.Saturates.Component)
	}
}

// The figures that design guides fix, computed from a design.
func TestFiguresOfTheGuides(t *testing.T) {
	s := Estimate(load(t, head+`
actors:
  reader: {kind: human, daily: 100M, peak: 3x}
data:
  photo: {size: 500kB, new: 10M/day}
requirements:
  quality:
    three: {flow: open, availability: 99.9%}
    four:  {flow: open, availability: 99.99%}
    five:  {flow: open, availability: 99.999%}
components:
  web: {kind: service, stores: [photo]}
flows:
  open: {by: reader, per-user: 5/day, response: 200kB, steps: [{call: web}]}
  near: {by: reader, rate: 5800/s, peak: 1x, response: 200kB, steps: [{call: web}]}
`), Options{Load: "mean"})
	near(t, "mean QPS of 100M users, 5 a day", value(t, s, "flows.open.rate.mean"), 100e6*5/86400, 1e-12)
	near(t, "said as about 5,800", value(t, s, "flows.open.rate.mean"), 5800, 0.003)
	near(t, "peak of 3x", value(t, s, "flows.open.rate.peak"), 3*100e6*5/86400, 1e-12)
	near(t, "10M x 500 kB a day in a year", value(t, s, "data.photo.storage.year1"), 1.825e15, 1e-12)
	near(t, "5,800/s x 200 kB", value(t, s, "flows.near.bandwidth.out"), 1.16e9, 1e-12)
	near(t, "downtime of 99.9%", value(t, s, "requirements.three.downtime.year"), 8.76*3600, 1e-9)
	near(t, "downtime of 99.99%", value(t, s, "requirements.four.downtime.year"), 52.56*60, 1e-9)
	near(t, "downtime of 99.999%", value(t, s, "requirements.five.downtime.year"), 5.256*60, 1e-9)
}

// Nelson and Tantawi 1988: two queues at half load, joined, take (12 - rho)/8
// of one alone; it does not matter whether a core or a slot is the server.
func TestForksWaitAtSlotsAsAtCores(t *testing.T) {
	for _, limit := range []string{"cores: 1", "slots: 1"} {
		s := Estimate(load(t, head+`
components: {a: {kind: service, `+limit+`}, b: {kind: service, `+limit+`}}
flows: {f: {rate: 0.5/s, steps: [{parallel: [{call: a, work: 1s}, {call: b, work: 1s}]}]}}`), Options{})
		near(t, limit, value(t, s, "flows.f.latency.mean"), 2.875, 1e-6)
	}
}

// A slot that is held during a call is not asked for twice by the same user.
func TestUsersInsideOneAnotherCountOnce(t *testing.T) {
	for _, tt := range []struct {
		client, users string
		want          float64
	}{
		{"slots: 1", "1", 0.5}, {"slots: 1, cores: 1", "1", 0.5},
		{"slots: 1", "5", 0.5},  // the client's slot is always held
		{"slots: 100", "60", 1}, // the server is
	} {
		s := Estimate(load(t, head+`
components: {client: {kind: service, `+tt.client+`}, server: {kind: service, slots: 1}}
flows: {f: {users: `+tt.users+`, think: 0s, steps: [{call: client, work: 1s, steps: [{call: server, work: 1s}]}]}}`), Options{})
		near(t, tt.client+" and "+tt.users+" users", value(t, s, "flows.f.ok"), tt.want, 1e-3)
	}
}
