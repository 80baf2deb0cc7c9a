package model

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write generated files anew")

func TestGeneratedPagesAreFresh(t *testing.T) {
	for path, want := range map[string]string{"../../docs/reference.md": Reference(), "../../docs/diagnostics.md": RulesPage()} {
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		page, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(page) != want {
			t.Errorf("%s is stale; run go test ./internal/model -run Fresh -update", path)
		}
	}
}

func TestReferencePageHasEveryKey(t *testing.T) {
	page := Reference()
	for _, s := range allSpecs() {
		for _, f := range s.fields {
			if !strings.Contains(page, "| `"+f.key+"` |") {
				t.Errorf("%s.%s is not on the reference page", s.typ.Name(), f.key)
			}
			if f.doc == "" {
				t.Errorf("%s.%s has no doc", s.typ.Name(), f.key)
			}
		}
	}
}
