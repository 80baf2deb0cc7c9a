package syntax

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/loadpath/loadpath/internal/diag"
)

// maxEncodingProblems is how many broken bytes or control characters are
// reported and read around before the text is taken for something else.
const maxEncodingProblems = 20

var bom = []byte("\uFEFF")

func bomLength(text []byte) int {
	if bytes.HasPrefix(text, bom) {
		return len(bom)
	}
	return 0
}

// readable returns the text with every byte that no YAML reader accepts
// replaced, so that offsets stay the same and the rest can be checked. The
// text is nil when it is not text at all.
func readable(src *diag.Source) ([]byte, diag.List) {
	text := src.Text
	refuse := func(d diag.Diagnostic) ([]byte, diag.List) { return nil, diag.List{d} }
	if len(text) > MaxBytes {
		return refuse(diag.Diagnostic{
			Code: "too-large", Span: diag.Span{Source: src},
			Message: fmt.Sprintf("the file has %d MB; at most %d MB are read", len(text)>>20, MaxBytes>>20),
			Help:    "split it into several files and join them with include: [a.yaml, b.yaml]",
		})
	}
	if bytes.HasPrefix(text, []byte("\xFF\xFE")) || bytes.HasPrefix(text, []byte("\xFE\xFF")) {
		return refuse(diag.Diagnostic{
			Code: "not-utf8", Span: diag.Span{Source: src},
			Message: "the file is encoded as UTF-16",
			Help:    `save it as UTF-8, for example with "iconv -f UTF-16 -t UTF-8"`,
		})
	}

	var problems diag.List
	clean := text
	if version := []byte("%YAML 1.2"); bytes.HasPrefix(text[bomLength(text):], version) {
		clean = bytes.Clone(text) // the reader knows 1.2 but not its name
		clean[bomLength(text)+len(version)-1] = '1'
	}
	for i := bomLength(text); i < len(text); {
		if b := text[i]; b >= ' ' && b < 0x7F || b == '\n' || b == '\r' || b == '\t' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if printable(r, size) {
			i += size
			continue
		}
		if len(problems) == maxEncodingProblems {
			return nil, problems[:1]
		}
		problems = append(problems, unreadable(src, i, r, size))
		if &clean[0] == &text[0] {
			clean = bytes.Clone(text)
		}
		for k := range size {
			clean[i+k] = '?'
		}
		i += size
	}
	return clean, problems
}

// printable tells whether YAML allows the character. YAML 1.2, production 1.
func printable(r rune, size int) bool {
	if r == utf8.RuneError && size == 1 {
		return false
	}
	return r == 0x85 || r >= 0xA0 && r != 0xFEFF && r != 0xFFFE && r != 0xFFFF
}

func unreadable(src *diag.Source, at int, r rune, size int) diag.Diagnostic {
	span := diag.Span{Source: src, Start: at, End: at + size}
	if r == utf8.RuneError && size == 1 {
		return diag.Diagnostic{
			Code: "not-utf8", Span: span,
			Message: fmt.Sprintf("byte 0x%02X at offset %d is not UTF-8", src.Text[at], at),
			Help:    "save the file as UTF-8",
		}
	}
	return diag.Diagnostic{
		Code: "control-character", Span: span,
		Message: fmt.Sprintf("character U+%04X is not allowed in YAML", r),
		Help:    fmt.Sprintf(`delete it, or write "\u%04x" inside double quotes`, r),
		Fix:     []diag.Edit{{Span: span}},
	}
}
