package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// copying is what the other copies of a store do about a call, and for how many
// of them its answer waits.
type copying struct {
	asked int   // of the others; 0 for all
	need  int   // of those that the answer waits for; 0 for all
	async bool  // it waits for none
	after bool  // they begin when the copy that was called is done
	voted bool  // by a quorum, which has no primary
	lag   timed // before they begin
	ways  []wayOfCopies
}

// wayOfCopies is how far the other copies are from the one that is called, for a
// share of the calls. Where a lag is said it says how long that takes.
type wayOfCopies struct {
	share float64
	far   []timed // one way, the nearest first
}

// waysOfCopies returns how far the copies are for the calls of one caller; nil
// when nothing lies between them.
func (p *plan) waysOfCopies(caller string, c *model.Component, s *model.Step) []wayOfCopies {
	if c.Replication.Lag != nil {
		return nil
	}
	var out []wayOfCopies
	apart := false
	for _, way := range p.design.CopyWays(caller, c, s) {
		one := wayOfCopies{share: way.Share}
		for _, q := range way.Far {
			one.far = append(one.far, timeOf(q))
			apart = apart || q != nil
		}
		out = append(out, one)
	}
	if !apart {
		return nil
	}
	return out
}

// quantities are all that the wait for copies reads.
func (c *copying) quantities() []*unit.Quantity {
	list := []*unit.Quantity{c.lag.q}
	for _, way := range c.ways {
		for _, t := range way.far {
			list = append(list, t.q)
		}
	}
	return list
}

// copyingOf is what copies do about a step; nil when they do nothing.
func (p *plan) copyingOf(c *model.Component, v model.Verb) *copying {
	r := c.Replication
	if r == nil || c.Behaviour.Class != catalog.Store || v == model.VerbCall {
		return nil
	}
	mode := r.Mode
	switch write := !reads(v); {
	case write && (mode.Name == "async" || mode.Name == ""):
		return &copying{async: true}
	case write && mode.Name == "sync":
		return &copying{after: true, lag: timeOf(r.Lag)}
	case write && mode.Name == "quorum":
		return &copying{need: mode.W - 1, async: mode.W <= 1, voted: true, lag: timeOf(r.Lag)}
	case !write && mode.Name == "quorum" && mode.R > 1:
		return &copying{asked: mode.R - 1, voted: true}
	}
	return nil
}

// others returns how many other copies are asked, and how many must answer.
func (w *world) others(n *node) (asked, need int) {
	c := n.copying
	asked = int(math.Round(w.replicas(n.to)/w.shards(n.to))) - 1
	if c.asked > 0 {
		asked = min(asked, c.asked)
	}
	asked = max(asked, 0)
	need = asked
	if c.need > 0 {
		need = min(asked, c.need)
	}
	return asked, need
}

// withCopies is the service of a call with the wait for other copies: after its
// own when they follow it, at the same time when all vote. Copies are taken to
// be as busy as the one that was called.
func (w *world) withCopies(n *node, own mixture) mixture {
	if n.copying == nil || n.copying.async {
		return own
	}
	asked, need := w.others(n)
	if need < 1 {
		return own
	}
	if n.copying.ways != nil {
		return w.withFarCopies(n, own, asked, need)
	}
	other := own.plus(w.time(n.copying.lag))
	return w.join(n, []mixture{own, other}, func() mixture {
		slowest := kthOf(need, asked, other)
		if n.copying.after {
			return own.plus(slowest)
		}
		return kth(2, []mixture{own, slowest})
	})
}

// withFarCopies is withCopies where the others are in other places.
func (w *world) withFarCopies(n *node, own mixture, asked, need int) mixture {
	of := []mixture{own}
	for _, way := range n.copying.ways {
		for i := range asked {
			other := own
			if i < len(way.far) {
				there := w.time(way.far[i])
				other = other.plus(there).plus(there)
			}
			of = append(of, other)
		}
	}
	return w.join(n, of, func() mixture {
		var all mixture
		sum := 0.0
		for k, way := range n.copying.ways {
			answer := kth(need, of[1+k*asked:1+(k+1)*asked])
			if n.copying.after {
				answer = own.plus(answer)
			} else {
				answer = kth(2, []mixture{own, answer})
			}
			sum += way.share
			all = mix(way.share/sum, answer, all)
		}
		return all
	})
}

// copiesAtWork is how many copies do the work of a call: those that vote, which
// share the load, and those that follow a primary behind it.
func (w *world) copiesAtWork(n *node) (voting, following float64) {
	if n.copying == nil {
		return 1, 0
	}
	asked, _ := w.others(n)
	if n.copying.voted {
		return float64(1 + asked), 0
	}
	return 1, float64(asked)
}
