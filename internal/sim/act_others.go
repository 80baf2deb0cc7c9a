package sim

import "github.com/loadpath/loadpath/internal/model"

// Verbs about connections and control loops.

// compileDrop names the replicas, or the flows, whose connections are dropped.
func compileDrop(c *compiler, m actSource, a *act) {
	for _, ref := range m.Targets {
		if c.d.Flows.Has(ref.Text) {
			a.flows = append(a.flows, c.flowIndex(ref.Text))
		}
	}
	c.hits(m, a)
	a.share = 0 // of the connections, not of the replicas
	a.rate = model.Or(m.Share, 1)
}

// setDrop: connections that are held are dropped, all or a random share.
func setDrop(w *world, ref uint32, from, to float64) {
	if from != 0 || len(w.held) == 0 {
		return
	}
	a := &w.p.acts[ref]
	for _, at := range w.acts[ref].hit {
		for k := w.held[at].first; k != 0; {
			next := w.conns[k].next
			w.dropMaybe(a, k)
			k = next
		}
	}
	for _, flow := range a.flows {
		for k := 1; k < len(w.conns); k++ {
			if c := &w.conns[k]; c.state == isHeld && w.p.holds[c.hold].flow == flow {
				w.dropMaybe(a, uint32(k))
			}
		}
	}
}

func (w *world) dropMaybe(a *act, k uint32) {
	if a.rate >= 1 || w.streams[a.stream].Float64() < a.rate {
		w.dropConn(k)
	}
}

// compileLeak names what is used up, and how fast.
func compileLeak(c *compiler, m actSource, a *act) {
	c.hits(m, a)
	a.by = model.Or(m.By, 1)
	if c.leaksUse(m, a) {
		return
	}
	for _, at := range a.replicas {
		if s := c.componentAt(at); m.Of != "" && m.Of != "connections" || s.connections == 0 {
			c.errorf(m.Span, "unsupported-fault", "say how many connections it holds at most: connections: 10k", "the simulator leaks only connections of components that limit them, and not those of %q", s.name)
			return
		}
	}
}

// setLeak: connections that nobody uses take the room of others, so many more
// a second. At the end they are free again.
func setLeak(w *world, ref uint32, from, to float64) {
	a, st := &w.p.acts[ref], &w.acts[ref]
	if a.uses {
		w.leakUse(ref, from, to)
		return
	}
	if len(w.held) == 0 {
		return
	}
	if to == 0 {
		for _, at := range st.hit {
			w.held[at].leaks = 0
		}
		return
	}
	if from == 0 && a.by > 0 {
		w.agenda.add(w.now+int64(1e9/a.by), evLeak, 0, ref, 0)
	}
}

// leaks uses up one more connection of each replica.
func (w *world) leaks(ref uint32) bool {
	a, st := &w.p.acts[ref], &w.acts[ref]
	if !st.on || w.closing {
		return false
	}
	if a.uses {
		w.leaksMore(ref)
		return true
	}
	for _, at := range st.hit {
		w.held[at].leaks++
	}
	w.agenda.add(w.now+int64(1e9/a.by), evLeak, 0, ref, 0)
	return true
}

// compileBlind names the components whose autoscalers see nothing; a monitoring
// component is the eyes of all.
func compileBlind(c *compiler, m actSource, a *act) {
	for _, ref := range m.Targets {
		k, known := c.comps[ref.Text]
		switch {
		case !known:
		case c.p.components[k].kind == "monitoring":
			for k := range c.p.components {
				a.comps = append(a.comps, int32(k))
			}
		default:
			a.comps = append(a.comps, k)
		}
	}
}

// setBlind: autoscalers and health checks do nothing.
func setBlind(w *world, ref uint32, from, to float64) {
	for _, k := range w.p.acts[ref].comps {
		w.stations[k].blind += onOff(from, to)
	}
}
