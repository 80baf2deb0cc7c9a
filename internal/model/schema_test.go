package model

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// compiled is the generated schema, ready to judge.
func compiled(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// instance is a tree as an editor sees it: YAML 1.2 core types.
func instance(n *syntax.Node) any {
	switch n.Kind {
	case syntax.Null:
		return nil
	case syntax.Mapping:
		m := map[string]any{}
		for _, p := range n.Pairs {
			m[p.Key.Value] = instance(p.Value)
		}
		return m
	case syntax.Sequence:
		list := []any{}
		for _, item := range n.Items {
			list = append(list, instance(item))
		}
		return list
	}
	if !n.Quoted {
		switch n.Value {
		case "true":
			return true
		case "false":
			return false
		}
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return f
		}
	}
	return n.Value
}

func tree(t testing.TB, text string) *syntax.Node {
	t.Helper()
	root, problems := syntax.Parse(diag.NewSource("design.yaml", []byte(text)))
	if problems.HasErrors() {
		t.Fatalf("%v in\n%s", problems, text)
	}
	return root
}

func TestSchemaAcceptsWhatTheCheckerAccepts(t *testing.T) {
	schema := compiled(t)
	files, _ := filepath.Glob("../../designs/*.yaml")
	for _, file := range append(files, "testdata/whole.yaml") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(instance(tree(t, string(text)))); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestSchemaIsTheSameEveryTime(t *testing.T) {
	if !bytes.Equal(Schema(), Schema()) {
		t.Error("two schemas differ")
	}
}

func TestSchemaHasTitleAndDescriptionForEveryKey(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(any, string)
	walk = func(v any, path string) {
		switch v := v.(type) {
		case map[string]any:
			if properties, ok := v["properties"].(map[string]any); ok && !strings.Contains(path, "quantity-") {
				for key, p := range properties {
					m := p.(map[string]any)
					if m["title"] == nil || m["description"] == nil || m["description"] == "" {
						t.Errorf("%s.%s has no title or description", path, key)
					}
				}
			}
			for key, inner := range v {
				walk(inner, path+"/"+key)
			}
		case []any:
			for _, inner := range v {
				walk(inner, path)
			}
		}
	}
	walk(doc, "")
}

// mutations are single changes to the example of the whole language that the
// checker must refuse by the shape of the text alone, and the schema too.
var mutations = []struct{ name, old, new string }{
	{"an unknown key at the top", "\nassume:", "\nasume:"},
	{"an unknown key of a component", "    balance: two-choices", "    balanc: two-choices"},
	{"an unknown key of a step", "        hit: 60%", "        hits: 60%"},
	{"an unknown key of a link", "timeout: 20ms, on-error", "timout: 20ms, on-error"},
	{"an unknown key of a fault", "at: 60s, for: 5min}", "at: 60s, fro: 5min}"},
	{"an unknown fault", "{crash: links-db.primary", "{crush: links-db.primary"},
	{"an unknown metric", "redirect, availability: 99.9%}", "redirect, availabilty: 99.9%}"},
	{"an unknown kind", "kind: load-balancer", "kind: load-blancer"},
	{"an unknown technology", "tech: redis", "tech: rediss"},
	{"an unknown machine", "aws/db.r6g.2xlarge", "aws/db.r6g.3xlarge"},
	{"an unknown word", "pattern: diurnal", "pattern: dayly"},
	{"a step without a verb", "{work: 8ms}", "{timeout: 8ms}"},
	{"a step with two verbs", "{write: links-db.link}", "{write: links-db.link, read: links-db.link}"},
	{"a time without a unit", "timeout: 100ms", "timeout: 100"},
	{"a size in a time", "ttl: 24h", "ttl: 24MB"},
	{"a rate without time", "new: 10M/day", "new: 10M"},
	{"a word for a count", "slots: 200", "slots: many"},
	{"text for a truth value", "external: true, total", "external: yes, total"},
	{"an ambiguous unit", "restore: 40min", "restore: 40m"},
	{"a list for a mapping", "assume:                           # named numbers, each with where it comes from\n  opens: {value: 5/day, source: \"logs of the old service, 2026-09\"}", "assume: [opens]"},
	{"a value that is empty", "title: URL shortener", "title:"},
	{"a bad balance", "balance: two-choices", "balance: three-choices"},
	{"a bad law of keys", "keys: zipf(50M s=1.0)", "keys: pareto(50M)"},
	{"a bad replication", "replication: {mode: sync}", "replication: {mode: fast}"},
	{"a bad date", "deadline: 2027-03-01", "deadline: 1 March 2027"},
	{"a bad name", "  db-primary-lost:\n", "  DB_lost:\n"},
	{"a link of one name", "  api.cache:", "  cache:"},
	{"money without currency", "cost: $40k/month", "cost: 40k/month"},
	{"how sure in another word", "{value: 5/day, source: \"logs of the old service, 2026-09\"}", "{value: 5/day, sure: very}"},
	{"an unknown part of a sourced value", "{value: 5/day, source:", "{value: 5/day, sorce:"},
	{"a negative number of engineers", "team: 6", "team: -6"},
}

func TestSchemaAndCheckerRefuseTheSameMistakes(t *testing.T) {
	schema := compiled(t)
	whole, err := os.ReadFile("testdata/whole.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutations {
		if strings.Count(string(whole), m.old) == 0 {
			t.Errorf("%s: %q is not in the file", m.name, m.old)
			continue
		}
		text := strings.Replace(string(whole), m.old, m.new, 1)
		if _, problems := load(t, text); !problems.HasErrors() {
			t.Errorf("%s: the checker accepts it", m.name)
		}
		if schema.Validate(instance(tree(t, text))) == nil {
			t.Errorf("%s: the schema accepts it", m.name)
		}
	}
}

func TestSchemaTakesEveryFormOfAQuantity(t *testing.T) {
	schema := compiled(t)
	for _, text := range []string{
		"components: {a: {kind: service, work: exp(20ms)}}", "components: {a: {kind: service, work: 2ms..8ms}}", "components: {a: {kind: service, work: 2..8ms}}",
		"components: {a: {kind: service, work: quantiles(p50=2ms p90=5ms p99=20ms)}}", "components: {a: {kind: service, slots: 5k}}",
		"components: {a: {kind: service, slots: unlimited}}", "components: {a: {kind: service, cores: 0.2}}", "components: {a: {kind: service, availability: 5 nines}}",
		"components: {a: {kind: service, availability: 0.999}}", "components: {a: {kind: service, memory: 64GiB}}", "components: {a: {kind: service, price: $340/month}}",
		"components: {a: {kind: service, price: $0.34/h}}", "components: {a: {kind: service, egress: $0.09/GB}}", "components: {a: {kind: service, per-request: $0.40/M}}",
		"components: {a: {kind: network, bandwidth: 10Gbit/s}}", "components: {a: {kind: service, work: {value: 3ms, source: a test, sure: low}}}",
		"components: {a: {kind: service, replicas: {value: 3, source: a test}}}", "components: {a: {kind: service, replicas: \"= 2 * 3\"}}",
		"assume: {a: 5/day, b: 100M, c: $9, d: 2kB, e: 1e-6, f: 10:1, g: 3x}", "growth: {a: 40%/y}\nactors: {a: {kind: human}}",
		"actors: {a: {kind: human, daily: 1.2bn, peak: 1.5}}", "load: {a: {ramp: {to: 10x, over: 1h}}}", "components: {a: {kind: service, mttf: 2w, mttr: 3mo}}",
	} {
		text = header + text + "\n"
		if _, problems := load(t, text); problems.HasErrors() {
			t.Errorf("the checker refuses %s: %v", text, problems)
		}
		if err := schema.Validate(instance(tree(t, text))); err != nil {
			t.Errorf("the schema refuses %s: %v", text, err)
		}
	}
}
