package diag

import (
	"cmp"
	"slices"
)

// Severity says how bad a problem is.
type Severity uint8

// From worst to mildest. Only an Error stops the journey.
const (
	Error Severity = iota
	Warning
	Info
)

// String returns "error", "warning" or "info".
func (s Severity) String() string { return [...]string{"error", "warning", "info"}[s] }

// Diagnostic is one problem in the user's text.
type Diagnostic struct {
	Severity Severity
	Code     string // kebab-case, permanent: "unknown-component"
	Span     Span
	Message  string // what is wrong, with the user's own names in quotes
	Help     string // what to type
	Related  []Related
	Fix      []Edit // replaces text so that the problem is gone; empty when only a person can
}

// Related is another place that explains a problem: the first of two duplicates, say.
type Related struct {
	Span    Span
	Message string
}

// Edit replaces the bytes of a span by New.
type Edit struct {
	Span Span
	New  string
}

// List is the problems of one run.
type List []Diagnostic

// HasErrors tells whether one of them is an Error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Sort orders by file, place, severity and code, and drops exact repeats.
func (l *List) Sort() {
	slices.SortStableFunc(*l, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Span.File(), b.Span.File()),
			cmp.Compare(a.Span.Start, b.Span.Start),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
	*l = slices.CompactFunc(*l, func(a, b Diagnostic) bool {
		return a.Span == b.Span && a.Code == b.Code && a.Message == b.Message
	})
}
