package draw

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

// Plate is how a picture that stands alone is finished: its title block, and
// the colours it is fixed to. In a document, whose captions say all that, it is
// the zero Plate.
type Plate struct {
	Heading  string // above the picture; empty for none
	Subtitle string
	Foot     string // below the picture: what the numbers rest on
	Theme    Theme
}

// Theme says in which colours a picture is shown.
type Theme uint8

// The themes.
const (
	Auto  Theme = iota // as the reader's system asks
	Light              // on white, also where the system is dark
	Dark
)

func (t Theme) class() string { return [...]string{"", " light", " dark"}[t] }

// Picture is a finished drawing: an SVG document and its size in pixels.
type Picture struct {
	SVG           string
	Width, Height int
	Unmet         []layout.Problem // pins that could not be kept
}

const (
	platePad    = 12 // beside the picture's own margin
	headingSize = 20
	headingTop  = 42 // baseline of the heading
	plateTop    = 84 // where the picture begins below a title block
	plateFoot   = 34
	leastWidth  = 460 // of a picture with a title block
	longHeading = 720 // up to which a heading makes a picture wider
)

// finish puts a picture of that size into its plate. The title is for those
// who cannot see it.
func (c *canvas) finish(p Plate, width, height int, title string) Picture {
	if p.Heading == "" {
		return Picture{SVG: c.document(diagramStyle, p.Theme, width, height, title), Width: width, Height: height}
	}
	heading, subtitle, foot := shown(p.Heading), shown(p.Subtitle), shown(p.Foot)
	full := max(leastWidth, width+2*platePad, min(longHeading, look.Width(heading, headingSize, true)+4*platePad))
	room := full - 4*platePad
	var out canvas
	out.text(2*platePad, headingTop, "heading", look.Fit(heading, room, headingSize, true))
	if subtitle != "" {
		out.text(2*platePad, headingTop+22, "muted", look.Fit(subtitle, room, bodySize, false))
	}
	fmt.Fprintf(&out, `<g transform="translate(%d %d)">`+"\n%s</g>\n", platePad, plateTop, c.String())
	y := plateTop + height
	if foot != "" {
		out.line(2*platePad, y+8, full-2*platePad, y+8, "rule")
		out.text(2*platePad, y+26, "tick", look.Fit(foot, room, tickSize, false))
		y += plateFoot
	}
	y += platePad
	return Picture{SVG: out.document(diagramStyle, p.Theme, full, y, title), Width: full, Height: y}
}

// diagramStyle is what drawings of parts add to the style of charts. The rules
// of tones come last, so that they win.
var diagramStyle = style + `.lp .heading{font-size:20px;font-weight:700}
.lp .main{stroke:var(--accent);stroke-width:2px}
.lp .inner{fill:var(--paper)}
.lp .strict{stroke:var(--unsure);stroke-width:1.5px;stroke-dasharray:7 4}
.lp .washed{stroke:var(--wash)}
.lp .veil{fill:var(--paper);fill-opacity:.85}
.lp .sign{fill:none;stroke:var(--muted);stroke-width:1.7px;stroke-linecap:round;stroke-linejoin:round}
.lp .tile{fill-opacity:.12}
.lp .swatch{fill-opacity:.9}
.lp .cell{fill:var(--wash);stroke:var(--rule)}
.lp .track{fill:var(--rule)}
.lp .badge{fill:var(--accent)}
.lp .on-badge{fill:var(--paper)}
.lp .strong-text{fill:var(--ink)}
.lp .strong{stroke-width:2.5px;stroke:var(--accent)}
.lp .head.strong{fill:var(--accent);stroke:none}
.lp .edge.faded{stroke-opacity:.45}
.lp .faded .title{font-weight:400;fill:var(--muted)}
.lp .faded .card{fill:none;stroke:var(--rule)}
.lp .k-ink{fill:var(--ink)}.lp .l-ink{stroke:var(--ink)}
.lp .k-muted{fill:var(--muted)}.lp .l-muted{stroke:var(--muted)}
` + toneRules()
