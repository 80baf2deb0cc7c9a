package audit

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

var openEndpoint = &Check{
	Code:     "open-endpoint",
	Category: Security,
	Title:    "Anyone may write",
	Why:      "An endpoint that changes something and asks nobody who they are will be used by those who should not. Where it must be open, as a sign-up is, a rate limit keeps the damage small.",
	Bad:      "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  make: {rate: 1/s, steps: [{call: api}]}\napi:\n  endpoints:\n    make: {route: POST /things, flow: make, auth: none}",
	Good:     "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  make: {rate: 1/s, steps: [{call: api}]}\napi:\n  auth: bearer\n  endpoints:\n    make: {route: POST /things, flow: make, idempotent: key}",
	Source:   "CWE-306; OWASP API Security Top 10 2023, API2",
	Run:      runOpenEndpoint,
}

func runOpenEndpoint(f *Facts) {
	for name, e := range f.endpoints() {
		if !f.writes(e) {
			continue
		}
		at, fix := "api.endpoints."+name, fmt.Sprintf("api: {endpoints: {%s: {auth: bearer}}}", name)
		switch f.authOf(e) {
		case "none":
			severity := High
			if f.limited(e) {
				severity = Medium
			}
			span := f.span(f.span(e.Span, "api", "auth"), "api", "endpoints", name, "auth")
			f.fail(severity, at, span, fmt.Sprintf("%s asks for no authentication", e.Route), fix)
		case "":
			f.unknown(Medium, at, e.Span, fmt.Sprintf("the file does not say who may call %s", e.Route), fix)
		}
	}
}

// authOf is how callers of an endpoint prove who they are; "" is not said.
func (f *Facts) authOf(e *model.Endpoint) string {
	if e.Auth != "" {
		return e.Auth
	}
	return f.Design.API.Auth
}

// writes tells whether an endpoint changes something: by the method of its
// route, and where that has none (grpc, graphql) by the steps of its flow.
func (f *Facts) writes(e *model.Endpoint) bool {
	switch method, _, _ := strings.Cut(e.Route, " "); method {
	case "POST", "PUT", "PATCH", "DELETE":
		return true
	case "GET", "HEAD", "OPTIONS":
		return false
	}
	for _, c := range f.calls {
		if c.Flow.Name != e.Flow.Text {
			continue
		}
		switch c.Step.Verb {
		case model.VerbWrite, model.VerbDelete, model.VerbAppend, model.VerbPublish:
			return true
		}
	}
	return false
}

// limited tells whether something bounds how often an endpoint is called:
// itself, or a component on the way of its flow.
func (f *Facts) limited(e *model.Endpoint) bool {
	if e.RateLimit != nil {
		return true
	}
	for _, c := range f.calls {
		if c.Flow.Name == e.Flow.Text && c.Callee.RateLimit != nil {
			return true
		}
	}
	return false
}
