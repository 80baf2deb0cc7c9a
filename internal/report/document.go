package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/page"
	"github.com/loadpath/loadpath/internal/study"
)

// Issue says how a document goes out. The zero Issue is in our own order and
// has no date.
type Issue struct {
	Guide string // in the order of the guide of "6", "7", "11" or "13" steps; "" or "16" is our own
	Date  string // of the text, as 2026-11-22; "" says none
}

// File is one file of a design document; its name is relative to the
// document's folder.
type File struct {
	Name string
	Data []byte
}

// Document returns the design document as files: design.html, which needs no
// other, first, then design.md and the figures it refers to. The same study
// and issue give the same bytes. The error is for an unknown guide.
func Document(s *study.Study, issue Issue) ([]File, error) {
	doc, err := write(s, issue)
	if err != nil {
		return nil, err
	}
	return filesOf(doc, "design")
}

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

// HTML writes the design document as one self-contained page. The error is for
// an unknown guide, or that of w.
func HTML(w io.Writer, s *study.Study, issue Issue) error {
	doc, err := write(s, issue)
	if err != nil {
		return err
	}
	return doc.WriteHTML(w)
}

// Markdown writes the design document as GitHub Flavored Markdown; its figures
// are files that Document returns. The error is for an unknown guide, or that
// of w.
func Markdown(w io.Writer, s *study.Study, issue Issue) error {
	doc, err := write(s, issue)
	if err != nil {
		return err
	}
	return doc.WriteMarkdown(w, figures)
}

// write puts the whole document together: one page of summary, then what each
// step hands over, then what belongs to no single step.
func write(s *study.Study, issue Issue) (page.Doc, error) {
	stages, err := s.Process(issue.Guide)
	if err != nil {
		return page.Doc{}, err
	}
	cites := newCitations()
	doc := page.Doc{
		Title:    s.Title(),
		Subtitle: s.Design.Summary,
		Date:     imprint(s, issue),
		Summary:  summary(s, cites),
	}
	for _, step := range inOrder(stages) {
		doc.Sections = append(doc.Sections, page.Section{
			ID: step.Step.Key, Title: step.Step.Artifact, Above: above(stages, step), Status: stateChip(step.State), Body: section(s, step, cites),
		})
	}
	steps := len(doc.Sections)
	text := wordsOf(doc.Summary)
	for _, part := range doc.Sections {
		text += wordsOf(part.Body)
	}
	doc.Sections = append(doc.Sections, appendices(s, cites, text)...)
	doc.Chapters = chapters(stages, doc.Sections[steps:])
	return doc, nil
}

// inOrder are the steps in the order in which a guide first comes to them.
func inOrder(stages []study.Stage) []*model.StepState {
	var out []*model.StepState
	for _, stage := range stages {
		for _, step := range stage.Steps {
			if !slices.Contains(out, step) {
				out = append(out, step)
			}
		}
	}
	return out
}

// above names the guide's own steps that ask for what a step of ours hands over.
func above(stages []study.Stage, step *model.StepState) string {
	var titles []string
	for _, stage := range stages {
		if stage.Title != "" && slices.Contains(stage.Steps, step) {
			titles = append(titles, stage.Title)
		}
	}
	return strings.Join(titles, " · ")
}

// chapters are the stages of a guide, or our own steps without more words, and
// then the appendices.
func chapters(stages []study.Stage, appendices []page.Section) []page.Chapter {
	var out []page.Chapter
	for _, stage := range stages {
		if len(out) == 0 || stage.Title != "" {
			out = append(out, page.Chapter{Title: stage.Title})
		}
		ids := &out[len(out)-1].IDs
		for _, step := range stage.Steps {
			*ids = append(*ids, step.Step.Key)
		}
	}
	last := page.Chapter{Title: "Appendix"}
	for _, s := range appendices {
		last.IDs = append(last.IDs, s.ID)
	}
	return append(out, last)
}

// imprint is the line that tells one issue of the document from another. The
// date is left out when none is known: a document never has that of its
// printing, so that the same design gives the same bytes.
func imprint(s *study.Study, issue Issue) string {
	parts := []string{"Design text " + fingerprint(s), s.Circumstances()}
	if issue.Date != "" {
		parts = append([]string{issue.Date}, parts...)
	}
	if guide, ok := model.GuideOf(issue.Guide); ok {
		parts = append(parts, "in the order of “"+guide.Title+"”")
	}
	return strings.Join(parts, " · ")
}

// fingerprint tells one text of a design from another: the start of the
// SHA-256 of all its files.
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
