package intake

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// drawio reads files of draw.io (diagrams.net), plain and compressed.
var drawio = &Format{
	Name:  "drawio",
	Title: "draw.io drawing",
	Files: "*.drawio, *.drawio.xml",
	Takes: "Boxes, groups and arrows of every page. What a shape, an icon or a word says about a box becomes its kind. Arrows with numbers become a flow.",
	Drops: "Colours, places, texts outside of boxes, arrows without a box at both ends.",
	Knows: func(_ string, head []byte) bool {
		return bytes.Contains(head, []byte("<mxfile")) || bytes.Contains(head, []byte("<mxGraphModel"))
	},
	Read: eachFile(readDrawio),
}

func readDrawio(file *diag.Source) (*Draft, diag.List) {
	r := &drawioReader{}
	if problem := r.read(file.Text, func(start, end int64) diag.Span { return diag.Span{Source: file, Start: int(start), End: int(end)} }); problem != nil {
		return nil, problem
	}
	var sheets []*sheet
	for _, p := range r.pages {
		if len(p.cells) > 0 {
			sheets = append(sheets, p.sheet())
		}
	}
	draft := draftOfSheets(sheets)
	if len(draft.Components)+len(draft.Actors) == 0 {
		return nil, refused(diag.Span{Source: file, End: min(len(file.Text), 1)}, "draw at least one box with a text", "the drawing has no boxes")
	}
	return draft, nil
}

// drawioReader collects the cells of a file.
type drawioReader struct {
	pages []*drawioPage
	cell  *drawioCell       // that is open
	user  map[string]string // attributes of the object around it
	deep  bool              // inside a compressed page, which holds no pages
}

type drawioPage struct {
	id, name string
	packed   strings.Builder // the page, when it is compressed
	packedAt diag.Span
	cells    []*drawioCell
}

// drawioCell is a box or a line; attributes are those of mxCell.
type drawioCell struct {
	attr   map[string]string
	style  map[string]string
	shapes []string // words of the style that say what it looks like
	geo    map[string]string
	ends   [2]point // of a line, where it holds on to nothing
	at     diag.Span
}

// read reads the elements of a text; place tells where in the file an offset is.
func (r *drawioReader) read(text []byte, place func(start, end int64) diag.Span) diag.List {
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		start := d.InputOffset()
		token, err := d.Token()
		at := place(start, d.InputOffset())
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			if last := int64(len(bytes.TrimSpace(text))); start >= last && last > 0 {
				at = place(last-1, last) // not on the empty line behind the end
			}
			var wrong *xml.SyntaxError
			if errors.As(err, &wrong) {
				err = errors.New(wrong.Msg)
			}
			return broken(at, "save it again in draw.io, as XML", "this is no XML: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			r.open(token, at)
		case xml.CharData:
			if n := len(r.pages); n > 0 && r.cell == nil && len(bytes.TrimSpace(token)) > 0 {
				r.pages[n-1].packed.Write(bytes.TrimSpace(token))
				r.pages[n-1].packedAt = at
			}
		case xml.EndElement:
			if problem := r.close(token.Name.Local); problem != nil {
				return problem
			}
		}
	}
}

func (r *drawioReader) open(e xml.StartElement, at diag.Span) {
	attr := map[string]string{}
	for _, a := range e.Attr {
		attr[a.Name.Local] = a.Value
	}
	switch e.Name.Local {
	case "diagram":
		if r.deep {
			return
		}
		r.pages = append(r.pages, &drawioPage{id: attr["id"], name: attr["name"]})
	case "object", "UserObject":
		r.user = attr
	case "mxCell":
		if len(r.pages) == 0 {
			r.pages = append(r.pages, &drawioPage{})
		}
		if r.user != nil {
			attr["id"], attr["value"] = r.user["id"], r.user["label"]
			if r.user["placeholders"] == "1" {
				attr["value"] = filledIn(attr["value"], r.user)
			}
		}
		r.cell = &drawioCell{attr: attr, at: at, geo: map[string]string{}}
		r.cell.readStyle()
		page := r.pages[len(r.pages)-1]
		page.cells = append(page.cells, r.cell)
	case "mxGeometry":
		if r.cell != nil {
			r.cell.geo = attr
		}
	case "mxPoint":
		if end := slices.Index([]string{"sourcePoint", "targetPoint"}, attr["as"]); end >= 0 && r.cell != nil {
			r.cell.ends[end] = point{coordinate(attr["x"]), coordinate(attr["y"])}
		}
	}
}

func (r *drawioReader) close(element string) diag.List {
	switch element {
	case "mxCell":
		r.cell = nil
	case "object", "UserObject":
		r.user = nil
	case "diagram":
		page := r.pages[len(r.pages)-1]
		if r.deep || page.packed.Len() == 0 || len(page.cells) > 0 {
			return nil
		}
		text, err := unpacked(page.packed.String())
		if err != nil {
			return broken(page.packedAt, "save it again in draw.io, without compression", "page %q is neither XML nor compressed XML: %v", page.name, err)
		}
		r.deep = true
		defer func() { r.deep = false }()
		return r.read(text, func(int64, int64) diag.Span { return page.packedAt })
	}
	return nil
}

// largestPage bounds what a compressed page may become.
const largestPage = 64 << 20

// unpacked undoes what draw.io does to a page: percent encoding, deflate, base64.
func unpacked(text string) ([]byte, error) {
	packed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	escaped, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), largestPage))
	if err != nil {
		return nil, err
	}
	plain, err := url.PathUnescape(string(escaped))
	return []byte(plain), err
}

var placeholder = regexp.MustCompile(`%(\w+)%`)

// filledIn puts the attributes of an object into its label.
func filledIn(label string, attr map[string]string) string {
	return placeholder.ReplaceAllStringFunc(label, func(word string) string { return attr[strings.Trim(word, "%")] })
}

// readStyle takes a style apart: "shape=cylinder3;dashed=1;ellipse".
func (c *drawioCell) readStyle() {
	c.style = map[string]string{}
	for _, part := range strings.Split(c.attr["style"], ";") {
		key, value, set := strings.Cut(part, "=")
		switch {
		case !set:
			c.style[key] = "1"
			value = key
		case slices.Contains([]string{"shape", "resIcon", "grIcon", "prIcon"}, key):
		case key == "image":
			value = strings.TrimSuffix(path.Base(value), path.Ext(value))
			if strings.HasPrefix(part, "image=data:") {
				value = ""
			}
		default:
			c.style[key] = value
			continue
		}
		c.style[key] = value
		c.shapes = append(c.shapes, strings.TrimRight(value[strings.LastIndexByte(value, '.')+1:], "0123456789"))
	}
}

// sheet turns the cells of a page into boxes and lines.
func (p *drawioPage) sheet() *sheet {
	s := &sheet{id: p.id, title: p.name}
	if pageName.MatchString(p.name) {
		s.title = ""
	}
	cells, labels := map[string]*drawioCell{}, map[string]string{}
	linked := map[string]bool{}
	for _, c := range p.cells {
		cells[c.attr["id"]] = c
		if c.attr["edge"] == "1" {
			linked[c.attr["source"]], linked[c.attr["target"]] = true, true
		}
	}
	for _, c := range p.cells {
		if parent := cells[c.attr["parent"]]; parent != nil && parent.attr["edge"] == "1" {
			labels[c.attr["parent"]] = strings.TrimSpace(labels[c.attr["parent"]] + " " + strings.Join(c.label(), " "))
		}
	}
	for _, c := range p.cells {
		parent := cells[c.attr["parent"]]
		switch {
		case c.attr["visible"] == "0" || parent != nil && parent.attr["edge"] == "1":
		case c.attr["edge"] == "1":
			s.lines = append(s.lines, c.line(cells, labels[c.attr["id"]]))
		case c.attr["vertex"] != "1" || c.attr["connectable"] == "0" && c.style["text"] != "":
		case c.style["text"] != "" && !linked[c.attr["id"]]:
			s.texts = append(s.texts, caption{text: strings.Join(c.label(), "\n"), place: c.area(cells), at: c.at})
		case c.bare():
		default:
			s.boxes = append(s.boxes, box{
				id: c.attr["id"], label: c.label(), shape: strings.Join(c.shapes, " "), parent: solid(parent, cells), place: c.area(cells), at: c.at,
			})
		}
	}
	return s
}

// pageName is what draw.io calls a page that nobody has named.
var pageName = regexp.MustCompile(`^Page-\d+$`)

// bare tells whether a cell only holds others together, or is a port of one.
func (c *drawioCell) bare() bool {
	return len(c.label()) == 0 && (c.style["group"] != "" || c.geo["relative"] == "1")
}

// solid is the id of the nearest box around: the cell itself, or what stands
// around it when it is bare or a layer.
func solid(c *drawioCell, cells map[string]*drawioCell) string {
	for range cells {
		switch {
		case c == nil || c.attr["vertex"] != "1":
			return ""
		case !c.bare():
			return c.attr["id"]
		}
		c = cells[c.attr["parent"]]
	}
	return ""
}

// area is where a cell stands on the page.
func (c *drawioCell) area(cells map[string]*drawioCell) area {
	a := area{coordinate(c.geo["x"]), coordinate(c.geo["y"]), coordinate(c.geo["width"]), coordinate(c.geo["height"])}
	parent := cells[c.attr["parent"]]
	for range cells {
		if parent == nil {
			break
		}
		a.x, a.y = a.x+coordinate(parent.geo["x"]), a.y+coordinate(parent.geo["y"])
		parent = cells[parent.attr["parent"]]
	}
	return a
}

func (c *drawioCell) line(cells map[string]*drawioCell, more string) line {
	l := line{
		from: solid(cells[c.attr["source"]], cells), to: solid(cells[c.attr["target"]], cells),
		label: strings.TrimSpace(strings.Join(c.label(), " ") + " " + more), async: c.style["dashed"] == "1", ends: c.ends, at: c.at,
	}
	head, tail := c.style["endArrow"] != "none", c.style["startArrow"] != "" && c.style["startArrow"] != "none"
	if !head && tail {
		l.from, l.to = l.to, l.from
		l.ends[0], l.ends[1] = l.ends[1], l.ends[0]
	}
	l.undirect = !head && !tail
	if corner := (area{}); cells[c.attr["parent"]] != nil {
		corner = cells[c.attr["parent"]].area(cells)
		for i, p := range l.ends {
			if p != (point{}) {
				l.ends[i] = point{p.x + corner.x, p.y + corner.y}
			}
		}
	}
	return l
}

var (
	lineEnd = regexp.MustCompile(`(?i)<br\s*/?>|</?(p|div|h\d|li|ul|tr)\b[^>]*>|<hr[^>]*>`)
	tag     = regexp.MustCompile(`<[^<>]*>`)
)

// label is the text of a cell as a reader sees it, line by line.
func (c *drawioCell) label() []string {
	text := c.attr["value"]
	if c.style["html"] == "1" {
		text = html.UnescapeString(tag.ReplaceAllString(lineEnd.ReplaceAllString(text, "\n"), ""))
	}
	return nonEmpty(text)
}

// coordinate is a number of an attribute; 0 for what is none.
func coordinate(text string) float64 {
	var f float64
	if n, err := strconv.ParseFloat(text, 64); err == nil && n > -1e9 && n < 1e9 {
		f = n
	}
	return f
}
