package stats

import "math/bits"

// Stream is a source of random numbers: xoshiro256++ (Blackman and Vigna,
// "Scrambled linear pseudorandom number generators", ACM TOMS 2021). It is a
// value without pointers: a copy goes on where the original stood, and both
// then give the same numbers.
type Stream struct {
	s0, s1, s2, s3 uint64
}

// NewStream returns the stream of one purpose (say "work") of one named thing
// (say "links-db") in one replication of a run. Different arguments give
// unrelated streams, so adding a thing leaves the luck of the others alone.
func NewStream(seed uint64, replication int, name, purpose string) Stream {
	h := mixer{a: 0x9e3779b97f4a7c15, b: 0xd1b54a32d192ed03}
	h.word(seed)
	h.word(uint64(replication))
	h.text(name)
	h.text(purpose)
	s := Stream{h.next(), h.next(), h.next(), h.next()}
	if s.s0|s.s1|s.s2|s.s3 == 0 {
		s.s0 = 1 // the one state that never leaves itself
	}
	return s
}

// Uint64 returns 64 random bits.
func (r *Stream) Uint64() uint64 {
	out := bits.RotateLeft64(r.s0+r.s3, 23) + r.s0
	t := r.s1 << 17
	r.s2 ^= r.s0
	r.s3 ^= r.s1
	r.s1 ^= r.s2
	r.s0 ^= r.s3
	r.s2 ^= t
	r.s3 = bits.RotateLeft64(r.s3, 45)
	return out
}

// Float64 returns a number in the open interval (0, 1): an odd multiple of
// 2**-53, so its logarithm is always finite.
func (r *Stream) Float64() float64 {
	return float64((float64(int64(r.Uint64()>>12)) + 0.5) * 0x1p-52)
}

// Below returns an integer from 0 to n-1, each equally likely; 0 when n is 0.
//
// Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019.
func (r *Stream) Below(n uint64) uint64 {
	hi, lo := bits.Mul64(r.Uint64(), n)
	if lo < n {
		hi = r.belowRest(n, hi, lo)
	}
	return hi
}

func (r *Stream) belowRest(n, hi, lo uint64) uint64 {
	for limit := -n % n; lo < limit; {
		hi, lo = bits.Mul64(r.Uint64(), n)
	}
	return hi
}

// mixer hashes words into two lanes and then gives as many well-mixed words
// as one asks for. The finalizer is that of SplitMix64 (Steele, Lea and Flood
// 2014), which passes each input bit to every output bit.
type mixer struct {
	a, b uint64
}

func (h *mixer) word(w uint64) {
	h.a = finalize(h.a ^ w)
	h.b = finalize(h.b+bits.RotateLeft64(w, 32)) ^ h.a
}

// text takes in the length first, so that ("ab", "c") and ("a", "bc") differ.
func (h *mixer) text(s string) {
	h.word(uint64(len(s)))
	for len(s) > 0 {
		var w uint64
		n := min(8, len(s))
		for i := range n {
			w |= uint64(s[i]) << (8 * i)
		}
		h.word(w)
		s = s[n:]
	}
}

func (h *mixer) next() uint64 {
	h.word(0x9e3779b97f4a7c15)
	return h.a + bits.RotateLeft64(h.b, 17)
}

func finalize(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
