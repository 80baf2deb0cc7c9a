package layout

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestMinimiseFindsTheLeastCost tries all coordinates of small problems.
func TestMinimiseFindsTheLeastCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 5).Draw(t, "n")
		var arcs []arc
		for range rapid.IntRange(1, 8).Draw(t, "arcs") {
			tail := rapid.IntRange(0, n-2).Draw(t, "tail")
			arcs = append(arcs, arc{
				tail: tail, head: rapid.IntRange(tail+1, n-1).Draw(t, "head"),
				length: rapid.IntRange(-1, 2).Draw(t, "length"), weight: rapid.IntRange(0, 5).Draw(t, "weight"),
			})
		}
		x := minimise(n, arcs, 1_000_000)
		got, ok := cost(arcs, x)
		if !ok {
			t.Fatalf("%v does not keep the lengths of %v", x, arcs)
		}
		try := make([]int, n)
		best := -1
		for more := true; more; {
			if c, ok := cost(arcs, try); ok && (best < 0 || c < best) {
				best = c
			}
			more = false
			for v := range try {
				if try[v]++; try[v] < 9 {
					more = true
					break
				}
				try[v] = 0
			}
		}
		if got != best {
			t.Fatalf("cost %d at %v, want %d; arcs %v", got, x, best, arcs)
		}
	})
}

func cost(arcs []arc, x []int) (sum int, ok bool) {
	for _, a := range arcs {
		d := x[a.head] - x[a.tail]
		if d < a.length {
			return 0, false
		}
		sum += a.weight * (d - a.length)
	}
	return sum, true
}

func TestMinimiseWithoutWorkIsStillFeasible(t *testing.T) {
	arcs := []arc{{0, 2, 1, 1}, {1, 2, 1, 9}, {0, 3, 5, 9}, {1, 3, 1, 1}}
	if x := minimise(4, arcs, 0); func() bool { _, ok := cost(arcs, x); return !ok }() {
		t.Errorf("%v does not keep the lengths", x)
	}
}

func TestConstraintsInACirclePanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	minimise(2, []arc{{0, 1, 1, 1}, {1, 0, 1, 1}}, 100)
}

// TestTracksNeverShareAColumnAndALevel tries channels whose lines come and go
// in the same columns, which is what forces a line into two stretches.
func TestTracksNeverShareAColumnAndALevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 8).Draw(t, "lines")
		columns := rapid.Permutation([]int{0, 10, 20, 30, 40, 50, 60, 70}).Draw(t, "columns")
		var tracks []track
		var straight []int
		for i := range n {
			if up := 10 * i; up == columns[i] {
				straight = append(straight, up)
			} else {
				tracks = append(tracks, track{up: up, low: columns[i], link: i})
			}
		}
		got, levels := assignTracks(slices.Clone(tracks), straight)
		var all [][]Rect // per line
		for i := 0; i < len(got); {
			var line []Rect
			top := -1
			for link := got[i].link; i < len(got) && got[i].link == link; i++ {
				y := got[i].level
				if y >= levels {
					t.Fatalf("level %d of %d", y, levels)
				}
				line = append(line, around(Point{got[i].up, top}, Point{got[i].up, y}), around(Point{got[i].up, y}, Point{got[i].low, y}))
				top = y
				if i+1 == len(got) || got[i+1].link != link {
					line = append(line, around(Point{got[i].low, y}, Point{got[i].low, levels}))
				}
			}
			all = append(all, line)
		}
		for _, x := range straight {
			all = append(all, []Rect{around(Point{x, -1}, Point{x, levels})})
		}
		for i, a := range all {
			for _, b := range all[:i] {
				for _, r := range a {
					for _, s := range b {
						if (r.W > 1) == (s.W > 1) && r.Overlaps(s) {
							t.Fatalf("%v and %v run over each other; tracks %v", a, b, got)
						}
					}
				}
			}
		}
	})
}
