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
