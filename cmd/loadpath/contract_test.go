package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// contract is a design with a flow, a cache, a store and a price, so that every
// field of the results has something to say.
const contract = `loadpath: 1
system: links
actors: {reader: {kind: human, daily: 1M, peak: 3x}}
requirements:
  quality:
    fast: {flow: redirect, p99: 500ms}
    budget: {cost: $40k/month}
data:
  link: {size: 500B, new: 10k/day, keep: 5y, keys: zipf(1M s=1.0)}
components:
  api: {kind: service, tech: go, runs-on: aws/c7g.large, replicas: 2, work: 1ms}
  cache: {kind: cache, entries: 100k, of: link, availability: 99.9%}
  db: {kind: sql, tech: aws/rds-postgres, runs-on: aws/db.r6g.large, stores: [link]}
flows:
  redirect:
    by: reader
    per-user: 20/day
    steps: [{call: api, steps: [{get: cache, miss: [{read: db.link}, {set: cache}]}]}]
observe: {slos: {up: {flow: redirect, target: 99.9%}}}
`

// number is an estimated or measured value of a result.
func number(t *testing.T, where string, v any) {
	t.Helper()
	m, ok := v.(map[string]any)
	if !ok {
		t.Errorf("%s is %v, want value, low and high", where, v)
		return
	}
	value, has := m["value"]
	if why, _ := m["why"].(string); !has || value == nil && why == "" {
		t.Errorf("%s is %v, want a value, or null with a why", where, v)
	}
	for _, end := range []string{"low", "high"} {
		if _, has := m[end]; !has {
			t.Errorf("%s is %v, want %s", where, v, end)
		}
	}
}

// resultOf runs a verb on the design and reads its JSON.
func resultOf(t *testing.T, args ...string) map[string]any {
	t.Helper()
	name := filepath.Join(t.TempDir(), "links.yaml")
	if err := os.WriteFile(name, []byte(contract), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	status, stdout, stderr := said(append([]string{args[0], name, "--format", "json"}, args[1:]...)...)
	if status != exitYes {
		t.Fatalf("%s: status %d: %s", args[0], status, stderr)
	}
	var m map[string]any
	if err := json.Unmarshal([]byte(stdout), &m); err != nil {
		t.Fatalf("%s prints what is no JSON: %v", args[0], err)
	}
	return m
}

// at walks down a result.
func at(v any, path ...string) any {
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

func wantKeys(t *testing.T, where string, v any, keys string) {
	t.Helper()
	m, _ := v.(map[string]any)
	for _, key := range strings.Fields(keys) {
		if _, has := m[key]; !has {
			t.Errorf("%s has no %q", where, key)
		}
	}
}

func TestEstimateKeepsTheContract(t *testing.T) {
	r := resultOf(t, "estimate")
	quantities, _ := r["quantities"].([]any)
	var ids []string
	for _, q := range quantities {
		id, _ := at(q, "id").(string)
		ids = append(ids, id)
		number(t, id, q)
		wantKeys(t, id, q, "id value low high unit formula inputs source")
		if _, isList := at(q, "inputs").([]any); !isList {
			t.Errorf("inputs of %s are no list", id)
		}
	}
	for _, id := range strings.Fields(`flows.redirect.rate.mean flows.redirect.rate.peak flows.redirect.latency.mean flows.redirect.latency.p99
		flows.redirect.availability components.api.rate.peak components.api.replicas.needed components.api.utilization
		components.cache.hit_ratio data.link.storage.year1 cost.month`) {
		if !slices.Contains(ids, id) {
			t.Errorf("estimate has no %s", id)
		}
	}
	availabilityKeepsTheContract(t, r, false)
}

// availabilityKeepsTheContract holds what estimate and review say of availability
// to its names; years tells whether breakdowns were simulated.
func availabilityKeepsTheContract(t *testing.T, r map[string]any, years bool) {
	t.Helper()
	all := r["availability"]
	wantKeys(t, "availability", all, "flows single_faults fixes budgets parts")
	flows, _ := at(all, "flows").([]any)
	if len(flows) == 0 {
		t.Fatal("no flow has an availability")
	}
	for _, f := range flows {
		wantKeys(t, "flow", f, "flow value low high full degraded downtime outages_per_year mean_outage cut_sets spofs simulated")
		number(t, "outages a year", at(f, "outages_per_year"))
		number(t, "mean outage", at(f, "mean_outage"))
		wantKeys(t, "cut sets", at(f, "cut_sets"), "count by_order list")
		for _, p := range at(f, "spofs").([]any) {
			wantKeys(t, "single point", p, "fault kind path downtime basis")
		}
		if !years {
			continue
		}
		number(t, "availability over years", at(f, "simulated"))
		wantKeys(t, "years", at(f, "simulated"), "outages_per_year years outages_seen agrees")
	}
	for _, f := range at(all, "fixes").([]any) {
		wantKeys(t, "fix", f, "kind component text saves flows cost per_dollar")
	}
	for _, b := range at(all, "budgets").([]any) {
		wantKeys(t, "budget", b, "name flow target window allowed expected spent alerts")
		for _, a := range at(b, "alerts").([]any) {
			wantKeys(t, "alert", a, "severity long short rate bad spends notices")
		}
	}
	for _, p := range at(all, "parts").([]any) {
		wantKeys(t, "part", p, "component value low high basis")
	}
}

func TestSimulateKeepsTheContract(t *testing.T) {
	r := resultOf(t, "simulate", "--for", "20s", "--timeline")
	wantKeys(t, "simulate", r, "seed settled requests events flows components requirements timeline")
	flow := at(r, "flows", "redirect")
	for _, key := range strings.Fields("offered ok failed availability") {
		number(t, "flows.redirect."+key, at(flow, key))
	}
	for _, key := range strings.Fields("timeout refused open error dropped no-target") {
		number(t, "flows.redirect.errors."+key, at(flow, "errors", key))
	}
	for _, key := range strings.Fields("mean p50 p90 p95 p99 p999 max") {
		number(t, "flows.redirect.latency."+key, at(flow, "latency", key))
		number(t, "flows.redirect.failed_latency."+key, at(flow, "failed_latency", key))
	}
	wantKeys(t, "flows.redirect.counts", at(flow, "counts"), "offered ok failed")
	number(t, "components.cache.hit_ratio", at(r, "components", "cache", "hit_ratio"))
	for _, name := range []string{"api", "cache", "db"} {
		c := at(r, "components", name)
		for _, key := range strings.Fields("arrivals refused utilization slots_utilization in_flight queue_length replicas") {
			number(t, name+"."+key, at(c, key))
		}
		for _, key := range strings.Fields("mean p50 p95 p99 delayed") {
			number(t, name+".wait."+key, at(c, "wait", key))
		}
		for _, key := range strings.Fields("mean p50 p99") {
			number(t, name+".response."+key, at(c, "response", key))
		}
	}
	if n, _ := at(flow, "latency", "p50", "samples").(float64); n == 0 {
		t.Error("flows.redirect.latency.p50 has no samples")
	}
	if text, _ := r["verdict"].(string); text == "" {
		t.Error("simulate has no verdict")
	}
	requirements, _ := r["requirements"].([]any)
	if len(requirements) != 2 {
		t.Errorf("%d requirements, want 2", len(requirements))
	}
	for _, q := range requirements {
		wantKeys(t, "requirement", q, "name verdict value limit")
	}
	rows, _ := r["timeline"].([]any)
	if len(rows) < 20 {
		t.Fatalf("%d rows in 20 s, want one a second", len(rows))
	}
	wantKeys(t, "row", rows[3], "t flows components")
	wantKeys(t, "row of a flow", at(rows[3], "flows", "redirect"), "offered ok failed latency")
	wantKeys(t, "row of a component", at(rows[3], "components", "api"), "arrivals refused utilization in_flight queue_length replicas")
}

func TestSearchAndTraceKeepTheContract(t *testing.T) {
	b := at(resultOf(t, "simulate", "--to-break", "--requirement", "fast", "--max-events", "60k"), "breaks")
	wantKeys(t, "breaks", b, "requirement scale rate saturates trials")
	number(t, "breaks.scale", at(b, "scale"))
	number(t, "breaks.rate", at(b, "rate"))
	trace := at(resultOf(t, "simulate", "--for", "20s", "--trace", "p99"), "trace")
	wantKeys(t, "trace", trace, "flow latency value spans")
	spans, _ := at(trace, "spans").([]any)
	if len(spans) == 0 {
		t.Fatal("a trace without spans")
	}
	for _, s := range spans {
		wantKeys(t, "span", s, "component operation start end kind")
	}
}

func TestReviewKeepsTheContract(t *testing.T) {
	r := resultOf(t, "review", "--max-events", "200k")
	wantKeys(t, "review", r, "steps requirements saturates availability cost assumptions findings verdict seed")
	if steps, _ := r["steps"].([]any); len(steps) != 16 {
		t.Errorf("%d steps, want 16", len(steps))
	}
	requirements, _ := r["requirements"].([]any)
	if len(requirements) != 2 {
		t.Errorf("%d requirements, want 2", len(requirements))
	}
	for _, q := range requirements {
		wantKeys(t, "requirement", q, "name estimate simulate verdict margin")
	}
	number(t, "fast, closed form", at(requirements[0], "estimate"))
	number(t, "fast, simulated", at(requirements[0], "simulate"))
	number(t, "cost a month", at(r, "cost", "month"))
	availabilityKeepsTheContract(t, r, true)
	wantKeys(t, "what saturates first", r["saturates"], "component resource factor")
	for _, key := range []string{"assumptions", "findings"} {
		if _, isList := r[key].([]any); !isList {
			t.Errorf("%s is %v, want a list", key, r[key])
		}
	}
}

func TestAuditKeepsTheContract(t *testing.T) {
	r := resultOf(t, "audit")
	findings, _ := r["findings"].([]any)
	if len(findings) == 0 {
		t.Fatal("no findings")
	}
	for _, f := range findings {
		wantKeys(t, "finding", f, "code severity verdict at file line column evidence fix")
		if v := at(f, "verdict"); v != "fail" && v != "unknown" {
			t.Errorf("verdict %v, want fail or unknown", v)
		}
	}
}
