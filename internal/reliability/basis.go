package reliability

import (
	"strings"

	"github.com/loadpath/loadpath/internal/unit"
)

// The bases that a number of availability may stand on.
const (
	basisPublished = "published" // what a provider commits to: a threshold for refunds, not a measurement
	basisMeasured  = "measured"  // what somebody has measured and written up
	basisStated    = "stated"    // what the design says, with its source
	basisAssumed   = "assumed"   // what the design says without a source, or a default of this program
)

// standsOn says what a number of the file or the catalogue stands on.
func standsOn(q *unit.Quantity) string {
	switch {
	case strings.HasPrefix(q.Path, "assumed."), strings.Contains(q.Source, "planning default"):
		return basisAssumed
	case !strings.HasPrefix(q.Path, "catalog/") && q.Source == "":
		return basisAssumed
	case !strings.HasPrefix(q.Path, "catalog/"):
		return basisStated
	case strings.Contains(q.Path, "availability"), strings.Contains(q.Path, "durability"):
		return basisPublished
	}
	return basisMeasured
}

// basisOf says what the share of time of a fault stands on: the weakest of what
// it follows from.
func (a *analysis) basisOf(f *fault) string {
	var leaves []*unit.Quantity
	switch p := a.parts[f.name]; {
	case p != nil:
		leaves = p.leaves
	case f.kind == "release":
		leaves = a.changes.leaves()
	case a.leaves[f.path] != nil:
		leaves = []*unit.Quantity{a.leaves[f.path]}
	}
	return weakest(leaves)
}

// weakest is the basis that a number is not better than.
func weakest(leaves []*unit.Quantity) string {
	order := []string{basisAssumed, basisPublished, basisStated, basisMeasured}
	for _, basis := range order {
		for _, q := range leaves {
			if q != assumedOutage && standsOn(q) == basis {
				return basis
			}
		}
	}
	return basisAssumed
}

// Basis says what a number stands on that follows from such leaves: the weakest
// of them; and which of them this program has assumed.
func Basis(leaves []*unit.Quantity) (basis string, assumes []string) {
	for _, q := range leaves {
		if strings.HasPrefix(q.Path, "assumed.") {
			assumes = append(assumes, q.Path+" "+q.Text)
		}
	}
	return weakest(leaves), assumes
}
