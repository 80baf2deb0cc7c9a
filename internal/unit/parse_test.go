package unit

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/diag"
)

// everything takes whatever is a quantity.
var everything = Want{Law: true, Unlimited: true, Negative: true}

func mustParse(t testing.TB, text string) Quantity {
	t.Helper()
	q, p := Parse(text, everything)
	if p != nil {
		t.Fatalf("Parse(%q): %v", text, p)
	}
	return q
}

func TestQuantitiesMeanWhatTheySay(t *testing.T) {
	for _, tt := range []struct {
		text  string
		kind  Kind
		value float64
	}{
		{"12", KindCount, 12},
		{"5k", KindCount, 5000},
		{"100M", KindCount, 1e8},
		{"1.2bn", KindCount, 1.2e9},
		{"3T", KindCount, 3e12},
		{".5", KindCount, 0.5},
		{" 12 ", KindCount, 12},
		{"3x", KindFactor, 3},
		{"1.5", KindFactor, 1.5},
		{"10:1", KindFactor, 10},
		{"500B", KindBytes, 500},
		{"2kB", KindBytes, 2000},
		{"2KB", KindBytes, 2000},
		{"5MB", KindBytes, 5e6},
		{"3TB", KindBytes, 3e12},
		{"1.8PB", KindBytes, 1.8e15},
		{"1KiB", KindBytes, 1024},
		{"2MiB", KindBytes, 2 << 20},
		{"64GiB", KindBytes, 64 << 30},
		{"1TiB", KindBytes, 1 << 40},
		{"10Gbit/s", KindBandwidth, 1.25e9},
		{"200MB/s", KindBandwidth, 2e8},
		{"250ns", KindTime, 250e-9},
		{"80us", KindTime, 80e-6},
		{"80µs", KindTime, 80e-6},
		{"80μs", KindTime, 80e-6},
		{"5ms", KindTime, 0.005},
		{"0.4ms", KindTime, 0.0004},
		{"5 ms", KindTime, 0.005},
		{"30s", KindTime, 30},
		{"2min", KindTime, 120},
		{"1h", KindTime, 3600},
		{"7d", KindTime, 604800},
		{"2w", KindTime, 1209600},
		{"3mo", KindTime, 3 * 730 * 3600},
		{"5y", KindTime, 5 * 365 * 86400},
		{"5/day", KindRate, 5.0 / 86400},
		{"5/d", KindRate, 5.0 / 86400},
		{"12k/s", KindRate, 12000},
		{"60/min", KindRate, 1},
		{"7200/h", KindRate, 2},
		{"1/week", KindRate, 1.0 / 604800},
		{"1/month", KindRate, 1.0 / 2628000},
		{"1/y", KindRate, 1.0 / 31536000},
		{"100/15min", KindRate, 100.0 / 900},
		{"92%", KindRatio, 0.92},
		{"0.92", KindRatio, 0.92},
		{"99.95%", KindRatio, 0.9995},
		{"11 nines", KindRatio, 0.99999999999},
		{"1 nine", KindRatio, 0.9},
		{"1e-6", KindRatio, 1e-6},
		{"1:4", KindRatio, 0.25},
		{"40%/y", KindGrowth, float64(0.4) / secondsPerYear},
		{"$5", KindMoney, 5},
		{"$0.40/M", KindMoney, 4e-7},
		{"$0.40/M requests", KindMoney, 4e-7},
		{"$0.40/1M", KindMoney, 4e-7},
		{"$0.0001/request", KindMoney, 1e-4},
		{"$340/month", KindMoneyRate, 340.0 / 2628000},
		{"$40k/month", KindMoneyRate, 40000.0 / 2628000},
		{"$0.09/GB", KindMoneyPerByte, 9e-11},
	} {
		q, p := Parse(tt.text, Want{Kind: tt.kind})
		if p != nil {
			t.Errorf("Parse(%q, %v): %v", tt.text, tt.kind, p)
			continue
		}
		if q.Value != tt.value || q.Dim != tt.kind.Dim() {
			t.Errorf("Parse(%q, %v) = %g, %v, want %g, %v", tt.text, tt.kind, q.Value, q.Dim, tt.value, tt.kind.Dim())
		}
		if q.String() != tt.text {
			t.Errorf("Parse(%q) prints as %q", tt.text, q)
		}
	}
}

func TestAnyDimensionMayBeAskedFor(t *testing.T) {
	perByteTime := Dim{Money: 1, Bytes: -1, Time: -1}
	q, p := Parse("$0.023/GB/month", Want{Kind: KindDim, Dim: perByteTime})
	if p != nil || math.Abs(q.Value-0.023e-9/2628000) > 1e-30 {
		t.Errorf("storage price = %g, %v", q.Value, p)
	}
	if q.Readable() != "$0.023/GB/month" {
		t.Errorf("storage price shown as %q", q.Readable())
	}
	if _, p := Parse("5ms", Want{Kind: KindDim, Dim: perByteTime}); p == nil || p.Code != "wrong-unit" {
		t.Errorf("a time passed for money per byte and time: %v", p)
	}
}

func TestUnlimitedStandsOnlyWhereItMay(t *testing.T) {
	q, p := Parse("unlimited", Want{Kind: KindCount, Unlimited: true})
	if p != nil || !math.IsInf(q.Value, 1) || !q.Unlimited || q.Readable() != "unlimited" || q.Dim != Count {
		t.Errorf("Parse(unlimited) = %+v, %v", q, p)
	}
	if _, p := Parse("unlimited", Want{Kind: KindCount}); p == nil || p.Code != "wrong-form" {
		t.Errorf("unlimited accepted where it has no meaning: %v", p)
	}
	if got := q.Place("components.db.queue", "", SureLow); len(got.Moves) != 0 {
		t.Errorf("unlimited moves: %v", got.Moves)
	}
}

func TestProblemsSayWhatAndWhere(t *testing.T) {
	count, duration := Want{Kind: KindCount}, Want{Kind: KindTime}
	for _, tt := range []struct {
		text  string
		want  Want
		code  string
		place string // the part of the text it points at
		help  string // a part of the help
	}{
		{"", count, "bad-quantity", "", "12, 5k"},
		{"many", count, "bad-quantity", "many", "5k"},
		{".", count, "bad-quantity", ".", "5k"},
		{"$", Want{Kind: KindMoney}, "bad-quantity", "", "$0.40/M"},
		{"soon", duration, "bad-quantity", "soon", "5ms"},
		{"5/s/0s", Want{}, "not-finite", "5/s/0s", "1e308"},
		{"NaN", count, "bad-quantity", "NaN", "5k"},
		{"1e999", count, "not-finite", "1e999", "1e308"},
		{"1e99999999999999999999", count, "not-finite", "1e99999999999999999999", "1e308"},
		{"5m", count, "ambiguous-unit", "m", "M for millions"},
		{"5m", duration, "ambiguous-unit", "m", `"5min" or "5mo"`},
		{"5Mb", Want{Kind: KindBytes}, "ambiguous-unit", "Mb", "Mbit"},
		{"10Gbps", Want{Kind: KindBandwidth}, "unknown-unit", "Gbps", `"Gbit/s"`},
		{"5/fortnight", Want{Kind: KindRate}, "unknown-unit", "fortnight", "5/day"},
		{"5K", count, "unknown-unit", "K", `"k"`},
		{"3gB", Want{Kind: KindBytes}, "unknown-unit", "gB", `"GB"`},
		{"3 seconds", duration, "unknown-unit", "seconds", `"s"`},
		{"$5ms", Want{Kind: KindMoney}, "unknown-unit", "ms", "$340"},
		{"5,000", count, "bad-quantity", "5,000", "5000"},
		{"5/", Want{Kind: KindRate}, "bad-quantity", "/", "5/day"},
		{"5 + 3", count, "bad-quantity", " + 3", `"= 5 + 3"`},
		{"5ms ago", duration, "bad-quantity", " ago", "one number"},
		{"3x/day", Want{Kind: KindRate}, "bad-quantity", "3x/day", "40%/y"},
		{"5/s/s/s/s/s/s/s/s/s/s", Want{}, "bad-quantity", "5/s/s/s/s/s/s/s/s/s", ""},
		{"30", duration, "missing-unit", "30", "5ms"},
		{"5ms", count, "wrong-unit", "5ms", "5k"},
		{"92%", count, "wrong-unit", "92%", "5k"},
		{"3x", count, "wrong-unit", "3x", "5k"},
		{"92%", duration, "wrong-unit", "92%", "5ms"},
		{"3x", Want{Kind: KindRatio}, "wrong-unit", "3x", "92%"},
		{"40%/y", Want{Kind: KindRate}, "wrong-unit", "40%/y", "5/day"},
		{"5kB", Want{Kind: KindBandwidth}, "wrong-unit", "5kB", "200MB/s"},
		{"92", Want{Kind: KindRatio}, "out-of-range", "92", `"92%"`},
		{"120%", Want{Kind: KindRatio}, "out-of-range", "120%", "92%"},
		{"70%..120%", Want{Kind: KindRatio}, "out-of-range", "70%..120%", "92%"},
		{"16 nines", Want{Kind: KindRatio}, "out-of-range", "16 nines", "11 nines"},
		{"3.5 nines", Want{Kind: KindRatio}, "out-of-range", "3.5 nines", "11 nines"},
		{"2k", Want{Kind: KindCount, Most: 1000}, "out-of-range", "2k", ""},
		{"-5ms", duration, "negative", "-5ms", "0 or more"},
		{"0", Want{Kind: KindCount, Positive: true}, "zero", "0", "more than 0"},
		{"2.5", Want{Kind: KindCount, Whole: true}, "not-whole", "2.5", "3"},
		{"8ms..2ms", duration, "bad-interval", "8ms..2ms", `"2ms..8ms"`},
		{"0ms..2ms", duration, "bad-interval", "0ms", "2ms..8ms"},
		{"..2ms", duration, "bad-interval", "", "2ms..8ms"},
		{"2ms..", duration, "bad-interval", "", "2ms..8ms"},
		{"1...5", count, "bad-interval", ".5", "2ms..8ms"},
		{"2ms..5kB", duration, "bad-interval", "2ms..5kB", "same unit"},
		{"2ms..8m", duration, "ambiguous-unit", "m", "min"},
		{"1e-300..1e300", count, "not-finite", "1e-300..1e300", "2ms..8ms"},
		{"2ms..8ms", Want{Kind: KindTime, NoInterval: true}, "wrong-form", "2ms..8ms", "5ms"},
		{"= a", Want{Kind: KindTime, NoFormula: true}, "wrong-form", "= a", "5ms"},
		{"exp(5ms)", duration, "wrong-form", "exp(5ms)", "5ms"},
		{"exp(5kB)", Want{Kind: KindTime, Law: true}, "wrong-unit", "exp(5kB)", "5ms"},
	} {
		_, p := Parse(tt.text, tt.want)
		if p == nil {
			t.Errorf("Parse(%q, %v) found nothing wrong", tt.text, tt.want.Kind)
			continue
		}
		if p.Code != tt.code || p.Offset < 0 || p.Offset+p.Length > len(tt.text) || tt.text[p.Offset:p.Offset+p.Length] != tt.place {
			t.Errorf("Parse(%q, %v): %v at %d+%d, want %s at %q", tt.text, tt.want.Kind, p, p.Offset, p.Length, tt.code, tt.place)
		}
		if !strings.Contains(p.Help, tt.help) {
			t.Errorf("Parse(%q, %v): help %q does not say %q", tt.text, tt.want.Kind, p.Help, tt.help)
		}
	}
}

func TestProblemsPointIntoTheFile(t *testing.T) {
	src := diag.NewSource("x.yaml", []byte("a: 5m\nb: \"5m\"\nc: |\n  5m\n"))
	_, p := Parse("5m", Want{Kind: KindTime})
	for _, tt := range []struct {
		start, end, wantStart, wantEnd int
	}{
		{3, 5, 4, 5},     // plain
		{9, 13, 11, 12},  // in quotes
		{17, 23, 17, 23}, // as a block: the whole of it
	} {
		d := p.In(diag.Span{Source: src, Start: tt.start, End: tt.end}, "5m")
		if d.Span.Start != tt.wantStart || d.Span.End != tt.wantEnd || d.Code != "ambiguous-unit" || d.Severity != diag.Error {
			t.Errorf("span %d-%d: problem at %d-%d, want %d-%d", tt.start, tt.end, d.Span.Start, d.Span.End, tt.wantStart, tt.wantEnd)
		}
	}
}

func TestLongTextIsCutInMessages(t *testing.T) {
	_, p := Parse(strings.Repeat("é", 5000), Want{})
	if p == nil || len(p.Message) > 200 {
		t.Errorf("message of %d bytes", len(p.Message))
	}
}

func TestIntervalsHoldTheirPointsAndMean(t *testing.T) {
	for _, text := range []string{"2ms..8ms", "2..8ms", "2ms..8", "2 ms .. 8 ms"} {
		q := mustParse(t, text)
		// mu = ln 4ms, sigma = ln 4 / 3.2897; mean = exp(mu + sigma^2/2).
		if q.Low != 0.002 || q.High != 0.008 || math.Abs(q.Value-0.00437141) > 1e-8 || q.Dim != Time {
			t.Errorf("Parse(%q) = %g in %g..%g", text, q.Value, q.Low, q.High)
		}
	}
	for text, want := range map[string][2]float64{
		"5k..8k":   {5000, 8000},
		"5..8k":    {5000, 8000},
		"$2..8/GB": {2e-9, 8e-9},
		"70..90%":  {0.7, 0.9},
		"3..3s":    {3, 3},
	} {
		if q := mustParse(t, text); q.Low != want[0] || q.High != want[1] {
			t.Errorf("Parse(%q) = %g..%g, want %g..%g", text, q.Low, q.High, want[0], want[1])
		}
	}
	if q := mustParse(t, "3s..3s").Place("a", "", SureUnsaid); q.Value != 3 || len(q.Moves) != 0 {
		t.Errorf("an interval without width moves: %v", q.Number)
	}
}

func TestSureIsANinetyPercentInterval(t *testing.T) {
	for sure, factor := range map[Sure]float64{SureHigh: 1.1, SureMedium: 1.3, SureLow: 2} {
		q := mustParse(t, "100M").Place("assume.users", "report", sure)
		if len(q.Moves) != 1 || q.Moves[0].Input != "assume.users" || q.Source != "report" || q.Sure != sure {
			t.Fatalf("%v: %+v", sure, q)
		}
		sigma := math.Log1p(q.Moves[0].Up / q.Value)
		if got := math.Exp(1.6448536 * sigma); math.Abs(got-factor) > 1e-6 {
			t.Errorf("%v: 90%% interval is a factor %g either way, want %g", sure, got, factor)
		}
	}
	interval := mustParse(t, "2ms..8ms").Place("a", "", SureHigh)
	if got := math.Exp(2 * 1.6448536 * math.Log1p(interval.Moves[0].Up/interval.Value)); math.Abs(got-4) > 1e-6 {
		t.Errorf("a written interval spans a factor %g, want 4 whatever sure says", got)
	}
	if q := mustParse(t, "100M").Place("a", "", SureUnsaid); len(q.Moves) != 0 {
		t.Errorf("a plain value moves: %v", q.Moves)
	}
	if q := mustParse(t, "95%").Place("a", "", SureLow); q.Value+q.Moves[0].Up > 1 {
		t.Errorf("a ratio moves to %g", q.Value+q.Moves[0].Up)
	}
}

func TestSureHasThreeWords(t *testing.T) {
	for _, word := range []string{"high", "medium", "low"} {
		if s, p := ParseSure(word); p != nil || s.String() != word {
			t.Errorf("ParseSure(%q) = %v, %v", word, s, p)
		}
	}
	if _, p := ParseSure("very"); p == nil || p.Code != "bad-sure" {
		t.Errorf("ParseSure(very): %v", p)
	}
}

func TestDurationIsHeldInRange(t *testing.T) {
	for text, want := range map[string]time.Duration{"5ms": 5 * time.Millisecond, "0.4ns": 0, "0.5ns": 1, "1000y": math.MaxInt64, "-1000y": math.MinInt64} {
		if got := mustParse(t, text).Duration(); got != want {
			t.Errorf("%s is %d ns, want %d", text, got, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("Duration of a size did not panic")
		}
	}()
	mustParse(t, "5kB").Duration()
}

func TestGrowthIsPerYear(t *testing.T) {
	if got := mustParse(t, "40%/y").PerYear(); math.Abs(got-0.4) > 1e-15 {
		t.Errorf("40%%/y is %g a year", got)
	}
}

func TestEveryKindHasAnExampleThatParses(t *testing.T) {
	for k := KindAny; k < KindDim; k++ {
		for _, text := range strings.FieldsFunc(strings.ReplaceAll(k.Example(), " or ", ","), func(r rune) bool { return r == ',' }) {
			if _, p := Parse(strings.TrimSpace(text), Want{Kind: k}); p != nil {
				t.Errorf("the example %q of %v does not parse: %v", text, k, p)
			}
		}
		if k != KindAny && !strings.HasPrefix((Want{Kind: k, Unlimited: true}).Takes(), k.String()) {
			t.Errorf("%v: Takes() = %q", k, Want{Kind: k, Unlimited: true}.Takes())
		}
	}
}

func TestParseOfPrintIsParse(t *testing.T) {
	number := rapid.StringMatching(`-?[0-9]{1,5}(\.[0-9]{1,4})?(e-?[0-9])?`)
	unit := rapid.SampledFrom([]string{"", "k", "M", "bn", "%", "x", "ns", "us", "ms", "s", "min", "h", "d", "w", "mo", "y",
		"B", "kB", "KB", "MB", "GB", "PB", "KiB", "TiB", "bit", "Gbit"})
	per := rapid.SampledFrom([]string{"", "/s", "/min", "/h", "/day", "/week", "/month", "/y", "/GB"})
	rapid.Check(t, func(t *rapid.T) {
		text := number.Draw(t, "number") + unit.Draw(t, "unit") + per.Draw(t, "per")
		if rapid.Bool().Draw(t, "money") {
			text = "$" + strings.TrimPrefix(number.Draw(t, "number"), "-") + per.Draw(t, "per")
		}
		q, p := Parse(text, everything)
		if p != nil {
			t.Skip(p.String())
		}
		again, p := Parse(q.String(), everything)
		if p != nil {
			t.Fatalf("%q prints as %q, which does not parse: %v", text, q, p)
		}
		if diff := cmp.Diff(q, again, cmpopts.IgnoreUnexported(Formula{})); diff != "" {
			t.Fatalf("%q comes back changed:\n%s", text, diff)
		}
		computed := Quantity{Number: Exact(q.Value), Dim: q.Dim, Kind: q.Kind}
		back, p := Parse(computed.String(), everything)
		if KindOf(q.Dim) != KindDim && (p != nil || back.Value != q.Value || back.Dim != q.Dim) {
			t.Fatalf("%q computed prints as %q = %g, want %g (%v)", text, computed, back.Value, q.Value, p)
		}
	})
}
