package export

import (
	"fmt"
	"io"
	"math"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// drawio writes a file of draw.io (diagrams.net), whose pages are graphs in the
// XML of mxGraph: one of all components, and one of each flow.
var drawio = &Format{
	Name:  "drawio",
	Title: "components and flows as pages, for draw.io",
	Lacks: drawingLacks,
	Write: func(w io.Writer, s *study.Study, _ Ask) ([]string, error) {
		var b drawioText
		b.line(0, `<mxfile host="loadpath">`)
		whole := pictureOf(s.Design)
		b.page("containers", whole)
		for name, f := range s.Design.Flows.All() {
			if len(f.Steps) == 0 {
				continue
			}
			p, err := flowPicture(s, name)
			if err != nil {
				return nil, err
			}
			p.title = titled(f.Title, name)
			b.page("flow_"+underscored(name), p)
		}
		b.line(0, "</mxfile>")
		_, err := io.WriteString(w, b.String())
		return whole.leftOut, err
	},
}

// drawioText is a file that is being written.
type drawioText struct{ lines }

func (t *drawioText) page(id string, p *picture) {
	b := p.placed()
	t.line(1, `<diagram id="%s" name="%s">`, id, safe.XML(p.title))
	t.line(2, `<mxGraphModel grid="1" gridSize="10" page="0" background="none">`)
	t.line(3, "<root>")
	t.line(4, `<mxCell id="0"/>`)
	t.line(4, `<mxCell id="1" parent="0"/>`)
	corners := map[string]layout.Point{"1": {}}
	for _, g := range b.groups {
		corners[g.id] = layout.Point{X: g.at.X, Y: g.at.Y}
		label := "<b>" + safe.XML(g.title) + "</b>"
		if g.note != "" {
			label += " (" + safe.XML(g.note) + ")"
		}
		style := fmt.Sprintf("%sspacingLeft=%d;", drawioGroup, g.at.Label.X-g.at.X-4)
		t.box(g.id, label, style, drawioParent(g.around), g.at.Rect, corners)
	}
	for _, p := range b.parts {
		label := "<b>" + safe.XML(p.title) + "</b><br>[" + safe.XML(p.note) + "]"
		t.box(p.id, label, drawioShape(p.part), drawioParent(p.around), p.at, corners)
	}
	boxes := map[string]layout.Rect{}
	for _, p := range b.parts {
		boxes[p.id] = p.at
	}
	for _, c := range b.arrows {
		t.arrow(c, boxes[c.from], boxes[c.to])
	}
	t.line(3, "</root>")
	t.line(2, "</mxGraphModel>")
	t.line(1, "</diagram>")
}

// drawioParent is the cell that holds another: the innermost group, or the
// layer that holds everything.
func drawioParent(around []string) string {
	if len(around) == 0 {
		return "1"
	}
	return around[0]
}

// box writes a cell at its place inside its parent. Labels are HTML.
func (t *drawioText) box(id, label, style, parent string, at layout.Rect, corners map[string]layout.Point) {
	t.line(4, `<mxCell id="%s" value="%s" style="%s" vertex="1" parent="%s">`, id, safe.XML(label), style, parent)
	t.line(5, `<mxGeometry x="%d" y="%d" width="%d" height="%d" as="geometry"/>`, at.X-corners[parent].X, at.Y-corners[parent].Y, at.W, at.H)
	t.line(4, "</mxCell>")
}

// arrow writes a cell between two others. Its label stands where the layout has
// room for it, which mxGraph counts from the middle of the line.
func (t *drawioText) arrow(c placedCall, from, to layout.Rect) {
	points := c.at.Points
	style := drawioArrow + drawioPort("exit", points[0], from) + drawioPort("entry", points[len(points)-1], to)
	if c.async {
		style += "dashed=1;endArrow=open;"
	}
	t.line(4, `<mxCell id="%s" value="%s" style="%s" edge="1" parent="1" source="%s" target="%s">`, c.id, safe.XML(safe.XML(c.label)), style, c.from, c.to)
	t.line(5, `<mxGeometry relative="1" as="geometry">`)
	if len(points) > 2 {
		t.line(6, `<Array as="points">`)
		for _, p := range points[1 : len(points)-1] {
			t.line(7, `<mxPoint x="%d" y="%d"/>`, p.X, p.Y)
		}
		t.line(6, "</Array>")
	}
	middle := halfway(points)
	label := c.at.Label
	t.line(6, `<mxPoint x="%d" y="%d" as="offset"/>`, label.X+label.W/2-middle.X, label.Y+label.H/2-middle.Y)
	t.line(5, "</mxGeometry>")
	t.line(4, "</mxCell>")
}

// drawioPort says where on a box a line begins or ends, as shares of its sides.
func drawioPort(end string, p layout.Point, box layout.Rect) string {
	share := func(at, from, size int) float64 {
		return math.Round(float64(at-from)/float64(size)*1000) / 1000
	}
	return fmt.Sprintf("%sX=%g;%sY=%g;%sDx=0;%sDy=0;", end, share(p.X, box.X, box.W), end, share(p.Y, box.Y, box.H), end, end)
}

// halfway is the point in the middle of a line of horizontal and vertical
// stretches.
func halfway(points []layout.Point) layout.Point {
	far := func(a, b layout.Point) int { return max(a.X-b.X, b.X-a.X) + max(a.Y-b.Y, b.Y-a.Y) }
	left := 0
	for i := 1; i < len(points); i++ {
		left += far(points[i-1], points[i])
	}
	left /= 2
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := far(a, b)
		if length > 0 && left <= length {
			return layout.Point{X: a.X + (b.X-a.X)*left/length, Y: a.Y + (b.Y-a.Y)*left/length}
		}
		left -= length
	}
	return points[0]
}

// Styles of draw.io's own shapes. Colours are those of its default palette.
const (
	drawioLabel = "html=1;whiteSpace=wrap;fontFamily=Helvetica;fontSize=12;fontColor=#16202b;"
	drawioGroup = "rounded=1;absoluteArcSize=1;arcSize=12;dashed=1;container=1;collapsible=0;recursiveResize=0;verticalAlign=top;align=left;fillColor=none;strokeColor=#6b7885;" + drawioLabel
	drawioArrow = "edgeStyle=orthogonalEdgeStyle;rounded=1;endArrow=block;endFill=1;strokeColor=#52606d;html=1;fontFamily=Helvetica;fontSize=11;fontColor=#52606d;"
)

// drawioShape is the style of a part.
func drawioShape(p part) string {
	switch p.element {
	case "Person":
		return "rounded=1;arcSize=50;fillColor=#dae8fc;strokeColor=#6c8ebf;" + drawioLabel
	case "ContainerDb":
		return "shape=cylinder3;boundedLbl=1;backgroundOutline=1;size=8;fillColor=#e1d5e7;strokeColor=#9673a6;" + drawioLabel
	case "ContainerQueue":
		return "shape=process;backgroundOutline=1;size=0.05;fillColor=#ffe6cc;strokeColor=#d79b00;" + drawioLabel
	case "System_Ext":
		return "dashed=1;fillColor=#f5f5f5;strokeColor=#666666;" + drawioLabel
	}
	return "rounded=1;arcSize=12;fillColor=#d5e8d4;strokeColor=#82b366;" + drawioLabel
}
