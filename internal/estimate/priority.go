package estimate

import (
	"slices"

	"github.com/loadpath/loadpath/internal/queueing"
)

// ranks works out the wait of every visit where the discipline asks for its
// priority: that of the line, shared out as among the priorities of one server
// (Cobham 1954), or of several with one exponential law (Kella and Yechiali
// 1985). Without priorities that differ nothing changes.
func (w *world) ranks(pt *part, l line, q waiting, service func(n *node) moments) map[float64]waiting {
	preemptive := pt.c.Discipline == "priority-preemptive"
	if pt.c.Discipline != "priority" && !preemptive || q.mean <= 0 {
		return nil
	}
	levels, classes := w.classes(pt, service)
	if len(levels) < 2 || !q.stable() {
		return nil
	}
	lines := l.replicas
	servers := int(l.servers)
	if l.pooled() {
		lines, servers = 1, int(l.servers*l.replicas)
	}
	fifo, sum := 0.0, 0.0
	for i := range classes {
		classes[i].Lambda /= lines
		sum += classes[i].Lambda
	}
	waits := make([]float64, len(classes))
	switch {
	case servers == 1 && preemptive:
		for i, r := range queueing.PreemptiveResponses(classes) {
			waits[i] = r - classes[i].Mean
		}
		fifo = 0 // as they are: those on top do not see the others
	case servers == 1:
		waits = queueing.NonPreemptiveWaits(classes)
		fifo = mixedWait(classes, waits, sum)
	default:
		rates := make([]float64, len(classes))
		for i, c := range classes {
			rates[i] = c.Lambda
		}
		waits = queueing.PriorityMMcWaits(rates, 1/l.service, servers)
		fifo = mixedWait(classes, waits, sum)
	}
	scale := 1.0
	if fifo > 0 {
		scale = q.mean / fifo // what irregular arrivals and a bounded room add or take
	}
	out := map[float64]waiting{}
	for i, level := range levels {
		one := q
		one.mean, one.exact = waits[i]*scale, false
		one.law = expWait(one.delayed, one.mean)
		out[level] = one
	}
	return out
}

// mixedWait is the mean wait over all classes. With one law of service it does
// not depend on the order (Kleinrock's conservation law).
func mixedWait(classes []queueing.Class, waits []float64, sum float64) float64 {
	total := 0.0
	for i, c := range classes {
		total += c.Lambda / sum * waits[i]
	}
	return total
}

// classes are the priorities at a part, highest first, with what each asks.
func (w *world) classes(pt *part, service func(n *node) moments) ([]float64, []queueing.Class) {
	var levels []float64
	for _, n := range pt.visits {
		if !slices.Contains(levels, n.policy.priority) {
			levels = append(levels, n.policy.priority)
		}
	}
	slices.Sort(levels)
	slices.Reverse(levels)
	classes := make([]queueing.Class, len(levels))
	second := make([]float64, len(levels))
	for _, n := range pt.visits {
		m := service(n)
		if m.mean <= 0 {
			continue
		}
		k := slices.Index(levels, n.policy.priority)
		rate := w.rates[now][n.source] * w.calls[n.id] * (1 - w.results[n.id].refused)
		c := &classes[k]
		c.Mean = (c.Mean*c.Lambda + m.mean*rate) / max(c.Lambda+rate, 1e-300)
		second[k] += rate * (m.variance + m.mean*m.mean)
		c.Lambda += rate
	}
	for k := range classes {
		if c := &classes[k]; c.Lambda > 0 && c.Mean > 0 {
			c.SCV = max(0, second[k]/c.Lambda/(c.Mean*c.Mean)-1)
		}
	}
	return levels, classes
}

// rankedWait is the wait of a visit: that of its priority where there are
// several.
func rankedWait(ranks map[float64]waiting, n *node, q waiting) waiting {
	if ranked, ok := ranks[n.policy.priority]; ok {
		return ranked
	}
	return q
}
