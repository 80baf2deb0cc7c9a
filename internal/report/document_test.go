package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	htmlpkg "html"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

func TestEveryStepHasAnArtifact(t *testing.T) {
	if len(artifacts) != len(model.ProcessSteps) {
		t.Fatalf("%d artifacts for %d steps", len(artifacts), len(model.ProcessSteps))
	}
	for i, step := range model.ProcessSteps {
		if artifacts[i].step != step.Key {
			t.Errorf("artifact %d is of %q, want %q", i+1, artifacts[i].step, step.Key)
		}
	}
}

func TestDocumentOfEveryTemplateIsWhole(t *testing.T) {
	for name, d := range templates(t) {
		t.Run(name, func(t *testing.T) {
			s := reviewed(t, d)
			files := document(t, s)
			checkSections(t, files["design.html"])
			checkRequirements(t, s, files)
			checkFigures(t, files)
			checkNesting(t, files["design.html"])
			checkTables(t, files["design.html"])
			checkSelfContained(t, files["design.html"])
			checkLinks(t, files)
			checkDerivations(t, s, files["design.html"])
		})
	}
}

func checkSections(t *testing.T, html string) {
	t.Helper()
	at := 0
	for _, step := range model.ProcessSteps {
		mark := fmt.Sprintf(`<section id="%s">`, step.Key)
		i := strings.Index(html[at:], mark)
		if i < 0 {
			t.Fatalf("no section %q after the one before it", step.Key)
		}
		at += i
	}
	if !strings.Contains(html, `<section id="summary"`) {
		t.Error("no summary")
	}
}

// checkRequirements wants each requirement with its limit and verdict on one
// row of the summary, in both forms.
func checkRequirements(t *testing.T, s *study.Study, files map[string]string) {
	t.Helper()
	html := files["design.html"]
	summary := html[strings.Index(html, `<section id="summary"`):strings.Index(html, `<section id="justify"`)]
	for _, r := range s.Requirements {
		row := regexp.MustCompile(`<tr><td><code>` + regexp.QuoteMeta(r.Name) + `</code></td><td>` + regexp.QuoteMeta(r.Describe()) + `</td>.*</tr>`).FindString(summary)
		if !strings.Contains(row, string(r.Verdict)) || !strings.Contains(row, limitOf(r)) {
			t.Errorf("the summary has no row of %s %s with limit %s and verdict %s: %q", r.Name, r.Describe(), limitOf(r), r.Verdict, row)
		}
		if line := "| `" + r.Name + "` | " + r.Describe() + " |"; !strings.Contains(files["design.md"], line) {
			t.Errorf("design.md has no line %q", line)
		}
	}
}

// checkFigures wants every figure of the Markdown document as a file that is a
// picture of something, and no other files.
func checkFigures(t *testing.T, files map[string]string) {
	t.Helper()
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`!\[[^\]]+\]\(<([^>]+)>\)`).FindAllStringSubmatch(files["design.md"], -1) {
		named[m[1]] = true
		if files[m[1]] == "" {
			t.Errorf("design.md shows %s, which is not written", m[1])
		}
	}
	for name, data := range files {
		if !strings.HasSuffix(name, ".svg") {
			continue
		}
		if !named[name] {
			t.Errorf("%s is written and not shown", name)
		}
		if !strings.HasPrefix(data, "<svg") || strings.Count(data, "<") < 12 {
			t.Errorf("%s is an empty picture: %.200s", name, data)
		}
	}
	if len(named) < 10 {
		t.Errorf("only %d figures", len(named))
	}
}

// checkNesting reads HTML as XML whose void elements close themselves: every
// tag must be closed in its place.
func checkNesting(t *testing.T, html string) {
	t.Helper()
	ids := map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(html))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the page is not well nested: %v", err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			open = append(open, x.Name.Local)
			for _, a := range x.Attr {
				if a.Name.Local == "id" && ids[a.Value] {
					t.Errorf("two elements have the id %q", a.Value)
				}
				if a.Name.Local == "id" {
					ids[a.Value] = true
				}
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != x.Name.Local {
				t.Fatalf("</%s> closes %v", x.Name.Local, open)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("not closed: %v", open)
	}
}

// checkTables wants two columns and one row at least of every table, and as
// many cells in each row as there are columns.
func checkTables(t *testing.T, html string) {
	t.Helper()
	for _, table := range regexp.MustCompile(`(?s)<table>.*?</table>`).FindAllString(html, -1) {
		columns := strings.Count(table, "<th ")
		rows := regexp.MustCompile(`<tr><td.*</tr>`).FindAllString(table, -1)
		if columns < 2 || len(rows) == 0 {
			t.Errorf("a table of %d columns and %d rows: %s", columns, len(rows), plainText(table))
		}
		for _, row := range rows {
			if n := strings.Count(row, "<td"); n != columns {
				t.Errorf("%d cells under %d columns: %s", n, columns, plainText(row))
			}
		}
	}
}

// checkLinks wants every link within the document to lead somewhere, in both
// forms.
func checkLinks(t *testing.T, files map[string]string) {
	t.Helper()
	for name, link := range map[string]string{"design.html": `href="#([^"]+)"`, "design.md": `\(<#([^>]+)>\)`} {
		text := files[name]
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(`\sid="([^"]+)"`).FindAllStringSubmatch(text, -1) {
			ids[m[1]] = true
		}
		links := regexp.MustCompile(link).FindAllStringSubmatch(text, -1)
		for _, m := range links {
			if !ids[m[1]] {
				t.Errorf("%s leads to #%s, which it has not", name, m[1])
			}
		}
		if len(links) < 300 {
			t.Errorf("%s has only %d links", name, len(links))
		}
	}
}

// checkDerivations wants every number in the appendix with its value and
// formula, led to from somewhere and leading back there.
func checkDerivations(t *testing.T, s *study.Study, html string) {
	t.Helper()
	entry := regexp.MustCompile(`<dt><code id="n-([^"]+)">.*\n(?:<dd class="more">.*\n)*`)
	entries := entry.FindAllStringSubmatch(html, -1)
	for _, e := range entries {
		if n := strings.Count(html, `href="#n-`+e[1]+`"`); n == 0 {
			t.Errorf("nothing leads to the derivation of %s", e[1])
		}
		if !strings.Contains(e[0], "shown in <a ") && !strings.Contains(e[0], "used by <a ") {
			t.Errorf("the derivation of %s does not lead back: %s", e[1], plainText(e[0]))
		}
	}
	for _, r := range s.Requirements {
		q := s.Sheet.Get(r.QuantityID())
		if q == nil || q.Why != "" {
			continue
		}
		got := html[strings.Index(html, `id="`+derived(q.ID)+`"`):]
		got = htmlpkg.UnescapeString(plainText(got[:strings.Index(got, "<dt>")]))
		if !strings.Contains(got, measured(q)) || !strings.Contains(got, q.Formula) {
			t.Errorf("the derivation of %s lacks %s or %s: %s", q.ID, measured(q), q.Formula, got)
		}
	}
	if len(entries) < 100 {
		t.Errorf("only %d derivations", len(entries))
	}
}

func checkSelfContained(t *testing.T, html string) {
	t.Helper()
	for _, loads := range []string{"<script", "<link", "<img", "src=", "@import", "url(http"} {
		if strings.Contains(html, loads) {
			t.Errorf("the page needs another file: it has %q", loads)
		}
	}
}

func TestSameDesignGivesSameDocument(t *testing.T) {
	d := design(t, "notes.yaml")
	first, second := document(t, reviewed(t, d)), document(t, reviewed(t, d))
	if len(first) != len(second) {
		t.Fatalf("%d files, then %d", len(first), len(second))
	}
	for name, data := range first {
		if second[name] != data {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

func TestDocumentTellsTextsApart(t *testing.T) {
	text := "loadpath: 1\nsystem: a\n"
	one, other := fingerprint(estimatedText(t, text)), fingerprint(estimatedText(t, text+"# a comment\n"))
	if one == other {
		t.Errorf("two texts have the fingerprint %s", one)
	}
	if again := fingerprint(estimatedText(t, text)); again != one || len(one) != 12 {
		t.Errorf("the fingerprint is %s, then %s", one, again)
	}
}

func estimatedText(t *testing.T, text string) *study.Study {
	t.Helper()
	return estimated(t, load(t, "design.yaml", []byte(text)))
}

func TestHostileTextIsOnlyText(t *testing.T) {
	const evil = `<script>alert(1)</script>" onload="x`
	text := strings.NewReplacer("Shared notes", evil, "Notes are lost in chat.", evil, "A writer writes a note.", evil, "One database.", evil,
		"health checks", evil, "survey of ten teams", evil, "sends mail", evil).Replace(string(readTestdata(t, "notes.yaml")))
	text = strings.ReplaceAll(text, evil, "'"+strings.ReplaceAll(evil, "'", "''")+"'")
	files := document(t, reviewed(t, load(t, "notes.yaml", []byte(text))))
	checkNesting(t, files["design.html"])
	for name, data := range files {
		for _, markup := range regexp.MustCompile("(.?)<script").FindAllStringSubmatch(data, -1) {
			if name != "design.md" || markup[1] != `\` && markup[1] != "`" {
				t.Errorf("%s carries markup of the design: %q", name, markup[0])
			}
		}
	}
	if !strings.Contains(files["design.html"], "&lt;script&gt;") {
		t.Error("the page does not show the text at all")
	}
}

func TestEmptyDesignGivesAShortUsefulDocument(t *testing.T) {
	s := reviewed(t, design(t, "guestbook.yaml"))
	files := document(t, s)
	html := files["design.html"]
	checkSections(t, html)
	checkNesting(t, html)
	checkTables(t, html)
	read := html[strings.Index(html, "<body"):strings.Index(html, `<section id="simulation"`)]
	unfolded := regexp.MustCompile(`(?s)<details>.*?</details>|<svg.*?</svg>`).ReplaceAllString(read, "")
	if n := len(strings.Fields(plainText(unfolded))); n > 1500 {
		t.Errorf("the document of a ten-line design has %d words", n)
	}
	for _, useful := range []string{
		"No requirement says what must hold", "nothing says what must hold. Type", "requirements: {quality:",
		"The design says nothing of this yet.", "why: {problem:", "no-timeout", "40/s",
	} {
		if !strings.Contains(html, useful) {
			t.Errorf("the document does not say %q", useful)
		}
	}
	if strings.Contains(html, "NaN") || strings.Contains(html, "Inf") {
		t.Error("the document shows a number that is none")
	}
}

func TestDesignWithNothingInItGivesADocument(t *testing.T) {
	files := document(t, estimatedText(t, "loadpath: 1\nsystem: nothing\n"))
	checkSections(t, files["design.html"])
	checkNesting(t, files["design.html"])
	checkTables(t, files["design.html"])
	for name := range files {
		if strings.HasSuffix(name, ".svg") {
			t.Errorf("a design with nothing in it has a picture %s", name)
		}
	}
}

func TestHTMLAndMarkdownAreThoseOfTheDocument(t *testing.T) {
	s := estimated(t, design(t, "notes.yaml"))
	files := document(t, s)
	for name, write := range map[string]func(io.Writer, *study.Study, Issue) error{"design.html": HTML, "design.md": Markdown} {
		var b bytes.Buffer
		if err := write(&b, s, Issue{}); err != nil {
			t.Fatal(err)
		}
		if b.String() != files[name] {
			t.Errorf("%s is not what the document holds", name)
		}
	}
}

func TestADocumentFollowsItsGuide(t *testing.T) {
	s := estimated(t, design(t, "notes.yaml"))
	files, err := Document(s, Issue{Guide: "7", Date: "2026-11-22"})
	if err != nil {
		t.Fatal(err)
	}
	html := string(files[0].Data)
	ids := regexp.MustCompile(`<section id="([a-z]+)"`).FindAllStringSubmatch(html, -1)
	var got []string
	for _, m := range ids {
		got = append(got, m[1])
	}
	want := "summary justify users functional quality security scale interfaces data flows components scaling failure decide asynchrony observability delivery"
	if strings.Join(got[:17], " ") != want {
		t.Errorf("sections %q, want %q", got, want)
	}
	for _, want := range []string{
		`<p class="date">2026-11-22 · Design text `, `<p class="chapter">Beyond this guide</p>`,
		`<p class="above">High-level components · Individual components</p>`, // a step that two of the guide's share is written once
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the document of a guide lacks %q", want)
		}
	}
	if _, err := Document(s, Issue{Guide: "9"}); err == nil || !strings.Contains(err.Error(), "6, 7, 11, 13") {
		t.Errorf("of a guide that there is not: %v", err)
	}
}
