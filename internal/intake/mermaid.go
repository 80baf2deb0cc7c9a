package intake

import (
	"fmt"
	"html"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// mermaid reads flowcharts and sequence diagrams of Mermaid, alone in a file or
// inside Markdown.
var mermaid = &Format{
	Name:  "mermaid",
	Title: "Mermaid diagram",
	Files: "*.mmd, *.mermaid, Markdown with such diagrams",
	Takes: "Of a flowchart nodes, subgraphs and arrows; of a sequence diagram participants, and each message in order, with alternatives, loops and parallel parts.",
	Drops: "Styles, classes, links, notes, and diagrams of other kinds.",
	Knows: func(name string, head []byte) bool {
		switch path.Ext(name) {
		case ".mmd", ".mermaid":
			return true
		case ".md", ".markdown", ".mdx", "":
			if mermaidFence.Match(head) {
				return true
			}
		}
		return mermaidStart.Match(head)
	},
	Read: eachFile(readMermaid),
}

var (
	mermaidFence = regexp.MustCompile("(?m)^[ \t]*(?:```|~~~)[ \t]*mermaid[^\n]*\n")
	mermaidStart = regexp.MustCompile(`^(?:\x{FEFF})?\s*(?:---\s*\n(?:[^\n]*\n)*?---\s*\n)?(?:\s|%%[^\n]*\n)*(?:flowchart|graph|sequenceDiagram)\b`)
)

func readMermaid(file *diag.Source) (*Draft, diag.List) {
	var sheets []*sheet
	var problems diag.List
	other := ""
	diagrams := mermaidDiagrams(file)
	for _, m := range diagrams {
		m.head()
		m.blank()
		switch word := m.word(); word {
		case "flowchart", "graph", "flowchart-elk":
			sheets = append(sheets, m.flowchart())
		case "sequenceDiagram":
			sheets = append(sheets, m.sequence())
		default:
			other = word
		}
		problems = append(problems, m.problems...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	if len(sheets) == 0 {
		at := diag.Span{Source: file, End: min(len(file.Text), 1)}
		if len(diagrams) == 0 {
			return nil, refused(at, "put it between ```mermaid and ```", "the file holds no diagram of Mermaid")
		}
		return nil, refused(at, "import a flowchart or a sequence diagram", "a diagram %q of Mermaid says nothing that a design is made of", other)
	}
	draft := draftOfSheets(sheets)
	if len(draft.Components)+len(draft.Actors) == 0 {
		return nil, refused(diag.Span{Source: file, End: min(len(file.Text), 1)}, "draw at least one node", "the diagram is empty")
	}
	return draft, nil
}

// mermaidDiagram is one diagram that is being read.
type mermaidDiagram struct {
	file     *diag.Source
	text     string // of the file
	at, end  int    // what is left of the diagram, as offsets
	title    string
	problems diag.List
}

// mermaidDiagrams finds the diagrams of a file: all of it, or what stands between fences
// of Markdown.
func mermaidDiagrams(file *diag.Source) []*mermaidDiagram {
	text := string(file.Text)
	fences := mermaidFence.FindAllIndex(file.Text, -1)
	switch extension := path.Ext(file.Name); {
	case len(fences) == 0 && (extension == ".md" || extension == ".markdown"):
		return nil
	case len(fences) == 0:
		return []*mermaidDiagram{{file: file, text: text, at: len(text) - len(strings.TrimPrefix(text, "\uFEFF")), end: len(text)}}
	}
	var all []*mermaidDiagram
	for _, f := range fences {
		m := &mermaidDiagram{file: file, text: text, at: f[1], end: len(text)}
		fence := strings.TrimSpace(text[f[0]:f[1]])[:3]
		for line := f[1]; line < len(text); line += lineLength(text[line:]) {
			if strings.HasPrefix(strings.TrimLeft(text[line:], " \t"), fence) {
				m.end = line
				break
			}
		}
		all = append(all, m)
	}
	return all
}

// lineLength is the length of the first line of a text with its end.
func lineLength(text string) int {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return i + 1
	}
	return len(text)
}

func (m *mermaidDiagram) rest() string { return m.text[m.at:m.end] }

func (m *mermaidDiagram) span(from, to int) diag.Span {
	return diag.Span{Source: m.file, Start: from, End: max(from, min(to, m.end))}
}

func (m *mermaidDiagram) wrong(from, to int, help, format string, args ...any) {
	m.problems = append(m.problems, broken(m.span(from, to), help, format, args...)...)
}

var mermaidTitle = regexp.MustCompile(`(?m)^title:[ \t]*(.*?)[ \t]*$`)

// head reads the settings in front of a diagram, of which only the title counts.
func (m *mermaidDiagram) head() {
	rest := m.rest()
	trimmed := strings.TrimLeft(rest, " \t\r\n")
	if !strings.HasPrefix(trimmed, "---") {
		return
	}
	lines := strings.SplitAfter(trimmed, "\n")
	used := len(rest) - len(trimmed) + len(lines[0])
	for _, line := range lines[1:] {
		used += len(line)
		if strings.TrimSpace(line) == "---" {
			m.at += used
			return
		}
		if title := mermaidTitle.FindStringSubmatch(strings.TrimRight(line, "\r\n")); title != nil {
			m.title = unquotedYAML(title[1])
		}
	}
}

// unquotedYAML is a scalar of one line without its quotes.
func unquotedYAML(text string) string {
	if len(text) >= 2 && text[0] == '\'' && text[len(text)-1] == '\'' {
		return strings.ReplaceAll(text[1:len(text)-1], "''", "'")
	}
	if plain, err := strconv.Unquote(text); err == nil {
		return plain
	}
	return text
}

// blank skips blanks, line ends, semicolons and comments.
func (m *mermaidDiagram) blank() {
	for m.at < m.end {
		rest := m.rest()
		switch {
		case strings.ContainsRune(" \t\r\n;", rune(rest[0])):
			m.at++
		case strings.HasPrefix(rest, "%%{") && strings.Contains(rest, "}%%"):
			m.at += strings.Index(rest, "}%%") + 3
		case strings.HasPrefix(rest, "%%"):
			m.at += lineLength(rest)
		default:
			return
		}
	}
}

var mermaidWord = regexp.MustCompile(`^[A-Za-z][\w-]*`)

// word reads a word, "" when there is none.
func (m *mermaidDiagram) word() string {
	word := mermaidWord.FindString(m.rest())
	m.at += len(word)
	return word
}

// line reads what is left of a line, without blanks around it.
func (m *mermaidDiagram) line() string {
	rest := m.rest()
	n := lineLength(rest)
	m.at += n
	return strings.TrimSpace(rest[:n])
}

var (
	mermaidEntity = regexp.MustCompile(`#(\w+);`)
	mermaidIcon   = regexp.MustCompile(`\bfa[bslrk]?:fa-([\w-]+)`)
)

// mermaidText is the text of a label as a reader sees it, line by line.
func mermaidText(text string) []string {
	text = strings.TrimSpace(text)
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		text = text[1 : len(text)-1]
	}
	if len(text) >= 2 && text[0] == '`' && text[len(text)-1] == '`' {
		text = strings.NewReplacer("**", "", "__", "").Replace(text[1 : len(text)-1])
	}
	text = mermaidIcon.ReplaceAllString(text, "")
	text = strings.ReplaceAll(text, `\n`, "\n")
	text = tag.ReplaceAllString(lineEnd.ReplaceAllString(text, "\n"), "")
	text = mermaidEntity.ReplaceAllStringFunc(text, func(entity string) string {
		name := entity[1 : len(entity)-1]
		if n, err := strconv.Atoi(name); err == nil {
			return html.UnescapeString(fmt.Sprintf("&#%d;", n))
		}
		if plain := html.UnescapeString("&" + name + ";"); plain != "&"+name+";" {
			return plain
		}
		return entity
	})
	return nonEmpty(text)
}

// mermaidShapes are what shapes look like, by their names and what opens them,
// where that says something of a design.
var mermaidShapes = map[string]string{
	"[(": "cylinder", "cyl": "cylinder", "cylinder": "cylinder", "db": "cylinder", "database": "cylinder", "lin-cyl": "cylinder",
	"das": "queue", "h-cyl": "queue", "queue": "queue", "collections": "",
}

// iconsOf are the words of icons in a label.
func iconsOf(text string) string {
	var words []string
	for _, icon := range mermaidIcon.FindAllStringSubmatch(text, -1) {
		words = append(words, icon[1])
	}
	return strings.Join(slices.Compact(words), " ")
}
