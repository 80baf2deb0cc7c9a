package study

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/model"
)

// differing is what is different between two designs by the closed forms.
func differing(t testing.TB, before, after string) *Diff {
	t.Helper()
	d, err := Compared(context.Background(), Candidate{"before", loadedText(t, before)}, Candidate{"after", loadedText(t, after)}, DiffOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// edited is a text with one piece of it replaced.
func edited(t testing.TB, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("there is no %q to edit", old)
	}
	return strings.Replace(text, old, new, 1)
}

func TestDesignDoesNotDifferFromItself(t *testing.T) {
	for _, name := range designs.Names() {
		text, _ := designs.Text(name)
		d := differing(t, string(text), "# a comment\n"+string(text))
		if !d.Same() || d.Worse() || len(d.Steps) > 0 || d.Kept != len(d.Studies[0].Requirements) {
			t.Errorf("%s: parts %v, verdicts %v, numbers %v, steps %v, %d verdicts kept", name, d.Parts, d.Verdicts, d.Numbers, d.Steps, d.Kept)
		}
	}
}

func TestTwoWaysOfADifferenceMirrorEachOther(t *testing.T) {
	slower := edited(t, shop, "work: 10ms", "work: 14ms")
	there, back := differing(t, shop, slower), differing(t, slower, shop)
	if len(there.Numbers) == 0 || len(there.Numbers) != len(back.Numbers) {
		t.Fatalf("%d numbers there, %d back", len(there.Numbers), len(back.Numbers))
	}
	for _, n := range there.Numbers {
		i := slices.IndexFunc(back.Numbers, func(m NumberChange) bool { return m.ID == n.ID })
		if i < 0 || back.Numbers[i].Before != n.After || back.Numbers[i].After != n.Before {
			t.Errorf("%s: there %v to %v, back %v", n.ID, n.Before, n.After, back.Numbers[max(i, 0)])
		}
	}
}

// TestRenamedPartChangesNothingElse renames each component of a finished design
// wherever it is named.
func TestRenamedPartChangesNothingElse(t *testing.T) {
	text, _ := designs.Text("url-shortener")
	before := loadedText(t, string(text))
	tried := 0
	for component, c := range before.Components.All() {
		if c.Kind == component || before.Root.Get(component) != nil {
			continue // which a search in the text cannot tell apart
		}
		tried++
		word := regexp.MustCompile(`([^a-z0-9-])` + component + `([^a-z0-9-])`)
		after := word.ReplaceAllString(word.ReplaceAllString(string(text), "${1}renamed-part$2"), "${1}renamed-part$2")
		d := differing(t, string(text), after)
		if !slices.Contains(d.Renames, Rename{"components", component, "renamed-part"}) {
			t.Errorf("%s is not seen as renamed: %v", component, d.Renames)
		}
		for _, p := range d.Parts {
			if !isProse(p) {
				t.Errorf("%s renamed changes %s %s: %v", component, p.Section, p.Name, p.Facts)
			}
		}
		if len(d.Numbers)+len(d.Verdicts)+len(d.New)+len(d.Gone) > 0 {
			t.Errorf("%s renamed changes numbers %v, verdicts %v, findings %v %v", component, d.Numbers, d.Verdicts, d.New, d.Gone)
		}
	}
	if tried < 5 {
		t.Errorf("only %d components could be renamed", tried)
	}
}

// isProse tells whether only sentences changed, in which a name is a word.
func isProse(p PartChange) bool {
	return !slices.ContainsFunc(p.Facts, func(f FactChange) bool {
		return f.Before == nil || f.After == nil || !strings.Contains(*f.Before, " ")
	})
}

func TestRenameNeedsMostOfWhatItSays(t *testing.T) {
	other := strings.ReplaceAll(edited(t, shop, "db:  {kind: sql, slots: 4, price: $150/month, mttf: 60d, mttr: 30min}", "store: {kind: sql, slots: 9, price: $10/month, mttf: 1d, mttr: 1min}"), "read: db", "read: store")
	d := differing(t, shop, strings.ReplaceAll(other, "{db: {slots: 8", "{store: {slots: 8"))
	if len(d.Renames) > 0 {
		t.Errorf("%v", d.Renames)
	}
	var parts []string
	for _, p := range d.Parts[:3] {
		parts = append(parts, p.Section+" "+p.Name+" "+p.Change+" "+p.Kind)
	}
	if want := []string{"components db removed sql", "components store added sql", "flows buy changed "}; !slices.Equal(parts, want) {
		t.Errorf("%q, want %q", parts, want)
	}
}

func TestBrokenRequirementIsWorseAndStandsFirst(t *testing.T) {
	d := differing(t, shop, edited(t, edited(t, shop, "work: 10ms", "work: 200ms"), "budget:  {cost: $500/month}", "cheap: {cost: $600/month}"))
	if !d.Worse() || len(d.Verdicts) < 3 || !d.Verdicts[0].Worse || d.Verdicts[0].After.Verdict != model.Broken {
		t.Fatalf("%+v", d.Verdicts)
	}
	changes := map[string]VerdictChange{}
	for _, v := range d.Verdicts {
		if v.After != nil {
			changes[v.After.Name] = v
		} else {
			changes[v.Before.Name] = v
		}
	}
	if v := changes["cheap"]; v.Before != nil || v.Worse {
		t.Errorf("a new requirement that holds: %+v", v)
	}
	if v := changes["budget"]; v.After != nil {
		t.Errorf("a requirement that is gone: %+v", v)
	}
	mended := differing(t, edited(t, shop, "work: 10ms", "work: 200ms"), shop)
	if mended.Worse() || !mended.Verdicts[0].Better {
		t.Errorf("%+v", mended.Verdicts)
	}
}

// TestSharedGuessDoesNotHideADifference: the rate is not known to a third, and
// both designs rest on it; one replica more halves the utilisation whatever the
// rate is.
func TestSharedGuessDoesNotHideADifference(t *testing.T) {
	d := differing(t, shop, edited(t, shop, "replicas: 2", "replicas: 3"))
	changed := map[string]NumberChange{}
	for _, n := range d.Numbers {
		changed[n.ID] = n
	}
	n, ok := changed["components.web.utilization"]
	if !ok || n.After.High < n.Before.Low {
		t.Errorf("utilisation: %+v; the intervals must overlap for this test to say something", n)
	}
	if _, ok := changed["flows.buy.rate.mean"]; ok {
		t.Error("the rate did not change")
	}
	cost := changed["cost.month"] // $100 a replica, 2 of them and the store's $150 before
	if cost.Share == nil || *cost.Share < 0.2856 || *cost.Share > 0.2858 {
		t.Errorf("cost: %+v, want 100/350 more", cost)
	}
}

func TestFindingsThatComeAndGo(t *testing.T) {
	lonely := edited(t, shop, "replicas: 2", "replicas: 1")
	codes := func(d *Diff) (out []string) {
		for _, f := range d.New {
			out = append(out, "+"+f.Check.Code+" "+f.At)
		}
		for _, f := range d.Gone {
			out = append(out, "-"+f.Check.Code+" "+f.At)
		}
		return out
	}
	if got := codes(differing(t, shop, lonely)); !slices.Contains(got, "+single-replica components.web") {
		t.Errorf("%q", got)
	}
	waived := lonely + "stakeholders: {lead: {role: lead}}\nwaive: [{finding: single-replica, at: components.web, reason: small, owner: lead, until: 2027-01-01}]\n"
	if got := codes(differing(t, lonely, waived)); !slices.Equal(got, []string{"-single-replica components.web"}) {
		t.Errorf("%q", got)
	}
}

func TestStepsWhoseFactsChangedAreNamed(t *testing.T) {
	if got, want := differing(t, shop, edited(t, shop, "replicas: 2", "replicas: 3")).Steps, []string{"components", "scaling"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSimulatedDifferenceHearsBothWitnesses(t *testing.T) {
	opt := DiffOptions{Simulate: true, Options: Options{MaxEvents: quick}}
	slow := edited(t, shop, "work: 10ms", "work: 60ms")
	d, err := Compared(context.Background(), Candidate{"before", loadedText(t, shop)}, Candidate{"after", loadedText(t, slow)}, opt)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(d.Verdicts, func(v VerdictChange) bool { return v.After != nil && v.After.Metric == "mean" })
	if i < 0 || !d.Verdicts[i].Worse || !d.Verdicts[i].After.Simulate.Heard || !d.Verdicts[i].Before.Simulate.Heard {
		t.Errorf("%+v", d.Verdicts)
	}
	if text := written(t, d); !strings.Contains(text, `"simulated": {`) || !strings.Contains(text, `"worse": true`) {
		t.Errorf("%.300s", text)
	}
}
