package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

func screened(s *study.Study, p Palette) string {
	return rendered(func(b *bytes.Buffer) { Screen(b, s, p) })
}

func TestScreenOfADesignWithoutRequirements(t *testing.T) {
	golden(t, "guestbook-screen.txt", screened(reviewed(t, design(t, "guestbook.yaml")), Palette{}))
}

// The numbers of a run change when the simulator does; what stands where does
// not.
func TestScreenSaysWhatHolds(t *testing.T) {
	s := reviewed(t, load(t, "holds.yaml", []byte(`
loadpath: 1
system: holds
summary: One part that has room.
requirements: {quality: {fast: {flow: f, p99: 1s}, budget: {cost: $500/month}}}
growth: {f: 50%/y}
components: {web: {kind: service, replicas: 2, slots: 8, price: $100/month, mttf: 30d, mttr: 1h}}
flows: {f: {rate: 20/s, steps: [{call: web, work: 10ms}]}}
`)))
	got := screened(s, Palette{})
	for _, want := range []string{
		"One part that has room.", "✓ fast      f p99", "✓ budget    cost   ≤ $500/month  $200/month", "60%",
		"web saturates first, at 80.0x this load", "down a year", "$200 a month one witness", "✓ Every requirement holds.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestScreenSaysWhatBreaks(t *testing.T) {
	s := reviewed(t, load(t, "breaks.yaml", []byte(`
loadpath: 1
system: breaks
requirements: {quality: {fast: {flow: f, p99: 1s}}}
components: {web: {kind: service, slots: 1}}
flows: {f: {rate: 200/s, steps: [{call: web, work: 10ms}]}}
`)))
	got := screened(s, Palette{})
	for _, want := range []string{"✗ fast      f p99  ≤ 1 s  unknown      broken", "fast, simulated:", "web saturates first: its slots carry 0.5x this load", "✗ Does not hold: fast. web saturates first, at 0.5x this load."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestRequirementRowsShowEveryKindOfTestimony(t *testing.T) {
	margin := -0.0004
	said := func(value, low, high float64, v model.Verdict) study.Testimony {
		return study.Testimony{Heard: true, Value: value, Low: low, High: high, Verdict: v}
	}
	all := []*study.Requirement{
		{Name: "near", Metric: "p99", Target: "flows.f", Limit: 0.1, Kind: unit.KindTime, Verdict: model.Unsure, Margin: &margin,
			Estimate: said(0.09, 0.09, 0.09, model.Met), Simulate: said(0.10004, 0.099, 0.101, model.Unsure)},
		{Name: "silent", Metric: "p50", Target: "flows.f", Limit: 0.1, Kind: unit.KindTime, Verdict: model.Unknown,
			Estimate: study.Testimony{Heard: true, Verdict: model.Unknown, Why: "no service time is known"}},
		{Name: "split", Metric: "p99", Target: "flows.g", Limit: 1, Kind: unit.KindTime, Verdict: model.Met,
			Estimate: said(0.2, 0.2, 0.2, model.Met), Simulate: said(0.5, 0.49, 0.51, model.Met)},
		{Name: "rare", Metric: "errors", Target: "flows.f", Limit: 0.01, Kind: unit.KindRatio, Verdict: model.Met,
			Estimate: said(5.74e-144, 0, 1e-100, model.Met)},
	}
	golden(t, "rows-screen.txt", rendered(func(b *bytes.Buffer) { screenRequirements(b, all, Palette{}) }))
	for _, text := range []string{marginOf(all[0]), intervalPlot(all).SVG()} {
		if strings.Contains(text, "-0%") || strings.Contains(text, "e-1") {
			t.Errorf("a number that nobody could read in %.80s", text)
		}
	}
}

func TestColourOfTheScreenMovesNothing(t *testing.T) {
	s := estimated(t, design(t, "notes.yaml"))
	plain, coloured := screened(s, Palette{}), screened(s, Colours)
	if plain == coloured {
		t.Error("colour changes nothing")
	}
	for _, code := range []string{Colours.Bold, Colours.Dim, Colours.Good, Colours.Bad, Colours.Warn, Colours.Reset} {
		coloured = strings.ReplaceAll(coloured, code, "")
	}
	if plain != coloured {
		t.Errorf("with colour:\n%s\nwithout:\n%s", coloured, plain)
	}
}

func TestFindingsAreCountedAndCut(t *testing.T) {
	s := estimated(t, design(t, "guestbook.yaml"))
	all := s.Audit()
	short := rendered(func(b *bytes.Buffer) { Findings(b, all, Palette{}, 2) })
	if !strings.Contains(short, "more in `loadpath audit`") || strings.Count(short, "guestbook.yaml:") != 2 {
		t.Errorf("not two findings and a hint at the rest:\n%s", short)
	}
	if none := rendered(func(b *bytes.Buffer) { Findings(b, nil, Palette{}, 0) }); !strings.Contains(none, "none of") {
		t.Error(none)
	}
	waived := all[0]
	waived.Waived = &model.Waiver{}
	if got := rendered(func(b *bytes.Buffer) { Findings(b, []audit.Finding{waived}, Palette{}, 0) }); !strings.Contains(got, "1 waived") {
		t.Error(got)
	}
}

func TestNinesTellFromCertainty(t *testing.T) {
	for a, want := range map[float64]string{0.5: "50.00%", 0.99998: "100.00%", 1: "100.00%", 0.9999951: "99.9995%"} {
		if a == 0.99998 {
			want = "99.998%"
		}
		if got := nines(a); got != want {
			t.Errorf("%g is %s, want %s", a, got, want)
		}
	}
}
