package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// queuesOf compiles all queues and streams.
func (c *compiler) queuesOf() {
	for name, m := range c.d.Components.All() {
		if m.Behaviour.Class != catalog.Queue && m.Behaviour.Class != catalog.Stream {
			continue
		}
		q := queueSpec{component: c.comps[name], bound: unlimited, visibility: -1, dead: -1, keys: -1, broadcast: m.Behaviour.Class == catalog.Stream}
		if m.MaxLength != nil && !m.MaxLength.Unlimited {
			q.bound = int32(max(1, min(m.MaxLength.Value, unlimited)))
		}
		q.whenFull = whenFulls[m.WhenFull]
		q.deliveries = int32(model.Or(m.MaxDeliveries, 0))
		if m.Visibility != nil {
			q.visibility = c.time(model.LawOf(m.Visibility), c.stream(name, "visibility"))
		}
		if m.Keep != nil && !m.Keep.Unlimited {
			q.keep = max(1, ns(m.Keep.Value))
		}
		q.windows = windowsOf(m)
		c.order(m, &q)
		c.queues[name] = int32(len(c.p.queues))
		c.p.queues = append(c.p.queues, q)
	}
	for name, m := range c.d.Components.All() {
		q, isQueue := c.queues[name]
		if dead, known := c.queues[m.DeadLetter.Text]; isQueue && known {
			c.p.queues[q].dead = dead
		}
	}
}

var whenFulls = map[string]whenFull{"": refuseWhenFull, "refuse": refuseWhenFull, "drop-oldest": dropOldestWhenFull, "block": blockWhenFull}

// windowsOf returns the windows of a queue, or of who consumes it.
func windowsOf(m *model.Component) windows {
	if m.Windows == nil || m.Windows.Every == nil {
		return windows{}
	}
	return windows{every: max(1, ns(m.Windows.Every.Value)), late: ns(model.Or(m.Windows.Late, 0))}
}

// order compiles in which parts a queue keeps the order of its messages.
func (c *compiler) order(m *model.Component, q *queueSpec) {
	if m.Partitions != nil {
		q.parts = max(1, int32(m.Partitions.Value*model.CellsOf(m)))
	}
	if m.OrderedBy == "" {
		return
	}
	q.ordered = true
	q.keys = c.keysOfField(m.OrderedBy)
	q.stream = c.stream(m.Name, "order")
	if q.keyed = q.parts == 0; !q.keyed {
		return
	}
	q.keyCount = mostLanes
	if q.keys >= 0 {
		q.keyCount = c.p.keys[q.keys].law.N
	}
}

// keysOfField returns the law of the keys of the entity that has a field, -1
// when nothing is said.
func (c *compiler) keysOfField(field string) int32 {
	for _, e := range c.d.Data.All() {
		if e.Fields.Has(field) && (e.Keys.Text != "" || e.Count != nil) {
			return c.keyLaw(e)
		}
	}
	return -1
}

// consumers joins the flows that start on messages to their queues.
func (c *compiler) consumers() {
	for i := range c.p.sources {
		s := &c.p.sources[i]
		if s.kind != messages {
			continue
		}
		f := c.d.Flows.Get(s.name)
		start := c.d.StartOf(f)
		q, known := c.queues[start.Queue]
		if !known {
			continue // a queue that a variant removed
		}
		consumer := consumer{source: int32(i), component: -1, batch: int32(max(1, model.Or(start.Batch, 1))), linger: ns(model.Or(start.Linger, 0))}
		if _, m := c.d.Starter(f); m != nil {
			consumer.component = c.comps[m.Name]
			consumer.windows = windowsOf(m)
			c.p.components[consumer.component].consumes = true
		}
		if start.Batch == nil && (consumer.windows.every > 0 || c.p.queues[q].windows.every > 0) {
			consumer.batch = math.MaxInt32 // the whole window
		}
		c.p.queues[q].consumers = append(c.p.queues[q].consumers, consumer)
	}
}

// fetchMessages emits the call by which a consumer takes its messages from the
// broker, where the broker says what giving one costs it.
func (c *compiler) fetchMessages(f *model.Flow, at place) {
	if f.Consumes == nil {
		return
	}
	broker := c.d.Components.Get(f.Consumes.Text)
	if broker == nil || broker.Work == nil || broker.Work.Consume == nil {
		return
	}
	to := c.comps[broker.Name]
	s := newSite(c.edge(at.comp, to, maxBudget, -1), to, 0)
	c.delays(&s, c.d.Delay(at.caller, broker.Name, nil), at.caller+"."+broker.Name)
	k := c.site(s)
	c.siteFrom[k] = at.caller
	c.emit(op{kind: opCall, a: k})
	law := c.time(model.WorkLaw(broker.Work.Consume), c.stream(broker.Name, "consume"))
	c.later(func() {
		c.p.sites[k].entry = c.emit(op{kind: opGive, a: law})
		c.emit(op{kind: opWork, a: law})
		c.emit(op{kind: opEnd})
	})
}
