package estimate

import (
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/unit"
)

// price is one way in which a component costs money: a figure, and how much of
// what it prices is used in a second.
type price struct {
	q    *unit.Quantity // in money per unit used, or per time
	what string         // of the formula
	use  func(w *world) float64
}

// prices lists what a component costs: what the file says, else the catalogue.
// Capacity is provided for the peak, usage is paid at the mean load.
func (p *plan) prices(pt *part) []price {
	i, c := pt.index, pt.c
	var out []price
	add := func(q *unit.Quantity, what string, use func(w *world) float64) {
		if q != nil {
			out = append(out, price{q, what, use})
		}
	}
	add(pt.can.Price, "replicas x price", func(w *world) float64 { return w.provided(i) })
	perRequest := c.PerRequest != nil
	if perRequest {
		add(c.PerRequest, "rate x per-request", func(w *world) float64 { return w.load(i, w.rates[mean]) })
	}
	add(c.Egress, "bytes out x egress", func(w *world) float64 { return w.outward(i) })
	if c.Price == nil {
		p.cataloguePrices(pt, perRequest, add)
	}
	return out
}

// cataloguePrices adds the figures of price.* in the meaning that
// catalog.Vocabulary gives them.
func (p *plan) cataloguePrices(pt *part, perRequest bool, add func(q *unit.Quantity, what string, use func(w *world) float64)) {
	i, c := pt.index, pt.c
	add(c.Catalogue("price.month"), "price.month", func(w *world) float64 { return 1 })
	if pt.can.Price == nil {
		add(c.Catalogue("price.core"), "replicas x cores x price.core", func(w *world) float64 { return w.provided(i) * w.or(pt.can.Cores, 0) })
		add(c.Catalogue("price.memory"), "replicas x memory x price.memory", func(w *world) float64 { return w.provided(i) * w.or(pt.can.Memory, 0) })
	}
	add(c.Catalogue("price.run"), "time it runs x memory x price.run", func(w *world) float64 {
		return w.trafficAt(i, mean, func(d *demand) float64 { return d.busy }) * w.or(pt.can.Memory, 0)
	})
	if !perRequest && c.Technology != nil {
		p.requestPrices(pt, add)
	}
	add(c.Catalogue("price.partition"), "partitions x price.partition", func(w *world) float64 {
		return w.or(c.Partitions, w.shards(i))
	})
	bytes, requests := c.Catalogue("capacity-unit.bytes"), c.Catalogue("capacity-unit.rate")
	add(c.Catalogue("price.capacity-unit"), "capacity units x price.capacity-unit", func(w *world) float64 { return w.capacityUnits(pt, bytes, requests) })
	add(c.Catalogue("price.gb-month"), "bytes kept x price.gb-month", func(w *world) float64 { return w.keptBytes(pt) })
	add(c.Catalogue("price.backup"), "bytes of backups x price.backup", func(w *world) float64 {
		sum := 0.0
		for _, e := range pt.stored {
			sum += w.backupBytes(pt, e)
		}
		return sum
	})
	add(c.Catalogue("price.in"), "bytes in x price.in", func(w *world) float64 {
		return w.trafficAt(i, mean, func(d *demand) float64 { return d.in })
	})
	add(c.Catalogue("price.out"), "bytes out x price.out", func(w *world) float64 {
		return w.trafficAt(i, mean, func(d *demand) float64 { return d.out })
	})
	if c.Egress == nil {
		add(c.Catalogue("price.egress"), "bytes to the outside x price.egress", func(w *world) float64 { return w.outward(i) })
	}
}

// requestPrices adds what each kind of request costs, in units of its size
// where the technology bills so.
func (p *plan) requestPrices(pt *part, add func(q *unit.Quantity, what string, use func(w *world) float64)) {
	byFigure := map[string][]billing{}
	figures := map[string]*unit.Quantity{}
	var order []string
	for _, n := range pt.visits {
		f, ok := pt.c.Technology.PricePerRequest(string(n.verb))
		if !ok {
			continue
		}
		if !slices.Contains(order, f.Name) {
			order = append(order, f.Name)
			q := f.Quantity
			figures[f.Name] = &q
		}
		b := billing{node: n}
		if u, ok := pt.c.Technology.Unit(string(n.verb)); ok {
			b.unit = u.Quantity.Value
		}
		byFigure[f.Name] = append(byFigure[f.Name], b)
	}
	for _, name := range order {
		nodes := byFigure[name]
		add(figures[name], "requests x "+name, func(w *world) float64 {
			sum := 0.0
			for i := range nodes {
				n := nodes[i].node
				sum += w.rates[mean][n.source] * w.calls[n.id] * w.billed(&nodes[i])
			}
			return sum
		})
	}
}

// billing is a visit that is paid for.
type billing struct {
	node *node
	unit float64 // bytes that are billed as one request; 0 when its size does not matter
}

// billed is how many units one request is billed as.
func (w *world) billed(b *billing) float64 {
	if b.unit == 0 {
		return 1
	}
	return max(1, unit.Ceil(max(w.bytes(b.node.request), w.bytes(b.node.response))/b.unit))
}

// provided is how many replicas are paid for: those that run, and where they
// follow the load, those of its peak.
func (w *world) provided(part int) float64 {
	pt, s := w.p.parts[part], &w.stations[part]
	r := pt.c.Replicas
	if !r.Auto() || r.Target == nil || s.arrivals == 0 {
		return s.replicas
	}
	at := *s
	grow := w.relative(part, w.rates[peak])
	at.busy, at.admitted = s.busy*grow, s.admitted*grow
	return min(max(w.wanted(pt, &at), w.or(r.Min, 1)), w.or(r.Max, math.Inf(1)))
}

// outward is the bytes a second that a part sends to callers outside, at the
// mean load.
func (w *world) outward(part int) float64 {
	sum := 0.0
	for _, n := range w.p.parts[part].visits {
		if n.at < 0 && n.edge >= 0 {
			sum += w.rates[mean][n.source] * w.calls[n.id] * w.bytes(n.response)
		}
	}
	return sum
}

// capacityUnits is the largest of what traffic and requests ask for.
func (w *world) capacityUnits(pt *part, bytes, requests *unit.Quantity) float64 {
	units := 0.0
	if bytes != nil {
		units = max(units, w.trafficAt(pt.index, mean, func(d *demand) float64 { return d.in + d.out })/w.value(bytes))
	}
	if requests != nil {
		units = max(units, w.load(pt.index, w.rates[mean])/w.value(requests))
	}
	return units
}

// keptBytes is what a store keeps at the end of year 1, or a stream within the
// time it keeps messages; with every replica's copy, unless the service keeps
// copies in its price.
func (w *world) keptBytes(pt *part) float64 {
	sum := 0.0
	for _, e := range pt.stored {
		sum += w.objects(e, 1) * w.value(e.Size)
	}
	if pt.c.Keep != nil && !pt.c.Keep.Unlimited {
		sum += w.trafficAt(pt.index, mean, func(d *demand) float64 { return d.in }) * w.value(pt.c.Keep)
	}
	if pt.replication != nil {
		return sum
	}
	return sum * max(1, w.stations[pt.index].replicas/w.shards(pt.index))
}

// cost writes what each component costs a month, and all of them.
func (b *writer) cost() {
	type bill struct {
		part   *part
		prices []price
		id     string
	}
	var bills []bill
	var unpriced []string
	for _, pt := range b.p.parts {
		list := b.p.prices(pt)
		id := "cost.components." + pt.c.Name
		e := entry{id: id, kind: unit.KindMoneyRate, span: pt.c.Span, value: func(w *world) float64 { return w.bill(list) }}
		if len(list) == 0 && !b.p.priced(pt) {
			e.why = "no price is known: give it price, per-request or a tech of the catalogue"
			unpriced = append(unpriced, pt.c.Name)
			b.add(e)
			continue
		}
		e.inputs = []string{"components." + pt.c.Name + ".replicas"}
		for k, one := range list {
			if k > 0 {
				e.formula += " + "
			}
			e.formula += one.what
			e.inputs = append(e.inputs, b.leaf(one.q)...)
		}
		bills = append(bills, bill{pt, list, id})
		b.add(e)
	}
	total := entry{id: "cost.month", kind: unit.KindMoneyRate, formula: "sum over components: usage at mean rates, capacity for the peak"}
	for _, one := range bills {
		total.inputs = append(total.inputs, one.id)
	}
	if len(bills) == 0 {
		total.why = "no component has a price"
	}
	if len(unpriced) > 0 && len(bills) > 0 {
		total.formula += "; without a price, and not in it:"
		for _, name := range unpriced {
			total.formula += " " + name
		}
	}
	sum := func(w *world) float64 {
		all := 0.0
		for _, one := range bills {
			all += w.bill(one.prices)
		}
		return all
	}
	total.value = sum
	b.add(total)
	runs := func(w *world) float64 {
		all := 0.0
		for i, s := range b.p.sources {
			if s.queue < 0 {
				all += w.rates[mean][i]
			}
		}
		return all
	}
	var flows []string
	for _, s := range b.p.sources {
		if s.queue < 0 {
			flows = append(flows, "flows."+s.name+".rate.mean")
		}
	}
	b.add(entry{id: "cost.per1000", kind: unit.KindMoney, formula: "1000 x cost.month / runs of flows from outside in a month", inputs: append([]string{"cost.month"}, flows...), why: total.why,
		value: func(w *world) float64 { return 1000 * sum(w) / runs(w) }})
	for year := 1; year <= years && b.p.design.Growth.Len() > 0; year++ {
		b.add(entry{id: "cost.year" + string(rune('0'+year)), kind: unit.KindMoneyRate, formula: "as cost.month, with the replicas and the usage of the grown load", inputs: append([]string{"cost.month"}, b.growthInputs()...), why: total.why,
			value: func(w *world) float64 {
				all := 0.0
				for _, one := range bills {
					all += w.grownBill(one.part, one.prices, year)
				}
				return all
			}})
	}
}

// priced tells whether the catalogue knows what a component costs, even if
// nothing of it is used.
func (p *plan) priced(pt *part) bool {
	t := pt.c.Technology
	if t == nil {
		return false
	}
	for _, f := range t.Figures() {
		if strings.HasPrefix(f.Name, "price.") {
			return true
		}
	}
	return false
}

// bill adds up what is used at its price, per second.
func (w *world) bill(list []price) float64 {
	sum := 0.0
	for _, one := range list {
		sum += w.value(one.q) * one.use(w)
	}
	return sum
}

// grownBill is the bill after some years: usage grows with the load, replicas
// where the load needs more than run today.
func (w *world) grownBill(pt *part, list []price, year int) float64 {
	usage := w.grownLoad(pt.index, mean, year) / max(w.relative(pt.index, w.rates[mean]), 1e-300)
	today := w.provided(pt.index)
	nodes := 1.0
	if today > 0 {
		nodes = max(today, w.needed(pt.index, w.grownLoad(pt.index, peak, year))) / today
	}
	sum := 0.0
	for _, one := range list {
		factor := usage
		switch one.what {
		case "replicas x price", "replicas x cores x price.core", "replicas x memory x price.memory":
			factor = nodes
		case "price.month":
			factor = 1
		}
		sum += w.value(one.q) * one.use(w) * factor
	}
	return sum
}
