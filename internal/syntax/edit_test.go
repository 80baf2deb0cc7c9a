package syntax

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/diag"
)

// pathsOf returns the paths to every value below v.
func pathsOf(v meant, at Path) []Path {
	out := []Path{at}
	switch v := v.(type) {
	case []meant:
		for i, item := range v {
			out = append(out, pathsOf(item, append(slices.Clone(at), strconv.Itoa(i)))...)
		}
	case []field:
		for _, f := range v {
			out = append(out, pathsOf(f.value, append(slices.Clone(at), f.key))...)
		}
	}
	return out
}

// at returns the value at a path.
func at(v meant, path Path) meant {
	for _, step := range path {
		switch x := v.(type) {
		case []meant:
			i, _ := strconv.Atoi(step)
			v = x[i]
		case []field:
			v = x[slices.IndexFunc(x, func(f field) bool { return f.key == step })].value
		}
	}
	return v
}

// with returns v with another value at a path.
func with(v meant, path Path, change func(meant) meant) meant {
	if len(path) == 0 {
		return change(v)
	}
	switch x := v.(type) {
	case []meant:
		i, _ := strconv.Atoi(path[0])
		out := slices.Clone(x)
		out[i] = with(x[i], path[1:], change)
		return out
	case []field:
		out := slices.Clone(x)
		for i := range out {
			if out[i].key == path[0] {
				out[i].value = with(x[i].value, path[1:], change)
			}
		}
		return out
	}
	return v
}

// written is what the editor reads: merge keys and duplicates as they stand.
func written(t interface{ Fatalf(string, ...any) }, text []byte) meant {
	root, _, err := asWritten(diag.NewSource("edited.yaml", text))
	if err != nil {
		t.Fatalf("the edited text is broken: %v\n%s", err, text)
	}
	return meaning(root)
}

// newValue draws a value and its YAML text, as a caller would give it.
func newValue(t *rapid.T) (meant, string) {
	w := &writer{t: t, step: rapid.SampledFrom([]int{2, 4}).Draw(t, "new step")}
	v := genValue(t, 2)
	if s, ok := v.(string); ok {
		w.scalar(s, 0, false)
		return v, w.b.String()
	}
	if v == nil {
		return v, rapid.SampledFrom([]string{"", "null", "~"}).Draw(t, "new null")
	}
	if w.chance(2, "new flow") {
		w.flow(v, 0)
		return v, w.b.String()
	}
	w.block(v, 0)
	return v, w.b.String()
}

// checkEdit applies edits and compares the outcome with what was wanted. It
// also holds the edits to their promise by looking at the bytes, not the spans.
func checkEdit(t *rapid.T, what, text string, edits []diag.Edit, err error, want meant) {
	t.Helper()
	if errors.Is(err, errMisplaced) && strings.Contains(text, "|+") {
		return // blank lines that move behind a |+ would become part of it
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s", what, err, text)
	}
	out, err := Apply([]byte(text), edits)
	if err != nil {
		t.Fatalf("%s: %v\n%s", what, err, text)
	}
	if got := written(t, out); !reflect.DeepEqual(got, want) {
		t.Fatalf("%s\n--- before\n%s\n--- after\n%s\n--- got  %s\n--- want %s", what, text, out, show(got), show(want))
	}
	if strings.Contains(text, "\r\n") && strings.Contains(strings.ReplaceAll(string(out), "\r\n", ""), "\n") {
		t.Fatalf("%s: a bare line feed in a text with CRLF\n%q", what, out)
	}
}

func TestSetChangesOneValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, text := genText(t)
		path := rapid.SampledFrom(pathsOf(v, Path{})).Draw(t, "path")
		value, valueText := newValue(t)
		edits, err := Set(source(text), path, valueText)
		checkEdit(t, "Set "+path.String()+" to "+valueText, text, edits, err, with(v, path, func(meant) meant { return value }))
	})
}

func TestInsertAddsOneKeyAtTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, text := genText(t)
		var open []Path
		for _, p := range pathsOf(v, Path{}) {
			switch at(v, p).(type) {
			case []field, nil:
				open = append(open, p)
			}
		}
		if len(open) == 0 {
			return
		}
		path := rapid.SampledFrom(open).Draw(t, "path")
		key := rapid.SampledFrom([]string{"new", "a b", "x: y z", "ключ"}).Draw(t, "key")
		value, valueText := newValue(t)
		entry := field{key, value}
		full := append(slices.Clone(path), key)
		if rapid.Bool().Draw(t, "deeper") {
			full = append(full, "below")
			entry.value = []field{{"below", value}}
		}
		edits, err := Insert(source(text), full, valueText)
		checkEdit(t, "Insert "+full.String()+" "+valueText, text, edits, err, with(v, path, func(old meant) meant {
			fields, _ := old.([]field)
			return append(slices.Clone(fields), entry)
		}))
	})
}

func TestAppendAddsOneItemAtTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, text := genText(t)
		var open []Path
		for _, p := range pathsOf(v, Path{}) {
			switch at(v, p).(type) {
			case []meant, nil:
				open = append(open, p)
			}
		}
		if len(open) == 0 {
			return
		}
		path := rapid.SampledFrom(open).Draw(t, "path")
		value, valueText := newValue(t)
		edits, err := Append(source(text), path, valueText)
		checkEdit(t, "Append "+path.String()+" "+valueText, text, edits, err, with(v, path, func(old meant) meant {
			items, _ := old.([]meant)
			return append(slices.Clone(items), value)
		}))
	})
}

func TestDeleteRemovesOneEntry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, text := genText(t)
		paths := pathsOf(v, Path{})[1:]
		if len(paths) == 0 {
			return
		}
		path := rapid.SampledFrom(paths).Draw(t, "path")
		edits, err := Delete(source(text), path)
		last := path[len(path)-1]
		checkEdit(t, "Delete "+path.String(), text, edits, err, with(v, path[:len(path)-1], func(old meant) meant {
			if items, ok := old.([]meant); ok {
				i, _ := strconv.Atoi(last)
				return slices.Delete(slices.Clone(items), i, i+1)
			}
			return slices.DeleteFunc(slices.Clone(old.([]field)), func(f field) bool { return f.key == last })
		}))
	})
}

const shop = `# the shop
components:
  web: {kind: service, replicas: 2} # front
  db:   # the store
    kind: sql
    stores: [order, item]

flows:
  buy:
    by: reader
    steps:
      - call: web
        steps: [{write: db.order}]
      - call: web
  empty:
`

func TestEditsReadAsAPersonWouldWriteThem(t *testing.T) {
	tests := []struct {
		name        string
		edit        func(*diag.Source) ([]diag.Edit, error)
		before, new string // one place of the shop, and how it reads afterwards
	}{
		{"set in brackets", func(s *diag.Source) ([]diag.Edit, error) {
			return Set(s, Path{"components", "web", "replicas"}, "12")
		}, "replicas: 2}", "replicas: 12}"},
		{"set in a block", func(s *diag.Source) ([]diag.Edit, error) {
			return Set(s, Path{"components", "db", "kind"}, "document")
		}, "kind: sql", "kind: document"},
		{"set what is not there yet", func(s *diag.Source) ([]diag.Edit, error) {
			return Set(s, Path{"components", "web", "slots"}, "50")
		}, "replicas: 2}", "replicas: 2, slots: 50}"},
		{"insert a component", func(s *diag.Source) ([]diag.Edit, error) {
			return Insert(s, Path{"components", "cache"}, "{kind: cache}")
		}, "[order, item]\n", "[order, item]\n  cache: {kind: cache}\n"},
		{"insert over several lines", func(s *diag.Source) ([]diag.Edit, error) {
			return Insert(s, Path{"components", "db", "operations"}, "find:\n  - read: order\n  - work: 1ms\n")
		}, "[order, item]\n", "[order, item]\n    operations:\n      find:\n        - read: order\n        - work: 1ms\n"},
		{"insert several lines in brackets", func(s *diag.Source) ([]diag.Edit, error) {
			return Insert(s, Path{"components", "web", "start"}, "time: 30s\nnote: |\n  a, b\n")
		}, "replicas: 2}", `replicas: 2, start: {time: 30s, note: "a, b\n"}}`},
		{"insert a section", func(s *diag.Source) ([]diag.Edit, error) {
			return Insert(s, Path{"load", "spike", "level"}, "mean")
		}, "  empty:\n", "  empty:\nload:\n  spike:\n    level: mean\n"},
		{"insert below an empty key", func(s *diag.Source) ([]diag.Edit, error) {
			return Insert(s, Path{"flows", "empty", "by"}, "web")
		}, "  empty:\n", "  empty:\n    by: web\n"},
		{"append a step", func(s *diag.Source) ([]diag.Edit, error) {
			return Append(s, Path{"flows", "buy", "steps"}, "call: db\nwork: 1ms\n")
		}, "      - call: web\n  empty", "      - call: web\n      - call: db\n        work: 1ms\n  empty"},
		{"append in brackets", func(s *diag.Source) ([]diag.Edit, error) {
			return Append(s, Path{"components", "db", "stores"}, "cart")
		}, "[order, item]", "[order, item, cart]"},
		{"append to nothing", func(s *diag.Source) ([]diag.Edit, error) {
			return Append(s, Path{"flows", "empty", "steps"}, "{work: 1ms}")
		}, "  empty:\n", "  empty:\n    steps:\n      - {work: 1ms}\n"},
		{"delete a component with its comment", func(s *diag.Source) ([]diag.Edit, error) {
			return Delete(s, Path{"components", "web"})
		}, "  web: {kind: service, replicas: 2} # front\n", ""},
		{"delete the first key beside a dash", func(s *diag.Source) ([]diag.Edit, error) {
			return Delete(s, Path{"flows", "buy", "steps", "0", "call"})
		}, "- call: web\n        steps:", "- steps:"},
		{"delete the last item", func(s *diag.Source) ([]diag.Edit, error) {
			return Delete(s, Path{"flows", "buy", "steps", "0", "steps", "0"})
		}, "[{write: db.order}]", "[]"},
		{"replace a block by brackets", func(s *diag.Source) ([]diag.Edit, error) {
			return Set(s, Path{"components", "db"}, "{kind: sql}")
		}, "db:   # the store\n    kind: sql\n    stores: [order, item]\n", "db: {kind: sql}   # the store\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, eol := range []string{"\n", "\r\n"} {
				in := strings.ReplaceAll(shop, "\n", eol)
				edits, err := tt.edit(source(in))
				if err != nil {
					t.Fatal(err)
				}
				got, err := Apply([]byte(in), edits)
				if err != nil {
					t.Fatal(err)
				}
				want := strings.ReplaceAll(strings.Replace(shop, tt.before, tt.new, 1), "\n", eol)
				if string(got) != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
			}
		})
	}
}

func TestEntriesOnTheirOwnLinesGetALineEach(t *testing.T) {
	tests := []struct{ before, after string }{
		{"a: {\n  b: 1, # one\n  c: 2  # two\n}\n", "a: {\n  b: 1, # one\n  c: 2,  # two\n  new: 3\n}\n"},
		{"a: {\n  b: 1,\n  c: 2, # two\n}\n", "a: {\n  b: 1,\n  c: 2, # two\n  new: 3,\n}\n"},
		{"a: {\n  b: 1}\n", "a: {\n  b: 1, new: 3}\n"},
		{"a: {\n  b: 1,}\n", "a: {\n  b: 1, new: 3,}\n"},
		{"a: {b: 1, c}\n", "a: {b: 1, c, new: 3}\n"},
		{"a: {}", "a: {new: 3}"},
		{"a:", "a:\n  new: 3"},
		{"a: ~ # none\n", "a: # none\n  new: 3\n"},
		{"x: {a: }\n", "x: {a: , new: 3}\n"},
	}
	for _, tt := range tests {
		path := Path{"a", "new"}
		if strings.HasPrefix(tt.before, "x") {
			path = Path{"x", "new"}
		}
		edits, err := Insert(source(tt.before), path, "3")
		if err != nil {
			t.Errorf("%q: %v", tt.before, err)
			continue
		}
		if got, _ := Apply([]byte(tt.before), edits); string(got) != tt.after {
			t.Errorf("%q\ngot  %q\nwant %q", tt.before, got, tt.after)
		}
	}
}

func TestRenameChangesTheKeyAndEveryReference(t *testing.T) {
	src := source(shop)
	other := diag.NewSource("more.yaml", []byte("links: {web.db: {timeout: 1s}}\n"))
	root, _ := Parse(src)
	call := root.Get("flows").Get("buy").Get("steps").Items[0].Get("call").Span
	foreign := diag.Span{Source: other, Start: 8, End: 11}
	edits, err := Rename(src, Path{"components", "web"}, "front-end", []diag.Span{call, call, foreign})
	if err != nil {
		t.Fatal(err)
	}
	var here, there []diag.Edit
	for _, e := range edits {
		if e.Span.Source == src {
			here = append(here, e)
		} else {
			there = append(there, e)
		}
	}
	got, err := Apply(src.Text, here)
	want := strings.Replace(strings.Replace(shop, "  web:", "  front-end:", 1), "call: web", "call: front-end", 1)
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
	if got, _ := Apply(other.Text, there); string(got) != "links: {front-end.db: {timeout: 1s}}\n" {
		t.Errorf("the other file reads %s", got)
	}
}

func TestImpossibleEditsAreRefused(t *testing.T) {
	const text = "a: &x {b: 1}\nc: *x\nlist: [1]\nn: 5\n"
	tests := []struct {
		name, want string
		edit       func(*diag.Source) ([]diag.Edit, error)
	}{
		{"through a reference", "is a reference", func(s *diag.Source) ([]diag.Edit, error) { return Set(s, Path{"c", "b"}, "2") }},
		{"below a scalar", "single value", func(s *diag.Source) ([]diag.Edit, error) { return Insert(s, Path{"n", "b"}, "2") }},
		{"item out of range", "no item 7", func(s *diag.Source) ([]diag.Edit, error) { return Set(s, Path{"list", "7"}, "2") }},
		{"existing key", "exists already", func(s *diag.Source) ([]diag.Edit, error) { return Insert(s, Path{"a", "b"}, "2") }},
		{"missing key", "does not exist", func(s *diag.Source) ([]diag.Edit, error) { return Delete(s, Path{"zzz"}) }},
		{"the whole file", "does not exist", func(s *diag.Source) ([]diag.Edit, error) { return Delete(s, nil) }},
		{"append to a mapping", "not a list", func(s *diag.Source) ([]diag.Edit, error) { return Append(s, Path{"a"}, "2") }},
		{"an anchor that is needed", "write it by hand", func(s *diag.Source) ([]diag.Edit, error) { return Delete(s, Path{"a"}) }},
		{"broken value", "not YAML", func(s *diag.Source) ([]diag.Edit, error) { return Set(s, Path{"n"}, "[1") }},
		{"broken value to insert", "not YAML", func(s *diag.Source) ([]diag.Edit, error) { return Insert(s, Path{"z", "y"}, "{") }},
		{"broken item", "not YAML", func(s *diag.Source) ([]diag.Edit, error) { return Append(s, Path{"list"}, "{") }},
		{"rename a missing key", "does not exist", func(s *diag.Source) ([]diag.Edit, error) { return Rename(s, Path{"z"}, "y", nil) }},
		{"rename to a taken name", "exists already", func(s *diag.Source) ([]diag.Edit, error) { return Rename(s, Path{"a"}, "n", nil) }},
		{"rename an item", "has no name", func(s *diag.Source) ([]diag.Edit, error) { return Rename(s, Path{"list", "0"}, "n", nil) }},
		{"walk below a scalar to append", "single value", func(s *diag.Source) ([]diag.Edit, error) { return Append(s, Path{"n", "b"}, "2") }},
		{"walk below a scalar to delete", "single value", func(s *diag.Source) ([]diag.Edit, error) { return Delete(s, Path{"n", "b"}) }},
		{"walk below a scalar to set", "single value", func(s *diag.Source) ([]diag.Edit, error) { return Set(s, Path{"n", "b"}, "2") }},
		{"walk below a scalar to rename", "single value", func(s *diag.Source) ([]diag.Edit, error) { return Rename(s, Path{"n", "b"}, "2", nil) }},
		{"rename that breaks the text", "write it by hand", func(s *diag.Source) ([]diag.Edit, error) {
			return Rename(s, Path{"a"}, "b", []diag.Span{{Source: s, Start: 6, End: 7}})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if edits, err := tt.edit(source(text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, %v; want an error with %q", edits, err, tt.want)
			}
		})
	}
	for _, broken := range []string{"a: [", "a: \xff", "a: 1\n---\nb: 2\n"} {
		for name, edit := range map[string]func(*diag.Source) ([]diag.Edit, error){
			"Set":    func(s *diag.Source) ([]diag.Edit, error) { return Set(s, Path{"a"}, "1") },
			"Insert": func(s *diag.Source) ([]diag.Edit, error) { return Insert(s, Path{"b"}, "1") },
			"Append": func(s *diag.Source) ([]diag.Edit, error) { return Append(s, Path{"a"}, "1") },
			"Delete": func(s *diag.Source) ([]diag.Edit, error) { return Delete(s, Path{"a"}) },
			"Rename": func(s *diag.Source) ([]diag.Edit, error) { return Rename(s, Path{"a"}, "b", nil) },
		} {
			if _, err := edit(source(broken)); err == nil || !strings.Contains(err.Error(), "test.yaml:") {
				t.Errorf("%s in the broken text %q: %v", name, broken, err)
			}
		}
	}
}

func TestApplyTouchesOnlyItsSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(t, "text")
		cuts := rapid.SliceOfN(rapid.IntRange(0, len(text)), 0, 6).Draw(t, "cuts")
		slices.Sort(cuts)
		var edits []diag.Edit
		want, last := "", 0
		for i := 0; i+1 < len(cuts); i += 2 {
			e := diag.Edit{Span: diag.Span{Start: cuts[i], End: cuts[i+1]}, New: strconv.Itoa(i)}
			edits = append(edits, e)
			want += string(text[last:cuts[i]]) + e.New
			last = cuts[i+1]
		}
		want += string(text[last:])
		slices.Reverse(edits)
		if slices.ContainsFunc(edits, func(e diag.Edit) bool { return e.Span.Start == e.Span.End }) {
			slices.Reverse(edits) // insertions at one place keep their order
		}
		if got, err := Apply(text, edits); err != nil || string(got) != want {
			t.Fatalf("got %q, %v, want %q", got, err, want)
		}
	})
	for _, bad := range [][]diag.Edit{
		{{Span: diag.Span{Start: 0, End: 2}}, {Span: diag.Span{Start: 1, End: 3}}},
		{{Span: diag.Span{Start: 2, End: 1}}},
		{{Span: diag.Span{Start: 0, End: 9}}},
	} {
		if _, err := Apply([]byte("abc"), bad); err == nil {
			t.Errorf("Apply took %+v", bad)
		}
	}
}

func TestQuoteReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.SampledFrom(texts), rapid.SampledFrom(keys)).Draw(t, "text")
		if _, problems := readable(source(s)); len(problems) > 0 && strings.ContainsRune(s, '\uFFFD') {
			return
		}
		for _, frame := range []string{"%", "k: %", "{k: %}", "[%, 1]", "%: v", "{%: v}", "- %"} {
			text := strings.Replace(frame, "%", Quote(s), 1)
			root, problems := Parse(source(text))
			found := len(problems) == 0
			if found {
				found = false
				walk(root, func(n *Node) { found = found || n.Kind == Scalar && n.Value == s })
			}
			if !found {
				t.Fatalf("%q quoted as %s is not found in %s: %s %v", s, Quote(s), text, show(meaning(root)), problems)
			}
		}
	})
}

func TestEditRefusesAPathDeeperThanAFileMayBe(t *testing.T) {
	src := diag.NewSource("f.yaml", []byte("a: 1\n"))
	if _, err := Set(src, make(Path, maxDepth), "x"); err == nil {
		t.Errorf("Set took a path of %d names", maxDepth)
	}
}
