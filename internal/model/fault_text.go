package model

import "strings"

// Text is the fault as the file writes it, on one line and without braces.
func (fault *Fault) Text() string {
	if fault.Span.IsZero() {
		return fault.Verb
	}
	return oneLine(fault.Span.Text())
}

// Text is the expectation as the file writes it, on one line and without
// braces.
func (e *Expect) Text() string { return oneLine(e.Span.Text()) }

func oneLine(text string) string {
	text = strings.TrimPrefix(strings.Join(strings.Fields(text), " "), "- ")
	if inner, ok := strings.CutPrefix(text, "{"); ok {
		text = strings.TrimSuffix(inner, "}")
	}
	return text
}

// Momentary tells whether a fault happens and is over; what it leaves behind is
// not the fault.
func (fault *Fault) Momentary() bool {
	return fault.Verb == "restart" || fault.Verb == "flush" || fault.Verb == "drop"
}
