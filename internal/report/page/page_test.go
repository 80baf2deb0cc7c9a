package page

import (
	"encoding/xml"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

var update = flag.Bool("update", false, "write the golden documents")

var sample = Doc{
	Title:    "URL shortener <design>",
	Subtitle: "Turn long links into short ones and redirect fast.",
	Date:     "2026-11-22, seed 1",
	Intro: []block.Block{
		block.Callout{Tone: look.Bad, Title: "Breaks at 1.4 times the peak", Body: []block.Block{
			block.Paragraph{Text: block.Plain("The database ").Mono("links-db").Plain(" saturates first, see ").Link("scale", "#scale").Plain(".")},
		}},
	},
	Sections: []Section{
		{ID: "justify", Title: "Project justification", Status: block.Chip(look.Good, "approved"), Body: []block.Block{
			block.Paragraph{Text: block.Plain("Links in print and SMS are too long to type. ").Strong("Build.")},
			block.Definitions{Items: []block.Definition{
				{Term: block.Plain("Problem"), Text: block.Plain("Links are too long to type")},
				{Term: block.Plain("Alternatives"), Text: block.Plain("A hosted shortener: our data leaves the region; $9k/month at our volume")},
			}},
			block.List{Items: []block.Text{block.Plain("marketing"), block.Plain("support")}},
		}},
		{ID: "quality", Title: "Quality requirements", Status: block.Chip(look.Bad, "broken"), Body: []block.Block{
			block.Table{
				Columns: []block.Column{{Title: "Requirement"}, {Title: "Limit", Number: true}, {Title: "Estimate", Number: true}, {Title: "Simulation", Number: true}, {Title: "Verdict"}},
				Rows: [][]block.Text{
					{block.Mono("fast"), block.Plain("50 ms"), block.Plain("31 ms"), block.Plain("34.2 ms"), block.Chip(look.Good, "met")},
					{block.Mono("up"), block.Plain("99.99%"), block.Plain("99.975%"), block.Plain("99.97%"), block.Chip(look.Bad, "broken")},
					{block.Mono("budget"), block.Plain("$40k/month"), block.Plain("$38k/month"), block.Plain("one witness"), block.Chip(look.Unsure, "unsure")},
					{block.Mono("no-loss"), block.Plain("0 s"), nil, nil, block.Chip(look.Unknown, "unknown")},
					{block.Mono("fresh")},
				},
			},
			block.Details{Summary: block.Plain("How the estimate of ").Mono("fast").Plain(" is made"), Body: []block.Block{
				block.Code{Language: "text", Text: "flows.redirect.latency.p99 = 31 ms\n  edge 1 ms + api 3 ms + …\n"},
				block.Heading{Level: 4, Text: block.Plain("Inputs")},
				block.List{Ordered: true, Items: []block.Text{block.Plain("100M readers a day"), block.Plain("5 redirects each")}},
			}},
		}},
		{ID: "scale", Title: "Back-of-the-envelope sheet", Status: block.Chip(look.Unknown, "started"), Body: []block.Block{
			block.Heading{ID: "load", Text: block.Plain("Load by component")},
			block.Figure{ID: "utilisation", Alt: "Utilisation at peak", Caption: block.Plain("Utilisation of cores at peak."),
				SVG: draw.BarChart{Title: "Utilisation at peak", Unit: unit.KindRatio, Bars: []draw.Bar{
					{Label: "links-db", Parts: []draw.Part{{Name: "busy", Value: 0.93}}, Tone: look.Bad}, {Label: "api", Parts: []draw.Part{{Name: "busy", Value: 0.6}}},
				}}.SVG()},
		}},
	},
}

func TestDocumentsStayTheSame(t *testing.T) {
	for name, got := range map[string]string{"testdata/sample.html": htmlOf(t, sample), "testdata/sample.md": markdownOf(t, sample)} {
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s changed; look at it, then go test -update", name)
		}
	}
}

func TestAPageNeedsNothingElse(t *testing.T) {
	page := htmlOf(t, sample)
	for _, fetch := range []string{"src=", "url(", "@import", "<link", "<script"} {
		if strings.Contains(page, fetch) {
			t.Errorf("the page holds %q", fetch)
		}
	}
}

func TestEverySectionIsInTheContents(t *testing.T) {
	page := htmlOf(t, sample)
	for _, s := range sample.Sections {
		if !strings.Contains(page, `<a href="#`+s.ID+`">`) || !strings.Contains(page, `<section id="`+s.ID+`">`) {
			t.Errorf("section %s cannot be reached", s.ID)
		}
	}
}

// TestTagsClose reads the page strictly, as the XML that its markup is too.
func TestTagsClose(t *testing.T) {
	d := xml.NewDecoder(strings.NewReader(htmlOf(t, sample)))
	d.Entity = xml.HTMLEntity
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestHostileTitlesStayText(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	page := htmlOf(t, Doc{Title: evil, Subtitle: evil, Date: evil, Sections: []Section{{ID: "a", Title: evil, Status: block.Chip(look.Bad, evil), Body: []block.Block{block.Paragraph{Text: block.Mono(evil)}}}}})
	if strings.Contains(page, "<script") {
		t.Error("a title became markup")
	}
}

func TestFiguresAreThoseOfAllSections(t *testing.T) {
	found := sample.Figures()
	if len(found) != 1 || found[0].ID != "utilisation" {
		t.Errorf("figures %v, want utilisation", found)
	}
}

func htmlOf(t *testing.T, d Doc) string {
	t.Helper()
	var b strings.Builder
	if err := d.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func markdownOf(t *testing.T, d Doc) string {
	t.Helper()
	var b strings.Builder
	if err := d.WriteMarkdown(&b, "figures"); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
