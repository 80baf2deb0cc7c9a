package export

import (
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

func TestCSVHasTheNumbersOfEstimate(t *testing.T) {
	for name, s := range drawable(t) {
		text, _ := drawn(t, estimates, s, Ask{})
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(name, err)
		}
		data, err := json.Marshal(s.Sheet)
		if err != nil {
			t.Fatal(err)
		}
		var sheet struct {
			Quantities []struct {
				ID               string
				Value, Low, High *float64
				Unit, Why        string
			}
		}
		if err := json.Unmarshal(data, &sheet); err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(sheet.Quantities)+1 {
			t.Fatalf("%s: %d rows for %d estimates", name, len(rows)-1, len(sheet.Quantities))
		}
		for i, q := range sheet.Quantities {
			row := rows[i+1]
			if row[0] != q.ID || row[4] != q.Unit {
				t.Errorf("%s: row %q, want %s in %s", name, row, q.ID, q.Unit)
			}
			for c, want := range []*float64{q.Value, q.Low, q.High} {
				if want == nil {
					if row[c+1] != "" || row[8] == "" {
						t.Errorf("%s: %s has no number, and the row is %q", name, q.ID, row)
					}
					continue
				}
				if got, err := strconv.ParseFloat(row[c+1], 64); err != nil || got != *want {
					t.Errorf("%s: %s is %s, want %g", name, q.ID, row[c+1], *want)
				}
			}
		}
	}
}

func TestSpreadsheetsDoNotComputeTexts(t *testing.T) {
	s := estimated(t, "formula.yaml", []byte(`
loadpath: 1
system: sheet
assume: {reads: {value: 5/day, source: "=HYPERLINK(\"http://x\")"}}
actors: {user: {kind: human, daily: {value: 1M, source: "\t@SUM(A1), \"twice\"\nmore"}}}
components: {web: {kind: service}}
flows: {look: {by: user, per-user: "= reads", steps: [{call: web}]}}
`))
	text, _ := drawn(t, estimates, s, Ask{})
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for c, cell := range row {
			if cell != "" && (c == 0 || c > 3) && strings.ContainsAny(cell[:1], "=+-@\t") {
				t.Errorf("a spreadsheet computes %q", cell)
			}
		}
	}
	for text, want := range map[string]string{"=1+1": "'=1+1", "\t@x": "' @x", "lambda = 2": "lambda = 2", "": "", " ": " "} {
		if got := csvText(text); got != want {
			t.Errorf("csvText(%q) = %q, want %q", text, got, want)
		}
	}
}
