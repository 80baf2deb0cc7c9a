package syntax

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/loadpath/loadpath/internal/diag"
)

// failure is one error of the YAML reader, ready to be put into our words.
type failure struct {
	src     *diag.Source
	text    []byte
	at      int // where the reader gave up
	context int // where what it was reading began; equal to at when unknown
	what    string
	message string // the reader's own
}

// explain turns an error of the YAML reader into a diagnostic that says what
// to type. stop means that reading on is of no use.
func explain(src *diag.Source, text []byte, err error) (d diag.Diagnostic, stop bool) {
	m := newMarks(text)
	var second *secondDocument
	if errors.As(err, &second) {
		at := documentStart(text, m.offset(second.line, 1))
		return diag.Diagnostic{
			Code: "multiple-documents", Span: diag.Span{Source: src, Start: at, End: lineEnd(text, at)},
			Message: "a second document starts here; only the first is read",
			Help:    "move it to a file of its own and join it with include: [other.yaml]",
		}, true
	}
	f := failure{src: src, text: text, message: err.Error()}
	var load *yaml.LoadError
	if errors.As(err, &load) {
		f.at = m.offset(load.Mark.Line, load.Mark.Column)
		f.context = f.at
		if load.ContextMark.Line > 0 {
			f.context = m.offset(load.ContextMark.Line, load.ContextMark.Column)
		}
		f.what, f.message = load.ContextMsg, load.Message
	}
	return f.explain(), false
}

// documentStart returns the first document marker after the first document,
// or fallback.
func documentStart(text []byte, fallback int) int {
	seen := false
	for at := bomLength(text); at < len(text); at = nextLine(text, at) {
		if atMarker(text[at:lineEnd(text, at)]) && seen {
			return at
		}
		if _, hasText := indentOf(text, at); hasText && text[at] != '%' {
			seen = true
		}
	}
	return fallback
}

func (f failure) explain() diag.Diagnostic {
	if d, ok := f.tab(); ok {
		return d
	}
	has := func(s string) bool { return strings.Contains(f.message, s) }
	switch {
	case strings.HasPrefix(f.message, "unknown anchor"):
		end := f.at + 1
		for end < len(f.text) && blankLength(f.text[end:]) == 0 && !flowIndicator(f.text[end]) {
			end++
		}
		name := string(f.text[f.at+1 : end])
		return f.say("unknown-anchor", f.at, end, fmt.Sprintf("%q refers to an anchor that does not stand above it", "*"+name),
			fmt.Sprintf("mark a value above with &%s, or put the text in quotes", name))
	case has("exceeded max depth"):
		return f.say("too-deep", f.at, f.at+1, fmt.Sprintf("values are nested more than %d deep", maxDepth),
			"close the brackets that are open")
	case has("expected ',' or"):
		return f.flow()
	case has("mapping values are not allowed"):
		return f.colon()
	case has("could not find expected ':'"):
		word := f.word(f.context)
		return f.token(f.context, fmt.Sprintf("%q is not followed by a colon", word),
			fmt.Sprintf(`write "%s: VALUE", or indent it below the value it belongs to`, word))
	case has("cannot start any token"):
		return f.token(f.at, fmt.Sprintf("a value cannot start with %q", f.char()), "put the value in quotes")
	case has("did not find expected node content"):
		if f.at >= len(f.text) || len(bytes.TrimSpace(f.text[f.at:])) == 0 {
			return f.unclosed()
		}
		return f.token(f.at, fmt.Sprintf("unexpected %q", f.char()), "delete it, or put the value in quotes")
	case has("did not find expected key"):
		return f.key()
	case has("expected '-' indicator"):
		return f.related(f.token(f.at, fmt.Sprintf("%q stands among the items of a list", f.word(f.at)),
			`start it with "- ", or indent it like the key that holds the list`), "the list starts here")
	case strings.Contains(f.what, "quoted scalar") && (has("end of stream") || has("document indicator")):
		return f.say("yaml-syntax", f.context, f.context+1, fmt.Sprintf("the quote %c is never closed", f.text[f.context]),
			fmt.Sprintf("add %c after the text", f.text[f.context]))
	case has("escape character"):
		end := min(f.at+2, len(f.text))
		return f.say("yaml-syntax", f.at, end, fmt.Sprintf("\"%s\" is no escape in double quotes", f.text[f.at:end]),
			`write "\\" for a backslash, or use single quotes`)
	case strings.Contains(f.what, "block scalar") && has("comment or line break"):
		return f.token(f.at, `text cannot follow "|" or ">" on the same line`, "start the text on the next line, indented")
	case strings.Contains(f.what, "an anchor") || strings.Contains(f.what, "an alias"):
		return f.token(f.context, fmt.Sprintf("%q must be followed by a name", string(f.text[f.context:f.context+1])),
			"put the value in quotes")
	}
	return f.token(f.at, "this is not valid YAML: "+plainWords(f.message), "compare it with its neighbours, or put the value in quotes")
}

func (f failure) say(code string, start, end int, message, help string) diag.Diagnostic {
	end = min(end, len(f.text))
	start = min(start, end)
	return diag.Diagnostic{
		Code: code, Span: diag.Span{Source: f.src, Start: start, End: end}, Message: message, Help: help,
	}
}

// token is say for the word at an offset.
func (f failure) token(at int, message, help string) diag.Diagnostic {
	return f.say("yaml-syntax", at, at+max(len(f.word(at)), 1), message, help)
}

func (f failure) related(d diag.Diagnostic, message string) diag.Diagnostic {
	if f.context != d.Span.Start {
		d.Related = []diag.Related{{Span: diag.Span{Source: f.src, Start: f.context, End: f.context}, Message: message}}
	}
	return d
}

// word returns the text from an offset to the next blank, colon or bracket.
func (f failure) word(at int) string {
	end := at
	for end < len(f.text) && blankLength(f.text[end:]) == 0 && !flowIndicator(f.text[end]) && f.text[end] != ':' {
		end++
	}
	return string(f.text[at:end])
}

func (f failure) char() string {
	if f.at >= len(f.text) {
		return ""
	}
	return string([]rune(string(f.text[f.at:min(f.at+4, len(f.text))]))[:1])
}

// tab recognises indentation with tabs, whatever the reader made of it, and
// offers spaces for it in the lines around.
func (f failure) tab() (diag.Diagnostic, bool) {
	start := lineStart(f.text, min(f.at, len(f.text)))
	if n := leadingTabs(f.text[start:]); n == 0 || f.at > start+n && !strings.Contains(f.message, "tab") {
		return diag.Diagnostic{}, false
	}
	d := f.say("tab-indent", start, start+leadingTabs(f.text[start:]), "a tab indents this line; YAML wants spaces",
		"replace the tabs by spaces")
	for at := start; at < len(f.text); at = nextLine(f.text, at) {
		n := leadingTabs(f.text[at:])
		if n == 0 {
			break
		}
		d.Fix = append(d.Fix, diag.Edit{
			Span: diag.Span{Source: f.src, Start: at, End: at + n},
			New:  strings.ReplaceAll(string(f.text[at:at+n]), "\t", "  "),
		})
	}
	return d, true
}

// leadingTabs returns the length of the indentation if there is a tab in it.
func leadingTabs(line []byte) int {
	n := len(line) - len(bytes.TrimLeft(line, " \t"))
	if bytes.IndexByte(line[:n], '\t') < 0 {
		return 0
	}
	return n
}

// flow explains a bracket that is not closed or a comma that is missing.
func (f failure) flow() diag.Diagnostic {
	bracket := f.text[f.context]
	closer := map[byte]byte{'{': '}', '[': ']'}[bracket]
	if f.at < len(f.text) && f.closes(bracket, closer) {
		if f.text[f.at] == ':' {
			f.at = bytes.LastIndexAny(f.text[:f.at], " \t\n{[,") + 1 // the key in front of it
		}
		return f.related(f.token(f.at, fmt.Sprintf("a comma or %q is missing before %q", string(closer), cmp.Or(f.word(f.at), f.char())),
			"separate entries by commas, and put texts with colons or commas in quotes"), "the bracket opens here")
	}
	return f.say("yaml-syntax", f.context, f.context+1, fmt.Sprintf("%q is never closed", string(bracket)),
		fmt.Sprintf("add %q after its last entry", string(closer)))
}

// closes tells whether the bracket at the context is closed further on, by a
// rough count that knows quotes and comments.
func (f failure) closes(open, closer byte) bool {
	depth := 0
	for at := f.context; at < len(f.text); at++ {
		switch c := f.text[at]; {
		case c == '#' && blankLength(f.text[at-1:]) > 0:
			at = lineEnd(f.text, at) - 1
		case (c == '"' || c == '\'') && bytes.IndexByte([]byte(" {[,:"), f.text[at-1]) >= 0:
			at = quotedEnd(f.text, at) - 1
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return c == closer && open != 0
			}
		}
	}
	return false
}

// unclosed explains a text that ends inside a bracket.
func (f failure) unclosed() diag.Diagnostic {
	end := len(bytes.TrimRight(f.text, " \t\r\n"))
	at := bytes.LastIndexAny(f.text[:end], "{[")
	if at < 0 {
		return f.say("yaml-syntax", end, end, "the text ends in the middle of a value", "write the value")
	}
	f.context, f.at = at, len(f.text)
	return f.flow()
}

// colon explains a second colon on a line, or a line indented below a value.
func (f failure) colon() diag.Diagnostic {
	start := lineStart(f.text, f.at)
	before := f.text[start:f.at]
	if first := bytes.Index(before, []byte(": ")); first >= 0 {
		from := start + first + 1
		from += len(f.text[from:f.at]) - len(bytes.TrimLeft(f.text[from:f.at], " \t"))
		end := start + len(bytes.TrimRight(f.text[start:lineEnd(f.text, start)], " \t\r"))
		return f.say("yaml-syntax", from, end, `a value with ": " in it needs quotes`,
			fmt.Sprintf("write %q in quotes, or {%s} for a mapping", string(f.text[from:end]), string(f.text[from:end])))
	}
	word := string(bytes.TrimLeft(before, " \t-"))
	at := f.at - len(word)
	return f.say("yaml-syntax", at, f.at, fmt.Sprintf("%q is indented as if it continued the value above", word),
		"indent it like its neighbours, or remove the value above it")
}

// key explains what stands where a key of a block mapping should.
func (f failure) key() diag.Diagnostic {
	switch c := f.char(); c {
	case "-":
		return f.related(f.token(f.at, "a list item stands among the keys of a mapping",
			"indent it below the key that holds the list"), "the mapping starts here")
	case "}", "]", ",":
		return f.token(f.at, fmt.Sprintf("unexpected %q", c), "delete it, or put the value in quotes")
	}
	return f.related(f.token(f.at, fmt.Sprintf("%q is indented unlike its neighbours", f.word(f.at)),
		"indent it like the keys it belongs with"), "the mapping starts here")
}

// plainWords takes the reader's jargon out of its message.
func plainWords(message string) string {
	for _, r := range [][2]string{
		{"did not find expected", "missing"}, {"could not find expected", "missing"}, {"did not find the expected", "missing"},
		{"found ", ""}, {"scalar", "text"}, {"token", "word"},
	} {
		message = strings.ReplaceAll(message, r[0], r[1])
	}
	return message
}
