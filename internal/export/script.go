package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

// injection is one fault of a script with what it hits worked out.
type injection struct {
	*model.Fault
	at, until  float64 // seconds; until is 0 when it does not end
	components []string
	part       string // of the components: "one replica", "the primary", "zone b", "30% of the replicas"; "" for all
	links      []link // calls that it hits: those named, and all into its components
	sides      [2][]string
	regions    []string // that it takes as a whole, of the target or of both sides
}

// link is a call from one component to another.
type link struct{ caller, callee string }

func (l link) String() string { return l.caller + "." + l.callee }

// script reads the faults of a failure in the order of the clock.
func script(d *model.Design, f *model.Failure) []injection {
	var out []injection
	for i := range f.Inject {
		in := injection{Fault: &f.Inject[i], at: model.Or(f.Inject[i].At, 0)}
		if in.For != nil {
			in.until = in.at + in.For.Value
		} else if t, ok := in.UntilTime(); ok {
			in.until = t.Value
		}
		in.aim(d)
		out = append(out, in)
	}
	slices.SortStableFunc(out, func(a, b injection) int { return cmp.Compare(a.at, b.at) })
	return out
}

// aim works out what an injection hits.
func (in *injection) aim(d *model.Design) {
	calls := d.Calls()
	if len(in.Groups) == 2 {
		for side, refs := range in.Groups {
			for _, ref := range refs {
				in.inRegion(d, ref.Text)
				in.sides[side] = append(in.sides[side], componentsOf(d, ref.Text)...)
			}
		}
		for _, e := range calls {
			a, b := in.sides[0], in.sides[1]
			if slices.Contains(a, e.Caller) && slices.Contains(b, e.Callee) || slices.Contains(b, e.Caller) && slices.Contains(a, e.Callee) {
				in.links = append(in.links, link{e.Caller, e.Callee})
			}
		}
		return
	}
	for _, ref := range in.Targets {
		if caller, callee, ok := strings.Cut(ref.Text, "."); ok && d.Components.Has(callee) {
			in.links = append(in.links, link{caller, callee})
			continue
		}
		in.inRegion(d, ref.Text)
		in.components = append(in.components, componentsOf(d, ref.Text)...)
		switch {
		case strings.HasSuffix(ref.Text, ".primary"):
			in.part = "the primary"
		case strings.Contains(ref.Text, "#"):
			in.part = "one replica"
		}
	}
	switch {
	case in.Zone != "":
		in.part = "zone " + in.Zone
	case in.Share != nil:
		in.part = in.Share.String() + " of the replicas"
	}
	for _, e := range calls {
		if slices.Contains(in.components, e.Callee) {
			in.links = append(in.links, link{e.Caller, e.Callee})
		}
	}
}

func (in *injection) inRegion(d *model.Design, target string) {
	if b := d.Boundaries.Get(target); b != nil && d.RegionOf(target) == target {
		in.regions = append(in.regions, target)
	}
}

// split tells whether components stand on both sides of a cut, so that it goes
// through their calls and not between them.
func (in *injection) split() bool {
	return slices.ContainsFunc(in.sides[0], func(c string) bool { return slices.Contains(in.sides[1], c) })
}

// componentsOf returns the components that a target names: itself, all in a
// boundary, or all there are; none for a flow, an actor or an entity.
func componentsOf(d *model.Design, target string) []string {
	name, _, _ := strings.Cut(strings.TrimSuffix(target, ".primary"), "#")
	var out []string
	for c, component := range d.Components.All() {
		in := slices.ContainsFunc(component.In, func(ref model.Ref) bool { return d.Within(ref.Text, name) })
		if c == name || name == "all" || d.Boundaries.Has(name) && in {
			out = append(out, c)
		}
	}
	return out
}

// cannot is the line for a fault that a format leaves out.
func (in *injection) cannot(why string, args ...any) string {
	return fmt.Sprintf("%s: %s", in.Text(), fmt.Sprintf(why, args...))
}

// clock writes seconds as a duration that shells, Go and Kubernetes read.
func clock(seconds float64) string {
	if seconds == float64(int64(seconds)) {
		return fmt.Sprintf("%ds", int64(seconds))
	}
	return fmt.Sprintf("%dms", int64(seconds*1000))
}

// oneLineOf folds a text so that it can stand in a comment.
func oneLineOf(text string) string { return strings.Join(strings.Fields(text), " ") }
