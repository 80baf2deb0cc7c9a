package sim

import "github.com/loadpath/loadpath/internal/model"

// Verbs about connections, messages, clocks and control loops.

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

// compilePoison names the queues that get messages which nobody can process:
// those named, those that a named flow consumes, or those whose messages are
// about a named entity.
func compilePoison(c *compiler, m actSource, a *act) {
	a.rate = model.Or(m.Rate, 0)
	for _, ref := range m.Targets {
		if k, known := c.queues[ref.Text]; known {
			a.queues = append(a.queues, k)
		} else if f := c.d.Flows.Get(ref.Text); f != nil && f.Consumes != nil {
			if k, known := c.queues[f.Consumes.Text]; known {
				a.queues = append(a.queues, k)
			}
		} else if c.d.Data.Has(ref.Text) {
			for _, comp := range c.carriers(-1, ref.Text) {
				a.queues = append(a.queues, c.queues[c.p.components[comp].name])
			}
		}
		if len(a.queues) == 0 {
			c.errorf(ref.Span, "unsupported-fault", "name a queue, a flow that consumes one, or an entity that its messages are about", "nothing that %q names has messages to poison", ref)
		}
	}
}

// setPoison: the next message cannot be processed, or a share of all messages
// as long as the fault lasts.
func setPoison(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	for _, q := range a.queues {
		p := &w.queueStates[q].poison
		if a.rate > 0 {
			p.share += float64(a.rate * (to - from))
		} else if from == 0 {
			p.one++
		}
	}
}

// compileSkew names the components whose clocks are wrong, and by how much.
func compileSkew(c *compiler, m actSource, a *act) {
	a.by = model.Or(m.By, 0)
	for _, ref := range m.Targets {
		if k, known := c.comps[baseOf(ref.Text)]; known {
			a.comps = append(a.comps, k)
		}
	}
	for i := range c.p.sources {
		s := &c.p.sources[i]
		if s.kind != schedule {
			continue
		}
		if _, m := c.d.Starter(c.d.Flows.Get(s.name)); m != nil {
			for _, k := range a.comps {
				if k == c.comps[m.Name] {
					a.flows = append(a.flows, s.flow)
				}
			}
		}
	}
	if len(a.flows) == 0 {
		c.warnf(m.Span, "no-effect", "name a component that runs flows on a schedule", "nothing that is simulated looks at the clock that this fault sets wrong")
	}
}

// setSkew: a clock that is ahead lets scheduled flows begin so much earlier.
func setSkew(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	by := int64(float64(a.by*(to-from)) * 1e9)
	for i := range w.p.sources {
		for _, flow := range a.flows {
			if s, st := &w.p.sources[i], &w.sources[i]; s.kind == schedule && s.flow == flow {
				st.tick -= by
				st.round++
				w.agenda.add(max(st.tick, w.now), evSource, 0, uint32(i), st.round)
			}
		}
	}
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
