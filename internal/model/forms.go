package model

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// Values with a form of their own, read from one scalar.

var balances = []string{"round-robin", "random", "least-in-flight", "two-choices", "choices", "hash", "shared-queue"}

func (b *Balance) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	if !d.scalar(n, path, "a policy") {
		return
	}
	name, args, hasArgs := call(n.Value)
	switch {
	case name == "choices" && hasArgs:
		if k, err := strconv.Atoi(args); err == nil && k > 0 {
			*b = Balance{Policy: "choices", Choices: k}
			return
		}
	case name == "hash" && args != "":
		*b = Balance{Policy: "hash", Key: args}
		return
	case name == "two-choices" && !hasArgs:
		*b = Balance{Policy: "choices", Choices: 2}
		return
	case contains(balances, name) && !hasArgs && name != "choices" && name != "hash":
		*b = Balance{Policy: name}
		return
	}
	help := suggest(name, balances)
	switch name {
	case "choices":
		help = "write choices(3)"
	case "hash":
		help = "write hash(key)"
	}
	d.errorf(n.Span, "unknown-word", help, "%s cannot be %q", quotePath(path), n.Value)
}

// String returns the policy as it is written.
func (b Balance) String() string {
	switch {
	case b.Policy == "choices" && b.Choices == 2:
		return "two-choices"
	case b.Policy == "choices":
		return fmt.Sprintf("choices(%d)", b.Choices)
	case b.Policy == "hash":
		return "hash(" + b.Key + ")"
	case b.Policy == "":
		return "round-robin"
	}
	return b.Policy
}

// inner decodes a quantity that is part of another form; nil when it is wrong.
func (d *decoder) inner(n *syntax.Node, path string, units ...string) *unit.Quantity {
	q := new(unit.Quantity)
	if !d.quantity(n, q, &field{units: units}, path) {
		return nil
	}
	return q
}

// part returns a scalar that is a piece of the text of n, with its own place.
func part(n *syntax.Node, text string) *syntax.Node {
	inner := *n
	inner.Value = text
	if at := strings.Index(n.Span.Text(), text); at >= 0 {
		inner.Span.Start += at
		inner.Span.End = inner.Span.Start + len(text)
	}
	return &inner
}

func (c *Consistency) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	if !d.scalar(n, path, "a level") {
		return
	}
	name, args, hasArgs := call(n.Value)
	switch {
	case name == "bounded" && hasArgs:
		*c = Consistency{Level: name, Bound: d.inner(part(n, args), path, "time")}
	case contains([]string{"strong", "read-your-writes", "eventual"}, n.Value):
		c.Level = n.Value
	default:
		d.errorf(n.Span, "unknown-word", "one of strong, read-your-writes, bounded(5s), eventual", "%s cannot be %q", quotePath(path), n.Value)
	}
}

func (k *KeyLaw) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	if !d.scalar(n, path, "a law of keys") {
		return
	}
	law, problem := unit.ParseKeyLaw(n.Value)
	if problem != nil {
		d.problems = append(d.problems, problem.In(n.Span, n.Value))
		return
	}
	*k = KeyLaw{Text: n.Value, Law: law}
}

var quorumArgs = regexp.MustCompile(`^w=(\d+) +r=(\d+)$`)

func (m *ReplicationMode) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	if !d.scalar(n, path, "a mode") {
		return
	}
	name, args, _ := call(n.Value)
	if parts := quorumArgs.FindStringSubmatch(args); name == "quorum" && parts != nil {
		w, _ := strconv.Atoi(parts[1])
		r, _ := strconv.Atoi(parts[2])
		*m = ReplicationMode{Name: name, W: w, R: r}
		return
	}
	if n.Value == "sync" || n.Value == "async" {
		m.Name = n.Value
		return
	}
	d.errorf(n.Span, "unknown-word", "one of sync, async, quorum(w=2 r=2)", "%s cannot be %q", quotePath(path), n.Value)
}

func (t *Threshold) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	if !d.scalar(n, path, "a time or a percentile") {
		return
	}
	if digits, ok := strings.CutPrefix(n.Value, "p"); ok {
		if p, err := strconv.ParseFloat("0."+digits, 64); err == nil && len(digits) >= 2 && p > 0 {
			t.Percentile = p
			return
		}
	}
	t.Time = d.inner(n, path, "time", "zero")
}

func (t *Deadline) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	if n.Kind == syntax.Scalar && n.Value == "inherit" {
		t.Inherit = true
		return
	}
	t.Time = d.inner(n, path, "time", "law")
}

func (w *Wait) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	if n.Kind == syntax.Scalar && (n.Value == "true" || n.Value == "false") {
		w.Nobody = n.Value == "false"
		return
	}
	w.For = d.inner(n, path, "time", "law", "zero")
}

func (j *Join) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	switch {
	case n.Kind == syntax.Scalar && n.Value == "all":
		j.All = true
		return
	case n.Kind == syntax.Scalar && n.Value == "any":
		j.Count = 1
		return
	case n.Kind == syntax.Scalar:
		if k, err := strconv.Atoi(n.Value); err == nil && k > 0 {
			j.Count = k
			return
		}
	}
	d.errorf(n.Span, "unknown-word", "write all, any, or how many must answer", "%s cannot be %s", quotePath(path), shapeOf(n))
}

func (a *Arrivals) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	if !d.scalar(n, path, "an arrival process") {
		return
	}
	name, args, hasArgs := call(n.Value)
	*a = Arrivals{Process: name, Text: n.Value, CV: 1}
	help := "write poisson(800/s), const(800/s), bursty(800/s cv=4) or file(requests.csv)"
	if !hasArgs {
		d.errorf(n.Span, "bad-arrivals", help, "%q is not an arrival process", n.Value)
		return
	}
	rate := args
	switch name {
	case "file":
		a.File = args
		return
	case "poisson", "const":
	case "bursty":
		first, cv, found := strings.Cut(args, " cv=")
		x, err := strconv.ParseFloat(strings.TrimSpace(cv), 64)
		if !found || err != nil || x < 1 {
			d.errorf(n.Span, "bad-arrivals", "write bursty(800/s cv=4), with a cv of 1 or more", "%q has no coefficient of variation", n.Value)
			return
		}
		rate, a.CV = strings.TrimSpace(first), x
	default:
		d.errorf(n.Span, "bad-arrivals", help, "%q is not an arrival process", name)
		return
	}
	a.Rate = d.inner(part(n, rate), path, "rate")
}

// decodeNode reads a branch of a parallel step: one step, or a list.
func (b *Branch) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	items := n.Items
	if n.Kind != syntax.Sequence {
		items = []*syntax.Node{n}
	}
	for i, item := range items {
		at := path
		if n.Kind == syntax.Sequence {
			at = fmt.Sprintf("%s[%d]", path, i)
		}
		*b = append(*b, d.step(item, at))
	}
}

var limitKinds = map[string]string{"over ": "over", "under ": "under", "below ": "below"}

func (m *MetricLimit) decodeNode(d *decoder, n *syntax.Node, f *field, path string) {
	if !d.scalar(n, path, "a limit") {
		return
	}
	m.Text, m.Kind = n.Value, "limit"
	if !contains(Metrics, m.Name) {
		known := append(specOf(reflect.TypeFor[Expect]()).keys(), Metrics...)
		d.errorf(m.Span, "unknown-metric", suggest(m.Name, known), "%q is not a metric", m.Name)
		return
	}
	text := n.Value
	if text == "falls" || text == "rises" {
		m.Kind = text
		return
	}
	for prefix, kind := range limitKinds {
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			m.Kind, text = kind, strings.TrimSpace(rest)
		}
	}
	if m.Kind == "below" {
		m.Variant = text
		d.refs = append(d.refs, reference{ref: Ref{text, n.Span}, kinds: []string{"variant"}, path: path})
		return
	}
	low, high, isRange := strings.Cut(text, "..")
	if isRange {
		m.Kind = "range"
		m.Low, m.High = m.bound(d, n, low), m.bound(d, n, high)
		return
	}
	bound := m.bound(d, n, text)
	if m.Kind == "over" {
		m.Low = bound
	} else {
		m.High = bound
	}
}

func (m *MetricLimit) bound(d *decoder, n *syntax.Node, text string) *unit.Quantity {
	at := part(n, strings.TrimSpace(text))
	q, problem := parseAs(at.Value, metricWants(m.Name))
	if problem != nil {
		d.problems = append(d.problems, problem.In(at.Span, at.Value))
		return nil
	}
	q.Span = at.Span
	return &q
}

// metricWants says in which unit a metric is written.
func metricWants(metric string) []unit.Want {
	switch metric {
	case "errors", "availability", "utilization", "slots-utilization", "hit-ratio", "delayed":
		return []unit.Want{{Kind: unit.KindRatio}}
	case "throughput", "offered", "ok", "failed", "refused", "arrivals":
		return []unit.Want{{Kind: unit.KindRate}, {Kind: unit.KindCount}}
	case "queue-length", "in-flight", "replicas", "backlog":
		return []unit.Want{{Kind: unit.KindCount}}
	}
	return []unit.Want{{Kind: unit.KindTime}}
}
