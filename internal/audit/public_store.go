package audit

import (
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

var publicStore = &Check{
	Code:     "public-store",
	Category: Security,
	Title:    "Store within reach of the internet",
	Why:      "A database that anyone can connect to is found by a scanner within hours; then one password or one unpatched bug is all that stands before the data. An object store of public files is meant to be reached.",
	Bad:      "boundaries:\n  internet: {trust: public}\ncomponents:\n  db: {kind: sql, in: internet}",
	Good:     "boundaries:\n  core: {trust: private}\ncomponents:\n  db: {kind: sql, in: core}",
	Source:   "CWE-668; OWASP ASVS 5.0, V13",
	Run:      runPublicStore,
}

func runPublicStore(f *Facts) {
	for name, c := range f.Design.Components.All() {
		if class := c.Behaviour.Class; class != catalog.Store && class != catalog.Cache || f.meantForAll(c) {
			continue
		}
		severity := High
		if f.keepsSensitive(c) {
			severity = Critical
		}
		at := "components." + name
		if f.Design.TrustOf(c.PrimaryIn()) == "public" {
			f.fail(severity, at, f.span(c.Span, "components", name, "in"), fmt.Sprintf("%q stands in %q, which is public", name, c.PrimaryIn()),
				fmt.Sprintf("boundaries: {core: {trust: private}}, and components: {%s: {in: core}}", name))
			continue
		}
		i := slices.IndexFunc(f.calls, func(x *call) bool { return x.Callee == c && f.fromOutside(x) })
		if i < 0 {
			continue
		}
		f.fail(severity, at, f.calls[i].Step.Path[f.calls[i].Hop].Span, fmt.Sprintf("%q reaches %q with nothing between", f.calls[i].Caller, name),
			"call a service, and let that read and write")
	}
}

// fromOutside tells whether a call comes from an external actor or from code
// that runs at one.
func (f *Facts) fromOutside(c *call) bool {
	if c.From != nil {
		return c.From.Behaviour.Class == catalog.Client
	}
	actor := f.Design.Actors.Get(c.Caller)
	return actor != nil && actor.External != nil && *actor.External
}

// meantForAll tells whether a component is an object store with nothing that
// is not public.
func (f *Facts) meantForAll(c *model.Component) bool {
	if c.Kind != "object-store" {
		return false
	}
	return !slices.ContainsFunc(c.Stores, func(r model.Ref) bool {
		e := f.Design.Data.Get(r.Text)
		return e != nil && e.Class != "public"
	})
}

func (f *Facts) keepsSensitive(c *model.Component) bool {
	return slices.ContainsFunc(c.Stores, func(r model.Ref) bool {
		e := f.Design.Data.Get(r.Text)
		return e != nil && sensitive(e.Class)
	})
}
