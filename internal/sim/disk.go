package sim

// fillDisk makes the disks of a component full, or frees them. While they are
// full it refuses what would change what it keeps.
func (w *world) fillDisk(component int32, on bool) {
	if on {
		w.filled[component]++
	} else {
		w.filled[component]--
	}
}
