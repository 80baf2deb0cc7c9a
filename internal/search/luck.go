package search

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// Whether two primaries lose an acknowledged write is chance for each write. A
// part of a design has so few of them that a run may show no loss where the
// design is sure to have one: it is asked again with other random numbers.

// otherSeeds is how often it is asked again: of a loss that one run in three
// does not show, one in two hundred is missed.
const otherSeeds = 4

// mayLose tells whether faults lose acknowledged writes by chance.
func mayLose(inject []model.Fault) bool {
	return slices.ContainsFunc(inject, func(f model.Fault) bool { return f.Verb == "split" })
}

// losesWith runs faults with other random numbers until acknowledged writes are
// gone, and says how many; "" when none are in any run. Together they take so
// many events at most.
func (b *Bench) losesWith(ctx context.Context, inject []model.Fault, most uint64) (said string, events uint64, err error) {
	_, end := spanOf(b.Design, inject)
	if math.IsInf(end, 1) {
		return "", 0, nil // the two sides do not meet
	}
	o := b.o
	for n := range otherSeeds {
		if events >= most {
			break
		}
		o.Seed++
		r, err := run(ctx, b.Design, b.Scale, o, inject, end+1, sim.RunOptions{MaxEvents: most - events})
		if err != nil {
			return "", events, err
		}
		events += r.Events
		for _, name := range slices.Sorted(maps.Keys(r.Data)) {
			if lost := r.Data[name].LostWrites; lost > 0 {
				return fmt.Sprintf("%d acknowledged writes of %s are gone with other random numbers, in one run of %d", lost, name, n+2), events, nil
			}
		}
	}
	return "", events, nil
}
