package sim

import (
	"testing"
	"unsafe"
)

// The slab is walked by index, so a frame that grows beyond two cache lines
// slows every call of every design.
func TestFrameTakesTwoCacheLines(t *testing.T) {
	if size := unsafe.Sizeof(frame{}); size > 128 {
		t.Errorf("a frame takes %d bytes, want at most 128", size)
	}
	if hot := unsafe.Offsetof(frame{}.waited); hot > 64 {
		t.Errorf("what every call touches takes %d bytes, want one line of 64", hot)
	}
}
