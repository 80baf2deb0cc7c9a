package intake

import (
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

func TestWhatIsNoWholeInterfaceIsReportedWithAPlace(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"swagger: '2.0'\npaths: {}\n", "a.yaml:1:10: this is Swagger 2.0; OpenAPI 3 is read [refused-import]"},
		{"openapi: 4.0.0\n", "a.yaml:1:10: this does not say that it is OpenAPI 3 [unreadable-import]"},
		{"openapi: 3.0.0\npaths:\n  users: {}\n", `a.yaml:3:3: path "users" does not begin with / [unreadable-import]`},
		{"openapi: 3.0.0\npaths:\n  /a: {get: {requestBody: {$ref: '#/components/requestBodies/Gone'}}}\n", `a.yaml:3:34: nothing stands at "#/components/requestBodies/Gone" [unreadable-import]`},
		{"openapi: 3.0.0\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n", `references go in a circle at "#/components/schemas/`},
		{"openapi: 3.0.0\npaths: {\n", `a.yaml:2:8: "{" is never closed [yaml-syntax]`},
	} {
		_, said := imported(t, openAPI, []*diag.Source{diag.NewSource("a.yaml", []byte(tt.text))})
		if !strings.Contains(string(said), tt.want) {
			t.Errorf("%q says\n%s\nwant %q", tt.text, said, tt.want)
		}
	}
}

// TestSizesFollowFromTheBoundsOfASchema holds sizes to JSON values that were
// counted by hand: the least and the most that the schema allows.
func TestSizesFollowFromTheBoundsOfASchema(t *testing.T) {
	for _, tt := range []struct {
		schema, least, most string // JSON; "" for no bound
	}{
		{`{type: string, minLength: 1, maxLength: 3}`, `"a"`, `"abc"`},
		{`{enum: [on, standby]}`, `"on"`, `"standby"`},
		{`{type: boolean}`, `true`, `false`},
		{`{type: string, format: uuid}`, `"00000000-0000-0000-0000-000000000000"`, `"00000000-0000-0000-0000-000000000000"`},
		{`{type: integer, format: int32}`, `0`, `-2147483648`},
		{`{type: object, required: [a], properties: {a: {enum: [x]}, b: {type: boolean}}}`, `{"a":"x"}`, `{"a":"x","b":false}`},
		{`{type: array, minItems: 1, maxItems: 2, items: {enum: [xy]}}`, `["xy"]`, `["xy","xy"]`},
		{`{type: array, maxItems: 1, items: {enum: [xy]}}`, `[]`, `["xy"]`},
		{`{type: string}`, "", ""},
		{`{type: array, items: {type: boolean}}`, "", ""},
		{`{type: object, properties: {a: {type: string}}}`, "", ""},
	} {
		n, _ := syntax.Parse(diag.NewSource("schema.yaml", []byte(tt.schema)))
		f := &openAPIFile{draft: &Draft{}, root: n, sizes: map[*syntax.Node]bounds{}}
		got := f.size(n, "application/json")
		want := bounds{float64(len(tt.least)), float64(len(tt.most)), true}
		if tt.least == "" {
			if got.ok {
				t.Errorf("%s has bounds %v, want none", tt.schema, got)
			}
			continue
		}
		if got != want {
			t.Errorf("%s has bounds %v, want %v", tt.schema, got, want)
		}
	}
}

func TestSchemasThatHoldThemselvesEnd(t *testing.T) {
	var b strings.Builder
	b.WriteString("openapi: 3.0.0\npaths: {/: {get: {responses: {200: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {allOf: [")
	for range 30 {
		b.WriteString("{$ref: '#/components/schemas/A'}, {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}, ")
	}
	b.WriteString("]}}}\n")
	design, said := imported(t, openAPI, []*diag.Source{diag.NewSource("a.yaml", []byte(b.String()))})
	if !strings.Contains(string(design), "  a:\n    fields: {a: a}\n") {
		t.Errorf("said %s, made\n%s", said, design)
	}
}
