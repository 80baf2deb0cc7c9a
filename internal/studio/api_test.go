package studio

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write web/src/api.ts")

// spoken are the values that the page and we exchange.
var spoken = []any{
	State{}, WhatIf{}, Found{}, Derivation{}, CostSheet{}, Fault{}, Lever{}, Question{}, Changes{}, NewText{}, Draft{}, Piece{}, Template{}, Begin{}, Import{}, Trouble{}, Sides{}, Differing{},
	Checked{}, Cursor{}, Completion{}, Hover{}, FindingAt{}, Fix{}, // of the editor
}

// TestThePageKnowsOurTypes holds web/src/api.ts to the Go types: it is made from
// them with `go test ./internal/studio -run Types -update`.
func TestThePageKnowsOurTypes(t *testing.T) {
	const file = "../../web/src/api.ts"
	want := typescript(spoken)
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the types of this package give; run `go test ./internal/studio -run Types -update`", file)
	}
}

// typescript writes the JSON of Go types as TypeScript, every type after the
// ones it needs.
func typescript(values []any) string {
	w := &scribe{seen: map[reflect.Type]bool{}}
	w.out.WriteString("// Made from the types of internal/studio by `go test ./internal/studio -run Types -update`.\n")
	for _, v := range values {
		w.declare(reflect.TypeOf(v))
	}
	return w.out.String()
}

type scribe struct {
	out  strings.Builder
	seen map[reflect.Type]bool
}

func (w *scribe) declare(t reflect.Type) {
	if w.seen[t] {
		return
	}
	w.seen[t] = true
	var body strings.Builder
	w.fields(&body, t)
	fmt.Fprintf(&w.out, "\nexport interface %s {\n%s}\n", t.Name(), body.String())
}

func (w *scribe) fields(body *strings.Builder, t reflect.Type) {
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case f.Anonymous && name == "":
			w.fields(body, f.Type)
		default:
			mark := ""
			if strings.Contains(options, "omitempty") {
				mark = "?"
			}
			fmt.Fprintf(body, "  %s%s: %s;\n", name, mark, w.name(f.Type, mark != ""))
		}
	}
}

// name is the TypeScript name of a type; a pointer that is left out when it is
// nil needs no null.
func (w *scribe) name(t reflect.Type, omitted bool) string {
	switch t.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Int, reflect.Int64, reflect.Uint64, reflect.Float64:
		return "number"
	case reflect.Slice:
		return w.name(t.Elem(), false) + "[]"
	case reflect.Array:
		items := make([]string, t.Len())
		for i := range items {
			items[i] = w.name(t.Elem(), false)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case reflect.Map:
		return "Record<string, " + w.name(t.Elem(), false) + ">"
	case reflect.Pointer:
		inner := w.name(t.Elem(), false)
		if omitted {
			return inner
		}
		return inner + " | null"
	case reflect.Struct:
		w.declare(t)
		return t.Name()
	}
	panic("no TypeScript for " + t.String())
}
