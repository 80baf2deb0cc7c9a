package export

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/report/safe"
)

// dslTokens divides a line as the tokenizer of Structurizr does: at blanks, and
// inside quotes \" is a quote, \n a line break and any other backslash itself.
func dslTokens(line string) (tokens []string, closed bool) {
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimLeft(line, " ") {
		if line[0] != '"' {
			word, rest, _ := strings.Cut(line, " ")
			tokens, line = append(tokens, word), rest
			continue
		}
		var text strings.Builder
		for line = line[1:]; line != "" && line[0] != '"'; line = line[1:] {
			if next := line[min(1, len(line)-1)]; line[0] == '\\' && (next == '"' || next == 'n') {
				text.WriteByte(map[byte]byte{'"': '"', 'n': '\n'}[next])
				line = line[1:]
				continue
			}
			text.WriteByte(line[0])
		}
		if line == "" {
			return tokens, false
		}
		tokens, line = append(tokens, text.String()), line[1:]
	}
	return tokens, true
}

// dslFacts reads a workspace by the rules that the parser of Structurizr has:
// one statement a line, each identifier declared once and before it is used,
// names once, a message only where there is a relationship. It returns what the
// workspace says as sentences.
func dslFacts(text string) (facts map[string]bool, problems []string) {
	facts = map[string]bool{}
	var contexts []string
	names := map[string]string{} // of elements by identifier
	taken := map[string]bool{}
	var flow string
	identifier := regexp.MustCompile(`^\w[a-zA-Z0-9_-]*$`)
	known := func(id string) string {
		if names[id] == "" {
			problems = append(problems, "unknown identifier "+id)
		}
		return names[id]
	}
	for i, line := range strings.Split(text, "\n") {
		t, closed := dslTokens(line)
		problem := func(format string, args ...any) {
			problems = append(problems, fmt.Sprintf("line %d: ", i+1)+fmt.Sprintf(format, args...)+": "+line)
		}
		if !closed {
			problem("a quote is not closed")
		}
		if len(t) == 0 {
			continue
		}
		if len(t) > 2 && t[1] == "=" {
			id := t[0]
			t = t[2:]
			if !identifier.MatchString(id) || names[id] != "" || taken[t[1]] {
				problem("the identifier or the name is not free")
			}
			names[id], taken[t[1]] = t[1], true
			if t[0] != "softwareSystem" || t[len(t)-1] != "{" {
				facts[fmt.Sprintf("%s %q", t[0], t[1:])] = true
			}
		}
		most := map[string]int{"workspace": 4, "person": 4, "softwareSystem": 5, "container": 5, "group": 3, "deploymentNode": 7, "containerInstance": 2, "deploymentEnvironment": 3}[t[0]]
		if most > 0 && len(t) > most {
			problem("too many tokens")
		}
		switch {
		case t[0] == "}":
			contexts = contexts[:len(contexts)-1]
		case len(t) > 2 && t[1] == "->":
			facts[fmt.Sprintf("%s -> %s %q", known(t[0]), known(t[2]), t[3:])] = true
			facts[t[0]+" -> "+t[2]] = true
		case len(t) > 3 && strings.HasSuffix(t[0], ":"):
			facts[fmt.Sprintf("%s %s %s -> %s %q", flow, t[0], known(t[1]), known(t[3]), t[4:])] = true
			if !facts[t[1]+" -> "+t[3]] {
				problem("there is no such relationship")
			}
		case t[0] == "dynamic":
			flow = t[2]
		case t[0] == "group":
			facts[fmt.Sprintf("group %q", t[1])] = true
		case t[0] == "containerInstance":
			facts["runs "+known(t[1])] = true
		}
		if t[len(t)-1] == "{" {
			contexts = append(contexts, t[0])
		}
	}
	if len(contexts) > 0 {
		problems = append(problems, fmt.Sprintf("not closed: %v", contexts))
	}
	return facts, problems
}

// without leaves out empty texts at the end, as the DSL may.
func without(texts ...string) []string {
	for len(texts) > 1 && texts[len(texts)-1] == "" {
		texts = texts[:len(texts)-1]
	}
	for i := range texts {
		texts[i] = dslShown(texts[i])
	}
	return texts
}

// dslShown is what of a text the DSL can carry.
func dslShown(s string) string {
	s = strings.NewReplacer(`\n`, `\ n`, "${", "$ {").Replace(safe.Line(s))
	if strings.HasSuffix(s, `\`) {
		return s + " "
	}
	return s
}

func TestStructurizrDSLSaysWhatTheDesignSays(t *testing.T) {
	for name, s := range drawable(t) {
		text, _ := drawn(t, structurizr, s, Ask{})
		got, problems := dslFacts(text)
		for _, p := range problems {
			t.Errorf("%s: %s", name, p)
		}
		w := workspaceOf(s)
		var want []string
		for _, e := range w.elements {
			tags := strings.Join(e.tags(), ",")
			switch e.role {
			case person:
				want = append(want, fmt.Sprintf("person %q", without(e.name, e.said(), tags)))
			case outside:
				want = append(want, fmt.Sprintf("softwareSystem %q", without(e.name, e.said(), tags)))
			default:
				want = append(want, fmt.Sprintf("container %q", without(e.name, e.doc, e.technology, tags)), "runs "+dslShown(e.name))
			}
			for _, b := range e.boundaries {
				want = append(want, fmt.Sprintf("group %q", dslShown(groupName(b.title))))
			}
		}
		for _, r := range w.relations {
			tag := map[bool]string{true: asynchronous}[r.async]
			want = append(want, fmt.Sprintf("%s -> %s %q", dslShown(r.from.name), dslShown(r.to.name), without(r.label, r.protocol, tag)))
		}
		for _, tale := range w.tales {
			for i, c := range tale.calls() {
				want = append(want, fmt.Sprintf("flow-%s %d: %s -> %s %q", tale.flow, i+1, dslShown(c.from.name), dslShown(c.to.name), without(c.label)))
			}
		}
		for _, fact := range want {
			if !got[fact] {
				t.Errorf("%s: the workspace does not say that %s", name, fact)
			}
		}
		if len(w.relations) < len(s.Design.Calls()) || len(want) < 2*len(w.elements) {
			t.Errorf("%s: %d arrows of %d calls", name, len(w.relations), len(s.Design.Calls()))
		}
	}
}

func TestABackslashNeverEscapesTheEndOfATextInTheDSL(t *testing.T) {
	m := &structurizrText{}
	for _, text := range []string{`C:\`, `a\"b`, `\\`, `a\nb`, `${HOME}`, `"`, `\"`, "//", "{"} {
		tokens, closed := dslTokens("x " + m.quote(text, "next"))
		if want := []string{"x", dslShown(text), "next"}; !closed || !slices.Equal(tokens, want) {
			t.Errorf("%q is read as %q, want %q", text, tokens, want)
		}
	}
}

// TestWorkspaceJSONHoldsTogether checks what the tools of Structurizr require
// when they load a workspace: ids once, every reference leads somewhere, an
// arrow stands at its source, a view shows both ends of its arrows.
func TestWorkspaceJSONHoldsTogether(t *testing.T) {
	for name, s := range drawable(t) {
		text, _ := drawn(t, structurizrJSON, s, Ask{})
		var ws jsonWorkspace
		if err := json.Unmarshal([]byte(text), &ws); err != nil {
			t.Fatal(name, err)
		}
		ids := map[string]bool{}
		ends := map[string][2]string{} // of relationships by id
		add := func(id string) {
			if id == "" || ids[id] {
				t.Errorf("%s: the id %q is not free", name, id)
			}
			ids[id] = true
		}
		relations := func(owner string, all []*jsonRelation) {
			for _, r := range all {
				add(r.ID)
				ends[r.ID] = [2]string{r.SourceID, r.DestinationID}
				if r.SourceID != owner {
					t.Errorf("%s: arrow %s of %s stands at %s", name, r.ID, r.SourceID, owner)
				}
			}
		}
		var elements func(all []*jsonElement) int
		elements = func(all []*jsonElement) (count int) {
			for _, e := range all {
				add(e.ID)
				relations(e.ID, e.Relationships)
				count += 1 + elements(e.Containers)
			}
			return count
		}
		var nodes func(all []*jsonNode)
		nodes = func(all []*jsonNode) {
			for _, n := range all {
				add(n.ID)
				for _, i := range n.Containers {
					add(i.ID)
					relations(i.ID, i.Relationships)
					if !ids[i.ContainerID] {
						t.Errorf("%s: %s is an instance of %s, which is not there", name, i.ID, i.ContainerID)
					}
				}
				nodes(n.Children)
			}
		}
		w := workspaceOf(s)
		if got := elements(ws.Model.People) + elements(ws.Model.SoftwareSystems); got != len(w.elements)+1 {
			t.Errorf("%s: %d elements, want %d and the system", name, got, len(w.elements))
		}
		nodes(ws.Model.DeploymentNodes)
		for id, e := range ends {
			if !ids[e[0]] || !ids[e[1]] {
				t.Errorf("%s: arrow %s leads from %s to %s", name, id, e[0], e[1])
			}
		}
		for _, v := range slices.Concat(ws.Views.Context, ws.Views.Containers, ws.Views.Dynamic, ws.Views.Deployment) {
			shown := map[string]bool{}
			for _, e := range v.Elements {
				shown[e.ID] = true
				if !ids[e.ID] {
					t.Errorf("%s: view %s shows %s, which is not there", name, v.Key, e.ID)
				}
			}
			for _, r := range v.Relationships {
				if e, ok := ends[r.ID]; !ok || !shown[e[0]] || !shown[e[1]] {
					t.Errorf("%s: view %s has arrow %s without its ends", name, v.Key, r.ID)
				}
			}
		}
		if got := len(ws.Views.Dynamic); got != len(w.tales) {
			t.Errorf("%s: %d flows are shown, want %d", name, got, len(w.tales))
		}
	}
}

func TestEveryPlaceOfAComponentIsDeployed(t *testing.T) {
	s := hostileDesign(t)
	text, left := drawn(t, structurizr, s, Ask{})
	if n := strings.Count(text, "containerInstance end\n"); n != 2 {
		t.Errorf("end stands in two regions and has %d instances:\n%s", n, text)
	}
	if strings.Contains(strings.Join(left, "\n"), "drawn once") {
		t.Errorf("left out: %v", left)
	}
}

// TestWorkspacesInJSONAndDSLAreTheSame compares names and arrows of both.
func TestWorkspacesInJSONAndDSLAreTheSame(t *testing.T) {
	for name, s := range drawable(t) {
		dsl, _ := drawn(t, structurizr, s, Ask{})
		text, _ := drawn(t, structurizrJSON, s, Ask{})
		var ws jsonWorkspace
		if err := json.Unmarshal([]byte(text), &ws); err != nil {
			t.Fatal(name, err)
		}
		identifiers := map[string]string{}
		var relations []*jsonRelation
		var read func(all []*jsonElement)
		read = func(all []*jsonElement) {
			for _, e := range all {
				identifiers[e.ID] = e.Properties[identifierProperty]
				relations = append(relations, e.Relationships...)
				read(e.Containers)
			}
		}
		read(ws.Model.People)
		read(ws.Model.SoftwareSystems)
		facts, _ := dslFacts(dsl)
		for _, r := range relations {
			if arrow := identifiers[r.SourceID] + " -> " + identifiers[r.DestinationID]; r.LinkedRelationshipID == "" && !facts[arrow] {
				t.Errorf("%s: the JSON has %s, the DSL has not", name, arrow)
			}
		}
		for id := range maps.Values(identifiers) {
			if !strings.Contains(dsl, id+" = ") {
				t.Errorf("%s: the JSON has %s, the DSL has not", name, id)
			}
		}
	}
}
