package studio

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/loadpath/loadpath/internal/audit"
)

// cursorIn is the place of the bar in a text.
func cursorIn(text string) Cursor {
	before, after, _ := strings.Cut(text, "|")
	return Cursor{Text: before + after, Offset: units([]byte(before), len(before))}
}

func TestTheEditorIsOfferedWhatFits(t *testing.T) {
	s := serve(t, shop)
	for _, c := range []struct{ old, typed, want string }{
		{"kind: sql", "kind: |", "document"},
		{"kind: sql", "kind: sql, tech: |", "postgres"},
		{"- call: api", "- call: |", "api"},
		{"- call: api", "- call: api\n        |", "timeout"},
		{"- read: db", "- re|", "read"},
		{"loadpath: 1 # the language", "loadpath: 1 # größer als 𝛼\nwaive:\n  - {finding: |}", "single-replica"},
		{"loadpath: 1 # the language", "loadpath: 1\nfailures: {lost: {inject: |}}", "crash db"},
	} {
		var got Completion
		ask := cursorIn(strings.Replace(shop, c.old, c.typed, 1))
		if status := s.ask("POST", "/api/complete", ask, &got); status != http.StatusOK {
			t.Fatalf("%q: %d", c.typed, status)
		}
		i := slices.IndexFunc(got.Offers, func(o Offer) bool { return o.Label == c.want })
		if i < 0 {
			t.Errorf("at %q %q is not among the %d offers", c.typed, c.want, len(got.Offers))
			continue
		}
		if got.Offers[i].Doc == "" || got.Start > ask.Offset || got.End < ask.Offset {
			t.Errorf("at %q: %+v replaces %d to %d around %d", c.typed, got.Offers[i], got.Start, got.End, ask.Offset)
		}
	}
}

func TestAHoverSaysWhatItMeansAndWhatItComesTo(t *testing.T) {
	s := serve(t, shop)
	for _, c := range []struct{ old, at, title, value, number string }{
		{"replicas: 2", "repl|icas: 2", "replicas", "", ""},
		{"replicas: 2", "replicas: 2|", "replicas", "2", ""},
		{"  api: {", "  a|pi: {", "component api", "", "components.api.utilization"},
		{"- call: api", "- call: ap|i", "component api", "", "components.api.arrivals"},
		{"  buy:\n", "  b|uy:\n", "flow buy", "", "flows.buy.latency.mean"},
		{"work: 2ms", "work: 2m|s", "work", "2 ms, the mean of an exponential law", ""},
	} {
		var got Hover
		if status := s.ask("POST", "/api/hover", cursorIn(strings.Replace(shop, c.old, c.at, 1)), &got); status != http.StatusOK {
			t.Fatalf("%q: %d", c.at, status)
		}
		has := slices.ContainsFunc(got.Numbers, func(n Number) bool { return n.ID == c.number && n.Text != "" })
		if got.Title != c.title || got.Value != c.value || has != (c.number != "") {
			t.Errorf("over %q: %+v", c.at, got)
		}
	}
	var nothing Hover
	if s.ask("POST", "/api/hover", cursorIn("# a com|ment"), &nothing); nothing.Title != "" {
		t.Errorf("over a comment: %+v", nothing)
	}
}

func TestTheNumbersOfAHoverAreThoseOfTheTextAsTyped(t *testing.T) {
	shop := strings.Replace(shop, "- work: 2ms", "  work: 2ms", 1) // in the api
	s := serve(t, shop)
	utilization := func(text string) string {
		var got Hover
		s.ask("POST", "/api/hover", cursorIn(strings.Replace(text, "  api:", "  ap|i:", 1)), &got)
		i := slices.IndexFunc(got.Numbers, func(n Number) bool { return n.ID == "components.api.utilization" })
		if i < 0 {
			t.Fatalf("no utilisation in %+v", got)
		}
		return got.Numbers[i].Text
	}
	// rho = 20/s x 2 ms / (n x 2 cores): 1% with two replicas, 2% with one.
	if saved, typed := utilization(shop), utilization(strings.Replace(shop, "replicas: 2", "replicas: 1", 1)); saved != "1%" || typed != "2%" {
		t.Errorf("utilisation %s, and %s as typed, want 1%% and 2%%", saved, typed)
	}
}

func TestADraftIsCheckedAndPictured(t *testing.T) {
	s := serve(t, shop)
	var got Checked
	s.ask("POST", "/api/check", Draft{strings.Replace(shop, "replicas: 2", "replicas: 7", 1)}, &got)
	if got.Design == nil || got.Design.Components[0].Replicas != 7 || len(got.Problems) != 0 {
		t.Errorf("a draft that reads: %+v", got)
	}
	got = Checked{}
	s.ask("POST", "/api/check", Draft{strings.Replace(shop, "call: api", "call: apii", 1)}, &got)
	if got.Design != nil || len(got.Problems) != 1 || len(got.Problems[0].Fix) != 1 || got.Problems[0].Fix[0].New != "api" {
		t.Errorf("a draft that does not: %+v", got)
	}
	if s.onDisk() != shop {
		t.Error("a draft was written")
	}
}

func TestEveryFixThatIsAPieceOfTheFileMendsWhatWasFound(t *testing.T) {
	mended := 0
	for _, check := range audit.Checks {
		s := serve(t, "loadpath: 1\nsystem: shop # as it was\n"+check.Bad+"\n")
		for _, f := range s.state().Design.Findings {
			if f.Check != check.Code || !f.Written {
				continue
			}
			var fix Fix
			if status := s.ask("POST", "/api/fix", FindingAt{f.Check, f.At}, &fix); status != http.StatusOK {
				t.Errorf("%s at %s: %d", f.Check, f.At, status)
				continue
			}
			if !fix.Mends || !strings.Contains(fix.Text, "# as it was") {
				t.Errorf("%s at %s asks on after %q:\n%s", f.Check, f.At, f.Fix, fix.Text)
			}
			mended++
		}
	}
	if mended < 18 {
		t.Errorf("only %d fixes were tried", mended)
	}
}

func TestACheckThatAsksOnIsNotMended(t *testing.T) {
	s := serve(t, shop)
	if mends(s.s.file.current().study.Design, FindingAt{"single-replica", "components.db"}) {
		t.Error("db runs one replica still, and no check is said to ask")
	}
}

func TestADraftHasItsFindingsWhereTheyStand(t *testing.T) {
	s := serve(t, shop)
	text := "# größer als 𝛼\n" + shop
	var got Checked
	s.ask("POST", "/api/check", Draft{text}, &got)
	at := func(code string) int {
		return slices.IndexFunc(got.Design.Findings, func(f Finding) bool { return f.Check == code && f.At == "components.db" })
	}
	i := at("single-replica")
	if i < 0 {
		t.Fatalf("db with one replica is not among %+v", got.Design.Findings)
	}
	runes := utf16.Encode([]rune(text))
	if f := got.Design.Findings[i]; f.Line != 8 || string(utf16.Decode(runes[f.Start:f.End])) != "1" {
		t.Errorf("it is said of %d to %d on line %d", f.Start, f.End, f.Line)
	}
	s.ask("POST", "/api/check", Draft{strings.Replace(text, "replicas: 1", "replicas: 2", 1)}, &got)
	if at("single-replica") >= 0 {
		t.Error("it is said of a draft that is mended")
	}
}

func TestAdviceInWordsIsNoPieceOfTheFile(t *testing.T) {
	for _, fix := range []string{
		`retry in "a" > "b" only, with budget: 10%`, "retry: {max: 2, backoff: 100ms, budget: 10%}",
		"components: {api: {in: [home, ANOTHER-REGION]}}, or waive it with the reason", "", "components",
	} {
		if patchText(fix) != nil {
			t.Errorf("%q is taken for a piece of the file", fix)
		}
	}
}
