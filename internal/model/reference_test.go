package model

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write generated files anew")

const referencePath = "../../docs/reference.md"

func TestReferencePageIsFresh(t *testing.T) {
	if *update {
		if err := os.WriteFile(referencePath, []byte(Reference()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(referencePath)
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != Reference() {
		t.Error("docs/reference.md is stale; run go test ./internal/model -run Reference -update")
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
