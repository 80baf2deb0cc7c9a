package study

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// signedBy returns the file of approvals in which one stakeholder has signed all
// steps of a design.
func signedBy(t testing.TB, d *model.Design, who string) *Signoff {
	t.Helper()
	s := NewSignoff("design.signoff.yaml", "design.yaml")
	for _, step := range model.ProcessSteps {
		text, err := s.Sign(d, step, who, "2026-11-22")
		if err != nil {
			t.Fatal(err)
		}
		s = readSignoff(t, string(text))
	}
	return s
}

func readSignoff(t testing.TB, text string) *Signoff {
	t.Helper()
	s, problems := ReadSignoff(diag.NewSource("design.signoff.yaml", []byte(text)))
	if len(problems) > 0 {
		t.Fatalf("%v in\n%s", problems, text)
	}
	return s
}

// droppedSteps are the steps whose approval no longer holds for a tree.
func droppedSteps(s *Signoff, who string, root *syntax.Node) []string {
	d := &model.Design{Doc: &syntax.Document{Root: root}}
	var out []string
	for _, step := range model.ProcessSteps {
		state := &model.StepState{Step: step, Approvers: []string{who}}
		if s.approvals(d, state)[0].State != Signed {
			out = append(out, step.Key)
		}
	}
	return out
}

// everyLeaf calls visit with the way to each single value and a function that
// returns the tree with another value there.
func everyLeaf(root *syntax.Node, visit func(path string, changed func() *syntax.Node)) {
	var walk func(n *syntax.Node, path syntax.Path)
	walk = func(n *syntax.Node, path syntax.Path) {
		for _, p := range n.Pairs {
			walk(p.Value, append(path, p.Key.Value))
		}
		for i, item := range n.Items {
			walk(item, append(path, fmt.Sprint(i)))
		}
		if n.Kind <= syntax.Scalar {
			visit(path.String(), func() *syntax.Node { return with(root, path, n.Value+"0") })
		}
	}
	walk(root, nil)
}

// with is a tree in which one value is another.
func with(n *syntax.Node, path syntax.Path, value string) *syntax.Node {
	out := *n
	if len(path) == 0 {
		out.Kind, out.Value = syntax.Scalar, value
		return &out
	}
	out.Pairs, out.Items = slices.Clone(n.Pairs), slices.Clone(n.Items)
	for i, p := range out.Pairs {
		if p.Key.Value == path[0] {
			out.Pairs[i].Value = with(p.Value, path[1:], value)
		}
	}
	for i, item := range out.Items {
		if fmt.Sprint(i) == path[0] {
			out.Items[i] = with(item, path[1:], value)
		}
	}
	return &out
}

// TestAFactDropsTheApprovalsOfItsStepsAlone changes every value of every design:
// the steps whose facts it is among lose their approval, the others keep it.
// Which facts a step has is held to a table in package model.
func TestAFactDropsTheApprovalsOfItsStepsAlone(t *testing.T) {
	for _, name := range designs.All() {
		text, _ := designs.Text(name)
		d := loadedText(t, string(text))
		s := signedBy(t, d, "lead")
		if got := droppedSteps(s, "lead", d.Doc.Root); got != nil {
			t.Fatalf("%s: without a change %v are dropped", name, got)
		}
		users := map[string][]string{} // by path, the steps that use the fact
		for _, step := range model.ProcessSteps {
			everyFact(d.Doc.Root, d.FactsOf(step), func(path string) { users[path] = append(users[path], step.Key) })
		}
		count := 0
		everyLeaf(d.Doc.Root, func(path string, changed func() *syntax.Node) {
			if path == "include" {
				return
			}
			count++
			if got := droppedSteps(s, "lead", changed()); !slices.Equal(got, users[path]) {
				t.Errorf("%s: a change of %s drops %v, want %v", name, path, got, users[path])
			}
		})
		if count < 50 {
			t.Errorf("%s: only %d facts", name, count)
		}
	}
}

// everyFact calls visit with the way, in the whole tree, to each single value
// that is among the facts. The facts share the places of the tree.
func everyFact(root, facts *syntax.Node, visit func(path string)) {
	among := map[*syntax.Node]bool{}
	var note func(n *syntax.Node)
	note = func(n *syntax.Node) {
		among[n] = true
		for _, p := range n.Pairs {
			note(p.Value)
		}
		for _, item := range n.Items {
			note(item)
		}
	}
	note(facts)
	var walk func(n *syntax.Node, path syntax.Path)
	walk = func(n *syntax.Node, path syntax.Path) {
		if n.Kind <= syntax.Scalar && among[n] {
			visit(path.String())
		}
		for _, p := range n.Pairs {
			walk(p.Value, append(path, p.Key.Value))
		}
		for i, item := range n.Items {
			walk(item, append(path, fmt.Sprint(i)))
		}
	}
	walk(root, nil)
}

const signable = `loadpath: 1
system: signable
why: {problem: links are long, for: [sales], outcome: short ones, alternatives: {a: {offers: x, lacks: y}}, decision: build}
actors:
  reader: {kind: human, external: true, daily: 10k} # who opens links
components: {web: {kind: service, replicas: 2, slots: 5}}
flows: {open: {by: reader, per-user: 5/day, steps: [{call: web, work: 1ms}]}}
stakeholders:
  lead: {approves: [justify, users, scale]}
  boss: {approves: [justify]}
`

// stateIn reads a design with approvals and returns a step.
func stateIn(t testing.TB, text string, s *Signoff, key string) (model.State, []Approval) {
	t.Helper()
	study, err := Estimate(loadedText(t, text), Options{Signoff: s})
	if err != nil {
		t.Fatal(err)
	}
	return study.Step(key).State, study.Approvals[key]
}

func TestStepIsApprovedWhenAllHaveSignedIt(t *testing.T) {
	d := loadedText(t, signable)
	s := NewSignoff("design.signoff.yaml", "design.yaml")
	for _, tt := range []struct {
		who  string
		want model.State
	}{{"lead", model.Complete}, {"boss", model.Approved}} {
		text, err := s.Sign(d, model.StepOf("justify"), tt.who, "2026-11-22")
		if err != nil {
			t.Fatal(err)
		}
		s = readSignoff(t, string(text))
		if state, approvals := stateIn(t, signable, s, "justify"); state != tt.want {
			t.Errorf("after %s the step is %s, want %s: %v", tt.who, state, tt.want, approvals)
		}
	}
	if state, _ := stateIn(t, signable, s, "users"); state != model.Complete {
		t.Errorf("users is %s without a signature", state)
	}
	for name, same := range map[string]string{
		"comments":  strings.ReplaceAll(signable, "# who opens links", "# people"),
		"layout":    strings.Replace(signable, "{problem: links are long, for: [sales],", "\n  { 'problem':   \"links are long\",\n    for: [sales],", 1),
		"key order": strings.Replace(signable, "outcome: short ones, alternatives: {a: {offers: x, lacks: y}}", "alternatives: {a: {lacks: y, offers: x}}, outcome: short ones", 1),
		"elsewhere": strings.Replace(signable, "replicas: 2", "replicas: 3", 1),
	} {
		if same == signable {
			t.Fatalf("%s changes nothing", name)
		}
		if state, approvals := stateIn(t, same, s, "justify"); state != model.Approved {
			t.Errorf("%s: the step is %s: %v", name, state, approvals)
		}
	}
}

func TestDroppedApprovalSaysWhatChanged(t *testing.T) {
	s := signedBy(t, loadedText(t, signable), "lead")
	after := strings.Replace(signable, "daily: 10k", "daily: 20k", 1)
	state, approvals := stateIn(t, after, s, "users")
	if state != model.Complete || len(approvals) != 1 || approvals[0].State != Dropped {
		t.Fatalf("%s %+v", state, approvals)
	}
	if got, want := approvals[0].Sentence(), "the approval of lead (2026-11-22) is dropped: actors.reader.daily: 10k → 20k"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	text, err := s.Sign(loadedText(t, after), model.StepOf("users"), "lead", "2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	if state, _ := stateIn(t, after, readSignoff(t, string(text)), "users"); state != model.Approved {
		t.Errorf("signed anew the step is %s", state)
	}
	if strings.Count(string(text), "daily: 10k") != 1 { // of scale, which is not signed anew
		t.Errorf("contents that nobody signed are kept:\n%s", text)
	}
}

func TestSigningKeepsTheCommentsOfTheFile(t *testing.T) {
	d := loadedText(t, signable)
	text, err := NewSignoff("design.signoff.yaml", "design.yaml").Sign(d, model.StepOf("users"), "lead", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	noted := strings.Replace(string(text), "approvals:", "# minutes of the review are in the wiki\napprovals:", 1)
	again, err := readSignoff(t, noted).Sign(d, model.StepOf("justify"), "boss", "2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(noted), "\n") {
		if !strings.Contains(string(again), line+"\n") {
			t.Errorf("%q is gone from\n%s", line, again)
		}
	}
}

func TestBrokenSignoffIsReportedWithItsPlace(t *testing.T) {
	d := loadedText(t, signable)
	good, err := NewSignoff("design.signoff.yaml", "design.yaml").Sign(d, model.StepOf("users"), "lead", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, from, to, want string }{
		{"a content changed by hand", "daily: 10k", "daily: 99k", `design.signoff.yaml:9:3: these facts were changed after they were signed`},
		{"a step that is none", "  users:", "  usres:", `design.signoff.yaml:6:3: there is no step "usres"`},
		{"a day that is none", "2026-11-22", "yesterday", `design.signoff.yaml:7:18: "yesterday" is no date`},
		{"another version", "signoff: 1", "signoff: 2", `design.signoff.yaml:4:10: this is no file of approvals of version 1`},
		{"a key that is none", "contents:", "content:", `design.signoff.yaml:7:36: what "lead" signed is not in this file`},
		{"a list", "approvals:\n  users:\n    lead:", "approvals:\n  users:\n    -", `design.signoff.yaml:7:5: what stands under a step must be a mapping`},
		{"no YAML", "approvals:", "approvals: [", `design.signoff.yaml:`},
	} {
		text := strings.Replace(string(good), tt.from, tt.to, 1)
		if text == string(good) {
			t.Fatalf("%s: nothing was broken in\n%s", tt.name, good)
		}
		_, problems := ReadSignoff(diag.NewSource("design.signoff.yaml", []byte(text)))
		if !slices.ContainsFunc(problems, func(p diag.Diagnostic) bool { return strings.Contains(p.Span.String()+": "+p.Message, tt.want) }) {
			t.Errorf("%s: got %v, want %s in\n%s", tt.name, problems, tt.want, text)
		}
	}
}

func TestUnsignedNamesWhatIsMissing(t *testing.T) {
	s, err := Estimate(loadedText(t, signable), Options{Signoff: signedBy(t, loadedText(t, signable), "lead")})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"justify: not signed by boss; `loadpath sign justify design.yaml --as boss`",
		"scale is started: `loadpath steps design.yaml scale` shows what is open",
	}
	if got := s.Unsigned(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	nobody := estimatedText(t, "loadpath: 1\nsystem: nobody\n")
	if got := nobody.Unsigned(); len(got) != 1 || !strings.Contains(got[0], "no stakeholder is named") {
		t.Errorf("%q", got)
	}
}
