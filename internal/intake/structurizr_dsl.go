package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// dslReader reads the statements of a workspace in the Structurizr DSL.
type dslReader struct {
	w            *workspace
	stack        []dslBlock
	byIdentifier map[string]*c4Element // in lower case; elements only
	relations    map[string]*c4Relation
	constants    map[string]string
	hierarchical bool // identifiers have those of the elements around in front
	partial      bool // something was left out that may declare elements
	problems     diag.List
}

// dslBlock is what stands between braces.
type dslBlock struct {
	kind    blockKind
	element *c4Element
	groups  []string
	view    *c4View
	at      diag.Span // of its brace
}

type blockKind uint8

const (
	blockWorkspace blockKind = iota
	blockModel               // and groups, at any depth
	blockElement
	blockViews
	blockDynamic
	blockSkipped
)

// readDSL reads a text into a workspace.
func readDSL(w *workspace, src *diag.Source) diag.List {
	r := &dslReader{w: w, byIdentifier: map[string]*c4Element{}, relations: map[string]*c4Relation{}, constants: map[string]string{}}
	scan := newDSLScanner(src)
	begun := false
	for {
		tokens, open, ok := scan.next()
		if !ok {
			break
		}
		if open != nil && !r.in(blockSkipped) {
			r.fail(*open, `close it with " on the same line`, "a quote is not closed")
		}
		for i, t := range tokens {
			tokens[i].text = r.substitute(t.text)
		}
		if len(r.stack) == 0 {
			begun = r.begin(tokens, begun)
			continue
		}
		r.statement(tokens)
	}
	end := diag.Span{Source: src, Start: len(src.Text), End: len(src.Text)}
	switch {
	case !begun && !r.problems.HasErrors():
		r.fail(diag.Span{Source: src}, "begin with: workspace {", "there is no workspace in it")
	case len(r.stack) > 0:
		r.fail(end, "write } where it ends", "a brace is not closed; it opens in line %d", r.stack[len(r.stack)-1].at.Position().Line)
	}
	return r.problems
}

func (r *dslReader) fail(at diag.Span, help, format string, args ...any) {
	r.problems = append(r.problems, broken(at, help, format, args...)...)
}

func (r *dslReader) in(kind blockKind) bool {
	return len(r.stack) > 0 && r.stack[len(r.stack)-1].kind == kind
}

var dslConstant = regexp.MustCompile(`\$\{[\w.-]+\}`)

func (r *dslReader) substitute(text string) string {
	return dslConstant.ReplaceAllStringFunc(text, func(use string) string {
		if value, ok := r.constants[use[2:len(use)-1]]; ok {
			return value
		}
		return use
	})
}

// begin reads what stands outside of all braces.
func (r *dslReader) begin(t []dslToken, begun bool) bool {
	words, opens := braced(t)
	switch {
	case r.directive(words, opens):
	case len(words) == 0 || !strings.EqualFold(words[0].text, "workspace"):
		r.fail(t[0].at, "begin with: workspace {", "%q stands outside of a workspace", t[0].text)
	case len(words) > 1 && words[1].text == "extends":
		r.problems = append(r.problems, refused(words[1].at, "export the whole as JSON (structurizr-cli export -format json) and import that", "this workspace extends another one, which is not read")...)
	case begun:
		r.fail(t[0].at, "import them one by one", "there is a second workspace")
	case opens:
		r.w.name, r.w.doc = argument(words, 1), argument(words, 2)
		r.push(dslBlock{kind: blockWorkspace, at: t[len(t)-1].at})
		return true
	default:
		r.fail(t[0].at, "write: workspace {", "the workspace has no brace")
	}
	return begun
}

// braced takes the brace off a statement that opens a block.
func braced(t []dslToken) (words []dslToken, opens bool) {
	if last := t[len(t)-1]; last.text == "{" && !last.quoted {
		return t[:len(t)-1], true
	}
	return t, false
}

// argument is a word of a statement; "" beyond its end.
func argument(t []dslToken, i int) string {
	if i < len(t) {
		return t[i].text
	}
	return ""
}

func (r *dslReader) push(b dslBlock) { r.stack = append(r.stack, b) }

// statement reads one inside the workspace.
func (r *dslReader) statement(t []dslToken) {
	words, opens := braced(t)
	here := r.stack[len(r.stack)-1]
	inner := dslBlock{kind: blockSkipped, element: here.element, groups: here.groups, view: here.view, at: t[len(t)-1].at}
	switch {
	case len(words) == 1 && words[0].text == "}" && !words[0].quoted:
		r.stack = r.stack[:len(r.stack)-1]
		return
	case here.kind == blockSkipped:
	case r.directive(words, false):
	case len(words) == 0: // a brace alone: messages at the same time
		inner.kind = here.kind
	case here.kind == blockWorkspace:
		inner.kind = r.workspaceStatement(words)
	case here.kind == blockViews:
		inner = r.viewStatement(words, inner)
	case here.kind == blockDynamic:
		r.message(words, here.view)
	default:
		inner = r.modelStatement(words, here, inner)
	}
	if opens {
		r.push(inner)
	}
}

// directive reads a statement that begins with an exclamation mark. What comes
// from elsewhere is left out.
func (r *dslReader) directive(t []dslToken, opens bool) bool {
	if len(t) == 0 || !strings.HasPrefix(t[0].text, "!") {
		return false
	}
	switch word := strings.ToLower(t[0].text); word {
	case "!const", "!constant", "!var":
		r.constants[argument(t, 1)] = argument(t, 2)
	case "!identifiers":
		r.hierarchical = strings.EqualFold(argument(t, 1), "hierarchical")
	case "!impliedrelationships":
	default:
		r.partial = true
		r.w.draft.leaveOut("", t[0].at, "%s: nothing is read from elsewhere, and nothing is run", joinTokens(t))
		if opens {
			r.push(dslBlock{kind: blockSkipped, at: t[0].at})
		}
	}
	return true
}

func joinTokens(t []dslToken) string {
	var words []string
	for _, w := range t {
		words = append(words, w.text)
	}
	return strings.Join(words, " ")
}

func (r *dslReader) workspaceStatement(t []dslToken) blockKind {
	switch strings.ToLower(t[0].text) {
	case "model":
		return blockModel
	case "views":
		return blockViews
	case "name":
		r.w.name = argument(t, 1)
	case "description":
		r.w.doc = argument(t, 1)
	}
	return blockSkipped
}

// dslElements are the words for elements: what each is, and which argument
// holds the technology; 0 for none. The tags come last.
var dslElements = map[string]struct {
	role       c4Role
	technology int
}{"person": {c4Person, 0}, "softwaresystem": {c4System, 0}, "container": {c4Container, 3}, "component": {c4Component, 3}}

// modelStatement reads one of the model or of an element in it.
func (r *dslReader) modelStatement(t []dslToken, here, inner dslBlock) dslBlock {
	var identifier dslToken
	if len(t) > 2 && t[1].text == "=" && !t[1].quoted {
		identifier, t = t[0], t[2:]
	}
	word := strings.ToLower(t[0].text)
	switch {
	case len(t) > 2 && dslArrow.MatchString(t[1].text):
		r.relate(identifier, r.element(t[0]), t[2], t[3:])
	case len(t) > 1 && dslArrow.MatchString(t[0].text) && here.element != nil:
		r.relate(identifier, here.element, t[1], t[2:])
	case word == "group":
		inner.kind = here.kind
		inner.groups = append(slices.Clone(here.groups), argument(t, 1))
	case slices.Contains([]string{"person", "softwaresystem", "container", "component"}, word):
		if inner.element = r.add(identifier, t, here); inner.element != nil {
			inner.kind = blockElement
			if inner.element.role != c4Person {
				inner.groups = nil
			}
		}
	case here.element != nil && here.kind == blockElement && r.detail(word, t, here.element):
	case slices.Contains([]string{"properties", "perspectives", "url", "enterprise"}, word):
	case word == "deploymentenvironment":
		r.w.draft.leaveOut("", t[0].at, "%s: what runs where", joinTokens(t))
	default:
		r.partial = true
		r.w.draft.leaveOut("", t[0].at, "%s: a design has no place for it", joinTokens(t))
	}
	return inner
}

// dslArrow is an arrow, which may name an archetype: -> or --https->.
var dslArrow = regexp.MustCompile(`^-(-\S+-)?>$`)

// detail reads a statement about an element itself.
func (r *dslReader) detail(word string, t []dslToken, e *c4Element) bool {
	switch word {
	case "description":
		e.doc = argument(t, 1)
	case "technology":
		e.technology = argument(t, 1)
	case "tag", "tags":
		for _, tag := range t[1:] {
			e.tags = append(e.tags, tagsOf(tag.text)...)
		}
	default:
		return false
	}
	return true
}

func tagsOf(text string) []string {
	var tags []string
	for _, tag := range strings.Split(text, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// add declares an element; nil when it cannot stand here.
func (r *dslReader) add(identifier dslToken, t []dslToken, here dslBlock) *c4Element {
	word := dslElements[strings.ToLower(t[0].text)]
	fits := here.element == nil && word.role <= c4System || here.element != nil && word.role > c4System && here.element.role == word.role-1
	if !fits {
		r.fail(t[0].at, `containers stand in a softwareSystem { }, components in a container { }`, "a %s cannot stand here", t[0].text)
		return nil
	}
	if len(t) < 2 || t[1].text == "" {
		r.fail(t[0].at, "write: "+t[0].text+` "Name"`, "this %s has no name", t[0].text)
		return nil
	}
	e := &c4Element{
		id: fmt.Sprint("element ", len(r.w.elements)), identifier: identifier.text, name: t[1].text, doc: argument(t, 2),
		role: word.role, parent: here.element, groups: here.groups, at: t[1].at,
	}
	tags := 3
	if word.technology > 0 {
		e.technology, tags = argument(t, word.technology), word.technology+1
	}
	e.tags = tagsOf(argument(t, tags))
	if e.role == c4Container {
		e.parent.inner++
	}
	r.w.elements = append(r.w.elements, e)
	if identifier.text != "" {
		full := strings.ToLower(identifier.text)
		if r.hierarchical && e.parent != nil {
			full = r.full(e.parent) + "." + full
		}
		if r.byIdentifier[full] != nil {
			r.fail(identifier.at, "give it another one", "the identifier %q is taken", identifier.text)
		}
		r.byIdentifier[full] = e
	}
	return e
}

// full is the identifier of an element with those of the elements around it.
func (r *dslReader) full(e *c4Element) string {
	own := strings.ToLower(e.identifier)
	if e.parent == nil {
		return own
	}
	return r.full(e.parent) + "." + own
}

// element finds what an identifier means here; nil, with a problem, when it
// means nothing.
func (r *dslReader) element(t dslToken) *c4Element {
	name := strings.ToLower(t.text)
	for i := len(r.stack) - 1; i >= 0; i-- {
		e := r.stack[i].element
		if e == nil {
			continue
		}
		if name == "this" {
			return e
		}
		if r.hierarchical {
			if found := r.byIdentifier[r.full(e)+"."+name]; found != nil {
				return found
			}
		}
	}
	if e := r.byIdentifier[name]; e != nil {
		return e
	}
	if r.partial {
		r.w.draft.leaveOut("", t.at, "what leads from or to %q: it is declared in a part that is left out", t.text)
	} else {
		r.fail(t.at, "declare it above: "+t.text+` = container "Name"`, "there is no element %q above", t.text)
	}
	return nil
}

// relate declares an arrow; the texts are description, technology and tags.
func (r *dslReader) relate(identifier dslToken, from *c4Element, target dslToken, texts []dslToken) {
	to := r.element(target)
	if from == nil || to == nil {
		return
	}
	relation := &c4Relation{from: from, to: to, label: argument(texts, 0), at: target.at}
	relation.async = slices.ContainsFunc(tagsOf(argument(texts, 2)), func(tag string) bool { return strings.HasPrefix(strings.ToLower(tag), "async") })
	r.w.relations = append(r.w.relations, relation)
	if identifier.text != "" {
		r.relations[strings.ToLower(identifier.text)] = relation
	}
}

// viewStatement reads one of the views: only dynamic ones tell something new.
func (r *dslReader) viewStatement(t []dslToken, inner dslBlock) dslBlock {
	if strings.EqualFold(t[0].text, "dynamic") {
		v := &c4View{key: argument(t, 2), title: argument(t, 3), at: t[0].at}
		if v.key == "" {
			v.key = fmt.Sprint("flow-", len(r.w.views)+1)
		}
		r.w.views = append(r.w.views, v)
		inner.kind, inner.view = blockDynamic, v
	}
	return inner
}

// message reads a message of a dynamic view: [order:] a -> b [description], or
// the identifier of an arrow.
func (r *dslReader) message(t []dslToken, v *c4View) {
	if len(t) > 1 && strings.HasSuffix(t[0].text, ":") {
		t = t[1:]
	}
	switch word := strings.ToLower(t[0].text); {
	case len(t) > 2 && dslArrow.MatchString(t[1].text):
		if from, to := r.element(t[0]), r.element(t[2]); from != nil && to != nil {
			v.messages = append(v.messages, c4Relation{from: from, to: to, label: argument(t, 3), at: t[0].at})
		}
	case r.relations[word] != nil:
		m := *r.relations[word]
		m.label, m.at = argument(t, 1), t[0].at
		v.messages = append(v.messages, m)
	case word == "title":
		v.title = argument(t, 1)
	}
}
