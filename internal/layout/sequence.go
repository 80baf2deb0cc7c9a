package layout

import "fmt"

// Sequence is messages between lifelines, in order from top to bottom, with
// frames around some of them. All sizes are pixels.
type Sequence struct {
	Lifelines []Lifeline
	Events    []Event
}

// Lifeline is who takes part; W and H are the size of its head.
type Lifeline struct {
	ID   string
	W, H int
}

// EventKind is what happens.
type EventKind uint8

// The kinds of event.
const (
	Call   EventKind = iota // From asks To, or itself
	Send                    // From hands something to To, or itself, and goes on
	Answer                  // From answers To
	Stay                    // a remark beside From
	Open                    // a frame begins; W and H are its title
	Else                    // the frame's next part begins
	Close                   // the frame ends
)

// Event is one row of the picture. W and H are the size of its label.
type Event struct {
	Kind     EventKind
	From, To string // of Call, Send, Answer and, without To, Stay
	W, H     int
}

// SequenceResult is where everything stands.
type SequenceResult struct {
	W, H   int
	Heads  []Rect // of the lifelines, in order
	Lines  []Rect // below them, of width 0
	Rows   []SequenceRow
	Bars   []Rect // where a lifeline works on a call, outer ones first
	Frames []Rect // in the order in which they open
}

// SequenceRow is an event in place: the corners of its arrow, none for Stay,
// Open and Close; of Else the line between the parts.
type SequenceRow struct {
	Points []Point
	Label  Rect
}

// Distances in pixels.
const (
	headGap    = 28 // between heads, at least
	headBelow  = 18 // from the heads to the first row
	rowGap     = 10
	labelAbove = 4 // from a label to its arrow
	besideLine = 10
	barHalf    = 4 // half the width of a bar
	selfReach  = 22
	framePad   = 14
	frameSide  = 26 // from the outer lifelines of a frame to its sides
)

// LayoutSequence places a sequence: labels lie over their arrow, heads and
// labels do not overlap, frames hold their rows. The same sequence gives the
// same result. It panics when a lifeline is unknown or stands twice, or frames
// do not close as they open.
func LayoutSequence(s Sequence) SequenceResult {
	q := newSequenceLayout(s)
	q.columns()
	q.rows()
	q.fit()
	return q.res
}

type sequenceLayout struct {
	Sequence
	index  map[string]int
	x      []int // of the lifelines
	res    SequenceResult
	left   int // outermost coordinates so far
	right  int
	busy   [][]int // per lifeline the tops of its open bars
	frames []openFrame
}

// openFrame is a frame whose end has not come.
type openFrame struct {
	number      int   // among all frames
	row         int   // where it opens
	first, last int   // lifelines in it
	dividers    []int // rows
	depth       int   // of frames inside
	inner       []Rect
}

func newSequenceLayout(s Sequence) *sequenceLayout {
	q := &sequenceLayout{Sequence: s, index: map[string]int{}, busy: make([][]int, len(s.Lifelines))}
	for i, l := range s.Lifelines {
		if _, twice := q.index[l.ID]; twice {
			panic(fmt.Sprintf("layout: two lifelines %q", l.ID))
		}
		q.index[l.ID] = i
	}
	return q
}

// columns sets lifelines as near as heads and labels allow: the longest path
// through what must lie between them.
func (q *sequenceLayout) columns() {
	n := len(q.Lifelines)
	type need struct{ from, width int }
	needs := make([][]need, n+1) // by the lifeline at the right; n is the right border
	for i := 1; i < n; i++ {
		needs[i] = append(needs[i], need{i - 1, (q.Lifelines[i-1].W+1)/2 + headGap + (q.Lifelines[i].W+1)/2})
	}
	for _, e := range q.Events {
		switch {
		case e.Kind >= Open:
		case e.Kind == Stay || e.From == e.To:
			i := find(q.index, e.From, "lifeline")
			needs[i+1] = append(needs[i+1], need{i, e.W + selfReach + 2*besideLine})
		default:
			a, b := find(q.index, e.From, "lifeline"), find(q.index, e.To, "lifeline")
			needs[max(a, b)] = append(needs[max(a, b)], need{min(a, b), e.W + 2*besideLine + 2*barHalf})
		}
	}
	q.x = make([]int, n)
	for i := 1; i < n; i++ {
		for _, d := range needs[i] {
			q.x[i] = max(q.x[i], q.x[d.from]+d.width)
		}
	}
	if n > 0 {
		q.left, q.right = -q.Lifelines[0].W/2, q.x[n-1]+(q.Lifelines[n-1].W+1)/2
		for _, d := range needs[n] {
			q.right = max(q.right, q.x[d.from]+d.width)
		}
	}
}

// rows walks down the events.
func (q *sequenceLayout) rows() {
	tallest := 0
	for _, l := range q.Lifelines {
		tallest = max(tallest, l.H)
	}
	for i, l := range q.Lifelines {
		q.res.Heads = append(q.res.Heads, Rect{q.x[i] - l.W/2, tallest - l.H, l.W, l.H})
	}
	y := tallest + headBelow
	for _, e := range q.Events {
		var row SequenceRow
		switch e.Kind {
		case Open:
			row.Label, y = q.open(e, y)
		case Else:
			row, y = q.next(e, y)
		case Close:
			y = q.close(y)
		case Stay:
			at := q.touch(e.From)
			row.Label = Rect{q.x[at] + besideLine + barHalf, y, e.W, e.H}
			y += e.H + rowGap
		default:
			row, y = q.message(e, y)
		}
		q.res.Rows = append(q.res.Rows, row)
	}
	if len(q.frames) > 0 {
		panic("layout: a frame does not close")
	}
	for i := range q.busy {
		for len(q.busy[i]) > 0 {
			q.endBar(i, y)
		}
	}
	for i := range q.Lifelines {
		q.res.Lines = append(q.res.Lines, Rect{q.x[i], tallest, 0, y + rowGap - tallest})
	}
}

func (q *sequenceLayout) message(e Event, y int) (SequenceRow, int) {
	a, b := q.touch(e.From), q.touch(e.To)
	if a == b {
		x := q.x[a] + barHalf
		row := SequenceRow{
			Points: []Point{{x, y + 4}, {x + selfReach, y + 4}, {x + selfReach, y + 18}, {x, y + 18}},
			Label:  Rect{x + selfReach + 6, y + 11 - e.H/2, e.W, e.H},
		}
		return row, y + max(22, 11+(e.H+1)/2) + rowGap
	}
	line := y + e.H + labelAbove
	from, to := q.x[a], q.x[b]
	row := SequenceRow{Label: Rect{min(from, to) + besideLine + barHalf, y, e.W, e.H}}
	if from > to {
		row.Label.X = from - besideLine - barHalf - e.W
	}
	switch {
	case e.Kind == Call:
		q.busy[b] = append(q.busy[b], line)
	case e.Kind == Answer && len(q.busy[a]) > 0:
		q.endBar(a, line)
	}
	side := barHalf
	if from > to {
		side = -barHalf
	}
	row.Points = []Point{{from + side, line}, {to - side, line}}
	return row, line + rowGap + 4
}

// endBar closes the innermost bar of a lifeline.
func (q *sequenceLayout) endBar(i, y int) {
	last := len(q.busy[i]) - 1
	top := q.busy[i][last]
	q.busy[i] = q.busy[i][:last]
	if last == 0 { // one bar for calls within calls
		q.res.Bars = append(q.res.Bars, Rect{q.x[i] - barHalf, top, 2 * barHalf, max(y-top, 6)})
	}
}

// touch returns the lifeline and widens the open frames to hold it.
func (q *sequenceLayout) touch(id string) int {
	i := find(q.index, id, "lifeline")
	for f := range q.frames {
		q.frames[f].first = min(q.frames[f].first, i)
		q.frames[f].last = max(q.frames[f].last, i)
	}
	return i
}

func (q *sequenceLayout) open(e Event, y int) (Rect, int) {
	q.frames = append(q.frames, openFrame{number: len(q.res.Frames), row: len(q.res.Rows), first: len(q.Lifelines), last: -1})
	q.res.Frames = append(q.res.Frames, Rect{W: e.W, Y: y}) // the width of the title until it closes
	return Rect{0, y + 4, e.W, e.H}, y + e.H + framePad
}

func (q *sequenceLayout) next(e Event, y int) (SequenceRow, int) {
	if len(q.frames) == 0 {
		panic("layout: a frame's part without a frame")
	}
	f := &q.frames[len(q.frames)-1]
	f.dividers = append(f.dividers, len(q.res.Rows))
	row := SequenceRow{Points: []Point{{0, y}, {0, y}}, Label: Rect{0, y + 4, e.W, e.H}}
	return row, y + e.H + framePad
}

// close gives the innermost frame its sides, and its title and dividers their
// place.
func (q *sequenceLayout) close(y int) int {
	if len(q.frames) == 0 {
		panic("layout: no frame to close")
	}
	f := q.frames[len(q.frames)-1]
	q.frames = q.frames[:len(q.frames)-1]
	if f.last < 0 {
		f.first, f.last = 0, max(len(q.Lifelines)-1, 0)
	}
	side := frameSide + 8*f.depth
	r := &q.res.Frames[f.number]
	var left, right int
	if len(q.x) > 0 {
		left, right = q.x[f.first]-side, q.x[f.last]+side
	}
	right = max(right, left+r.W+2*framePad)
	for i, row := range q.res.Rows { // labels inside may reach beyond the last lifeline
		if row.Label.Y >= r.Y && q.Events[i].Kind < Open {
			right = max(right, row.Label.X+row.Label.W+framePad+8*f.depth)
		}
	}
	for _, i := range f.dividers {
		right = max(right, left+q.res.Rows[i].Label.W+2*framePad)
	}
	for _, inner := range f.inner {
		left, right = min(left, inner.X-8), max(right, inner.X+inner.W+8)
	}
	q.alignDividers(f, left, right)
	*r = Rect{left, r.Y, right - left, y + 2 - r.Y}
	q.left, q.right = min(q.left, left), max(q.right, right)
	if len(q.frames) > 0 {
		outer := &q.frames[len(q.frames)-1]
		outer.depth = max(outer.depth, f.depth+1)
		outer.inner = append(outer.inner, *r)
	}
	return y + framePad
}

// alignDividers moves a frame's title and the lines between its parts to its
// sides.
func (q *sequenceLayout) alignDividers(f openFrame, left, right int) {
	q.res.Rows[f.row].Label.X = left + framePad/2
	for _, i := range f.dividers {
		row := &q.res.Rows[i]
		row.Label.X = left + framePad/2
		row.Points = []Point{{left, row.Points[0].Y}, {right, row.Points[0].Y}}
	}
}

// fit moves everything to the margin and measures the whole.
func (q *sequenceLayout) fit() {
	res := &q.res
	shift := func(r *Rect) { r.X, r.Y = r.X+margin-q.left, r.Y+margin }
	bottom := 0
	for _, all := range [][]Rect{res.Heads, res.Lines, res.Bars, res.Frames} {
		for i := range all {
			shift(&all[i])
			bottom = max(bottom, all[i].Y+all[i].H)
		}
	}
	for i := range res.Rows {
		row := &res.Rows[i]
		if row.Label.W > 0 {
			shift(&row.Label)
		}
		for p := range row.Points {
			row.Points[p].X += margin - q.left
			row.Points[p].Y += margin
		}
	}
	res.W, res.H = q.right-q.left+2*margin, max(bottom, margin)+margin
}
