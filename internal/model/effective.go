package model

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/unit"
)

// Effective is what holds for one replica of a component: what the file says,
// else its machine and technology in the catalogue. Nil means unlimited for
// cores, slots, queue and connections, and not known for the rest. The path of
// each quantity tells where it is from: "components.api.cores" or
// "catalog/aws/c7g.large.cores".
type Effective struct {
	Cores       *unit.Quantity // processors that work may use
	Slots       *unit.Quantity // requests in progress
	Queue       *unit.Quantity // requests waiting
	Connections *unit.Quantity
	Memory      *unit.Quantity
	Disk        *unit.Quantity
	Network     *unit.Quantity // bandwidth of the machine
	Net         *unit.Quantity // one-way delay to reach it

	Price      *unit.Quantity // of one replica, per time
	PerRequest *unit.Quantity
	Egress     *unit.Quantity // per byte sent to the internet

	// Availability is of one replica, or of a cloud's service as a whole.
	// Cluster is what a provider commits to for several zones. MTTF and MTTR
	// are of one replica. When the file says one of availability and mttf, the
	// catalogue's word on all four is not taken.
	Availability, Cluster, MTTF, MTTR *unit.Quantity
}

// Effective works out what holds for one replica.
func (c *Component) Effective() Effective {
	e := Effective{
		Cores:       c.effectiveCores(),
		Slots:       c.own(c.Slots, "slots"),
		Queue:       finite(c.Queue),
		Connections: c.own(c.Connections, "connections"),
		Memory:      c.own(c.Memory, "memory"),
		Disk:        c.own(c.Disk, "disk"),
		Network:     c.Catalogue("bandwidth"),
		Net:         c.own(c.Net, "net"),
		Price:       c.own(c.Price, "price.hour"),
		PerRequest:  c.own(c.PerRequest, "price.request"),
		Egress:      c.own(c.Egress, "price.egress"),

		Availability: c.Available, MTTF: c.MTTF, MTTR: c.MTTR,
	}
	if c.Available == nil && c.MTTF == nil {
		e.Availability, e.Cluster = c.Catalogue("availability"), c.Catalogue("availability.cluster")
		e.MTTF = c.Catalogue("mttf")
	}
	if c.Available == nil && c.MTTR == nil {
		e.MTTR = c.Catalogue("mttr")
	}
	return e
}

// effectiveCores are the file's; else those of the machine, but no more than
// the technology can use; else what the technology brings.
func (c *Component) effectiveCores() *unit.Quantity {
	if c.Cores != nil {
		return finite(c.Cores)
	}
	var machine, usable *unit.Quantity
	if c.Machine != nil {
		machine = quantityOf(c.Machine.Figure("cores"))
	}
	if c.Technology != nil {
		usable = quantityOf(c.Technology.Figure("cores"))
	}
	if machine == nil || usable != nil && usable.Value < machine.Value {
		return usable
	}
	return machine
}

// own is the file's quantity when it stands there, else the catalogue's.
func (c *Component) own(q *unit.Quantity, figure string) *unit.Quantity {
	if q != nil {
		return finite(q)
	}
	return c.Catalogue(figure)
}

// finite turns "unlimited" into nil, which means the same.
func finite(q *unit.Quantity) *unit.Quantity {
	if q != nil && q.Unlimited {
		return nil
	}
	return q
}

// Catalogue returns a figure of the component's technology, of its machine, or
// of what the technology stands on, in this order, by its name in
// catalog.Vocabulary; nil when none knows it.
func (c *Component) Catalogue(figure string) *unit.Quantity {
	return quantityOf(catalog.Find(c.Technology, c.Machine, figure))
}

func quantityOf(f catalog.Figure, ok bool) *unit.Quantity {
	if !ok {
		return nil
	}
	q := f.Quantity // of f itself nothing goes to the heap, known or not
	return &q
}

// ServiceWork returns the processor time that a component spends on a request
// with a verb, when the step says none itself: its own work for the verb (get
// takes read's, set, delete and append take write's, query takes scan's), its
// work for all, or the catalogue's figure. Nil is no work. The law is
// WorkLaw's: a bare time is the mean of an exponential law, also from the
// catalogue.
func (c *Component) ServiceWork(verb Verb) *unit.Quantity {
	if q := c.Work.of(verb); q != nil {
		return q
	}
	if c.Technology == nil {
		return nil
	}
	return quantityOf(c.Technology.Work(string(verb)))
}

// VerbConsume is what a broker spends on a message that it delivers; it is no
// verb of steps, but ServiceWork knows it.
const VerbConsume Verb = "consume"

// of returns the work of a verb, or what stands in for it.
func (w *Work) of(verb Verb) *unit.Quantity {
	if w == nil {
		return nil
	}
	first := func(list ...*unit.Quantity) *unit.Quantity {
		for _, q := range list {
			if q != nil {
				return q
			}
		}
		return w.All
	}
	switch verb {
	case VerbRead:
		return first(w.Read)
	case VerbWrite:
		return first(w.Write)
	case VerbGet:
		return first(w.Get, w.Read)
	case VerbSet:
		return first(w.Set, w.Write)
	case VerbDelete:
		return first(w.Delete, w.Write)
	case VerbScan:
		return first(w.Scan)
	case VerbQuery:
		return first(w.Query, w.Scan)
	case VerbAppend:
		return first(w.Append, w.Write)
	case VerbPublish:
		return first(w.Publish)
	case VerbConsume:
		return first(w.Consume)
	}
	return first(w.Call)
}

// CallWork is the processor time of one call or access in its callee.
type CallWork struct {
	Quantity *unit.Quantity // where it is from; nil is no work
	Times    *unit.Quantity // keys of a multi-get: the drawn time is taken so often; nil is once
}

// Law returns the law of the time for one key, in seconds.
func (w CallWork) Law() stats.Law { return WorkLaw(w.Quantity) }

// WorkOf returns the processor time of a step in its callee: the step's own
// work, else the component's for the verb. The intermediate hops of a path
// take the component's for a call. The work of a scan or query is for the
// whole of it, however many rows.
func (d *Design) WorkOf(callee *Component, s *Step) CallWork {
	last := callee.Name == s.Target.Head()
	switch {
	case !last:
		return CallWork{Quantity: callee.ServiceWork(VerbCall)}
	case s.Work != nil:
		return CallWork{Quantity: s.Work, Times: s.Keys}
	}
	return CallWork{Quantity: callee.ServiceWork(s.Verb), Times: s.Keys}
}
