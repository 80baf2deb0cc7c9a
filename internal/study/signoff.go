package study

import (
	"fmt"
	"strings"
	"time"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// Signoff is who has signed which step of a design, and what the facts of the
// step were then: the content of a file beside the design.
type Signoff struct {
	src        *diag.Source
	signatures map[string]map[string]signature // by step and stakeholder
	contents   map[string]*syntax.Node         // facts by their hash
}

// signature is one approval as it stands in the file.
type signature struct {
	date string // ISO
	hash string // of the facts that were signed
}

// SignoffName is the name of the file of approvals of a design: shop.yaml has
// shop.signoff.yaml.
func SignoffName(design string) string { return Beside(design, "signoff") }

// Beside is the name of a file that goes with a design: Beside("shop.yaml",
// "layout") is shop.layout.yaml.
func Beside(design, what string) string {
	for _, extension := range []string{".yaml", ".yml"} {
		if base, ok := strings.CutSuffix(design, extension); ok {
			return base + "." + what + extension
		}
	}
	return design + "." + what + ".yaml"
}

// newSignoff starts a file of approvals.
const newSignoff = `# Who has signed which step of %s, written by "loadpath sign". An approval
# holds as long as the facts of its step say what they said then; they are kept
# below under their hash, so that a later change can be named.
signoff: 1
`

// NewSignoff returns the file of approvals of a design that has none yet.
func NewSignoff(name, design string) *Signoff {
	return &Signoff{src: diag.NewSource(name, fmt.Appendf(nil, newSignoff, design))}
}

// ReadSignoff reads a file of approvals. What is wrong with it comes back with
// its place, and what could be read counts.
func ReadSignoff(src *diag.Source) (*Signoff, diag.List) {
	root, problems := syntax.Parse(src)
	s := &Signoff{src: src, signatures: map[string]map[string]signature{}, contents: map[string]*syntax.Node{}}
	r := &signoffReader{s: s, problems: problems, spoilt: map[string]bool{}}
	if root != nil && !problems.HasErrors() {
		r.file(root)
	}
	r.problems.Sort()
	return s, r.problems
}

type signoffReader struct {
	s        *Signoff
	problems diag.List
	spoilt   map[string]bool // hashes of contents that were changed by hand
}

func (r *signoffReader) report(at *syntax.Node, help, format string, args ...any) {
	r.problems = append(r.problems, diag.Diagnostic{Code: "broken-signoff", Span: at.Span, Message: fmt.Sprintf(format, args...), Help: help})
}

func (r *signoffReader) file(root *syntax.Node) {
	if !r.mapping(root, "a file of approvals") {
		return
	}
	if v := root.Get("signoff"); v == nil || v.Value != "1" {
		at := root
		if v != nil {
			at = v
		}
		r.report(at, "write signoff: 1", "this is no file of approvals of version 1")
		return
	}
	for _, p := range root.Pairs {
		switch p.Key.Value {
		case "signoff":
		case "contents":
			r.facts(p.Value)
		case "approvals":
			defer r.approvals(p.Value) // after the contents that they name
		default:
			r.report(p.Key, "remove it", "a file of approvals has no key %q", p.Key.Value)
		}
	}
}

// mapping tells whether a value is a mapping, and reports when it is not.
func (r *signoffReader) mapping(n *syntax.Node, what string) bool {
	if n.Kind != syntax.Mapping {
		r.report(n, "take the file back from version control, or delete it and sign again", "%s must be a mapping", what)
	}
	return n.Kind == syntax.Mapping
}

func (r *signoffReader) approvals(all *syntax.Node) {
	if !r.mapping(all, "approvals") {
		return
	}
	for _, step := range all.Pairs {
		if model.StepOf(step.Key.Value) == nil {
			r.report(step.Key, "write one of "+join(stepKeys()), "there is no step %q", step.Key.Value)
			continue
		}
		if !r.mapping(step.Value, "what stands under a step") {
			continue
		}
		for _, who := range step.Value.Pairs {
			r.signature(step.Key.Value, who)
		}
	}
}

// facts reads what was signed. A content that is not what its hash says was
// changed by hand, and shows nothing.
func (r *signoffReader) facts(contents *syntax.Node) {
	if !r.mapping(contents, "contents") {
		return
	}
	for _, p := range contents.Pairs {
		if hash := syntax.Hash(p.Value); hash != p.Key.Value {
			r.report(p.Key, "take the file back from version control, or delete the approvals of this content and sign again",
				"these facts were changed after they were signed: their hash is %s", hash)
			r.spoilt[p.Key.Value] = true
			continue
		}
		r.s.contents[p.Key.Value] = p.Value
	}
}

func (r *signoffReader) signature(step string, who syntax.Pair) {
	date, hash := who.Value.Get("date"), who.Value.Get("hash")
	again := fmt.Sprintf("remove it, then sign again: loadpath sign %s --as %s", step, who.Key.Value)
	switch {
	case date == nil || hash == nil:
		r.report(who.Key, again, "the approval of %q lacks its date or its hash", who.Key.Value)
		return
	case !isDate(date.Value):
		r.report(date, "write it as 2027-03-01", "%q is no date", date.Value)
		return
	case r.spoilt[hash.Value]:
		return // reported where it stands
	case r.s.contents[hash.Value] == nil:
		r.report(hash, again, "what %q signed is not in this file", who.Key.Value)
		return
	}
	if r.s.signatures[step] == nil {
		r.s.signatures[step] = map[string]signature{}
	}
	r.s.signatures[step][who.Key.Value] = signature{date: date.Value, hash: hash.Value}
}

// isDate tells whether a text is a day as 2027-03-01.
func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

func stepKeys() []string {
	keys := make([]string, len(model.ProcessSteps))
	for i, s := range model.ProcessSteps {
		keys[i] = s.Key
	}
	return keys
}

// Sign returns the text of the file with one more approval: that of the facts
// of a step as they are now. Comments and everything else in the file stay;
// contents that no approval names any more are dropped.
func (s *Signoff) Sign(d *model.Design, step *model.ProcessStep, who, date string) ([]byte, error) {
	facts := d.FactsOf(step)
	hash := syntax.Hash(facts)
	w := &splicer{src: s.src}
	w.splice(syntax.Set(w.src, syntax.Path{"approvals", step.Key, who}, fmt.Sprintf("{date: %s, hash: %s}", date, hash)))
	if s.contents[hash] == nil {
		w.splice(syntax.Insert(w.src, syntax.Path{"contents", hash}, syntax.Lines(facts)))
	}
	if old := s.signatures[step.Key][who].hash; old != "" && old != hash && s.signers(old) == 1 {
		w.splice(syntax.Delete(w.src, syntax.Path{"contents", old}))
	}
	if w.err != nil {
		return nil, fmt.Errorf("write the approval into %s: %w", s.src.Name, w.err)
	}
	return w.src.Text, nil
}

// signers counts the approvals of a content.
func (s *Signoff) signers(hash string) int {
	n := 0
	for _, step := range s.signatures {
		for _, signed := range step {
			if signed.hash == hash {
				n++
			}
		}
	}
	return n
}

// splicer makes edits one after the other, up to the first that fails.
type splicer struct {
	src *diag.Source
	err error
}

func (w *splicer) splice(edits []diag.Edit, err error) {
	if w.err != nil {
		return
	}
	text := w.src.Text
	if err == nil {
		text, err = syntax.Apply(text, edits)
	}
	w.src, w.err = diag.NewSource(w.src.Name, text), err
}
