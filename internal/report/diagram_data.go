package report

import (
	"github.com/loadpath/loadpath/internal/report/draw"
)

// drawData is the entities and how they refer to each other.
func drawData(k *sketch) (draw.Picture, error) {
	e := k.entities()
	e.Plate = k.plate()
	e.Title = e.Plate.Heading + ": " + e.Plate.Subtitle
	return e.Picture(), nil
}
