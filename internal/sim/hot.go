package sim

// hotSpec lets a share of the traffic of an entity fall on one key: the least
// popular of its law, so that the share is the key's whole traffic and nothing
// that was popular changes.
type hotSpec struct {
	keys   int32 // key law
	flow   int32 // only what this flow draws, -1 for all
	share  float64
	stream int32
}

// heat begins and ends a hot key.
func (w *world) heat(spec int32, on bool) {
	if on {
		w.hot = append(w.hot, spec)
		return
	}
	for i, s := range w.hot {
		if s == spec {
			w.hot = append(w.hot[:i], w.hot[i+1:]...)
			return
		}
	}
}

// drawKey draws a key of an entity for a frame.
func (w *world) drawKey(f *frame, k *keyLaw) uint64 {
	key := k.sampler.Draw(&w.streams[k.stream])
	if len(w.hot) > 0 {
		return w.drawHot(f, k, key)
	}
	return key
}

// drawHot replaces a drawn key by the hot one with its probability, and by
// another one where the law has drawn the hot one by itself.
func (w *world) drawHot(f *frame, k *keyLaw, key uint64) uint64 {
	for _, i := range w.hot {
		h := &w.p.hot[i]
		if &w.p.keys[h.keys] != k || h.flow >= 0 && h.flow != int32(f.flow) {
			continue
		}
		if w.streams[h.stream].Float64() < h.share*w.heatOf[i] {
			return k.law.N
		}
		for key == k.law.N && k.law.N > 1 {
			key = k.sampler.Draw(&w.streams[h.stream])
		}
	}
	return key
}
