package audit

import (
	"fmt"
)

var noRollback = &Check{
	Code:     "no-rollback",
	Category: Delivery,
	Title:    "No way back from a bad release",
	Why:      "Without a tested way back the outage lasts as long as it takes to find the bug, write the mend and release it.",
	Bad:      "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\ndeliver:\n  strategy: rolling\n  rollback: none",
	Good:     "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\ndeliver:\n  strategy: rolling\n  rollback: automatic",
	Source:   "Beyer et al., Site Reliability Engineering, 2016, ch. 8",
	Run:      runNoRollback,
}

func runNoRollback(f *Facts) {
	ours := f.released()
	if len(ours) == 0 {
		return
	}
	fix := "deliver: {rollback: automatic}"
	switch d := f.Design.Deliver; {
	case d == nil || d.Rollback == "":
		f.unknown(Medium, "deliver", f.span(f.Design.Components.Get(ours[0]).Span, "deliver"), fmt.Sprintf("the file does not say how a bad release of %s is taken back", list(ours)), fix)
	case d.Rollback == "none":
		f.fail(High, "deliver.rollback", f.span(f.Design.Components.Get(ours[0]).Span, "deliver", "rollback"), fmt.Sprintf("a bad release of %s cannot be taken back", list(ours)), fix)
	}
}
