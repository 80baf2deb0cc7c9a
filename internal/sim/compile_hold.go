package sim

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// connect emits the connection that the requests of a flow make, and returns
// it; -1 when they make none.
func (c *compiler) connect(f *model.Flow) int32 {
	if f.Hold == nil {
		return -1
	}
	at, known := c.comps[f.Hold.At.Head()]
	if !known {
		return -1 // a component that a variant removed
	}
	h := holdSpec{component: at, flow: int32(len(c.p.flows)), source: -1, life: -1, reconnect: -1, stream: c.stream(f.Name, "held at the start")}
	h.site = c.site(newSite(c.edge(-1, at, maxBudget, -1), at, 0))
	if q := f.Hold.For; q != nil {
		l := model.LawOf(q)
		h.life, h.mean = c.time(l, c.stream(f.Name, "hold")), float64(l.Mean()*1e9)
	}
	if r := f.Hold.Reconnect; r != nil {
		h.reconnect = c.reconnect(r, f.Name)
	}
	h.called = c.callsHolder(f.Steps, f.Hold.At.Head())
	c.p.holds = append(c.p.holds, h)
	k := int32(len(c.p.holds) - 1)
	c.emit(op{kind: opConnect, a: k})
	return k
}

// reconnect compiles how a client comes back: without a number of tries until
// it has succeeded.
func (c *compiler) reconnect(m *model.Retry, flow string) int32 {
	r := c.retry(m, flow+" reconnect", 1)
	if m.Max == nil {
		c.p.retries[r].max = unlimited
		if c.p.retries[r].backoff < 0 {
			c.p.retries[r].backoff = c.time(stats.Law{Kind: stats.Const, A: 1e-3}, c.p.retries[r].stream)
		}
	}
	return r
}

// finishRequest emits what ends the requests of a flow.
func (c *compiler) finishRequest(f *model.Flow, held int32) {
	if f.Consumes != nil {
		c.emit(op{kind: opDigest})
	}
	if held >= 0 {
		c.emit(op{kind: opHold})
	}
	c.emit(op{kind: opEnd})
}

// callsHolder tells whether a step of a flow, outside of operations, calls the
// component that keeps its connection. All that do go to the replica that has
// it.
func (c *compiler) callsHolder(list []*model.Step, holder string) bool {
	found := false
	for _, s := range list {
		for _, hop := range s.Path {
			if hop.Head() == holder {
				c.heldSteps[s] = holder
				found = true
			}
		}
		lists := [][]*model.Step{s.Steps, s.Miss, s.Transaction}
		for _, b := range s.Parallel {
			lists = append(lists, b)
		}
		for i := range s.Choose {
			lists = append(lists, s.Choose[i].Steps)
		}
		for i := range s.Saga {
			lists = append(lists, s.Saga[i].Do)
		}
		for _, inner := range lists {
			found = c.callsHolder(inner, holder) || found
		}
	}
	return found
}

// holdSources joins connections to the sources that bring their requests in.
func (c *compiler) holdSources() {
	for h := range c.p.holds {
		for i := range c.p.sources {
			if s := &c.p.sources[i]; s.flow == c.p.holds[h].flow && s.kind <= bursty {
				c.p.holds[h].source = int32(i)
			}
		}
	}
}
