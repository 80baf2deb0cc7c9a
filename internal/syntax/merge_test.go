package syntax

import (
	"reflect"
	"testing"
)

func tree(t *testing.T, text string) *Node {
	t.Helper()
	root, problems := Parse(source(text))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return root
}

// The cases of RFC 7396, appendix A. There null inside an array stays null.
func TestMergeFollowsRFC7396(t *testing.T) {
	tests := []struct{ base, patch, want string }{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	}
	for _, tt := range tests {
		base := tree(t, tt.base)
		before := meaning(base)
		if got, want := meaning(Merge(base, tree(t, tt.patch))), meaning(tree(t, tt.want)); !reflect.DeepEqual(got, want) {
			t.Errorf("Merge(%s, %s) = %s, want %s", tt.base, tt.patch, show(got), tt.want)
		}
		if !reflect.DeepEqual(meaning(base), before) {
			t.Errorf("Merge(%s, %s) changed its base", tt.base, tt.patch)
		}
	}
}

func TestMergedValuesPointIntoThePatch(t *testing.T) {
	base := tree(t, "keep: {x: 1}\nchange: {y: 1, z: 2}\n")
	patch := tree(t, "change: {y: 7}\n")
	got := Merge(base, patch)
	if got.Get("keep") != base.Get("keep") || got.Get("change").Get("z") != base.Get("change").Get("z") {
		t.Error("what the patch leaves alone is not shared")
	}
	if s := got.Get("change").Get("y").Span; s.Source != patch.Span.Source || s.Position().Column != 13 {
		t.Errorf("the patched value stands at %v", s)
	}
	if Merge(base, nil) != base || Merge(base, tree(t, "{}")) != base {
		t.Error("an empty patch does not return its base")
	}
}
