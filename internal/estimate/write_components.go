package estimate

import (
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/unit"
)

// component writes the numbers of one component.
func (b *writer) component(i int) {
	pt := b.p.parts[i]
	id := "components." + pt.c.Name + "."
	span := pt.c.Span
	unused := ""
	if !pt.reach {
		unused = "no flow visits it"
	}
	put := func(name string, kind unit.Kind, formula string, inputs []string, why string, value func(w *world) float64) {
		if why == "" && !counted(kind, name) {
			why = unused
		}
		b.add(entry{id: id + name, kind: kind, formula: formula, inputs: inputs, span: span, why: why, value: value})
	}
	st := func(w *world) *station { return &w.stations[i] }
	flows := func(what string) []string {
		var out []string
		for _, s := range pt.source {
			out = append(out, "flows."+b.p.sources[s].name+"."+what)
		}
		return out
	}
	put("rate.mean", unit.KindRate, "lambda = sum over flows of rate x calls per run", flows("rate.mean"), "", func(w *world) float64 { return w.load(i, w.rates[mean]) })
	put("rate.peak", unit.KindRate, "lambda_peak = sum over flows of peak rate x calls per run", flows("rate.peak"), "", func(w *world) float64 { return w.load(i, w.rates[peak]) })
	put("arrivals", unit.KindRate, "lambda = sum over flows of offered x calls per run, retries included", flows("offered"), "", func(w *world) float64 { return st(w).arrivals })
	b.add(entry{id: id + "replicas", kind: unit.KindCount, formula: b.replicasFormula(pt), inputs: b.replicaInputs(pt), span: span, value: func(w *world) float64 { return st(w).replicas }})
	b.stationEntries(i, pt, put, st, id)
	b.sizing(i, put, st, id)
	put("bandwidth.in", unit.KindBandwidth, "B_in = sum over calls of rate x bytes that reach it", []string{id + "arrivals"}, "", func(w *world) float64 { return w.traffic(i, func(d *demand) float64 { return d.in }) })
	put("bandwidth.out", unit.KindBandwidth, "B_out = sum over calls of rate x bytes that leave it", []string{id + "arrivals"}, "", func(w *world) float64 { return w.traffic(i, func(d *demand) float64 { return d.out }) })
	put("connections", unit.KindCount, "pools of its callers, or L = lambda E[T] of the calls where no pool is said, and connections that flows hold", []string{id + "arrivals"}, "", func(w *world) float64 { return w.connections(i) })
	if pt.cache != nil {
		b.cacheEntries(pt, put, id)
	}
	if b.holdsMessages(pt) {
		b.queueEntries(i, pt, put, id)
	}
	if pt.c.Keep != nil && !pt.c.Keep.Unlimited {
		put("storage", unit.KindBytes, "bytes taken in at the mean load x keep", append([]string{id + "bandwidth.in"}, b.leaf(pt.c.Keep)...), "", func(w *world) float64 {
			return w.trafficAt(i, mean, func(d *demand) float64 { return d.in }) * w.value(pt.c.Keep)
		})
	}
	b.pileUp(i, pt, put, id)
}

// counted tells whether a number is 0, and not unknown, where nothing comes.
func counted(kind unit.Kind, name string) bool {
	switch kind {
	case unit.KindRate, unit.KindBandwidth, unit.KindBytes:
		return name != "capacity"
	case unit.KindCount:
		return name != "replicas.needed"
	}
	return false
}

type putter func(name string, kind unit.Kind, formula string, inputs []string, why string, value func(w *world) float64)

// stationEntries writes how a component does as a station: textbook queueing.
func (b *writer) stationEntries(i int, pt *part, put putter, st func(w *world) *station, id string) {
	s := &b.w.stations[i]
	over := ""
	if !s.stable() {
		over = b.overloaded(i)
	}
	if s.arrivals > 0 && s.busy > 0 {
		put("erlangs", unit.KindCount, "a = lambda S, work offered in core-seconds a second", b.serviceInputs(pt, id), "", func(w *world) float64 { return st(w).busy })
	}
	switch {
	case !math.IsInf(s.cores, 1):
		put("utilization", unit.KindRatio, "rho = lambda S / (n c), of the cores of all replicas", append(b.serviceInputs(pt, id), append([]string{id + "replicas"}, b.leaf(pt.can.Cores)...)...), "", func(w *world) float64 { return min(st(w).utilization(), 1) })
	case !math.IsInf(s.slots, 1):
		put("utilization", unit.KindRatio, "rho = lambda H / (n s), of slots, as cores are unlimited", append([]string{id + "arrivals", id + "held", id + "replicas"}, b.leaf(pt.can.Slots)...), over, func(w *world) float64 { return min(st(w).slotsUtilization(), 1) })
	default:
		put("utilization", unit.KindRatio, "rho = lambda S / (n c)", nil, "cores and slots are unlimited", func(w *world) float64 { return 0 })
	}
	if !math.IsInf(s.slots, 1) {
		put("slots_utilization", unit.KindRatio, "lambda H / (n s)", append([]string{id + "arrivals", id + "held", id + "replicas"}, b.leaf(pt.can.Slots)...), over, func(w *world) float64 { return min(st(w).slotsUtilization(), 1) })
	}
	put("held", unit.KindTime, "H: a slot is held from admission to the last step, calls to others included", b.serviceInputs(pt, id), "", func(w *world) float64 { return st(w).held })
	put("in_flight", unit.KindCount, "L = lambda H (Little's law)", []string{id + "arrivals", id + "held"}, over, func(w *world) float64 { return st(w).inFlight() })
	put("concurrency", unit.KindCount, "those in slots and those who wait for one", []string{id + "in_flight", id + "queue_length"}, over, func(w *world) float64 { return st(w).inFlight() + st(w).admitted*st(w).slot.mean })
	waits := append(b.serviceInputs(pt, id), id+"replicas")
	waits = append(append(waits, b.leaf(pt.can.Cores)...), b.leaf(pt.can.Slots)...)
	how := b.waitFormula(pt, s)
	b.waitEntries(pt, put, st, id, over, waits, how)
	put("response.mean", unit.KindTime, "R = W + H until the answer", []string{id + "wait.mean", id + "held"}, over, func(w *world) float64 { return st(w).response.mean() })
	for k, q := range percentiles {
		if q.response {
			put("response."+q.name, unit.KindTime, fmt.Sprintf("R: F(R) = %g, over the mixture of its requests", q.p), []string{id + "wait.mean", id + "held"}, over, func(w *world) float64 { return w.responseAt(i, k) })
		}
	}
	if s.refused > 0 {
		put("refused", unit.KindRate, refusedFormula(pt, s), append([]string{id + "arrivals"}, b.leaf(pt.can.Queue)...), "", func(w *world) float64 { return st(w).arrivals * st(w).refused })
	}
}

// refusedFormula says how refusals come about.
func refusedFormula(pt *part, s *station) string {
	switch {
	case s.orbit:
		return "lambda_r = rho (lambda + rho theta) / (1 - rho): M/M/1 retrial queue, each tries again at rate theta (Falin and Templeton 1997)"
	case pt.retriesRefused():
		return "lambda P(refused): M/M/c/K for a bounded queue, what is above a rate limit; retries are taken as new arrivals (approximate)"
	}
	return "lambda P(refused): M/M/c/K for a bounded queue, what is above a rate limit"
}

// holdsMessages tells whether who waits at a component is its messages.
func (b *writer) holdsMessages(pt *part) bool {
	return (pt.class == catalog.Queue || pt.class == catalog.Stream) && len(pt.takers) > 0
}

// waitEntries writes how long requests wait at a component.
func (b *writer) waitEntries(pt *part, put putter, st func(w *world) *station, id, over string, waits []string, how string) {
	if b.holdsMessages(pt) {
		return
	}
	put("queue_length", unit.KindCount, "Lq = lambda W (Little's law)", []string{id + "arrivals", id + "wait.mean"}, over, func(w *world) float64 { return st(w).queueLength() })
	put("wait.mean", unit.KindTime, how, waits, over, func(w *world) float64 { return st(w).waitMean() })
	put("wait.delayed", unit.KindRatio, "P(W > 0) for slots or cores; "+how, waits, over, func(w *world) float64 { return st(w).delayed() })
	for _, q := range percentiles {
		if !q.wait {
			continue
		}
		put("wait."+q.name, unit.KindTime, fmt.Sprintf("W: F(W) = %g, exponential for those who wait", q.p), waits, over, func(w *world) float64 { return st(w).waitAt(q.p) })
	}
}

// waitFormula says which closed form a wait comes from, and how near it is.
func (b *writer) waitFormula(pt *part, s *station) string {
	if !pt.limited() {
		return "W = 0: cores and slots are unlimited (M/G/inf)"
	}
	q, what := s.core, "core"
	if q.mean == 0 || math.IsInf(s.cores, 1) {
		q, what = s.slot, "slot"
	}
	name := "W = C(c, a) S / (c - a)"
	switch policy := pt.c.Balance.Policy; {
	case q.sharing:
		return "processor sharing: nobody waits, work stretches as in M/M/c (approximate above one core)"
	case q.refused > 0 || s.slot.refused > 0:
		name = "M/M/c/K: W = Lq / (lambda (1 - P_K))"
	case policy == "choices" && s.replicas > 1:
		name = "power of d choices, many replicas: s_k = rho^((d^k - 1)/(d - 1)) (approximate)"
	case policy == "least-in-flight" && s.replicas > 1:
		name = "M/M/nc: W = C(nc, a) (S / (nc - a) + S (1 - 2/n) / 2c), least in flight as one queue and a fit of what is lost by not moving over (approximate)"
	case policy == "shared-queue":
		name = "M/M/nc: W = C(nc, a) S / (nc - a)"
	case s.replicas > 1 && (policy == "" || policy == "round-robin"):
		name = "GI/M/c per replica, gaps of an Erlang law of n phases (round robin)"
	}
	if !q.exact {
		name += fmt.Sprintf(" x (ca² + cs²)/2 with Whitt's correction, ca² %.3g, cs² %.3g", s.ca2, variationOf(s, what))
		name += " (approximate)"
	}
	return name + ", for a " + what
}

// variationOf is that of what a core works on, or of how long slots are held.
func variationOf(s *station, what string) float64 {
	if what == "core" {
		return s.scv
	}
	return s.heldSCV
}

func (b *writer) serviceInputs(pt *part, id string) []string {
	out := []string{id + "arrivals"}
	seen := map[string]bool{}
	for _, n := range pt.visits {
		for _, path := range b.leaf(n.service.q) {
			if !seen[path] {
				seen[path] = true
				out = append(out, path)
			}
		}
	}
	return out
}

func (b *writer) replicasFormula(pt *part) string {
	switch r := pt.c.Replicas; {
	case r.Auto() && r.Target != nil && r.Target.CPU != nil:
		return "n = ceil(lambda S / (c target)), between min and max"
	case r.Auto() && r.Target != nil:
		return "n = ceil(total / target), between min and max"
	case pt.c.Cells != nil && pt.c.Shards != nil:
		return "n = replicas x shards x cells"
	case pt.c.Cells != nil:
		return "n = replicas x cells"
	case pt.c.Shards != nil:
		return "n = replicas x shards"
	}
	return "n = replicas"
}

func (b *writer) replicaInputs(pt *part) []string {
	r := pt.c.Replicas
	if r == nil {
		return nil
	}
	var out []string
	for _, q := range []*unit.Quantity{r.Count, r.Min, r.Max} {
		out = append(out, b.leaf(q)...)
	}
	if r.Target != nil {
		for _, q := range []*unit.Quantity{r.Target.CPU, r.Target.InFlight, r.Target.Queue, r.Target.Connections} {
			out = append(out, b.leaf(q)...)
		}
		out = append(out, "components."+pt.c.Name+".arrivals")
	}
	for _, region := range r.ByRegion.All() {
		out = append(out, b.leaf(region.Count)...)
	}
	if pt.c.Shards != nil {
		out = append(out, b.leaf(pt.c.Shards.Count)...)
	}
	if pt.c.Cells != nil {
		out = append(out, b.leaf(pt.c.Cells.Count)...)
	}
	return out
}

// sizing writes what a component could carry and how many replicas it needs.
func (b *writer) sizing(i int, put putter, st func(w *world) *station, id string) {
	c := b.w.capacity(i)
	why := ""
	switch {
	case b.w.stations[i].arrivals == 0:
		why = "no flow visits it"
	case math.IsInf(c.factor, 1):
		why = "nothing limits it: cores and slots are unlimited"
	}
	inputs := append([]string{id + "arrivals", id + "utilization"}, b.leaf(c.limit)...)
	put("capacity", unit.KindRate, "lambda_max = lambda / rho of its tightest resource: "+c.resource, inputs, why, func(w *world) float64 { return w.capacity(i).rate })
	put("headroom", unit.KindFactor, "lambda_max / lambda", []string{id + "capacity", id + "arrivals"}, why, func(w *world) float64 { return w.capacity(i).factor })
	put("replicas.needed", unit.KindCount, "n = ceil(lambda_peak S / (c 0.7)), the same for slots: at most 70% busy at the peak", []string{id + "rate.peak", id + "held"}, why,
		func(w *world) float64 { return w.needed(i, w.relative(i, w.rates[peak])) })
	for year := 1; year <= years; year++ {
		if b.p.design.Growth.Len() == 0 || why != "" {
			break
		}
		put(fmt.Sprintf("replicas.year%d", year), unit.KindCount, fmt.Sprintf("replicas needed at lambda_peak (1 + growth)^%d", year), append([]string{id + "replicas.needed"}, b.growthInputs()...), "",
			func(w *world) float64 { return w.needed(i, w.grownLoad(i, peak, year)) })
	}
	if b.p.design.Growth.Len() > 0 && why == "" {
		never := ""
		if math.IsNaN(b.w.yearOfBreak(i)) {
			never = fmt.Sprintf("growth does not reach its capacity within %d years", horizon)
		}
		put("year-of-break", unit.KindCount, "first year n with (1 + growth)^n >= headroom; 0 is now", append([]string{id + "headroom"}, b.growthInputs()...), never,
			func(w *world) float64 { return w.yearOfBreak(i) })
	}
}

func (b *writer) growthInputs() []string {
	if b.growth == nil {
		for _, q := range b.p.design.Growth.All() {
			b.growth = append(b.growth, b.leaf(q)...)
		}
	}
	return b.growth
}
