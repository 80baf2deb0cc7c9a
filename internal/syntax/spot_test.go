package syntax

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// spot writes where the bar in a text stands: the path, what may be written,
// the word, and the keys beside it.
func spot(text string) string {
	at := strings.Index(text, "|")
	s := SpotAt([]byte(strings.Replace(text, "|", "", 1)), at)
	var others []string
	for _, o := range s.Others {
		others = append(others, o.Key+"="+o.Value)
	}
	place := [...]string{"nowhere", "key", "value", "item"}[s.Place]
	return strings.TrimSpace(fmt.Sprintf("%s %s %q %s", strings.Join(s.Path, "."), place, s.Word, strings.Join(others, " ")))
}

func TestASpotIsKnownInATextThatIsNoYAMLYet(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"comp|", `key "comp"`},
		{"system: shop\n|", `key "" system=shop`},
		{"components:\n  |", `components key ""`},
		{"components:\n  api:\n    kind: serv|\n    replicas: 2\n", `components.api.kind value "serv" replicas=2`},
		{"components:\n  api:\n    kind: service\n    |\n", `components.api key "" kind=service`},
		{"components:\n  api:\n    kind: service\n    re|\n  db: {kind: sql}\n", `components.api key "re" kind=service`},
		{"components:\n  api:\n    kind: service\n  |\n", `components key "" api=`},
		{"components:\n  api: {kind: service, |}\n", `components.api key "" kind=service`},
		{"components:\n  api: {kind: |}\n", `components.api.kind value ""`},
		{"components:\n  api: {kind: service, te|\n  db: {kind: sql}\n", `components.api key "te" kind=service`},
		{"components:\n  api: {kind: service\n  db: {ki|nd: sql}\n", `components.db key "kind"`},
		{"flows:\n  buy:\n    steps:\n      - call: a|\n", `flows.buy.steps.-.call value "a"`},
		{"flows:\n  buy:\n    steps:\n      - |\n", `flows.buy.steps.- item ""`},
		{"flows:\n  buy:\n    steps:\n      - re|\n", `flows.buy.steps.- item "re"`},
		{"flows:\n  buy:\n    steps:\n    - call: api\n      ti|\n", `flows.buy.steps.- key "ti" call=api`},
		{"flows:\n  buy:\n    steps:\n      - call: api\n      |\n", `flows.buy.steps key ""`},
		{"flows:\n  buy: {steps: [{call: api, steps: [{wri|\n", `flows.buy.steps.-.steps.- key "wri"`},
		{"why: {for: [a, |]}", `why.for.- item ""`},
		{"why: {for: [a, b|]}", `why.for.- item "b"`},
		{"a: {b: \"= x * |5\"}", `a.b value "= x * 5"`},
		{"a: b # see |\n", `nowhere ""`},
		{"a: >\n  long te|xt\nb: 1\n", `nowhere ""`},
		{"a:\n  b: first\n    and |more\n", `nowhere ""`},
		{"a: {x: 1,\n    y: |,\n    z: 3}\nb: 2\n", `a.y value "" x=1 z=3`},
		{"links:\n  a.b: {retry: {max: 2|}}\n", `links.a.b.retry.max value "2"`},
		{"a: b\n\n|\nc: d\n", `key "" a=b c=d`},
	} {
		if got := spot(c.text); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestASpotOfAWholeTextIsWhereTheTreeHasIt(t *testing.T) {
	src := source("components:\n  api: {kind: service, replicas: 2}\n  db:\n    kind: sql # the store\n    stores: [order, item]\nflows:\n  buy:\n    steps:\n    - call: api\n      timeout: 2s\n    - {read: db.order, rows: 20}\n")
	root, _ := Parse(src)
	checked := 0
	walkScalars(root, nil, func(path []string, n *Node) {
		s := SpotAt(src.Text, n.Span.End)
		checked++
		if s.Place == InItem {
			s.Place = InValue
		}
		if strings.Join(s.Path, ".") != strings.Join(path, ".") || s.Place != InValue || s.Word != n.Value {
			t.Errorf("behind %q: %v %q, want %v", n.Value, s.Path, s.Word, path)
		}
	})
	if checked < 8 {
		t.Errorf("only %d values were looked at", checked)
	}
}

func walkScalars(n *Node, path []string, visit func([]string, *Node)) {
	below := func(key string) []string { return append(path[:len(path):len(path)], key) }
	for _, p := range n.Pairs {
		walkScalars(p.Value, below(p.Key.Value), visit)
	}
	for _, item := range n.Items {
		walkScalars(item, below("-"), visit)
	}
	if n.Kind == Scalar {
		visit(path, n)
	}
}

func TestAnySpotOfAnyTextIsAnswered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab:-[]{},\"'#|> \n\t=é")), 0, 60, -1).Draw(t, "text")
		at := rapid.IntRange(0, len(text)).Draw(t, "at")
		s := SpotAt([]byte(text), at)
		if s.Place != Nowhere && (s.Start > at || s.End < at || s.End > len(text)) {
			t.Fatalf("the word is %d to %d around %d of %d", s.Start, s.End, at, len(text))
		}
	})
}
