package sim

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// TestSnapshotGoesOnLikeTheOriginal copies worlds in the middle of generated
// designs, and lets both go on.
func TestSnapshotGoesOnLikeTheOriginal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(generated(t, anyDesign(t)), rapid.Uint64().Draw(t, "seed"), 0)
		advance(w, uint64(rapid.IntRange(0, 2000).Draw(t, "events")))
		c := w.clone()
		if !reflect.DeepEqual(w, c) {
			t.Fatal("a copy differs from its original")
		}
		advance(w, 1000)
		advance(c, 1000)
		if !reflect.DeepEqual(w, c) {
			t.Fatalf("after 1000 events the original has ended %d requests at %d, the copy %d at %d", w.finished, w.now, c.finished, c.now)
		}
		if err := c.check(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestSnapshotLeavesTheOriginalAlone crashes what it can in a copy. The
// original then is what a third world is that came there by itself.
func TestSnapshotLeavesTheOriginalAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := generated(t, anyDesign(t))
		seed, events := rapid.Uint64().Draw(t, "seed"), uint64(rapid.IntRange(0, 2000).Draw(t, "events"))
		w, undisturbed := newWorld(p, seed, 0), newWorld(p, seed, 0)
		advance(w, events)
		advance(undisturbed, events)
		c := w.clone()
		for at := range c.replicas {
			if c.replicas[at].state == up {
				c.crash(int32(at))
			}
		}
		c.settle()
		advance(c, 1000)
		if !reflect.DeepEqual(w, undisturbed) {
			t.Fatal("what happens to a copy reaches its original")
		}
		if reflect.DeepEqual(w, c) {
			t.Fatal("nothing happened to the copy")
		}
	})
}

// advance carries out a number of events, or all there are.
func advance(w *world, n uint64) {
	for end := w.events + n; w.events < end && w.step(); {
	}
}
