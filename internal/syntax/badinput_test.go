package syntax

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

// Every broken text gets a diagnostic with a place and words of ours, and what
// is not broken is still read.
func TestBadInputIsReportedAndTheRestIsRead(t *testing.T) {
	type problem struct{ code, place, span, message string }
	tests := []struct {
		name, text string
		want       []problem
		rest       string // what is read in spite of it, as YAML; "-" when nothing can be
	}{
		{"brace never closed", "a: {b: 1\nc: 2\n", []problem{{"yaml-syntax", "1:4", "{", `"{" is never closed`}}, "c: 2"},
		{"bracket never closed at the end", "c: 2\na: [1, 2\n", []problem{{"yaml-syntax", "2:4", "[", `"[" is never closed`}}, "c: 2"},
		{"inner bracket never closed", "a: {b: [1, 2}\nc: 1\n", []problem{{"yaml-syntax", "1:8", "[", `"[" is never closed`}}, "c: 1"},
		{"bracket that swallows its neighbours", "a: {b: 1,\n  c: {d: 2\n}\nq: 1\n", []problem{{"yaml-syntax", "1:4", "{", "never closed"}}, "q: 1"},
		{"bracket without end inside a list", "- [\n", []problem{{"yaml-syntax", "1:3", "[", "never closed"}}, "-"},
		{"comma missing", "a: {b: 1 c: 2}\nd: 3\n", []problem{{"yaml-syntax", "1:10", "c", `a comma or "}" is missing before "c"`}}, "d: 3"},
		{"comma missing beside quotes", "a: [\"x}\" \"y\", # ]\n  'it''s']\nd: 3\n", []problem{{"yaml-syntax", "1:10", `"y"`, `a comma or "]" is missing`}}, "d: 3"},
		{"bracket too many", "a: {x: 1}}\nb: 1\n", []problem{{"yaml-syntax", "1:10", "}", `unexpected "}"`}}, "b: 1"},
		{"bracket as value", "a: ]\nb: 1\n", []problem{{"yaml-syntax", "1:4", "]", `unexpected "]"`}}, "b: 1"},
		{"two colons", "a: b: c\nd: 1\n", []problem{{"yaml-syntax", "1:4", "b: c", "needs quotes"}}, "d: 1"},
		{"deeper than its neighbour", "a: 1\n b: 2\nc: 3\n", []problem{{"yaml-syntax", "2:2", "b", `"b" is indented as if`}}, "a: 1\nc: 3"},
		{"between two levels", "a:\n    b: 1\n  c: 2\nd: 4\n", []problem{{"yaml-syntax", "3:3", "c", `"c" is indented unlike`}}, "a: {b: 1}\nd: 4"},
		{"no colon", "a: 1\ny\nz: 2\n", []problem{{"yaml-syntax", "2:1", "y", `"y" is not followed by a colon`}}, "a: 1\nz: 2"},
		{"item among keys", "a: 1\n- b\n", []problem{{"yaml-syntax", "2:1", "-", "a list item stands among the keys"}}, "a: 1"},
		{"key among items", "- a\nb: 1\n", []problem{{"yaml-syntax", "2:1", "b", `"b" stands among the items`}}, "- a"},
		{"quote never closed", "a: \"x\nb: 1\n", []problem{{"yaml-syntax", "1:4", `"`, `the quote " is never closed`}}, "b: 1"},
		{"single quote never closed", "a: 'x\nb: 1\n", []problem{{"yaml-syntax", "1:4", "'", "the quote ' is never closed"}}, "b: 1"},
		{"unknown escape", "a: \"\\q\"\nb: 1\n", []problem{{"yaml-syntax", "1:5", `\q`, `"\q" is no escape`}}, "b: 1"},
		{"text behind a block header", "a: |x\n  y\nb: 1\n", []problem{{"yaml-syntax", "1:5", "x", `text cannot follow "|"`}}, "b: 1"},
		{"reserved character", "a: @x\nb: `y`\nc: 1\n", []problem{{"yaml-syntax", "1:4", "@x", `cannot start with "@"`}, {"yaml-syntax", "2:4", "`y`", "cannot start with \"`\""}}, "c: 1"},
		{"anchor without a name", "a: & x\nb: 1\n", []problem{{"yaml-syntax", "1:4", "&", `"&" must be followed by a name`}}, "b: 1"},
		{"alias without an anchor", "a: *nope\nb: [*no]\nc: 1\n", []problem{{"unknown-anchor", "1:4", "*nope", `"*nope" refers to an anchor`}, {"unknown-anchor", "2:5", "*no", `"*no"`}}, "c: 1"},
		{"alias of a damaged anchor", "a: &x [1\nb: *x\nc: 1\n", []problem{{"yaml-syntax", "1:7", "[", "never closed"}}, "c: 1"},
		{"rare syntax", "k: !<x y\nb: 1\n", []problem{{"yaml-syntax", "1:7", " ", "not valid YAML: missing"}}, "b: 1"},
		{"several in one file", "a: [\nb: 1\nc: \"x\nd: {e: 1 f: 2}\ng:\n  h: 1\n   i: 2\nj: 1\n", []problem{
			{"yaml-syntax", "1:4", "[", "never closed"}, {"yaml-syntax", "3:4", `"`, "never closed"},
			{"yaml-syntax", "4:10", "f", "is missing before"}, {"yaml-syntax", "7:4", "i", "is indented"},
		}, "b: 1\ng: {h: 1}\nj: 1"},
		{"damage below is cut out alone", "a:\n  b: 1\n  c: [\n  d: 2\n", []problem{{"yaml-syntax", "3:6", "[", "never closed"}}, "a: {b: 1, d: 2}"},
		{"tabs", "a:\n\tb: 1\n\tc: 2\nd: 3\n", []problem{{"tab-indent", "2:1", "\t", "a tab indents this line"}}, "d: 3"},
		{"a tab behind spaces", "a:\n  b: 1\n  \tc: 2\nd: 3\n", []problem{{"tab-indent", "3:1", "  \t", "a tab indents"}}, "d: 3\na: {b: 1}"},
		{"duplicate keys", "a: 1\nb: {c: 1, c: 2}\na: {x: 1, x: 2}\n", []problem{
			{"duplicate-key", "2:11", "c", `key "c" stands here a second time`}, {"duplicate-key", "3:1", "a", `"a"`}, {"duplicate-key", "3:11", "x", `"x"`},
		}, "a: 1\nb: {c: 1}"},
		{"quoted duplicate", "a: 1\n\"a\": 2\n", []problem{{"duplicate-key", "2:1", `"a"`, `key "a"`}}, "a: 1"},
		{"list as key", "? [a]\n: 1\n{b: c}: 2\nd: 3\n", []problem{{"complex-key", "1:3", "[a]", "cannot be a key"}, {"complex-key", "3:1", "{b: c}", "cannot be a key"}}, "d: 3"},
		{"no key", ": 1\nd: 3\n", []problem{{"complex-key", "1:1", "", "a key is missing"}}, "d: 3"},
		{"two documents", "a: 1\n---\nb: 2\n", []problem{{"multiple-documents", "2:1", "---", "a second document"}}, "a: 1"},
		{"two documents after an end", "a: 1\n...\n# c\nb: 2\n", []problem{{"multiple-documents", "2:1", "...", "a second document"}}, "a: 1"},
		{"a broken second document", "---\na: 1\n---\nb: [\n", []problem{{"multiple-documents", "3:1", "---", "a second document"}}, "a: 1"},
		{"not UTF-8", "a: 1\nb: caf\xe9\nc: 2\n", []problem{{"not-utf8", "2:7", "\xe9", "byte 0xE9 at offset 11 is not UTF-8"}}, "a: 1\nb: caf?\nc: 2"},
		{"UTF-16", "\xff\xfea\x00:\x00 \x001\x00", []problem{{"not-utf8", "1:1", "", "UTF-16"}}, "-"},
		{"UTF-16, big end first", "\xfe\xff\x00a", []problem{{"not-utf8", "1:1", "", "UTF-16"}}, "-"},
		{"binary", strings.Repeat("\x7fELF\x01\x00", 30), []problem{{"control-character", "1:1", "\x7f", "U+007F is not allowed"}}, "-"},
		{"control character", "a: \"x\x07y\"\n", []problem{{"control-character", "1:6", "\x07", "U+0007 is not allowed"}}, "a: x?y"},
		{"stray byte order mark", "a: 1\nb: \uFEFF2\n", []problem{{"control-character", "2:4", "\uFEFF", "U+FEFF"}}, "a: 1\nb: \"???2\""},
		{"alias inside its own value", "a: &x {b: [*x], c: 1}\n", []problem{{"alias-loop", "1:12", "*x", `"*x" stands inside the value`}}, "a: {b: [null], c: 1}"},
		{"merge of a scalar", "a: &x 1\nb: {<<: *x, c: 2}\n", []problem{{"merge-key", "1:7", "1", `"<<" can only take in a mapping`}}, "a: 1\nb: {c: 2}"},
		{"merge of a list of scalars", "b: {<<: [1, {d: 1}], c: 2}\n", []problem{{"merge-key", "1:10", "1", `"<<" can only take in mappings`}}, "b: {c: 2, d: 1}"},
		{"nested too deep", "a: 1\nb: " + strings.Repeat("[", 600) + "\n", []problem{{"too-deep", "2:504", "[", "more than 500 deep"}}, "a: 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root, problems := Parse(source(tt.text))
			var got []problem
			for i, d := range problems {
				p := problem{d.Code, strings.TrimPrefix(d.Span.String(), "test.yaml:"), d.Span.Text(), d.Message}
				if i < len(tt.want) && strings.Contains(d.Message, tt.want[i].message) {
					p.message = tt.want[i].message
				}
				got = append(got, p)
				if d.Help == "" {
					t.Errorf("%s has no help", d.Code)
				}
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("problems\ngot  %q\nwant %q", got, tt.want)
			}
			if tt.rest == "-" {
				if root != nil && root.Kind != Null {
					t.Errorf("read %s", show(meaning(root)))
				}
				return
			}
			rest := tree(t, tt.rest)
			if got, want := sorted(meaning(root)), sorted(meaning(rest)); !reflect.DeepEqual(got, want) {
				t.Errorf("the rest\ngot  %s\nwant %s", show(got), show(want))
			}
		})
	}
}

// sorted returns a mapping as a map, so that the order of keys is forgotten.
func sorted(v meant) meant {
	fields, ok := v.([]field)
	if !ok {
		return v
	}
	out := map[string]meant{}
	for _, f := range fields {
		out[f.key] = sorted(f.value)
	}
	return out
}

func TestHarmlessOdditiesAreNoProblem(t *testing.T) {
	for _, text := range []string{
		"a: 1\r\nb:\r\n  c: [1,\r\n    2]\r\n", "\uFEFFa: 1\nb:\n  c: [1, 2]\n", "---\na: 1\nb: {c: [1, 2]}\n...\n",
		"a: 1\nb:\t{c: [1,\t2]}\n", "%YAML 1.2\n---\na: 1\nb:\n  c:\n  - 1\n  - 2", "{\"a\":1,\"b\":{\"c\":[1,2]}}",
		"x: &x [1, 2]\na: 1\nb: {c: *x}\n", "x: &x {c: [1, 2]}\na: 1\nb: {<<: *x}\n", "a: 1\nb: {<<: [{c: [1, 2]}, {c: 3}]}\n",
		"? a\n: 1\n? b\n: c:\n  - 1\n  - 2\n", "a: 1 # é\nb: # 東京\n  c: [1, 2] # 😀\n",
	} {
		root, problems := Parse(source(text))
		if len(problems) > 0 {
			t.Errorf("%q: %v", text, problems)
		}
		c := root.Get("b").Get("c")
		if root.Get("a") == nil || root.Get("a").Value != "1" || c == nil || !reflect.DeepEqual(meaning(c), []meant{"1", "2"}) {
			t.Errorf("%q reads %s", text, show(meaning(root)))
		}
	}
	for _, text := range []string{"", "\n", "# only a comment\n", "---\n", "\uFEFF"} {
		if root, problems := Parse(source(text)); root == nil || root.Kind != Null || len(problems) > 0 {
			t.Errorf("the empty text %q: %v, %v", text, root, problems)
		}
	}
}

func TestNullsAndQuotesAreTold(t *testing.T) {
	root := tree(t, "a: null\nb: ~\nc:\nd: \"null\"\ne: !!str 5\nf: 5\ng: |\n  5\nh: ''\nnull: 1\ni: !!str\n")
	for key, want := range map[string]Node{
		"a": {Kind: Null}, "b": {Kind: Null}, "c": {Kind: Null}, "d": {Kind: Scalar, Value: "null", Quoted: true},
		"e": {Kind: Scalar, Value: "5", Quoted: true}, "f": {Kind: Scalar, Value: "5"}, "g": {Kind: Scalar, Value: "5\n", Quoted: true},
		"h": {Kind: Scalar, Quoted: true}, "null": {Kind: Scalar, Value: "1"}, "i": {Kind: Null},
	} {
		got := root.Get(key)
		if got == nil || got.Kind != want.Kind || got.Value != want.Value || got.Quoted != want.Quoted {
			t.Errorf("%s: got %+v, want %+v", key, got, want)
		}
	}
	if root.Get("zzz") != nil || (*Node)(nil).Get("a") != nil {
		t.Error("Get finds what is not there")
	}
}

func TestAliasesAreFollowed(t *testing.T) {
	root := tree(t, "a: &x {k: [1, &y 2]}\nb: *x\nc: [*y, *x]\n*y : named\n")
	if root.Get("b") != root.Get("a") || root.Get("c").Items[1] != root.Get("a") {
		t.Error("an alias is not the node it refers to")
	}
	if root.Get("2").Value != "named" || root.Get("c").Items[0].Span.Position() != (diag.Position{Line: 1, Column: 18}) {
		t.Error("an alias to a scalar is not read")
	}
	// The end of a list that ends with an alias is the alias, not its target.
	if got := root.Get("c").Span.Text(); got != "[*y, *x]" {
		t.Errorf("span %q", got)
	}
}

func TestAliasBombsAreRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	b.WriteString("last: 1\n")
	root, problems := Parse(source(b.String()))
	if len(problems) != 1 || problems[0].Code != "alias-bomb" {
		t.Fatalf("problems %v", problems)
	}
	steps := 0
	walk(root, func(*Node) { steps++ })
	if steps > 3*maxExpansion {
		t.Errorf("the tree still expands to %d values", steps)
	}
	if root.Get("last").Value != "1" {
		t.Error("what follows the bomb is lost")
	}
}

func TestTabsComeWithTheirFix(t *testing.T) {
	text := "a:\n\tb: 1\n\t\tc: 2\nd: 3\n"
	_, problems := Parse(source(text))
	fixed, err := Apply([]byte(text), problems[0].Fix)
	if want := "a:\n  b: 1\n    c: 2\nd: 3\n"; err != nil || string(fixed) != want {
		t.Errorf("fixed to %q, %v, want %q", fixed, err, want)
	}
}

func TestTenMegabytesAreRead(t *testing.T) {
	const line = "  c%06d: {kind: service, replicas: 2, slots: 50, in: core, tech: go} # one of many\n"
	var b strings.Builder
	b.WriteString("components:\n")
	n := 0
	for ; b.Len() < 10<<20; n++ {
		fmt.Fprintf(&b, line, n)
	}
	root, problems := Parse(source(b.String()))
	if len(problems) > 0 || len(root.Get("components").Pairs) != n {
		t.Fatalf("%d problems, %d of %d components", len(problems), len(root.Get("components").Pairs), n)
	}
	last := root.Get("components").Pairs[n-1].Key
	if got := last.Span.Position(); got != (diag.Position{Line: n + 1, Column: 3}) || last.Span.Text() != fmt.Sprintf("c%06d", n-1) {
		t.Errorf("the last component stands at %v as %q", got, last.Span.Text())
	}
}

func TestALineOfManyItemsIsRead(t *testing.T) {
	const n = 1 << 18
	root, problems := Parse(source("a: [" + strings.Repeat("é, ", n) + "end]"))
	items := root.Get("a").Items
	if len(problems) > 0 || len(items) != n+1 || items[n].Span.Text() != "end" || items[n].Span.Position().Column != 3*n+5 {
		t.Errorf("%d problems, %d items, the last is %q", len(problems), len(items), items[len(items)-1].Span.Text())
	}
}

func TestLargerThanAllowedIsRefused(t *testing.T) {
	root, problems := Parse(source(strings.Repeat("#\n", MaxBytes/2+1)))
	if root != nil || len(problems) != 1 || problems[0].Code != "too-large" {
		t.Errorf("got %v, %v", root, problems)
	}
}

func TestTooManyErrorsStopTheSearch(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "k%d: [\n", i)
	}
	_, problems := Parse(source(b.String()))
	if len(problems) == 0 || len(problems) > maxSyntaxErrors {
		t.Errorf("%d problems", len(problems))
	}
}

func TestNodesAreFoundByOffset(t *testing.T) {
	root := tree(t, "a: {b: [x, yy]}\nc: &k {d: 1}\ne: *k\n")
	trail := root.At(strings.Index(root.Span.Text(), "yy") + 1)
	if len(trail) != 4 || trail[3].Value != "yy" || trail[2].Kind != Sequence || trail[0] != root {
		t.Errorf("trail %v", trail)
	}
	if trail := root.At(root.Span.End - 1); len(trail) != 1 {
		t.Errorf("an alias leads to its target elsewhere: %v", trail)
	}
	if root.At(999) != nil || (*Node)(nil).At(0) != nil {
		t.Error("an offset outside finds something")
	}
}
