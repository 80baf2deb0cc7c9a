package syntax

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/diag"
)

func parsed(t interface{ Fatalf(string, ...any) }, text string) *Node {
	root, problems := Parse(source(text))
	if problems.HasErrors() {
		t.Fatalf("%v in\n%s", problems, text)
	}
	return root
}

func TestCompareNamesWhatChanged(t *testing.T) {
	for _, tt := range []struct {
		name, before, after string
		want                []string
	}{
		{"nothing", "{a: 1, b: [x, y]}", "b:\n- x   # first\n- 'y'\na: \"1\"", nil},
		{"a value", "{a: {b: 10k, c: 2}}", "{a: {b: 20k, c: 2}}", []string{"a.b: 10k → 20k"}},
		{"a key comes and one goes", "{a: 1, b: {c: 2}}", "{a: 1, d: [3]}", []string{"b removed: {c: 2}", "d added: [3]"}},
		{"an item is put in front", "[{call: a, work: 1ms}, {call: b}]", "[{get: c}, {call: a, work: 1ms}, {call: b}]", []string{"0 added: {get: c}"}},
		{"an item changes and another goes", "[{call: a, work: 1ms}, {call: b}, x]", "[{call: a, work: 2ms}, x]", []string{"0.work: 1ms → 2ms", "1 removed: {call: b}"}},
		{"another shape", "{a: 1}", "{a: {min: 1}}", []string{"a: 1 → {min: 1}"}},
		{"null is a value", "{a: null}", "{}", []string{"a removed: null"}},
		{"everything", "[1]", "{a: 1}", []string{"the file: [1] → {a: 1}"}},
	} {
		var got []string
		for _, c := range Compare(parsed(t, tt.before), parsed(t, tt.after)) {
			got = append(got, c.String())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestTreesDifferExactlyWhenTheirHashesDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, one := genText(t)
		_, other := genText(t)
		a, b := parsed(t, one), parsed(t, other)
		if (len(Compare(a, b)) == 0) != (Hash(a) == Hash(b)) {
			t.Fatalf("changes %v, hashes %s and %s of\n%s---\n%s", Compare(a, b), Hash(a), Hash(b), one, other)
		}
	})
}

// TestLayoutAndOrderOfKeysAreNoChange writes a generated value in other ways.
func TestLayoutAndOrderOfKeysAreNoChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, text := genText(t)
		want := parsed(t, text)
		formatted, err := Format(diag.NewSource("test.yaml", []byte(text)))
		if err != nil {
			t.Fatal(err)
		}
		for name, other := range map[string]*Node{
			"formatted":      parsed(t, string(formatted)),
			"as lines":       parsed(t, Lines(want)),
			"on one line":    parsed(t, Inline(want)),
			"keys backwards": backwards(want),
		} {
			if Hash(other) != Hash(want) || len(Compare(want, other)) > 0 {
				t.Fatalf("%s: %v in\n%s", name, Compare(want, other), text)
			}
		}
	})
}

// backwards is a tree with the keys of every mapping in the opposite order.
func backwards(n *Node) *Node {
	out := *n
	out.Pairs, out.Items = nil, nil
	for _, p := range slices.Backward(n.Pairs) {
		out.Pairs = append(out.Pairs, Pair{p.Key, backwards(p.Value)})
	}
	for _, item := range n.Items {
		out.Items = append(out.Items, backwards(item))
	}
	return &out
}
