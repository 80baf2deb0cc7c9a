package syntax

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

// seeds are texts with every construct, whole and broken.
var seeds = []string{
	"", "# only\n", shop, strings.ReplaceAll(shop, "\n", "\r\n"), "\uFEFF" + shop, "a: {b: 1\nc: [\n", "a: \"x\nb: 'y\n",
	"a: &x {k: 1}\nb: &y\n  k: 2\nc: *x\n? z\n: 3\n? [a]\n: 4\n&k q: !!str 5\ns: &z\n- 1\n- - 2\n  - 3\nt: [a: 1, ? b, c: ]\n: e\n",
	"a: &a [*a]\n<<: {x: 1}\nb: {<<: [*a, *b]}\n", "a: |\n  x\n   \n\nb: >-\n\n  x", "a: |2+\n   x\n\n# c\nb: 1\n",
	"%YAML 1.1\n---\na: 1\n...\n---\nb: 2\n", "a:\n\tb: 1\n", "a: 1\xff\xfe\x00\x01", "\xff\xfea\x00", "é: 東京 😀\n\u0085x: \u2028y\n",
	"a: 1\ra: 2\r", "- - - a\n    -   b: {c: , d}\n", "? |\n  block key\n: - one\n", "{a: 1, b: [x, {y: z}], }", "!t &a !!map {}\n", "a: *b\n", "key: - x\n",
	"a: !<x,y> b\n", "a: \"\\x41\\\n  b\"\n", "[[[[[[[[[[]]]]]]]]]]", "- &a\n- *a\n", "a: 'it''s'\n", "--- |\n x\n", "--- # c\n{}\n",
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		src := diag.NewSource("f.yaml", text)
		root, problems := Parse(src)
		if root == nil && !problems.HasErrors() {
			t.Fatal("no tree and no reason")
		}
		inside := func(s diag.Span) bool {
			return s.IsZero() || s.Source == src && 0 <= s.Start && s.Start <= s.End && s.End <= len(text)
		}
		for _, d := range problems {
			if !inside(d.Span) || d.Message == "" || d.Help == "" || d.Code == "" {
				t.Fatalf("diagnostic %+v", d)
			}
			for _, r := range d.Related {
				if !inside(r.Span) {
					t.Fatalf("related %+v", r)
				}
			}
			if strings.Contains(d.Message, "yaml:") || strings.Contains(d.Message, "runtime error") {
				t.Fatalf("a message for programmers: %s", d.Message)
			}
		}
		if root == nil {
			return
		}
		steps := 0
		var check func(n *Node)
		check = func(n *Node) {
			if steps++; steps > 1e5 {
				return
			}
			if !inside(n.Span) || n.Span.IsZero() {
				t.Fatalf("span %d..%d of %d bytes", n.Span.Start, n.Span.End, len(text))
			}
			for _, c := range n.Items {
				check(c)
			}
			for _, p := range n.Pairs {
				if p.Key.Kind != Scalar {
					t.Fatalf("key of kind %d", p.Key.Kind)
				}
				check(p.Key)
				check(p.Value)
			}
		}
		check(root)
		for at := range text {
			root.At(at)
		}
	})
}

func FuzzFormat(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		before, _, err := asWritten(diag.NewSource("f.yaml", text))
		out, formatErr := Format(diag.NewSource("f.yaml", text))
		if err != nil || formatErr != nil {
			if err != nil && formatErr == nil {
				t.Fatalf("broken text (%v) was formatted as %q", err, out)
			}
			return
		}
		after, _, err := asWritten(diag.NewSource("f.yaml", out))
		if err != nil || !reflect.DeepEqual(meaning(before), meaning(after)) {
			t.Fatalf("%q became %q (%v)", text, out, err)
		}
		again, err := Format(diag.NewSource("f.yaml", out))
		if err != nil || !bytes.Equal(again, out) {
			t.Fatalf("%q became %q, then (%v) %q", text, out, err, again)
		}
	})
}

func FuzzEdit(f *testing.F) {
	for i, s := range seeds {
		f.Add([]byte(s), "a\x00b", "{x: 1}", uint8(i))
		f.Add([]byte(s), "components\x00db\x00kind", "- x\n- |\n  y\n", uint8(i))
	}
	f.Fuzz(func(t *testing.T, text []byte, at, value string, op uint8) {
		src := diag.NewSource("f.yaml", text)
		path := Path(strings.Split(at, "\x00"))
		var edits []diag.Edit
		var err error
		switch op % 5 {
		case 0:
			edits, err = Set(src, path, value)
		case 1:
			edits, err = Insert(src, path, value)
		case 2:
			edits, err = Append(src, path, value)
		case 3:
			edits, err = Delete(src, path)
		case 4:
			edits, err = Rename(src, path, value, nil)
		}
		if err != nil {
			return
		}
		out, err := Apply(text, edits)
		if err != nil {
			t.Fatalf("edits %v of %q: %v", edits, text, err)
		}
		if _, _, err := asWritten(diag.NewSource("f.yaml", out)); err != nil {
			t.Fatalf("%q became %q: %v", text, out, err)
		}
	})
}
