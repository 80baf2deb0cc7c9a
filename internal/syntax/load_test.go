package syntax

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

// disk returns a reader over files held in memory.
func disk(files map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		text, ok := files[filepath.ToSlash(name)]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return []byte(text), nil
	}
}

func TestIncludedFilesAreJoinedByName(t *testing.T) {
	doc, problems, err := Load("d/main.yaml", disk(map[string]string{
		"d/main.yaml": "loadpath: 1\ninclude: [parts/db.yaml, flows.yaml]\ncomponents:\n  web: {kind: service}\n" +
			"requirements: {functional: {a: {text: A}}}\nwaive: [1]\n",
		"d/parts/db.yaml":     "loadpath: 1\ninclude: [cache.yaml]\ncomponents:\n  db: {kind: sql}\nflows:\n",
		"d/parts/cache.yaml":  "components: {cache: {kind: cache}}\nrequirements: {functional: {b: {text: B}}, later: [x]}\n",
		"d/flows.yaml":        "include: parts/cache.yaml\nflows: {f: {rate: 1/s}}\nwaive: [2]\n",
		"d/parts/unused.yaml": "components: {z: {}}",
	}))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	var names []string
	for _, p := range doc.Root.Get("components").Pairs {
		names = append(names, p.Key.Value)
	}
	if want := []string{"web", "db", "cache"}; !reflect.DeepEqual(names, want) {
		t.Errorf("components %v, want %v", names, want)
	}
	if got := doc.Root.Get("requirements").Get("functional").Get("b").Get("text").Span.File(); filepath.ToSlash(got) != "d/parts/cache.yaml" {
		t.Errorf("the place of an included requirement is in %q", got)
	}
	if n := len(doc.Root.Get("waive").Items); n != 2 {
		t.Errorf("%d waivers, want 2", n)
	}
	if doc.Root.Get("flows").Get("f") == nil || len(doc.Sources) != 4 {
		t.Errorf("flows %v, %d sources", meaning(doc.Root.Get("flows")), len(doc.Sources))
	}
}

func TestOneNameInTwoFilesIsADuplicate(t *testing.T) {
	_, problems, err := Load("a.yaml", disk(map[string]string{
		"a.yaml": "include: [b.yaml]\nsystem: a\ncomponents:\n  web: {kind: service}\n",
		"b.yaml": "system: b\ncomponents:\n  web: {kind: sql}\n",
	}))
	if err != nil || len(problems) != 2 {
		t.Fatal(err, problems)
	}
	d := problems[1]
	if d.Code != "duplicate-key" || d.Span.String() != "b.yaml:3:3" || d.Related[0].Span.String() != "a.yaml:4:3" {
		t.Errorf("got %s at %v, related %v", d.Code, d.Span, d.Related[0].Span)
	}
}

func TestProblemsOfIncludeStandAtTheItem(t *testing.T) {
	tests := []struct {
		name, code, place, message string
		files                      map[string]string
	}{
		{"itself", "include-loop", "a.yaml:1:11", "includes itself", map[string]string{"a.yaml": "include: [./a.yaml]\nsystem: x\n"}},
		{"through another", "include-loop", "b.yaml:1:10", "includes itself", map[string]string{"a.yaml": "include: b.yaml\n", "b.yaml": "include: a.yaml\n"}},
		{"missing", "not-found", "a.yaml:2:5", `there is no file "nope.yaml"`, map[string]string{"a.yaml": "include:\n  - nope.yaml\n"}},
		{"not a name", "include", "a.yaml:1:11", "names of files", map[string]string{"a.yaml": "include: [[b]]\n"}},
		{"not a mapping", "include", "a.yaml:1:11", "no sections", map[string]string{"a.yaml": "include: [b.yaml]\n", "b.yaml": "- 1\n"}},
		{"broken", "yaml-syntax", "b.yaml:1:4", "never closed", map[string]string{"a.yaml": "include: [b.yaml]\n", "b.yaml": "x: [\n"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems, err := Load("a.yaml", disk(tt.files))
			if err != nil || len(problems) != 1 {
				t.Fatal(err, problems)
			}
			if d := problems[0]; d.Code != tt.code || d.Span.String() != tt.place || !strings.Contains(d.Message, tt.message) || d.Help == "" {
				t.Errorf("got %s: %s [%s], want %s: %s [%s]", d.Span, d.Message, d.Code, tt.place, tt.message, tt.code)
			}
		})
	}
}

func TestADirectoryIsNotADesign(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("include: [sub]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	doc, problems, err := Load(dir, os.ReadFile)
	if err != nil || doc.Root != nil || len(problems) != 1 || problems[0].Code != "is-directory" {
		t.Errorf("Load(directory) = %v, %v, %v", doc.Root, problems, err)
	}
	_, problems, err = Load(filepath.Join(dir, "a.yaml"), os.ReadFile)
	if err != nil || len(problems) != 1 || problems[0].Code != "is-directory" || problems[0].Span.Position() != (diag.Position{Line: 1, Column: 11}) {
		t.Errorf("include of a directory: %v, %v", problems, err)
	}
	if _, problems, err = Load(filepath.Join(dir, "nope.yaml"), os.ReadFile); err != nil || len(problems) != 1 || problems[0].Code != "not-found" {
		t.Errorf("missing file: %v, %v", problems, err)
	}
}

func TestAFailingDiskIsAnError(t *testing.T) {
	broken := errors.New("input/output error")
	read := func(name string) ([]byte, error) {
		if name == "a.yaml" {
			return []byte("include: [b.yaml]\n"), nil
		}
		return nil, &fs.PathError{Op: "read", Path: name, Err: broken}
	}
	if _, _, err := Load("c.yaml", read); !errors.Is(err, broken) {
		t.Errorf("the first file: error %v", err)
	}
	_, problems, err := Load("a.yaml", read)
	if err != nil || len(problems) != 1 || problems[0].Code != "unreadable" || !strings.Contains(problems[0].Message, "input/output error") {
		t.Errorf("an included file: %v, %v", problems, err)
	}
}
