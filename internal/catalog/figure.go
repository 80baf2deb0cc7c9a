package catalog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/unit"
)

// Figure is one number of the catalogue.
type Figure struct {
	Name       string        // "work.get"
	Path       string        // "catalog/redis.work.get"; the input that uncertainty moves
	Quantity   unit.Quantity // with Path, Source and Sure set; a guess or a price moves, a shape or a limit is exact
	Source     string        // who says so, and where
	AsOf       string        // date on the source, or where it has none the date it was read: 2026-07-20
	Sure       unit.Sure
	Conditions string // under which it holds; may be empty
}

// figures are the numbers of one entry, and those of the base it stands on.
type figures struct {
	own  func() []Figure // in the order of Vocabulary
	base *Base           // may be nil
}

// Figure returns a figure by its exact name, from the entry or else from its
// base. False means unknown, never zero.
func (f *figures) Figure(name string) (Figure, bool) {
	if one, ok := named(f.own(), name); ok {
		return one, true
	}
	if f.base != nil {
		return f.base.Figure(name)
	}
	return Figure{}, false
}

// Figures returns all figures that hold for the entry, those of its base
// included, in the order of Vocabulary.
func (f *figures) Figures() []Figure {
	all := append(slices.Clone(f.own()), f.inherited()...)
	sortFigures(all)
	return all
}

// inherited returns the figures of the base that the entry has none of its own
// for.
func (f *figures) inherited() []Figure {
	if f.base == nil {
		return nil
	}
	return slices.DeleteFunc(f.base.Figures(), func(one Figure) bool {
		_, ok := named(f.own(), one.Name)
		return ok
	})
}

func named(fs []Figure, name string) (Figure, bool) {
	for i := range fs { // a figure is too large to be copied only to be looked at
		if fs[i].Name == name {
			return fs[i], true
		}
	}
	return Figure{}, false
}

// first returns the first of these figures that is known.
func (f *figures) first(names ...string) (Figure, bool) {
	for _, name := range names {
		if one, ok := f.Figure(name); ok {
			return one, true
		}
	}
	return Figure{}, false
}

// sortFigures orders figures as Vocabulary and Verbs do.
func sortFigures(fs []Figure) {
	slices.SortFunc(fs, func(a, b Figure) int {
		_, i := term(a.Name)
		_, j := term(b.Name)
		return cmp.Or(cmp.Compare(i, j), cmp.Compare(verbOrder(a.Name), verbOrder(b.Name)))
	})
}

func verbOrder(figure string) int {
	return slices.Index(Verbs, figure[strings.LastIndexByte(figure, '.')+1:])
}

// Verbs are the verbs that figures by verb are about: `work.get`,
// `price.request.publish`. `consume` is what taking a message costs the broker.
var Verbs = []string{"call", "read", "write", "get", "set", "delete", "scan", "query", "append", "publish", "consume"}

// instead says which verbs stand in, in order, where a technology has no
// figure for a verb.
var instead = map[string][]string{
	"read":    {"get"},
	"get":     {"read"},
	"write":   {"set"},
	"set":     {"write"},
	"delete":  {"write", "set"},
	"append":  {"write", "set", "publish"},
	"publish": {"append", "write", "set"},
	"consume": {"read", "get"},
	"query":   {"scan", "read", "get"},
	"scan":    {"query", "read", "get"},
}

// byVerb lists the figures to ask for, in order: those of the verb, of the
// verbs that stand in for it, and the one for all verbs.
func byVerb(figure, verb string) []string {
	names := []string{figure + "." + verb}
	for _, v := range instead[verb] {
		names = append(names, figure+"."+v)
	}
	return append(names, figure)
}

// Term is a figure name and what it means.
type Term struct {
	Name  string // "work"
	Verbs bool   // also by verb: "work.get"
	Doc   string
	Want  unit.Want
	Exact bool // a shape, limit or commitment: shown with how sure it is, but no estimate widens by it
}

var (
	perByteTime = unit.Want{Kind: unit.KindDim, Dim: unit.Dim{Money: 1, Bytes: -1, Time: -1}, Positive: true}
	aTime       = unit.Want{Kind: unit.KindTime, Positive: true}
	aRate       = unit.Want{Kind: unit.KindRate, Positive: true}
	aSize       = unit.Want{Kind: unit.KindBytes, Positive: true}
	aCount      = unit.Want{Kind: unit.KindCount, Positive: true}
	aShare      = unit.Want{Kind: unit.KindRatio, Positive: true}
	aBandwidth  = unit.Want{Kind: unit.KindBandwidth, Positive: true}
	perTime     = unit.Want{Kind: unit.KindMoneyRate, Positive: true}
	perByte     = unit.Want{Kind: unit.KindMoneyPerByte, Positive: true}
	perRequest  = unit.Want{Kind: unit.KindMoney, Positive: true}
)

// Vocabulary is every figure name there is. The cost of a component in a month
// of 730 hours is the sum of what its `price.*` figures say; one that is
// missing makes that part of the cost unknown.
var Vocabulary = []Term{
	{"work", true, "service time on one core, or in the device: a mean, without waiting. For a service of a cloud it is what its caller sees, on unlimited cores", aTime, false},
	{"net", false, "one-way network delay from its callers, who are in its region if it has one", aTime, false},
	{"start.cold", false, "time of a function's cold start", aTime, false},

	{"cores", false, "processor cores (virtual ones of a machine); of a technology, the most that one replica can use", aCount, true},
	{"memory", false, "memory", aSize, true},
	{"bandwidth", false, "network bandwidth that lasts, not the burst", aBandwidth, true},
	{"disk", false, "local disk, lost with the machine", aSize, true},
	{"connections", false, "connections per replica", aCount, true},
	{"max-item", false, "largest value, row, message or body", aSize, true},
	{"storage.max", false, "most bytes kept", aSize, true},
	{"limit.request", false, "requests of any kind, in total", aRate, true},
	{"limit", true, "requests of one verb, in total", aRate, true},
	{"limit.concurrency", false, "requests in progress, in total", aCount, true},
	{"limit.in-flight", false, "messages taken and not yet deleted", aCount, true},
	{"limit.scale", false, "replicas added per time", aRate, true},
	{"partition", true, "requests of one verb per partition, shard or key prefix", aRate, true},
	{"partition.in", false, "bytes taken in per partition", aBandwidth, true},
	{"partition.out", false, "bytes handed out per partition", aBandwidth, true},
	{"replication", false, "copies kept unless the design says otherwise; each is paid for", aCount, true},
	{"replication.included", false, "copies that a service of a cloud keeps by itself; they are in its price", aCount, true},

	{"availability", false, "share of time in which a service that somebody else runs works as a whole", aShare, true},
	{"availability.cluster", false, "what the provider promises for a deployment over several zones; a plan takes mttf and mttr of each replica", aShare, true},
	{"availability.promised", false, "what the provider promises for one machine; a plan takes mttf and mttr", aShare, true},
	{"durability", false, "chance that an object is still there after a year", aShare, true},
	{"mttf", false, "mean time to failure of a replica, machine included", aTime, false},
	{"mttr", false, "mean time to repair or replace it", aTime, false},

	{"price.hour", false, "per replica and hour", perTime, false},
	{"price.month", false, "once per component, however many replicas", perTime, false},
	{"price.core", false, "per core of each replica and hour, where there is no machine", perTime, false},
	{"price.memory", false, "per byte of memory of each replica and time, where there is no machine", perByteTime, false},
	{"price.run", false, "per byte of a function's memory and time it runs", perByteTime, false},
	{"price.request", true, "per request, or per unit of it where `unit` says how many bytes one holds", perRequest, false},
	{"unit", true, "bytes of a request that are billed as one unit, rounded up", aSize, true},
	{"price.partition", false, "per partition or shard and hour", perTime, false},
	{"price.capacity-unit", false, "per capacity unit and hour; as many units as the largest of capacity-unit.* asks for", perTime, false},
	{"capacity-unit.bytes", false, "traffic that one capacity unit carries", aBandwidth, true},
	{"capacity-unit.rate", false, "requests that one capacity unit carries", aRate, true},
	{"price.gb-month", false, "per byte kept and time, for each copy; where there is `replication.included`, once", perByteTime, false},
	{"price.backup", false, "per byte of backup kept and time", perByteTime, false},
	{"price.in", false, "per byte taken in", perByte, false},
	{"price.out", false, "per byte handed to a consumer", perByte, false},
	{"price.scan", false, "per byte that queries read", perByte, false},
	{"price.egress", false, "per byte sent to the internet", perByte, false},
	{"price.cross-zone", false, "per byte sent to another zone, on each side", perByte, false},
}

// term returns the meaning of a figure name and its place in Vocabulary; nil
// when there is no such figure. An exact name wins over one by verb.
func term(figure string) (*Term, int) {
	i := slices.IndexFunc(Vocabulary, func(t Term) bool { return t.Name == figure })
	if i < 0 {
		dot := strings.LastIndexByte(figure, '.')
		if dot < 0 || !slices.Contains(Verbs, figure[dot+1:]) {
			return nil, len(Vocabulary)
		}
		i = slices.IndexFunc(Vocabulary, func(t Term) bool { return t.Verbs && t.Name == figure[:dot] })
		if i < 0 {
			return nil, len(Vocabulary)
		}
	}
	return &Vocabulary[i], i
}
