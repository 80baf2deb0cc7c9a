package sim

import (
	"testing"

	"pgregory.net/rapid"
)

// TestLadderPopsInTheOrderOfTheHeap pushes and pops at random, as a simulation
// does: never before the last popped time, with delays of very different
// sizes and many equal times.
func TestLadderPopsInTheOrderOfTheHeap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, h := newLadder(), heap4{}
		now, seq := int64(0), uint64(0)
		spread := rapid.SampledFrom([]int64{1, 10, 1e3, 1e6, 1e12}).Draw(t, "spread")
		pushes := rapid.IntRange(1, 12).Draw(t, "pushes at a time")
		for range rapid.IntRange(1, 400).Draw(t, "rounds") {
			for range rapid.IntRange(0, pushes).Draw(t, "pushes") {
				seq++
				delay := rapid.Int64Range(0, spread).Draw(t, "delay")
				if rapid.IntRange(0, 9).Draw(t, "far") == 0 {
					delay *= 1000
				}
				e := event{at: now + delay, what: seq << 16, ref: uint32(seq)}
				l.push(e)
				h.push(e)
			}
			for range rapid.IntRange(0, pushes).Draw(t, "pops") {
				now = popBoth(t, &l, &h, now)
			}
		}
		for h.len() > 0 {
			now = popBoth(t, &l, &h, now)
		}
		if e := l.peek(); e != nil {
			t.Fatalf("the ladder still holds %+v", *e)
		}
	})
}

// popBoth pops from both queues and returns the new time.
func popBoth(t *rapid.T, l *ladder, h *heap4, now int64) int64 {
	if h.len() == 0 {
		return now
	}
	want := h.pop()
	if l.peek() == nil {
		t.Fatalf("the ladder is empty, want %+v", want)
	}
	if got := l.pop(); got != want {
		t.Fatalf("the ladder pops %+v, want %+v", got, want)
	}
	return want.at
}

// TestLadderHoldsMillions goes through all its levels: rungs under rungs, and
// a bottom that spills.
func TestLadderHoldsMillions(t *testing.T) {
	l, h := newLadder(), heap4{}
	x := uint64(1)
	random := func(n int64) int64 {
		x = mix(x)
		return int64(x % uint64(n))
	}
	for i := range uint64(300_000) {
		at := random(1e9)
		if i%3 == 0 {
			at = random(1000) // a crowd at the beginning
		}
		e := event{at: at, what: i << 16}
		l.push(e)
		h.push(e)
	}
	for n := uint64(400_000); h.len() > 0; n++ {
		want := h.pop()
		l.peek()
		if got := l.pop(); got != want {
			t.Fatalf("the ladder pops %+v, want %+v", got, want)
		}
		if n%4 == 0 {
			e := event{at: want.at + random(50), what: n << 16}
			if n < 600_000 {
				l.push(e)
				h.push(e)
			}
		}
	}
}

// TestLanesKeepOneOrderWithTheLadder mixes constant delays with others and
// cancels some.
func TestLanesKeepOneOrderWithTheLadder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := agenda{ladder: newLadder()}
		frames := make([]frame, 50)
		lanes := []int32{a.lanes.open(5), a.lanes.open(70), a.lanes.open(0)}
		if again := a.lanes.open(70); again != lanes[1] {
			t.Fatalf("the lane of a delay is %d at first and then %d", lanes[1], again)
		}
		now, last := int64(0), uint64(0)
		for range rapid.IntRange(1, 300).Draw(t, "rounds") {
			ref := uint32(rapid.IntRange(0, 49).Draw(t, "frame"))
			switch rapid.IntRange(0, 3).Draw(t, "action") {
			case 0:
				a.addLane(rapid.SampledFrom(lanes).Draw(t, "lane"), now, evTimeout, 0, ref, frames[ref].token)
			case 1:
				a.add(now+rapid.Int64Range(0, 100).Draw(t, "delay"), evWorkDone, 0, ref, frames[ref].token)
			case 2:
				frames[ref].token++
			default:
				at, any := a.nextAt()
				e, popped := a.pop(frames)
				if any != popped {
					t.Fatalf("an event is announced: %v; popped: %v", any, popped)
				}
				if !popped {
					break
				}
				if e.at != at || e.at < now || e.at == now && e.what < last {
					t.Fatalf("event at %d popped, announced for %d, after one at %d", e.at, at, now)
				}
				now, last = e.at, e.what
			}
		}
	})
}
