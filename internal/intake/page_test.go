package intake

import (
	"os"
	"testing"
)

func TestThePageOfImportsIsFresh(t *testing.T) {
	const path = "../../docs/imports.md"
	if *update {
		if err := os.WriteFile(path, []byte(Page()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != Page() {
		t.Errorf("%s is stale: go test ./internal/intake -run Page -update", path)
	}
}
