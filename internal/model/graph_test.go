package model

import (
	"fmt"
	"slices"
	"testing"
)

func TestCallsNameEveryPairOnce(t *testing.T) {
	d := wholeDesign(t)
	var got []string
	for _, e := range d.Calls() {
		got = append(got, fmt.Sprintf("%s %t %v", e, e.Async, e.Flows))
	}
	want := []string{
		"reader -> cdn false [redirect]",
		"cdn -> edge false [redirect]",
		"edge -> api false [redirect shorten list]",
		"api -> cache false [redirect]",
		"api -> links-db false [redirect shorten list]",
		"reader -> clicks true [redirect]",
		"creator -> edge false [shorten list]",
		"counter -> stats false [count]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("calls are\n%v, want\n%v", got, want)
	}
	if got := d.Callers("api"); !slices.Equal(got, []string{"edge"}) {
		t.Errorf("callers of api = %v", got)
	}
	if got := d.Callees("api"); !slices.Equal(got, []string{"cache", "links-db"}) {
		t.Errorf("callees of api = %v", got)
	}
	if got := d.Reach("edge"); !slices.Equal(got, []string{"api", "cache", "links-db"}) {
		t.Errorf("edge reaches %v", got)
	}
	if got := d.FlowsThrough("links-db"); !slices.Equal(got, []string{"redirect", "shorten", "list"}) {
		t.Errorf("flows through links-db = %v", got)
	}
}

func TestFlowMeetsItsComponentsInOrder(t *testing.T) {
	d := wholeDesign(t)
	names := func(list []*Component) (out []string) {
		for _, c := range list {
			out = append(out, c.Name)
		}
		return out
	}
	if got := names(d.ComponentsOf(d.Flows.Get("redirect"), true)); !slices.Equal(got, []string{"cdn", "edge", "api", "cache", "links-db"}) {
		t.Errorf("redirect waits for %v", got)
	}
	if got := names(d.ComponentsOf(d.Flows.Get("count"), false)); !slices.Equal(got, []string{"counter", "clicks", "stats"}) {
		t.Errorf("count meets %v", got)
	}
}

func TestDataTravelsFromTheOutsideToItsStore(t *testing.T) {
	d, problems := load(t, header+`data:
  user: {size: 1kB, class: personal}
  log: {size: 100B, class: internal}
components:
  edge: {kind: load-balancer}
  api: {kind: service}
  cache: {kind: cache, of: user, hit: 50%}
  db: {kind: sql, stores: [user]}
  events: {kind: stream}
  writer: {kind: worker}
  lake: {kind: warehouse, stores: [log]}
actors: {person: {kind: human}}
flows:
  show: {by: person, rate: 1/s, steps: [{call: edge > api, steps: [{get: cache, miss: [{read: db}]}, {publish: events}]}]}
  keep: {by: writer, consumes: events, steps: [{write: lake}]}
`)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var got []string
	for _, s := range d.Whereabouts("personal") {
		if s.Rests != "" {
			got = append(got, "rests "+s.Rests)
		} else {
			got = append(got, s.From+">"+s.To)
		}
	}
	want := []string{"rests cache", "rests db", "person>edge", "edge>api", "api>cache", "api>db", "rests events", "api>events", "writer>lake"}
	if !slices.Equal(got, want) {
		t.Errorf("personal data is at\n%v, want\n%v", got, want)
	}
}

func TestCrossingsAndCouplingFollowBoundaries(t *testing.T) {
	d, problems := load(t, header+`boundaries:
  internet: {trust: public}
  shop: {trust: private, context: shop}
  pay: {trust: restricted, context: payments}
components:
  web: {kind: service, in: shop}
  bank: {kind: service, in: pay}
  mail: {kind: queue, in: pay}
  desk: {kind: worker, in: pay}
flows:
  buy: {rate: 1/s, by: web, steps: [{call: bank}, {publish: mail}]}
  post: {by: desk, consumes: mail, steps: [{work: 1ms}]}
`)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	x := d.Crossings()
	if len(x) != 2 || x[0].From != "shop" || x[0].To != "pay" || x[0].Trust != [2]string{"private", "restricted"} {
		t.Errorf("crossings = %+v", x)
	}
	if c := d.Couplings(); len(c) != 1 || c[0] != (Coupling{From: "shop", To: "payments", Synchronous: 1, Async: 1}) {
		t.Errorf("couplings = %+v", c)
	}
}
