package export

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// excalidraw writes a scene for Excalidraw (excalidraw.com): boxes with their
// texts, and arrows that hold on to them.
var excalidraw = &Format{
	Name:  "excalidraw",
	Title: "components, or one flow by numbers, for Excalidraw",
	Lacks: drawingLacks,
	Views: []string{"containers", "flow"},
	Write: func(w io.Writer, s *study.Study, ask Ask) ([]string, error) {
		p := pictureOf(s.Design)
		if ask.View == "flow" {
			var err error
			if p, err = flowPicture(s, ask.Flow); err != nil {
				return nil, err
			}
		}
		scene := excalidrawOf(p.placed())
		text, err := json.MarshalIndent(scene, "", "  ")
		if err != nil {
			return nil, fmt.Errorf("write a scene: %w", err)
		}
		_, err = w.Write(append(text, '\n'))
		return p.leftOut, err
	},
}

// excalidrawScene is a file of Excalidraw, in the schema of its version 2.
type excalidrawScene struct {
	Type     string              `json:"type"`
	Version  int                 `json:"version"`
	Source   string              `json:"source"`
	Elements []excalidrawElement `json:"elements"`
	AppState struct {
		Background string `json:"viewBackgroundColor"`
	} `json:"appState"`
	Files struct{} `json:"files"`
}

// excalidrawElement is a box, a text or an arrow. What stays out Excalidraw
// fills in when it reads the file.
type excalidrawElement struct {
	ID          string                `json:"id"`
	Type        string                `json:"type"`
	X           int                   `json:"x"`
	Y           int                   `json:"y"`
	W           int                   `json:"width"`
	H           int                   `json:"height"`
	Stroke      string                `json:"strokeColor"`
	Fill        string                `json:"backgroundColor"`
	FillStyle   string                `json:"fillStyle"`
	StrokeWidth int                   `json:"strokeWidth"`
	StrokeStyle string                `json:"strokeStyle"`
	Roughness   int                   `json:"roughness"`
	Roundness   *excalidrawRoundness  `json:"roundness"`
	Seed        int                   `json:"seed"`
	GroupIDs    []string              `json:"groupIds"` // the innermost first
	Bound       []excalidrawReference `json:"boundElements"`

	*excalidrawText
	*excalidrawArrow
}

type excalidrawRoundness struct {
	Type int `json:"type"` // 3 is a fixed radius
}

type excalidrawReference struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

type excalidrawText struct {
	Text       string  `json:"text"` // with its line breaks
	Original   string  `json:"originalText"`
	Container  string  `json:"containerId"`
	Size       int     `json:"fontSize"`
	Family     int     `json:"fontFamily"` // 2 is Helvetica
	Align      string  `json:"textAlign"`
	Vertical   string  `json:"verticalAlign"`
	LineHeight float64 `json:"lineHeight"`
}

type excalidrawArrow struct {
	Points    [][2]int           `json:"points"` // from X, Y
	Start     *excalidrawBinding `json:"startBinding"`
	End       *excalidrawBinding `json:"endBinding"`
	StartHead *string            `json:"startArrowhead"`
	EndHead   string             `json:"endArrowhead"`
	Elbowed   bool               `json:"elbowed"`
}

// excalidrawBinding holds an end of an arrow to a box, at shares of its sides.
type excalidrawBinding struct {
	Element string     `json:"elementId"`
	Focus   int        `json:"focus"`
	Gap     int        `json:"gap"`
	Fixed   [2]float64 `json:"fixedPoint"`
}

func excalidrawOf(b *board) *excalidrawScene {
	s := &excalidrawScene{Type: "excalidraw", Version: 2, Source: "https://github.com/loadpath/loadpath"}
	s.AppState.Background = "#ffffff"
	for _, g := range b.groups {
		box := excalidrawBox(g.id, g.at.Rect, append([]string{g.id}, g.around...))
		box.Stroke, box.StrokeStyle, box.StrokeWidth = "#868e96", "dashed", 1
		s.add(box, captioned(g.group), []string{captioned(g.group)}, boardSize, g.at.Label, "left", "top")
	}
	boxes := map[string]int{}
	for _, p := range b.parts {
		box := excalidrawBox(p.id, p.at, p.around)
		box.Stroke, box.Fill, box.StrokeStyle = excalidrawColours(p.part)
		if p.element == "Person" {
			box.Type = "ellipse"
		}
		boxes[p.id] = len(s.Elements)
		title, note := p.captions()
		s.add(box, safe.Line(p.title)+"\n["+p.note+"]", append(title, note...), boardSize, p.at, "center", "middle")
	}
	for _, c := range b.arrows {
		from, to := &s.Elements[boxes[c.from]], &s.Elements[boxes[c.to]]
		from.Bound = append(from.Bound, excalidrawReference{c.id, "arrow"})
		if to != from {
			to.Bound = append(to.Bound, excalidrawReference{c.id, "arrow"})
		}
		s.add(excalidrawLine(c, *from, *to), c.label, c.labels(), boardNote, c.at.Label, "center", "middle")
	}
	return s
}

func excalidrawBox(id string, at layout.Rect, groups []string) excalidrawElement {
	return excalidrawElement{
		ID: id, Type: "rectangle", X: at.X, Y: at.Y, W: at.W, H: at.H, Fill: "transparent", FillStyle: "solid",
		StrokeWidth: 2, StrokeStyle: "solid", Roundness: &excalidrawRoundness{3}, GroupIDs: append([]string{}, groups...),
	}
}

// excalidrawLine is an arrow that Excalidraw leads round corners anew when one
// of its boxes moves.
func excalidrawLine(c placedCall, from, to excalidrawElement) excalidrawElement {
	points := c.at.Points
	first, last := points[0], points[len(points)-1]
	arrow := &excalidrawArrow{Start: bound(first, from), End: bound(last, to), EndHead: "triangle", Elbowed: true}
	line := excalidrawElement{
		ID: c.id, Type: "arrow", X: first.X, Y: first.Y, Stroke: "#495057", Fill: "transparent", FillStyle: "solid",
		StrokeWidth: 1, StrokeStyle: "solid", GroupIDs: []string{}, excalidrawArrow: arrow,
	}
	if c.async {
		line.StrokeStyle, arrow.EndHead = "dashed", "arrow"
	}
	left, right, top, bottom := first.X, first.X, first.Y, first.Y
	for _, p := range points {
		arrow.Points = append(arrow.Points, [2]int{p.X - first.X, p.Y - first.Y})
		left, right, top, bottom = min(left, p.X), max(right, p.X), min(top, p.Y), max(bottom, p.Y)
	}
	line.W, line.H = right-left, bottom-top
	return line
}

func bound(p layout.Point, box excalidrawElement) *excalidrawBinding {
	return &excalidrawBinding{Element: box.ID, Gap: 1, Fixed: [2]float64{
		float64(p.X-box.X) / float64(box.W), float64(p.Y-box.Y) / float64(box.H),
	}}
}

// add adds an element and, when there is something to say, the text that is
// bound to it and stands in a place.
func (s *excalidrawScene) add(e excalidrawElement, original string, lines []string, size int, place layout.Rect, align, vertical string) {
	e.Seed = len(s.Elements) + 1
	e.Bound = append([]excalidrawReference{}, e.Bound...)
	text := strings.Join(lines, "\n")
	if text == "" {
		s.Elements = append(s.Elements, e)
		return
	}
	label := excalidrawElement{
		ID: e.ID + "_text", Type: "text", Stroke: "#1e1e1e", Fill: "transparent", FillStyle: "solid",
		StrokeWidth: 1, StrokeStyle: "solid", Seed: e.Seed + 1, GroupIDs: slices.Clone(e.GroupIDs), Bound: []excalidrawReference{},
		excalidrawText: &excalidrawText{
			Text: text, Original: original, Container: e.ID, Size: size, Family: 2, Align: align, Vertical: vertical, LineHeight: 1.25,
		},
	}
	for _, line := range lines {
		label.W = max(label.W, look.Width(line, float64(size), false))
	}
	label.H = len(lines) * size * 5 / 4
	label.X, label.Y = place.X, place.Y
	if align == "center" {
		label.X, label.Y = place.X+(place.W-label.W)/2, place.Y+(place.H-label.H)/2
	}
	e.Bound = append(e.Bound, excalidrawReference{label.ID, "text"})
	s.Elements = append(s.Elements, e, label)
}

// excalidrawColours are a part's outline and filling, of Excalidraw's palette.
func excalidrawColours(p part) (stroke, fill, style string) {
	switch p.element {
	case "Person":
		return "#1971c2", "#d0ebff", "solid"
	case "ContainerDb":
		return "#6741d9", "#e5dbff", "solid"
	case "ContainerQueue":
		return "#e8590c", "#ffe8cc", "solid"
	case "System_Ext":
		return "#495057", "#f1f3f5", "dashed"
	}
	return "#2f9e44", "#d3f9d8", "solid"
}
