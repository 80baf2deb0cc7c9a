package report

import (
	"github.com/loadpath/loadpath/internal/report/draw"
)

// drawData is the entities and how they refer to each other.
func drawData(k *sketch) draw.Picture {
	e := k.entities()
	names := map[string][]string{}
	for i := range e.Entities {
		names[e.Entities[i].ID] = []string{e.Entities[i].ID}
	}
	pins := k.pinned(names)
	for i := range e.Entities {
		e.Entities[i].Pin = pins[e.Entities[i].ID]
	}
	e.Plate, e.Title = k.plate()
	return e.Picture()
}
