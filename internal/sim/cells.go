package sim

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// Cells are independent copies of a component: the key that a request is about
// says which of them serves it, and inside the cell its replicas are chosen
// among as ever. Cell k of n has the replicas k, k+n, k+2n and so on, so that a
// key which components of as many cells meet falls into the same cell of each.
// The cells of a store are shards.

// cellsOf multiplies the replicas of a component by its cells.
func (c *compiler) cellsOf(m *model.Component, s *component) {
	n := int32(model.CellsOf(m))
	if n == 1 {
		return
	}
	s.count *= n
	s.start *= n
	s.eachPlace(n, c.p)
	if m.Behaviour.Class == catalog.Store {
		s.shards = max(s.shards, 1) * n
		return
	}
	s.cells = n
	if s.balance == sharedQueue {
		s.balance = leastInFlight
		c.warnf(m.Span, "one-queue-per-cell", "use balance: least-in-flight", "the replicas of a cell of %q are simulated with a queue each", m.Name)
	}
}

// cellStation is what a picker sees of one cell: its replicas as a station.
type cellStation struct {
	station
	turns [][]uint32 // of round robin, of each component's cells
}

// openCells makes room for what cells remember.
func (w *world) openCells() {
	w.cell.turns = make([][]uint32, len(w.comps))
	for i := range w.comps {
		if n := w.comps[i].cells; n > 1 {
			w.cell.turns[i] = make([]uint32, n)
		}
	}
}

// pickInCell chooses among the replicas of the cell that a call's key belongs
// to; -1 when none of them serves.
func (w *world) pickInCell(f *frame, s *site, c *component) int32 {
	hash := w.keyHash(f, s, c)
	k := int32(hash % uint64(c.cells))
	cell := &w.cell.station
	cell.active = cell.active[:0]
	for at := c.first + k; at < c.first+c.count; at += c.cells {
		if w.listed(at, &w.stations[s.callee]) {
			cell.active = append(cell.active, at)
		}
	}
	switch {
	case len(cell.active) == 0:
		return -1
	case c.balance != hashed:
		turn := &w.cell.turns[s.callee][k]
		cell.seen, cell.turn = w.stations[s.callee].seen, *turn
		at := w.pickAny(f, s, c, cell)
		*turn = cell.turn
		return at
	}
	if at := c.first + int32(hash%uint64(c.count)); w.listed(at, &w.stations[s.callee]) {
		return at
	}
	return highestWeight(hash, cell)
}

// keyOfRun draws the key that a whole run of a flow is about, where the flow
// says so, so that everything it meets is in one cell.
func (c *compiler) keyOfRun(f *model.Flow, at *place) {
	if f.Key == "" {
		return
	}
	for _, e := range c.d.Data.All() {
		if !e.Fields.Has(f.Key) || e.Keys.Text == "" {
			continue
		}
		if keys := c.keyLaw(e); keys >= 0 {
			at.keyed = keys + 1
			c.emit(op{kind: opKey, a: keys})
			return
		}
	}
}

// runsWithKeys is 1 when some flow is about one key.
func (c *compiler) runsWithKeys() int32 {
	if anyOf(&c.d.Flows, func(f *model.Flow) bool { return f.Key != "" }) {
		return 1
	}
	return 0
}

// keyOfCaller puts the key of a frame's caller in force again.
func (w *world) keyOfCaller(f *frame) {
	if f.parent == 0 {
		return
	}
	if p := &w.frames[f.parent]; p.token == f.parentTok {
		f.key, f.keyOf = p.key, p.keyOf
	}
}
