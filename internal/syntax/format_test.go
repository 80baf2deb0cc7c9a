package syntax

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFormatKeepsTheMeaningAndSettlesAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, text := genText(t)
		out, err := Format(source(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if got := written(t, out); !reflect.DeepEqual(got, v) {
			t.Fatalf("--- before\n%s\n--- after\n%s", text, out)
		}
		if strings.Count(text, "# ") != strings.Count(string(out), "# ") {
			t.Fatalf("a comment is lost\n--- before\n%s\n--- after\n%s", text, out)
		}
		again, err := Format(source(string(out)))
		if err != nil || string(again) != string(out) {
			t.Fatalf("formatting again (%v)\n--- before\n%s\n--- once\n%s\n--- twice\n%s", err, text, out, again)
		}
	})
}

func TestFormatWritesTheCanonicalForm(t *testing.T) {
	tests := []struct{ name, before, after string }{
		{"indentation", "a:\n    b:\n        - c\n        -   d: 1\n            e: 2\n", "a:\n  b:\n    - c\n    - d: 1\n      e: 2\n"},
		{"lists below their key", "a:\n- b\n- c\n", "a:\n  - b\n  - c\n"},
		{"colons", "a:   1\nb :\t2\n\"c\" : 3\n", "a: 1\nb: 2\n\"c\": 3\n"},
		{"brackets", "a: { b: 1,c:2 ,  d: [ 1,2 , ], }\n", "a: {b: 1, c:2, d: [1, 2,],}\n"},
		{"empty values in brackets", "a: { b: , c: }\n", "a: {b: , c: }\n"},
		{"blanks at line ends", "a: 1  \n  \nb: # x \t\n  c: 2\n", "a: 1\n\nb: # x\n  c: 2\n"},
		{"empty lines", "\n\na: 1\n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"},
		{"final line break", "a: 1", "a: 1\n"},
		{"comments", "# top\na:\n    # on b\n    b: 1   # beside\n    # ends b\n# far\n    c: 2\n  # ends a\nd: 3\n", "# top\na:\n  # on b\n  b: 1   # beside\n  # ends b\n# far\n  c: 2\n# ends a\nd: 3\n"},
		{"comments in a list", "a:\n- 1\n# on 2\n- 2\n# on b\nb: 1\n", "a:\n  - 1\n  # on 2\n  - 2\n# on b\nb: 1\n"},
		{"block scalars", "a:\n    b: |\n        x\n          y\n\n        z\n", "a:\n  b: |\n    x\n      y\n\n    z\n"},
		{"block scalars with an indicator", "a:\n    b: |2\n         x\n", "a:\n  b: |2\n       x\n"},
		{"folded words", "a: one\n      two\n\n      three\n", "a: one\n  two\n\n  three\n"},
		{"folded quotes", "a:\n   b: \"one\n  two  \\\n   three\"\n", "a:\n  b: \"one\n    two  \\\n    three\"\n"},
		{"brackets over lines", "a: {\n      b: 1,\n      c: [\n  1,\n  # one\n 2 ]\n    }\n", "a: {\n  b: 1,\n  c: [\n    1,\n    # one\n    2]\n}\n"},
		{"anchors and references", "a:   &x   1\nb:   *x\n*x : 2\n", "a: &x 1\nb: *x\n*x : 2\n"},
		{"tags", "a: !!str   1\n", "a: !!str 1\n"},
		{"document markers", "---\n   a: 1\n...\n", "---\na: 1\n...\n"},
		{"directives", "%YAML 1.1\n---\na: 1\n", "%YAML 1.1\n---\na: 1\n"},
		{"explicit keys", "?   a\n:   b\n?  c\n", "? a\n: b\n? c\n"},
		{"values on the next line", "a:\n      long\nb:\n    {x: 1}\n", "a:\n  long\nb:\n  {x: 1}\n"},
		{"a list of lists", "-   - a\n    - b\n-\n  - c\n", "- - a\n  - b\n-\n  - c\n"},
		{"only a comment", "   # nothing yet\n\n\n", "# nothing yet\n"},
		{"nothing", "", ""},
		{"CRLF", "a:\r\n    b:   1\r\n\r\n\r\nc: 2", "a:\r\n  b: 1\r\n\r\nc: 2\r\n"},
		{"the whole in brackets", "{\n      a: 1,\n b: 2\n}", "{\n  a: 1,\n  b: 2\n}\n"},
		{"text at the very end", "a: |\n      x", "a: |\n  x"},
		{"blank lines that belong to the text", "a: |+\n    x\n\n\nb: 1\n", "a: |+\n  x\n\n\nb: 1\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Format(source(tt.before))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.after {
				t.Errorf("got\n%s\nwant\n%s", got, tt.after)
			}
			if again, err := Format(source(string(got))); err != nil || string(again) != string(got) {
				t.Errorf("formatting again gives (%v)\n%s", err, again)
			}
		})
	}
}

func TestFormatRefusesBrokenText(t *testing.T) {
	if _, err := Format(source("a: 1\nb: [\n")); err == nil || !strings.Contains(err.Error(), "test.yaml:2:4") {
		t.Errorf("Format of broken text: %v", err)
	}
}
