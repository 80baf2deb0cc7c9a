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

// strikes returns the replicas that a fault hits as it begins: those that it
// names, and whichever is the primary of a component now; of a sharded one that
// of its first shard.
func (w *world) strikes(ref uint32) []int32 {
	f := &w.p.faults[ref]
	if len(f.primary) == 0 {
		return f.replicas
	}
	hit := append([]int32(nil), f.replicas...)
	for _, k := range f.primary {
		set := &w.sets[w.p.sets[w.comps[k].set].first]
		hit = append(hit, set.first+set.primary)
	}
	if w.hits == nil {
		w.hits = make([][]int32, len(w.p.faults))
	}
	w.hits[ref] = hit
	return hit
}

// struck returns the replicas that a fault hit when it began.
func (w *world) struck(ref uint32) []int32 {
	if f := &w.p.faults[ref]; len(f.primary) == 0 {
		return f.replicas
	}
	return w.hits[ref]
}
