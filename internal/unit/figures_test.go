package unit

import (
	"encoding/json"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The figures that the guides to system design fix: arithmetic on quantities
// that every reader can redo.
func TestFiguresOfTheGuides(t *testing.T) {
	for _, tt := range []struct{ formula, want string }{
		{"= 100M * 5/day", "5,787/s"},
		{"= 10M/day * 500KB * 365d", "1.825 PB"},
		{"= 5800/s * 200KB", "1.16 GB/s"},
		{"= (1 - 99.9%) * 1y", "8.76 h"},
		{"= (1 - 99.99%) * 1y", "52.6 min"},
		{"= (1 - 99.999%) * 1y", "5.26 min"},
		{"= (1 - 3 nines) * 365d", "8.76 h"},
		{"= 1y / 12", "30.4 d"},
		{"= 1mo / 1h", "730"},
	} {
		q, p := eval(tt.formula, func(string) (Quantity, bool) { return Quantity{}, false })
		if p != nil {
			t.Errorf("%s: %v", tt.formula, p)
			continue
		}
		if got := q.Readable(); got != tt.want {
			t.Errorf("%s = %s, want %s", tt.formula, got, tt.want)
		}
	}
}

// Published back-of-the-envelope estimates, each with its source in the file.
// They mix time conventions, which is what their tolerance is for; exact is
// plain arithmetic on the same inputs.
func TestPublishedEstimatesComeOut(t *testing.T) {
	text, err := os.ReadFile("testdata/estimates.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			Name      string
			Formula   string
			Inputs    map[string]float64
			Expected  float64
			Exact     float64 `json:"computed_exact"`
			Tolerance float64
			Source    string
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 30 {
		t.Fatalf("only %d cases", len(file.Cases))
	}
	minus := regexp.MustCompile(`\s*-\s*`)
	for _, c := range file.Cases {
		// Their minus needs no spaces, and their names hold underscores.
		formula := "= " + strings.ReplaceAll(minus.ReplaceAllString(c.Formula, " - "), "_", "-")
		q, p := eval(formula, func(name string) (Quantity, bool) {
			v, ok := c.Inputs[strings.ReplaceAll(name, "-", "_")]
			return Quantity{Number: Exact(v), Kind: KindCount}, ok
		})
		if p != nil {
			t.Errorf("%s: %s: %v", c.Name, formula, p)
			continue
		}
		if off := math.Abs(q.Value/c.Exact - 1); off > 1e-12 {
			t.Errorf("%s: %s = %g, want exactly %g (%s)", c.Name, formula, q.Value, c.Exact, c.Source)
		}
		if off := math.Abs(q.Value/c.Expected - 1); off > c.Tolerance {
			t.Errorf("%s: %s = %g, published %g (%s)", c.Name, formula, q.Value, c.Expected, c.Source)
		}
	}
}

// The same estimates as a person writes them here, with units.
func TestPublishedEstimatesComeOutWithUnits(t *testing.T) {
	lookup := names(t, map[string]string{
		"paste": "1.27kB", "pastes": "10M/month", "reads": "100M/month",
		"tweets": "500M/day", "messages": "40/day", "dau": "50M", "media": "100kB",
	})
	for _, tt := range []struct{ formula, want string }{
		{"= paste * pastes * 1mo", "12.7 GB"},
		{"= paste * pastes * 3y", "457.2 GB"},
		{"= reads / pastes", "10"},
		{"= dau * messages", "23.15k/s"},
		{"= dau * messages * 5% * media * 1d", "10 TB"},
		{"= 3M * $0.625/M", "$1.88"},
		{"= 1 - (1 - 99.9%) * (1 - 99.9%)", "99.9999%"},
	} {
		q, p := eval(tt.formula, lookup)
		if p != nil {
			t.Errorf("%s: %v", tt.formula, p)
			continue
		}
		if got := q.Readable(); got != tt.want {
			t.Errorf("%s = %s, want %s", tt.formula, got, tt.want)
		}
	}
}
