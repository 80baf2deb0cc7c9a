package block

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/report/look"
)

func TestTextAsHTMLAndMarkdown(t *testing.T) {
	for _, tt := range []struct {
		name, html, markdown string
		text                 Text
	}{
		{"plain", "a &lt; b", `a \< b`, Plain("a < b")},
		{"strong", "<strong>x</strong>", "**x**", Strong("x")},
		{"nothing strong", "<strong> </strong>", "", Strong(" ")},
		{"mono", "<code>links-db</code>", "`links-db`", Mono("links-db")},
		{"mono with backticks", "<code>`a``</code>", "``` `a`` ```", Mono("`a``")},
		{"link", `<a href="https://example.org/?a=1&amp;b=2">x</a>`, "[x](<https://example.org/?a=1&b=2>)", Link("x", "https://example.org/?a=1&b=2")},
		{"link to a script", "x", "x", Link("x", "javascript:alert(1)")},
		{"chip", `<span class="chip bad"><span class="mark" aria-hidden="true">✗</span>broken</span>`, "**✗ broken**", Chip(look.Bad, "broken")},
		{"chain", "The flow <code>a</code> is", "The flow `a` is", Plain("The flow ").Mono("a").Plain(" is")},
		{"line break", "a b", "a b", Plain("a\nb")},
		{"image", "![a](b)", `\!\[a\](b)`, Plain("![a](b)")},
		{"list", "1. a", `1\. a`, Plain("1. a")},
		{"number", "34.2 ms", "34.2 ms", Plain("34.2 ms")},
		{"dash", "- a", `\- a`, Plain("- a")},
		{"rule", "---", `\---`, Plain("---")},
		{"minus", "-5 ms", "-5 ms", Plain("-5 ms")},
		{"heading", "## a", `\## a`, Plain("## a")},
		{"hash", "#a", "#a", Plain("#a")},
		{"emphasis", "*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`", Plain("*a* _b_ `c`")},
	} {
		if got := string(tt.text.HTML()); got != tt.html {
			t.Errorf("%s: HTML %q, want %q", tt.name, got, tt.html)
		}
		if got := tt.text.Markdown(); got != tt.markdown {
			t.Errorf("%s: Markdown %q, want %q", tt.name, got, tt.markdown)
		}
	}
}

func TestATextCanBeTheStartOfSeveral(t *testing.T) {
	start := Plain("a")
	one, two := start.Plain("b"), start.Strong("c")
	if one.String() != "ab" || two.String() != "ac" || start.Add(one).String() != "aab" {
		t.Errorf("got %q and %q", one, two)
	}
}

func TestBarsInCellsDoNotEndThem(t *testing.T) {
	got := Markdown([]Block{Table{Caption: "c", Columns: []Column{{Title: "a|b"}, {Title: "n", Number: true}}, Rows: [][]Text{{Plain("x|y"), Mono("p|q")}, {Link("l", "#a|b")}}}}, "")
	want := "**c**\n\n| a\\|b | n |\n| --- | --: |\n| x\\|y | `p\\|q` |\n| [l](<#a%7Cb>) |  |\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestBlocksAsMarkdown(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		blocks     []Block
	}{
		{"headings", "### a\n\n<a id=\"x\"></a>\n\n###### b \\#\n", []Block{Heading{Text: Plain("a")}, Heading{Level: 9, ID: "x", Text: Plain("b #")}}},
		{"two lists stay two", "- a\n\n<!-- -->\n\n1. b\n2.\n", []Block{List{Items: []Text{Plain("a")}}, List{Ordered: true, Items: []Text{Plain("b"), nil}}}},
		{"callout", "> **≈ t**\n>\n> a\n>\n> - b\n", []Block{Callout{Tone: look.Unsure, Title: "t", Body: []Block{Paragraph{Plain("a")}, List{Items: []Text{Plain("b")}}}}}},
		{"code", "````yaml\na\n```\nb\n````\n", []Block{Code{Language: "yaml", Text: "a\n```\nb\n"}}},
		{"figure", "![al\\]t](<figures/x.svg>)\n\nc\n", []Block{Figure{ID: "x", Alt: "al]t", Caption: Plain("c")}}},
		{"details", "<details>\n<summary>a <code>b</code></summary>\n\np\n\n</details>\n", []Block{Details{Summary: Plain("a ").Mono("b"), Body: []Block{Paragraph{Plain("p")}}}}},
		{"definitions", "- **T**: `d`\n", []Block{Definitions{[]Definition{{Term: Plain("T"), Text: Mono("d")}}}}},
	} {
		if got := Markdown(tt.blocks, "figures"); got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

func TestNoNameBecomesMarkup(t *testing.T) {
	tag := regexp.MustCompile(`<[^>\s]*`)
	page := func(s string) string {
		return string(HTML([]Block{
			Heading{ID: s + "x", Text: Plain(s)}, Paragraph{Strong(s).Mono(s).Chip(look.Bad, s).Link(s, "#"+s)}, List{Items: []Text{Plain(s)}},
			Table{Caption: s + "x", Columns: []Column{{Title: s}}, Rows: [][]Text{{Plain(s)}}}, Definitions{[]Definition{{Term: Plain(s), Text: Plain(s), More: []Text{Plain(s)}}}},
			Callout{Title: s}, Code{Text: s, Language: s}, Details{Summary: Plain(s)},
		}))
	}
	want := tag.FindAllString(page("name"), -1)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching("[<>\"'&`*|\\[\\]()!a-c\n-]{0,20}")).Draw(t, "s")
		var got []string
		for _, found := range tag.FindAllString(page(s), -1) {
			if found != "<a" && found != "</a" { // an address may be refused
				got = append(got, found)
			}
		}
		if diff := cmp.Diff(slices.DeleteFunc(slices.Clone(want), func(s string) bool { return s == "<a" || s == "</a" }), got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestFiguresAreFoundInsideOtherBlocks(t *testing.T) {
	got := Figures([]Block{Figure{ID: "a"}, Callout{Body: []Block{Figure{ID: "b"}}}, Details{Body: []Block{Details{Body: []Block{Figure{ID: "c"}}}}}, Paragraph{}})
	if len(got) != 3 || got[0].ID+got[1].ID+got[2].ID != "abc" {
		t.Errorf("figures %v", got)
	}
}
