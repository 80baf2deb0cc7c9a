package export

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// statefulDesign has one of everything that has states, most by default values.
const statefulDesign = `
loadpath: 1
system: shop
components:
  web: {kind: service, health: {fail: 2, every: 5s, at-most: 50%}}
  api: {kind: service, health: {then: restart, pass: 2}, start: {time: 30s}}
  db: {kind: sql, replicas: 2, failover: {time: 20s, coverage: 99%}}
  lock: {kind: lock, replicas: 2, failover: {time: 1h, by-hand: true}}
  jobs: {kind: queue, visibility: 30s, max-deliveries: 5, dead-letter: dead, keep: 7d}
  dead: {kind: queue}
  plain: {kind: queue, visibility: 10s}
  hand: {kind: worker}
links: {web.db: {breaker: {errors: 30%, of: 10}}, web.api: {breaker: {errors: 50%, probes: 3, open: 1s}}}
flows:
  buy: {rate: 1/s, steps: [{call: web, steps: [{read: db}, {write: db}, {call: api}, {publish: jobs}]}]}
  work: {by: hand, consumes: jobs, steps: [{work: 1ms}]}
`

func TestStatesAreThoseOfPoliciesAndTheirDefaults(t *testing.T) {
	machines, err := machinesOf(estimated(t, "shop.yaml", []byte(statefulDesign)).Design)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range machines {
		state := func(i int) string {
			return append(slices.Clone(m.states), "end")[(i+len(m.states)+1)%(len(m.states)+1)]
		}
		for _, v := range m.moves {
			got = append(got, fmt.Sprintf("%s: %s -> %s: %s", m.title, state(v.from), state(v.to), v.when))
		}
	}
	want := []string{
		"web to db, breaker: closed -> open: 30% of the last 10 calls fail",
		"web to db, breaker: open -> half open: after 5s",
		"web to db, breaker: half open -> closed: 1 probe passes",
		"web to db, breaker: half open -> open: a probe fails",
		"web to api, breaker: closed -> open: 50% of the last 20 calls fail",
		"web to api, breaker: open -> half open: after 1s",
		"web to api, breaker: half open -> closed: 3 probes pass",
		"web to api, breaker: half open -> open: a probe fails",
		"web, a replica under health checks: in service -> removed: 2 checks fail in a row, one every 5s, while at most 50% are out",
		"web, a replica under health checks: removed -> in service: 1 check passes",
		"api, a replica under health checks: in service -> restarting: 3 checks fail in a row, one every 10s",
		"api, a replica under health checks: restarting -> in service: after 30s, then 2 checks pass in a row",
		"db, its primary: serving -> failing over: it fails, failover covers 99%",
		"db, its primary: failing over -> serving: after 20s",
		"db, its primary: serving -> down: it fails, failover does not cover it",
		"db, its primary: down -> serving: repaired",
		"lock, its primary: serving -> failing over: it fails",
		"lock, its primary: failing over -> serving: after 1h, by hand",
		"jobs, a message: waiting -> being processed: delivered",
		"jobs, a message: being processed -> end: processed",
		"jobs, a message: being processed -> waiting: not processed within 30s",
		"jobs, a message: being processed -> in dead: not processed after 5 deliveries",
		"jobs, a message: waiting -> end: expired after 7d",
		"plain, a message: waiting -> being processed: delivered",
		"plain, a message: being processed -> end: processed",
		"plain, a message: being processed -> waiting: not processed within 10s",
	}
	if !slices.Equal(got, want) {
		t.Errorf("moves are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestADesignWithoutStatesSaysSo(t *testing.T) {
	s := estimated(t, "plain.yaml", []byte("loadpath: 1\nsystem: plain\ncomponents: {web: {kind: service}}\n"))
	if _, err := mermaid.Export(nil, s, Ask{View: "state"}); err == nil || !strings.Contains(err.Error(), "nothing with states") {
		t.Errorf("%v, want that there is nothing with states", err)
	}
}
