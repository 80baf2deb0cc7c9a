package faulttree

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// element is one element of an XML file, with its place.
type element struct {
	name     string
	attr     map[string]string
	span     diag.Span
	children []*element
}

// only returns the first child that passes a test; nil when none does.
func (e *element) only(is func(*element) bool) *element {
	for _, c := range e.children {
		if is(c) {
			return c
		}
	}
	return nil
}

// child returns the first child of a name; nil when there is none.
func (e *element) child(name string) *element {
	return e.only(func(c *element) bool { return c.name == name })
}

// mostDepth is how deep elements may stand inside each other; fault trees are
// flat, and what is deeper is an attack or a mistake.
const mostDepth = 2000

// parseXML reads a file as a tree of elements. It returns nil when the file is
// not XML; what is wrong is appended to problems.
func parseXML(file *diag.Source, problems *diag.List) *element {
	file, encoding := asUTF8(file)
	dec := xml.NewDecoder(bytes.NewReader(file.Text))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var root *element
	var open []*element
	fail := func(start int64, message, help string) *element {
		at := diag.Span{Source: file, Start: int(start), End: min(int(start)+1, len(file.Text))}
		*problems = append(*problems, diag.Diagnostic{Severity: diag.Error, Code: "openpsa-xml", Span: at, Message: message, Help: help})
		return nil
	}
	if encoding != "" {
		return fail(0, fmt.Sprintf("the encoding %q is not read", encoding), "save the file as UTF-8")
	}
	for {
		start := dec.InputOffset()
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fail(dec.InputOffset(), fmt.Sprintf("the file is not XML: %s", cause(err)), "")
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			e := &element{name: tok.Name.Local, attr: map[string]string{}, span: diag.Span{Source: file, Start: int(start), End: int(dec.InputOffset())}}
			for _, a := range tok.Attr {
				e.attr[a.Name.Local] = strings.TrimSpace(a.Value)
			}
			switch {
			case len(open) >= mostDepth:
				return fail(start, fmt.Sprintf("elements stand more than %d deep inside each other", mostDepth), "")
			case root != nil && len(open) == 0:
				return fail(start, fmt.Sprintf("%q stands behind the end of %q", e.name, root.name), "a file holds one model; give two files")
			case len(open) > 0:
				parent := open[len(open)-1]
				parent.children = append(parent.children, e)
			default:
				root = e
			}
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
	if root == nil {
		return fail(0, "the file holds no XML element", "export the model in the Open-PSA Model Exchange Format")
	}
	return root
}

// declared finds the encoding that the first line of a file says.
var declared = regexp.MustCompile(`^\s*<\?xml[^>]*\bencoding=["']([^"']*)["']`)

// asUTF8 turns a file with one byte a character, that of Unicode, into UTF-8, so
// that places in it are those of its text. It returns the name of any other
// encoding than these.
func asUTF8(file *diag.Source) (*diag.Source, string) {
	encoding := "utf-8"
	if first := declared.FindSubmatch(file.Text); first != nil {
		encoding = string(first[1])
	}
	switch strings.ToLower(encoding) {
	case "utf-8", "utf8":
		return file, ""
	case "iso-8859-1", "latin1", "us-ascii", "ascii":
		text := make([]rune, len(file.Text))
		for i, c := range file.Text {
			text[i] = rune(c)
		}
		return diag.NewSource(file.Name, []byte(string(text))), ""
	}
	return file, encoding
}

// cause is what an XML error says, without the line that the place says.
func cause(err error) string {
	var bad *xml.SyntaxError
	if errors.As(err, &bad) {
		return bad.Msg
	}
	return err.Error()
}
