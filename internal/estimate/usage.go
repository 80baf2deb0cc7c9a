package estimate

// traffic is what the demands on a part come to at the load asked for.
func (w *world) traffic(part int, of func(d *demand) float64) float64 {
	return w.trafficAt(part, now, of)
}

func (w *world) trafficAt(part int, l level, of func(d *demand) float64) float64 {
	pt, sum := w.p.parts[part], 0.0
	for k, d := range pt.demand {
		sum += w.rates[l][pt.source[k]] * of(&w.demands[d])
	}
	return sum
}

// connections that callers and held flows keep to a part.
func (w *world) connections(part int) float64 {
	sum := 0.0
	counted := map[int]bool{}
	for _, n := range w.p.parts[part].visits {
		if n.edge < 0 || counted[n.edge] {
			continue
		}
		counted[n.edge] = true
		if n.policy.pool != nil {
			sum += w.value(n.policy.pool) * w.callers(n)
			continue
		}
		sum += w.inProgress(n, w.results[n.id].answer)
	}
	for i, s := range w.p.sources {
		if h := s.flow.Hold; h != nil && h.At.Head() == w.p.parts[part].c.Name {
			sum += w.rates[now][i] * w.or(h.For, 0)
		}
	}
	return sum
}
