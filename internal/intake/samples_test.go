package intake

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/loadpath/loadpath/internal/diag"
)

var update = flag.Bool("update", false, "write what comes out into testdata")

// TestSamplesBecomeDesigns reads each archive of testdata: files that belong
// together, the design they make, and the notes about it or the problems. The
// name of an archive begins with the format; --as is never needed.
func TestSamplesBecomeDesigns(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no samples", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var files []*diag.Source
			want := map[string]*txtar.File{}
			for i, f := range archive.Files {
				if f.Name == "design.yaml" || f.Name == "notes" {
					want[f.Name] = &archive.Files[i]
					continue
				}
				files = append(files, diag.NewSource(f.Name, f.Data))
			}
			format, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(name), ".txtar"), "-")
			for _, file := range files {
				if f := Detect(file); f == nil || f.Name != format {
					t.Errorf("%s is taken for %v, want %s", file.Name, f, format)
				}
			}
			design, notes := imported(t, Find(format), files)
			for part, got := range map[string][]byte{"design.yaml": design, "notes": notes} {
				if diff := cmp.Diff(string(want[part].Data), string(got)); diff != "" && !*update {
					t.Errorf("%s: -want +got\n%s", part, diff)
				}
				want[part].Data = got
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// imported is the design of files, checked, and all that is said about it.
func imported(t testing.TB, f *Format, files []*diag.Source) (design, notes []byte) {
	t.Helper()
	var said bytes.Buffer
	made, problems := f.Import(files, "sample")
	_ = diag.Text(&said, problems, diag.TextOptions{})
	if made == nil {
		return nil, said.Bytes()
	}
	checked(t, made)
	for _, n := range made.LeftOut {
		fmt.Fprintln(&said, "left out:", n)
	}
	for _, n := range made.Open {
		fmt.Fprintln(&said, "open:", n)
	}
	return made.Text, said.Bytes()
}
