package export

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/loadpath/loadpath/internal/report/safe"
)

// calmSchema says in our words what the schemas of release 1.1 of CALM
// (calm.finos.org/release/1.1/meta: core.json, interface.json, flow.json)
// require of nodes, relationships and flows; where those are open, it allows
// only what is written here.
const calmSchema = `{
  "type": "object", "required": ["$schema", "nodes", "relationships"], "additionalProperties": false,
  "properties": {
    "$schema": {"const": "https://calm.finos.org/release/1.1/meta/calm.json"},
    "title": {"type": "string"}, "description": {"type": "string"},
    "nodes": {"type": "array", "items": {"$ref": "#/$defs/node"}},
    "relationships": {"type": "array", "items": {"$ref": "#/$defs/relationship"}},
    "flows": {"type": "array", "items": {"$ref": "#/$defs/flow"}}
  },
  "$defs": {
    "node": {
      "type": "object", "required": ["unique-id", "node-type", "name", "description"], "additionalProperties": false,
      "properties": {
        "unique-id": {"type": "string", "minLength": 1}, "name": {"type": "string"}, "description": {"type": "string", "minLength": 1},
        "node-type": {"enum": ["actor", "system", "service", "database", "network", "webclient", "queue", "boundary"]},
        "metadata": {"type": "object"}
      }
    },
    "relationship": {
      "type": "object", "required": ["unique-id", "relationship-type"], "additionalProperties": false,
      "properties": {
        "unique-id": {"type": "string"}, "description": {"type": "string"}, "protocol": {"type": "string"}, "metadata": {"type": "object"},
        "relationship-type": {
          "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
          "properties": {
            "interacts": {"required": ["actor", "nodes"], "properties": {"actor": {"type": "string"}, "nodes": {"$ref": "#/$defs/ids"}}},
            "connects": {"required": ["source", "destination"], "properties": {"source": {"$ref": "#/$defs/end"}, "destination": {"$ref": "#/$defs/end"}}},
            "deployed-in": {"$ref": "#/$defs/contains"}, "composed-of": {"$ref": "#/$defs/contains"}
          }
        }
      }
    },
    "end": {"type": "object", "required": ["node"], "properties": {"node": {"type": "string"}}},
    "contains": {"type": "object", "required": ["container", "nodes"], "properties": {"container": {"type": "string"}, "nodes": {"$ref": "#/$defs/ids"}}},
    "ids": {"type": "array", "minItems": 1, "items": {"type": "string"}},
    "flow": {
      "type": "object", "required": ["unique-id", "name", "description", "transitions"], "additionalProperties": false,
      "properties": {
        "unique-id": {"type": "string"}, "name": {"type": "string"}, "description": {"type": "string"},
        "transitions": {"type": "array", "minItems": 1, "items": {
          "type": "object", "required": ["relationship-unique-id", "sequence-number", "description"], "additionalProperties": false,
          "properties": {
            "relationship-unique-id": {"type": "string"}, "sequence-number": {"type": "integer"}, "description": {"type": "string"},
            "direction": {"enum": ["source-to-destination", "destination-to-source"]}
          }
        }}
      }
    }
  }
}`

func TestCALMKeepsToItsSchemaAndHoldsTogether(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(calmSchema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("calm.json", document); err != nil {
		t.Fatal(err)
	}
	schema := compiler.MustCompile("calm.json")
	for name, s := range drawable(t) {
		text, _ := drawn(t, calm, s, Ask{})
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(name, err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var a calmArchitecture
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatal(name, err)
		}
		w := workspaceOf(s)
		names := map[string]string{}
		for _, n := range a.Nodes {
			if _, taken := names[n.ID]; taken {
				t.Errorf("%s: two nodes are called %s", name, n.ID)
			}
			names[n.ID] = n.Name
		}
		for _, e := range w.elements {
			if names[e.id] != safe.Line(e.name) {
				t.Errorf("%s: %s is called %q, want %q", name, e.id, names[e.id], safe.Line(e.name))
			}
		}
		relationships := map[string]bool{}
		var arrows []string
		for _, r := range a.Relationships {
			if relationships[r.ID] {
				t.Errorf("%s: two relationships are called %s", name, r.ID)
			}
			relationships[r.ID] = true
			var nodes []string
			switch {
			case r.Type.Interacts != nil:
				nodes = append(r.Type.Interacts.Nodes, r.Type.Interacts.Actor)
				arrows = append(arrows, r.Type.Interacts.Actor+" -> "+r.Type.Interacts.Nodes[0])
			case r.Type.Connects != nil:
				nodes = []string{r.Type.Connects.Source.Node, r.Type.Connects.Destination.Node}
				arrows = append(arrows, nodes[0]+" -> "+nodes[1])
			case r.Type.ComposedOf != nil:
				nodes = append(r.Type.ComposedOf.Nodes, r.Type.ComposedOf.Container)
			default:
				nodes = append(r.Type.DeployedIn.Nodes, r.Type.DeployedIn.Container)
			}
			for _, n := range nodes {
				if _, ok := names[n]; !ok {
					t.Errorf("%s: %s leads to %s, which is no node", name, r.ID, n)
				}
			}
		}
		var want []string
		for _, r := range w.relations {
			want = append(want, r.from.id+" -> "+r.to.id)
		}
		if fmt.Sprint(arrows) != fmt.Sprint(want) {
			t.Errorf("%s: arrows are\n%q\nwant\n%q", name, arrows, want)
		}
		for i, f := range a.Flows {
			if len(f.Transitions) != len(w.tales[i].calls()) {
				t.Errorf("%s: %s has %d transitions, want %d", name, f.ID, len(f.Transitions), len(w.tales[i].calls()))
			}
			for _, tr := range f.Transitions {
				if !relationships[tr.Relationship] {
					t.Errorf("%s: %s uses %s, which is no relationship", name, f.ID, tr.Relationship)
				}
			}
		}
	}
}
