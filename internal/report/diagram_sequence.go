package report

import (
	"github.com/loadpath/loadpath/internal/report/draw"
)

// drawSequence is one flow as messages in time.
func drawSequence(k *sketch) draw.Picture {
	s := k.sequence(k.flow)
	s.Plate = k.plate()
	s.Title = s.Plate.Heading + ": " + s.Plate.Subtitle
	return s.Picture()
}
