package report

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/page"
	"github.com/loadpath/loadpath/internal/study"
)

const outagePages = "../../docs/outages"

// The gallery of outages is what the program finds out about their designs; the
// words at the top of each page are those at the top of its design.
func TestTheGalleryOfOutagesIsWhatTheirRunsSay(t *testing.T) {
	readme := "# Outages, replayed\n\nEach page is a published outage as a design: the mechanism, a script of what was\ndone to it, and a repaired twin under the same script. Nothing in a script states\nthe outcome; it follows from the mechanism, with every seed. `loadpath new --list`\nlists them.\n\n| outage | mechanism | as designed | repaired |\n| --- | --- | --- | --- |\n"
	docs, runs := make([]page.Doc, len(designs.Outages())), make([]*study.Campaign, len(designs.Outages()))
	t.Run("runs", func(t *testing.T) {
		for i, name := range designs.Outages() {
			t.Run(filepath.Base(name), func(t *testing.T) {
				t.Parallel()
				docs[i], runs[i] = outagePage(t, name)
			})
		}
	})
	for i, name := range designs.Outages() {
		if runs[i] == nil {
			continue // its own test has failed
		}
		base := filepath.Base(name)
		var md bytes.Buffer
		if err := docs[i].WriteMarkdown(&md, base); err != nil {
			t.Fatal(err)
		}
		published(t, base+".md", md.String())
		for _, f := range docs[i].Figures() {
			published(t, filepath.Join(base, f.ID+".svg"), f.SVG)
		}
		text, _ := designs.Text(name)
		d := load(t, name, text)
		s := runs[i].Scenarios
		twin := slices.IndexFunc(s, func(r study.ScenarioResult) bool { return r.Variant == "twin" })
		readme += fmt.Sprintf("| [%s](%s.md) | %s | %s | %s |\n", base, base, d.Summary, s[0].Verdict, s[twin].Verdict)
	}
	published(t, "README.md", readme)
}

// outagePage runs the scripts of an outage and tells them.
func outagePage(t *testing.T, name string) (page.Doc, *study.Campaign) {
	t.Helper()
	text, _ := designs.Text(name)
	d := load(t, name+".yaml", text)
	c, err := study.Chaos(context.Background(), d, "", study.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	doc := chaosPage(d, c)
	for _, paragraph := range preface(string(text)) {
		doc.Intro = append(doc.Intro, block.Paragraph{Text: block.Plain(paragraph)})
	}
	base := filepath.Base(name)
	doc.Intro = append(doc.Intro, block.Code{Language: "sh", Text: fmt.Sprintf("loadpath new %s.yaml --template %s\nloadpath chaos %s.yaml\n", base, name, base)})
	return doc, c
}

// preface is the comment at the top of a design, paragraph by paragraph.
func preface(text string) []string {
	var paragraphs []string
	var lines []string
	end := func() {
		if len(lines) > 0 {
			paragraphs = append(paragraphs, strings.Join(lines, " "))
		}
		lines = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		comment, is := strings.CutPrefix(line, "#")
		switch comment = strings.TrimSpace(comment); {
		case !is:
			end()
			return paragraphs
		case strings.HasPrefix(comment, "yaml-language-server"):
		case comment == "":
			end()
		default:
			lines = append(lines, comment)
		}
	}
	return paragraphs
}

// published compares with a page of the documentation, or writes it with
// -update.
func published(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join(outagePages, name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, _ := os.ReadFile(path); string(want) != got {
		t.Errorf("docs/outages/%s is not what the runs say now; run `go test ./internal/report -run Gallery -update` and read the diff", name)
	}
}
