package export

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write generated files anew")

func TestThePageOfFormatsIsFresh(t *testing.T) {
	const path = "../../docs/formats.md"
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
		t.Errorf("%s is stale: go test ./internal/export -run Page -update", path)
	}
}
