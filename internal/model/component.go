package model

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/unit"
)

// Component is one part of the system.
type Component struct {
	Entry
	Title   string `key:"title" doc:"Name as people say it."`
	Doc     string `key:"doc" doc:"What it is for, in a sentence."`
	Kind    string `key:"kind" form:"kind" doc:"What it is; decides behaviour and drawing."`
	Tech    string `key:"tech" form:"tech" doc:"Technology from the catalogue: service times, limits, price, availability."`
	RunsOn  string `key:"runs-on" form:"machine" doc:"Machine type from the catalogue: cores, memory, price."`
	In      []Ref  `key:"in" ref:"boundary" one:"true" doc:"The boundary it stands in, or a list of regions; the first is primary."`
	Primary Ref    `key:"primary" ref:"boundary" doc:"The primary region, when it is not the first of in."`

	Replicas   *Replicas      `key:"replicas" doc:"How many copies run: a number, by region, or an autoscaler." default:"1"`
	Slots      *unit.Quantity `key:"slots" unit:"count,whole,unlimited" doc:"Requests in progress per replica; held from admission to the last step." default:"unlimited"`
	Cores      *unit.Quantity `key:"cores" unit:"count,unlimited" doc:"Processors per replica; work needs one. 0.2 makes work take five times as long." default:"unlimited"`
	Memory     *unit.Quantity `key:"memory" unit:"bytes" doc:"Memory per replica."`
	Disk       *unit.Quantity `key:"disk" unit:"bytes" doc:"Storage per replica."`
	Queue      *unit.Quantity `key:"queue" unit:"count,zero,whole,unlimited" doc:"Requests waiting per replica; more are refused." default:"unlimited"`
	MaxWait    *unit.Quantity `key:"max-wait" unit:"time,law" doc:"Longest wait before refusal."`
	Discipline string         `key:"discipline" enum:"fifo|lifo|priority|priority-preemptive|processor-sharing" doc:"Order of waiting requests for slots and cores." default:"fifo"`
	Work       *Work          `key:"work" doc:"Processor time of a request that names none; for stores by verb."`
	Balance    Balance        `key:"balance" form:"balance" doc:"How callers pick a replica: round-robin, random, least-in-flight, two-choices, choices(3), hash(key), shared-queue." default:"round-robin"`
	Stale      *unit.Quantity `key:"stale" unit:"time" doc:"Age of what the picker knows of queues."`
	RateLimit  *RateLimit     `key:"rate-limit" doc:"How many requests it takes in a time."`
	Shed       *Shed          `key:"shed" doc:"When it refuses to protect itself."`
	Slowdown   *Slowdown      `key:"slowdown" doc:"How work stretches as more happens at once (universal scalability law)."`
	Limits     *Limits        `key:"limits" doc:"Hard limits: threads, connections, descriptors, memory, disk."`

	Operations Map[Operation] `key:"operations" doc:"Named step lists that flows and other operations call."`

	Connections *unit.Quantity `key:"connections" unit:"count,unlimited" doc:"Connections per replica at most."`
	Drain       *unit.Quantity `key:"drain" unit:"time,zero" doc:"Time a replica takes to give its connections away."`
	Start       *Start         `key:"start" doc:"What a replica needs from the decision to full effect."`
	Idle        *unit.Quantity `key:"idle" unit:"time" doc:"Functions: start cold after this time without requests. Caches: an unused entry leaves after it."`
	Health      *Health        `key:"health" doc:"Checks that take replicas out and put them back."`
	Lease       *Lease         `key:"lease" doc:"Without a valid lease a replica does not serve."`
	Needs       *Needs         `key:"needs" doc:"What must be up for it to serve: replicas, or shares of itself and others."`
	ResolvedBy  Ref            `key:"resolved-by" ref:"component" doc:"The dns component that callers need to find it."`

	Failover    *Failover      `key:"failover" doc:"How another copy takes over."`
	Active      string         `key:"active" enum:"all|one" doc:"Whether all copies serve, or one while the others stand by."`
	MTTF        *unit.Quantity `key:"mttf" unit:"time" doc:"Mean time to failure of a replica."`
	MTTR        *unit.Quantity `key:"mttr" unit:"time" doc:"Mean time to repair a replica."`
	Available   *unit.Quantity `key:"availability" unit:"ratio" doc:"Share of time a replica, or a third party, is up."`
	RepairCrews *unit.Quantity `key:"repair-crews" unit:"count,unlimited" doc:"Replicas repaired at the same time."`
	Restart     string         `key:"restart" enum:"lose|resume" doc:"Whether a breakdown loses what was in progress." default:"lose"`
	Zones       *unit.Quantity `key:"zones" unit:"count,whole" doc:"Zones that the replicas are spread over."`
	CommonCause *unit.Quantity `key:"common-cause" unit:"ratio,zero" doc:"Share of failures that take all replicas at once (beta factor)."`
	Standby     string         `key:"standby" enum:"hot|warm|cold" doc:"State of the copies that do not serve."`

	Hit          *unit.Quantity `key:"hit" on:"cache|balancer|resolver|external|client|compute" unit:"ratio,zero" doc:"Caches: a fixed hit ratio instead of real contents."`
	Entries      *unit.Quantity `key:"entries" on:"cache" unit:"count" doc:"Caches: objects that fit, instead of memory."`
	Of           Ref            `key:"of" on:"cache|balancer" ref:"entity" doc:"Caches: the entity that is cached; gives size and keys."`
	Policy       string         `key:"policy" on:"cache" enum:"lru|lfu|fifo|random" doc:"Caches: what leaves when it is full." default:"lru"`
	TTL          *unit.Quantity `key:"ttl" on:"cache|balancer|resolver" unit:"time" doc:"Caches: age at which an entry leaves."`
	Write        string         `key:"write" on:"cache" enum:"through|back|around" doc:"Caches: what a write does."`
	Coalesce     *bool          `key:"coalesce" on:"cache|balancer" doc:"Caches: one miss fills for all who wait for the key."`
	StaleOnError *unit.Quantity `key:"stale-on-error" on:"cache|balancer|resolver" unit:"time" doc:"Caches: serve an old entry for so long when the store fails."`
	Negative     *unit.Quantity `key:"negative" on:"cache|resolver|balancer" unit:"time" doc:"Caches: remember for so long that a key does not exist."`
	Cold         *bool          `key:"cold" on:"cache" doc:"Caches: start empty instead of in the stationary state." default:"false"`

	Stores      []Ref        `key:"stores" on:"store|cache|stream|queue|identity|external|desk|monitoring" ref:"entity" one:"true" doc:"Entities of which it is the store of record."`
	Shards      *Shards      `key:"shards" on:"store|cache|identity|monitoring" doc:"How the data is split."`
	Replication *Replication `key:"replication" on:"store|cache|queue|stream|identity" doc:"How copies follow the primary."`
	ReadsFrom   string       `key:"reads-from" on:"store|cache|identity" enum:"primary|replicas|any" doc:"Which copies answer reads." default:"primary"`
	Isolation   string       `key:"isolation" on:"store|identity" enum:"read-uncommitted|read-committed|repeatable-read|snapshot|serializable" doc:"Isolation of transactions."`
	Backup      *Backup      `key:"backup" on:"store|cache|queue|stream|identity|external|desk" doc:"Backups: how often, how long kept, how long to restore, when tested."`

	Partitions    *unit.Quantity `key:"partitions" on:"queue|stream" unit:"count,whole" doc:"Queues and streams: parts that are consumed in order."`
	Visibility    *unit.Quantity `key:"visibility" on:"queue|stream" unit:"time" doc:"Queues: time after which an unacknowledged message comes again."`
	MaxDeliveries *unit.Quantity `key:"max-deliveries" on:"queue|stream" unit:"count,whole" doc:"Queues: deliveries before a message goes to the dead letters."`
	DeadLetter    Ref            `key:"dead-letter" on:"queue|stream" ref:"component" doc:"Queues: where messages go that cannot be processed."`
	OrderedBy     string         `key:"ordered-by" on:"queue|stream" doc:"Queues: field by which order is kept."`
	Keep          *unit.Quantity `key:"keep" unit:"time,unlimited" doc:"Queues and streams: how long messages are kept."`
	MaxLength     *unit.Quantity `key:"max-length" on:"queue|stream" unit:"count,unlimited" doc:"Queues: messages that fit." default:"unlimited"`
	WhenFull      string         `key:"when-full" on:"queue|stream" enum:"refuse|block|drop-oldest" doc:"Queues: what happens when it is full." default:"refuse"`
	Windows       *Windows       `key:"windows" on:"stream|compute|queue" doc:"Streams: aggregation windows."`

	Cells *Shards `key:"cells" doc:"Independent copies of the component, and the field that picks one."`

	Bandwidth *unit.Quantity `key:"bandwidth" on:"network" unit:"bandwidth,unlimited" doc:"Networks: bytes a second."`
	Packets   *unit.Quantity `key:"packets" on:"network" unit:"rate,unlimited" doc:"Networks: packets a second."`
	Buffer    *unit.Quantity `key:"buffer" on:"network" unit:"bytes,unlimited" doc:"Networks: bytes that wait."`
	Net       *unit.Quantity `key:"net" unit:"time,law,zero" doc:"Network delay to reach it, one way." default:"0s"`

	Price      *unit.Quantity `key:"price" unit:"money/time,zero" doc:"Price per replica, instead of the catalogue's."`
	PerRequest *unit.Quantity `key:"per-request" unit:"money,zero" doc:"Price of one request."`
	Egress     *unit.Quantity `key:"egress" unit:"money/bytes,zero" doc:"Price of bytes that leave."`

	Owner        string   `key:"owner" doc:"Team that answers for it."`
	Criticality  string   `key:"criticality" enum:"low|normal|high|mission" doc:"How much hangs on it."`
	Built        string   `key:"built" enum:"custom|off-the-shelf|managed" doc:"Who wrote and who runs it."`
	Encrypted    string   `key:"encrypted" enum:"none|disk|field" doc:"How its data is encrypted at rest."`
	MultiTenant  *bool    `key:"multi-tenant" doc:"Several customers share it."`
	Admins       []string `key:"admins" one:"true" doc:"Who may administer it."`
	HoldsSecrets *bool    `key:"holds-secrets" doc:"It holds keys, passwords or tokens."`
	Logs         string   `key:"logs" doc:"What it logs and where to."`

	// From the catalogue; nil without the matching key.
	Behaviour  catalog.Kind     // of Kind
	Technology *catalog.Tech    // of Tech
	Machine    *catalog.Machine // of RunsOn
}

// Replicas is how many copies run.
type Replicas struct {
	Count    *unit.Quantity `key:"=" unit:"count,zero,whole" doc:"A fixed number."`
	Min      *unit.Quantity `key:"min" unit:"count,zero,whole" doc:"Autoscaler: fewest replicas; it begins with them."`
	Max      *unit.Quantity `key:"max" unit:"count,whole" doc:"Autoscaler: most replicas."`
	Target   *ScaleTarget   `key:"target" doc:"Autoscaler: what is held, and at which value."`
	Every    *unit.Quantity `key:"every" unit:"time" doc:"Autoscaler: time between two looks."`
	Cooldown *unit.Quantity `key:"cooldown" unit:"time,zero" doc:"Autoscaler: time left between changes."`
	ByRegion Map[Replicas]  `key:"*" ref:"boundary" doc:"By region: {east: 5, west: 3}, each may be an autoscaler."`
	Span     diag.Span
}

// ScaleTarget is what an autoscaler holds.
type ScaleTarget struct {
	CPU         *unit.Quantity `key:"cpu" unit:"ratio" doc:"Processor utilisation; wanted = ceil(replicas x cpu / target)."`
	InFlight    *unit.Quantity `key:"in-flight" unit:"count" doc:"Requests in progress per replica."`
	Queue       *unit.Quantity `key:"queue" unit:"count" doc:"Requests waiting per replica."`
	Connections *unit.Quantity `key:"connections" unit:"count" doc:"Connections per replica."`
}

// Work is processor time, one for all or by verb.
type Work struct {
	All     *unit.Quantity `key:"=" unit:"time,law,exp,zero" doc:"For every request."`
	Read    *unit.Quantity `key:"read" unit:"time,law,exp,zero" doc:"For a read."`
	Write   *unit.Quantity `key:"write" unit:"time,law,exp,zero" doc:"For a write."`
	Get     *unit.Quantity `key:"get" unit:"time,law,exp,zero" doc:"For a get; default is read."`
	Set     *unit.Quantity `key:"set" unit:"time,law,exp,zero" doc:"For a set; default is write."`
	Delete  *unit.Quantity `key:"delete" unit:"time,law,exp,zero" doc:"For a delete; default is write."`
	Scan    *unit.Quantity `key:"scan" unit:"time,law,exp,zero" doc:"For a scan."`
	Query   *unit.Quantity `key:"query" unit:"time,law,exp,zero" doc:"For a query; default is scan."`
	Append  *unit.Quantity `key:"append" unit:"time,law,exp,zero" doc:"For an append; default is write."`
	Call    *unit.Quantity `key:"call" unit:"time,law,exp,zero" doc:"For a call."`
	Publish *unit.Quantity `key:"publish" unit:"time,law,exp,zero" doc:"For a published message."`
	Consume *unit.Quantity `key:"consume" unit:"time,law,exp,zero" doc:"For a delivered message."`
}

// Balance is how callers pick a replica. The zero Balance is not said.
type Balance struct {
	Policy  string // round-robin | random | least-in-flight | choices | hash | shared-queue
	Choices int    // of choices; two-choices is choices(2)
	Key     string // of hash
}

// Shards is how data or load is split by a key.
type Shards struct {
	Count *unit.Quantity `key:"count" unit:"count,whole" doc:"How many."`
	Key   string         `key:"key" form:"field" doc:"The field that picks one."`
}

// Start is what a replica needs from the decision to full effect.
type Start struct {
	Time  *unit.Quantity `key:"time" unit:"time,law,zero" doc:"From the decision to serving."`
	Work  *unit.Quantity `key:"work" unit:"time,law,zero" doc:"Processor time of starting."`
	Needs []Ref          `key:"needs" ref:"component" one:"true" doc:"Components that must be up to start."`
	Calls []*Step        `key:"calls" doc:"Calls made while starting."`
	Warm  *unit.Quantity `key:"warm" unit:"time,zero" doc:"Time until it works at full speed."`
}

// Health is a check of the component it stands on.
type Health struct {
	Every   *unit.Quantity `key:"every" unit:"time" doc:"Time between two checks."`
	Timeout *unit.Quantity `key:"timeout" unit:"time" doc:"Longest wait for an answer."`
	Fail    *unit.Quantity `key:"fail" unit:"count" doc:"Failed checks in a row before it acts."`
	Pass    *unit.Quantity `key:"pass" unit:"count" doc:"Passed checks in a row before it takes back."`
	Then    string         `key:"then" enum:"remove|restart|withdraw-self" doc:"What it does." default:"remove"`
	AtMost  *unit.Quantity `key:"at-most" unit:"ratio" doc:"Share of replicas it may act on; beyond it does nothing."`
	Checks  []Ref          `key:"checks" ref:"component" one:"true" doc:"Dependencies that the check asks too."`
}

// Lease is a permission to serve that must be renewed.
type Lease struct {
	From    Ref            `key:"from" ref:"operation" doc:"Operation that grants it."`
	Every   *unit.Quantity `key:"every" unit:"time,law" doc:"Time between renewals."`
	TTL     *unit.Quantity `key:"ttl" unit:"time" doc:"How long it is valid."`
	Timeout *unit.Quantity `key:"timeout" unit:"time" doc:"Longest wait for a renewal."`
	Retry   *Retry         `key:"retry" doc:"How a failed renewal is tried again."`
	Lost    string         `key:"lost" enum:"stop|refuse-new" doc:"What a replica without it does." default:"stop"`
}

// Needs is what must be up for a component to serve.
type Needs struct {
	Replicas *unit.Quantity `key:"=" unit:"count" doc:"Replicas that must be up."`
	Self     *unit.Quantity `key:"self" unit:"ratio" doc:"Share of its own replicas that must be up."`
	Else     string         `key:"else" enum:"restart-all|refuse|stop" doc:"What happens otherwise."`
	Others   Map[Condition] `key:"*" ref:"component" doc:"Other components: up, or a share."`
}

// Condition is what is asked of another component.
type Condition struct {
	Entry
	Text string `key:"=" doc:"up, or a share of its replicas as 80%."`
}

// Failover is how another copy takes over.
type Failover struct {
	Time     *unit.Quantity `key:"time" unit:"time,law,zero" doc:"From the failure to serving again."`
	Coverage *unit.Quantity `key:"coverage" unit:"ratio,zero" doc:"Share of failures that it handles by itself." default:"100%"`
	Detect   *unit.Quantity `key:"detect" unit:"time,zero" doc:"Part of the time that goes into noticing."`
	By       Ref            `key:"by" ref:"component" doc:"The component that carries it out."`
	Across   string         `key:"across" enum:"zones|regions" doc:"What it moves between."`
	Hold     *unit.Quantity `key:"hold" unit:"time,zero" doc:"Time before it may move again."`
	ByHand   *bool          `key:"by-hand" doc:"A person does it."`
}

// Replication is how copies follow the primary.
type Replication struct {
	Mode ReplicationMode `key:"mode" form:"replication" doc:"sync, async or quorum(w=2 r=2)."`
	Lag  *unit.Quantity  `key:"lag" unit:"time,law,zero" doc:"How far copies are behind."`
}

// ReplicationMode is sync, async or quorum with its write and read counts.
type ReplicationMode struct {
	Name string
	W, R int
}

// Backup is how data is saved elsewhere.
type Backup struct {
	Every   *unit.Quantity `key:"every" unit:"time" doc:"Time between backups; a continuous log is 0s or a few minutes."`
	Keep    *unit.Quantity `key:"keep" unit:"time" doc:"How long each is kept."`
	Restore *unit.Quantity `key:"restore" unit:"time" doc:"How long a restore takes."`
	Tested  *unit.Quantity `key:"tested" unit:"time" doc:"Time since, or between, restore tests."`
	In      Ref            `key:"in" ref:"boundary|component" doc:"Where backups are kept."`
}

// Windows are aggregation windows of a stream.
type Windows struct {
	Every *unit.Quantity `key:"every" unit:"time" doc:"Length of a window."`
	Late  *unit.Quantity `key:"late" unit:"time,zero" doc:"How late an event may come."`
}

// Shed is when a component refuses to protect itself.
type Shed struct {
	Above     *ShedAbove     `key:"above" doc:"Above these it refuses."`
	Algorithm string         `key:"algorithm" enum:"codel|adaptive-concurrency" doc:"Or an algorithm that decides."`
	Target    *unit.Quantity `key:"target" unit:"time" doc:"CoDel: acceptable wait." default:"5ms"`
	Interval  *unit.Quantity `key:"interval" unit:"time" doc:"CoDel: how long the wait may be above." default:"100ms"`
	Below     *unit.Quantity `key:"below" unit:"count" doc:"Only requests with a priority below this."`
	Span      diag.Span
}

// ShedAbove are the levels above which a component refuses.
type ShedAbove struct {
	Queue    *unit.Quantity `key:"queue" unit:"count,zero" doc:"Requests waiting."`
	CPU      *unit.Quantity `key:"cpu" unit:"ratio" doc:"Processor utilisation."`
	InFlight *unit.Quantity `key:"in-flight" unit:"count" doc:"Requests in progress."`
}

// Slowdown is the universal scalability law (Gunther 1993): work takes
// 1 + serial (n-1) + cross n (n-1) times as long.
type Slowdown struct {
	Serial *unit.Quantity `key:"serial" unit:"ratio,zero" doc:"Contention: share that runs one after the other."`
	Cross  *unit.Quantity `key:"cross" unit:"ratio,zero" doc:"Coherency: cost of each pair."`
	Of     string         `key:"of" enum:"in-flight|replicas" doc:"What n counts." default:"in-flight"`
}

// Limits are hard limits of a replica.
type Limits struct {
	Threads     *Limit `key:"threads" doc:"Threads."`
	Connections *Limit `key:"connections" doc:"Connections."`
	Descriptors *Limit `key:"descriptors" doc:"File descriptors."`
	Memory      *Limit `key:"memory" doc:"Memory."`
	Disk        *Limit `key:"disk" doc:"Disk."`
	Over        string `key:"over" enum:"refuse|crash" doc:"What happens beyond." default:"refuse"`
	Span        diag.Span
}

// Limit is how much there is and what uses it.
type Limit struct {
	Max  *unit.Quantity `key:"max" unit:"count,bytes" doc:"How much there is."`
	Use  *unit.Quantity `key:"use" unit:"count,bytes,zero" doc:"How much is used, often a formula on replicas."`
	Span diag.Span
}

// RateLimit is how many requests pass in a time.
type RateLimit struct {
	Rate      *unit.Quantity `key:"rate" unit:"rate" doc:"Requests per time."`
	Burst     *unit.Quantity `key:"burst" unit:"count" doc:"Buckets: requests at once, in a leaky bucket those that wait included; default is what the rate makes in the time it is written per."`
	Algorithm string         `key:"algorithm" enum:"token-bucket|sliding-log|sliding-counter|fixed-window|leaky-bucket" doc:"How it counts." default:"token-bucket"`
	Window    *unit.Quantity `key:"window" unit:"time" doc:"Windows: their length; default is the time the rate is written per."`
	Per       Ref            `key:"per" ref:"actor|entity|field" doc:"One limit for each of these."`
}
