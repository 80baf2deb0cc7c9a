package intake

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// reporter is a test, or a check of rapid.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// checked reads a design that was made and fails when it has errors, or is not
// laid out as `loadpath fmt` does.
func checked(t reporter, made *Result) *model.Design {
	t.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return made.Text, nil })
	if err != nil {
		t.Fatalf("%v", err)
	}
	if problems.HasErrors() {
		var b bytes.Buffer
		_ = diag.Text(&b, problems, diag.TextOptions{})
		t.Fatalf("the design that was made does not check:\n%s\n%s", &b, made.Text)
	}
	laid, err := syntax.Format(diag.NewSource("design.yaml", made.Text))
	if err != nil {
		t.Fatalf("%v:\n%s", err, made.Text)
	}
	if diff := cmp.Diff(string(laid), string(made.Text)); diff != "" {
		t.Fatalf("the design is not laid out as `loadpath fmt` does:\n%s", diff)
	}
	return d
}

// callsOf are who calls whom in a design: calls, consumers and dead letters.
func callsOf(d *model.Design) map[[2]string]bool {
	all := map[[2]string]bool{}
	for _, e := range d.Calls() {
		all[[2]string{e.Caller, e.Callee}] = true
	}
	for _, f := range d.Flows.All() {
		if f.Consumes != nil {
			all[[2]string{f.Consumes.Head(), f.By.Text}] = true
		}
	}
	for name, c := range d.Components.All() {
		if c.DeadLetter.Text != "" {
			all[[2]string{name, c.DeadLetter.Text}] = true
		}
	}
	return all
}

var hostile = []string{
	"", "a", "null", "default", "Orders DB", "OrderService", `say "hi"`, "<script>alert(1)</script>", "line\nbreak", "tab\there", "# not a comment", "key: value", "- item",
	"Größe", "数据库", "😀", "\u202eevil", "a\x00b", "\xff\xfe", "{", "[x", "&anchor", "*alias", "!tag", "%", "@", "`", "'", "1st", "true", "~", "x: {y}", " spaced ", "a\u2028b", "\u0085",
}

// draftGen draws drafts with ids that meet and references that go nowhere.
func draftGen() *rapid.Generator[*Draft] {
	return rapid.Custom(func(t *rapid.T) *Draft {
		text := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String())
		id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "null", "", "😀", "A"})
		kinds := []string{"", "nonsense"}
		for _, k := range catalog.Kinds() {
			kinds = append(kinds, k.Name)
		}
		d := &Draft{System: text.Draw(t, "system"), Title: text.Draw(t, "title"), Summary: text.Draw(t, "summary")}
		for range rapid.IntRange(0, 3).Draw(t, "actors") {
			d.Actors = append(d.Actors, Actor{ID: id.Draw(t, "id"), Title: text.Draw(t, "title"), Kind: rapid.SampledFrom([]string{"", "human", "program"}).Draw(t, "kind"), External: rapid.Bool().Draw(t, "external")})
		}
		for range rapid.IntRange(0, 3).Draw(t, "boundaries") {
			d.Boundaries = append(d.Boundaries, Boundary{ID: id.Draw(t, "id"), Title: text.Draw(t, "title"), In: id.Draw(t, "in")})
		}
		for range rapid.IntRange(0, 6).Draw(t, "components") {
			d.Components = append(d.Components, Component{
				ID: id.Draw(t, "id"), Title: text.Draw(t, "title"), Doc: text.Draw(t, "doc"), In: id.Draw(t, "in"), Technology: text.Draw(t, "technology"),
				Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Tech: rapid.SampledFrom([]string{"", "redis", "postgres", "nonsense"}).Draw(t, "tech"),
			})
		}
		label := rapid.OneOf(text, rapid.SampledFrom([]string{"read", "get, set", "publish", "consumes", "saves it", "call"}))
		for range rapid.IntRange(0, 12).Draw(t, "calls") {
			d.Calls = append(d.Calls, Call{From: id.Draw(t, "from"), To: id.Draw(t, "to"), Label: label.Draw(t, "label"), Async: rapid.Bool().Draw(t, "async")})
		}
		var steps func(depth int) []Step
		steps = func(depth int) (list []Step) {
			for range rapid.IntRange(0, 5).Draw(t, "steps") {
				s := Step{From: id.Draw(t, "from"), To: id.Draw(t, "to"), Label: label.Draw(t, "label"), Async: rapid.Bool().Draw(t, "async")}
				if depth < 3 && rapid.IntRange(0, 4).Draw(t, "block") == 0 {
					s.Block = rapid.SampledFrom([]Block{Choose, Parallel, Repeat}).Draw(t, "which")
					for range rapid.IntRange(0, 3).Draw(t, "branches") {
						s.Branches = append(s.Branches, Branch{label.Draw(t, "label"), steps(depth + 1)})
					}
				}
				list = append(list, s)
			}
			return list
		}
		for range rapid.IntRange(0, 2).Draw(t, "flows") {
			d.Flows = append(d.Flows, Flow{ID: id.Draw(t, "id"), Title: text.Draw(t, "title"), By: id.Draw(t, "by"), Consumes: id.Draw(t, "consumes"), Steps: steps(0)})
		}
		for range rapid.IntRange(0, 3).Draw(t, "notes") {
			d.ask(id.Draw(t, "about"), diag.Span{}, "%s", text.Draw(t, "question"))
		}
		return d
	})
}

func TestEveryDraftMakesADesignThatChecks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draftGen().Draw(t, "draft")
		made := Write(d, "a\nfile")
		checked(t, made)
		if again := Write(d, "a\nfile"); !bytes.Equal(made.Text, again.Text) {
			t.Fatalf("another text for the same draft")
		}
		if len(made.Open) < len(d.Open) {
			t.Fatalf("%d questions written, %d were asked", len(made.Open), len(d.Open))
		}
	})
}

// TestFlowsMadeOfADrawingMakeEachOfItsCallsAndNoOther holds over drawings of
// components of every kind with calls in every direction.
func TestFlowsMadeOfADrawingMakeEachOfItsCallsAndNoOther(t *testing.T) {
	kinds := []string{"service", "worker", "sql", "cache", "queue", "stream", "web-app", "third-party"}
	rapid.Check(t, func(t *rapid.T) {
		d := &Draft{System: "drawn"}
		names := []string{"a", "b", "c", "d", "e", "f"}
		d.Actors = []Actor{{ID: "u", Kind: "human"}}
		for _, name := range names {
			d.Components = append(d.Components, Component{ID: name, Kind: rapid.SampledFrom(kinds).Draw(t, "kind")})
		}
		want := map[[2]string]bool{}
		for range rapid.IntRange(0, 15).Draw(t, "calls") {
			c := Call{From: rapid.SampledFrom(append(names, "u")).Draw(t, "from"), To: rapid.SampledFrom(names).Draw(t, "to")}
			broker := func(id string) bool {
				i := slices.Index(names, id)
				return i >= 0 && (d.Components[i].Kind == "queue" || d.Components[i].Kind == "stream")
			}
			if broker(c.From) && broker(c.To) {
				continue // one of them, its dead letters, is all a queue has
			}
			d.Calls = append(d.Calls, c)
			want[[2]string{c.From, c.To}] = true
		}
		made := Write(d, "drawing")
		got := callsOf(checked(t, made))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("other calls than drawn (-drawn +made):\n%s\n%s", diff, made.Text)
		}
	})
}

func TestASequenceIsNestedByWhoWaits(t *testing.T) {
	d := &Draft{
		System: "shop", Actors: []Actor{{ID: "user", Kind: "human"}},
		Components: []Component{{ID: "web", Kind: "service"}, {ID: "api", Kind: "service"}, {ID: "db", Kind: "sql"}, {ID: "jobs", Kind: "queue"}, {ID: "mailer", Kind: "worker"}, {ID: "smtp", Kind: "third-party"}},
		Flows: []Flow{{ID: "buy", By: "user", Settings: []Setting{{"rate", "5/s"}}, Steps: []Step{
			{From: "user", To: "web"},
			{From: "web", To: "api", Label: "order"},
			{Block: Choose, Branches: []Branch{{Label: "in stock", Steps: []Step{{From: "api", To: "db", Label: "insert"}, {From: "api", To: "jobs"}}}, {}}},
			{From: "web", To: "db", Label: "read"},
			{From: "jobs", To: "mailer"},
			{From: "mailer", To: "smtp"},
		}}},
	}
	got := string(Write(d, "a sequence").Text)
	got = got[bytes.Index([]byte(got), []byte("flows:")):]
	want := `flows:
  # open: how often is each branch taken? Their shares are equal
  buy:
    by: user
    rate: 5/s
    steps:
      - call: web
        steps:
          - call: api # order
            steps:
              - choose:
                  - share: 50% # in stock
                    steps:
                      - write: db # insert
                      - publish: jobs
                  - steps: []
          - read: db
  buy-2:
    by: mailer
    consumes: jobs
    steps:
      - call: smtp
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestNamesAreReadableAndUnique(t *testing.T) {
	n := newNamer("part")
	var got []string
	for _, text := range []string{"OrderService", "PostgreSQL", "APIGateway v2", "Straße 1", "1st", "数据库", "order-service", "null", "a very long name that nobody wants to read in a reference"} {
		got = append(got, n.add(text))
	}
	want := []string{"order-service", "postgresql", "api-gateway-v2", "strasse-1", "st", "part", "order-service-2", "null-2", "a-very-long-name-that-nobody-wants-to"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
