package sim

// dataFault begins or ends a fault that concerns keys or copies, not replicas.
func (w *world) dataFault(f *fault, on bool) {
	for _, k := range f.parts {
		switch f.verb {
		case hotFault:
			w.heat(k, on)
			continue
		case fillFault:
			w.fillDisk(k, on)
			continue
		}
		spec := &w.p.sets[w.comps[k].set]
		for set := spec.first; set < spec.first+w.comps[k].shards; set++ {
			switch {
			case f.verb == lagFault && on:
				w.sets[set].lag += int64(f.factor * 1e9)
			case f.verb == lagFault:
				w.sets[set].lag -= int64(f.factor * 1e9)
			case on:
				w.split(set)
			default:
				w.unite(set)
			}
		}
	}
}
