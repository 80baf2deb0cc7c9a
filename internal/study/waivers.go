package study

import (
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
)

// UnknownWaivers warns of waivers of findings that no check makes. It needs no
// estimate.
func UnknownWaivers(d *model.Design) diag.List {
	var list diag.List
	for i := range d.Waive {
		w := &d.Waive[i]
		if w.Finding == "" || audit.CheckOf(w.Finding) != nil {
			continue // one that names nothing is an error of the file
		}
		help := "`loadpath audit` names what it finds"
		if meant := diag.Suggest(w.Finding, checkCodes()); meant != "" {
			help = fmt.Sprintf("did you mean %q?", meant)
		}
		list = append(list, diag.Diagnostic{
			Severity: diag.Warning, Code: "unknown-finding", Span: waiverSpan(d, i, "finding"),
			Message: fmt.Sprintf("%q is waived, but no check finds it", w.Finding), Help: help,
		})
	}
	return list
}

// Waivers warns of every waiver that hides nothing of what Audit has found: its
// code is unknown, its day is over, or nothing is found there.
func (s *Study) Waivers(findings []audit.Finding) diag.List {
	list := UnknownWaivers(s.Design)
	for i := range s.Design.Waive {
		w := &s.Design.Waive[i]
		found := slices.ContainsFunc(findings, func(f audit.Finding) bool { return f.Accepted(w) })
		switch {
		case audit.CheckOf(w.Finding) == nil:
		case !found:
			list = append(list, diag.Diagnostic{
				Severity: diag.Warning, Code: "idle-waiver", Span: waiverSpan(s.Design, i, "finding"),
				Message: fmt.Sprintf("nothing is found that the waiver of %q%s accepts", w.Finding, where(w)), Help: "take it out",
			})
		case w.Over(s.Options.Today):
			list = append(list, diag.Diagnostic{
				Severity: diag.Warning, Code: "expired-waiver", Span: waiverSpan(s.Design, i, "until"),
				Message: fmt.Sprintf("the waiver of %q%s ended on %s, so the finding is back", w.Finding, where(w), w.Until),
				Help:    "mend what was found, or agree on a later day",
			})
		}
	}
	list.Sort()
	return list
}

// where says at what place a waiver counts: " at components.db".
func where(w *model.Waiver) string {
	if w.At == "" {
		return ""
	}
	return " at " + w.At
}

// waiverSpan is the place of a key of the i-th waiver.
func waiverSpan(d *model.Design, i int, key string) diag.Span {
	if all := d.Root.Get("waive"); all != nil && i < len(all.Items) {
		if n := all.Items[i].Get(key); n != nil {
			return n.Span
		}
	}
	return d.Waive[i].Span
}

func checkCodes() []string {
	codes := make([]string, len(audit.Checks))
	for i, c := range audit.Checks {
		codes[i] = c.Code
	}
	return codes
}
