package intake

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/diag"
)

func FuzzCompose(f *testing.F)    { fuzzImport(f, compose) }
func FuzzKubernetes(f *testing.F) { fuzzImport(f, kubernetes) }
func FuzzOpenAPI(f *testing.F)    { fuzzImport(f, openAPI) }

// fuzzImport holds that every text makes a design that checks, or an error with
// a place. Its seeds are the samples of the format and texts cut out of them.
func fuzzImport(f *testing.F, format *Format) {
	for _, file := range samplesOf(f, format) {
		f.Add(file)
		for cut := range 8 {
			f.Add(file[:len(file)*cut/8])
			f.Add(file[len(file)*cut/8:])
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) { madeOrReported(t, format, text) })
}

// TestDamagedSamplesBecomeDesignsOrAreReported holds the same over samples in
// which lines and words were taken out, doubled, or replaced by hostile ones.
func TestDamagedSamplesBecomeDesignsOrAreReported(t *testing.T) {
	for _, format := range Formats {
		t.Run(format.Name, func(t *testing.T) {
			samples := samplesOf(t, format)
			if len(samples) == 0 {
				t.Fatalf("testdata has no %s*.txtar", format.Name)
			}
			rapid.Check(t, func(r *rapid.T) {
				text := rapid.SampledFrom(samples).Draw(r, "sample")
				for range rapid.IntRange(1, 4).Draw(r, "damages") {
					text = damaged(r, text)
				}
				madeOrReported(r, format, text)
			})
		})
	}
}

// damaged is a text with one thing wrong in it.
func damaged(r *rapid.T, text []byte) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	at := rapid.IntRange(0, len(lines)-1).Draw(r, "line")
	switch rapid.IntRange(0, 3).Draw(r, "damage") {
	case 0:
		lines = slices.Delete(lines, at, at+1)
	case 1:
		lines = slices.Insert(lines, at, lines[rapid.IntRange(0, len(lines)-1).Draw(r, "from")])
	default:
		words := word.FindAllIndex(text, -1)
		if len(words) == 0 {
			return text
		}
		w := words[rapid.IntRange(0, len(words)-1).Draw(r, "word")]
		with := rapid.OneOf(rapid.SampledFrom(hostile), rapid.SampledFrom([]string{"0", "-1", "1e400", "[]", "{}", "null", "[a, b]", "{a: b}", "${X}", "1.5", "99999999999999999999"})).Draw(r, "with")
		return slices.Concat(text[:w[0]], []byte(with), text[w[1]:])
	}
	return bytes.Join(lines, nil)
}

var word = regexp.MustCompile(`[\pL\pN_./$-]+`)

// samplesOf are the files of the samples of a format.
func samplesOf(t testing.TB, format *Format) [][]byte {
	var samples [][]byte
	names, _ := filepath.Glob("testdata/" + format.Name + "*.txtar")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range archive.Files {
			if file.Name != "design.yaml" && file.Name != "notes" {
				samples = append(samples, file.Data)
			}
		}
	}
	return samples
}

func madeOrReported(t reporter, format *Format, text []byte) {
	made, problems := format.Import([]*diag.Source{diag.NewSource("file", text)}, "fuzzed")
	switch {
	case made == nil && !problems.HasErrors():
		t.Errorf("neither a design nor an error")
	case made != nil:
		checked(t, made)
	}
	for _, p := range problems {
		if p.Span.Source == nil || p.Message == "" {
			t.Errorf("a problem without a place or words: %+v", p)
		}
	}
}
