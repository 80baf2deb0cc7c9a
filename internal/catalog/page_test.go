package catalog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestThePageOfKindsIsFresh(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "kinds.md")
	if *update {
		if err := os.WriteFile(path, []byte(Page()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != Page() {
		t.Errorf("%s is stale: go test ./internal/catalog -update", path)
	}
}

func TestThePageOfKindsNamesEverythingOnce(t *testing.T) {
	page := Page()
	for _, k := range Kinds() {
		if n := strings.Count(page, "\n| `"+k.Name+"` | "+k.Doc); n != 1 {
			t.Errorf("the kind %s has %d rows, want 1", k.Name, n)
		}
	}
	for _, tech := range Technologies() {
		if n := strings.Count(page, "\n| `"+tech.Name+"` | "+tech.Title); n != 1 {
			t.Errorf("the technology %s has %d rows, want 1", tech.Name, n)
		}
	}
	for _, m := range Machines() {
		if n := strings.Count(page, "`"+m.Name+"`"); n != 1 {
			t.Errorf("the machine type %s is named %d times, want 1", m.Name, n)
		}
	}
}
