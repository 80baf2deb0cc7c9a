package estimate

import (
	"github.com/loadpath/loadpath/internal/unit"
)

// pileUp writes the share of time with as many waiting as a requirement calls a
// pile-up.
func (b *writer) pileUp(i int, pt *part, put putter, id string) {
	for _, q := range b.p.design.Requirements.Quality.All() {
		at := q.At.Text
		if at == "" {
			at = q.Component.Text
		}
		if at != pt.c.Name || q.Backlog == nil {
			continue
		}
		why := ""
		if !b.w.stations[i].stable() {
			why = b.overloaded(i)
		}
		put("backlog", unit.KindRatio, "P(N >= n) = C(c, a) rho^n of its fullest line, for n waiting", append([]string{id + "wait.delayed", id + "utilization"}, b.leaf(q.Backlog)...), why, func(w *world) float64 {
			return w.stations[i].atLeastWaiting(w.value(q.Backlog))
		})
		return
	}
}

// cacheEntries writes what a cache holds and how often it has the answer.
func (b *writer) cacheEntries(pt *part, put putter, id string) {
	c := pt.cache
	why := c.why
	if why == "" && !c.fixed && len(c.gets) > 0 && len(c.sets) == 0 {
		why = "nothing sets its keys: a miss fills only through set"
	}
	formula, inputs := "as written", b.leaf(pt.c.Hit)
	if !c.fixed && c.entity != nil {
		formula = "h = sum of p_i (1 - exp(-lambda_i T)), T such that the objects in it fit (Che 2002)"
		inputs = append([]string{id + "arrivals"}, b.leaf(pt.can.Memory)...)
		for _, q := range []*unit.Quantity{pt.c.Entries, c.entity.Size, pt.c.TTL, c.entity.Count} {
			inputs = append(inputs, b.leaf(q)...)
		}
		if c.entity.Keys.Text != "" {
			formula += ", keys " + c.entity.Keys.Text
		}
		switch pt.c.Policy {
		case "fifo", "random":
			formula = "h = sum of p_i lambda_i T / (1 + lambda_i T), T such that the objects fit (Fagin; Martina, Garetto and Leonardi 2014), keys " + c.entity.Keys.Text
		case "lfu":
			formula = "h = traffic of the keys that fit, most popular first, keys " + c.entity.Keys.Text
		}
		if pt.c.TTL != nil {
			formula += ", each at most ttl old (approximate)"
		}
	}
	put("hit_ratio", unit.KindRatio, formula, inputs, why, func(w *world) float64 { return w.caches[c.index].hit })
	if c.fixed || c.entity == nil || c.entity.Size == nil || why != "" {
		return
	}
	put("memory.needed", unit.KindBytes, "objects that its keys have x size, per replica", append([]string{id + "replicas"}, b.leaf(c.entity.Size)...), "",
		func(w *world) float64 {
			return float64(c.law.N) * w.value(c.entity.Size) / max(1, w.stations[pt.index].replicas)
		})
}

// queueEntries writes what waits in a queue or stream with consumers: its
// messages.
func (b *writer) queueEntries(i int, pt *part, put putter, id string) {
	var inputs []string
	over := ""
	for _, s := range pt.takers {
		if run := b.p.sources[s].run; run != nil {
			inputs = append(inputs, "components."+b.p.parts[run.to].c.Name+".utilization")
			if !b.w.stations[run.to].pull.stable() {
				over = b.overloaded(run.to)
			}
		}
		inputs = append(inputs, b.leaf(b.p.sources[s].start.Batch)...)
	}
	messages := func(w *world) float64 { return w.traffic(i, func(d *demand) float64 { return d.messages }) }
	put("queue_length", unit.KindCount, "messages that wait: lambda W (Little's law)", []string{id + "arrivals", id + "wait.mean"}, over, func(w *world) float64 { return messages(w) * w.age(pt) })
	put("wait.mean", unit.KindTime, "W = (batch - 1) / (2 lambda) while a batch fills, and the M/G/c of its workers (approximate)", inputs, over, func(w *world) float64 { return w.age(pt) })
}

// age is the mean wait of a message, over all consumers.
func (w *world) age(pt *part) float64 {
	sum, total := 0.0, 0.0
	for _, s := range pt.takers {
		src := w.p.sources[s]
		messages := w.rates[now][s] * w.batch[s]
		wait := w.gathering(src) / 2
		if src.run != nil {
			wait += w.stations[src.run.to].pull.mean
		}
		sum += messages * wait
		total += messages
	}
	if total == 0 {
		return 0
	}
	return sum / total
}
