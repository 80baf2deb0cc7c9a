package sim

import (
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// gap is a key of the language that the simulator accepts and does not act on.
type gap struct {
	key   string
	found func(d *model.Design) bool
}

// gaps are all of them. What gets implemented leaves this list.
var gaps = []gap{
	{"components.*.failover", anyComponent(func(c *model.Component) bool {
		return (c.Failover != nil || c.Active == "one") && c.Behaviour.Class != catalog.Store && !standsBy(c)
	})},
	{"components.*.replication", anyComponent(func(c *model.Component) bool { return c.Replication != nil && c.Behaviour.Class != catalog.Store })},
	{"components.*.coalesce", anyComponent(func(c *model.Component) bool { return isTrue(c.Coalesce) && c.Of.Text == "" && len(c.Stores) != 1 })},
	{"components.*.negative", anyComponent(func(c *model.Component) bool {
		return c.Negative != nil && !hasContents(c) && c.Behaviour.Class != catalog.Resolver
	})},
	{"components.*.stale-on-error", anyComponent(func(c *model.Component) bool {
		return c.StaleOnError != nil && !hasContents(c) && c.Behaviour.Class != catalog.Resolver
	})},
	{"components.*.isolation", anyComponent(func(c *model.Component) bool { return c.Isolation != "" })},
	{"actors.*.pattern", func(d *model.Design) bool {
		return anyOf(&d.Actors, func(a *model.Actor) bool { return a.Pattern == "bursty" })
	}},
	{"components.*.cells", anyComponent(func(c *model.Component) bool {
		return model.CellsOf(c) > 1 && (c.Behaviour.Class == catalog.Queue || c.Behaviour.Class == catalog.Stream)
	})},
}

// breakdownGaps are those of a run with breakdowns.
var breakdownGaps = []gap{
	{"components.*.repair-crews", anyComponent(func(c *model.Component) bool { return c.RepairCrews != nil && !c.RepairCrews.Unlimited })},
	{"components.*.common-cause", anyComponent(func(c *model.Component) bool { return c.CommonCause != nil && c.CommonCause.Value > 0 })},
	{"components.*.standby", anyComponent(func(c *model.Component) bool { return c.Standby == "warm" || c.Standby == "cold" })},
	{"components.*.availability", anyComponent(func(c *model.Component) bool {
		e := c.Effective()
		return c.Available != nil && (e.MTTF == nil || e.MTTR == nil)
	})},
}

// Gaps returns the keys of a design that the simulator does not act on yet, in
// a fixed order, with breakdowns or without. What they would do is missing from
// every simulated number.
func Gaps(d *model.Design, breakdowns bool) []string {
	all := gaps
	if breakdowns {
		all = slices.Concat(gaps, breakdownGaps)
	}
	var keys []string
	for _, g := range all {
		if g.found(d) {
			keys = append(keys, g.key)
		}
	}
	return keys
}

// hasContents tells whether a cache has entries that are simulated one by one.
func hasContents(c *model.Component) bool {
	return c.Behaviour.Class == catalog.Cache && c.Hit == nil && (c.Of.Text != "" || len(c.Stores) == 1)
}

func anyComponent(has func(*model.Component) bool) func(*model.Design) bool {
	return func(d *model.Design) bool { return anyOf(&d.Components, has) }
}

func anyOf[T any](m *model.Map[T], has func(*T) bool) bool {
	return slices.ContainsFunc(m.Names(), func(name string) bool { return has(m.Get(name)) })
}
