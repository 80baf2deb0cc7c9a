package syntax

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseReturnsWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want, text := genText(t)
		root, problems := Parse(source(text))
		if len(problems) > 0 && !strings.Contains(text, "<<") {
			t.Fatalf("problems in\n%s\n%+v", text, problems)
		}
		if got := meaning(root); !reflect.DeepEqual(got, want) {
			t.Fatalf("text\n%s\ngot  %s\nwant %s", text, show(got), show(want))
		}
	})
}

func TestEverySpanReadsBackAsItsValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, text := genText(t)
		root, _ := Parse(source(text))
		walk(root, func(n *Node) {
			piece := n.Span.Text()
			column := n.Span.Position().Column
			if !n.Quoted { // a block keeps its indentation; the rest stands where it stood
				piece = strings.Repeat(" ", column-1) + piece
			}
			got, problems := Parse(source(piece + "\n"))
			if len(problems) > 0 && !strings.Contains(text, "<<") || !reflect.DeepEqual(meaning(got), meaning(n)) {
				t.Fatalf("text\n%s\nspan %q (%d..%d)\nreads %s\nwant  %s\n%v", text, piece, n.Span.Start, n.Span.End, show(meaning(got)), show(meaning(n)), problems)
			}
			if n.Kind == Scalar && !n.Quoted && piece != strings.TrimRight(piece, " \t\n\r") {
				t.Fatalf("span %q ends with blanks", piece)
			}
		})
	})
}

func walk(n *Node, visit func(*Node)) {
	visit(n)
	for _, i := range n.Items {
		walk(i, visit)
	}
	for _, p := range n.Pairs {
		walk(p.Key, visit)
		walk(p.Value, visit)
	}
}
