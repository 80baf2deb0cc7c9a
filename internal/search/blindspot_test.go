package search

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/loadpath/loadpath/internal/model"
)

// spots reads a design from what stands under its first two lines, and returns
// the blind spots of its graph, one a line.
func spots(t *testing.T, text string) string {
	t.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) {
		return []byte("loadpath: 1\nsystem: x\n" + text), nil
	})
	if err != nil || problems.HasErrors() {
		t.Fatalf("the design is broken: %v %v", err, problems)
	}
	var out []string
	for _, b := range BlindSpots(d) {
		out = append(out, string(b.Kind)+" "+b.At+": "+strings.Join(b.Evidence, " > "))
	}
	return strings.Join(out, "\n")
}

func TestTheGraphShowsBlindSpots(t *testing.T) {
	const flow = "flows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{read: db}]}]}\n"
	const alert = "observe: {slos: {up: {flow: f, target: 99%}}, alerts: {burn: {on-slo: up, kind: burn-rate}}}\n"
	for _, tt := range []struct{ name, text, want string }{
		{"nothing to find", "components: {api: {kind: service, start: {needs: [config]}}, db: {kind: sql}, config: {kind: service}}\n" + flow, ""},

		{"two that need each other to start", "components: {a: {kind: service, start: {needs: [b]}}, b: {kind: service, start: {needs: [a]}}}\n", "cyclic-recovery a: a > b > a"},
		{"a call while starting, answered only with another's help", "components: {a: {kind: service, start: {calls: [{call: b.ask}]}}, b: {kind: service, operations: {ask: [{call: c}]}}, c: {kind: service, needs: {a: up}}}\n", "cyclic-recovery a: a > c > a"},
		{"a call while starting that may fail", "components: {a: {kind: service, start: {calls: [{call: b, on-error: continue}]}}, b: {kind: service, start: {needs: [a]}}}\n", ""},
		{"a lease from what needs it", "components: {a: {kind: service, lease: {from: b.grant, every: 1s, ttl: 5s}}, b: {kind: service, start: {needs: [a]}, operations: {grant: [{work: 1ms}]}}}\n", "cyclic-recovery a: a > b > a"},

		{"two that fail each other over", "components: {a: {kind: sql, replicas: 2, failover: {time: 1s, by: b}}, b: {kind: sql, replicas: 2, failover: {time: 1s, by: a}}}\n", "cyclic-recovery a: a > b > a"},

		{"a failover by who needs what it repairs", "components: {api: {kind: service}, db: {kind: sql, replicas: 2, failover: {time: 5s, by: boss}}, boss: {kind: service, needs: {locks: up}}, locks: {kind: service, operations: {take: [{write: db}]}}}\n" + flow, "repair-blocked db: boss > locks > db"},
		{"a failover by who stands apart", "components: {api: {kind: service}, db: {kind: sql, replicas: 2, failover: {time: 5s, by: boss}}, boss: {kind: service}}\n" + flow, ""},
		{"a person who signs in with what is to be repaired", `
actors: {oncall: {kind: human}}
components: {api: {kind: service}, db: {kind: sql, replicas: 2, admins: [oncall], failover: {time: 5s, by-hand: true}}, login: {kind: identity, operations: {sign-in: [{read: db}]}}}
flows:
  f: {rate: 1/s, steps: [{call: api, steps: [{read: db}]}]}
  mend: {by: oncall, rate: 1/day, steps: [{call: login.sign-in}, {write: db}]}
`, "repair-blocked db: login > db"},

		{"monitoring from outside", "components: {api: {kind: service}, db: {kind: sql}, watch: {kind: monitoring}}\n" + flow + alert, ""},
		{"no monitoring is taken to be outside", "components: {api: {kind: service}, db: {kind: sql}}\n" + flow + alert, ""},
		{"monitoring that keeps what it sees in what it watches", "components: {api: {kind: service}, db: {kind: sql}, watch: {kind: monitoring, operations: {see: [{write: db}]}}}\n" + flow + alert, "alert-depends-on-what-it-watches burn: watch > db"},
		{"monitoring that is fed through what it watches", `
components: {api: {kind: service}, db: {kind: sql}, bus: {kind: stream}, pump: {kind: worker}, watch: {kind: monitoring}}
flows:
  f: {rate: 1/s, steps: [{call: api, steps: [{read: db}, {publish: bus}]}]}
  tell: {by: pump, consumes: bus, steps: [{call: watch}]}
` + alert, "alert-depends-on-what-it-watches burn: watch > bus"},
		{"a second monitoring that stands apart", "components: {api: {kind: service}, db: {kind: sql}, watch: {kind: monitoring, needs: {db: up}}, other: {kind: monitoring}}\n" + flow + alert, ""},
		{"monitoring that watches itself", "components: {watch: {kind: monitoring}}\nobserve: {alerts: {dead: {on: watch, kind: saturation}}}\n", "alert-depends-on-what-it-watches dead: watch"},
		{"silence of monitoring is heard outside", "components: {watch: {kind: monitoring}}\nobserve: {alerts: {dead: {on: watch, kind: absence}}}\n", ""},

		{"a check that asks what only some need", "components: {api: {kind: service, health: {every: 1s, checks: [tips]}}, tips: {kind: service}}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\n  g: {rate: 1/s, steps: [{call: api, steps: [{call: tips}]}]}\n", "health-cascade api: api > tips"},
		{"a check that asks what all need", "components: {api: {kind: service, health: {every: 1s, checks: [db]}}, db: {kind: sql}}\n" + flow, ""},
		{"a check that may not take all", "components: {api: {kind: service, health: {every: 1s, at-most: 30%, checks: [tips]}}, tips: {kind: service}}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, spots(t, tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestARepairThatIsDownItselfBlocksTheRecovery(t *testing.T) {
	d := planted(t)
	both, problems := d.ReadFaults("[{crash: orders-db.primary, at: 20s, for: 30s}, {crash: referee, at: 15s, for: 30s}]")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	calm := tried(t, d, nil)
	o := (&Scenario{Design: d, Inject: both, Disturbed: tried(t, d, both), Calm: calm, Length: testLength}).Judge()
	if o.Verdict != RepairBlocked || !strings.Contains(o.Why, "referee") {
		t.Errorf("without its referee the loss of the primary is %s: %s", o.Verdict, o.Why)
	}
	if o := singleAt(t, d, calm, "crash", "orders-db.primary"); o.Verdict != SelfHeals {
		t.Errorf("with its referee the loss of the primary is %s: %s", o.Verdict, o.Why)
	}
}
