package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// excalidraw reads scenes of Excalidraw.
var excalidraw = &Format{
	Name:  "excalidraw",
	Title: "Excalidraw drawing",
	Files: "*.excalidraw",
	Takes: "Boxes, frames and arrows with their texts, bound or only placed. A box around others becomes a boundary. Arrows with numbers become a flow.",
	Drops: "Colours, places, freehand lines, images without a text, texts outside of boxes.",
	Knows: func(name string, head []byte) bool {
		return strings.HasSuffix(name, ".excalidraw") || bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")) && bytes.Contains(head, []byte(`"excalidraw"`))
	},
	Read: eachFile(readExcalidraw),
}

// excalidrawElement is what a scene says of a shape, a text or an arrow.
type excalidrawElement struct {
	ID, Type       string
	X, Y           float64
	Width, Height  float64
	IsDeleted      bool
	StrokeStyle    string
	FrameID        string
	Name           string // of a frame
	Text           string
	OriginalText   string
	ContainerID    string
	Points         [][]float64
	StartBinding   *struct{ ElementID string }
	EndBinding     *struct{ ElementID string }
	StartArrowhead *string
	EndArrowhead   *string
	at             diag.Span
}

func readExcalidraw(file *diag.Source) (*Draft, diag.List) {
	elements, problem := excalidrawElements(file)
	if problem != nil {
		return nil, problem
	}
	draft := draftOfSheets([]*sheet{excalidrawSheet(elements)})
	if len(draft.Components)+len(draft.Actors) == 0 {
		return nil, refused(diag.Span{Source: file, End: min(len(file.Text), 1)}, "draw at least one box with a text", "the drawing has no boxes")
	}
	return draft, nil
}

// excalidrawElements reads the list of elements with their places in the file.
func excalidrawElements(file *diag.Source) ([]excalidrawElement, diag.List) {
	skipped := len(file.Text) - len(bytes.TrimPrefix(file.Text, []byte("\uFEFF")))
	d := json.NewDecoder(bytes.NewReader(file.Text[skipped:]))
	span := func(from, to int64) diag.Span {
		return diag.Span{Source: file, Start: min(len(file.Text), skipped+int(from)), End: min(len(file.Text), skipped+int(to))}
	}
	wrong := func(from int64, err error) diag.List {
		to := d.InputOffset() + 1
		var grammar *json.SyntaxError
		if errors.As(json.Unmarshal(file.Text[skipped:], &json.RawMessage{}), &grammar) {
			from, err = min(grammar.Offset, int64(len(bytes.TrimSpace(file.Text[skipped:]))))-1, grammar
			from, to = max(0, from), max(0, from)+1
		}
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			err = fmt.Errorf("%s of an element is a %s", strings.ToLower(kind.Field), kind.Value)
		}
		return broken(span(from, to), "save it again in Excalidraw", "this is no scene of Excalidraw: %v", err)
	}
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return nil, wrong(0, cmpError(err, "it does not begin with {"))
	}
	var elements []excalidrawElement
	found := false
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, wrong(d.InputOffset(), err)
		}
		if key != "elements" {
			var skip json.RawMessage
			if err := d.Decode(&skip); err != nil {
				return nil, wrong(d.InputOffset(), err)
			}
			continue
		}
		found = true
		if token, err := d.Token(); err != nil || token != json.Delim('[') {
			return nil, wrong(d.InputOffset(), cmpError(err, "elements is no list"))
		}
		for d.More() {
			before := d.InputOffset() + leading(file.Text[skipped+int(d.InputOffset()):])
			var e excalidrawElement
			if err := d.Decode(&e); err != nil {
				return nil, wrong(before, err)
			}
			e.at = span(before, d.InputOffset())
			elements = append(elements, e)
		}
		if _, err := d.Token(); err != nil {
			return nil, wrong(d.InputOffset(), err)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, wrong(d.InputOffset(), err)
	}
	if !found {
		return nil, broken(span(0, 1), "save it again in Excalidraw", "this is no scene of Excalidraw: it has no elements")
	}
	return elements, nil
}

// cmpError is err, or an error of that text.
func cmpError(err error, text string) error {
	if err != nil {
		return err
	}
	return errors.New(text)
}

// leading counts the signs before the next value of a list.
func leading(text []byte) int64 {
	return int64(len(text) - len(bytes.TrimLeft(text, ", \t\r\n")))
}

func excalidrawSheet(elements []excalidrawElement) *sheet {
	s := &sheet{}
	labels := map[string]string{} // by the element that they are bound to
	kept := map[string]bool{}
	for _, e := range elements {
		if !e.IsDeleted {
			kept[e.ID] = true
		}
	}
	linked := map[string]bool{}
	for _, e := range elements {
		switch {
		case e.IsDeleted:
		case e.Type == "text" && kept[e.ContainerID]:
			labels[e.ContainerID] = e.words()
		case e.Type == "arrow" || e.Type == "line":
			linked[e.from()], linked[e.to()] = true, true
		}
	}
	for _, e := range elements {
		if e.IsDeleted {
			continue
		}
		place := area{e.X, e.Y, e.Width, e.Height}
		switch e.Type {
		case "rectangle", "ellipse", "diamond", "image", "embeddable", "iframe":
			s.boxes = append(s.boxes, box{id: e.ID, label: nonEmpty(labels[e.ID]), parent: e.FrameID, place: place, at: e.at})
		case "frame", "magicframe":
			s.boxes = append(s.boxes, box{id: e.ID, label: nonEmpty(e.Name), role: boundaryRole, place: place, at: e.at})
		case "text":
			if linked[e.ID] {
				s.boxes = append(s.boxes, box{id: e.ID, label: nonEmpty(e.words()), parent: e.FrameID, place: place, at: e.at})
			} else if !kept[e.ContainerID] {
				s.texts = append(s.texts, caption{text: e.words(), place: place, at: e.at})
			}
		case "arrow", "line":
			if e.Type == "arrow" || e.from() != "" && e.to() != "" {
				s.lines = append(s.lines, e.line(labels[e.ID]))
			}
		}
	}
	return s
}

// words is the text as it was typed, without the breaks that its box makes.
func (e *excalidrawElement) words() string {
	if e.OriginalText != "" {
		return e.OriginalText
	}
	return e.Text
}

func (e *excalidrawElement) from() string {
	if e.StartBinding == nil {
		return ""
	}
	return e.StartBinding.ElementID
}

func (e *excalidrawElement) to() string {
	if e.EndBinding == nil {
		return ""
	}
	return e.EndBinding.ElementID
}

func (e *excalidrawElement) line(label string) line {
	l := line{from: e.from(), to: e.to(), label: oneLine(label), async: e.StrokeStyle == "dashed" || e.StrokeStyle == "dotted", at: e.at}
	if n := len(e.Points); n > 1 {
		for i, p := range [][]float64{e.Points[0], e.Points[n-1]} {
			if len(p) >= 2 {
				l.ends[i] = point{e.X + p[0], e.Y + p[1]}
			}
		}
	}
	head, tail := e.EndArrowhead != nil, e.StartArrowhead != nil
	if tail && !head {
		l.from, l.to = l.to, l.from
		l.ends[0], l.ends[1] = l.ends[1], l.ends[0]
	}
	l.undirect = !head && !tail
	return l
}

// nonEmpty are the lines of a text that say something.
func nonEmpty(text string) []string {
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
