package unit

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// names makes a lookup of quantities given as text.
func names(t testing.TB, texts map[string]string) func(string) (Quantity, bool) {
	t.Helper()
	known := map[string]Quantity{}
	for name, text := range texts {
		known[name] = mustParse(t, text).Place("assume."+name, "", SureUnsaid)
	}
	return func(name string) (Quantity, bool) {
		q, ok := known[name]
		return q, ok
	}
}

func eval(text string, lookup func(string) (Quantity, bool)) (Quantity, *Problem) {
	f, p := ParseFormula(text)
	if p != nil {
		return Quantity{}, p
	}
	return f.Eval(lookup)
}

func TestFormulasCompute(t *testing.T) {
	lookup := names(t, map[string]string{"reader": "100M", "opens": "5/day", "size": "500kB", "new-links": "10M/day", "day": "2d", "min": "3"})
	for _, tt := range []struct {
		text  string
		value float64
		dim   Dim
	}{
		{"= reader * 5/day", 1e8 * 5 / 86400, Rate},
		{"=reader*opens", 1e8 * 5 / 86400, Rate},
		{"= reader / reader", 1, Count},
		{"= new-links * size * 365d", 1.825e15, Size},
		{"= 2 + 3 * 4", 14, Count},
		{"= (2 + 3) * 4", 20, Count},
		{"= 20 - 5 - 3", 12, Count},
		{"= 100 / 5 / 2", 10, Count},
		{"= -5 * -2", 10, Count},
		{"= -(2 + 3)", -5, Count},
		{"= 3 - -2", 5, Count},
		{"= min(3, 2, 4)", 2, Count},
		{"= max( 3ms , 2ms )", 0.003, Time},
		{"= ceil(reader / 30M) + 1", 5, Count},
		{"= ceil(6 * 70% / 0.7)", 6, Count},
		{"= 2 min + 3s", 123, Time},
		{"= 1.5GB / 10Gbit/s", 1.2, Time},
		{"= $0.09/GB * 1TB", 90, Money},
		{"= $0.40/M * 5M", 2, Money},
		{"= 100M * 40%/y * 1y", 4e7, Count},
		{"= 10:1 * 2", 20, Count},
		{"= 1e-6 * 2", 2e-6, Count},
		{"= 10 / day", 10.0 / 172800, Rate}, // with spaces it is the name
		{"= 10/day", 10.0 / 86400, Rate},    // without, the unit
		{"= min * 2", 6, Count},
		{"= 5/min(2, 3)", 5.0 / 2, Count},
	} {
		q, p := eval(tt.text, lookup)
		if p != nil {
			t.Errorf("%s: %v", tt.text, p)
			continue
		}
		if math.Abs(q.Value-tt.value) > 1e-12*math.Abs(tt.value) || q.Dim != tt.dim {
			t.Errorf("%s = %g, %v, want %g, %v", tt.text, q.Value, q.Dim, tt.value, tt.dim)
		}
		if q.String() != tt.text || q.Formula.String() != tt.text {
			t.Errorf("%s prints as %q", tt.text, q)
		}
	}
}

func TestNamesOfAFormulaHavePlaces(t *testing.T) {
	f, p := ParseFormula("= (reader) * max(a-b2, 5/day) + reader / 3/h")
	if p != nil {
		t.Fatal(p)
	}
	want := []NameRef{{"reader", 3, 9}, {"a-b2", 17, 21}, {"reader", 32, 38}}
	if diff := cmp.Diff(want, f.Names()); diff != "" {
		t.Error(diff)
	}
}

func TestFormulaProblemsSayWhatAndWhere(t *testing.T) {
	lookup := names(t, map[string]string{"reader": "100M", "opens": "5/day", "many": "unlimited", "big": "1e300"})
	for _, tt := range []struct{ text, code, place, message string }{
		{"= 5/day + 2 GB", "wrong-unit", "+", "cannot add 5/day and 2 GB"},
		{"= opens + 2 GB", "wrong-unit", "+", "cannot add opens (5/day) and 2 GB"},
		{"= 2 GB - opens", "wrong-unit", "-", "cannot subtract opens (5/day) from 2 GB"},
		{"= reader * opens + 2", "wrong-unit", "+", "cannot add reader * opens and 2"},
		{"= (reader + opens) * 2", "wrong-unit", "+", "reader (100M) and opens (5/day)"},
		{"= max(1, 3s)", "wrong-unit", "max", "cannot compare 1 and 3s"},
		{"= min(1, 2, opens)", "wrong-unit", "min", "opens (5/day)"},
		{"= ceil(5GB)", "wrong-unit", "ceil", "cannot round up 5GB, which is a size"},
		{"= 1 / 0", "not-finite", "/", "cannot divide 1 by 0, which is zero"},
		{"= big * big", "not-finite", "*", "no finite number"},
		{"= 1y * 1y * 1y * 1y * 1y * 1y * 1y * 1y * 1y", "not-finite", "*", "too many units"},
		{"= 1 / 1y / 1y / 1y / 1y / 1y / 1y / 1y / 1y / 1y", "not-finite", "/", "too many units"},
		{"= 2 * many", "not-finite", "many", "unlimited"},
		{"= nope * 2", "unknown-name", "nope", `"nope" is not a name`},
		{"= (nope) * 2", "unknown-name", "nope", `"nope" is not a name`},
		{"= -nope", "unknown-name", "nope", ""},
		{"= ceil(nope)", "unknown-name", "nope", ""},
		{"= max(2, nope)", "unknown-name", "nope", ""},
		{"= reader / day", "unknown-name", "day", "unit"},
		{"reader", "bad-formula", "reader", "not a formula"},
		{"= ", "bad-formula", "", "ends where"},
		{"= 2 *", "bad-formula", "", "ends where"},
		{"= -", "bad-formula", "", "ends where"},
		{"= (2 + 3", "bad-formula", "(", "not closed"},
		{"= max(2, 3", "bad-formula", "(", "not closed"},
		{"= max(2 3)", "bad-formula", "3", "cannot stand here"},
		{"= 2 + 3)", "bad-formula", ")", "cannot stand here"},
		{"= 2 ^ 3", "bad-formula", "^", "cannot stand here"},
		{"= Reader", "bad-formula", "Reader", "cannot stand here"},
		{"= reader opens", "bad-formula", "opens", "cannot stand here"},
		{"= reader -5", "bad-formula", "-", "part of a name"},
		{"= 5 -reader", "bad-formula", "-", "part of a name"},
		{"= reader- 5", "bad-formula", "-", "part of a name"},
		{"= 5ms-3ms", "bad-formula", "ms-3ms", "directly behind"},
		{"= 2ms..8ms", "bad-formula", "2ms..", "interval"},
		{"= 5m * 2", "ambiguous-unit", "m", "min or mo"},
		{"= ceil(1, 2)", "bad-formula", "ceil(1, 2)", "one number"},
		{"= max(1)", "bad-formula", "max(1)", "at least two"},
		{"= " + strings.Repeat("(", 5000), "bad-formula", "= " + strings.Repeat("(", 5000), "longer than 4096"},
	} {
		_, p := eval(tt.text, lookup)
		if p == nil {
			t.Errorf("%s: nothing wrong", tt.text)
			continue
		}
		if place := tt.text[p.Offset : p.Offset+p.Length]; p.Code != tt.code || place != tt.place || !strings.Contains(p.Message, tt.message) {
			t.Errorf("%s: %v at %q, want %s at %q: %s", tt.text, p, place, tt.code, tt.place, tt.message)
		}
	}
}

func TestResolveChecksWhatTheKeyExpects(t *testing.T) {
	lookup := names(t, map[string]string{"reader": "100M", "half": "50%"})
	rate := Want{Kind: KindRate}
	q, p := Parse("= reader * 5/day", rate)
	if p != nil || q.Formula == nil {
		t.Fatalf("Parse of a formula: %+v, %v", q, p)
	}
	q, p = q.Place("flows.redirect.rate", "guess", SureMedium).Resolve(rate, lookup)
	if p != nil || q.Readable() != "5,787/s" || q.Path != "flows.redirect.rate" || q.Source != "guess" {
		t.Errorf("resolved: %+v, %v", q, p)
	}
	if len(q.Moves) != 1 || q.Moves[0].Input != "flows.redirect.rate" {
		t.Errorf("sure on a formula moves %v", q.Moves)
	}
	for _, tt := range []struct {
		text string
		want Want
		code string
	}{
		{"= reader", rate, "wrong-unit"},
		{"= half * 3", Want{Kind: KindRatio}, "out-of-range"},
		{"= half - 1", Want{Kind: KindRatio}, "negative"},
		{"= half", Want{Kind: KindCount, Whole: true}, "not-whole"},
		{"= half - half", Want{Kind: KindCount, Positive: true}, "zero"},
		{"= nope", rate, "unknown-name"},
	} {
		q, p := Parse(tt.text, tt.want)
		if p != nil {
			t.Errorf("%s: %v", tt.text, p)
			continue
		}
		if _, p = q.Resolve(tt.want, lookup); p == nil || p.Code != tt.code {
			t.Errorf("%s where %v is expected: %v, want %s", tt.text, tt.want.Kind, p, tt.code)
		}
	}
	plain := mustParse(t, "5/day")
	if same, p := plain.Resolve(rate, lookup); p != nil || same.Value != plain.Value {
		t.Errorf("Resolve changed a plain quantity: %+v, %v", same, p)
	}
	if _, p := Parse("= 2 *", rate); p == nil || p.Code != "bad-formula" {
		t.Errorf("Parse of half a formula: %v", p)
	}
}

func TestFormulasCarryWhatIsUncertain(t *testing.T) {
	lookup := names(t, map[string]string{"reader": "50M..200M", "opens": "4/day..6/day"})
	q, p := eval("= reader * opens / reader", lookup)
	if p != nil || len(q.Moves) != 1 || q.Moves[0].Input != "assume.opens" {
		t.Errorf("reader cancels, but %v moves the result (%v)", q.Moves, p)
	}
	q, p = eval("= reader * opens", lookup)
	if p != nil {
		t.Fatal(p)
	}
	low, high := q.Interval95()
	sigma := math.Hypot(math.Log(4)/(2*z90), math.Log(1.5)/(2*z90))
	if got := math.Log(high / low); math.Abs(got-2*z95*sigma) > 1e-6 {
		t.Errorf("log width of the product is %g, want %g", got, 2*z95*sigma)
	}
}

func TestArithmeticSpeaksInTheUsersForms(t *testing.T) {
	rate, size := mustParse(t, "5/day"), mustParse(t, "2 GB")
	if _, err := rate.Add(size); err == nil || err.Error() != "cannot add 5/day and 2 GB" {
		t.Errorf("Add: %v", err)
	}
	product, err := rate.Mul(size)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := product.Sub(rate); err == nil || err.Error() != "cannot subtract 5/day from 115.7 kB/s" {
		t.Errorf("Sub: %v", err)
	}
	if diff, err := mustParse(t, "92%").Sub(mustParse(t, "2%")); err != nil || diff.Readable() != "90%" {
		t.Errorf("92%% - 2%% = %v, %v", diff, err)
	}
	if sum, err := mustParse(t, "40%/y").Add(mustParse(t, "3/y")); err != nil || sum.Kind != KindRate {
		t.Errorf("a growth and a rate make %v, %v", sum.Kind, err)
	}
}

func TestFormulaOperationsKeepTheirLaws(t *testing.T) {
	value := rapid.SampledFrom([]string{"3", "1.5", "20", "700%"})
	approx := cmp.Options{cmpopts.EquateApprox(1e-9, 1e-12), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Quantity{}, "Kind", "Text", "Formula")}
	lookup := names(t, map[string]string{"a": "2..8", "b": "50", "c": "10..30"})
	rapid.Check(t, func(t *rapid.T) {
		operand := rapid.OneOf(value, rapid.SampledFrom([]string{"a", "b", "c"}))
		x, y, z := operand.Draw(t, "x"), operand.Draw(t, "y"), operand.Draw(t, "z")
		for _, law := range [][2]string{
			{x + " + " + y, y + " + " + x},
			{x + "*" + y, y + " * " + x},
			{"(" + x + " + " + y + ") * " + z, x + "*" + z + " + " + y + "*" + z},
			{x + " - " + y, "-(" + y + " - " + x + ")"},
			{x + " - " + y + " - " + z, x + " - (" + y + " + " + z + ")"},
			{x + " / " + y + " / " + z, x + " / (" + y + " * " + z + ")"},
			{"max(" + x + ", " + y + ")", "-min(-" + x + ", -" + y + ")"},
		} {
			left, p := eval("= "+law[0], lookup)
			if p != nil {
				t.Fatalf("%s: %v", law[0], p)
			}
			right, p := eval("= "+law[1], lookup)
			if p != nil {
				t.Fatalf("%s: %v", law[1], p)
			}
			if diff := cmp.Diff(left, right, approx); diff != "" {
				t.Fatalf("%s is not %s:\n%s", law[0], law[1], diff)
			}
		}
	})
}
