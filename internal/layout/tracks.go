package layout

import (
	"cmp"
	"slices"
)

// track is a stretch of a line across a channel: it comes from above in column
// up and leaves downwards in column low.
type track struct {
	up, low int
	link    int
	level   int // from the top of the channel, set by assignTracks
}

func (t track) left() int  { return min(t.up, t.low) }
func (t track) right() int { return max(t.up, t.low) }

// assignTracks gives each stretch a level so that no two lines run over each
// other, with few crossings and few levels. A line that cannot be had in one
// stretch is given two, joined in a column of its own; straight holds columns
// that are taken. It returns the tracks, those of one link from top to bottom,
// and the number of levels.
func assignTracks(tracks []track, straight []int) ([]track, int) {
	above, tracks := untangle(tracks, straight)
	order := crossingOrder(tracks, above)
	levels := 0
	for n, t := range order {
		for _, o := range order[:n] {
			if tracks[o].left() < tracks[t].right()+trackGap && tracks[t].left() < tracks[o].right()+trackGap {
				tracks[t].level = max(tracks[t].level, tracks[o].level+1)
			}
		}
		levels = max(levels, tracks[t].level+1)
	}
	slices.SortStableFunc(tracks, func(a, b track) int {
		return cmp.Or(cmp.Compare(a.link, b.link), cmp.Compare(a.level, b.level))
	})
	return tracks, levels
}

// untangle returns for each track those that must lie below it, because its
// upper column is their lower one. Where these demands form a ring, it cuts a
// track of the ring in two.
func untangle(tracks []track, straight []int) ([][]int, []track) {
	for {
		above := demands(tracks)
		ring := onRing(above)
		if ring < 0 {
			return above, tracks
		}
		t := tracks[ring]
		column := freeColumn(tracks, straight, (t.up+t.low)/2)
		tracks[ring].low = column
		tracks = append(tracks, track{up: column, low: t.low, link: t.link})
	}
}

func demands(tracks []track) [][]int {
	above := make([][]int, len(tracks))
	byLow := make([]int, len(tracks))
	for i := range byLow {
		byLow[i] = i
	}
	slices.SortStableFunc(byLow, func(a, b int) int { return cmp.Compare(tracks[a].low, tracks[b].low) })
	for i, t := range tracks {
		at, _ := slices.BinarySearchFunc(byLow, t.up-columnApart+1, func(o, low int) int { return cmp.Compare(tracks[o].low, low) })
		for ; at < len(byLow) && tracks[byLow[at]].low < t.up+columnApart; at++ {
			o := byLow[at]
			switch {
			case o == i:
			case tracks[o].link == t.link && tracks[o].low == t.up: // the two halves of one line
				above[o] = append(above[o], i)
			default:
				above[i] = append(above[i], o)
			}
		}
	}
	return above
}

// onRing returns a node of a directed graph that lies on a cycle; -1 when
// there is none.
func onRing(out [][]int) int {
	const unseen, open, done = 0, 1, 2
	state := make([]int, len(out))
	var visit func(v int) int
	visit = func(v int) int {
		state[v] = open
		for _, to := range out[v] {
			if state[to] == open {
				return to
			}
			if state[to] == unseen {
				if ring := visit(to); ring >= 0 {
					return ring
				}
			}
		}
		state[v] = done
		return -1
	}
	for v := range out {
		if state[v] == unseen {
			if ring := visit(v); ring >= 0 {
				return ring
			}
		}
	}
	return -1
}

// freeColumn returns the column nearest to wish that no line uses.
func freeColumn(tracks []track, straight []int, wish int) int {
	free := func(x int) bool {
		return !slices.ContainsFunc(tracks, func(t track) bool {
			return abs(t.up-x) < columnApart || abs(t.low-x) < columnApart
		}) && !slices.ContainsFunc(straight, func(column int) bool { return abs(column-x) < columnApart })
	}
	for away := 0; ; away++ {
		if free(wish + away) {
			return wish + away
		}
		if free(wish - away) {
			return wish - away
		}
	}
}

// crossingOrder lists tracks from top to bottom: those that must be above come
// first, and among those that may come next the one that crosses least.
func crossingOrder(tracks []track, above [][]int) []int {
	waiting := make([]int, len(tracks))
	for _, below := range above {
		for _, t := range below {
			waiting[t]++
		}
	}
	// cost is what placing a track next adds over placing it last.
	cost := make([]int, len(tracks))
	for a := range tracks {
		for b := range tracks {
			if a != b {
				cost[a] += crossings(tracks[a], tracks[b]) - crossings(tracks[b], tracks[a])
			}
		}
	}
	placed := make([]bool, len(tracks))
	var order []int
	for range tracks {
		next := -1
		for t := range tracks {
			if !placed[t] && waiting[t] == 0 && (next < 0 || cost[t] < cost[next]) {
				next = t
			}
		}
		placed[next] = true
		order = append(order, next)
		for _, t := range above[next] {
			waiting[t]--
		}
		for t := range tracks {
			if !placed[t] {
				cost[t] -= crossings(tracks[t], tracks[next]) - crossings(tracks[next], tracks[t])
			}
		}
	}
	return order
}

// crossings counts how often two tracks meet when the first lies above.
func crossings(upper, lower track) int {
	n := 0
	if upper.left() < lower.up && lower.up < upper.right() {
		n++
	}
	if lower.left() < upper.low && upper.low < lower.right() {
		n++
	}
	return n
}

func abs(n int) int { return max(n, -n) }
