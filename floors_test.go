package loadpath_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors is the map of the house: a package imports only packages on earlier
// lines, never one on its own line. Sub-packages live on their parent's floor
// and may be imported by it.
const floors = `
diag
stats
unit faulttree queueing syntax
catalog
model
estimate sim layout
reliability fault
search calibrate
audit
study
report
export intake
studio lsp mcp
`

const house = "github.com/loadpath/loadpath/internal/"

func TestPackagesImportOnlyFromEarlierFloors(t *testing.T) {
	floor := map[string]int{}
	for i, line := range strings.Split(strings.TrimSpace(floors), "\n") {
		for _, room := range strings.Fields(line) {
			floor[room] = i
		}
	}
	seen := map[string]bool{}
	err := filepath.WalkDir("internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		room := strings.Split(filepath.ToSlash(path), "/")[1]
		own, ok := floor[room]
		if !ok {
			t.Errorf("%s: room %q is not on the map in floors_test.go", path, room)
			return nil
		}
		seen[room] = true
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			rest, ours := strings.CutPrefix(name, house)
			if !ours {
				continue
			}
			other := strings.Split(rest, "/")[0]
			if other == room {
				continue
			}
			if at, known := floor[other]; !known || at >= own {
				t.Errorf("%s: %s may not import %s, which is not on an earlier floor", path, room, other)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []string{"diag", "model", "estimate", "sim", "study", "report"} {
		if !seen[room] {
			t.Errorf("found no package %s; does the test run in the module's root?", room)
		}
	}
	if !slices.IsSorted([]int{floor["diag"], floor["model"], floor["study"], floor["studio"]}) {
		t.Error("the map of floors is not read in order")
	}
}
