package sim

import "github.com/loadpath/loadpath/internal/stats"

// Program is a design compiled to flat arrays. Things refer to each other by
// index; -1 means none. It does not change while it runs, so replications
// share it.
type Program struct {
	conditions

	components []component
	flows      []flow
	sources    []source
	sites      []site
	names      []string // of sites: what runs in the callee, as the design says it
	linkOf     []int32  // of sites: their link, -1
	linkNames  []string
	edges      []edge
	ops        []op
	laws       []law
	means      []float64 // of the laws, in their samplers' units
	chances    []chance
	forks      []fork
	sagas      []saga
	keys       []keyLaw
	caches     []cacheSpec
	queues     []queueSpec
	holds      []holdSpec
	limits     []rateLimit
	sheds      []shedding
	links      []linkSpec
	nears      []nearSpec
	placeOf    []int32 // of each replica, among its component's places
	roads      int32   // of all calls: one, or one for each pair of places
	scalers    []scaler
	startups   []startup
	pools      []pool
	retries    []retry
	breakers   []breakerSpec
	hedges     []hedge
	acts       []act
	gates      []struct{} // of flows and components that faults turn away
	mishaps    int32      // stream of what faults draw
	streams    []streamName
	hot        []hotSpec
	data       []dataSpec
	fetches    []fetchSpec
	flushes    []flushSpec
	sets       []setSpec
	standbys   []standbySpec
	hotLoads   int       // so many of them, the first, are hot all the time
	slower     []float64 // by how much the answers of each flow take longer in a miniature; nil for no longer
	lanes      []int64   // delays that have a lane, in nanoseconds; that of lane 1 first

	classes      int // distinct priorities, at least 1
	replicas     int // of all components together
	requirements []requirement
	gaps         []string // keys of the design that are not acted on
	length       int64    // nanoseconds that are measured; 0 until settled
	load         string
	loadScale    float64
	slice        *slicing // of the load that this is; nil when nobody asked for one
}

// streamName tells one stream of random numbers from the others.
type streamName struct{ name, purpose string }

// law is a distribution ready to be drawn from. Constants and exponentials are
// drawn in place; the rest, and exponentials of years, through their sampler.
type law struct {
	kind    stats.LawKind // sampled for the rest
	value   float64       // mean in nanoseconds (constant, exponential)
	sampler stats.Sampler
	offset  int64   // added to every draw
	scale   float64 // from the sampler's unit to the draw's: 1e9 for seconds
	stream  int32
}

const (
	sampled   stats.LawKind = 255
	mostMeans               = 100 // an exponential is longer with a chance of 1e-43
)

// opKind says what an op does.
type opKind uint8

const (
	opEnd     opKind = iota // the frame is done
	opWork                  // a: law of processor time
	opWait                  // a: law of idle time
	opCall                  // a: site; b: where a miss goes on, 0 for the next op; c: the fallback, 0 for none
	opJump                  // a: where to go on
	opChoose                // a: first chance, b: how many, c: stream
	opRepeat                // a: law of the count, b: behind the loop
	opAgain                 // a: the loop's body
	opFork                  // a: fork; goes on when enough branches have answered
	opRespond               // the answer leaves now
	opFail                  // a: chance, c: stream; fails with its probability
	opSaga                  // a: saga
	opDid                   // in a saga's branch: one more part is done
	opRaise                 // fails with the outcome that was saved
	opKey                   // a: key law; draws the key unless one of the same law is in force
	opMiss                  // the answer is a miss
	opIfHit                 // a: where to go on unless the last look-up missed; the answer is no miss then
	opForget                // the key is no longer in force; a: 1 when that of the caller is again
	opLookup                // a: cache, b: law of how many keys or -1; the answer is a hit or a miss
	opFill                  // a: cache; puts the key; b: 0 after a miss, which finds only what exists
	opDrop                  // a: cache; removes the key
	opEnqueue               // a: queue
	opChecked               // a: 1 when the health check passed; the key says of which replica
	opLeased                // a: 1 when the lease was granted
	opBoot                  // the calls of a start, which are what follows
	opLimit                 // a: rate limit; passes, waits or fails
	opConnect               // a: hold; makes the connection of the request
	opHold                  // keeps the connection of the request
	opGate                  // a: gate; fails when a fault turns the request away
	opGive                  // a: law; sets the work of giving each message of the run
	opDigest                // fails when a message of the run cannot be processed
	opFetch                 // a: fetch; goes on when what was missed is there
	opFlush                 // a: flush; brings the write in progress to the store behind the cache
	opShip                  // b: site; sends the write in progress to the other copies
	opAsk                   // b: site; has other copies answer the read in progress too
	opAwait                 // goes on when enough copies have answered
	opSees                  // the age of what a read returns is counted
)

// op is one instruction; its operands' meaning stands beside its kind.
type op struct {
	kind    opKind
	a, b, c int32
}

// chance is one branch of a choice: taken when a uniform draw is below upTo
// and above those before it.
type chance struct {
	upTo float64
	to   int32 // op
}

// fork starts branches that run at the same time in the replica of the frame.
type fork struct {
	bodies   []int32 // where each branch begins; for `each` one body
	count    int32   // law of how many of the one body; -1: one branch per body
	atMost   int32   // at once; 0 for all
	need     int32   // branches that must answer; 0 for all
	cancel   bool    // losers stop
	detached bool    // nobody waits for them
	timeout  int32   // law of how long they may take, -1
}

// saga is a list of parts and where each is taken back: undo[k] undoes part k
// and falls through to the undoing of k-1.
type saga struct {
	body []int32 // one op: where the parts begin
	undo []int32
}

// keyLaw is how traffic falls on the keys of one entity.
type keyLaw struct {
	sampler stats.KeySampler
	law     stats.KeyLaw
	scale   float64 // probability of the first key
	entity  uint8   // tells the keys of one entity from another's; from 1
	stream  int32

	together uint64 // keys next to each other that are one, in a miniature; 0 and 1 for one
}

// probability is the share of the traffic that falls on a key.
func (k *keyLaw) probability(key uint64) float64 {
	if k.together > 1 {
		return k.merged(key)
	}
	return float64(k.scale * stats.Pow(float64(key), -k.law.S))
}

// discipline is the order in which a station serves those who wait.
type discipline uint8

const (
	fifo discipline = iota
	lifo
	priority
	preemptive
	processorSharing
)

// balance is how a replica is picked.
type balance uint8

const (
	roundRobin balance = iota
	random
	leastInFlight
	choices
	hashed
	sharedQueue
)

const unlimited = 1<<31 - 1

// component is one station: replicas with slots and cores.
type component struct {
	// What every call touches, in one cache line.
	special    special
	contended  bool // requests compete: the order of simultaneous arrivals matters
	discipline discipline
	balance    balance
	slots      int32 // per replica
	cores      int32
	queue      int32
	first      int32 // its first replica
	maxWait    int32 // law, -1
	limit      int32 // rate limit, -1
	shed       int32 // when it refuses to protect itself, -1

	terms

	name        string
	kind        string
	count       int32   // replicas, copies of shards included; with autoscalers the most there can be
	start       int32   // replicas that serve at the start
	stretch     float64 // of work where cores are a fraction: 5 for 0.2 cores
	choices     int32
	stale       int64  // nanoseconds between two looks of its pickers; 0 when they see the present
	cells       int32  // independent copies with count/cells replicas each; 0 and 1 for one
	shards      int32  // at least 1; count/shards copies each
	cache       int32  // first of its caches, one per replica; -1
	together    uint64 // keys next to each other that are one for its shards, in a slice; 0 and 1 for one
	pick        int32  // stream
	slowdown    slowdown
	places      []deployment
	startup     int32 // what a replica needs to start, -1
	pool        int32 // instances of a function, -1
	breaks      breaks
	piles       []int32 // numbers waiting that a requirement asks about
	consumes    bool    // it takes messages when a slot is free
	freezes     bool    // a fault keeps callers at the replicas that they knew
	resized     bool    // a set changes its slots or cores, so what is busy is no share of anything
	connections int32   // held per replica at most, 0 for unlimited
	drain       int64   // nanoseconds in which a replica that leaves gives its connections away and finishes what it has; 0 when it may take any time
	drainStream int32
	storing
	gate int32 // a fault turns its calls away there; noGate, or doorOnly when it fails them at a replica
}

// slowdown is the universal scalability law (Gunther 1993).
type slowdown struct {
	on            bool
	serial, cross float64
	replicas      bool // n counts replicas, not requests in progress
}

// breaks is how replicas fail and are repaired.
type breaks struct {
	mttf, mttr int32 // laws, -1
	resume     bool
}

// edge is one caller and callee: what is kept once per replica of the caller.
type edge struct {
	caller, callee int32 // component, -1 for the outside
	first          int32 // its states, one per replica of the caller
	count          int32
	budget         float64 // maxBudget for none
	breaker        int32   // -1
}

// onError is what a caller does after the last try.
type onError uint8

const (
	failOnError onError = iota
	continueOnError
	missOnError
	deleteOnError
	stepsOnError
)

// route is which copies of a store a call may go to.
type route uint8

const (
	routeAny     route = iota // by the component's balance
	routePrimary              // copy 0 of the shard
	routeReplica              // any copy but 0
	routePull                 // a replica with a free slot takes it
	routeHeld                 // the replica that holds the connection of the request
	routeCopy                 // the work of one copy: it goes where it is sent
	routeOwn                  // the replica that a scheduled run belongs to, as the key says
	routeThis                 // the replica that the key says: a health check
)

// site is one call in the program with everything its policies need.
type site struct {
	// What every call touches, in one cache line and a bit.
	special  special
	writes   bool // it changes what the callee keeps
	reads    bool // it asks for what the callee keeps
	via      via  // the network that its messages go through
	faulty   bool // faults may hit its messages on their way
	plain    bool // nothing limits, times or repeats it
	breaker  bool
	inherit  bool // the callee must answer within the caller's deadline
	onError  onError
	callee   int32
	entry    int32 // first op inside the callee
	state    int32 // of its edge for replica 0; that of replica r of all lies r further
	class    int32 // priority class, -1 for the caller's
	netLane  int32 // lane of a constant delay, -1
	net      int32 // law of the delay one way, -1 for none
	lane     int32 // lane of a constant timeout, -1
	timeout  int32 // law, -1
	retry    int32 // -1
	hedge    int32 // -1
	deadline int32 // law, -1
	route    route

	edge     int32
	keys     int32 // key law of what it touches, -1
	data     int32 // entity that it touches in a store, -1
	pool     int32 // connections per replica of the caller, 0 for unlimited
	bulkhead int32 // calls in progress per replica of the caller, 0 for unlimited
	name     int32 // how the callee is found, -1
	near     int32 // how far the callee is, where that differs by place; -1
	road     int32 // its first
	cancel   bool
	drop     int32 // component of the cache whose key goes on an error, -1
}

// jitter is how a backoff is drawn. Brooker: "Exponential Backoff And Jitter",
// AWS Architecture Blog, 2015.
type jitter uint8

const (
	noJitter jitter = iota
	fullJitter
	equalJitter
	additiveJitter
	decorrelatedJitter
)

// retry is how a failed attempt is tried again.
type retry struct {
	max     int32 // unlimited allowed
	backoff int32 // law of the base, -1 for none
	factor  float64
	cap     float64 // nanoseconds, maxBackoff for none
	jitter  jitter
	causes  uint8 // bits of outcome
	chance  float64
	stream  int32
}

// flow is what one kind of request is called and where its code begins.
type flow struct {
	name  string
	entry int32
	class uint8
	hold  int32 // the connection its requests make, -1
	crowd crowd
	reading
	gate  int32      // a fault turns its requests away there, -1
	flags frameFlags // of its requests from the start
}

// arrivals is how a source brings requests in.
type arrivals uint8

const (
	poisson  arrivals = iota
	constant          // the first after one gap
	bursty            // renewals with hyperexponential gaps
	closed            // users who think between two runs
	schedule          // at fixed times of day
	recorded          // at given times
	messages          // what consumers take from a queue
)

// source brings requests in.
type source struct {
	name   string
	kind   arrivals
	flow   int32
	whole  int32   // the only call of its requests, which is made in their frame; -1
	rate   float64 // per second, open sources
	gap    stats.Sampler
	stream int32
	users  int32
	think  int32   // law, -1
	mix    []share // of a journey; empty for one flow
	order  []int32 // of a journey in order
	every  int32   // law of the time between two ticks of a schedule, -1
	per    int32   // component in each of whose replicas a tick begins a run, -1
	at     int64
	times  []int64 // recorded
	factor []knot  // what multiplies the rate, over time; empty for 1
}

// share is one flow of a mix.
type share struct {
	upTo float64
	flow int32
}

// knot is one corner of a factor that is linear between corners and constant
// before the first and after the last.
type knot struct {
	at     int64
	factor float64
}

// cacheSpec is what the contents of one replica's cache are like.
type cacheSpec struct {
	policy   cachePolicy
	hit      float64 // of fixedHit
	capacity int
	keys     int32   // key law, -1
	ttl      int32   // law, -1
	life     float64 // mean of ttl or idle in nanoseconds, 0 for ever
	idle     int64   // 0 for never
	cold     bool
	stream   int32
	parts    int    // replicas that share the keys; 1 when each may hold any
	exist    uint64 // keys beyond this do not exist
	negative int64  // nanoseconds for which it remembers that; 0 for not at all
	grace    int64  // nanoseconds for which entries are kept beyond their life
}

type cachePolicy uint8

const (
	lru cachePolicy = iota
	lfu
	fifoCache
	randomCache
	fixedHit
)

// queueSpec is a queue or stream of messages.
type queueSpec struct {
	component  int32
	bound      int32 // messages that fit
	whenFull   whenFull
	deliveries int32 // before a message is given up; 0: as often as visibility brings it back
	visibility int32 // law of how long messages that are worked on are invisible, -1
	dead       int32 // queue of dead letters, -1
	consumers  []consumer
	broadcast  bool  // each consumer gets every message
	parts      int32 // partitions, 0 unless said
	ordered    bool  // by key: messages of one key in their order
	keyed      bool  // ordered, and without partitions
	keys       int32 // law of the keys it is ordered by, -1 when not known
	keyCount   uint64
	stream     int32 // of unknown keys
	keep       int64 // nanoseconds, 0 for ever
	windows    windows
}

type whenFull uint8

const (
	refuseWhenFull whenFull = iota
	dropOldestWhenFull
	blockWhenFull
)

// consumer is a flow that starts on messages.
type consumer struct {
	source    int32
	component int32 // that runs it
	batch     int32
	linger    int64
	windows   windows // of the component
}
