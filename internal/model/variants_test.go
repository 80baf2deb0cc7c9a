package model

import (
	"slices"
	"strings"
	"testing"
)

const cached = header + `data:
  link: {fields: {code: string}, key: code, size: 500B, keys: zipf(1M s=1.0)}
components:
  edge: {kind: load-balancer}
  api:
    kind: service
    operations:
      lookup:
        - get: cache
          miss: [{read: db.link}, {set: cache}]
  cache: {kind: cache, of: link, memory: 1GB}
  db: {kind: sql, stores: [link], replicas: 3}
  clicks: {kind: stream}
links:
  api.cache: {timeout: 20ms, on-error: miss}
  api.db: {timeout: 100ms}
flows:
  redirect:
    rate: 100/s
    steps:
      - call: edge > api.lookup
      - publish: clicks
  count: {consumes: clicks, steps: [{work: 1ms}]}
variants:
  no-cache: {components: {cache: null}}
  no-edge: {components: {edge: null}}
  no-clicks: {components: {clicks: null}}
  dynamo: {components: {db: {kind: key-value, tech: aws/dynamodb}}}
  patient: {links: {api.db: {timeout: 250ms}}}
`

// way is who calls whom in a flow: "api>db".
func way(d *Design, flow string) []string {
	var met []string
	d.Walk(d.Flows.Get(flow), func(v Visit) {
		if v.Callee != nil {
			met = append(met, v.Caller+">"+v.Callee.Name+":"+string(v.Step.Verb))
		}
	})
	return met
}

// apply returns a variant that must be without problems.
func apply(t *testing.T, d *Design, variant string) *Design {
	t.Helper()
	out, problems := d.Apply(variant)
	if problems.HasErrors() {
		t.Fatalf("variant %s: %v", variant, problems)
	}
	return out
}

func TestRemovedCacheIsAMiss(t *testing.T) {
	d, problems := load(t, cached)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []string{">edge:call", "edge>api:call", "api>db:read", ">clicks:publish"}
	if got := way(apply(t, d, "no-cache"), "redirect"); !slices.Equal(got, want) {
		t.Errorf("without the cache redirect meets %v, want %v", got, want)
	}
	if got := way(d, "redirect"); len(got) != 6 {
		t.Errorf("the variant changed the design itself: %v", got)
	}
}

func TestRemovedHopIsLeftOutOfThePath(t *testing.T) {
	d, _ := load(t, cached)
	got := way(apply(t, d, "no-edge"), "redirect")
	if got[0] != ">api:call" {
		t.Errorf("without the edge redirect meets %v, want the api first", got)
	}
}

func TestFlowOfARemovedQueueNeverStarts(t *testing.T) {
	d, _ := load(t, cached)
	v := apply(t, d, "no-clicks")
	if s := v.StartOf(v.Flows.Get("count")); s.Kind != StartNone {
		t.Errorf("count starts by %s although its stream is gone", s.Kind)
	}
	if got := way(v, "redirect"); slices.Contains(got, ">clicks:publish") {
		t.Errorf("redirect still publishes: %v", got)
	}
}

func TestVariantPatchesComponentsAndLinks(t *testing.T) {
	d, _ := load(t, cached)
	if c := apply(t, d, "dynamo").Components.Get("db"); c.Kind != "key-value" || c.Technology == nil || len(c.Stores) != 1 {
		t.Errorf("db = %+v, want a key-value store that keeps what it stored", c)
	}
	p := apply(t, d, "patient").Policy("api", "db", nil)
	if p.Timeout.Value != 0.25 {
		t.Errorf("timeout = %v, want 250 ms", p.Timeout)
	}
	if same, problems := d.Apply("base"); same != d || problems != nil {
		t.Error("base is not the design itself")
	}
	if _, problems := d.Apply("no-cash"); len(problems) != 1 || problems[0].Help != `did you mean "no-cache"?` {
		t.Errorf("an unknown variant gives %v", problems)
	}
}

func TestProblemsOfAVariantNameIt(t *testing.T) {
	bad := strings.Replace(cached, "patient: {links: {api.db: {timeout: 250ms}}}", "patient: {components: {db: {replicas: 0}}, links: {api.db: {tmeout: 250ms}}}", 1)
	_, problems := load(t, bad)
	if len(problems) != 2 {
		t.Fatalf("problems %v, want two", problems)
	}
	for _, p := range problems {
		if !strings.HasSuffix(p.Message, `(in variant "patient")`) || p.Span.Position().Line != 31 {
			t.Errorf("%s: %s, want the variant named at its line", p.Span, p.Message)
		}
	}
}

func TestSetOfAFailureIsCheckedAsAPatch(t *testing.T) {
	d, problems := load(t, cached+"failures:\n  slow: {inject: [{slow: db, by: 10x}, {set: {components: {db: {replicas: 5}}, links: {api.db: {timeout: 50ms}}}, at: 1min}]}\n")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set := d.Failures.Get("slow").Inject[1].Set
	after, problems := d.Patched(set, "")
	if problems.HasErrors() || after.Components.Get("db").TotalReplicas().Value != 5 || after.Policy("api", "db", nil).Timeout.Value != 0.05 {
		t.Errorf("after the set db has %v replicas, problems %v", after.Components.Get("db").TotalReplicas().Value, problems)
	}
	for patch, want := range map[string]string{
		"{components: {dbb: {replicas: 5}}}": "unknown-component",
		"{components: {db: null}}":           "removes-part",
		"{componets: {db: {replicas: 5}}}":   "unknown-key",
		"{components: {db: {replica: 5}}}":   "unknown-key",
		"five":                               "wrong-shape",
	} {
		_, problems := load(t, cached+"failures:\n  slow: {inject: {set: "+patch+"}}\n")
		if len(problems) != 1 || problems[0].Code != want {
			t.Errorf("set %s gives %v, want one %s", patch, problems, want)
		}
	}
}
