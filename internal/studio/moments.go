package studio

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/loadpath/loadpath/internal/sim"
)

// What a run is said to do at a moment. What begins is said at once, and has
// ended when it was gone for some seconds, so that what comes and goes is said
// once.
const (
	someFail    = 0.01 // share of the calls
	someRetry   = 0.1  // share of the calls
	isFull      = 0.97
	staysFull   = 0.85
	secondsGone = 3
	mostMoments = 80
)

// momentsOf are the moments of a run at which something began or ended, in
// their order.
func momentsOf(rows []sim.Row) []Event {
	out := []Event{}
	if len(rows) == 0 {
		return out
	}
	for _, name := range slices.Sorted(maps.Keys(rows[0].Components)) {
		at := func(i int) sim.ComponentRow { return rows[i].Components[name] }
		say := func(i int, text string) { out = append(out, Event{rows[i].T, name, text}) }
		spells(len(rows), func(i int, on bool) bool { return at(i).Utilization >= isFull || on && at(i).Utilization >= staysFull },
			func(i int) { say(i, name+" is full") }, func(i int) { say(i, name+" has room again") })
		spells(len(rows), func(i int, on bool) bool {
			return shareOf(at(i).Refused, at(i).Arrivals) > someFail || on && at(i).Refused > 0
		},
			func(i int) { say(i, name+" refuses calls") }, func(i int) { say(i, name+" refuses none any more") })
		spells(len(rows), func(i int, _ bool) bool { return at(i).Down > 0 },
			func(i int) { say(i, fmt.Sprintf("%s has %s down", name, replicas(at(i).Down))) }, func(i int) { say(i, name+" has all its replicas again") })
		for i := 1; i < len(rows); i++ {
			if more := at(i).Starting - at(i-1).Starting; more > 0 {
				say(i, fmt.Sprintf("%s starts %s more", name, replicas(more)))
			}
			if began := at(i-1).Starting - at(i).Starting; began > 0 {
				say(i, fmt.Sprintf("%s has %s more", name, replicas(began)))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rows[0].Flows)) {
		at := func(i int) sim.FlowRow { return rows[i].Flows[name] }
		spells(len(rows), func(i int, on bool) bool {
			return shareOf(at(i).Failed, at(i).OK+at(i).Failed) > someFail || on && at(i).Failed > 0
		},
			func(i int) { out = append(out, Event{rows[i].T, "", name + " fails for some"}) },
			func(i int) { out = append(out, Event{rows[i].T, "", name + " works for all again"}) })
	}
	for _, link := range retrying(rows) {
		spells(len(rows), func(i int, _ bool) bool { return manyRetries(&rows[i], link) },
			func(i int) { out = append(out, Event{rows[i].T, "", link + " is tried again and again"}) },
			func(i int) { out = append(out, Event{rows[i].T, "", link + " needs few retries again"}) })
	}
	slices.SortStableFunc(out, func(a, b Event) int { return cmp.Compare(a.T, b.T) })
	return out[:min(len(out), mostMoments)]
}

// spells calls back where a condition begins to hold, and where it has ceased
// to for some seconds. The condition is told whether it held before.
func spells(n int, holds func(i int, on bool) bool, begins, ends func(i int)) {
	on, gone := false, 0
	for i := range n {
		switch held := holds(i, on); {
		case held && !on:
			on, gone = true, 0
			begins(i)
		case held:
			gone = 0
		case on:
			if gone++; gone == secondsGone {
				on = false
				ends(i + 1 - secondsGone)
			}
		}
	}
}

// retrying are the links that had retries at any time.
func retrying(rows []sim.Row) []string {
	seen := map[string]bool{}
	for _, row := range rows {
		for name, l := range row.Links {
			if l.Retries > 0 {
				seen[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// manyRetries tells whether retries are a good part of the calls on a link.
func manyRetries(row *sim.Row, link string) bool {
	return shareOf(row.Links[link].Retries, row.Links[link].Calls) > someRetry
}

func replicas(n float64) string {
	if n == 1 {
		return "1 replica"
	}
	return fmt.Sprintf("%g replicas", n)
}

func shareOf(part, whole uint64) float64 { return float64(part) / float64(max(whole, 1)) }
