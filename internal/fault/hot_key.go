package fault

import (
	"slices"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var hotKey = &Fault{
	Code:    "hot-key",
	Title:   "One key gets much of the traffic",
	Family:  Data,
	Hits:    "an entity whose keys are known",
	Story:   "One user, post or product becomes famous. What was spread over millions of keys falls on one.",
	Shows:   "One shard, one partition or one row's lock is full while the others are idle. Adding shards does nothing.",
	Helps:   "Caches close to the callers, copies of hot keys, limits for each key, coalesced reads.",
	Size:    &Size{Name: "share of the traffic on the key", Kind: unit.KindRatio, Usual: 0.2, Least: 0, Most: 1},
	Lasts:   60,
	PerYear: 4,
	Targets: hotEntities,
	write:   heated,
}

func hotEntities(d *model.Design) []Target {
	var out []Target
	for name, e := range d.Data.All() {
		if e.Keys.Text == "" {
			continue
		}
		t := Target{Name: name, Symmetry: name}
		for component, c := range d.Components.All() {
			if c.Of.Text == name || slices.ContainsFunc(c.Stores, func(r model.Ref) bool { return r.Text == name }) {
				t.Components = append(t.Components, component)
			}
		}
		if len(t.Components) > 0 {
			t.at = t.Components[0]
			out = append(out, t)
		}
	}
	return out
}

func heated(in *Injection) []string {
	return []string{in.say("hot", in.Target.at, "entity: "+in.Target.Name, "share: "+percent(in.Size))}
}
