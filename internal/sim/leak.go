package sim

// Leaks of what has a limit: a fault uses it up bit by bit, and a crash gives
// back all but what is on disk.

// usedUp is what faults have used up of the resources of a replica.
type usedUp [resources]float64

var resourceNames = map[string]resource{"": connectionUse, "threads": threadUse, "connections": connectionUse, "descriptors": descriptorUse, "memory": memoryUse, "disk": diskUse}

// leaksUse tells whether a leak is one of something that its targets limit.
func (c *compiler) leaksUse(m actSource, a *act) bool {
	what, known := resourceNames[m.Of]
	for _, at := range a.replicas {
		limited := false
		for _, k := range c.componentAt(at).caps {
			limited = limited || k.what == what
		}
		known = known && limited
	}
	a.uses, a.what = known && len(a.replicas) > 0, what
	return a.uses
}

// leakUse begins a leak, or gives back at its end what it has used up.
func (w *world) leakUse(ref uint32, from, to float64) {
	a, st := &w.p.acts[ref], &w.acts[ref]
	switch {
	case to == 0:
		for _, at := range st.hit {
			w.useUp(at, a.what, -w.usedUpOf(at)[a.what])
		}
	case from == 0 && a.by > 0:
		w.agenda.add(w.now+a.leakEvery(), evLeak, 0, ref, 0)
	}
}

// leaksMore uses up the next bit.
func (w *world) leaksMore(ref uint32) {
	a, st := &w.p.acts[ref], &w.acts[ref]
	for _, at := range st.hit {
		w.useUp(at, a.what, a.by*float64(a.leakEvery())/1e9)
	}
	w.agenda.add(w.now+a.leakEvery(), evLeak, 0, ref, 0)
}

// leakEvery is the time between two bits: one of them, or what leaks in a tenth
// of a second.
func (a *act) leakEvery() int64 { return int64(max(1e9/a.by, 100e6)) }

// usedUpOf returns what is used up of the resources of a replica.
func (w *world) usedUpOf(at int32) *usedUp {
	if w.usedUp == nil {
		w.usedUp = make([]usedUp, len(w.replicas))
	}
	return &w.usedUp[at]
}

// useUp takes some of a resource of a replica away, or gives it back.
func (w *world) useUp(at int32, what resource, by float64) {
	w.usedUpOf(at)[what] += by
	w.checkCaps(w.replicas[at].comp)
}

// forgetUse gives back what a replica that is down had used up in memory.
func (w *world) forgetUse(at int32) {
	if w.usedUp != nil {
		u := &w.usedUp[at]
		*u = usedUp{diskUse: u[diskUse]}
	}
}
