package audit

import (
	"fmt"
)

var noRunbook = &Check{
	Code:     "no-runbook",
	Category: Observability,
	Title:    "Planned failure without a runbook",
	Why:      "At three in the morning the on-call does what is written down.",
	Bad:      "components:\n  db: {kind: sql}\nfailures:\n  db-lost: {inject: {crash: db, at: 10s}}",
	Good:     "components:\n  db: {kind: sql}\nfailures:\n  db-lost: {inject: {crash: db, at: 10s}}\nobserve:\n  runbooks: {db-lost: runbooks/db.md}",
	Source:   "Beyer et al., Site Reliability Engineering, 2016, ch. 11",
	Run:      runNoRunbook,
}

func runNoRunbook(f *Facts) {
	for name, failure := range f.Design.Failures.All() {
		if f.Design.Observe != nil && f.Design.Observe.Runbooks.Has(name) {
			continue
		}
		f.unknown(Low, "failures."+name, failure.Span, fmt.Sprintf("no runbook says what to do about %q", name),
			fmt.Sprintf("observe: {runbooks: {%s: runbooks/%s.md}}", name, name))
	}
}
