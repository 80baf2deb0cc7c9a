package audit

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
)

var update = flag.Bool("update", false, "write the pages under docs/checks anew")

// load reads a design from what stands under its first two lines, and fails
// when it has errors.
func load(t *testing.T, fragment string) *model.Design {
	t.Helper()
	text := "loadpath: 1\nsystem: x\n" + fragment + "\n"
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte(text), nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if p.Severity == diag.Error {
			t.Fatalf("%s: %s\n%s", p.Span, p.Message, text)
		}
	}
	return d
}

// findings audits a design with its estimate.
func findings(d *model.Design) []Finding {
	return Run(Facts{Design: d, Estimate: estimate.Estimate(d, estimate.Options{})}, "2026-11-22")
}

// audit returns what one check finds in a fragment.
func audit(t *testing.T, code, fragment string) []Finding {
	t.Helper()
	return slices.DeleteFunc(findings(load(t, fragment)), func(x Finding) bool { return x.Check.Code != code })
}

// lines writes findings as one line each: verdict, severity, place, evidence.
func lines(found []Finding) string {
	var out []string
	for _, x := range found {
		out = append(out, string(x.Verdict)+" "+string(x.Severity)+" "+x.At+": "+x.Evidence)
	}
	return strings.Join(out, "\n")
}

func TestEveryCheckFailsItsBadExampleAndPassesItsGoodOne(t *testing.T) {
	for _, c := range Checks {
		t.Run(c.Code, func(t *testing.T) {
			bad := audit(t, c.Code, c.Bad)
			if len(bad) == 0 {
				t.Errorf("nothing found in:\n%s", c.Bad)
			}
			if good := audit(t, c.Code, c.Good); len(good) > 0 {
				t.Errorf("found in the good example:\n%s", lines(good))
			}
			for _, x := range bad {
				if x.Span.IsZero() || x.Evidence == "" || x.Fix == "" || Rank(x.Severity) < 0 {
					t.Errorf("an incomplete finding: %+v", x)
				}
				if strings.Contains(x.Fix, "\n") || len(x.Fix) > 160 || len(x.Evidence) > 160 {
					t.Errorf("too long to read at a glance:\n%s\n%s", x.Evidence, x.Fix)
				}
			}
		})
	}
}

// A fix is a merge patch: what to type, as one line of YAML. These need a
// decision that only people can make, and say it in words.
var inWords = []string{"single-region", "retry-storm", "public-store"}

func TestTypingTheFixEndsTheFinding(t *testing.T) {
	for _, c := range Checks {
		if slices.Contains(inWords, c.Code) {
			continue
		}
		t.Run(c.Code, func(t *testing.T) {
			for _, x := range audit(t, c.Code, c.Bad) {
				d := load(t, c.Bad+"\nvariants:\n  mended: {"+x.Fix+"}")
				mended, problems := d.Apply("mended")
				if problems.HasErrors() {
					t.Fatalf("after %q: %v", x.Fix, problems)
				}
				for _, left := range findings(mended) {
					if left.Check == c && left.At == x.At {
						t.Errorf("after %q still: %s", x.Fix, left.Evidence)
					}
				}
			}
		})
	}
}

func TestEveryFindingCanBeWaivedWhereItIs(t *testing.T) {
	for _, c := range Checks {
		t.Run(c.Code, func(t *testing.T) {
			for _, x := range audit(t, c.Code, c.Bad) {
				waiver := "\nstakeholders: {lead: {role: lead}}\nwaive:\n  - {finding: " + c.Code + ", at: " + x.At + ", reason: because, owner: lead, until: 2027-01-01}"
				for _, again := range audit(t, c.Code, c.Bad+waiver) {
					if again.At == x.At && again.Waived == nil {
						t.Errorf("the waiver at %s does not count", x.At)
					}
				}
			}
		})
	}
}

func TestEveryCheckSaysEverythingItsPageNeeds(t *testing.T) {
	seen := map[string]bool{}
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	for _, c := range Checks {
		if !kebab.MatchString(c.Code) || seen[c.Code] {
			t.Errorf("the code %q is not kebab-case, or not unique", c.Code)
		}
		seen[c.Code] = true
		for what, text := range map[string]string{"title": c.Title, "why": c.Why, "source": c.Source, "bad": c.Bad, "good": c.Good, "category": string(c.Category)} {
			if text == "" {
				t.Errorf("%s has no %s", c.Code, what)
			}
		}
		if CheckOf(c.Code) != c {
			t.Errorf("CheckOf(%q) is another check", c.Code)
		}
	}
	if CheckOf("no-such-check") != nil {
		t.Error("CheckOf of an unknown code is not nil")
	}
}

func TestNothingIsFoundInAnEmptyDesign(t *testing.T) {
	if found := findings(load(t, "")); len(found) > 0 {
		t.Errorf("found:\n%s", lines(found))
	}
}

func TestChecksNeedNoEstimate(t *testing.T) {
	for _, c := range Checks {
		Run(Facts{Design: load(t, c.Bad)}, "")
	}
}

const oneReplica = "components:\n  api: {kind: service, replicas: 1}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\nstakeholders: {lead: {role: lead}}\n"

func TestWaiversCountAtTheirPlaceUntilTheirDay(t *testing.T) {
	tests := []struct {
		name, waiver, today string
		waived              bool
	}{
		{"at its place", "at: components.api, until: 2027-01-01", "2026-11-22", true},
		{"on its last day", "at: components.api, until: 2027-01-01", "2027-01-01", true},
		{"the day after", "at: components.api, until: 2027-01-01", "2027-01-02", false},
		{"everywhere", "until: 2027-01-01", "2026-11-22", true},
		{"without an end", "at: components.api", "2099-01-01", true},
		{"without a today", "at: components.api, until: 2027-01-01", "", true},
		{"elsewhere", "at: flows.f, until: 2027-01-01", "2026-11-22", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := load(t, oneReplica+"waive:\n  - {finding: single-replica, reason: small, owner: lead, "+tt.waiver+"}")
			for _, x := range Run(Facts{Design: d}, tt.today) {
				if x.Check == singleReplica && (x.Waived != nil) != tt.waived {
					t.Errorf("waived: %v, want %v", x.Waived != nil, tt.waived)
				}
			}
		})
	}
}

func TestFindingsAreOrderedByWaiverSeverityVerdictAndPlace(t *testing.T) {
	d := load(t, `data:
  person: {fields: {id: string, mail: string}, key: id, size: 1kB, count: 10, class: personal, access: {by-mail: {by: [mail]}}}
components:
  api: {kind: service, replicas: 1, slots: 10}
  db: {kind: sql, stores: [person]}
flows:
  f: {rate: 1/s, steps: [{call: api, steps: [{read: db.person}]}]}
stakeholders: {lead: {role: lead}}
waive:
  - {finding: single-replica, at: components.api, reason: small, owner: lead, until: 2099-01-01}`)
	found := findings(d)
	rank := func(x Finding) int {
		n := 10 * Rank(x.Severity)
		if x.Verdict == Fail {
			n++
		}
		if x.Waived != nil {
			n -= 1000
		}
		return n
	}
	for i := 1; i < len(found); i++ {
		a, b := found[i-1], found[i]
		if rank(a) < rank(b) || rank(a) == rank(b) && a.Span.Start > b.Span.Start {
			t.Errorf("%s at %s stands before %s at %s", a.Check.Code, a.Span, b.Check.Code, b.Span)
		}
	}
	if last := found[len(found)-1]; last.Waived == nil || last.Check != singleReplica {
		t.Errorf("the last finding is %s, want the waived single-replica", last.Check.Code)
	}
	if !slices.EqualFunc(found, findings(d), func(a, b Finding) bool { return a == b }) {
		t.Error("a second run finds something else")
	}
}

func TestWorstLooksAtWhatFailsAndIsNotWaived(t *testing.T) {
	high := Finding{Severity: High, Verdict: Fail}
	waived := Finding{Severity: Critical, Verdict: Fail, Waived: &model.Waiver{}}
	unknown := Finding{Severity: Critical, Verdict: Unknown}
	if got := Worst([]Finding{unknown, high, waived}); got != Rank(High) {
		t.Errorf("Worst = %d, want that of high, %d", got, Rank(High))
	}
	if got := Worst([]Finding{unknown, waived}); got != -1 {
		t.Errorf("Worst of nothing that fails = %d, want -1", got)
	}
	if !(Rank(Low) < Rank(Medium) && Rank(Medium) < Rank(High) && Rank(High) < Rank(Critical)) {
		t.Error("severities are not ranked")
	}
}

func TestFindingInJSONIsWhatTheLanguagePromises(t *testing.T) {
	found := audit(t, "single-replica", oneReplica)
	got, err := json.Marshal(found[0])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"code":"single-replica","title":"Component runs a single replica","category":"reliability","severity":"high","verdict":"fail",` +
		`"at":"components.api","file":"design.yaml","line":4,"column":34,"evidence":"\"api\" runs one replica, and \"f\" needs it","fix":"components: {api: {replicas: 2}}"}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	found[0].Waived = &model.Waiver{}
	if got, _ := json.Marshal(found[0]); !strings.Contains(string(got), `"waived":true`) {
		t.Errorf("a waived finding does not say so: %s", got)
	}
}

func TestDiagnosticAsksWhatIsUnknownAndSaysWhatFails(t *testing.T) {
	x := audit(t, "single-replica", oneReplica)[0]
	want := diag.Diagnostic{Severity: diag.Error, Code: "single-replica", Span: x.Span,
		Message: `Component runs a single replica: "api" runs one replica, and "f" needs it`, Help: "components: {api: {replicas: 2}}"}
	if got := x.Diagnostic(); got.Message != want.Message || got.Code != want.Code || got.Span != want.Span || got.Help != want.Help || got.Severity != want.Severity {
		t.Errorf("got %+v", got)
	}
	x.Verdict = Unknown
	if got := x.Diagnostic(); !strings.HasPrefix(got.Message, "Component runs a single replica? ") || got.Severity != diag.Warning {
		t.Errorf("an unknown is said as %+v", got)
	}
	x.Verdict, x.Severity = Fail, Medium
	if got := x.Diagnostic().Severity; got != diag.Warning {
		t.Errorf("a medium finding is an %v", got)
	}
}

func TestPagesInDocsAreThoseOfTheChecks(t *testing.T) {
	dir := filepath.Join("..", "..", "docs", "checks")
	want := map[string]string{"README.md": Index()}
	for _, c := range Checks {
		want[c.Code+".md"] = Page(c)
	}
	if *update {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range want {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, ok := want[e.Name()]
		if !ok {
			t.Errorf("docs/checks/%s is the page of no check; delete it", e.Name())
			continue
		}
		got, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != text {
			t.Errorf("docs/checks/%s is stale: go test ./internal/audit -update", e.Name())
		}
		delete(want, e.Name())
	}
	for name := range want {
		t.Errorf("docs/checks/%s is missing: go test ./internal/audit -update", name)
	}
}

func TestExplainShowsBothExamples(t *testing.T) {
	var b strings.Builder
	if err := Explain(&b, noTimeout); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"no-timeout: Call without a timeout (reliability)", "\n  links:\n    api.db: {timeout: 200ms}", "Source: Nygard"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, b.String())
		}
	}
}
