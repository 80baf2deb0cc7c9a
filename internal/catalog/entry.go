package catalog

import "slices"

// Base is what an entry stands on and takes the figures from that it does not
// have itself: the machine a database of your own runs on, a cloud's network.
type Base struct {
	Name, Title, Doc string
	figures
}

// Tech is a technology that a component may name in `tech`.
type Tech struct {
	Name  string // "aws/rds-postgres"
	Title string // "Amazon RDS for PostgreSQL"
	Doc   string
	Kinds []string // that it may be used as; the first is the usual one
	figures
}

// Base returns what the technology stands on, nil for a language runtime or a
// service outside every region.
func (t *Tech) Base() *Base { return t.base }

// Fits tells whether a component of this kind may be of this technology.
func (t *Tech) Fits(kind string) bool { return slices.Contains(t.Kinds, kind) }

// Provider returns the cloud, "aws" of "aws/s3"; "" when anyone can run it.
func (t *Tech) Provider() string { return provider(t.Name) }

// Work returns the mean service time of a verb. Where the technology has none
// for it, the nearest verb stands in: get and read, set and write for each
// other; delete and append take write; scan and query take each other, then
// read; publish takes append, then write; consume takes read;
// and every verb takes plain `work` last. False means that nothing is known,
// as for a language runtime, whose work the design must say.
func (t *Tech) Work(verb string) (Figure, bool) { return t.first(byVerb("work", verb)...) }

// PricePerRequest returns what one request with a verb costs, by the same
// rule as Work; see Unit for large ones.
func (t *Tech) PricePerRequest(verb string) (Figure, bool) {
	return t.first(byVerb("price.request", verb)...)
}

// Unit returns how many bytes of a request with a verb are billed as one, by
// the same rule as Work. False means that its size does not matter.
func (t *Tech) Unit(verb string) (Figure, bool) { return t.first(byVerb("unit", verb)...) }

// Find returns a figure of a component from its technology and its machine,
// either of which may be nil. What the technology itself says comes first,
// then the machine, then what the technology stands on. Of two numbers of
// cores the smaller counts: Redis uses one core of the largest machine.
func Find(t *Tech, m *Machine, name string) (Figure, bool) {
	var own, machine Figure
	var fromTech, fromMachine bool
	if t != nil {
		own, fromTech = named(t.own(), name)
	}
	if m != nil {
		machine, fromMachine = m.Figure(name)
	}
	switch {
	case fromTech && fromMachine && name == "cores" && machine.Quantity.Value < own.Quantity.Value:
		return machine, true
	case fromTech:
		return own, true
	case fromMachine:
		return machine, true
	case t != nil && t.base != nil:
		return t.base.Figure(name)
	}
	return Figure{}, false
}

// Machine is a machine type that a component may name in `runs-on`. Its
// figures are cores, memory, bandwidth, disk and price.hour, as far as they are
// known, and those of its base.
type Machine struct {
	Name   string // "aws/c7g.large"
	Family string // "c7g"
	Note   string // a trap, such as a burstable processor; may be empty
	figures
}

// Base returns the service that rents the machine out.
func (m *Machine) Base() *Base { return m.base }

// Provider returns the cloud: "aws" of "aws/c7g.large".
func (m *Machine) Provider() string { return provider(m.Name) }

// Price returns the price of a machine per hour; false when it is not known.
func (m *Machine) Price() (Figure, bool) { return m.Figure("price.hour") }
