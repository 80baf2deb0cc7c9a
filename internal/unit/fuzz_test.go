package unit

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzParse(f *testing.F) {
	for _, text := range []string{"12", "5k", "1.2bn", "3x", "10:1", "92%", "11 nines", "1e-6", "2KiB", "10Gbit/s", "80µs", "5m",
		"5/day", "40%/y", "$0.09/GB", "$0.40/M requests", "2..8ms", "$2..8/GB", "exp(20ms)", "uniform(1..3ms)", "quantiles(p50=2ms p99=20ms)",
		"unlimited", "-5", "5,000", "= a * 5/day", "$0.023/GB/month", "100/15min"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, p := Parse(text, everything)
		if p != nil {
			inside(t, text, p)
			return
		}
		if math.IsNaN(q.Value) || math.IsInf(q.Value, 0) && !q.Unlimited {
			t.Fatalf("%q is %g", text, q.Value)
		}
		again, p := Parse(q.String(), everything)
		if p != nil {
			t.Fatalf("%q parses once only: %v", text, p)
		}
		again.Formula, q.Formula = nil, nil
		if diff := cmp.Diff(q, again); diff != "" {
			t.Fatalf("%q comes back changed:\n%s", text, diff)
		}
		q.Readable()
		placed := q.Place("a", "", SureLow)
		if low, high := placed.Interval95(); math.IsNaN(low) || low > placed.Value || high < placed.Value {
			t.Fatalf("%q spans %g..%g around %g", text, low, high, placed.Value)
		}
		if back := exactText(q.Value, q.Dim, q.Kind); KindOf(q.Dim) != KindDim && q.Law == nil {
			if r, p := Parse(back, everything); p != nil || r.Value != q.Value || r.Dim != q.Dim {
				t.Fatalf("%q computed prints as %q = %g: %v", text, back, r.Value, p)
			}
		}
	})
}

func FuzzFormula(f *testing.F) {
	for _, text := range []string{"= reader * 5/day", "= (a + b) / max(a, 3ms)", "= ceil(a / 30M) - 1", "= -a - -2", "= 5/day-rate", "= $0.40/M * a", "= 2 min", "= 5m", "= a -b"} {
		f.Add(text)
	}
	value := map[string]Quantity{}
	for name, text := range map[string]string{"a": "2..8", "b": "5ms", "reader": "100M", "rate": "1GB/s"} {
		value[name] = mustParse(f, text).Place(name, "", SureLow)
	}
	f.Fuzz(func(t *testing.T, text string) {
		formula, p := ParseFormula(text)
		if p != nil {
			inside(t, text, p)
			return
		}
		for _, ref := range formula.Names() {
			if text[ref.Start:ref.End] != ref.Name {
				t.Fatalf("%q: name %q is not at %d..%d", text, ref.Name, ref.Start, ref.End)
			}
		}
		again, p := ParseFormula(formula.String())
		if p != nil {
			t.Fatalf("%q parses once only: %v", text, p)
		}
		lookup := func(name string) (Quantity, bool) { q, ok := value[name]; return q, ok }
		q, p := formula.Eval(lookup)
		if p != nil {
			inside(t, text, p)
			return
		}
		same, p := again.Eval(lookup)
		if p != nil || same.Value != q.Value {
			t.Fatalf("%q is %g once and %g then: %v", text, q.Value, same.Value, p)
		}
		low, high := q.Interval95()
		if !q.finite() || math.IsNaN(low) || math.IsNaN(high) {
			t.Fatalf("%q = %+v in %g..%g", text, q.Number, low, high)
		}
	})
}

// inside checks that a problem has a code, a message and a place in the text.
func inside(t *testing.T, text string, p *Problem) {
	t.Helper()
	if p.Code == "" || p.Message == "" || p.Offset < 0 || p.Length < 0 || p.Offset+p.Length > len(text) {
		t.Fatalf("%q: problem %+v", text, p)
	}
}
