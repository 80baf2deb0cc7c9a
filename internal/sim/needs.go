package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// What must be up for a component to serve. A replica counts while it serves
// itself, so components that need each other stay down once both are.

// requisite is what one component needs, and what happens without it.
type requisite struct {
	comp     int32
	replicas int32   // of its own that must be up
	share    float64 // of its own
	others   []needOf
	without  withoutNeed
}

// needOf is what is needed of another component: one replica, or a share.
type needOf struct {
	comp  int32
	share float64 // 0 for one replica
}

// withoutNeed is what a component does that lacks what it needs.
type withoutNeed uint8

const (
	refuseWithout  withoutNeed = iota // it refuses what comes
	stopWithout                       // what is in progress is lost too
	restartWithout                    // all its replicas restart at once, and it refuses until it has what it needs
)

var withouts = map[string]withoutNeed{"": refuseWithout, "refuse": refuseWithout, "stop": stopWithout, "restart-all": restartWithout}

// needs compiles what a component needs.
func (c *compiler) needs(m *model.Component) {
	comp := c.comps[m.Name]
	n := requisite{comp: comp, replicas: int32(model.Or(m.Needs.Replicas, 0)), share: model.Or(m.Needs.Self, 0), without: withouts[m.Needs.Else]}
	for name, condition := range m.Needs.Others.All() {
		to, known := c.comps[name]
		if !known {
			continue // what a variant removed
		}
		other := needOf{comp: to}
		if q, problem := unit.Parse(condition.Text, unit.Want{Kind: unit.KindRatio, Positive: true}); problem == nil {
			other.share = q.Value
		}
		n.others = append(n.others, other)
	}
	k := int32(len(c.p.needs))
	c.p.needs = append(c.p.needs, n)
	for _, at := range append([]needOf{{comp: comp}}, n.others...) {
		c.p.components[at.comp].needed = append(c.p.components[at.comp].needed, k)
	}
}

// checkNeeds looks whether a component has what it needs, and shuts or opens
// it when that has changed.
func (w *world) checkNeeds(k int32) {
	if w.needs == nil {
		return // the run has not begun
	}
	n := &w.p.needs[k]
	lacks := w.lacking(n)
	if lacks == w.needs[k] {
		return
	}
	w.needs[k] = lacks
	if !lacks {
		w.open(n.comp)
		return
	}
	w.shut(n.comp)
	c := &w.comps[n.comp]
	for at := c.first; at < c.first+c.count; at++ {
		switch r := &w.replicas[at]; {
		case !r.present || n.without == refuseWithout:
		case n.without == stopWithout:
			w.loseAll(at)
		case r.state == up:
			w.bounce(at)
		}
	}
}

// lacking tells whether something that a component needs is not up.
func (w *world) lacking(n *requisite) bool {
	up, present := w.upOf(n.comp)
	if up < n.replicas || float64(up) < float64(n.share*float64(present))-1e-9 {
		return true
	}
	for _, o := range n.others {
		up, present := w.upOf(o.comp)
		if w.stations[o.comp].shut > 0 && o.comp != n.comp {
			up = 0
		}
		if up < max(1, int32(math.Ceil(float64(o.share*float64(present))-1e-9))) {
			return true
		}
	}
	return false
}

// upOf returns how many replicas of a component are up, and how many there are.
func (w *world) upOf(comp int32) (n, present int32) {
	c := &w.comps[comp]
	for at := c.first; at < c.first+c.count; at++ {
		if r := &w.replicas[at]; r.present {
			present++
			if r.state == up && r.active && r.barred == 0 {
				n++
			}
		}
	}
	return n, present
}
