package report

import (
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// asynchrony writes step 10: what leaves the request path, who takes it up,
// and what happens to what cannot be processed.
func asynchrony(p *paper) {
	p.queues()
	p.backlogs()
	p.sagas()
	p.unawaited()
}

// queuesOf returns the queues and streams of a design in file order.
func queuesOf(d *model.Design) []*model.Component {
	var out []*model.Component
	for _, c := range d.Components.All() {
		if c.Behaviour.Class == catalog.Queue || c.Behaviour.Class == catalog.Stream {
			out = append(out, c)
		}
	}
	return out
}

func (p *paper) queues() {
	g := columns("queue", "kind", "filled by", "taken up by", "order", "kept", "tried", "then")
	for _, c := range queuesOf(p.d) {
		order := ""
		switch {
		case c.OrderedBy != "":
			order = "by " + c.OrderedBy
		case c.Partitions != nil:
			order = "within each of " + c.Partitions.String() + " partitions"
		}
		tried, then := "", orDash("")
		if c.MaxDeliveries != nil {
			tried = c.MaxDeliveries.String() + " times"
		}
		consumers, dead := p.consumers(c.Name), p.deadLettersOf(c.Name)
		taken := codes(consumers)
		switch {
		case len(consumers) > 0 && c.DeadLetter.Text != "":
			then = block.Plain("to ").Mono(c.DeadLetter.Text)
		case len(consumers) > 0:
			then = block.Chip(look.Unknown, "no dead letters")
		case len(dead) > 0:
			taken = block.Plain("people: dead letters of ").Add(codes(dead))
		default:
			taken = block.Chip(look.Bad, "nobody")
		}
		g.row(block.Mono(c.Name), orDash(c.Kind), codes(p.d.Callers(c.Name)), taken, orDash(order), orDash(written(c.Keep)), orDash(tried), then)
	}
	p.table("Queues and streams", g)
}

// consumers describes the flows that take messages of a queue.
func (p *paper) consumers(queue string) []string {
	var names []string
	for name, f := range p.d.Flows.All() {
		if f.Consumes != nil && f.Consumes.Head() == queue {
			names = append(names, name)
		}
	}
	return names
}

func (p *paper) deadLettersOf(queue string) []string {
	var names []string
	for name, c := range p.d.Components.All() {
		if c.DeadLetter.Head() == queue {
			names = append(names, name)
		}
	}
	return names
}

// backlogs shows what waits in each queue, from both witnesses where they know.
func (p *paper) backlogs() {
	g := columns("queue", "#in a second", "batch", "#waiting, closed form", "#waiting, simulated", "#age", "#bytes kept")
	var ids []string
	for _, c := range queuesOf(p.d) {
		id := "components." + c.Name + "."
		if p.known(id+"rate.peak") == nil {
			continue // nothing puts anything into it
		}
		var batches []string
		for _, name := range p.consumers(c.Name) {
			if batch := p.d.Flows.Get(name).Batch; batch != nil {
				batches = append(batches, batch.String())
			}
		}
		simulated := orDash("")
		if p.s.Simulation != nil {
			if r := p.s.Simulation.Components[c.Name]; r != nil {
				simulated = block.Plain(seen(r.QueueLength, unit.KindCount))
			}
		}
		g.row(block.Mono(c.Name), p.value(id+"rate.peak"), orDash(strings.Join(batches, ", ")), p.number(id+"backlog"), simulated, p.number(id+"age"), p.value(id+"storage"))
		ids = append(ids, id+"rate.peak", id+"backlog", id+"age", id+"storage")
	}
	if p.table("Backlog", g) {
		p.say("Messages in a second are those of the peak; waiting and age hold for the load of this document. How long a backlog takes to drain after an outage is judged by the failure scripts.")
		p.derivations(ids...)
	}
}

// sagas lists what is undone when a later part fails.
func (p *paper) sagas() {
	g := columns("flow", "part", "does", "is undone by")
	for name, f := range p.d.Flows.All() {
		p.d.Walk(f, func(v model.Visit) {
			if v.Step.Verb != model.VerbSaga {
				return
			}
			for i, part := range v.Step.Saga {
				g.row(block.Mono(name), block.Plain(unit.Format(float64(i+1), unit.KindCount)), codes(targets(part.Do)), codes(targets(part.Undo)))
			}
		})
	}
	p.table("Sagas", g)
}

// targets names what steps call.
func targets(steps []*model.Step) []string {
	var names []string
	for _, s := range steps {
		if s.Target.Text != "" {
			names = append(names, s.Target.Text)
		}
	}
	return names
}

// unawaited lists the calls that nobody waits for and that no queue holds.
func (p *paper) unawaited() {
	g := columns("caller", "callee", "in flows")
	for _, e := range p.d.Calls() {
		if c := p.d.Components.Get(e.Callee); e.Async && e.Verb != model.VerbPublish && c.Behaviour.Class != catalog.Queue && c.Behaviour.Class != catalog.Stream {
			g.row(code(e.Caller), block.Mono(e.Callee), codes(e.Flows))
		}
	}
	if len(g.rows) > 0 && len(queuesOf(p.d)) > 0 {
		p.table("Calls that nobody waits for", g)
	}
}
