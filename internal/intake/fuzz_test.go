package intake

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/loadpath/loadpath/internal/diag"
)

func FuzzCompose(f *testing.F)    { fuzzImport(f, compose) }
func FuzzKubernetes(f *testing.F) { fuzzImport(f, kubernetes) }
func FuzzOpenAPI(f *testing.F)    { fuzzImport(f, openAPI) }

// fuzzImport holds that every text makes a design that checks, or an error with
// a place. Its seeds are the samples of the format and texts cut out of them.
func fuzzImport(f *testing.F, format *Format) {
	names, _ := filepath.Glob("testdata/" + format.Name + "*.txtar")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if file.Name == "design.yaml" || file.Name == "notes" {
				continue
			}
			f.Add(file.Data)
			for cut := range 8 {
				f.Add(file.Data[:len(file.Data)*cut/8])
				f.Add(file.Data[len(file.Data)*cut/8:])
			}
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		made, problems := format.Import([]*diag.Source{diag.NewSource("file", text)}, "fuzzed")
		switch {
		case made == nil && !problems.HasErrors():
			t.Error("neither a design nor an error")
		case made != nil:
			checked(t, made)
		}
		for _, p := range problems {
			if p.Span.Source == nil || p.Message == "" {
				t.Errorf("a problem without a place or words: %+v", p)
			}
		}
	})
}
