package audit

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

var noPagination = &Check{
	Code:     "no-pagination",
	Category: Interfaces,
	Title:    "List without pages",
	Why:      "The answer grows with the data: what takes 20 ms in the first week times out in the second year, and every client has to change.",
	Bad:      "data:\n  thing: {fields: {id: string}, key: id, size: 1kB, count: 10}\ncomponents:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  list: {rate: 1/s, steps: [{call: api}]}\napi:\n  endpoints:\n    list: {route: GET /things, flow: list, pagination: none, response: {200: \"[thing]\"}}",
	Good:     "data:\n  thing: {fields: {id: string}, key: id, size: 1kB, count: 10}\ncomponents:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  list: {rate: 1/s, steps: [{call: api}]}\napi:\n  endpoints:\n    list: {route: GET /things, flow: list, pagination: cursor, response: {200: \"[thing]\"}}",
	Source:   "Google AIP-158, Pagination",
	Run:      runNoPagination,
}

func runNoPagination(f *Facts) {
	for name, e := range f.endpoints() {
		if !answersList(e) {
			continue
		}
		at, fix := "api.endpoints."+name, fmt.Sprintf("api: {endpoints: {%s: {pagination: cursor}}}", name)
		switch e.Pagination {
		case "none":
			f.fail(Medium, at, f.span(e.Span, "api", "endpoints", name, "pagination"), fmt.Sprintf("%s answers with the whole list", e.Route), fix)
		case "":
			f.unknown(Medium, at, e.Span, fmt.Sprintf("%s answers with a list; the file does not say how it is cut into pages", e.Route), fix)
		}
	}
}

// answersList tells whether one of the answers of an endpoint is a list:
// "[link]" or a sequence.
func answersList(e *model.Endpoint) bool {
	for _, shape := range e.Response.All() {
		if shape.Kind == syntax.Sequence || strings.HasPrefix(shape.Value, "[") {
			return true
		}
	}
	return false
}
