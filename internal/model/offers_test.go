package model

import (
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/catalog"
)

// typed is a small shop with every kind of name.
const typed = `loadpath: 1
system: shop
assume: {orders: 2/day}
actors: {buyer: {daily: 10k}}
data:
  order: {fields: {id: string, placed: time}, key: id}
boundaries: {core: {trust: private}}
components:
  edge: {kind: load-balancer}
  api: {kind: service, operations: {lookup: [{work: 1ms}]}}
  cache: {kind: cache, of: order}
  db: {kind: sql, stores: [order]}
  events: {kind: stream}
flows:
  buy: {by: buyer, rate: 1/s, steps: [{call: edge > api, steps: [{read: db.order}]}]}
`

// offered are the labels at the bar of what is added to the shop.
func offered(t *testing.T, added string) Offers {
	t.Helper()
	d, _ := load(t, typed)
	text := typed + added
	at := strings.Index(text, "|")
	return OffersAt([]byte(strings.Replace(text, "|", "", 1)), at, d)
}

func labels(o Offers) []string {
	var out []string
	for _, one := range o.List {
		out = append(out, one.Label)
	}
	return out
}

func TestWhatIsOfferedFitsThePlace(t *testing.T) {
	for _, c := range []struct{ at, has, hasNot string }{
		{"fail|", "failures load observe", "kind call components2"},
		{"failures:\n  lost:\n    |", "inject expect load", "system"},
		{"failures: {lost: {inject: {|", "crash slow surge", "at for"},
		{"failures: {lost: {inject: {slow: api, |", "by at for ramp", "crash entity one-way"},
		{"failures: {lost: {inject: {crash: |", "api db db.primary core all", "buy order"},
		{"failures: {lost: {load: |", "mean peak", "buy"},
		{"failures: {lost: {expect: [{|", "flow recovers p99 queue-length", "crash"},
		{"links:\n  |", "default edge.api api.db", "api"},
		{"links:\n  api.db: {retry: {|", "max backoff jitter budget", "timeout"},
		{"links:\n  api.db: {retry: {jitter: |", "none full equal additive decorrelated", "max"},
		{"variants:\n  big: {components: {api: {|", "replicas kind", "call"},
		{"waive:\n  - |", "finding at reason", "system"},
		{"waive:\n  |", "finding at reason", "system"},
		{"observe: {slos: {up: {flow: |", "buy", "api"},
		{"observe: {logs: json, |", "slos alerts", "logs"},
		{"load: {sale: {flows: [|", "buy", "db"},
		{"requirements: {quality: {fast: {flow: buy, |", "p99 availability", "flow"},
		{"secure: {audit-log: |", "true false", "oidc"},
		{"growth:\n  |", "buyer order buy", "api"},
		{"api: {style: |", "rest graphql grpc", "bearer"},
	} {
		checkOffers(t, c.at, labels(offered(t, c.at)), c.has, c.hasNot)
	}
}

func checkOffers(t *testing.T, at string, got []string, has, hasNot string) {
	t.Helper()
	for _, want := range strings.Fields(has) {
		if !slices.Contains(got, want) {
			t.Errorf("at %q %q is not offered, only %v", at, want, got)
		}
	}
	for _, bad := range strings.Fields(hasNot) {
		if slices.Contains(got, bad) {
			t.Errorf("at %q %q is offered", at, bad)
		}
	}
}

func TestWhatIsOfferedInAPartFitsItsKind(t *testing.T) {
	d, _ := load(t, typed)
	for _, c := range []struct{ line, has, hasNot string }{
		{"new: {kind: |}", "service sql cache lock", "redis"},
		{"new: {kind: cache, tech: |}", "redis", "postgres kafka"},
		{"new: {kind: cache, |}", "memory policy ttl replicas", "kind partitions"},
		{"new: {kind: stream, |}", "partitions dead-letter", "policy"},
		{"new: {kind: service, in: |}", "core", "api"},
		{"new: {kind: sql, stores: [|]}", "order", "db"},
		{"new: {kind: service, runs-on: |}", "aws/c7g.large", "redis"},
		{"new: {kind: service, balance: |}", "two-choices shared-queue", "fifo"},
		{"new: {kind: service, discipline: |}", "fifo processor-sharing", "random"},
		{"new: {kind: service, slots: |}", "unlimited", "exp(20ms)"},
		{"new: {kind: service, work: |}", "exp(20ms) lognormal(5ms", "geometric(1.7) unlimited"},
		{"new: {kind: service, work: {|}}", "read write scan", "replicas"},
		{"new: {kind: service, replicas: {|}}", "min max target value", "kind"},
		{"new: {kind: service, replicas: {value: 3, sure: |}}", "high medium low", "min"},
		{"new: {kind: service, replicas: \"= |\"}", "orders buyer ceil(", "unlimited"},
		{"new: {kind: service, operations: {do: [{|}]}}", "call read work parallel", "timeout kind"},
		{"new: {kind: service, operations: {do: [{call: |}]}}", "api api.lookup edge", "buyer"},
		{"new: {kind: service, operations: {do: [{call: edge > |}]}}", "api api.lookup", "timeout"},
		{"new: {kind: service, operations: {do: [{read: |}]}}", "db db.order", "edge"},
		{"new: {kind: service, operations: {do: [{get: |}]}}", "cache cache.order", "edge"},
		{"new: {kind: service, operations: {do: [{publish: |}]}}", "events", "db api"},
		{"new: {kind: service, operations: {do: [{call: api, |}]}}", "timeout retry steps work", "read call"},
		{"new: {kind: service, operations: {do: [{parallel: [[{|}]]}]}}", "call read", "timeout"},
	} {
		text := strings.Replace(typed, "flows:", "  "+c.line+"\nflows:", 1)
		at := strings.Index(text, "|")
		got := labels(OffersAt([]byte(strings.Replace(text, "|", "", 1)), at, d))
		for i, label := range got {
			got[i], _, _ = strings.Cut(label, " ")
		}
		checkOffers(t, c.line, got, c.has, c.hasNot)
	}
}

func TestNothingIsOfferedWhereTheLanguageHasNothing(t *testing.T) {
	for _, at := range []string{"# a comm|ent", "title: Sh|op", "nonsense: {|", "why: {problem: |", "summary: >\n  lo|ng\n"} {
		if got := labels(offered(t, at)); len(got) > 0 {
			t.Errorf("at %q there is %v", at, got)
		}
	}
}

func TestAnOfferReplacesWhatIsMeantAndReadsBack(t *testing.T) {
	for _, c := range []struct{ added, label, want string }{
		{"fai|", "failures", "failures: "},
		{"fai|: {}", "failures", "failures: {}"},
		{"load: {sale: {level:|}}", "peak", "load: {sale: {level: peak}}"},
		{"load: {sale: {level: me|an}}", "peak", "load: {sale: {level: peak}}"},
		{"load: {sale: {level: \"me|\"}}", "peak", "load: {sale: {level: \"peak\"}}"},
		{"waive:\n  |", "finding", "waive:\n  - finding: "},
		{"waive:\n  - fi|", "finding", "waive:\n  - finding: "},
		{"growth: {x: \"= min(or| * 2, 3)\"}", "orders", "growth: {x: \"= min(orders * 2, 3)\"}"},
		{"flows2: {}\nvariants: {v: {flows: {buy: {steps: [{call: edge > ap|}]}}}}", "api.lookup", "flows2: {}\nvariants: {v: {flows: {buy: {steps: [{call: edge > api.lookup}]}}}}"},
	} {
		o := offered(t, c.added)
		i := slices.IndexFunc(o.List, func(one Offer) bool { return one.Label == c.label })
		if i < 0 {
			t.Errorf("at %q %q is not offered, only %v", c.added, c.label, labels(o))
			continue
		}
		text := strings.Replace(typed+c.added, "|", "", 1)
		if got := strings.TrimPrefix(text[:o.Start]+o.List[i].Insert+text[o.End:], typed); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.added, got, c.want)
		}
	}
}

func TestEveryKeyAndNameThatIsOfferedHasALineOfDocumentation(t *testing.T) {
	for _, at := range []string{"|", "failures: {lost: {inject: {|", "links: {api.db: {|", "variants: {v: {components: {x: {|", "load: {x: {level: |"} {
		for _, o := range offered(t, at).List {
			if o.Doc == "" {
				t.Errorf("%q at %q has no documentation", o.Label, at)
			}
		}
	}
}

func TestEveryTechnologyIsOfferedForItsKinds(t *testing.T) {
	d, _ := load(t, typed)
	for _, tech := range catalog.Technologies() {
		text := "components: {x: {kind: " + tech.Kinds[0] + ", tech: }}"
		if got := labels(OffersAt([]byte(text), len(text)-2, d)); !slices.Contains(got, tech.Name) {
			t.Errorf("%s is not offered for a %s", tech.Name, tech.Kinds[0])
		}
	}
}
