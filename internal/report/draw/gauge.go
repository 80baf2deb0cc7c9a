package draw

import (
	"fmt"
	"math"
	"strconv"

	"github.com/loadpath/loadpath/internal/report/look"
)

// Gauge shows a number of a part as a bar with its text, and shades the part.
// With the tone Note, which judges nothing, the shade grows with the share.
type Gauge struct {
	Text  string
	Share float64 // of the bar that is filled, 0 to 1
	Tone  look.Tone
}

// Step is an entry of the legend of gauges.
type Step struct {
	Text  string
	Share float64
	Tone  look.Tone
}

const (
	gaugeHeight = 32 // text and bar
	gaugeBar    = 6
	gaugeLeast  = 90
)

func (g *Gauge) text() string {
	text := shown(g.Text)
	if g.Tone != look.Note {
		text = g.Tone.Mark() + " " + text
	}
	return look.Fit(text, nodeWidth-2*nodePad, noteSize, true)
}

func (g *Gauge) width() int { return max(gaugeLeast, look.Width(g.text(), noteSize, true)) }

// tint is how strongly the part is shaded; text on it stays readable.
func (g *Gauge) tint() string {
	strength := 0.1
	if g.Tone == look.Note {
		strength = 0.03 + 0.15*g.filled()
	}
	return strconv.FormatFloat(strength, 'f', 2, 64)
}

func (g *Gauge) filled() float64 {
	if !number(g.Share) {
		return 0
	}
	return math.Max(0, math.Min(1, g.Share))
}

func (g *Gauge) draw(c *canvas, x, y, width int) {
	c.text(x, y+18, "note title"+toneText(g.Tone), g.text())
	bar(c, x, y+gaugeHeight-gaugeBar, width, g.filled(), g.Tone)
}

// bar draws a share of a width.
func bar(c *canvas, x, y, width int, share float64, tone look.Tone) {
	c.rect(x, y, width, gaugeBar, gaugeBar/2, "track")
	if w := int(math.Round(float64(width) * share)); w > 0 {
		fmt.Fprintf(c, `<rect x="%d" y="%d" width="%d" height="%d" rx="%d" class="k-%s"/>`+"\n", x, y, max(w, 3), gaugeBar, gaugeBar/2, tone.Class())
	}
}
