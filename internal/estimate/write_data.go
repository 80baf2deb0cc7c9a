package estimate

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// link writes the numbers of one caller and callee.
func (b *writer) link(i int) {
	e := b.p.edges[i]
	if e.caller == "" {
		return // nobody is named who calls
	}
	id := "links." + e.caller + "." + e.callee + "."
	span := b.p.parts[b.p.partOf[e.callee]].c.Span
	if e.link != nil {
		span = e.link.Span
	}
	var rates, sizes []string
	for _, n := range e.nodes {
		rates = appendNew(rates, "flows."+b.p.sources[n.source].name+".offered")
		for _, q := range []*unit.Quantity{n.request.Size, n.request.Times, n.response.Size, n.response.Times} {
			for _, path := range b.leaf(q) {
				sizes = appendNew(sizes, path)
			}
		}
	}
	b.add(entry{id: id + "rate", kind: unit.KindRate, formula: "lambda = sum over flows of offered x calls per run, retries included", inputs: rates, span: span,
		value: func(w *world) float64 {
			sum := 0.0
			for _, n := range e.nodes {
				sum += w.rates[now][n.source] * w.calls[n.id]
			}
			return sum
		}})
	b.add(entry{id: id + "bandwidth", kind: unit.KindBandwidth, formula: "B = lambda (request + response), both ways", inputs: append([]string{id + "rate"}, sizes...), span: span,
		value: func(w *world) float64 {
			sum := 0.0
			for _, n := range e.nodes {
				sum += w.rates[now][n.source] * w.calls[n.id] * (w.bytes(n.request) + w.bytes(n.response))
			}
			return sum
		}})
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

// entity writes the numbers of one kind of data.
func (b *writer) entity(name string) {
	e := b.p.design.Data.Get(name)
	id := "data." + name + "."
	span := e.Span
	source, of := b.p.sourceOf[e.Of.Text]
	unknown := ""
	var made []string
	switch {
	case e.New != nil:
		made = b.leaf(e.New)
		b.add(entry{id: id + "new", kind: unit.KindRate, formula: "as written", inputs: made, span: span, value: func(w *world) float64 { return w.made(e) }})
	case of:
		made = []string{"flows." + e.Of.Text + ".rate.mean"}
		if b.p.sources[source].start.Kind == model.StartNone {
			unknown = "nothing starts flow " + e.Of.Text
		}
		b.add(entry{id: id + "new", kind: unit.KindRate, formula: "one for each run of " + e.Of.Text, inputs: made, span: span, why: unknown, value: func(w *world) float64 { return w.made(e) }})
	case e.Count == nil:
		unknown = "nothing says how many there are: give it new, of or count"
	}
	inputs := append(append(append([]string{}, made...), b.leaf(e.Count)...), b.leaf(e.Keep)...)
	if g := b.p.design.GrowthOf(name); g != nil {
		inputs = append(inputs, b.leaf(g)...)
	}
	formula := "N = new x time, kept at most keep, the rate growing by (1 + g) every year"
	if e.New == nil && !of {
		formula = "N = count (1 + g)^year"
	}
	b.add(entry{id: id + "objects", kind: unit.KindCount, formula: formula + ", at the end of year 1", inputs: inputs, span: span, why: unknown, value: func(w *world) float64 { return w.objects(e, 1) }})
	noSize := unknown
	if e.Size == nil && noSize == "" {
		noSize = "the entity has no size"
	}
	for year := 1; year <= years; year++ {
		b.add(entry{id: fmt.Sprintf("%sstorage.year%d", id, year), kind: unit.KindBytes, formula: fmt.Sprintf("N x size at the end of year %d, before copies; %s", year, formula),
			inputs: append(append([]string{}, inputs...), b.leaf(e.Size)...), span: span, why: noSize,
			value: func(w *world) float64 { return w.objects(e, float64(year)) * w.value(e.Size) }})
	}
	b.copies(e, id, noSize)
	b.accesses(e, id)
	b.hotSet(e, id)
}

// copies writes what an entity takes with its copies and its backups.
func (b *writer) copies(e *model.Entity, id, why string) {
	var stores []*part
	inputs := []string{id + "storage.year1"}
	for _, pt := range b.p.parts {
		for _, ref := range pt.c.Stores {
			if ref.Head() != e.Name {
				continue
			}
			stores = append(stores, pt)
			inputs = append(inputs, "components."+pt.c.Name+".replicas")
			if bk := pt.c.Backup; bk != nil {
				inputs = append(inputs, b.leaf(bk.Keep)...)
			}
			inputs = append(inputs, b.leaf(pt.c.Catalogue("replication"))...)
		}
	}
	if len(stores) == 0 && why == "" {
		why = "no component stores it"
	}
	b.add(entry{id: id + "storage.total", kind: unit.KindBytes, formula: "live bytes x copies, and for backups one full copy and what changes while they are kept, at the end of year 1", inputs: inputs, span: e.Span, why: why,
		value: func(w *world) float64 {
			sum := 0.0
			for _, pt := range stores {
				live := w.objects(e, 1) * w.value(e.Size)
				sum += live*w.copiesOf(pt) + w.backupBytes(pt, e)
			}
			return sum
		}})
}

// copiesOf is how many copies of each object a store keeps.
func (w *world) copiesOf(pt *part) float64 {
	if q := pt.replication; q != nil && pt.c.Replicas == nil {
		return w.value(q)
	}
	return max(1, w.stations[pt.index].replicas/w.shards(pt.index))
}

// backupBytes is what the backups of an entity take: one full copy, and the
// changes of the time they are kept.
func (w *world) backupBytes(pt *part, e *model.Entity) float64 {
	bk := pt.c.Backup
	if bk == nil {
		return 0
	}
	size := w.value(e.Size)
	kept := min(w.or(bk.Keep, 0), secondsPerYear)
	return w.objects(e, 1)*size + w.made(e)*kept*size
}

// accesses writes how often an entity is read and written.
func (b *writer) accesses(e *model.Entity, id string) {
	var reads, writes []*node
	var from []string
	for _, n := range b.p.nodes {
		if n.kind != visitNode || n.entity != e.Name || b.p.parts[n.to].cache != nil {
			continue
		}
		from = appendNew(from, "flows."+b.p.sources[n.source].name+".rate.mean")
		switch n.verb {
		case model.VerbRead, model.VerbGet, model.VerbScan, model.VerbQuery:
			reads = append(reads, n)
		default:
			writes = append(writes, n)
		}
	}
	if len(from) == 0 {
		return
	}
	sum := func(w *world, list []*node) float64 {
		total := 0.0
		for _, n := range list {
			total += w.rates[mean][n.source] * w.calls[n.id]
		}
		return total
	}
	b.add(entry{id: id + "reads", kind: unit.KindRate, formula: "sum over flows of mean rate x reads per run, at its stores", inputs: from, span: e.Span, value: func(w *world) float64 { return sum(w, reads) }})
	b.add(entry{id: id + "writes", kind: unit.KindRate, formula: "sum over flows of mean rate x writes per run, at its stores", inputs: from, span: e.Span, value: func(w *world) float64 { return sum(w, writes) }})
	why := ""
	if len(writes) == 0 {
		why = "no flow writes it"
	}
	b.add(entry{id: id + "read-write-ratio", kind: unit.KindFactor, formula: "reads / writes", inputs: []string{id + "reads", id + "writes"}, span: e.Span, why: why,
		value: func(w *world) float64 { return sum(w, reads) / sum(w, writes) }})
}

// hotSet writes the memory that the popular objects of an entity need.
func (b *writer) hotSet(e *model.Entity, id string) {
	if e.Size == nil {
		return
	}
	en := entry{id: id + "cache.memory", kind: unit.KindBytes, span: e.Span}
	if e.Keys.Text != "" {
		keys := float64(b.p.popularity(e.Keys.Law).hot)
		en.formula = fmt.Sprintf("size x keys that take %g%% of the traffic of %s", 100*hotShare, e.Keys.Text)
		en.inputs = b.leaf(e.Size)
		en.value = func(w *world) float64 { return keys * w.value(e.Size) }
		b.add(en)
		return
	}
	en.formula = "size x 20% of the objects read in a day (the 80/20 rule; keys would say it better)"
	en.inputs = append([]string{id + "reads"}, b.leaf(e.Size)...)
	en.value = func(w *world) float64 {
		reads := 0.0
		for _, n := range b.p.nodes {
			if n.kind == visitNode && n.entity == e.Name && (n.verb == model.VerbRead || n.verb == model.VerbGet) && (b.p.parts[n.to].cache != nil || n.cache == nil) {
				reads = max(reads, w.rates[mean][n.source]*w.calls[n.id])
			}
		}
		return reads * secondsPerDay * 0.2 * w.value(e.Size)
	}
	b.add(en)
}

// targets writes what availability targets allow, and what saturates first.
func (b *writer) targets() {
	for name, q := range b.p.design.Requirements.Quality.All() {
		if q.Availability == nil {
			continue
		}
		for _, span := range []struct {
			name    string
			seconds float64
		}{{"year", secondsPerYear}, {"month", secondsPerMonth}, {"week", 7 * secondsPerDay}, {"day", secondsPerDay}} {
			b.add(entry{id: "requirements." + name + ".downtime." + span.name, kind: unit.KindTime, formula: "(1 - availability) x one " + span.name, inputs: b.leaf(q.Availability), span: q.Span,
				value: func(w *world) float64 { return (1 - w.value(q.Availability)) * span.seconds }})
		}
	}
	part, c := b.w.firstToGive()
	if part < 0 {
		return
	}
	id := "components." + b.p.parts[part].c.Name + "."
	b.add(entry{id: "saturates.factor", kind: unit.KindFactor, formula: fmt.Sprintf("least headroom of all components: %s, its %s", b.p.parts[part].c.Name, c.resource), inputs: []string{id + "headroom"},
		span: b.p.parts[part].c.Span, value: func(w *world) float64 { _, c := w.firstToGive(); return c.factor }})
}
