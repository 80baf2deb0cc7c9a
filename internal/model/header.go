package model

import (
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// LanguageVersion is the version of the language that this package reads.
const LanguageVersion = 1

// header checks the two keys that every design has.
func (c *checker) header() {
	at := c.top()
	version := c.d.Root.Get("loadpath")
	switch {
	case version == nil:
		c.errorf(at, "missing-key", "begin the file with loadpath: 1", "the design does not say its version of the language")
	case version.Kind == syntax.Scalar && c.d.Version != LanguageVersion && isWhole(version.Value):
		c.errorf(version.Span, "unknown-version", "write loadpath: 1", "this is version %s of the language; loadpath reads version 1", version.Value)
	}
	switch {
	case c.d.Root.Get("system") == nil:
		c.errorf(at, "missing-key", "write system: and a short name", "the design has no name")
	case c.d.System != "" && badName(&field{}, c.d.System) != "":
		c.errorf(c.d.Root.Get("system").Span, "bad-name", badName(&field{}, c.d.System), "%q is not a name", c.d.System)
	}
}

// wantHeader reports a document that is no mapping at all.
func (c *checker) wantHeader(root *syntax.Node) {
	help := "begin with loadpath: 1 and system: my-system"
	if root.Kind == syntax.Null {
		c.errorf(root.Span, "empty-design", help, "the design is empty")
		return
	}
	c.errorf(root.Span, "wrong-shape", help, "a design must be a mapping, not %s", shapeOf(root))
}

// top is the first character of the design.
func (c *checker) top() diag.Span {
	span := c.d.Root.Span
	span.End = min(span.Start+1, span.End)
	if len(c.d.Root.Pairs) > 0 {
		span = c.d.Root.Pairs[0].Key.Span
	}
	return span
}

func isWhole(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != ""
}
