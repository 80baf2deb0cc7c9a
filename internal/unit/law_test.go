package unit

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/loadpath/loadpath/internal/stats"
)

func TestLawsOfTheLanguage(t *testing.T) {
	for _, tt := range []struct {
		text string
		kind Kind
		law  stats.Law
	}{
		{"const(1ms)", KindTime, stats.Law{Kind: stats.Const, A: 0.001}},
		{"exp(20ms)", KindTime, stats.Law{Kind: stats.Exponential, A: 0.02}},
		{"uniform(1ms..3ms)", KindTime, stats.Law{Kind: stats.Uniform, A: 0.001, B: 0.003}},
		{"uniform(1..3ms)", KindTime, stats.Law{Kind: stats.Uniform, A: 0.001, B: 0.003}},
		{"uniform(0..3ms)", KindTime, stats.Law{Kind: stats.Uniform, A: 0, B: 0.003}},
		{"normal(10ms sd=2ms)", KindTime, stats.Law{Kind: stats.Normal, A: 0.01, B: 0.002}},
		{"lognormal(5ms cv=1)", KindTime, stats.Law{Kind: stats.Lognormal, A: 0.005, B: 1}},
		{"lognormal( 5ms  cv=1 )", KindTime, stats.Law{Kind: stats.Lognormal, A: 0.005, B: 1}},
		{"lognormal(5kB cv=50%)", KindBytes, stats.Law{Kind: stats.Lognormal, A: 5000, B: 0.5}},
		{"gamma(10ms cv=0.5)", KindTime, stats.Law{Kind: stats.Gamma, A: 0.01, B: 0.5}},
		{"erlang(10ms k=4)", KindTime, stats.Law{Kind: stats.Erlang, A: 0.01, B: 4}},
		{"hyperexp(10ms cv=3)", KindTime, stats.Law{Kind: stats.Hyperexp, A: 0.01, B: 3}},
		{"pareto(3ms alpha=2.5)", KindTime, stats.Law{Kind: stats.Pareto, A: 0.003, B: 2.5}},
		{"quantiles(p50=2ms p90=5ms p99=20ms)", KindTime, stats.Law{Kind: stats.Quantiles, P: []float64{0.5, 0.9, 0.99}, X: []float64{0.002, 0.005, 0.02}}},
		{"quantiles(p5=1ms p99.5=2ms p999=5ms p100=9ms)", KindTime, stats.Law{Kind: stats.Quantiles, P: []float64{0.05, 0.995, 0.999, 1}, X: []float64{0.001, 0.002, 0.005, 0.009}}},
		{"geometric(1.7)", KindCount, stats.Law{Kind: stats.Geometric, A: 1.7}},
	} {
		q, p := Parse(tt.text, Want{Kind: tt.kind, Law: true})
		if p != nil {
			t.Errorf("Parse(%q): %v", tt.text, p)
			continue
		}
		if diff := cmp.Diff(tt.law, *q.Law); diff != "" {
			t.Errorf("Parse(%q):\n%s", tt.text, diff)
		}
		if q.Value != tt.law.Mean() || q.String() != tt.text || q.Kind != tt.kind {
			t.Errorf("Parse(%q) = %v with mean %g, want %g", tt.text, q, q.Value, tt.law.Mean())
		}
	}
}

func TestNonsenseLawsAreRefused(t *testing.T) {
	for _, tt := range []struct{ text, code, place string }{
		{"lognorm(5ms)", "bad-law", "lognorm"},
		{"exp()", "bad-law", "exp()"},
		{"exp(mean=5ms)", "bad-law", "exp(mean=5ms)"},
		{"exp(5ms", "bad-law", "(5ms"},
		{"exp(5ms)s", "bad-law", "s"},
		{"exp(5ms cv=1)", "bad-law", "cv=1"},
		{"exp(-5ms)", "bad-law", "-5ms"},
		{"exp(5m)", "ambiguous-unit", "m"},
		{"exp(5msx)", "unknown-unit", "msx"},
		{"exp(5ms:)", "bad-law", ":"},
		{"exp(x)", "bad-law", "x"},
		{"lognormal(5ms)", "bad-law", "lognormal(5ms)"},
		{"lognormal(5ms, cv=1)", "bad-law", ","},
		{"lognormal(5ms cv=0)", "bad-law", "cv=0"},
		{"lognormal(0ms cv=1)", "bad-law", "0ms"},
		{"lognormal(5ms sd=1ms)", "bad-law", "sd=1ms"},
		{"lognormal(5ms cv=1ms)", "bad-law", "cv=1ms"},
		{"lognormal(5ms cv=z)", "bad-law", "z"},
		{"normal(5ms sd=1)", "bad-law", "sd=1"},
		{"normal(5ms sd=-1ms)", "bad-law", "sd=-1ms"},
		{"erlang(5ms k=2.5)", "bad-law", "k=2.5"},
		{"erlang(5ms k=0)", "bad-law", "k=0"},
		{"hyperexp(10ms cv=0.5)", "bad-law", "cv=0.5"},
		{"pareto(3ms alpha=1)", "bad-law", "alpha=1"},
		{"geometric(2ms)", "bad-law", "2ms"},
		{"uniform(3ms)", "bad-law", "3ms"},
		{"uniform(3ms..1ms)", "bad-law", "3ms..1ms"},
		{"uniform(-1ms..1ms)", "bad-law", "-1ms..1ms"},
		{"uniform(1ms..2kB)", "bad-law", "1ms..2kB"},
		{"uniform(1ms..3ms 4ms)", "bad-law", "uniform(1ms..3ms 4ms)"},
		{"quantiles(p50=2ms)", "bad-law", "quantiles(p50=2ms)"},
		{"quantiles(p90=2ms p50=5ms)", "bad-law", "p50=5ms"},
		{"quantiles(p50=5ms p90=2ms)", "bad-law", "p90=2ms"},
		{"quantiles(p50=0ms p90=2ms)", "bad-law", "p50=0ms"},
		{"quantiles(p50=1ms p90=2kB)", "bad-law", "p90=2kB"},
		{"quantiles(p50=1ms max=2ms)", "bad-law", "max=2ms"},
		{"quantiles(p50=1ms p90=?)", "bad-law", "?"},
		{"zipf(50M s=1)", "bad-law", "zipf(50M s=1)"},
	} {
		_, p := Parse(tt.text, Want{Kind: KindTime, Law: true})
		if p == nil {
			t.Errorf("Parse(%q) found nothing wrong", tt.text)
			continue
		}
		if place := tt.text[p.Offset : p.Offset+p.Length]; p.Code != tt.code || place != tt.place {
			t.Errorf("Parse(%q): %v at %q, want %s at %q", tt.text, p, place, tt.code, tt.place)
		}
	}
}

func TestKeyLaws(t *testing.T) {
	for text, want := range map[string]stats.KeyLaw{
		"zipf(50M s=1.0)": {N: 50_000_000, S: 1},
		"zipf(10k s=0.8)": {N: 10_000, S: 0.8},
		"uniform(10k)":    {N: 10_000},
		"zipf(1.2bn s=0)": {N: 1_200_000_000},
		"uniform(1)":      {N: 1},
	} {
		if got, p := ParseKeyLaw(text); p != nil || got != want {
			t.Errorf("ParseKeyLaw(%q) = %+v, %v, want %+v", text, got, p, want)
		}
	}
	for text, place := range map[string]string{
		"zipf":             "zipf",
		"pareto(5)":        "pareto",
		"zipf(50M)":        "zipf(50M)",
		"zipf(50M 1.0)":    "1.0",
		"zipf(50M s=-1)":   "s=-1",
		"zipf(50M s=x)":    "x",
		"zipf(0 s=1)":      "0",
		"zipf(1.5 s=1)":    "1.5",
		"zipf(5ms s=1)":    "5ms",
		"uniform(!)":       "!",
		"uniform(10k s=1)": "uniform(10k s=1)",
	} {
		_, p := ParseKeyLaw(text)
		if p == nil || text[p.Offset:p.Offset+p.Length] != place {
			t.Errorf("ParseKeyLaw(%q): %v, want a problem at %q", text, p, place)
		}
	}
}

func TestCallsKeepTheirArgumentsAsText(t *testing.T) {
	call, p := ParseCall("quorum(w=2 r=2 5s)")
	want := Call{Text: "quorum(w=2 r=2 5s)", Name: "quorum", Args: []Arg{
		{Name: "w", Text: "2", Start: 7, End: 10},
		{Name: "r", Text: "2", Start: 11, End: 14},
		{Text: "5s", Start: 15, End: 17},
	}}
	if diff := cmp.Diff(want, call); p != nil || diff != "" {
		t.Errorf("ParseCall: %v\n%s", p, diff)
	}
}

func TestALawWithSureMovesItsMean(t *testing.T) {
	q, p := Parse("exp(20ms)", Want{Kind: KindTime, Law: true})
	if p != nil {
		t.Fatal(p)
	}
	q = q.Place("components.api.work", "", SureLow)
	if len(q.Moves) != 1 || math.Abs(q.Moves[0].Up/q.Value-0.5241) > 1e-4 {
		t.Errorf("moves of a law: %v", q.Moves)
	}
}
