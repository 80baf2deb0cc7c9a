// Package audit asks of a design what a good reviewer asks first, and says
// what it found, where, and what to type instead. A check is a documented
// value with one function, in a file of its own; Checks is the list. What a
// check cannot know it calls unknown, never passed. It computes no load and no
// availability: those come to it as facts.
package audit

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
)

// Category is the concern a check belongs to.
type Category string

// The concerns.
const (
	Reliability   Category = "reliability"
	Performance   Category = "performance"
	Security      Category = "security"
	Data          Category = "data"
	Interfaces    Category = "interfaces"
	Observability Category = "observability"
	Delivery      Category = "delivery"
)

// Severity is how much hangs on a finding.
type Severity string

// From mildest to worst.
const (
	Low      Severity = "low"
	Medium   Severity = "medium"
	High     Severity = "high"
	Critical Severity = "critical"
)

var severities = []Severity{Low, Medium, High, Critical}

// Verdict tells a finding that holds from a question that stands open.
type Verdict string

// A check fails, or lacks the facts to say.
const (
	Fail    Verdict = "fail"
	Unknown Verdict = "unknown"
)

// Check is one question, with everything its page says.
type Check struct {
	Code     string // kebab-case, permanent
	Category Category
	Title    string // one line
	Why      string // what goes wrong otherwise
	Bad      string // a design that the check finds fault with
	Good     string // the same, mended
	Source   string // where the advice is from
	Run      func(f *Facts)
}

// Facts is what the checks look at. Estimate may be nil; checks that need it
// then find nothing.
type Facts struct {
	Design   *model.Design
	Estimate *estimate.Sheet

	check    *Check
	findings []Finding
	calls    []*call
}

// Finding is one answer that a reviewer would stop at.
type Finding struct {
	Check    *Check
	Severity Severity
	Verdict  Verdict
	At       string    // what it is about: components.api
	Span     diag.Span // where that stands
	Evidence string    // what was seen, with numbers
	Fix      string    // what to type
	Waived   *model.Waiver
}

// Checks are all checks, in the order in which a reviewer asks.
var Checks = []*Check{
	singleReplica, singleZone, singleRegion, overloaded, unboundedQueue,
	noTimeout, retryStorm, bareRetry,
	noBackup, noDeadLetter, noRetention, missingIndex,
	unencryptedStore, plaintextLink, publicStore, secretsAnywhere, openEndpoint, noRateLimit,
	unsafeRepeat, noPagination,
	noObjective, noRunbook, allAtOnce, noRollback,
}

// CheckOf returns the check of that code, or nil.
func CheckOf(code string) *Check {
	i := slices.IndexFunc(Checks, func(c *Check) bool { return c.Code == code })
	if i < 0 {
		return nil
	}
	return Checks[i]
}

// Run asks every check and returns the findings, worst first, then by place.
// Waived findings are marked and come last; a waiver whose day is before today
// (ISO date) no longer counts.
func Run(f Facts, today string) []Finding {
	f.collectCalls()
	for _, c := range Checks {
		f.check = c
		c.Run(&f)
	}
	for i := range f.findings {
		f.findings[i].Waived = waiverOf(f.Design, &f.findings[i], today)
	}
	slices.SortStableFunc(f.findings, func(a, b Finding) int {
		return cmp.Or(
			compareBool(a.Waived != nil, b.Waived != nil),
			-cmp.Compare(slices.Index(severities, a.Severity), slices.Index(severities, b.Severity)),
			compareBool(a.Verdict == Unknown, b.Verdict == Unknown),
			cmp.Compare(a.Span.File(), b.Span.File()),
			cmp.Compare(a.Span.Start, b.Span.Start),
			cmp.Compare(a.Check.Code, b.Check.Code),
		)
	})
	return f.findings
}

// fail reports that the design does what the check warns of.
func (f *Facts) fail(s Severity, at string, span diag.Span, evidence, fix string) {
	f.findings = append(f.findings, Finding{Check: f.check, Severity: s, Verdict: Fail, At: at, Span: span, Evidence: evidence, Fix: fix})
}

// unknown reports that the design does not say what the check has to know.
func (f *Facts) unknown(s Severity, at string, span diag.Span, evidence, fix string) {
	f.findings = append(f.findings, Finding{Check: f.check, Severity: s, Verdict: Unknown, At: at, Span: span, Evidence: evidence, Fix: fix})
}

func waiverOf(d *model.Design, found *Finding, today string) *model.Waiver {
	for i := range d.Waive {
		if w := &d.Waive[i]; found.Accepted(w) && !w.Over(today) {
			return w
		}
	}
	return nil
}

// Accepted tells whether a waiver is about the finding, on whatever day.
func (x *Finding) Accepted(w *model.Waiver) bool {
	return w.Finding == x.Check.Code && (w.At == "" || w.At == x.At)
}

// MarshalJSON writes the finding as the language promises it.
func (x Finding) MarshalJSON() ([]byte, error) {
	pos := x.Span.Position()
	return json.Marshal(struct {
		Code     string   `json:"code"`
		Title    string   `json:"title"`
		Category Category `json:"category"`
		Severity Severity `json:"severity"`
		Verdict  Verdict  `json:"verdict"`
		At       string   `json:"at"`
		File     string   `json:"file"`
		Line     int      `json:"line"`
		Column   int      `json:"column"`
		Evidence string   `json:"evidence"`
		Fix      string   `json:"fix"`
		Waived   bool     `json:"waived,omitempty"`
	}{x.Check.Code, x.Check.Title, x.Check.Category, x.Severity, x.Verdict, x.At, x.Span.File(), pos.Line, pos.Column, x.Evidence, x.Fix, x.Waived != nil})
}

// Diagnostic is the finding as a problem at its place: an error when it is high
// or critical and certain, else a warning.
func (x Finding) Diagnostic() diag.Diagnostic {
	message := x.Check.Title + ": " + x.Evidence
	if x.Verdict == Unknown {
		message = x.Check.Title + "? " + x.Evidence
	}
	severity := diag.Warning
	if x.Verdict == Fail && Rank(x.Severity) >= Rank(High) {
		severity = diag.Error
	}
	return diag.Diagnostic{Severity: severity, Code: x.Check.Code, Span: x.Span, Message: message, Help: x.Fix}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// Rank orders severities: higher is worse.
func Rank(s Severity) int { return slices.Index(severities, s) }

// Worst returns the highest rank among the findings that fail and are not
// waived; -1 when there is none.
func Worst(findings []Finding) int {
	worst := -1
	for _, f := range findings {
		if f.Waived == nil && f.Verdict == Fail {
			worst = max(worst, Rank(f.Severity))
		}
	}
	return worst
}
