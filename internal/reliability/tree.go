package reliability

import (
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

// tree says when a flow can be served: a component is up, all of several, or at
// least k of several.
type tree struct {
	component string
	kids      []*tree
	need      int // of the kids; len(kids) is all
}

func all(kids ...*tree) *tree {
	t := &tree{}
	for _, k := range kids {
		if k != nil && !k.always() {
			t.kids = append(t.kids, k)
		}
	}
	t.need = len(t.kids)
	return t
}

// always tells whether nothing is needed.
func (t *tree) always() bool { return t.component == "" && t.need == 0 }

// treeOf reads what a flow needs while somebody waits for it; for full service
// also what it can do without, or has a way around. A consumer needs
// its queue and the component that runs it.
func (a *analysis) treeOf(f *model.Flow, full bool) *tree {
	name, c := a.d.Starter(f)
	b := &builder{a: a, full: full, open: map[*model.Operation]bool{}, met: map[string]bool{}}
	t := []*tree{b.steps(f.Steps, name)}
	if c != nil {
		t = append([]*tree{b.up(c)}, t...)
	}
	if queue := a.d.Components.Get(a.d.StartOf(f).Queue); queue != nil {
		t = append([]*tree{b.up(queue)}, t...)
	}
	return all(t...)
}

// builder reads steps.
type builder struct {
	a    *analysis
	full bool                      // what it can do without is needed too
	open map[*model.Operation]bool // operations being read
	met  map[string]bool           // components whose own needs are being read
}

// up is a component with what must be up for it to serve, whoever calls it: what
// it needs, who grants its lease, and who resolves its name.
func (b *builder) up(c *model.Component) *tree {
	kids := []*tree{{component: c.Name}}
	if b.met[c.Name] {
		return kids[0]
	}
	b.met[c.Name] = true
	for _, ref := range b.a.grounds(c) {
		other := b.a.d.Components.Get(ref.Head())
		kids = append(kids, b.up(other))
		if op := other.Operations.Get(ref.Tail()); op != nil && !b.open[op] {
			b.open[op] = true
			kids = append(kids, b.steps(op.Steps, other.Name))
			delete(b.open, op)
		}
	}
	delete(b.met, c.Name)
	return all(kids...)
}

// grounds are the components, or operations, without which a component does not
// serve, although no step calls them.
func (a *analysis) grounds(c *model.Component) []model.Ref {
	var out []model.Ref
	if c.Needs != nil {
		for name := range c.Needs.Others.All() {
			out = append(out, model.Ref{Text: name})
		}
	}
	if c.Lease != nil {
		out = append(out, c.Lease.From)
	}
	out = append(out, c.ResolvedBy)
	return slices.DeleteFunc(out, func(r model.Ref) bool { return !a.d.Components.Has(r.Head()) || r.Head() == c.Name })
}

// steps are all needed, up to where the answer leaves.
func (b *builder) steps(list []*model.Step, caller string) *tree {
	var kids []*tree
	for _, s := range list {
		if s.Verb == model.VerbRespond {
			break
		}
		kids = append(kids, b.step(s, caller))
	}
	return all(kids...)
}

func (b *builder) step(s *model.Step, caller string) *tree {
	if s.Wait != nil && s.Wait.Nobody {
		return nil
	}
	switch s.Verb {
	case model.VerbParallel:
		t := &tree{need: len(s.Parallel)}
		for _, branch := range s.Parallel {
			t.kids = append(t.kids, b.steps(branch, caller))
		}
		if !s.Join.All && s.Join.Count > 0 {
			t.need = min(s.Join.Count, t.need)
		}
		return t
	case model.VerbChoose:
		var kids []*tree
		for _, c := range s.Choose {
			kids = append(kids, b.steps(c.Steps, caller))
		}
		return all(kids...)
	case model.VerbRepeat, model.VerbEach:
		return b.steps(s.Steps, caller)
	case model.VerbTransaction:
		return b.steps(s.Transaction, caller)
	case model.VerbSaga:
		var kids []*tree
		for _, part := range s.Saga {
			kids = append(kids, b.steps(part.Do, caller))
		}
		return all(kids...)
	}
	if len(s.Path) == 0 {
		return nil
	}
	return b.call(s, 0, caller)
}

// call is one hop of a path with what follows inside it, softened by what its
// link or step does about errors.
func (b *builder) call(s *model.Step, hop int, caller string) *tree {
	ref := s.Path[hop]
	name := ref.Head()
	c := b.a.d.Components.Get(name)
	last := hop == len(s.Path)-1
	if c == nil {
		return b.steps(s.Miss, caller) // a variant removed it
	}
	kids := []*tree{b.up(c)}
	if via := b.a.d.Components.Get(b.a.d.LinkOf(caller, name).Via.Head()); via != nil {
		kids = append(kids, b.up(via))
	}
	var miss *tree
	switch {
	case !last:
		kids = append(kids, b.call(s, hop+1, name))
	default:
		if op := c.Operations.Get(ref.Tail()); op != nil && s.Verb == model.VerbCall && !b.open[op] {
			b.open[op] = true
			kids = append(kids, b.steps(op.Steps, name))
			delete(b.open, op)
		}
		kids = append(kids, b.steps(s.Steps, name))
		if s.Verb == model.VerbCall {
			kids = append(kids, b.steps(s.Miss, name))
		} else {
			miss = b.steps(s.Miss, caller)
		}
	}
	return all(b.softened(s, caller, name, all(kids...)), miss)
}

// softened applies on-error: what may fail and be passed over is not needed,
// and a fallback is another way.
func (b *builder) softened(s *model.Step, caller, callee string, t *tree) *tree {
	o := b.a.d.Policy(caller, callee, s).OnError
	switch {
	case o == nil || o.Do == "fail" || b.full:
		return t
	case len(o.Steps) > 0:
		return &tree{kids: []*tree{t, b.steps(o.Steps, caller)}, need: 1}
	}
	return nil
}

// components lists what the tree names, in the order met.
func (t *tree) components() []string {
	var out []string
	var walk func(t *tree)
	walk = func(t *tree) {
		if t.component != "" {
			out = appendNew(out, t.component)
		}
		for _, k := range t.kids {
			walk(k)
		}
	}
	walk(t)
	return out
}

// works tells whether the tree holds when these components are up.
func (t *tree) works(up func(component string) bool) bool {
	if t.component != "" {
		return up(t.component)
	}
	n := 0
	for _, k := range t.kids {
		if k.works(up) {
			n++
		}
	}
	return n >= t.need
}

// text writes the tree as a formula: "a b (c or d)".
func (t *tree) text() string { return t.flat().write(true) }

// flat joins what is needed in any case, each component once.
func (t *tree) flat() *tree {
	if t.component != "" || t.need != len(t.kids) {
		return t
	}
	out := &tree{}
	var names []string
	for _, k := range t.kids {
		f := k.flat()
		list := []*tree{f}
		if f.component == "" && f.need == len(f.kids) {
			list = f.kids
		}
		for _, one := range list {
			if one.component != "" {
				if slices.Contains(names, one.component) {
					continue
				}
				names = append(names, one.component)
			}
			out.kids = append(out.kids, one)
		}
	}
	out.need = len(out.kids)
	return out
}

func (t *tree) write(outer bool) string {
	if t.component != "" {
		return t.component
	}
	parts := make([]string, len(t.kids))
	for i, k := range t.kids {
		parts[i] = k.flat().write(false)
	}
	switch {
	case len(parts) == 0:
		return "1"
	case t.need == len(parts) && outer:
		return strings.Join(parts, " x ")
	case t.need == len(parts):
		return "(" + strings.Join(parts, " and ") + ")"
	case t.need == 1:
		return "(" + strings.Join(parts, " or ") + ")"
	}
	return "(" + string(rune('0'+t.need)) + " of " + strings.Join(parts, ", ") + ")"
}
