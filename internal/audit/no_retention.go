package audit

import (
	"fmt"
)

var noRetention = &Check{
	Code:     "no-retention",
	Category: Data,
	Title:    "Personal data is kept without an end",
	Why:      "Storage limitation is law where the GDPR holds, and every year of it is a larger breach.",
	Bad:      "data:\n  visit: {fields: {ip: string}, size: 1kB, new: 10/s, class: personal, keep: unlimited}",
	Good:     "data:\n  visit: {fields: {ip: string}, size: 1kB, new: 10/s, class: personal, keep: 90d}",
	Source:   "Regulation (EU) 2016/679, article 5(1)(e)",
	Run:      runNoRetention,
}

func runNoRetention(f *Facts) {
	for name, e := range f.Design.Data.All() {
		if !personal(e.Class) {
			continue
		}
		severity := Medium
		if e.Class == "health" {
			severity = High
		}
		fix := fmt.Sprintf("data: {%s: {keep: 90d}}", name)
		switch {
		case e.Keep == nil:
			f.unknown(severity, "data."+name, e.Span, fmt.Sprintf("the file does not say how long %q, which is %s, is kept", name, about(e.Class)), fix)
		case e.Keep.Unlimited:
			f.fail(severity, "data."+name, e.Keep.Span, fmt.Sprintf("%q, which is %s, is kept for ever", name, about(e.Class)), fix)
		}
	}
}

// about says a class as an adjective of data: "payment data".
func about(class string) string {
	if class == "health" || class == "payment" {
		return class + " data"
	}
	return class
}
