package faulttree

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/diag"
)

func readText(text string) (*Model, diag.List) {
	return ReadOpenPSA([]*diag.Source{diag.NewSource("tree.xml", []byte(text))}, ReadOptions{})
}

// TestWhatIsWrongWithAFileHasALine reads broken models, each with one mistake.
func TestWhatIsWrongWithAFileHasALine(t *testing.T) {
	const events = `
<model-data>
<define-basic-event name="a"><float value="0.1"/></define-basic-event>
<define-basic-event name="b"><float value="0.2"/></define-basic-event>
</model-data>
`
	tree := func(gates string) string {
		return "<opsa-mef><define-fault-tree name=\"t\">\n" + gates + "\n</define-fault-tree>" + events + "</opsa-mef>"
	}
	for _, tt := range []struct {
		name, text string
		line       int
		code, says string
	}{
		{"not XML", "top: [a, b]", 1, "openpsa-xml", "no XML element"},
		{"cut off", "<opsa-mef>\n<define-fault-tree name=\"t\">", 2, "openpsa-xml", "not XML"},
		{"another format", "\n<html></html>", 2, "openpsa-root", `"html"`},
		{"nothing in it", "<opsa-mef></opsa-mef>", 1, "openpsa-empty", "no gate"},
		{"a cycle", tree("<define-gate name=\"g\"><and><gate name=\"h\"/><event name=\"a\"/></and></define-gate>\n<define-gate name=\"h\"><or><gate name=\"g\"/><event name=\"b\"/></or></define-gate>"), 2, "openpsa-cycle", `"g" rests on itself`},
		{"an unknown event", tree("<define-gate name=\"g\"><or>\n<basic-event name=\"aa\"/></or></define-gate>"), 3, "openpsa-undefined", `"aa" is not defined`},
		{"a gate twice", tree("<define-gate name=\"g\"><or><event name=\"a\"/></or></define-gate>\n<define-gate name=\"g\"><or><event name=\"b\"/></or></define-gate>"), 3, "openpsa-duplicate", "twice"},
		{"no name", tree("<define-gate><or><event name=\"a\"/></or></define-gate>"), 2, "openpsa-name", "no name"},
		{"k larger than n", tree("<define-gate name=\"g\">\n<atleast min=\"3\"><event name=\"a\"/><event name=\"b\"/></atleast></define-gate>"), 3, "openpsa-count", "3 of 2"},
		{"k that is no number", tree("<define-gate name=\"g\"><atleast min=\"two\"><event name=\"a\"/><event name=\"b\"/></atleast></define-gate>"), 2, "openpsa-count", `"two"`},
		{"two inputs of a not", tree("<define-gate name=\"g\"><not><event name=\"a\"/><event name=\"b\"/></not></define-gate>"), 2, "openpsa-inputs", "takes 1"},
		{"a gate without formula", tree("<define-gate name=\"g\"></define-gate>"), 2, "openpsa-gate", "no formula"},
		{"a probability above 1", tree("<define-gate name=\"g\"><or><event name=\"c\"/></or></define-gate>\n<define-basic-event name=\"c\"><float value=\"1.5\"/></define-basic-event>"), 3, "openpsa-probability", "1.5"},
		{"a negative probability", tree("<define-gate name=\"g\"><or><event name=\"c\"/></or></define-gate>\n<define-basic-event name=\"c\"><float value=\"-0.1\"/></define-basic-event>"), 3, "openpsa-probability", "-0.1"},
		{"no probability", tree("<define-gate name=\"g\"><or><event name=\"c\"/></or></define-gate>\n<define-basic-event name=\"c\"/>"), 3, "openpsa-probability", "no probability"},
		{"a number that is none", tree("<define-gate name=\"g\"><or><event name=\"c\"/></or></define-gate>\n<define-basic-event name=\"c\"><float value=\"half\"/></define-basic-event>"), 3, "openpsa-number", `"half"`},
		{"a parameter of itself", tree("<define-gate name=\"g\"><or><event name=\"c\"/></or></define-gate>\n<define-basic-event name=\"c\"><parameter name=\"p\"/></define-basic-event>\n<define-parameter name=\"p\"><mul><parameter name=\"p\"/><float value=\"2\"/></mul></define-parameter>"), 4, "openpsa-cycle", `"p" rests on itself`},
		{"an unknown parameter", tree("<define-gate name=\"g\"><or><event name=\"c\"/></or></define-gate>\n<define-basic-event name=\"c\"><parameter name=\"p\"/></define-basic-event>"), 3, "openpsa-undefined", `parameter "p"`},
		{"an unsupported expression", tree("<define-gate name=\"g\"><or><event name=\"c\"/></or></define-gate>\n<define-basic-event name=\"c\"><extern-function name=\"f\"/></define-basic-event>"), 3, "openpsa-unsupported", `"extern-function"`},
		{"an unsupported definition", tree("<define-gate name=\"g\"><or><event name=\"a\"/></or></define-gate>\n<define-substitution name=\"s\"/>"), 3, "openpsa-unsupported", "define-substitution"},
		{"a gate with two formulas", tree("<define-gate name=\"g\">\n<or><event name=\"a\"/></or>\n<and><event name=\"b\"/></and></define-gate>"), 4, "openpsa-twice", `"or" already`},
		{"an event with two probabilities", tree("<define-gate name=\"g\"><or><event name=\"c\"/></or></define-gate>\n<define-basic-event name=\"c\"><float value=\"0.1\"/>\n<float value=\"0.2\"/></define-basic-event>"), 4, "openpsa-twice", `"c" is defined`},
		{"at least 2 and at most 1", tree("<define-gate name=\"g\">\n<cardinality min=\"2\" max=\"1\"><event name=\"a\"/><event name=\"b\"/></cardinality></define-gate>"), 3, "openpsa-count", "at most 1"},
		{"a histogram without weight", tree("<define-gate name=\"g\"><or><event name=\"c\"/></or></define-gate>\n<define-basic-event name=\"c\"><histogram><float value=\"0\"/><bin><float value=\"1\"/><float value=\"0\"/></bin></histogram></define-basic-event>"), 3, "openpsa-number", "histogram"},
		{"a Weibull law without scale", tree("<define-gate name=\"g\"><or><event name=\"c\"/></or></define-gate>\n<define-basic-event name=\"c\"><Weibull><float value=\"0\"/><float value=\"2\"/><float value=\"0\"/><float value=\"9\"/></Weibull></define-basic-event>"), 3, "openpsa-number", "Weibull"},
		{"two models in a file", "<opsa-mef></opsa-mef>\n<opsa-mef></opsa-mef>", 2, "openpsa-xml", "behind the end"},
		{"an encoding that is not read", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<opsa-mef/>", 1, "openpsa-xml", "UTF-16"},
		{"a chain without an end", tree(chain(20_000)), 2 + mostBelow, "openpsa-depth", fmt.Sprintf(`"g%d"`, mostBelow)},
		{"an unknown element", tree("<define-gate name=\"g\"><or><event name=\"a\"/></or></define-gate>\n<define-goat name=\"s\"/>"), 3, "openpsa-unknown", "define-goat"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, problems := readText(tt.text)
			if m != nil {
				t.Fatal("a broken model is accepted")
			}
			first := problems[0]
			if first.Code != tt.code || !strings.Contains(first.Message, tt.says) || first.Span.Position().Line != tt.line {
				t.Errorf("line %d: %s [%s], want line %d with %q [%s]", first.Span.Position().Line, first.Message, first.Code, tt.line, tt.says, tt.code)
			}
		})
	}
}

// chain is n gates that rest on each other in a row.
func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<define-gate name=\"g%d\"><or><gate name=\"g%d\"/><event name=\"a\"/></or></define-gate>\n", i, i+1)
	}
	return fmt.Sprintf("%s<define-gate name=\"g%d\"><or><event name=\"b\"/></or></define-gate>", &b, n)
}

// TestTextOfOneByteACharacterIsRead reads a name in Latin-1, and points at it.
func TestTextOfOneByteACharacterIsRead(t *testing.T) {
	text := func(name string) string {
		return "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<opsa-mef><!-- \xe4\xe4\xe4 --><define-fault-tree name=\"t\"><define-gate name=\"g\"><or><event name=\"" + name + "\"/></or></define-gate>" +
			"<define-basic-event name=\"k\xe4lte\"><float value=\" 0.25 \"/></define-basic-event></define-fault-tree></opsa-mef>"
	}
	m, problems := readText(text("k\xe4lte"))
	if m == nil {
		t.Fatal(problems)
	}
	got := m.Tree.Analyse(m.Tops[0].Ref, Options{})
	if got.Probability.Low != 0.25 || got.Importance[0].Event != "kälte" {
		t.Errorf("%q has probability %g, want kälte with 0.25", got.Importance[0].Event, got.Probability.Low)
	}
	_, problems = readText(text("k\xe4lt"))
	if len(problems) != 1 || problems[0].Span.Position().Column != 77 || !strings.Contains(problems[0].Help, `"kälte"`) {
		t.Errorf("problems %+v, want one at column 77 that suggests kälte", problems)
	}
}

// TestAnEventThatNothingIsWithoutHasNoReduction has an event in every cut set;
// its share of the probability is 1 but for rounding.
func TestAnEventThatNothingIsWithoutHasNoReduction(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tree := New()
		p := func() float64 { return rapid.Float64Range(1e-6, 0.95).Draw(r, "p") }
		all := tree.Event("all", p())
		top := tree.And(all, tree.Or(tree.And(tree.Event("a", p()), tree.Event("b", p())), tree.Event("c", p()).Not()))
		for _, i := range tree.Analyse(top, Options{}).Importance {
			if i.Event == "all" && !math.IsInf(i.Reduction, 1) {
				r.Fatalf("reduction worth %g, want +Inf", i.Reduction)
			}
		}
	})
}

// TestGroupsThatAreWrong are common-cause groups with one mistake each.
func TestGroupsThatAreWrong(t *testing.T) {
	group := func(model, members, rest string) string {
		return "<opsa-mef><define-fault-tree name=\"t\"><define-gate name=\"g\"><and><event name=\"a\"/><event name=\"b\"/></and></define-gate></define-fault-tree>\n" +
			"<define-CCF-group name=\"c\" model=\"" + model + "\">" + members + rest + "</define-CCF-group></opsa-mef>"
	}
	const both = `<members><basic-event name="a"/><basic-event name="b"/></members>`
	const chance = `<distribution><float value="0.1"/></distribution>`
	for _, tt := range []struct{ name, text, says string }{
		{"one member", group("beta-factor", `<members><basic-event name="a"/></members>`, chance), "fewer than two"},
		{"a member twice", group("beta-factor", `<members><basic-event name="a"/><basic-event name="a"/></members>`, chance), "in a common-cause group already"},
		{"no distribution", group("beta-factor", both, ""), "no distribution"},
		{"no factor", group("beta-factor", both, chance), "has no factor"},
		{"no factor, which nothing can be divided by", group("alpha-factor", both, chance), "has no factor"},
		{"factors of 0", group("alpha-factor", both, chance+`<factor level="1"><float value="0"/></factor>`), "all 0"},
		{"a beta for one of two", group("beta-factor", both, chance+`<factor level="1"><float value="0.2"/></factor>`), "1 of its 2"},
		{"shares of more than all", group("phi-factor", both, chance+`<factors><factor level="1"><float value="0.9"/></factor><factor level="2"><float value="0.2"/></factor></factors>`), "add up to 1.1"},
		{"a gate as a member", group("beta-factor", `<members><gate name="g"/><basic-event name="b"/></members>`, chance), `a "gate" as a member`},
		{"an unknown model", group("gamma-factor", both, chance+`<factor level="2"><float value="0.2"/></factor>`), "gamma-factor"},
		{"a factor above 1", group("beta-factor", both, chance+`<factor level="2"><float value="2"/></factor>`), "is 2"},
		{"a factor for three of two", group("MGL", both, chance+`<factor level="3"><float value="0.2"/></factor>`), "3 of its 2"},
	} {
		m, problems := readText(tt.text)
		said := slices.ContainsFunc(problems, func(d diag.Diagnostic) bool { return d.Code == "openpsa-group" && strings.Contains(d.Message, tt.says) })
		if m != nil || !said {
			t.Errorf("%s: %+v, want %q", tt.name, problems, tt.says)
		}
	}
}

// TestGroupsCanBeLeftOut computes two pumps with and without a common cause.
func TestGroupsCanBeLeftOut(t *testing.T) {
	text := `<opsa-mef><define-fault-tree name="t"><define-gate name="g"><and><event name="a"/><event name="b"/></and></define-gate></define-fault-tree>
<define-CCF-group name="c" model="beta-factor"><members><basic-event name="a"/><basic-event name="b"/></members>
<distribution><float value="0.1"/></distribution><factor level="2"><float value="0.2"/></factor></define-CCF-group></opsa-mef>`
	for _, tt := range []struct {
		without bool
		want    float64
	}{{false, 1 - (1-0.02)*(1-0.08*0.08)}, {true, 0.01}} {
		m, problems := ReadOpenPSA([]*diag.Source{diag.NewSource("tree.xml", []byte(text))}, ReadOptions{NoGroups: tt.without})
		if m == nil {
			t.Fatal(problems)
		}
		if got := m.Tree.Analyse(m.Tops[0].Ref, Options{}).Probability.Low; !near(got, tt.want, 1e-12) {
			t.Errorf("without groups %t: %g, want %g", tt.without, got, tt.want)
		}
	}
}

// TestPrivateNamesAreSeenFromInside reads two components with a gate of the
// same name.
func TestPrivateNamesAreSeenFromInside(t *testing.T) {
	component := func(name, event string) string {
		return fmt.Sprintf(`<define-component name="%s" role="private"><define-gate name="fails"><or><basic-event name="%s"/></or></define-gate></define-component>`, name, event)
	}
	m, problems := readText(`<opsa-mef><define-fault-tree name="t">
<define-gate name="top"><and><gate name="x.fails"/><gate name="y.fails"/></and></define-gate>` + component("x", "a") + component("y", "b") + `</define-fault-tree>
<model-data><define-basic-event name="a"><float value="0.5"/></define-basic-event><define-basic-event name="b"><float value="0.25"/></define-basic-event></model-data></opsa-mef>`)
	if m == nil {
		t.Fatal(problems)
	}
	if got := m.Tree.Analyse(m.Tops[0].Ref, Options{}).Probability.Low; got != 0.125 || len(m.Tops) != 1 {
		t.Errorf("probability %g of %d tops, want 0.125 of one", got, len(m.Tops))
	}
}

// TestFormulasOfEveryKind evaluates each connective by its truth table.
func TestFormulasOfEveryKind(t *testing.T) {
	for _, tt := range []struct {
		formula string
		want    float64
	}{
		{`<and><event name="a"/><event name="b"/></and>`, 0.5 * 0.25},
		{`<or><event name="a"/><event name="b"/></or>`, 1 - 0.5*0.75},
		{`<nand><event name="a"/><event name="b"/></nand>`, 1 - 0.5*0.25},
		{`<nor><event name="a"/><event name="b"/></nor>`, 0.5 * 0.75},
		{`<xor><event name="a"/><event name="b"/></xor>`, 0.5*0.75 + 0.5*0.25},
		{`<iff><event name="a"/><event name="b"/></iff>`, 0.5*0.75 + 0.5*0.25},
		{`<imply><event name="a"/><event name="b"/></imply>`, 1 - 0.5*0.75},
		{`<not><event name="b"/></not>`, 0.75},
		{`<cardinality min="1" max="1"><event name="a"/><event name="b"/><event name="c"/></cardinality>`, 0.5*0.75*0.9 + 0.5*0.25*0.9 + 0.5*0.75*0.1},
		{`<and><event name="b"/><house-event name="on"/></and>`, 0.25},
		{`<or><event name="b"/><house-event name="off"/></or>`, 0.25},
		{`<and><event name="b" type="basic-event"/><constant value="true"/></and>`, 0.25},
	} {
		m, problems := readText(`<opsa-mef><define-fault-tree name="t"><define-gate name="top">` + tt.formula + `</define-gate>
<define-house-event name="on"><constant value="true"/></define-house-event><define-house-event name="off"/></define-fault-tree>
<model-data><define-basic-event name="a"><float value="0.5"/></define-basic-event><define-basic-event name="b"><float value="0.25"/></define-basic-event>
<define-basic-event name="c"><float value="0.1"/></define-basic-event></model-data></opsa-mef>`)
		if m == nil {
			t.Fatalf("%s: %+v", tt.formula, problems)
		}
		if got := m.Tree.Analyse(m.Tops[0].Ref, Options{}).Probability.Low; !near(got, tt.want, 1e-12) {
			t.Errorf("%s: %g, want %g", tt.formula, got, tt.want)
		}
	}
}

// FuzzReadOpenPSA must neither crash nor accept what it cannot compute.
func FuzzReadOpenPSA(f *testing.F) {
	f.Add(`<opsa-mef><define-fault-tree name="t"><define-gate name="g"><and><event name="a"/><event name="b"/></and></define-gate></define-fault-tree></opsa-mef>`)
	f.Add(`<opsa-mef><define-event-tree name="e"><initial-state><fork functional-event="f"><path state="x"><sequence name="s"/></path></fork></initial-state></define-event-tree></opsa-mef>`)
	f.Add(`<opsa-mef><define-CCF-group name="c" model="MGL"><members><basic-event name="a"/></members></define-CCF-group></opsa-mef>`)
	f.Fuzz(func(t *testing.T, text string) {
		m, problems := readText(text)
		if (m == nil) != problems.HasErrors() {
			t.Fatalf("model %v with problems %+v", m != nil, problems)
		}
	})
}
