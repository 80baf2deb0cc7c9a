package reliability

import (
	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// data writes what the loss of a store costs each entity that is wanted: RPO, RTO and, where
// a provider states it, durability.
func (a *analysis) data(r *Report, wanted func(path string) bool) {
	for name, e := range a.d.Data.All() {
		if !wanted("data." + name) {
			continue
		}
		var stores []*model.Component
		for _, c := range a.d.Components.All() {
			for _, ref := range c.Stores {
				if ref.Head() == name {
					stores = append(stores, c)
				}
			}
		}
		id := "data." + name + "."
		if len(stores) == 0 {
			for _, what := range []string{"rpo", "rto", "durability"} {
				r.Quantities = append(r.Quantities, estimate.Quantity{ID: id + what, Span: e.Span, Kind: kinds[what], Why: "no component stores it"})
			}
			continue
		}
		// An entity in several stores is as safe as its store of record, the
		// first in the file.
		c := stores[0]
		rto := a.rto(id, e, c)
		r.Quantities = append(r.Quantities, a.rpo(id, e, c), rto)
		r.Quantities = append(r.Quantities, a.asBefore(id, e, c, rto)...)
		r.Quantities = append(r.Quantities, fromBackup(id, e, c)...)
		r.Quantities = append(r.Quantities, a.durable(id, e, c)...)
	}
}

var kinds = map[string]unit.Kind{"rpo": unit.KindTime, "rto": unit.KindTime, "durability": unit.KindRatio}

// copies tells whether a failed copy leaves another: replicas, or copies that
// the technology keeps by itself.
func (a *analysis) copies(c *model.Component) bool {
	return a.parts[c.Name].replicas/shardsOf(c) > 1 || kept(c) != nil
}

// kept is the figure by which a technology keeps copies itself: how many, or
// the durability that its provider states.
func kept(c *model.Component) *unit.Quantity {
	if q := c.Catalogue("replication"); q != nil {
		return q
	}
	return c.Catalogue("durability")
}

// rpo is how much of what was acknowledged the loss of a primary takes.
func (a *analysis) rpo(id string, e *model.Entity, c *model.Component) estimate.Quantity {
	q := estimate.Quantity{ID: id + "rpo", Kind: unit.KindTime, Span: e.Span}
	mode := ""
	if c.Replication != nil {
		mode = c.Replication.Mode.Name
	}
	switch {
	case a.copies(c) && (mode == "sync" || mode == "quorum"):
		q.Formula = "0: a write is acknowledged when a copy in " + c.Name + " has it"
		q.Inputs = []string{"components." + c.Name + ".replicas"}
	case a.copies(c) && mode == "" && kept(c) != nil:
		q.Formula = "0: " + c.Tech + " acknowledges a write when its copies have it"
		read(&q, kept(c))
		q.Number = unit.Exact(0)
	case a.copies(c) && mode == "async" && c.Replication.Lag != nil:
		q.Formula = "replication lag of " + c.Name
		read(&q, c.Replication.Lag)
	case c.Backup != nil && c.Backup.Every != nil:
		q.Formula = "time between two backups of " + c.Name
		read(&q, c.Backup.Every)
	case a.copies(c) && mode == "async":
		q.Why = "replication of " + c.Name + " has no lag"
	default:
		q.Why = c.Name + " has neither a replica that follows it nor a backup: all of it may be lost"
	}
	return q
}

// rto is how long it takes until the entity is served again.
func (a *analysis) rto(id string, e *model.Entity, c *model.Component) estimate.Quantity {
	q := estimate.Quantity{ID: id + "rto", Kind: unit.KindTime, Span: e.Span}
	can := c.Effective()
	switch {
	case a.copies(c) && c.Failover != nil && c.Failover.Time != nil:
		q.Formula = "failover time of " + c.Name + ", noticing included"
		read(&q, c.Failover.Time)
	case a.copies(c) && kept(c) != nil && a.parts[c.Name].replicas <= 1:
		q.Formula = "0: " + c.Tech + " goes on with its other copies"
		read(&q, kept(c))
		q.Number = unit.Exact(0)
	case a.copies(c) && quorum(c):
		q.Formula = "0: the other copies of " + c.Name + " form the quorum"
	case c.Backup != nil && c.Backup.Restore != nil:
		q.Formula = restoreText(c)
		read(&q, c.Backup.Restore)
	case can.MTTR != nil:
		q.Formula = "time to repair " + c.Name
		read(&q, can.MTTR)
	default:
		q.Why = c.Name + " has no failover, no time to restore a backup and no mttr"
	}
	return q
}

// read takes a number from the file or the catalogue as it stands.
func read(q *estimate.Quantity, from *unit.Quantity) {
	q.Number, q.Inputs, q.Leaves = from.Number, []string{from.Path}, []*unit.Quantity{from}
}

func nameOf(c *model.Component) string {
	if c.Tech != "" {
		return c.Tech
	}
	return c.Name
}
