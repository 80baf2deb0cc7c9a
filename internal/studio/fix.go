package studio

import (
	"net/http"
	"slices"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/syntax"
)

// fix answers how a finding would be mended in the file, and whether the check
// then asks no more. Nothing is written.
func (s *Studio) fix(w http.ResponseWriter, r *http.Request) {
	var ask FindingAt
	if !asked(w, r, &ask) {
		return
	}
	v := s.file.current()
	if v.study == nil || v.stale {
		fail(w, http.StatusUnprocessableEntity, "the file cannot be read as it stands")
		return
	}
	i := slices.IndexFunc(v.study.Findings, func(f audit.Finding) bool { return f.Check.Code == ask.Check && f.At == ask.At })
	if i < 0 {
		fail(w, http.StatusNotFound, "there is no such finding any more")
		return
	}
	patch := patchText(v.study.Findings[i].Fix)
	if patch == nil {
		fail(w, http.StatusUnprocessableEntity, "this one is for a person to decide")
		return
	}
	changes := changesOf(v.study.Design.Root, patch, nil)
	text, err := changed(v.doc, changes)
	if err == nil {
		var d *model.Design
		if d, err = s.readable(text); err == nil {
			answer(w, Fix{Changes: changes, Text: string(text), Mends: mends(d, ask)})
			return
		}
	}
	fail(w, http.StatusUnprocessableEntity, "it does not fit the file as it stands: "+err.Error())
}

// mends tells whether a check has no more to say at a place.
func mends(d *model.Design, of FindingAt) bool {
	st, err := study.Estimate(d, study.Options{Today: today()})
	return err == nil && !slices.ContainsFunc(st.Audit(), func(f audit.Finding) bool { return f.Check.Code == of.Check && f.At == of.At })
}

// writable tells whether a fix is a piece of the design file that fits it as it
// stands.
func writable(d *model.Design, fix string) bool {
	patch := patchText(fix)
	return patch != nil && !slices.ContainsFunc(changesOf(d.Root, patch, nil), func(c Change) bool { return d.Doc.Included(c.Path) != nil })
}

// patchText reads a fix that is a piece of a design file; nil when it is advice
// in words, or leaves something to be filled in.
func patchText(fix string) *syntax.Node {
	patch, problems := syntax.Parse(diag.NewSource("fix", []byte(fix)))
	if problems.HasErrors() || patch == nil || patch.Kind != syntax.Mapping {
		return nil
	}
	for _, p := range patch.Pairs {
		if p.Value.Kind != syntax.Mapping || !model.IsSection(p.Key.Value) {
			return nil
		}
	}
	return patch
}

// changesOf are the changes that merge a patch into a tree, each as deep as
// the tree has a mapping for it, so that what stands beside stays as it is.
func changesOf(node, patch *syntax.Node, path []string) []Change {
	if patch.Kind != syntax.Mapping || node == nil || node.Kind != syntax.Mapping {
		return []Change{{Path: path, Value: patch.Span.Text()}}
	}
	var out []Change
	for _, p := range patch.Pairs {
		out = append(out, changesOf(node.Get(p.Key.Value), p.Value, append(slices.Clip(path), p.Key.Value))...)
	}
	return out
}
