package estimate

import (
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/unit"
)

// plan is a design made ready to be computed again and again: every flow is a
// tree of nodes with its operations written out, names are indexes, and laws
// are mixtures. It does not change; a world holds what is computed from it.
type plan struct {
	design *model.Design
	opt    Options
	load   model.LoadLevel
	total  []unit.Number    // replicas of each part at the start
	limits []*unit.Quantity // requests a second that the technology of each part takes; nil for no limit

	parts    []*part
	partOf   map[string]int
	order    []int // parts, callees before callers
	sources  []*source
	sourceOf map[string]int
	upstream []int // sources, publishers before consumers
	edges    []*edge
	edgeOf   map[[2]string]int
	nodes    []*node
	forks    int         // nodes with branches at the same time
	demands  int         // number of pairs of a source and a part that it visits
	demandOf map[int]int // source*len(parts)+part
	caches   []*cachePlan
	populars map[stats.KeyLaw]*popularity

	callees  [][]int // of each part
	touches  map[string]*touched
	timed    bool // how long things take decides how much is asked for
	crowds   []crowd
	growthOf map[*model.Entity]*unit.Quantity
}

// part is a component as a station.
type part struct {
	index       int
	c           *model.Component
	class       catalog.Class
	visits      []*node // calls that arrive here, over all flows
	pulls       []int   // sources that run here
	demand      []int   // indexes of demand, one for each source that visits
	source      []int   // the source of each
	cache       *cachePlan
	feeds       []*node // publishes that arrive here
	takers      []int   // sources that consume from here
	reach       bool    // whether anything visits it
	can         model.Effective
	stored      []*model.Entity // that it is the store of record of
	replication *unit.Quantity  // copies that its technology keeps; nil when not said
}

// source is a flow, or a journey with users of its own, with its tree.
type source struct {
	index    int
	name     string
	flow     *model.Flow
	root     []*node
	run      *node // the visit of the component that runs it; nil when an actor does
	queue    int   // component it consumes from, -1
	start    model.FlowStart
	think    timed
	growth   *unit.Quantity
	deadline timed
	parts    []int // that it visits
	shots    []int // demand index of each of them
}

// edge is one caller and callee.
type edge struct {
	caller, callee string
	link           *model.Link
	nodes          []*node
}

type nodeKind uint8

const (
	visitNode nodeKind = iota
	workNode
	waitNode
	forkNode   // parallel
	eachNode   // the same steps many times at once
	chooseNode // one branch
	repeatNode
	respondNode
	failNode
	groupNode // steps one after the other: a saga, a transaction
)

// node is one step of one flow.
type node struct {
	id       int
	kind     nodeKind
	step     *model.Step
	source   int
	at       int // component that runs the step, -1 outside
	to       int // of a visit
	edge     int
	demand   int // index of the demand of (source, to), or (source, at) for work
	verb     model.Verb
	entity   string
	service  timed // work that the visit itself asks for
	amount   timed // of work, wait; counts of repeat and each
	policy   policy
	steps    []*node // inside the callee, or repeated
	miss     []*node
	fallback []*node
	branches [][]*node
	shares   []*unit.Quantity
	nobody   bool // nobody waits for the answer
	pull     bool // the run of a consumer, which takes messages when it is free
	publish  bool
	cache    *cachePlan
	fork     int            // index among the forks, and among the visits that wait for copies
	copying  *copying       // what other copies of a store do about it; nil when nothing waits for them
	times    *unit.Quantity // service is taken so often: keys of a multi-get
	request  model.Bytes
	response model.Bytes
}

// timed is a quantity with its law.
type timed struct {
	q    *unit.Quantity
	base mixture
	mean float64
}

// policy is what holds for a call, from its step, its link and the default.
type policy struct {
	net               []timed // they add up
	timeout, deadline timed
	retry             *model.Retry
	breaker           *model.Breaker
	backoff           timed
	bulkhead, pool    *unit.Quantity
	onError           *model.OnError
	hedge             *model.Hedge
	hit               *unit.Quantity
	cancel            bool
	priority          float64
}

// workOf is a quantity that stands under work.
func workOf(q *unit.Quantity) timed {
	if q == nil {
		return timed{}
	}
	law := model.WorkLaw(q)
	return timed{q: q, base: mixtureOf(law), mean: law.Mean()}
}

// timeOf is a quantity anywhere else.
func timeOf(q *unit.Quantity) timed {
	if q == nil || q.Unlimited {
		return timed{}
	}
	law := model.LawOf(q)
	return timed{q: q, base: mixtureOf(law), mean: law.Mean()}
}

// compile makes a plan of a design.
func compile(d *model.Design, opt Options) *plan {
	if opt.LoadScale == 0 {
		opt.LoadScale = 1
	}
	if opt.Load == "" {
		opt.Load = "peak"
	}
	p := &plan{design: d, opt: opt, partOf: map[string]int{}, sourceOf: map[string]int{}, edgeOf: map[[2]string]int{}, demandOf: map[int]int{}}
	p.load, _ = d.LoadOf(opt.Load)
	for name, c := range d.Components.All() {
		p.partOf[name] = len(p.parts)
		p.total = append(p.total, c.TotalReplicas())
		p.limits = append(p.limits, c.Catalogue("limit.request"))
		p.parts = append(p.parts, &part{index: len(p.parts), c: c, class: c.Behaviour.Class, can: c.Effective()})
	}
	for _, pt := range p.parts {
		p.addCache(pt)
		pt.replication = pt.c.Catalogue("replication")
		for _, ref := range pt.c.Stores {
			if e := d.Data.Get(ref.Head()); e != nil {
				pt.stored = append(pt.stored, e)
			}
		}
	}
	p.growthOf = map[*model.Entity]*unit.Quantity{}
	for name, e := range d.Data.All() {
		p.growthOf[e] = d.GrowthOf(name)
	}
	for name, f := range d.Flows.All() {
		p.sourceOf[name] = len(p.sources)
		p.sources = append(p.sources, &source{index: len(p.sources), name: name, flow: f, queue: -1})
	}
	for _, s := range p.sources {
		p.addSource(s)
	}
	p.orderParts()
	p.orderSources()
	p.addCrowds()
	p.findTimed()
	p.findTouched()
	return p
}

func (p *plan) addSource(s *source) {
	f := s.flow
	s.start = p.design.StartOf(f)
	if i, ok := p.partOf[s.start.Queue]; ok {
		s.queue = i
		p.parts[i].takers = append(p.parts[i].takers, s.index)
	}
	s.think, s.growth = timeOf(s.start.Think), p.design.GrowthOf(s.name)
	if f.Deadline != nil {
		s.deadline = timeOf(f.Deadline.Time)
	}
	b := builder{plan: p, source: s}
	caller, c := p.design.Starter(f)
	if c == nil {
		s.root = b.steps(f.Steps, -1, caller, 0)
		return
	}
	at := p.partOf[caller]
	run := b.node(visitNode, nil, -1)
	run.to, run.pull = at, s.queue >= 0
	run.demand = p.demandIndex(s, at)
	run.policy.priority = model.Or(f.Priority, 0)
	p.parts[at].visits = append(p.parts[at].visits, run)
	p.parts[at].pulls = append(p.parts[at].pulls, s.index)
	s.run = run
	run.steps = b.steps(f.Steps, at, caller, 0)
	s.root = []*node{run}
}

// demandIndex returns where the demand of a source on a part is kept.
func (p *plan) demandIndex(s *source, at int) int {
	key := s.index*len(p.parts) + at
	if i, ok := p.demandOf[key]; ok {
		return i
	}
	i := p.demands
	p.demands++
	p.demandOf[key] = i
	s.parts, s.shots = append(s.parts, at), append(s.shots, i)
	pt := p.parts[at]
	pt.demand, pt.source = append(pt.demand, i), append(pt.source, s.index)
	pt.reach = true
	return i
}

func (p *plan) edgeIndex(caller, callee string) int {
	key := [2]string{caller, callee}
	if i, ok := p.edgeOf[key]; ok {
		return i
	}
	i := len(p.edges)
	p.edgeOf[key] = i
	p.edges = append(p.edges, &edge{caller: caller, callee: callee, link: p.design.Links.Get(caller + "." + callee)})
	return i
}

// orderParts sorts components so that callees come before callers. A cycle,
// which only asynchronous or repeated calls make, is cut where it is met again.
func (p *plan) orderParts() {
	p.callees = make([][]int, len(p.parts))
	for _, n := range p.nodes {
		if n.kind == visitNode && n.at >= 0 && !slices.Contains(p.callees[n.at], n.to) {
			p.callees[n.at] = append(p.callees[n.at], n.to)
		}
	}
	state := make([]uint8, len(p.parts))
	var visit func(i int)
	visit = func(i int) {
		state[i] = 1
		for _, c := range p.callees[i] {
			switch state[c] {
			case 0:
				visit(c)
			case 1:
				p.timed = true
			}
		}
		state[i] = 2
		p.order = append(p.order, i)
	}
	for i := range p.parts {
		if state[i] == 0 {
			visit(i)
		}
	}
}

// orderSources sorts flows so that those that publish come before those that
// consume.
func (p *plan) orderSources() {
	done := make([]bool, len(p.sources))
	var visit func(i int)
	visit = func(i int) {
		if done[i] {
			return
		}
		done[i] = true
		if q := p.sources[i].queue; q >= 0 {
			for _, n := range p.parts[q].feeds {
				visit(n.source)
			}
		}
		p.upstream = append(p.upstream, i)
	}
	for i := range p.sources {
		visit(i)
	}
}

// surge is what a scenario multiplies the rate of a source by at its height.
func (p *plan) surge(s *source) float64 {
	sc := p.load.Scenario
	if sc == nil {
		return 1
	}
	if len(sc.Flows) > 0 {
		in := false
		for _, f := range sc.Flows {
			in = in || f.Text == s.name
		}
		if !in {
			return 0
		}
	}
	factor := 1.0
	for _, r := range sc.Ramp {
		factor = max(factor, model.Or(r.To, 1))
	}
	return factor
}

// findTimed tells whether how long things take decides how much is asked for:
// users who wait, replicas that follow what is in flight, batches that fill
// while workers are busy, pools that are held, calls that go in a circle.
func (p *plan) findTimed() {
	p.timed = p.timed || len(p.crowds) > 0
	for _, pt := range p.parts {
		p.timed = p.timed || pt.c.Replicas.Auto()
	}
	for _, n := range p.nodes {
		p.timed = p.timed || n.policy.bulkhead != nil || n.policy.pool != nil
	}
	for _, s := range p.sources {
		p.timed = p.timed || model.Or(s.start.Batch, 1) > 1
	}
}
