package report

import (
	"github.com/loadpath/loadpath/internal/report/draw"
)

// drawSequence is one flow as messages in time.
func drawSequence(k *sketch) draw.Picture {
	s := k.sequence(k.flow)
	s.Plate, s.Title = k.plate()
	return s.Picture()
}
