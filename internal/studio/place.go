package studio

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// Place is where something stands.
type Place struct {
	File string `json:"file"` // that is included, or stands beside; "" for the design file itself
	Line int    `json:"line"` // from 1; 0 when it stands nowhere
}

// placeOf is where a span of a design starts.
func placeOf(d *model.Design, span diag.Span) Place {
	return placeFrom(mainOf(d.Doc).Name, span.File(), span.Position().Line)
}

// placeFrom is a line of a file, as it is named from the design file.
func placeFrom(design, file string, line int) Place {
	if file == design || file == "" {
		return Place{Line: line}
	}
	if name, err := filepath.Rel(filepath.Dir(design), file); err == nil {
		file = filepath.ToSlash(name)
	}
	return Place{file, line}
}

// words are "line 3", or "parts/db.yaml, line 3".
func (p Place) words() string {
	if p.File == "" {
		return fmt.Sprintf("line %d", p.Line)
	}
	return fmt.Sprintf("%s, line %d", p.File, p.Line)
}

// mainOf is the design file itself, which the page shows and writes.
func mainOf(doc *syntax.Document) *diag.Source { return doc.Sources[0] }

// includeOf is where the design file names another one, or where it names one
// that does.
func includeOf(doc *syntax.Document, file string) diag.Span {
	main := mainOf(doc)
	names := doc.Root.Get("include")
	included := slices.ContainsFunc(doc.Sources, func(s *diag.Source) bool { return s.Name == file })
	if names == nil || names.Span.Source != main || !included {
		return diag.Span{}
	}
	for _, name := range append([]*syntax.Node{names}, names.Items...) {
		if name.Kind == syntax.Scalar && filepath.Join(filepath.Dir(main.Name), name.Value) == filepath.Clean(file) {
			return name.Span
		}
	}
	return names.Span
}
