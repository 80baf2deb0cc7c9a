package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/loadpath/loadpath/internal/report/page"
	"github.com/loadpath/loadpath/internal/study"
)

// File is one file of a design document; its name is relative to the
// document's folder.
type File struct {
	Name string
	Data []byte
}

// Document returns the design document as files: design.html, which needs no
// other, first, then design.md and the figures it refers to. The same study
// gives the same bytes.
func Document(s *study.Study) ([]File, error) { return filesOf(write(s), "design") }

// filesOf writes a document as HTML and as Markdown of that name, with its
// figures.
func filesOf(doc page.Doc, name string) ([]File, error) {
	var html, markdown bytes.Buffer
	if err := doc.WriteHTML(&html); err != nil {
		return nil, fmt.Errorf("write the HTML document: %w", err)
	}
	if err := doc.WriteMarkdown(&markdown, figures); err != nil {
		return nil, fmt.Errorf("write the Markdown document: %w", err)
	}
	files := []File{{name + ".html", html.Bytes()}, {name + ".md", markdown.Bytes()}}
	for _, f := range doc.Figures() {
		files = append(files, File{figures + "/" + f.ID + ".svg", []byte(f.SVG)})
	}
	return files, nil
}

// figures is the folder of pictures beside design.md.
const figures = "figures"

// HTML writes the design document as one self-contained page. Its errors are
// those of w.
func HTML(w io.Writer, s *study.Study) error { return write(s).WriteHTML(w) }

// Markdown writes the design document as GitHub Flavored Markdown; its figures
// are files that Document returns. Its errors are those of w.
func Markdown(w io.Writer, s *study.Study) error { return write(s).WriteMarkdown(w, figures) }

// write puts the whole document together: one page of summary, then what each
// step hands over.
func write(s *study.Study) page.Doc {
	doc := page.Doc{
		Title:    s.Title(),
		Subtitle: s.Design.Summary,
		Date:     fmt.Sprintf("Design text %s · %s", fingerprint(s), s.Circumstances()),
		Intro:    summary(s),
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		doc.Sections = append(doc.Sections, page.Section{
			ID: step.Step.Key, Title: step.Step.Artifact, Status: stateChip(step.State), Body: section(s, step),
		})
	}
	return doc
}

// fingerprint tells one text of a design from another: the start of the
// SHA-256 of all its files. A document has no date of its own, so that the
// same design gives the same bytes.
func fingerprint(s *study.Study) string {
	h := sha256.New()
	if s.Design.Doc != nil {
		for _, src := range s.Design.Doc.Sources {
			fmt.Fprintf(h, "%d\n", len(src.Text))
			h.Write(src.Text)
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}
