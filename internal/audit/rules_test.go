package audit

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/loadpath/loadpath/designs"
)

// Parts of designs that several cases share.
const (
	twoTiers = "components:\n  api: {kind: service, replicas: 2, zones: 2}\n  db: {kind: sql}\n"
	reads    = "flows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{read: db}]}]}\n"
	guest    = "actors:\n  guest: {kind: human, external: true, daily: 1k}\n  clerk: {kind: human, daily: 10}\n"
	making   = "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  make: {by: guest, per-user: 1/day, steps: [{call: api}]}\n"
)

func TestRules(t *testing.T) {
	tests := []struct{ name, code, fragment, want string }{
		{"a number of replicas that is not said is asked for", "single-replica", twoTiers + reads,
			`unknown high components.db: the file does not say how many replicas of "db" run; "f" needs it`},
		{"a cache that callers can do without may be alone", "single-replica", "components:\n  api: {kind: service, replicas: 2}\n  c: {kind: cache, replicas: 1}\nlinks:\n  api.c: {on-error: miss}\nflows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{get: c}]}]}", ""},
		{"a worker alone stops only work that waits", "single-replica", "components:\n  q: {kind: queue, replicas: 2}\n  w: {kind: worker, replicas: 1}\nflows:\n  put: {rate: 1/s, steps: [{publish: q}]}\n  do: {by: w, consumes: q, steps: [{work: 1ms}]}",
			`fail medium components.w: "w" runs one replica, and "do" needs it`},
		{"work behind the answer needs nobody's patience", "single-replica", "components:\n  api: {kind: service, replicas: 2}\n  log: {kind: service, replicas: 1}\nflows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{respond: true}, {call: log}]}]}", ""},
		{"what a provider runs has no replicas of ours", "single-replica", "components:\n  edge: {kind: load-balancer, tech: aws/alb}\n  kv: {kind: key-value, tech: aws/dynamodb}\n  login: {kind: identity, tech: auth0}\n  pay: {kind: third-party}\n  fn: {kind: function}\n  own: {kind: sql, built: managed}\nflows:\n  f: {rate: 1/s, steps: [{call: edge > fn, steps: [{read: kv}, {read: own}, {call: login}, {call: pay}]}]}", ""},
		{"a managed database on one machine of our choice is ours", "single-replica", "components:\n  db: {kind: sql, tech: aws/rds-postgres, runs-on: aws/db.r6g.2xlarge, replicas: 1}\nflows:\n  f: {rate: 1/s, steps: [{read: db}]}",
			`fail high components.db: "db" runs one replica, and "f" needs it`},
		{"flows are named in the order of the file", "single-replica", "components:\n  api: {kind: service, replicas: 1}\nflows:\n  a: {by: api, rate: 1/s, steps: [{work: 1ms}]}\n  b: {rate: 1/s, steps: [{call: api}]}\n  c: {by: api, rate: 1/s, steps: [{work: 1ms}]}\n  d: {rate: 1/s, steps: [{call: api}]}\n  e: {rate: 1/s, steps: [{call: api}]}\n  g: {rate: 1/s, steps: [{call: api}]}",
			`fail high components.api: "api" runs one replica, and "a", "b", "c", "d" and 2 more need it`},

		{"zones that are not said are asked for", "single-zone", "components:\n  api: {kind: service, replicas: 2}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}",
			`unknown medium components.api: the file does not say over how many zones the 2 replicas of "api" are spread`},
		{"a strict target makes one zone worse", "single-zone", "components:\n  api: {kind: service, replicas: 2, zones: 1}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\nrequirements:\n  quality:\n    up: {flow: f, availability: 99.9%}",
			`fail high components.api: all 2 replicas of "api" stand in one zone`},
		{"replicas stand in the zones of their region", "single-zone", "boundaries:\n  eu: {region: true, zones: 3}\ncomponents:\n  api: {kind: service, in: eu, replicas: 2}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}", ""},
		{"two regions are more than two zones", "single-zone", "boundaries:\n  eu: {region: true}\n  us: {region: true}\ncomponents:\n  api: {kind: service, in: [eu, us], replicas: 2, zones: 1}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}", ""},

		{"one region is asked once for the strictest flow", "single-region", "boundaries:\n  eu: {region: true}\ncomponents:\n  edge: {kind: load-balancer, tech: aws/alb, in: eu}\n  api: {kind: service, in: eu, replicas: 3}\n  db: {kind: sql, in: eu, replicas: 3}\nflows:\n  f: {rate: 1/s, steps: [{call: edge > api}]}\n  g: {rate: 1/s, steps: [{call: edge > api, steps: [{read: db}]}]}\nrequirements:\n  quality:\n    up: {flow: f, availability: 99.9%}\n    strict: {flow: g, availability: 99.99%}",
			`fail medium components.api: "g" must be up 99.99% of the time, but "edge", "api" and "db" stand in "eu" only`},
		{"three nines in one region are mild", "single-region", "boundaries:\n  eu: {region: true}\ncomponents:\n  api: {kind: service, in: eu, replicas: 3}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\nrequirements:\n  quality:\n    up: {flow: f, availability: 99.9%}",
			`fail low components.api: "f" must be up 99.9% of the time, but "api" stands in "eu" only`},
		{"two nines need one region", "single-region", "boundaries:\n  eu: {region: true}\ncomponents:\n  api: {kind: service, in: eu, replicas: 3}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\nrequirements:\n  quality:\n    up: {flow: f, availability: 99%}", ""},
		{"regions that are not said are asked for", "single-region", "components:\n  api: {kind: service, replicas: 3}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\nrequirements:\n  quality:\n    up: {flow: f, availability: 99.99%}",
			`unknown medium components.api: "f" must be up 99.99% of the time; the file does not say in which regions "api" stands`},

		{"slots count where cores are unlimited", "overloaded", "components:\n  api: {kind: service, slots: 1, replicas: 2, zones: 2}\nflows:\n  f: {rate: 150/s, steps: [{call: api, work: const(10ms)}]}",
			`fail medium components.api: "api" is 75% busy under peak load`},
		{"more than it can do is critical and says how much", "overloaded", "components:\n  api: {kind: service, slots: 1, replicas: 2, zones: 2}\nflows:\n  f: {rate: 300/s, steps: [{call: api, work: const(10ms)}]}",
			`fail critical components.api: "api" is asked for 150% of what it can do under peak load`},
		{"half busy is fine", "overloaded", "components:\n  api: {kind: service, cores: 1, replicas: 2, zones: 2}\nflows:\n  f: {rate: 100/s, steps: [{call: api, work: 10ms}]}", ""},
		{"an autoscaler at its max is too small", "overloaded", "components:\n  api: {kind: service, cores: 1, zones: 2, replicas: {min: 2, max: 2, target: {cpu: 60%}, every: 15s}}\nflows:\n  f: {rate: 190/s, steps: [{call: api, work: 10ms}]}",
			`fail high components.api: "api" is 95% busy under peak load`},

		{"a shed or a longest wait bounds a queue too", "unbounded-queue", "components:\n  a: {kind: service, slots: 5, max-wait: 1s}\n  b: {kind: service, slots: 5, shed: {algorithm: codel}}\n  c: {kind: service, slots: 5, rate-limit: {rate: 5/s}}\n  d: {kind: service}\nflows:\n  f: {rate: 1/s, steps: [{call: a > b > c > d}]}", ""},
		{"a worker leaves the waiting to its queue", "unbounded-queue", "components:\n  q: {kind: queue}\n  w: {kind: worker, slots: 5}\nflows:\n  put: {rate: 1/s, steps: [{publish: q}]}\n  do: {by: w, consumes: q, steps: [{work: 1ms}]}", ""},

		{"a default timeout counts", "no-timeout", twoTiers + reads + "links:\n  default: {timeout: 1s}", ""},
		{"a deadline counts", "no-timeout", twoTiers + "flows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{read: db, deadline: 1s}]}]}", ""},
		{"unlimited is none", "no-timeout", twoTiers + reads + "links:\n  api.db: {timeout: unlimited}", `fail high links.api.db: "api" waits for "db" as long as it takes`},
		{"nobody waits, nothing to end", "no-timeout", twoTiers + "flows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{write: db, wait: false}]}]}", ""},
		{"a worker that hangs is milder, a third party is not", "no-timeout", "components:\n  q: {kind: queue}\n  w: {kind: worker}\n  db: {kind: sql}\n  pay: {kind: third-party}\nflows:\n  put: {rate: 1/s, steps: [{publish: q}]}\n  do: {by: w, consumes: q, steps: [{write: db}, {call: pay}]}",
			"fail high links.w.pay: \"w\" waits for \"pay\" as long as it takes\nfail medium links.w.db: \"w\" waits for \"db\" as long as it takes"},
		{"a provider's balancer has a timeout of its own", "no-timeout", "components:\n  edge: {kind: load-balancer, tech: aws/alb}\n  api: {kind: service}\nflows:\n  f: {rate: 1/s, steps: [{call: edge > api}]}",
			`unknown low links.edge.api: the file does not say how long "edge" waits for "api"`},
		{"a component that calls itself needs none", "no-timeout", "components:\n  api: {kind: service, operations: {inner: [{work: 1ms}], outer: [{call: api.inner}]}}\nflows:\n  f: {rate: 1/s, steps: [{call: api.outer}]}", ""},

		{"one layer that retries is no storm", "retry-storm", twoTiers + reads + "links:\n  api.db: {timeout: 1s, retry: {max: 3, backoff: 10ms}}", ""},
		{"a worker that retries alone is no storm", "retry-storm", "components:\n  q: {kind: queue}\n  w: {kind: worker}\n  db: {kind: sql}\nlinks:\n  w.db: {timeout: 1s, retry: {max: 5, backoff: 1s}}\nflows:\n  put: {rate: 1/s, steps: [{publish: q}]}\n  do: {by: w, consumes: q, steps: [{write: db}]}", ""},
		{"one layer that never gives up is", "retry-storm", twoTiers + reads + "links:\n  api.db: {timeout: 1s, retry: {max: unlimited, backoff: 10ms}}",
			`fail critical components.db: one request can become attempts without end at "db": "api" > "db" (without end)`},
		{"two layers multiply and are named", "retry-storm", "components:\n  a: {kind: service}\n  b: {kind: service}\n  db: {kind: sql}\nlinks:\n  a.b: {timeout: 1s, retry: {max: 1, backoff: 1ms}}\n  b.db: {timeout: 1s, retry: {max: 2, backoff: 1ms}}\nflows:\n  f: {rate: 1/s, steps: [{call: a > b, steps: [{read: db}]}]}",
			`fail high components.db: one request can become 6 attempts at "db": "a" > "b" (2 times), "b" > "db" (3 times)`},
		{"a storm is reported where it is worst", "retry-storm", "components:\n  a: {kind: service}\n  b: {kind: service}\n  db: {kind: sql}\nlinks:\n  default: {timeout: 1s, retry: {max: 2, backoff: 1ms}}\nflows:\n  f: {rate: 1/s, steps: [{call: a > b, steps: [{read: db}]}]}",
			`fail critical components.db: one request can become 27 attempts at "db": the caller of "a" (3 times), "a" > "b" (3 times), "b" > "db" (3 times)`},
		{"a budget ends a storm", "retry-storm", "components:\n  a: {kind: service}\n  b: {kind: service}\n  db: {kind: sql}\nlinks:\n  default: {timeout: 1s, retry: {max: 3, backoff: 1ms, budget: 10%}}\nflows:\n  f: {rate: 1/s, steps: [{call: a > b, steps: [{read: db}]}]}", ""},

		{"refused calls may go elsewhere at once, within a budget", "bare-retry", twoTiers + reads + "links:\n  api.db: {timeout: 1s, retry: {max: 1, for: [refused], budget: 10%}}", ""},
		{"a backoff that is a law is one", "bare-retry", twoTiers + reads + "links:\n  api.db: {timeout: 1s, retry: {max: 1, backoff: exp(10ms)}}", ""},
		{"without jitter callers stay in step", "bare-retry", twoTiers + reads + "links:\n  api.db: {timeout: 1s, retry: {max: 1, backoff: 10ms, jitter: none}}",
			`fail low links.api.db: "api" tries "db" again after the same time as every other caller`},

		{"no backup is asked for", "no-backup", "data:\n  a: {fields: {id: string}, key: id, size: 1kB, count: 1}\n  b: {fields: {id: string}, key: id, size: 1kB, count: 1}\ncomponents:\n  db: {kind: sql, stores: [a, b]}\n  cold: {kind: cache, of: a}",
			`unknown high components.db: the file does not say how "a" and "b" in "db" are backed up`},
		{"ordered messages make a missing dead letter worse", "no-dead-letter", "components:\n  s: {kind: stream, ordered-by: id}\n  w: {kind: worker}\nflows:\n  put: {rate: 1/s, steps: [{publish: s}]}\n  do: {by: w, consumes: s, steps: [{work: 1ms}]}\n  also: {by: w, consumes: s, steps: [{work: 1ms}]}",
			`fail high components.s: "do" and "also" take messages from "s", which has no dead letters`},
		{"how long is not said, and health data is worse", "no-retention", "data:\n  a: {fields: {id: string}, size: 1kB, count: 1, class: personal}\n  b: {fields: {id: string}, size: 1kB, count: 1, class: health}\n  c: {fields: {id: string}, size: 1kB, count: 1, class: internal}",
			"unknown high data.b: the file does not say how long \"b\", which is health data, is kept\nunknown medium data.a: the file does not say how long \"a\", which is personal, is kept"},

		{"the order is part of an index", "missing-index", "data:\n  l: {fields: {c: string, o: string, t: time}, key: c, indexes: [[o]], size: 1kB, count: 1k, access: {newest: {by: [o], order: [t desc]}}}",
			`fail medium data.l.access.newest: "l" is read by o, t, and neither its key nor an index begins so`},
		{"the whole key needs no order", "missing-index", "data:\n  l: {fields: {c: string, o: string, t: time}, key: [c, o], size: 1kB, count: 1k, access: {one: {by: [o, c], order: [t desc]}, some: {by: [c], order: [o asc]}, all: {order: [t desc]}}}", ""},
		{"neither key nor index is said", "missing-index", "data:\n  l: {fields: {c: string}, size: 1kB, count: 1k, access: {one: {by: [c]}}}",
			`unknown medium data.l.access.one: the file says neither key nor index of "l", which is read by c`},
		{"a warehouse is made to be walked", "missing-index", "data:\n  l: {fields: {c: string, o: string}, key: c, size: 1kB, count: 1bn, access: {one: {by: [o]}}}\ncomponents:\n  w: {kind: warehouse, stores: [l]}", ""},
		{"a database is not", "missing-index", "data:\n  l: {fields: {c: string, o: string}, key: c, size: 1kB, count: 1k, access: {one: {by: [o]}}}\ncomponents:\n  other: {kind: sql}\n  db: {kind: sql, stores: [l]}\n  w: {kind: warehouse, stores: [l]}",
			`fail medium data.l.access.one: "l" is read by o, and neither its key nor an index begins so`},

		{"encryption that is not said is asked for", "unencrypted-store", "data:\n  a: {fields: {id: string}, size: 1kB, count: 1, class: payment}\n  b: {fields: {id: string}, size: 1kB, count: 1, class: public}\ncomponents:\n  db: {kind: sql, stores: [b, a]}\n  open: {kind: sql, stores: [b]}",
			`unknown medium components.db: the file does not say whether "db", which stores "a" (payment data), is encrypted`},
		{"a word for all stores counts", "unencrypted-store", "data:\n  a: {fields: {id: string}, size: 1kB, count: 1, class: confidential}\ncomponents:\n  db: {kind: sql, stores: [a]}\nsecure: {encryption: {rest: true}}", ""},
		{"the word may be no", "unencrypted-store", "data:\n  a: {fields: {id: string}, size: 1kB, count: 1, class: confidential}\ncomponents:\n  db: {kind: sql, stores: [a]}\nsecure: {encryption: {rest: false}}",
			`fail medium components.db: "db" stores "a" (confidential) unencrypted`},

		{"links that say nothing are asked about together", "plaintext-link", "components:\n  a: {kind: service}\n  b: {kind: service}\n  db: {kind: sql}\nflows:\n  f: {rate: 1/s, steps: [{call: a > b, steps: [{read: db}]}]}",
			`unknown low links.default: the file does not say whether "a.b" and "b.db" are encrypted`},
		{"sensitive data and borders of trust make it worse", "plaintext-link", "data:\n  p: {fields: {id: string}, size: 1kB, count: 1, class: personal}\nboundaries:\n  out: {trust: partner}\n  core: {trust: private}\ncomponents:\n  a: {kind: service, in: core}\n  pay: {kind: third-party, in: out}\n  db: {kind: sql, in: core, stores: [p]}\nlinks:\n  a.db: {tls: false}\nflows:\n  f: {rate: 1/s, steps: [{call: a, steps: [{read: db.p}, {call: pay}]}]}",
			"fail high links.a.db: \"a\" talks to \"db\" in the clear\nunknown medium links.default: the file does not say whether \"a.pay\" is encrypted"},
		{"the encryption of all transit counts", "plaintext-link", twoTiers + reads + "secure: {encryption: {transit: tls1.3}}", ""},
		{"none is in the clear", "plaintext-link", twoTiers + reads + "secure: {encryption: {transit: none}}", `fail medium links.api.db: "api" talks to "db" in the clear`},

		{"who may write is not said", "open-endpoint", guest + making + "api:\n  endpoints:\n    make: {route: POST /things, flow: make}", `unknown medium api.endpoints.make: the file does not say who may call POST /things`},
		{"an open sign-up with a limit is milder", "open-endpoint", guest + making + "api:\n  endpoints:\n    make: {route: POST /things, flow: make, auth: none, rate-limit: {rate: 1/s}}", `fail medium api.endpoints.make: POST /things asks for no authentication`},
		{"anyone may read", "open-endpoint", guest + making + "api:\n  endpoints:\n    make: {route: \"GET /things\", flow: make, auth: none}", ""},
		{"an rpc writes when its flow does", "open-endpoint", twoTiers + "flows:\n  put: {rate: 1/s, steps: [{call: api, steps: [{write: db}]}]}\n  get: {rate: 1/s, steps: [{call: api, steps: [{read: db}]}]}\napi:\n  style: grpc\n  auth: none\n  endpoints:\n    put: {route: Things.Put, flow: put}\n    get: {route: Things.Get, flow: get}",
			`fail high api.endpoints.put: Things.Put asks for no authentication`},

		{"a limit on the way counts", "no-rate-limit", guest + "components:\n  api: {kind: service, rate-limit: {rate: 10/s}}\nflows:\n  make: {by: guest, per-user: 1/day, steps: [{call: api}]}\napi:\n  auth: bearer\n  endpoints:\n    make: {route: POST /things, flow: make}", ""},
		{"colleagues need none", "no-rate-limit", guest + "components:\n  api: {kind: service}\nflows:\n  make: {by: clerk, per-user: 1/day, steps: [{call: api}]}\n  any: {rate: 1/s, steps: [{call: api}]}\napi:\n  auth: bearer\n  endpoints:\n    make: {route: POST /things, flow: make}\n    any: {route: POST /any, flow: any}\n    none: {route: POST /none}", ""},
		{"who is nobody needs one most", "no-rate-limit", guest + making + "api:\n  auth: none\n  endpoints:\n    make: {route: POST /things, flow: make}", `fail high api.endpoints.make: nothing limits how often a guest may call POST /things`},

		{"what a repeat does is not said, and money makes it worse", "unsafe-repeat", "data:\n  card: {fields: {id: string}, size: 1kB, count: 1, class: payment}\ncomponents:\n  api: {kind: service}\n  db: {kind: sql, stores: [card]}\nflows:\n  pay: {rate: 1/s, steps: [{call: api, steps: [{write: db.card}]}]}\n  like: {rate: 1/s, steps: [{call: api}]}\napi:\n  endpoints:\n    like: {route: PATCH /likes, flow: like}\n    pay: {route: POST /payments, flow: pay}\n    put: {route: PUT /things, flow: like}\n    safe: {route: POST /safe, flow: like, idempotent: natural}",
			"unknown high api.endpoints.pay: the file does not say what a repeated POST /payments does\nunknown medium api.endpoints.like: the file does not say what a repeated PATCH /likes does"},
		{"pages that are not said are asked for", "no-pagination", "data:\n  a: {fields: {id: string}, size: 1kB, count: 1}\ncomponents:\n  api: {kind: service}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\napi:\n  endpoints:\n    many: {route: \"GET /as\", flow: f, response: {200: [a]}}\n    one: {route: \"GET /a\", flow: f, response: {200: a}}",
			`unknown medium api.endpoints.many: GET /as answers with a list; the file does not say how it is cut into pages`},

		{"an objective must not ask for less", "no-objective", twoTiers + reads + "requirements:\n  quality:\n    up: {flow: f, availability: 99.9%}\nobserve:\n  slos: {f-fast: {flow: f, target: 99%, latency: 1s}, f-up: {flow: f, target: 99%}}",
			`fail low requirements.quality.up: the objective "f-up" asks for 99%, the requirement for 99.9%`},
		{"an objective must be watched", "no-objective", twoTiers + reads + "requirements:\n  quality:\n    up: {flow: f, availability: 99%}\n    fast: {flow: f, p99: 1s}\nobserve:\n  slos: {f-up: {flow: f, target: 99%}}\n  alerts: {other: {on: api, kind: threshold}}",
			`unknown medium requirements.quality.up: no alert watches the objective "f-up"`},

		{"where secrets are is not said", "secrets-anywhere", twoTiers + reads, `unknown medium secure: the file does not say where the secret for "db" is kept`},
		{"an identity of the platform needs no secret", "secrets-anywhere", twoTiers + reads + "links:\n  api.db: {auth: iam}", ""},
		{"a store of secrets is a home", "secrets-anywhere", "components:\n  api: {kind: service}\n  db: {kind: sql}\n  keys: {kind: secrets}\n" + reads, ""},

		{"a browser that reads the database is outside", "public-store", "boundaries:\n  core: {trust: private}\ndata:\n  p: {fields: {id: string}, size: 1kB, count: 1, class: personal}\ncomponents:\n  app: {kind: web-app}\n  db: {kind: sql, in: core, stores: [p]}\nflows:\n  f: {rate: 1/s, steps: [{call: app, steps: [{read: db}]}]}",
			`fail critical components.db: "app" reaches "db" with nothing between`},
		{"so is a guest", "public-store", guest + "components:\n  db: {kind: sql}\nflows:\n  f: {by: guest, per-user: 1/day, steps: [{read: db}]}\n  g: {by: clerk, per-user: 1/day, steps: [{read: db}]}",
			`fail high components.db: "guest" reaches "db" with nothing between`},
		{"public files are meant to be reached", "public-store", "boundaries:\n  internet: {trust: public}\ndata:\n  p: {fields: {id: string}, size: 1kB, count: 1, class: public}\ncomponents:\n  files: {kind: object-store, in: internet, stores: [p]}", ""},
		{"other files are not", "public-store", "boundaries:\n  internet: {trust: public}\ndata:\n  p: {fields: {id: string}, size: 1kB, count: 1, class: internal}\ncomponents:\n  files: {kind: object-store, in: internet, stores: [p]}",
			`fail high components.files: "files" stands in "internet", which is public`},

		{"how a release comes is not said", "all-at-once", twoTiers + reads, `unknown low deliver: the file does not say how a release of "api" replaces the last one`},
		{"a strict target makes it worse", "all-at-once", twoTiers + reads + "deliver: {strategy: all-at-once}\nrequirements:\n  quality:\n    up: {flow: f, availability: 99.9%}",
			`fail high deliver.strategy: a release of "api" reaches all users at the same moment, and "f" must be up 99.9% of the time`},
		{"the way back is not said", "no-rollback", twoTiers + reads + "deliver: {strategy: canary}", `unknown medium deliver: the file does not say how a bad release of "api" is taken back`},
	}
	for _, tt := range tests {
		t.Run(tt.code+": "+tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, lines(audit(t, tt.code, tt.fragment))); diff != "" {
				t.Errorf("%s\n%s", diff, tt.fragment)
			}
		})
	}
}

func TestFindingsPointAtTheKeyThatIsWrong(t *testing.T) {
	tests := []struct{ code, fragment, want string }{
		{"single-zone", "components:\n  api: {kind: service, replicas: 3, zones: 1}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}", "1"},
		{"plaintext-link", twoTiers + reads + "links:\n  api.db: {tls: false}", "false"},
		{"plaintext-link", twoTiers + reads + "links:\n  api.db: {timeout: 1s}", "api.db"},
		{"plaintext-link", twoTiers + reads, "db"},
		{"no-timeout", twoTiers + reads, "db"},
		{"bare-retry", twoTiers + reads + "links:\n  api.db: {retry: {max: 2}}", "{max: 2}"},
		{"retry-storm", twoTiers + reads + "links:\n  api.db: {retry: {max: 20, backoff: 1s}}", "{max: 20, backoff: 1s}"},
		{"no-retention", "data:\n  a: {fields: {id: string}, size: 1kB, count: 1, class: personal, keep: unlimited}", "unlimited"},
		{"no-backup", "data:\n  a: {fields: {id: string}, size: 1kB, count: 1}\ncomponents:\n  db: {kind: sql, stores: [a], backup: {every: 1d}}", "{every: 1d}"},
		{"open-endpoint", guest + making + "api:\n  auth: none\n  endpoints:\n    make: {route: POST /things, flow: make}", "none"},
		{"all-at-once", twoTiers + reads + "deliver: {strategy: all-at-once}", "all-at-once"},
	}
	for _, tt := range tests {
		found := audit(t, tt.code, tt.fragment)
		if len(found) != 1 {
			t.Errorf("%s: %d findings, want 1:\n%s", tt.code, len(found), tt.fragment)
			continue
		}
		if got := found[0].Span.Text(); got != tt.want {
			t.Errorf("%s points at %q, want %q", tt.code, got, tt.want)
		}
	}
}

func TestTheFixSaysEnoughReplicas(t *testing.T) {
	tests := []struct{ replicas, want string }{
		{"2", "components: {api: {replicas: 3}}"},
		{"{min: 2, max: 2, target: {cpu: 60%}, every: 15s}", "components: {api: {replicas: {max: 3}}}"},
		{"{eu: 1, us: 1}", `3 replicas of "api" over all regions`},
	}
	for _, tt := range tests {
		found := audit(t, "overloaded", "boundaries:\n  eu: {region: true}\n  us: {region: true}\ncomponents:\n  api: {kind: service, in: [eu, us], cores: 1, replicas: "+tt.replicas+"}\nflows:\n  f: {rate: 190/s, steps: [{call: api, work: 10ms}]}")
		if len(found) != 1 || found[0].Fix != tt.want {
			t.Errorf("replicas: %s: the findings are %+v, want the fix %q", tt.replicas, found, tt.want)
		}
	}
}

func TestTheReferenceDesignsLeaveNothingToActOn(t *testing.T) {
	for _, name := range designs.Names() {
		text, _ := designs.Text(name)
		body := strings.SplitN(string(text), "\nloadpath: 1\n", 2)[1]
		_, body, _ = strings.Cut(body, "\n") // system
		for _, x := range findings(load(t, body)) {
			if x.Waived == nil {
				t.Errorf("%s: %s at %s: %s", name, x.Check.Code, x.At, x.Evidence)
			}
		}
	}
}
