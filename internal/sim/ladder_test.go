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
				l.push(e.at, e.what, e.ref, e.tok)
				h.push(e)
			}
			for range rapid.IntRange(0, pushes).Draw(t, "pops") {
				now = popBoth(t, &l, &h, now)
			}
		}
		for h.len() > 0 {
			now = popBoth(t, &l, &h, now)
		}
		if e := l.pop(); e != never {
			t.Fatalf("the ladder still holds %+v", e)
		}
	})
}

// popBoth pops from both queues and returns the new time.
func popBoth(t *rapid.T, l *ladder, h *heap4, now int64) int64 {
	if h.len() == 0 {
		return now
	}
	want := h.pop()
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
		l.push(e.at, e.what, e.ref, e.tok)
		h.push(e)
	}
	for n := uint64(400_000); h.len() > 0; n++ {
		want := h.pop()
		if got := l.pop(); got != want {
			t.Fatalf("the ladder pops %+v, want %+v", got, want)
		}
		if n%4 == 0 {
			e := event{at: want.at + random(50), what: n << 16}
			if n < 600_000 {
				l.push(e.at, e.what, e.ref, e.tok)
				h.push(e)
			}
		}
	}
}

// popNext pops as a step of the world does.
func popNext(a *agenda, frames []frame) (event, bool) {
	e := a.first
	if a.laneIsNext() {
		a.dropFirst(frames)
	} else {
		e = a.ladder.pop()
	}
	return e, e != never
}

// TestLanesKeepTheOrderOfTheHeap schedules constant delays on lanes and others
// beside them, and cancels some. What is still alive comes out as the heap has
// it, and what was cancelled comes out at most as the head of a lane.
func TestLanesKeepTheOrderOfTheHeap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		delays := []int64{5, 70, 0, 3000}
		a, h := newAgenda(delays), heap4{}
		frames := make([]frame, 50)
		void := func(e event) bool { return frames[e.ref].token != e.tok }
		now := int64(0)
		next := func() bool {
			at := a.nextAt()
			e, popped := popNext(&a, frames)
			if at != e.at || popped != (at < maxTime) {
				t.Fatalf("announced at %d, popped %v at %d", at, popped, e.at)
			}
			for h.len() > 0 && void(h.events[0]) && h.events[0] != e {
				h.pop()
			}
			if !popped {
				if h.len() > 0 {
					t.Fatalf("the agenda is empty, want %+v", h.events[0])
				}
				return false
			}
			if e.at < now {
				t.Fatalf("an event at %d comes after one at %d", e.at, now)
			}
			if e.lane() == 0 && h.events[0] != e {
				t.Fatalf("popped %+v, want %+v", e, h.events[0])
			}
			if h.len() > 0 && h.events[0] == e {
				h.pop()
			} else if !void(e) {
				t.Fatalf("popped %+v out of turn", e)
			}
			now = e.at
			return true
		}
		for range rapid.IntRange(1, 300).Draw(t, "rounds") {
			ref := uint32(rapid.IntRange(0, 49).Draw(t, "frame"))
			e := event{ref: ref, tok: frames[ref].token}
			switch rapid.IntRange(0, 3).Draw(t, "action") {
			case 0:
				at := rapid.IntRange(1, len(delays)).Draw(t, "lane")
				a.addLane(int32(at), now, evTimeout, timedOut, ref, e.tok)
				e.at, e.what = now+delays[at-1], a.seq|uint64(at)<<laneShift|uint64(timedOut)<<codeShift|uint64(evTimeout)
				h.push(e)
			case 1:
				e.at = now + rapid.Int64Range(0, 100).Draw(t, "delay")
				a.add(e.at, evWorkDone, okay, ref, e.tok)
				e.what = a.seq | uint64(evWorkDone)
				h.push(e)
			case 2:
				frames[ref].token++
			default:
				next()
			}
		}
		for next() {
		}
	})
}

// TestEventKeepsItsParts packs and unpacks.
func TestEventKeepsItsParts(t *testing.T) {
	a := newAgenda(make([]int64, maxLane))
	a.seq = 1<<64 - 3*oneSeq
	a.addLane(maxLane, 7, evReply, outcomes-1, 4, 5)
	a.add(7, evSource, okay, 6, 8)
	first, _ := popNext(&a, make([]frame, 5))
	if first.kind() != evReply || first.code() != outcomes-1 || first.lane() != maxLane || first.ref != 4 || first.tok != 5 {
		t.Errorf("lane %d, outcome %d, kind %d of %+v", first.lane(), first.code(), first.kind(), first)
	}
	second, _ := popNext(&a, nil)
	if second.kind() != evSource || second.code() != okay || second.lane() != 0 {
		t.Errorf("lane %d, outcome %d, kind %d of %+v", second.lane(), second.code(), second.kind(), second)
	}
}

// TestWhatLiesBeyondTimeNeverHappens adds a delay that wraps around.
func TestWhatLiesBeyondTimeNeverHappens(t *testing.T) {
	a := newAgenda([]int64{5})
	now := int64(10)
	a.add(now+maxTime, evWorkDone, okay, 1, 0)
	a.add(maxTime, evWorkDone, okay, 1, 0)
	if e, any := popNext(&a, make([]frame, 2)); any {
		t.Errorf("popped %+v", e)
	}
	a.addLane(1, now, evTimeout, okay, 1, 0)
	if e, any := popNext(&a, make([]frame, 2)); !any || e.at != 15 {
		t.Errorf("popped %+v, %v, want an event at 15", e, any)
	}
}
