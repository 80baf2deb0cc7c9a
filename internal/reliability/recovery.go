package reliability

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// asBefore is how long it takes after the loss of a store until everything is as
// before: it serves again, is warm, and what has waited for it meanwhile is done.
// There is none where nothing but serving again takes time.
func (a *analysis) asBefore(id string, e *model.Entity, c *model.Component, rto estimate.Quantity) []estimate.Quantity {
	warm := unit.Exact(0)
	q := estimate.Quantity{ID: id + "rto.full", Kind: unit.KindTime, Span: e.Span, Formula: "RTO", Inputs: []string{rto.ID}, Why: rto.Why}
	if c.Start != nil && c.Start.Warm != nil {
		warm = c.Start.Warm.Number
		q.Formula += " + warm-up of " + c.Name
		q.Inputs = append(q.Inputs, c.Start.Warm.Path)
		addLeaf(&q, c.Start.Warm)
	}
	room, headrooms := a.roomToCatchUp(c)
	if room.Value > 0 {
		q.Formula += " + time to work off what has waited, RTO / (headroom - 1)"
		q.Inputs = append(q.Inputs, headrooms...)
	}
	switch {
	case warm.Value == 0 && len(headrooms) == 0:
		return nil
	case rto.Why != "":
	case len(headrooms) > 0 && room.Value <= 0:
		q.Why = "what waits is never worked off: nothing has room beside the load"
	default:
		q.Number = unit.Combine(func(x []float64) float64 {
			total := x[0] + x[1]
			if x[2] > 0 {
				total += x[0] / x[2]
			}
			return total
		}, rto.Number, warm, room)
	}
	return []estimate.Quantity{q}
}

// roomToCatchUp is how much more than its load a store and those who write to it
// from queues can do, as a share of the load; none where nobody does. The ids
// are those of the headrooms it follows from.
func (a *analysis) roomToCatchUp(c *model.Component) (unit.Number, []string) {
	var headrooms []string
	for _, f := range a.d.Flows.All() {
		if a.d.StartOf(f).Queue == "" {
			continue
		}
		reached := false
		a.d.Walk(f, func(v model.Visit) { reached = reached || v.Callee != nil && v.Callee.Name == c.Name })
		if !reached {
			continue
		}
		headrooms = appendNew(headrooms, "components."+c.Name+".headroom")
		if _, worker := a.d.Starter(f); worker != nil {
			headrooms = appendNew(headrooms, "components."+worker.Name+".headroom")
		}
	}
	room, known := unit.Exact(0), []string(nil)
	for _, id := range headrooms {
		h := a.sheet.Get(id)
		if h == nil || h.Why != "" {
			continue // nothing limits it
		}
		more := h.Number.Map(func(v float64) float64 { return v - 1 })
		if len(known) > 0 {
			more = more.Min(room)
		}
		room, known = more, append(known, id)
	}
	return room, known
}

// fromBackup is what is lost, and for how long, when no copy is left and the data
// come from a backup: a region is lost, or somebody has deleted them.
func fromBackup(id string, e *model.Entity, c *model.Component) []estimate.Quantity {
	b := c.Backup
	if b == nil {
		return nil
	}
	var out []estimate.Quantity
	if b.Every != nil {
		q := estimate.Quantity{ID: id + "rpo.backup", Kind: unit.KindTime, Span: e.Span, Formula: "time between two backups of " + c.Name}
		read(&q, b.Every)
		out = append(out, q)
	}
	if b.Restore != nil {
		q := estimate.Quantity{ID: id + "rto.backup", Kind: unit.KindTime, Span: e.Span, Formula: restoreText(c)}
		read(&q, b.Restore)
		out = append(out, q)
	}
	return out
}

// restoreText says how far the time of a restore can be trusted.
func restoreText(c *model.Component) string {
	text := "time to restore a backup of " + c.Name
	if c.Backup.Tested == nil {
		return text + ", which nobody has tested"
	}
	return fmt.Sprintf("%s, tested every %s", text, c.Backup.Tested)
}
