package report

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

var update = flag.Bool("update", false, "write what the views print into testdata")

// fewEvents keeps the simulations of tests short; what they show is not
// settled, and the document says so.
const fewEvents = 100_000

// load reads a design and wants it to be without errors.
func load(t *testing.T, name string, text []byte) *model.Design {
	t.Helper()
	d, problems, err := model.Load(name, func(string) ([]byte, error) { return text, nil })
	if err != nil {
		t.Fatal(err)
	}
	if problems.HasErrors() {
		t.Fatalf("%s: %s", name, problems[0].Message)
	}
	return d
}

// readTestdata reads a file of testdata.
func readTestdata(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// design reads a design of testdata.
func design(t *testing.T, name string) *model.Design {
	t.Helper()
	return load(t, name, readTestdata(t, name))
}

// reviewed takes a design through the whole journey.
func reviewed(t *testing.T, d *model.Design) *study.Study {
	t.Helper()
	s, err := study.Run(context.Background(), d, study.Options{MaxEvents: fewEvents})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// estimated goes the part of the journey that needs no simulation.
func estimated(t *testing.T, d *model.Design) *study.Study {
	t.Helper()
	s, err := study.Estimate(d, study.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// templates are the finished designs.
func templates(t *testing.T) map[string]*model.Design {
	all := map[string]*model.Design{}
	for _, name := range designs.Names() {
		text, _ := designs.Text(name)
		all[name] = load(t, name+".yaml", text)
	}
	return all
}

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not what is printed; run `go test ./internal/report -update` and read the diff\n%s", name, diff)
	}
}

// document writes a study and returns its files by name.
func document(t *testing.T, s *study.Study) map[string]string {
	t.Helper()
	files, err := Document(s, Issue{})
	if err != nil {
		t.Fatal(err)
	}
	if files[0].Name != "design.html" {
		t.Fatalf("the first file is %s, want design.html", files[0].Name)
	}
	byName := map[string]string{}
	for _, f := range files {
		if _, twice := byName[f.Name]; twice {
			t.Errorf("%s is written twice", f.Name)
		}
		byName[f.Name] = string(f.Data)
	}
	return byName
}

// rendered runs a view into a string.
func rendered(view func(*bytes.Buffer)) string {
	var b bytes.Buffer
	view(&b)
	return b.String()
}

// plainText takes the tags out of HTML, so that a test can look for words.
func plainText(html string) string {
	var b strings.Builder
	inside := false
	for _, r := range html {
		switch {
		case r == '<':
			inside = true
		case r == '>' && inside:
			inside = false
			b.WriteByte(' ')
		case !inside:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
