package stats

import "testing"

var sink float64

func BenchmarkStreamUint64(b *testing.B) {
	r := NewStream(1, 0, "a", "b")
	var x uint64
	for b.Loop() {
		x ^= r.Uint64()
	}
	sink = float64(x)
}

func BenchmarkStreamExp(b *testing.B) {
	r := NewStream(1, 0, "a", "b")
	for b.Loop() {
		sink += r.Exp()
	}
}

func BenchmarkStreamNormal(b *testing.B) {
	r := NewStream(1, 0, "a", "b")
	for b.Loop() {
		sink += r.Normal()
	}
}

func BenchmarkSampler(b *testing.B) {
	for _, l := range lawsForTest {
		b.Run(l.String(), func(b *testing.B) {
			b.ReportAllocs()
			r := NewStream(1, 0, "a", "b")
			s := l.Compile()
			for b.Loop() {
				sink += s.Draw(&r)
			}
		})
	}
}

func BenchmarkZipf(b *testing.B) {
	b.ReportAllocs()
	r := NewStream(1, 0, "a", "b")
	s := KeyLaw{N: 1e9, S: 1}.Compile()
	for b.Loop() {
		sink += float64(s.Draw(&r))
	}
}

func BenchmarkZipfCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		s := KeyLaw{N: 1e9, S: 1}.Compile()
		sink += float64(s.n)
	}
}

func BenchmarkHistogramRecord(b *testing.B) {
	b.ReportAllocs()
	var h Histogram
	r := NewStream(1, 0, "a", "b")
	v := make([]int64, 1024)
	for i := range v {
		v[i] = int64(1e7 * r.Exp())
	}
	i := 0
	for b.Loop() {
		h.Record(v[i&1023])
		i++
	}
	sink = h.Mean()
}
