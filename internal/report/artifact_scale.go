package report

import "github.com/loadpath/loadpath/internal/report/block"

// scale writes step 5: the back-of-the-envelope sheet. Every number of it
// stands once more below its table with formula, inputs and source.
func scale(p *paper) {
	p.guesses()
	p.flowRates()
	p.componentRates()
	p.storage()
	p.loadOverTime()
}

// guesses are the named numbers that everything rests on.
func (p *paper) guesses() {
	g := columns("guess", "value", "sure", "source")
	for name, q := range p.d.Assume.All() {
		g.row(block.Mono(name), p.fact(q), orDash(q.Sure.String()), orDash(q.Source))
	}
	for name, q := range p.d.Growth.All() {
		g.row(block.Plain("growth of ").Mono(name), p.fact(q), orDash(q.Sure.String()), orDash(q.Source))
	}
	p.table("Guesses", g)
}

func (p *paper) flowRates() {
	var ids []string
	g := columns("flow", "#mean", "#peak", "#in progress", "#in", "#out")
	for name := range p.d.Flows.All() {
		id := "flows." + name + "."
		row := []string{id + "rate.mean", id + "rate.peak", id + "concurrency", id + "bandwidth.in", id + "bandwidth.out"}
		g.row(block.Mono(name), p.about(row[0]), p.about(row[1]), p.value(row[2]), p.value(row[3]), p.value(row[4]))
		ids = append(ids, row...)
	}
	if p.table("Traffic by flow", g) {
		p.say("Requests in progress are L = lambda T (Little's law); they and the bandwidth hold for the load of this document. ± is half the 95%% interval.")
		p.derivations(ids...)
	}
}

func (p *paper) componentRates() {
	var ids []string
	g := columns("component", "#mean", "#peak", "#in progress", "#in", "#out")
	for name := range p.d.Components.All() {
		id := "components." + name + "."
		row := []string{id + "rate.mean", id + "rate.peak", id + "concurrency", id + "bandwidth.in", id + "bandwidth.out"}
		if q := p.known(row[1]); q == nil || q.Value == 0 {
			continue
		}
		g.row(block.Mono(name), p.value(row[0]), p.value(row[1]), p.value(row[2]), p.value(row[3]), p.value(row[4]))
		ids = append(ids, row...)
	}
	if p.table("Traffic by component", g) {
		p.derivations(ids...)
	}
}

// storage is how much data there is, year by year, and how it is used.
func (p *paper) storage() {
	var ids, used []string
	g := columns("data", "#new", "#after 1 year", "#2 years", "#3 years", "#5 years", "#year 1 with copies and backups")
	use := columns("data", "#reads", "#writes", "#reads a write", "#hot set")
	for name := range p.d.Data.All() {
		id := "data." + name + "."
		row := []string{id + "new", id + "storage.year1", id + "storage.year2", id + "storage.year3", id + "storage.year5", id + "storage.total"}
		cells := []block.Text{block.Mono(name)}
		for _, each := range row {
			cells = append(cells, p.value(each))
		}
		g.row(cells...)
		ids = append(ids, row...)
		row = []string{id + "reads", id + "writes", id + "read-write-ratio", id + "cache.memory"}
		use.row(block.Mono(name), p.value(row[0]), p.value(row[1]), p.value(row[2]), p.value(row[3]))
		used = append(used, row...)
	}
	if p.table("Storage", g) {
		p.say("Live bytes at the end of the year, before copies; growth compounds.")
		p.derivations(ids...)
	}
	if p.table("Reads and writes", use) {
		p.say("The hot set is the memory for the keys that take most of the traffic; its formula says how much of it.")
		p.derivations(used...)
	}
}
