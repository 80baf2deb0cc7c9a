package export

import (
	"errors"
	"fmt"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// machine is something in a design that is in one of several states: a circuit
// breaker, a replica under health checks, a primary with a standby, a message.
type machine struct {
	title  string
	states []string // the first is where it begins
	moves  []transition
}

// transition leads from one state to another, by their number; to is final where a
// machine ends.
type transition struct {
	from, to int
	when     string
}

const final = -1

// machinesOf lists what has states, in the order of the design: breakers by
// their first call, then components.
func machinesOf(d *model.Design) ([]machine, error) {
	var all []machine
	known := map[[2]string]bool{}
	for _, f := range d.Flows.All() {
		d.Walk(f, func(v model.Visit) {
			if v.Callee == nil || v.Caller == "" || !v.Last() {
				return
			}
			pair := [2]string{v.Caller, v.Callee.Name}
			if b := d.Policy(v.Caller, v.Callee.Name, v.Step).Breaker; b != nil && !known[pair] {
				known[pair] = true
				all = append(all, breakerStates(pair, b))
			}
		})
	}
	for name, c := range d.Components.All() {
		if c.Health != nil {
			all = append(all, healthStates(name, c))
		}
		if c.Failover != nil {
			all = append(all, failoverStates(name, c.Failover))
		}
		if c.MaxDeliveries != nil || c.Visibility != nil || c.DeadLetter.Text != "" {
			all = append(all, messageStates(name, c))
		}
	}
	if len(all) == 0 {
		return nil, errors.New("the design has nothing with states: no breaker, health check, failover or redelivered message")
	}
	return all, nil
}

func breakerStates(call [2]string, b *model.Breaker) machine {
	return machine{
		title:  fmt.Sprintf("%s to %s, breaker", call[0], call[1]),
		states: []string{"closed", "open", "half open"},
		moves: []transition{
			{0, 1, fmt.Sprintf("%s of the last %s calls fail", said(b.Errors, "50%"), said(b.Of, "20"))},
			{1, 2, "after " + said(b.Open, "5s")},
			{2, 0, counted(b.Probes, 1, "probe passes", "probes pass")},
			{2, 1, "a probe fails"},
		},
	}
}

func healthStates(name string, c *model.Component) machine {
	h := c.Health
	away := map[string]string{"restart": "restarting", "withdraw-self": "withdrawn"}[h.Then]
	if away == "" {
		away = "removed"
	}
	m := machine{title: name + ", a replica under health checks", states: []string{"in service", away}}
	fails := counted(h.Fail, 3, "check fails", "checks fail in a row") + ", one every " + said(h.Every, "10s")
	if h.AtMost != nil {
		fails += fmt.Sprintf(", while at most %s are out", h.AtMost)
	}
	back := counted(h.Pass, 1, "check passes", "checks pass in a row")
	if h.Then == "restart" && c.Start != nil && c.Start.Time != nil {
		back = "after " + c.Start.Time.String() + ", then " + back
	}
	m.moves = []transition{{0, 1, fails}, {1, 0, back}}
	return m
}

func failoverStates(name string, f *model.Failover) machine {
	m := machine{title: name + ", its primary", states: []string{"serving", "failing over"}}
	fails, after := "it fails", "after "+said(f.Time, "0s")
	if f.ByHand != nil && *f.ByHand {
		after += ", by hand"
	}
	if f.Coverage != nil {
		fails += ", failover covers " + f.Coverage.String()
		m.states = append(m.states, "down")
		m.moves = []transition{{0, 2, "it fails, failover does not cover it"}, {2, 0, "repaired"}}
	}
	m.moves = append([]transition{{0, 1, fails}, {1, 0, after}}, m.moves...)
	return m
}

func messageStates(name string, c *model.Component) machine {
	m := machine{title: name + ", a message", states: []string{"waiting", "being processed"}, moves: []transition{{0, 1, "delivered"}, {1, final, "processed"}}}
	if c.Visibility != nil || c.MaxDeliveries != nil {
		again := "not processed"
		if c.Visibility != nil {
			again += " within " + c.Visibility.String()
		}
		m.moves = append(m.moves, transition{1, 0, again})
	}
	if c.MaxDeliveries != nil || c.Visibility == nil {
		to := final
		if c.DeadLetter.Text != "" {
			m.states = append(m.states, "in "+c.DeadLetter.Text)
			to = 2
		}
		m.moves = append(m.moves, transition{1, to, "not processed after " + counted(c.MaxDeliveries, 1, "delivery", "deliveries")})
	}
	if c.Keep != nil {
		m.moves = append(m.moves, transition{0, final, "expired after " + c.Keep.String()})
	}
	return m
}

// counted is a number of things: "1 probe passes", "3 probes pass".
func counted(q *unit.Quantity, otherwise float64, one, many string) string {
	if n := model.Or(q, otherwise); n != 1 {
		return fmt.Sprintf("%g %s", n, many)
	}
	return "1 " + one
}

// said is a quantity as the design says it, or its default.
func said(q *unit.Quantity, otherwise string) string {
	if q == nil {
		return otherwise
	}
	return q.String()
}
