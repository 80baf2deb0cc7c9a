package model

import (
	"github.com/loadpath/loadpath/internal/catalog"
)

// ProcessSteps are the steps in the order of the canonical process.
var ProcessSteps = []*ProcessStep{
	{
		Number: 1, Key: "justify", Title: "Justify",
		Facts:    []string{"why"},
		Computed: []string{"a verdict: go, stop, or not shown yet"},
		Artifact: "Project justification",
		Questions: []Question{
			{"Which problem is it?", "why.problem", true, "why: {problem: Links in print are too long to type.}", fact(func(d *Design) bool { return d.Why != nil && d.Why.Problem != "" })},
			{"Whose problem is it?", "why.for", true, "why: {for: [marketing, support]}", fact(func(d *Design) bool { return d.Why != nil && len(d.Why.For) > 0 })},
			{"What is the end state that shows it is solved?", "why.outcome", true, "why: {outcome: Every link is under ten characters.}", fact(func(d *Design) bool { return d.Why != nil && d.Why.Outcome != "" })},
			{"Which existing products were looked at?", "why.alternatives", true, "why: {alternatives: {some-product: {offers: no operation, lacks: our region}}}", fact(func(d *Design) bool { return d.Why != nil && d.Why.Alternatives.Len() > 0 })},
			{"What is good and what is missing in each of them?", "why.alternatives.*.lacks", false, "why: {alternatives: {NAME: {offers: what is good, lacks: what is missing}}}", why(func(a *Alternative) bool { return a.Offers != "" && a.Lacks != "" })},
			{"Are they supported and documented?", "why.alternatives.*.supported", false, "why: {alternatives: {NAME: {supported: by its maker until 2030}}}", why(func(a *Alternative) bool { return a.Supported != "" })},
			{"Build, buy or stop?", "why.decision", true, "why: {decision: build}", fact(func(d *Design) bool { return d.Why != nil && d.Why.Decision != "" })},
		},
	},
	{
		Number: 2, Key: "users", Title: "Users",
		Facts:    []string{"actors", "journeys"},
		Computed: []string{"which actor starts which flow"},
		Artifact: "Personas and use cases",
		Questions: []Question{
			{"Who calls it?", "actors", true, "actors: {reader: {kind: human, external: true}}", fact(func(d *Design) bool { return d.Actors.Len() > 0 })},
			{"Are they people or programs?", "actors.*.kind", true, "actors: {NAME: {kind: human}}", every(actorsOf, func(a *Actor) bool { return a.Kind != "" })},
			{"Are they inside or outside the company?", "actors.*.external", true, "actors: {NAME: {external: true}}", every(actorsOf, func(a *Actor) bool { return a.External != nil })},
			{"What does each want to do?", "actors.*.wants", false, "actors: {NAME: {wants: [open a link]}}", lookWants},
			{"What are the journeys?", "journeys", false, "journeys: {campaign: {by: creator, flows: [list, shorten]}}", fact(func(d *Design) bool { return d.Journeys.Len() > 0 })},
			{"What are their edge cases?", "journeys.*.edge-cases", false, "journeys: {NAME: {edge-cases: [same link twice]}}", every(journeysOf, func(j *Journey) bool { return len(j.EdgeCases) > 0 })},
		},
	},
	{
		Number: 3, Key: "functional", Title: "Functional requirements",
		Facts:    []string{"requirements.functional", "requirements.later", "requirements.out-of-scope"},
		Computed: []string{"which flow and endpoint serves each requirement", "requirements nothing serves, flows nothing asks for"},
		Artifact: "Functional requirements",
		Questions: []Question{
			{"What must it do in the first release?", "requirements.functional", true, "requirements: {functional: {shorten: {text: A creator shortens a link., flows: [shorten]}}}", fact(func(d *Design) bool { return d.Requirements.Functional.Len() > 0 })},
			{"Which flow serves each?", "requirements.functional.*.flows", true, "requirements: {functional: {NAME: {flows: [my-flow]}}}", every(functionalOf, func(f *Functional) bool { return len(f.Flows) > 0 })},
			{"What comes later?", "requirements.later", false, "requirements: {later: [custom domains]}", fact(func(d *Design) bool { return len(d.Requirements.Later) > 0 })},
			{"What is out of scope?", "requirements.out-of-scope", true, "requirements: {out-of-scope: [QR codes]}", fact(func(d *Design) bool { return len(d.Requirements.OutOfScope) > 0 })},
			{"What does it integrate with?", "components.*.kind", false, "components: {payments: {kind: third-party}}", fact(func(d *Design) bool { return d.anyComponent(isExternal) })},
		},
	},
	{
		Number: 4, Key: "quality", Title: "Quality requirements",
		Facts:    []string{"requirements.quality", "constraints"},
		Computed: []string{"downtime a year, month, week and day of each availability target", "the verdict of each target from analysis and from simulation, with its margin"},
		Artifact: "Quality requirements, each with its verdict",
		Questions: []Question{
			{"How fast must each use case be?", "requirements.quality.*.p99", true, "requirements: {quality: {fast: {flow: NAME, p99: 200ms}}}", lookLatency},
			{"How much load must it carry?", "requirements.quality.*.throughput", true, "requirements: {quality: {carries: {flow: my-flow, throughput: 1k/s}}}", limit(func(q *Quality) bool { return q.Throughput != nil })},
			{"How available must it be?", "requirements.quality.*.availability", true, "requirements: {quality: {up: {flow: my-flow, availability: 99.9%}}}", limit(func(q *Quality) bool { return q.Availability != nil })},
			{"How many requests may fail?", "requirements.quality.*.errors", false, "requirements: {quality: {few-errors: {flow: my-flow, errors: 0.1%}}}", limit(func(q *Quality) bool { return q.Errors != nil })},
			{"How stale may an answer be?", "requirements.quality.*.staleness", false, "requirements: {quality: {fresh: {flow: my-flow, staleness: 60s}}}", limit(func(q *Quality) bool { return q.Staleness != nil })},
			{"How much data may be lost, and how long may recovery take?", "requirements.quality.*.rpo", true, "requirements: {quality: {no-loss: {data: my-data, rpo: 0s, rto: 5min}}}", limit(func(q *Quality) bool { return q.RPO != nil || q.RTO != nil || q.Durability != nil })},
			{"What may it cost?", "requirements.quality.*.cost", true, "requirements: {quality: {budget: {cost: $5k/month}}}", limit(func(q *Quality) bool { return q.Cost != nil })},
			{"Where must data stay?", "constraints.residency", false, "constraints: {residency: {data: my-data, regions: [eu-west]}}", fact(func(d *Design) bool { return len(d.Constraints.Residency) > 0 })},
			{"Which regulations apply?", "constraints.regulations", false, "constraints: {regulations: [gdpr]}", fact(func(d *Design) bool { return len(d.Constraints.Regulations) > 0 })},
			{"How many engineers build and run it?", "constraints.team", false, "constraints: {team: 6}", fact(func(d *Design) bool { return d.Constraints.Team > 0 })},
			{"When must it run?", "constraints.deadline", false, "constraints: {deadline: 2027-03-01}", fact(func(d *Design) bool { return d.Constraints.Deadline != "" })},
		},
	},
	{
		Number: 5, Key: "scale", Title: "Scale",
		Facts: []string{"assume", "growth", "actors", "data",
			"flows.*.by|per-user|rate|arrivals|users|think|every|at|per|consumes|batch|linger|peak|hold|request|response"},
		Computed: []string{"mean and peak requests a second by flow and component, with read:write ratio", "concurrency by Little's law",
			"storage by year for primary, replicas and backups", "bandwidth in and out", "memory for the hot set"},
		Artifact: "Back-of-the-envelope sheet",
		Questions: []Question{
			{"How many users of each type are there in total?", "actors.*.total", false, "actors: {NAME: {total: 10M}}", every(startersOf, func(a *Actor) bool { return a.Total != nil })},
			{"How many are active on a day?", "actors.*.daily", true, "actors: {NAME: {daily: 1M}}", every(startersOf, func(a *Actor) bool { return a.Daily != nil })},
			{"How often is each use case run?", "flows.*.per-user", true, "flows: {NAME: {per-user: 5/day}}", every(flowsOf, func(f *Flow) bool {
				return f.PerUser != nil || f.Rate != nil || f.Arrivals != nil || f.Users != nil || f.Consumes != nil || f.Every != nil
			})},
			{"How far is the peak over the mean?", "actors.*.peak", true, "actors: {NAME: {peak: 3x}}", lookPeak},
			{"How big is one object of each kind?", "data.*.size", true, "data: {NAME: {size: 1kB}}", every(entitiesOf, func(e *Entity) bool { return e.Size != nil })},
			{"How many objects are there, or are new in a time?", "data.*.new", true, "data: {NAME: {new: 1M/day}}", every(entitiesOf, func(e *Entity) bool { return e.New != nil || e.Of.Text != "" || e.Count != nil })},
			{"How fast does it grow?", "growth", true, "growth: {reader: 40%/y}", fact(func(d *Design) bool { return d.Growth.Len() > 0 })},
			{"How big are the answers?", "flows.*.response", false, "flows: {NAME: {response: 2kB}}", every(startedFlowsOf, func(f *Flow) bool { return f.Response != nil })},
			{"Where are the guesses from?", "assume.*.source", false, "assume: {NAME: {value: 5/day, source: logs of last year, sure: medium}}", lookSources},
		},
	},
	{
		Number: 6, Key: "interfaces", Title: "Interfaces",
		Facts:    []string{"api"},
		Computed: []string{"a contract in OpenAPI 3.1, AsyncAPI 3 or protobuf", "breaking changes against the last one"},
		Artifact: "API specification",
		Questions: []Question{
			{"Which style, and why?", "api.style", true, "api: {style: rest}", api(func(a *API) bool { return a.Style != "" })},
			{"Which operations are there?", "api.endpoints", true, "api: {endpoints: {shorten: {route: POST /v1/links, flow: shorten}}}", api(func(a *API) bool { return a.Endpoints.Len() > 0 })},
			{"What do requests and answers look like?", "api.endpoints.*.response", true, "api: {endpoints: {NAME: {response: {200: my-data}}}}", every(endpointsOf, func(e *Endpoint) bool { return e.Response.Len() > 0 })},
			{"What do errors look like?", "api.errors", true, "api: {errors: problem+json}", api(func(a *API) bool { return a.Errors != "" })},
			{"Where does the version stand?", "api.version", true, "api: {version: path}", api(func(a *API) bool { return a.Version != "" })},
			{"How do callers prove who they are?", "api.auth", true, "api: {auth: bearer}", api(func(a *API) bool { return a.Auth != "" })},
			{"What happens when a write is repeated?", "api.endpoints.*.idempotent", true, "api: {endpoints: {NAME: {idempotent: key}}}", every(writesOf, func(e *Endpoint) bool { return e.Idempotent != "" })},
			{"How often may one caller call?", "api.endpoints.*.rate-limit", false, "api: {endpoints: {NAME: {rate-limit: {rate: 10/s, per: user}}}}", api(func(a *API) bool {
				for _, e := range a.Endpoints.All() {
					if e.RateLimit != nil {
						return true
					}
				}
				return false
			})},
			{"How are long lists cut?", "api.endpoints.*.pagination", false, "api: {endpoints: {NAME: {pagination: cursor}}}", every(listsOf, func(e *Endpoint) bool { return e.Pagination != "" })},
		},
	},
	{
		Number: 7, Key: "data", Title: "Data",
		Facts:    []string{"data", "components.*.stores|of|shards|isolation"},
		Computed: []string{"entity-relationship diagram and DDL", "hot keys and skew of shards", "which access pattern has no index", "whether each store fits its data"},
		Artifact: "Data model",
		Questions: []Question{
			{"What is stored?", "data", true, "data: {link: {fields: {code: string}, key: code, size: 500B}}", fact(func(d *Design) bool { return d.Data.Len() > 0 })},
			{"In which shape?", "data.*.fields", true, "data: {NAME: {fields: {id: string, created: time}}}", every(entitiesOf, func(e *Entity) bool { return e.Fields.Len() > 0 })},
			{"By which key?", "data.*.key", true, "data: {NAME: {key: id}}", every(entitiesOf, func(e *Entity) bool { return len(e.Key) > 0 })},
			{"How is it read?", "data.*.access", false, "data: {NAME: {access: {by-id: {by: [id]}}}}", every(entitiesOf, func(e *Entity) bool { return e.Access.Len() > 0 })},
			{"Where does each live?", "components.*.stores", true, "components: {my-db: {stores: [NAME]}}", lookStored},
			{"Strong or eventual?", "data.*.consistency", true, "data: {NAME: {consistency: strong}}", every(entitiesOf, func(e *Entity) bool { return e.Consistency.Level != "" })},
			{"How long is it kept?", "data.*.keep", true, "data: {NAME: {keep: 5y}}", every(entitiesOf, func(e *Entity) bool { return e.Keep != nil })},
			{"How sensitive is it?", "data.*.class", true, "data: {NAME: {class: internal}}", every(entitiesOf, func(e *Entity) bool { return e.Class != "" })},
			{"How does traffic fall on its keys?", "data.*.keys", false, "data: {NAME: {keys: zipf(1M s=1.0)}}", every(entitiesOf, func(e *Entity) bool { return e.Keys.Text != "" })},
			{"Which isolation do transactions have?", "components.*.isolation", false, "components: {NAME: {isolation: read-committed}}", every(kindsOf("sql"), func(c *Component) bool { return c.Isolation != "" })},
		},
	},
	{
		Number: 8, Key: "components", Title: "Components",
		Facts:    []string{"components", "boundaries"},
		Computed: []string{"C4 context, container and deployment diagrams", "coupling between contexts"},
		Artifact: "High-level architecture",
		Questions: []Question{
			{"Which building blocks are there?", "components", true, "components: {web: {kind: service}}", fact(func(d *Design) bool { return d.Components.Len() > 0 })},
			{"With which technology is each built?", "components.*.tech", false, "components: {NAME: {tech: postgres}}", every(builtOf, func(c *Component) bool { return c.Tech != "" })},
			{"On which machines do they run?", "components.*.runs-on", false, "components: {NAME: {runs-on: aws/c7g.large}}", every(machinesOf, func(c *Component) bool { return c.RunsOn != "" || c.Cores != nil })},
			{"Where are the boundaries of trust and of contexts?", "boundaries", true, "boundaries: {core: {trust: private, context: links}}", fact(func(d *Design) bool { return d.Boundaries.Len() > 0 })},
			{"In which of them does each part stand?", "components.*.in", true, "components: {NAME: {in: core}}", every(componentsOf, func(c *Component) bool { return len(c.In) > 0 })},
			{"Which regions and zones are there?", "boundaries.*.region", false, "boundaries: {eu-west: {region: true, zones: 3}}", fact(func(d *Design) bool {
				for name := range d.Boundaries.All() {
					if d.RegionOf(name) != "" {
						return true
					}
				}
				return false
			})},
			{"Who answers for each part?", "components.*.owner", false, "components: {NAME: {owner: links-team}}", every(componentsOf, func(c *Component) bool { return c.Owner != "" })},
		},
	},
	{
		Number: 9, Key: "flows", Title: "Flows",
		Facts:    []string{"flows", "journeys", "components.*.operations"},
		Computed: []string{"data-flow and sequence diagrams", "latency of each hop and the critical path", "what each hop carries"},
		Artifact: "Workflow per use case",
		Questions: []Question{
			{"Which use cases are there?", "flows", true, "flows: {sign: {rate: 40/s, steps: [{call: web}]}}", fact(func(d *Design) bool { return d.Flows.Len() > 0 })},
			{"Who starts each?", "flows.*.by", true, "flows: {NAME: {by: reader}}", every(flowsOf, func(f *Flow) bool { return f.By.Text != "" })},
			{"What happens, in which order?", "flows.*.steps", true, "flows: {NAME: {steps: [{call: web, work: 3ms}]}}", every(flowsOf, func(f *Flow) bool { return len(f.Steps) > 0 })},
			{"Where is it stored, and where read?", "flows.*.steps", true, "flows: {my-flow: {steps: [{call: web, steps: [{write: db}]}]}}", fact((*Design).touchesStore)},
			{"How much does each request and answer carry?", "flows.*.response", false, "flows: {NAME: {request: 1kB, response: 2kB}}", every(startedFlowsOf, func(f *Flow) bool { return f.Response != nil })},
		},
	},
	{
		Number: 10, Key: "asynchrony", Title: "Asynchrony",
		Facts: []string{"components.*[kind=queue|stream]", "flows.*.consumes|batch|linger", "flows.*.steps.**[publish|saga|respond]", "flows.*.steps.**[wait=false]",
			"components.*.operations.**[publish|saga|respond]", "components.*.operations.**[wait=false]", "requirements.quality.*.duplicates"},
		Computed: []string{"backlog after a spike or an outage, and how long it takes to drain", "age of the oldest message", "duplicates and dead letters seen in simulation"},
		Artifact: "Asynchronous design",
		Questions: []Question{
			{"What leaves the request path?", "flows.*.steps.publish", true, "flows: {my-flow: {steps: [{publish: my-queue, wait: false}]}}", fact((*Design).leavesRequestPath)},
			{"Who takes up what is published?", "flows.*.consumes", true, "flows: {my-worker: {by: my-worker, consumes: NAME, steps: [{work: 5ms}]}}", lookConsumers},
			{"What happens to a message that cannot be processed?", "components.*.dead-letter", true, "components: {NAME: {max-deliveries: 5, dead-letter: my-dead-letters}}", every(consumedOf, func(c *Component) bool { return c.DeadLetter.Text != "" })},
			{"How often is a message tried?", "components.*.max-deliveries", true, "components: {NAME: {max-deliveries: 5}}", every(consumedOf, func(c *Component) bool { return c.MaxDeliveries != nil })},
			{"How long are messages kept?", "components.*.keep", false, "components: {NAME: {keep: 3d}}", every(queuesOf, func(c *Component) bool { return c.Keep != nil })},
			{"What if a message is processed twice?", "requirements.quality.*.duplicates", false, "requirements: {quality: {once: {data: my-data, duplicates: 0}}}", limit(func(q *Quality) bool { return q.Duplicates != nil })},
			{"In which order must messages come?", "components.*.ordered-by", false, "components: {NAME: {ordered-by: id}}", every(queuesOf, func(c *Component) bool { return c.OrderedBy != "" || c.Partitions != nil })},
			{"What is undone when a later part fails?", "flows.*.steps.saga", false, "flows: {my-flow: {steps: [{saga: [{do: [{call: a}], undo: [{call: b}]}]}]}}", fact(func(d *Design) bool { return d.hasVerb(VerbSaga) })},
		},
	},
	{
		Number: 11, Key: "scaling", Title: "Scaling",
		Facts: []string{"growth", "components.*[kind=cache|cdn]", "components.*.replicas|slots|cores|runs-on|shards|replication|reads-from|cells|partitions|start",
			"requirements.quality.*.staleness"},
		Computed: []string{"capacity and headroom of each component", "the bottleneck and the load at which it breaks", "the year in which growth reaches it",
			"hit ratios", "nodes and cost by year"},
		Artifact: "Scaling strategy",
		Questions: []Question{
			{"How many replicas has each part?", "components.*.replicas", true, "components: {NAME: {replicas: 3}}", every(machinesOf, func(c *Component) bool { return c.Replicas != nil })},
			{"What scales by itself?", "components.*.replicas.target", false, "components: {my-service: {replicas: {min: 2, max: 10, target: {cpu: 60%}}}}", fact(func(d *Design) bool { return d.anyComponent(func(c *Component) bool { return c.Replicas.Auto() }) })},
			{"How many requests does one replica take at once?", "components.*.slots", true, "components: {NAME: {slots: 200}}", every(kindsOf("service", "gateway", "worker", "websocket"), func(c *Component) bool { return c.Slots != nil || c.Technology != nil || c.Cores != nil })},
			{"What is cached?", "components.*.kind", false, "components: {my-cache: {kind: cache, tech: redis, of: my-data, memory: 4GB}}", fact(func(d *Design) bool {
				return d.anyComponent(func(c *Component) bool { return c.Behaviour.Class == catalog.Cache || c.Kind == "cdn" })
			})},
			{"How is data split or copied?", "components.*.shards", false, "components: {NAME: {shards: {count: 8, key: id}}}", every(recordsOf, func(c *Component) bool { return c.Shards != nil || c.Replication != nil || c.ReadsFrom != "" })},
			{"How does it grow?", "growth", true, "growth: {reader: 40%/y}", fact(func(d *Design) bool { return d.Growth.Len() > 0 })},
			{"What may become stale?", "requirements.quality.*.staleness", false, "requirements: {quality: {fresh: {flow: my-flow, staleness: 60s}}}", limit(func(q *Quality) bool { return q.Staleness != nil })},
		},
	},
	{
		Number: 12, Key: "failure", Title: "Failure",
		Facts: []string{"failures", "links", "load", "components.*.failover|backup|health|needs|lease|standby|replication|" +
			"zones|common-cause|mttf|mttr|availability|repair-crews|restart|queue|max-wait|shed|rate-limit|slowdown|limits|dead-letter|max-deliveries|stale-on-error",
			"flows.*.steps.**.timeout|retry|breaker|bulkhead|hedge|on-error|deadline|cancel", "components.*.operations.**.timeout|retry|breaker|bulkhead|hedge|on-error|deadline|cancel"},
		Computed: []string{"availability of each flow, shared causes counted once", "minimal cut sets and the importance of each part", "RPO and RTO reached",
			"what happens in every declared and every possible single fault"},
		Artifact: "Failure plan",
		Questions: []Question{
			{"Which failures are planned for?", "failures", true, "failures: {db-lost: {inject: {crash: my-db.primary, at: 60s, for: 5min}}}", fact(func(d *Design) bool { return d.Failures.Len() > 0 })},
			{"What must still work then?", "failures.*.expect", true, "failures: {NAME: {expect: [{flow: my-flow, availability: 99%}]}}", every(failuresOf, func(f *Failure) bool { return len(f.Expect) > 0 })},
			{"What do people and programs do then?", "failures.*.response", true, "failures: {NAME: {response: Automatic failover.}}", every(failuresOf, func(f *Failure) bool { return f.Response != "" })},
			{"How long does each caller wait?", "links.*.timeout", true, "links: {NAME: {timeout: 100ms}}", lookTimeouts},
			{"What is tried again, and how?", "links.*.retry", true, "links: {my-service.my-db: {retry: {max: 2, backoff: 10ms, jitter: full, budget: 10%}}}", fact(func(d *Design) bool { return d.hasRetry() })},
			{"What stops a failure from spreading?", "links.*.breaker", false, "links: {my-service.my-db: {breaker: {errors: 50%}, bulkhead: 50}}", fact(func(d *Design) bool { return d.hasGuard() })},
			{"How does another copy take over?", "components.*.failover", true, "components: {NAME: {failover: {time: 30s}}}", every(recordsOf, func(c *Component) bool { return c.Failover != nil || c.managed() })},
			{"How is data saved elsewhere?", "components.*.backup", true, "components: {NAME: {backup: {every: 1d, keep: 35d, restore: 40min, tested: 3mo}}}", every(recordsOf, func(c *Component) bool { return c.Backup != nil })},
			{"When was a restore last tested?", "components.*.backup.tested", false, "components: {NAME: {backup: {tested: 3mo}}}", every(recordsOf, func(c *Component) bool { return c.Backup != nil && c.Backup.Tested != nil })},
			{"How is a sick replica noticed?", "components.*.health", false, "components: {NAME: {health: {every: 5s, timeout: 1s, fail: 3, then: remove}}}", every(kindsOf("service", "gateway", "websocket"), func(c *Component) bool { return c.Health != nil })},
			{"What is refused when there is too much?", "components.*.shed", false, "components: {my-service: {queue: 500, shed: {above: {queue: 100}}}}", fact(func(d *Design) bool {
				return d.anyComponent(func(c *Component) bool {
					return c.Shed != nil || c.RateLimit != nil || c.Queue != nil || c.MaxWait != nil
				})
			})},
		},
	},
	{
		Number: 13, Key: "observability", Title: "Observability",
		Facts:    []string{"observe"},
		Computed: []string{"rules for objectives and burn-rate alerts", "dashboards", "which failure no alert would notice"},
		Artifact: "Observability plan",
		Questions: []Question{
			{"Which objectives are there?", "observe.slos", true, "observe: {slos: {up: {flow: my-flow, target: 99.9%, window: 30d}}}", observe(func(o *Observe) bool { return o.SLOs.Len() > 0 })},
			{"What wakes someone up?", "observe.alerts", true, "observe: {alerts: {burn: {on-slo: my-objective, kind: burn-rate}}}", observe(func(o *Observe) bool { return o.Alerts.Len() > 0 })},
			{"Which logs?", "observe.logs", true, "observe: {logs: json}", observe(func(o *Observe) bool { return o.Logs != "" })},
			{"Which metrics?", "observe.metrics", true, "observe: {metrics: [red, use]}", observe(func(o *Observe) bool { return len(o.Metrics) > 0 })},
			{"How is one slow request debugged?", "observe.traces", true, "observe: {traces: {sample: 1%}}", observe(func(o *Observe) bool { return o.Traces != nil })},
			{"Who is called?", "observe.on-call", true, "observe: {on-call: my-team}", observe(func(o *Observe) bool { return o.OnCall != "" })},
			{"What do they do?", "observe.runbooks", false, "observe: {runbooks: {db-lost: runbooks/failover.md}}", observe(func(o *Observe) bool { return o.Runbooks.Len() > 0 })},
			{"Which dashboards?", "observe.dashboards", false, "observe: {dashboards: [overview]}", observe(func(o *Observe) bool { return len(o.Dashboards) > 0 })},
		},
	},
	{
		Number: 14, Key: "delivery", Title: "Delivery",
		Facts:    []string{"deliver"},
		Computed: []string{"capacity left during a roll-out", "how many a bad release hits before it is noticed", "migrations in order"},
		Artifact: "Delivery plan",
		Questions: []Question{
			{"Which stages does a change pass?", "deliver.pipeline", true, "deliver: {pipeline: [test, build, stage, canary]}", deliver(func(d *Deliver) bool { return len(d.Pipeline) > 0 })},
			{"Which tests must pass?", "deliver.tests", true, "deliver: {tests: [unit, contract, load]}", deliver(func(d *Deliver) bool { return len(d.Tests) > 0 })},
			{"How does a release replace the last one?", "deliver.strategy", true, "deliver: {strategy: canary, steps: [1%, 10%, 50%, 100%], bake: 10min}", deliver(func(d *Deliver) bool { return d.Strategy != "" })},
			{"How is a bad release taken back?", "deliver.rollback", true, "deliver: {rollback: automatic}", deliver(func(d *Deliver) bool { return d.Rollback != "" })},
			{"Can a feature be switched off without a release?", "deliver.flags", false, "deliver: {flags: true}", deliver(func(d *Deliver) bool { return d.Flags != nil })},
			{"How does data change in safe steps?", "deliver.migrations", false, "deliver: {migrations: {link-expiry: {steps: [add, write-both, backfill, read-new, remove]}}}", deliver(func(d *Deliver) bool { return d.Migrations.Len() > 0 })},
		},
	},
	{
		Number: 15, Key: "security", Title: "Security",
		Facts:    []string{"secure", "data.*.class|integrity|controller|basis|region", "boundaries", "links", "components.*.encrypted|multi-tenant|admins|holds-secrets|logs"},
		Computed: []string{"where each class of data travels and rests", "threats per element (STRIDE)", "findings of compliance"},
		Artifact: "Threat model and compliance report",
		Questions: []Question{
			{"How do people prove who they are?", "secure.authn", true, "secure: {authn: oidc}", secure(func(s *Secure) bool { return s.Authn != "" })},
			{"How is access decided?", "secure.authz", true, "secure: {authz: rbac}", secure(func(s *Secure) bool { return s.Authz != "" })},
			{"Who may call what?", "secure.roles", true, "secure: {roles: {reader: [my-flow]}}", secure(func(s *Secure) bool { return s.Roles.Len() > 0 })},
			{"How do services prove who they are to each other?", "links.*.auth", true, "links: {default: {tls: true, auth: mtls}}", fact(func(d *Design) bool {
				for _, l := range d.Links.All() {
					if l.Auth != "" {
						return true
					}
				}
				return false
			})},
			{"Where are secrets kept?", "secure.secrets", true, "secure: {secrets: vault}", secure(func(s *Secure) bool { return s.Secrets != "" })},
			{"What is encrypted, at rest and in transit?", "secure.encryption", true, "secure: {encryption: {rest: true, transit: tls1.3}}", secure(func(s *Secure) bool { return s.Encryption != nil })},
			{"Is it written down who did what?", "secure.audit-log", true, "secure: {audit-log: true}", secure(func(s *Secure) bool { return s.AuditLog != nil })},
			{"Which zones of trust are there?", "boundaries.*.trust", true, "boundaries: {core: {trust: private}}", fact(func(d *Design) bool {
				for _, b := range d.Boundaries.All() {
					if b.Trust != "" {
						return true
					}
				}
				return false
			})},
			{"How sensitive is each kind of data?", "data.*.class", true, "data: {NAME: {class: personal}}", every(entitiesOf, func(e *Entity) bool { return e.Class != "" })},
			{"How are customers kept apart?", "secure.tenants", false, "secure: {tenants: {key: owner, enforced: query}}", secure(func(s *Secure) bool { return s.Tenants != nil })},
			{"How is personal data deleted on request?", "secure.erasure", false, "secure: {erasure: a job that follows the owner's key}", secure(func(s *Secure) bool { return s.Erasure != "" })},
		},
	},
	{
		Number: 16, Key: "decide", Title: "Decide",
		Facts:    []string{"decisions", "variants", "stakeholders", "waive"},
		Computed: []string{"each option measured on the same load: latency, availability, cost, complexity", "audits", "the whole design on one page"},
		Artifact: "Trade-off analysis, summary, sign-off",
		Questions: []Question{
			{"Which choices were made?", "decisions", true, "decisions: {where-data-lives: {options: {postgres: {variant: base}}, chosen: postgres}}", fact(func(d *Design) bool { return d.Decisions.Len() > 0 })},
			{"What were the options?", "decisions.*.options", true, "decisions: {NAME: {options: {one: {variant: base}, other: {variant: my-variant}}}}", every(decisionsOf, func(x *Decision) bool { return x.Options.Len() > 1 })},
			{"Why this one?", "decisions.*.because", true, "decisions: {NAME: {chosen: my-option, because: one team}}", every(decisionsOf, func(x *Decision) bool { return x.Chosen.Text != "" && x.Because != "" })},
			{"What was given up?", "decisions.*.gives-up", true, "decisions: {NAME: {gives-up: write scale past 20k/s}}", every(decisionsOf, func(x *Decision) bool { return x.GivesUp != "" })},
			{"Which variants are compared?", "variants", true, "variants: {no-cache: {components: {cache: null}}}", fact(func(d *Design) bool { return d.Variants.Len() > 0 })},
			{"Who agrees?", "stakeholders", true, "stakeholders: {lead: {role: engineering, approves: [components]}}", fact(func(d *Design) bool { return d.Stakeholders.Len() > 0 })},
			{"Which findings are accepted, and until when?", "waive", false, "waive: [{finding: single-region, reason: accepted for year one, owner: lead, until: 2027-06-01}]", fact(func(d *Design) bool { return len(d.Waive) > 0 })},
		},
	},
}
