package sim

import "github.com/loadpath/loadpath/internal/model"

// Messages is what happened to the messages of a queue or stream. How many
// wait, its lag, is the component's queue length, and for how long each
// delivery has waited is its wait. A message of a stream counts once for each
// consuming flow.
type Messages struct {
	Delivered    Number `json:"delivered"`    // deliveries a second
	Redelivered  Number `json:"redelivered"`  // of those, of messages that had been delivered before
	Acknowledged Number `json:"acknowledged"` // messages a second whose work is done
	Duplicates   Number `json:"duplicates"`   // deliveries while an earlier one was still worked on, over messages
	DeadLetters  Number `json:"dead_letters"` // a second
	GivenUp      Number `json:"given_up"`     // failed and not given again, a second
	Dropped      Number `json:"dropped"`      // pushed out of a full queue, or kept for too long, a second
}

// messages reads what happened to the messages of a component; nil when it is
// no queue that somebody consumes.
func (r *runner) messages(k int) *Messages {
	if !r.reps[0].w.stations[k].tally.messages {
		return nil
	}
	of := func(get func(*messageCounts) uint64) func(*batch) float64 {
		return func(b *batch) float64 { return float64(get(&b.stations[k].messages)) }
	}
	rate := func(get func(*messageCounts) uint64) Number { return r.rate(of(get)) }
	return &Messages{
		Delivered:    rate(func(c *messageCounts) uint64 { return c.taken }),
		Redelivered:  rate(func(c *messageCounts) uint64 { return c.again }),
		Acknowledged: rate(func(c *messageCounts) uint64 { return c.done }),
		Duplicates:   r.duplicates([]int32{int32(k)}),
		DeadLetters:  rate(func(c *messageCounts) uint64 { return c.buried }),
		GivenUp:      rate(func(c *messageCounts) uint64 { return c.givenUp }),
		Dropped:      rate(func(c *messageCounts) uint64 { return c.pushed + c.outdated }),
	}
}

// duplicates returns the deliveries of messages that were being worked on
// already, over the messages that were delivered at all.
func (r *runner) duplicates(components []int32) Number {
	sum := func(get func(*messageCounts) uint64) func(*batch) float64 {
		return func(b *batch) float64 {
			n := uint64(0)
			for _, k := range components {
				n += get(&b.stations[k].messages)
			}
			return float64(n)
		}
	}
	return positive(r.ratio(sum(func(c *messageCounts) uint64 { return c.doubled }), sum(func(c *messageCounts) uint64 { return c.taken - c.again })))
}

// carriers returns the queues whose messages a limit on duplicates is about:
// the component itself, or for an entity those that store it and those whose
// consumers touch it.
func (c *compiler) carriers(component int32, entity string) []int32 {
	if component >= 0 {
		return []int32{component}
	}
	var list []int32
	for name, m := range c.d.Components.All() {
		if _, queue := c.queues[name]; queue && c.carries(m, entity) {
			list = append(list, c.comps[name])
		}
	}
	return list
}

// carries tells whether the messages of a queue are about an entity.
func (c *compiler) carries(queue *model.Component, entity string) bool {
	for _, ref := range queue.Stores {
		if ref.Text == entity {
			return true
		}
	}
	for _, f := range c.d.Flows.All() {
		if f.Consumes == nil || f.Consumes.Text != queue.Name {
			continue
		}
		touches := false
		for _, ref := range f.Carries {
			touches = touches || ref.Text == entity
		}
		c.d.Walk(f, func(v model.Visit) {
			e := c.d.EntityOf(v.Step)
			touches = touches || e != nil && e.Name == entity
		})
		if touches {
			return true
		}
	}
	return false
}

// connections reads how many connections a component holds; nil when no flow
// keeps any there.
func (r *runner) connections(k int) *Number {
	for h := range r.p.holds {
		if r.p.holds[h].component == int32(k) {
			n := positive(r.ratio(func(b *batch) float64 { return float64(b.stations[k].held) / 1e9 }, seconds))
			return &n
		}
	}
	return nil
}
