package report

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/syntax"
)

// interfaces writes step 6: the operations that callers see, with what they
// carry and what holds for them.
func interfaces(p *paper) {
	api := p.d.API
	if api == nil {
		return
	}
	var f facts
	f.plain("Style", api.Style)
	f.plain("Why", api.Reason)
	f.plain("Version", map[string]string{"path": "in the path", "header": "in a header", "none": "none"}[api.Version])
	f.plain("Errors", api.Errors)
	f.plain("Callers prove who they are by", api.Auth)
	p.facts(f)
	p.endpoints(api)
	p.bodies(api)
}

func (p *paper) endpoints(api *model.API) {
	g := columns("operation", "route", "flow", "auth", "who may", "a repeat", "rate limit", "pages", "#mean", "#peak")
	for name, e := range api.Endpoints.All() {
		auth := e.Auth
		if auth == "" {
			auth = api.Auth
		}
		flow := "flows." + e.Flow.Text + "."
		g.row(block.Mono(name), code(e.Route), code(e.Flow.Text), orDash(auth), orDash(e.Authz), orDash(repeats[e.Idempotent]),
			orDash(rateLimit(e.RateLimit)), orDash(e.Pagination), p.value(flow+"rate.mean"), p.value(flow+"rate.peak"))
	}
	p.table("Operations", g)
}

// repeats says what happens when a request comes twice.
var repeats = map[string]string{
	"key": "same answer, by key", "natural": "harmless by nature", "true": "harmless", "false": "done twice",
}

func rateLimit(l *model.RateLimit) string {
	if l == nil || l.Rate == nil {
		return ""
	}
	text := l.Rate.String()
	if l.Per.Text != "" {
		text += " per " + l.Per.Text
	}
	if l.Burst != nil {
		text += ", bursts of " + l.Burst.String()
	}
	if l.Algorithm != "" {
		text += ", " + l.Algorithm
	}
	return text
}

// bodies shows what goes in and what comes back, by status.
func (p *paper) bodies(api *model.API) {
	g := columns("operation", "request", "answers", "#largest body")
	for name, e := range api.Endpoints.All() {
		var answers []string
		for status, shape := range e.Response.All() {
			answers = append(answers, fmt.Sprintf("%s %s", status, shapeOf(shape)))
		}
		g.row(block.Mono(name), code(shapeOf(e.Request)), orDash(strings.Join(answers, ", ")), orDash(written(e.Max)))
	}
	p.table("Requests and answers", g)
}

// shapeOf writes a request or an answer as it stands in the file.
func shapeOf(n *syntax.Node) string {
	if n == nil {
		return ""
	}
	if n.Span.IsZero() {
		return n.Value
	}
	return strings.Trim(strings.Join(strings.Fields(n.Span.Text()), " "), `"`)
}
