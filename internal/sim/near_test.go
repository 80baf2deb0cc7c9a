package sim

import (
	"fmt"
	"math"
	"testing"
)

// twoRegions is a front and a back in two regions, 40 ms apart.
func twoRegions(front, back, more string) string {
	return fmt.Sprintf(`boundaries: {east: {region: true, zones: 2, net: {west: 40ms}}, west: {region: true, zones: 2}}
components:
  front: {kind: service, in: [east, west], replicas: {east: 1, west: 1}%s}
  back: {kind: service, work: const(1ms)%s}
flows: {ask: {arrivals: const(100/s), steps: [{call: front > back}]}}
%s`, front, back, more)
}

// TestCallersUseTheirOwnRegionAndPayForTheWayToAnother counts who is asked by
// whom: half of the calls begin in either region.
func TestCallersUseTheirOwnRegionAndPayForTheWayToAnother(t *testing.T) {
	mean := func(r *Result) float64 { return r.Flows["ask"].Latency.Mean.Value }
	failed := func(r *Result) float64 { return float64(r.Flows["ask"].Counts.Failed) }
	both := ", in: [east, west], replicas: {east: 2, west: 2}"
	for _, tt := range []struct {
		name, back, inject string
		read               func(*Result) float64
		want, within       float64
	}{
		{"each has its own", both, "", mean, 0.001, 1e-9},
		{"one place for both: half of the calls go 40 ms there and back", ", in: east", "", mean, 0.001 + 0.080/2, 1e-9},
		{"the other place", ", in: west, replicas: 3", "", mean, 0.001 + 0.080/2, 1e-9},
		{"a link with a delay of its own", both + ", net: 2ms", "", mean, 0.005, 1e-9},
		{"a check takes the replicas of one region out after a second", both + ", health: {every: 1s, fail: 1}", "{crash: east, at: 9.5s}", func(r *Result) float64 { return r.Timeline[15].Flows["ask"].Latency.Mean }, 0.001, 1e-9},
		{"and the front there goes on", both + ", health: {every: 1s, fail: 1}", `{crash: "back#1", at: 9.5s}, {crash: "back#2", at: 9.5s}`, func(r *Result) float64 { return r.Timeline[15].Flows["ask"].Latency.Mean }, 0.041, 1e-9},
		{"nothing says that they are dead", both, `{crash: "back#1", at: 10.005s}, {crash: "back#2", at: 10.005s}`, failed, 500, 1},
		{"a failover after two seconds", both + ", failover: {time: 2s}", `{crash: "back#1", at: 10.005s}, {crash: "back#2", at: 10.005s}`, failed, 100, 2},
		{"a failover that stays in the region", both + ", failover: {time: 2s, across: zones}", `{crash: "back#1", at: 10.005s}, {crash: "back#2", at: 10.005s}`, failed, 500, 2},
		{"one zone of each region is lost", both, "{crash: back, zone: b, at: 10.005s}", failed, 500, 2},
		{"a zone of one region", both, "{crash: back, zone: east-b, at: 10.005s}", failed, 250, 2},
		{"the regions are cut off from each other", both, "{cut: [east, west], at: 10.005s}", failed, 0, 0},
		{"and one of them has no back", ", in: east", "{cut: [east, west], at: 10.005s}", failed, 500, 4}, // and the answers on their way
		{"delay between the regions", ", in: east", "{delay: [east, west], by: 10ms}", mean, 0.001 + 0.1/2, 1e-9},
		{"delay around a region", ", in: east", "{delay: west, by: 10ms}", mean, 0.001 + 0.1/2, 1e-9},
		{"a store with a primary in the east", ", in: [east, west], replicas: {east: 1, west: 1}, active: one", "", mean, 0.001 + 0.080/2, 1e-9},
	} {
		if got := tt.read(underFaults(t, twoRegions("", tt.back, ""), tt.inject, 20.0005)); math.Abs(got-tt.want) > tt.within {
			t.Errorf("%s: %g, want %g", tt.name, got, tt.want)
		}
	}
}

// TestCopiesInOtherRegionsAreReadWhereTheyAreNear writes to the primary in the
// east, and reads any copy.
func TestCopiesInOtherRegionsAreReadWhereTheyAreNear(t *testing.T) {
	for _, tt := range []struct {
		mode, step string
		want       float64
	}{
		{"async, lag: 1ms", "read: db", 0},
		{"async, lag: 1ms", "write: db", 0.08 / 2},
		{"async", "write: db", 0.08 / 2},
		{"sync", "write: db", 0.08/2 + 0.08},              // and waits for the copies in the west
		{"quorum(w=2 r=2)", "read: db", 0},                // two of either region are near
		{"quorum(w=3 r=2)", "write: db", 0.08},            // the third is not
		{"quorum(w=3 r=2), lag: 1ms", "write: db", 0.001}, // said otherwise
	} {
		text := fmt.Sprintf(`boundaries: {east: {region: true, net: {west: 40ms}}, west: {region: true}}
components:
  front: {kind: service, in: [east, west], replicas: {east: 1, west: 1}}
  db: {kind: sql, in: [east, west], replicas: {east: 2, west: 2}, reads-from: any, replication: {mode: %s}}
flows: {ask: {arrivals: const(100/s), steps: [{call: front, steps: [{%s}]}]}}
`, tt.mode, tt.step)
		if got := underFaults(t, text, "", 20.0005).Flows["ask"].Latency.Mean.Value; math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s with %s takes %g s, want %g s", tt.step, tt.mode, got, tt.want)
		}
	}
}

// TestPlacesTakeOverFromEachOther loses the region in which a component serves
// at 10 s, for good.
func TestPlacesTakeOverFromEachOther(t *testing.T) {
	const service = "kind: service, in: [east, west], replicas: {east: 2, west: 2}, active: one, "
	const store = "kind: sql, in: [east, west], replicas: {east: 2, west: 1}, replication: {mode: async}, "
	for _, tt := range []struct {
		name, back, inject string
		failed             float64
	}{
		{"the other place takes over", service + "failover: {time: 3s, across: regions}", "{crash: back, zone: east-a, at: 10.005s}, {crash: back, zone: east-b, at: 10.005s}", 300},
		{"as long as one replica is up nobody moves", service + "failover: {time: 3s}", `{crash: "back#1", at: 10.005s}`, 500},
		{"it stays in its region", service + "failover: {time: 3s, across: zones}", `{crash: "back#1", at: 10.005s}, {crash: "back#2", at: 10.005s}`, 1000},
		{"nobody is named to take over", service, `{crash: "back#1", at: 10.005s}, {crash: "back#2", at: 10.005s}`, 1000},
		{"a person does not see it", service + "failover: {time: 3s, by-hand: true}", `{blind: back, at: 9s, until: 15.005s}, {crash: "back#1", at: 10.005s}, {crash: "back#2", at: 10.005s}`, 500},
		{"a program does", service + "failover: {time: 3s}", `{blind: back, at: 9s, until: 15.005s}, {crash: "back#1", at: 10.005s}, {crash: "back#2", at: 10.005s}`, 300},
		{"an operator names the other region", service, `{crash: "back#1", at: 10.005s}, {crash: "back#2", at: 10.005s}, {set: {components: {back: {primary: west}}}, at: 14.005s}`, 400},
		{"a primary moves inside its region", store + "failover: {time: 3s, across: zones}", `{crash: back.primary, at: 10.005s}`, 300},
		{"but not out of it", store + "failover: {time: 3s, across: zones}", `{crash: "back#1", at: 10.005s}, {crash: "back#2", at: 10.005s}`, 1000},
		{"unless it may", store + "failover: {time: 3s, across: regions}", `{crash: "back#1", at: 10.005s}, {crash: "back#2", at: 10.005s}`, 300},
		{"an operator moves a primary", store + "failover: {time: 1h}", `{crash: "back#1", at: 10.005s}, {set: {components: {back: {primary: west}}}, at: 12.005s}`, 200},
	} {
		text := fmt.Sprintf("boundaries: {east: {region: true, zones: 2, net: {west: 40ms}}, west: {region: true, zones: 2}}\ncomponents:\n  front: {kind: service, in: east}\n  back: {%s}\nflows: {ask: {arrivals: const(100/s), steps: [{call: front, steps: [{%s: back}]}]}}\n",
			tt.back, map[bool]string{true: "write", false: "call"}[tt.back[:9] == "kind: sql"])
		if got := float64(underFaults(t, text, tt.inject, 20.0005).Flows["ask"].Counts.Failed); math.Abs(got-tt.failed) > 5 {
			t.Errorf("%s: %g fail, want %g", tt.name, got, tt.failed)
		}
	}
}
