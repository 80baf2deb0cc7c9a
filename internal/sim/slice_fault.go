package sim

import (
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
)

// faultsOnAll are the verbs that do the same to every replica, call or request
// of what they name, so that a part of it meets its part of them. The others
// name an amount, or one key, or what a slice keeps in another way.
var faultsOnAll = []string{"crash", "pause", "slow", "hang", "errors", "delay", "loss", "cut", "unresolve", "surge", "halt", "blind"}

// faults refuses what would not fall on a slice as on the whole.
func (r *sliceRule) faults(list []model.Fault) {
	for i := range list {
		f := &list[i]
		one := slices.ContainsFunc(f.Targets, func(t model.Ref) bool {
			return strings.Contains(t.Text, "#") || r.d.Components.Has(t.Head()) && t.Tail() == "primary"
		})
		switch {
		case !slices.Contains(faultsOnAll, f.Verb):
			r.refuse(f.Span, "%s does not do to a part of the load what it does to the whole", f.Verb)
		case one:
			r.refuse(f.Span, "%s hits one replica", f.Verb)
		case f.Share != nil:
			r.refuse(f.Span, "%s takes a share of the replicas, which may be no whole number of those that are left", f.Verb)
		}
		r.zoned = r.zoned || f.Zone != ""
	}
	if len(list) == 0 && len(r.p.acts) > 0 {
		r.refuse(diag.Span{}, "a fault is injected of which nothing is known")
	}
}

// evenOverZones tells whether the replicas that a slice keeps of a component
// are spread over its zones as all of them are.
func (r *sliceRule) evenOverZones(name string, u sliceUnit, kept int) bool {
	m := r.d.Components.Get(name)
	zones := int(model.Or(r.d.ZonesOf(m), 1))
	if u.what == "cells" || u.what == "shards" {
		kept = int(m.TotalReplicas().Value) // of each
	}
	return zones <= 1 || kept%zones == 0
}
