package audit

import (
	"fmt"
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

var retryStorm = &Check{
	Code:     "retry-storm",
	Category: Reliability,
	Title:    "Retries multiply on the way",
	Why:      "When each of three layers tries three times, one request becomes 27 at the part that is already failing. One layer that tries a few times is no storm, and a retry budget ends one.",
	Bad:      "components:\n  a: {kind: service, replicas: 2, zones: 2}\n  b: {kind: service, replicas: 2, zones: 2}\n  db: {kind: sql}\nlinks:\n  default: {timeout: 1s, retry: {max: 3, backoff: 10ms}}\nflows:\n  f: {rate: 1/s, steps: [{call: a > b, steps: [{read: db}]}]}",
	Good:     "components:\n  a: {kind: service, replicas: 2, zones: 2}\n  b: {kind: service, replicas: 2, zones: 2}\n  db: {kind: sql}\nlinks:\n  default: {timeout: 1s}\n  b.db: {timeout: 200ms, retry: {max: 2, backoff: 10ms, budget: 10%}}\nflows:\n  f: {rate: 1/s, steps: [{call: a > b, steps: [{read: db}]}]}",
	Source:   "Beyer et al., Site Reliability Engineering, 2016, ch. 22; Brooker, Timeouts, retries and backoff with jitter",
	Run:      runRetryStorm,
}

// A storm is a product over at least two layers, or more attempts than any
// single layer should make.
const manyAttempts = 10

func runRetryStorm(f *Facts) {
	worst := map[string]storm{}
	inside := map[string]bool{} // components that a storm passes on its way to a worse one
	for _, c := range f.calls {
		s := stormAt(c)
		if len(s.layers) < 2 && s.attempts <= manyAttempts {
			continue
		}
		if s.attempts > worst[c.Callee.Name].attempts {
			worst[c.Callee.Name] = s
		}
		for up := c.parent; up != nil; up = up.parent {
			inside[up.Callee.Name] = true
		}
	}
	for name := range f.Design.Components.All() {
		s, ok := worst[name]
		if !ok || inside[name] {
			continue
		}
		severity, often := High, fmt.Sprintf("%.0f attempts", s.attempts)
		if s.attempts > manyAttempts {
			severity = Critical
		}
		if math.IsInf(s.attempts, 1) {
			often = "attempts without end"
		}
		outer, inner := s.layers[0], s.layers[len(s.layers)-1]
		fix := fmt.Sprintf("retry in %q > %q only, with budget: 10%%", inner.Caller, inner.Callee.Name)
		if len(s.layers) == 1 {
			fix = "retry: {max: 2, backoff: 100ms, budget: 10%}"
		}
		f.fail(severity, "components."+name, outer.options.Retry.Span,
			fmt.Sprintf("one request can become %s at %q: %s", often, name, s.story()), fix)
	}
}

// storm is the layers that retry on the way to a call, outermost first, and
// how many attempts one request can become.
type storm struct {
	layers   []*call
	attempts float64
}

// stormAt multiplies the attempts of a call that retries with those of the
// calls around it. A layer with a budget adds a few percent and does not count.
func stormAt(c *call) storm {
	s := storm{attempts: 1}
	for at := c; at != nil; at = at.parent {
		r := at.options.Retry
		counts := r != nil && r.Budget == nil && model.Or(r.Max, 0) > 0
		if at == c && !counts {
			return storm{} // the last layer that retries is reported
		}
		if counts {
			s.layers = append([]*call{at}, s.layers...)
			s.attempts *= at.attempts()
		}
	}
	return s
}

// attempts is how often one call is made at most.
func (c *call) attempts() float64 { return 1 + c.options.Retry.Max.Value }

// story names the layers: "a" > "b" (4 times), "b" > "db" (4 times).
func (s storm) story() string {
	var layers []string
	for _, c := range s.layers {
		often := "without end"
		if n := c.attempts(); !math.IsInf(n, 1) {
			often = fmt.Sprintf("%.0f times", n)
		}
		who := fmt.Sprintf("%q > %q", c.Caller, c.Callee.Name)
		if c.Caller == "" {
			who = fmt.Sprintf("the caller of %q", c.Callee.Name)
		}
		layers = append(layers, fmt.Sprintf("%s (%s)", who, often))
	}
	return strings.Join(layers, ", ")
}
