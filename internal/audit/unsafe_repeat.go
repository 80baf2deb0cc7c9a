package audit

import (
	"fmt"
	"strings"
)

var unsafeRepeat = &Check{
	Code:     "unsafe-repeat",
	Category: Interfaces,
	Title:    "A repeated request does it twice",
	Why:      "A client whose answer was lost sends again; without a key that recognises the repeat there are two orders.",
	Bad:      "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  make: {rate: 1/s, steps: [{call: api}]}\napi:\n  auth: bearer\n  endpoints:\n    make: {route: POST /things, flow: make, idempotent: false}",
	Good:     "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  make: {rate: 1/s, steps: [{call: api}]}\napi:\n  auth: bearer\n  endpoints:\n    make: {route: POST /things, flow: make, idempotent: key}",
	Source:   "IETF draft-ietf-httpapi-idempotency-key-header; Featonby, Making retries safe with idempotent APIs, Amazon Builders' Library",
	Run:      runUnsafeRepeat,
}

func runUnsafeRepeat(f *Facts) {
	paying := map[string]bool{} // flows that move payment data
	for _, s := range f.Design.Whereabouts("payment") {
		paying[s.Flow] = true
	}
	for name, e := range f.endpoints() {
		if !strings.HasPrefix(e.Route, "POST ") && !strings.HasPrefix(e.Route, "PATCH ") {
			continue
		}
		severity := Medium
		if paying[e.Flow.Text] {
			severity = High
		}
		at, fix := "api.endpoints."+name, fmt.Sprintf("api: {endpoints: {%s: {idempotent: key}}}", name)
		switch e.Idempotent {
		case "":
			f.unknown(severity, at, e.Span, fmt.Sprintf("the file does not say what a repeated %s does", e.Route), fix)
		case "false":
			f.fail(severity, at, f.span(e.Span, "api", "endpoints", name, "idempotent"), fmt.Sprintf("a repeated %s does it twice", e.Route), fix)
		}
	}
}
