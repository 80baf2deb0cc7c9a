package intake

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// flowchart reads a flowchart from behind its first word.
func (m *mermaidDiagram) flowchart() *sheet {
	c := &mermaidChart{mermaidDiagram: m, sheet: &sheet{title: m.title}, known: map[string]int{}}
	m.direction()
	for m.blank(); m.at < m.end && len(m.problems) == 0; m.blank() {
		c.statement()
	}
	if len(c.open) > 0 && len(m.problems) == 0 {
		at := c.sheet.boxes[c.known[c.open[len(c.open)-1]]].at
		m.wrong(at.Start, at.End, `write "end" behind its last node`, "this subgraph has no end")
	}
	return c.sheet
}

// direction skips the direction behind the first word.
func (m *mermaidDiagram) direction() {
	rest := m.rest()
	word := strings.TrimLeft(rest, " \t")
	for _, d := range []string{"TB", "TD", "BT", "RL", "LR", ">", "<", "^", "v"} {
		if strings.HasPrefix(word, d) {
			m.at += len(rest) - len(word) + len(d)
			return
		}
	}
}

// mermaidChart is a flowchart that is being read.
type mermaidChart struct {
	*mermaidDiagram
	sheet *sheet
	known map[string]int // boxes by id
	open  []string       // ids of subgraphs, the innermost last
}

// statement reads one statement: nodes with the arrows between them, a
// subgraph, or something about looks.
func (c *mermaidChart) statement() {
	start := c.at
	switch word := c.word(); word {
	case "subgraph":
		c.subgraph(start)
		return
	case "end":
		if len(c.open) == 0 {
			c.wrong(start, c.at, "take it away, or open a subgraph before", "this end closes no subgraph")
			return
		}
		c.open = c.open[:len(c.open)-1]
		return
	case "direction", "classDef", "class", "style", "linkStyle", "click", "accTitle":
		if next, _ := utf8.DecodeRuneInString(c.rest()); unicode.IsSpace(next) || next == ':' {
			c.line()
			return
		}
	case "accDescr":
		if rest := strings.TrimLeft(c.rest(), " \t"); strings.HasPrefix(rest, "{") && strings.Contains(rest, "}") {
			c.at += strings.IndexByte(c.rest(), '}') + 1
		} else {
			c.line()
		}
		return
	}
	c.at = start
	c.chain()
}

var mermaidSubgraph = regexp.MustCompile(`^([^\[\]"]*?)\s*(?:\[(.*)\]|(".*"))?$`)

func (c *mermaidChart) subgraph(start int) {
	rest := c.rest()
	n := lineLength(rest)
	head := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest[:n]), ";"))
	c.at += n
	id, title := head, head
	if found := mermaidSubgraph.FindStringSubmatch(head); found != nil && found[2]+found[3] != "" {
		id, title = found[1], found[2]+found[3]
	}
	if id = strings.TrimSpace(id); id == "" {
		id = title
	}
	b := &c.sheet.boxes[c.box(id, start)]
	b.role, b.label, b.at = boundaryRole, mermaidText(title), c.span(start, start+len("subgraph"))
	if len(c.open) > 0 && id != c.open[len(c.open)-1] {
		b.parent = c.open[len(c.open)-1]
	}
	c.open = append(c.open, id)
}

// box is the number of the box of an id, new or known. A box stands in the
// subgraph that mentions it first.
func (c *mermaidChart) box(id string, start int) int {
	i, ok := c.known[id]
	if !ok {
		i = len(c.sheet.boxes)
		c.known[id] = i
		c.sheet.boxes = append(c.sheet.boxes, box{id: id, label: []string{id}, at: c.span(start, start+len(id))})
	}
	if b := &c.sheet.boxes[i]; b.parent == "" && len(c.open) > 0 && c.open[len(c.open)-1] != id && b.role != boundaryRole {
		b.parent = c.open[len(c.open)-1]
	}
	return i
}

// chain reads nodes and the arrows between them: a & b --> c --> d.
func (c *mermaidChart) chain() {
	before := c.nodes()
	for len(before) > 0 && len(c.problems) == 0 {
		start := c.at
		arrow, ok := c.arrow()
		if !ok {
			c.endOfStatement(start)
			return
		}
		c.blank()
		after := c.nodes()
		for _, from := range before {
			for _, to := range after {
				l := arrow
				if l.from, l.to = from, to; !arrow.hidden {
					c.sheet.lines = append(c.sheet.lines, l.line)
				}
			}
		}
		before = after
	}
}

// endOfStatement holds that nothing but a line end follows.
func (c *mermaidChart) endOfStatement(start int) {
	if rest := strings.TrimLeft(c.rest(), " \t\r"); rest != "" && rest[0] != '\n' && rest[0] != ';' && !strings.HasPrefix(rest, "%%") {
		from := c.end - len(rest)
		c.wrong(from, from+len(leadingWord(rest)), `write an arrow ("a --> b"), or begin a new line`, "%q follows a node and is no arrow", firstWord(rest))
	} else if c.at == start {
		c.at = c.end - len(rest)
	}
}

// leadingWord is the first word of a text, or all of one that is nothing but
// rare kinds of space.
func leadingWord(text string) string {
	if words := strings.Fields(text); len(words) > 0 {
		return words[0]
	}
	return text
}

// firstWord is the first word of a text, for a message.
func firstWord(text string) string {
	word := leadingWord(text)
	if len(word) > 20 {
		word = strings.ToValidUTF8(word[:20], "") + "…"
	}
	return word
}

// nodes reads one node or several with & between them.
func (c *mermaidChart) nodes() []string {
	var ids []string
	for {
		c.spaces()
		id := c.node()
		if id == "" {
			return nil
		}
		ids = append(ids, id)
		at := c.at
		c.spaces()
		if !strings.HasPrefix(c.rest(), "&") {
			c.at = at
			return ids
		}
		c.at++
		c.blank()
	}
}

func (m *mermaidDiagram) spaces() {
	rest := m.rest()
	m.at += len(rest) - len(strings.TrimLeft(rest, " \t"))
}

// idLength is the length of the id that a text begins with. A hyphen or an
// equals sign that begins an arrow ends it.
func idLength(text string) int {
	for i, width := 0, 0; i < len(text); i += width {
		var r rune
		r, width = utf8.DecodeRuneInString(text[i:])
		next, _ := utf8.DecodeRuneInString(text[i+width:])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(`_.!#$*+/?\'`, r):
		case r == '-' && next != '-' && next != '.' && next != '>':
		case r == '=' && next != '=':
		case r == ':' && next != ':':
		case r == '%' && next != '%':
		default:
			return i
		}
	}
	return len(text)
}

// mermaidBrackets are what stands around the text of a node, longer ones first.
var mermaidBrackets = []struct {
	open  string
	close []string
}{
	{"(((", []string{")))"}}, {"((", []string{"))"}}, {"([", []string{"])"}}, {"[[", []string{"]]"}}, {"[(", []string{")]"}},
	{"[/", []string{"/]", `\]`}}, {`[\`, []string{`\]`, "/]"}}, {"[", []string{"]"}}, {"{{", []string{"}}"}}, {"{", []string{"}"}},
	{"(", []string{")"}}, {">", []string{"]"}},
}

// node reads a node and returns its id: a, a[text], a@{shape: cyl}, a:::class.
func (c *mermaidChart) node() string {
	start := c.at
	n := idLength(c.rest())
	if n == 0 {
		what := "the diagram ends"
		if rest := strings.TrimSpace(c.rest()); rest != "" {
			what = "there is " + `"` + firstWord(rest) + `"`
		}
		c.wrong(start, start+1, `write a node: name["its text"]`, "a node should stand here, but %s", what)
		return ""
	}
	id := c.rest()[:n]
	i := c.box(id, start)
	c.at += n
	for _, b := range mermaidBrackets {
		if strings.HasPrefix(c.rest(), b.open) {
			text, ok := c.bracketed(b.open, b.close)
			if !ok {
				return ""
			}
			c.describe(i, text, mermaidShapes[b.open])
			break
		}
	}
	if strings.HasPrefix(c.rest(), "@{") {
		text, ok := c.bracketed("@{", []string{"}"})
		if !ok {
			return ""
		}
		c.attributes(i, text)
	}
	if strings.HasPrefix(c.rest(), ":::") {
		c.at += 3
		c.at += idLength(c.rest())
	}
	return id
}

func (c *mermaidChart) describe(i int, text, shape string) {
	b := &c.sheet.boxes[i]
	b.shape = strings.TrimSpace(shape + " " + iconsOf(text))
	if lines := mermaidText(text); len(lines) > 0 {
		b.label = lines
	}
}

// bracketed reads a text between brackets, which may stand in quotes.
func (c *mermaidChart) bracketed(open string, closing []string) (string, bool) {
	rest := c.rest()
	quoted := false
	for i := len(open); i < len(rest); i++ {
		if rest[i] == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		for _, end := range closing {
			if strings.HasPrefix(rest[i:], end) {
				c.at += i + len(end)
				return rest[len(open):i], true
			}
		}
	}
	c.wrong(c.at, c.at+len(open), "close it with "+closing[0], "%q is not closed", open)
	return "", false
}

var mermaidAttribute = regexp.MustCompile(`(\w+)\s*:\s*("[^"]*"|[^,}\n]*)`)

// attributes reads what stands in @{ }: a shape and a label.
func (c *mermaidChart) attributes(i int, text string) {
	b := &c.sheet.boxes[i]
	for _, a := range mermaidAttribute.FindAllStringSubmatch(text, -1) {
		value := strings.Trim(strings.TrimSpace(a[2]), `"`)
		switch a[1] {
		case "shape":
			b.shape = mermaidShapes[value]
		case "icon":
			b.shape = strings.TrimSpace(b.shape + " " + value)
		case "label":
			if lines := mermaidText(value); len(lines) > 0 {
				b.label = lines
			}
		}
	}
}

// mermaidArrow is an arrow of a flowchart.
type mermaidArrow struct {
	line
	hidden bool // ~~~ only holds nodes apart
}

var (
	wholeArrow = regexp.MustCompile(`^(?:[\w-]+@)?([xo<]?(?:--+[-xo>]|==+[=xo>]|-?\.+-[xo>]?)|~~~+)`)
	halfArrow  = regexp.MustCompile(`^(?:[\w-]+@)?[xo<]?(--|==|-\.)`)
	otherHalf  = map[string]*regexp.Regexp{
		"--": regexp.MustCompile(`--+[-xo>]`), "==": regexp.MustCompile(`==+[=xo>]`), "-.": regexp.MustCompile(`\.+-[xo>]?`),
	}
)

// arrow reads an arrow with its label: -->, -->|label|, -- label -->.
func (c *mermaidChart) arrow() (mermaidArrow, bool) {
	at := c.at
	c.spaces()
	start, rest := c.at, c.rest()
	var a mermaidArrow
	sign := ""
	if found := wholeArrow.FindStringSubmatch(rest); found != nil {
		sign = found[1]
		c.at += len(found[0])
		c.spaces()
		if strings.HasPrefix(c.rest(), "|") {
			end := strings.IndexByte(c.rest()[1:], '|')
			if end < 0 {
				c.wrong(c.at, c.at+1, "close it with |", "this label of an arrow is not closed")
				return a, false
			}
			a.label = oneLine(strings.Join(mermaidText(c.rest()[1:end+1]), " "))
			c.at += end + 2
		}
	} else if found := halfArrow.FindStringSubmatch(rest); found != nil {
		text := rest[len(found[0]):]
		end := otherHalf[found[1]].FindStringIndex(text)
		if end == nil || strings.Contains(text[:end[0]], "\n") {
			c.wrong(start, start+len(found[0]), `write "a --> b", or "a -- label --> b"`, "this arrow has no head")
			return a, false
		}
		sign = found[1] + text[end[0]:end[1]]
		a.label = oneLine(strings.Join(mermaidText(text[:end[0]]), " "))
		c.at += len(found[0]) + end[1]
	} else {
		c.at = at
		return a, false
	}
	a.hidden = sign[0] == '~'
	a.async = strings.Contains(sign, ".")
	a.undirect = strings.ContainsRune("-=", rune(sign[len(sign)-1]))
	a.line.at = c.span(start, c.at)
	return a, true
}
