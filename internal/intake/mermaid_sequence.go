package intake

import (
	"regexp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// sequence reads a sequence diagram from behind its first word.
func (m *mermaidDiagram) sequence() *sheet {
	q := &mermaidSequence{mermaidDiagram: m, sheet: &sheet{title: m.title}, asked: map[[2]string]bool{}}
	q.blocks = []mermaidBlock{{}}
	for m.blank(); m.at < m.end && len(m.problems) == 0; m.blank() {
		start := m.at
		text := m.line()
		if !mermaidEntityEnd.MatchString(text) {
			text = strings.TrimSpace(strings.TrimSuffix(text, ";"))
		}
		q.statement(text, m.span(start, start+len(text)))
	}
	if open := q.blocks[len(q.blocks)-1]; len(q.blocks) > 1 && len(m.problems) == 0 {
		m.wrong(open.at.Start, open.at.End, `write "end" behind its last message`, "this %s has no end", open.word)
	}
	q.sheet.messages = q.blocks[0].steps()
	return q.sheet
}

// mermaidSequence is a sequence diagram that is being read.
type mermaidSequence struct {
	*mermaidDiagram
	sheet  *sheet
	blocks []mermaidBlock     // that are open, the innermost last; the first is the diagram
	box    string             // id of the box around participants
	asked  map[[2]string]bool // who has called whom
}

// mermaidBlock is a frame: its word, and its parts so far.
type mermaidBlock struct {
	word     string
	branches []Branch
	at       diag.Span
}

// steps are those of a block that is no more than its first part.
func (b *mermaidBlock) steps() []Step {
	if len(b.branches) == 0 {
		return nil
	}
	return b.branches[0].Steps
}

var (
	mermaidEntityEnd   = regexp.MustCompile(`#\w+;$`)
	mermaidParticipant = regexp.MustCompile(`^(?:create\s+)?(participant|actor)\s+(.+)$`)
	mermaidAlias       = regexp.MustCompile(`^(.+?)\s+as\s+(.+)$`)
	mermaidMessage     = regexp.MustCompile(`^([^:]+?)\s*(<<-->>|<<->>|-->>|->>|-->|->|--x|-x|--\)|-\))\s*[+-]?\s*([^:]+?)\s*(?::\s*(.*))?$`)
	mermaidIgnored     = regexp.MustCompile(`^(?i:note|activate|deactivate|destroy|autonumber|links?|properties|details|acctitle|accdescr)\b`)
	mermaidBlockWord   = regexp.MustCompile(`^(loop|alt|opt|par_over|par|critical|break|rect|else|and|option|end|box|title)\b:?\s*(.*)$`)
)

func (q *mermaidSequence) statement(text string, at diag.Span) {
	if found := mermaidMessage.FindStringSubmatch(text); found != nil && !strings.HasPrefix(strings.ToLower(text), "note ") {
		q.message(found[1], found[2], found[3], found[4], at)
		return
	}
	if found := mermaidParticipant.FindStringSubmatch(text); found != nil {
		q.participant(found[1], found[2], at)
		return
	}
	if found := mermaidBlockWord.FindStringSubmatch(text); found != nil {
		q.frame(found[1], found[2], at)
		return
	}
	if found := mermaidIgnored.FindString(text); found != "" {
		if strings.EqualFold(found, "note") {
			_, words, _ := strings.Cut(text, ":")
			q.sheet.texts = append(q.sheet.texts, caption{text: strings.Join(mermaidText(words), " "), at: at, what: "note"})
		}
		return
	}
	q.wrong(at.Start, at.End, `write a message ("a->>b: text"), a participant, or a frame with its end`, "%q is no statement of a sequence diagram", firstWord(text))
}

func (q *mermaidSequence) participant(word, text string, at diag.Span) {
	shape := ""
	if head, attributes, ok := strings.Cut(text, "@{"); ok {
		attributes, tail, _ := strings.Cut(attributes, "}")
		text = strings.TrimSpace(head) + tail
		for _, a := range mermaidType.FindAllStringSubmatch(attributes, -1) {
			shape = mermaidShapes[a[1]]
		}
	}
	id, title := text, text
	if alias := mermaidAlias.FindStringSubmatch(text); alias != nil {
		id, title = alias[1], alias[2]
	}
	b := q.known(id, at)
	b.label, b.shape, b.parent = mermaidText(title), shape, q.box
	if word == "actor" {
		b.role = actorRole
	}
}

var mermaidType = regexp.MustCompile(`"?type"?\s*:\s*"?(\w+)`)

// known is the box of a participant, new when nobody has mentioned it.
func (q *mermaidSequence) known(id string, at diag.Span) *box {
	boxes := &q.sheet.boxes
	i := slices.IndexFunc(*boxes, func(b box) bool { return b.id == id })
	if i < 0 {
		i = len(*boxes)
		*boxes = append(*boxes, box{id: id, label: mermaidText(id), at: at})
	}
	return &(*boxes)[i]
}

// message adds a message. A dotted arrow back to who has called is an answer,
// which a design does not write.
func (q *mermaidSequence) message(from, arrow, to, label string, at diag.Span) {
	q.known(from, at)
	q.known(to, at)
	if dotted := strings.HasPrefix(arrow, "--") && arrow != "--)"; dotted && q.asked[[2]string{to, from}] {
		return
	}
	async := strings.HasSuffix(arrow, ")")
	q.asked[[2]string{from, to}] = !async || q.asked[[2]string{from, to}]
	q.add(Step{From: from, To: to, Label: oneLine(strings.Join(mermaidText(label), " ")), Async: async, At: at})
}

func (q *mermaidSequence) add(s Step) {
	b := &q.blocks[len(q.blocks)-1]
	if len(b.branches) == 0 {
		b.branches = []Branch{{}}
	}
	last := &b.branches[len(b.branches)-1]
	last.Steps = append(last.Steps, s)
}

// frame opens a frame, begins its next part, or ends it.
func (q *mermaidSequence) frame(word, label string, at diag.Span) {
	label = oneLine(strings.Join(mermaidText(label), " "))
	open := &q.blocks[len(q.blocks)-1]
	switch word {
	case "title":
		q.sheet.title = label
	case "box":
		q.sheet.boxes = append(q.sheet.boxes, box{id: "box " + at.String(), label: nonEmpty(withoutColour(label)), role: boundaryRole, at: at})
		q.box = "box " + at.String()
		q.blocks = append(q.blocks, mermaidBlock{word: word, at: at})
	case "else", "and", "option":
		if !slices.Contains(map[string][]string{"else": {"alt", "opt", "break"}, "and": {"par", "par_over"}, "option": {"critical"}}[word], open.word) {
			q.wrong(at.Start, at.Start+len(word), "open its frame before: alt, par or critical", "this %s stands in no frame that has one", word)
			return
		}
		open.branches = append(open.branches, Branch{Label: label})
	case "end":
		if len(q.blocks) == 1 {
			q.wrong(at.Start, at.End, "take it away, or open a frame before", "this end closes no frame")
			return
		}
		closed := *open
		q.blocks = q.blocks[:len(q.blocks)-1]
		q.closed(closed)
	default:
		q.blocks = append(q.blocks, mermaidBlock{word: word, branches: []Branch{{Label: label}}, at: at})
	}
}

// closed adds a frame that has ended to the one around it.
func (q *mermaidSequence) closed(b mermaidBlock) {
	step := Step{Branches: b.branches, At: b.at}
	switch b.word {
	case "box":
		q.box = ""
		return
	case "loop":
		step.Block = Repeat
	case "par", "par_over":
		step.Block = Parallel
	case "alt", "opt", "break":
		step.Block = Choose
		if b.word != "alt" && len(b.branches) == 1 {
			step.Branches = append(step.Branches, Branch{Label: "otherwise"})
		}
	default: // critical, rect: what is in them happens; an option is what happens when it does not
		for _, s := range b.steps() {
			q.add(s)
		}
		for _, option := range b.branches[1:] {
			q.sheet.texts = append(q.sheet.texts, caption{text: option.Label, at: b.at, what: "option"})
		}
		return
	}
	q.add(step)
}

var mermaidColour = regexp.MustCompile(`^(?i:(?:rgb|hsl)a?\([^)]*\)|#[0-9a-f]{3,8}\b|(?:transparent|aqua|aquamarine|beige|black|blue|brown|cyan|gold|gray|green|grey|lavender|light\w+|lime|magenta|maroon|navy|olive|orange|pink|purple|red|silver|tan|teal|violet|wheat|white|yellow)\b)\s*`)

// withoutColour is the title of a box without the colour in front of it.
func withoutColour(label string) string { return mermaidColour.ReplaceAllString(label, "") }
