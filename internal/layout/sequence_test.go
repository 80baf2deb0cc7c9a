package layout

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anySequence draws calls, answers, remarks and nested frames.
func anySequence(t *rapid.T) Sequence {
	var s Sequence
	n := rapid.IntRange(1, 6).Draw(t, "lifelines")
	for i := range n {
		s.Lifelines = append(s.Lifelines, Lifeline{fmt.Sprintf("l%d", i), rapid.IntRange(30, 160).Draw(t, "w"), rapid.IntRange(20, 60).Draw(t, "h")})
	}
	id := func() string { return fmt.Sprintf("l%d", rapid.IntRange(0, n-1).Draw(t, "lifeline")) }
	depth := 0
	for range rapid.IntRange(0, 25).Draw(t, "events") {
		e := Event{Kind: EventKind(rapid.IntRange(0, 6).Draw(t, "kind")), W: rapid.IntRange(1, 150).Draw(t, "w"), H: rapid.IntRange(10, 30).Draw(t, "h")}
		switch e.Kind {
		case Open:
			depth++
		case Else, Close:
			if depth == 0 {
				continue
			}
			if e.Kind == Close {
				depth--
			}
		default:
			e.From, e.To = id(), id()
		}
		s.Events = append(s.Events, e)
	}
	for range depth {
		s.Events = append(s.Events, Event{Kind: Close})
	}
	return s
}

func TestSequenceLabelsAndHeadsDoNotOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySequence(t)
		res := LayoutSequence(s)
		all := append([]Rect(nil), res.Heads...)
		for i, row := range res.Rows {
			if s.Events[i].Kind != Close {
				all = append(all, row.Label)
			}
		}
		for i, a := range all {
			for _, b := range all[:i] {
				if a.Overlaps(b) {
					t.Fatalf("%v overlaps %v", a, b)
				}
			}
			if !(Rect{0, 0, res.W, res.H}).Contains(a) {
				t.Fatalf("%v lies outside the picture of %d by %d", a, res.W, res.H)
			}
		}
	})
}

func TestSequenceRunsDownward(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySequence(t)
		y := 0
		for i, row := range LayoutSequence(s).Rows {
			for _, p := range row.Points {
				if p.Y <= y-22 {
					t.Fatalf("event %d at %d after %d", i, p.Y, y)
				}
				y = max(y, p.Y)
			}
		}
	})
}

func TestFramesNestAndHoldTheirRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySequence(t)
		res := LayoutSequence(s)
		var open []int
		opened := 0
		for i, e := range s.Events {
			switch e.Kind {
			case Open:
				if len(open) > 0 && !res.Frames[open[len(open)-1]].Contains(res.Frames[opened]) {
					t.Fatalf("frame %v does not hold %v", res.Frames[open[len(open)-1]], res.Frames[opened])
				}
				open = append(open, opened)
				opened++
			case Close:
				open = open[:len(open)-1]
				continue
			}
			for _, f := range open {
				if !res.Frames[f].Contains(res.Rows[i].Label) {
					t.Fatalf("frame %v does not hold the label %v of event %d", res.Frames[f], res.Rows[i].Label, i)
				}
			}
		}
	})
}

func TestSameSequenceGivesSameLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySequence(t)
		if diff := cmp.Diff(LayoutSequence(s), LayoutSequence(s)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestACallMakesItsCalleeBusyUntilTheAnswer(t *testing.T) {
	res := LayoutSequence(Sequence{
		Lifelines: []Lifeline{{"a", 50, 20}, {"b", 50, 20}},
		Events:    []Event{{Kind: Call, From: "a", To: "b", W: 20, H: 10}, {Kind: Answer, From: "b", To: "a", W: 20, H: 10}},
	})
	if len(res.Bars) != 1 {
		t.Fatalf("bars %v, want one", res.Bars)
	}
	if b := res.Bars[0]; b.Y != res.Rows[0].Points[0].Y || b.Y+b.H != res.Rows[1].Points[0].Y {
		t.Errorf("b is busy over %v, the call at %v, the answer at %v", b, res.Rows[0].Points, res.Rows[1].Points)
	}
}

func TestWrongSequencesPanic(t *testing.T) {
	line := []Lifeline{{"a", 10, 10}}
	for name, s := range map[string]Sequence{
		"two lifelines":    {Lifelines: []Lifeline{{ID: "a"}, {ID: "a"}}},
		"unknown lifeline": {Lifelines: line, Events: []Event{{Kind: Call, From: "a", To: "b"}}},
		"open frame":       {Lifelines: line, Events: []Event{{Kind: Open}}},
		"no frame":         {Lifelines: line, Events: []Event{{Kind: Close}}},
		"part of nothing":  {Lifelines: line, Events: []Event{{Kind: Else}}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			LayoutSequence(s)
		}()
	}
}
