package sim

import (
	"slices"
	"sync"

	"github.com/loadpath/loadpath/internal/stats"
)

// Begin keeps what is in the caches when a run begins, which takes long to
// draw, for further runs of the same design with the same seed: what is broken
// in them breaks later. Several runs may share one at the same time. The zero
// value is empty.
type Begin struct {
	mu      sync.Mutex
	p       *Program // of the run that was the first
	seed    uint64
	caches  []cache
	streams []stats.Stream // behind each cache, as the draws have left it
}

// fill brings the caches of a world into their stationary state: those of the
// first run by drawing, those of others by copying.
func (b *Begin) fill(w *world) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.p != nil && b.fits(w) {
		for i := range w.caches {
			spec := w.caches[i].spec
			w.caches[i] = b.caches[i].clone()
			w.caches[i].spec = spec
			w.streams[spec.stream] = b.streams[i]
		}
		return
	}
	w.fillCaches(pilot(w.p, w.seed))
	if b.p == nil {
		b.p, b.seed = w.p, w.seed
		for i := range w.caches {
			b.caches = append(b.caches, w.caches[i].clone())
			b.streams = append(b.streams, w.streams[w.caches[i].spec.stream])
		}
	}
}

// fits tells whether a world has the caches of the first run, which draw from
// the same streams.
func (b *Begin) fits(w *world) bool {
	if w.seed != b.seed || len(w.p.caches) != len(b.p.caches) || w.replication != 0 {
		return false
	}
	for i := range w.p.caches {
		here, there := w.p.caches[i], b.p.caches[i]
		if w.p.streams[here.stream] != b.p.streams[there.stream] || here.keys >= 0 != (there.keys >= 0) {
			return false
		}
		if here.keys >= 0 && (w.p.keys[here.keys].law != b.p.keys[there.keys].law || w.p.keys[here.keys].together != b.p.keys[there.keys].together) {
			return false
		}
		here.stream, here.keys, here.ttl = there.stream, there.keys, there.ttl // by number, which may differ; of a law only the mean is used here
		if here != there {
			return false
		}
	}
	return true
}

// clone returns a copy that shares nothing that changes.
func (c *cache) clone() cache {
	out := *c
	out.table, out.slab, out.frequn = slices.Clone(c.table), slices.Clone(c.slab), slices.Clone(c.frequn)
	return out
}
