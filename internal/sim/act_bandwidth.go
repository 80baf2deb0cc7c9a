package sim

import (
	"slices"

	"github.com/loadpath/loadpath/internal/model"
)

// Verb bandwidth: a network carries only so many bytes a second.

// compileBandwidth names the networks: components of that kind, those that the
// calls of a link go through, and those that stand in a boundary.
func compileBandwidth(c *compiler, m actSource, a *act) {
	if a.rate = model.Or(m.To, 0); a.rate <= 0 {
		c.errorf(m.Span, "unsupported-fault", "write cut: and the two sides", "a line of no bandwidth is cut")
		return
	}
	for _, ref := range m.Targets {
		lines := c.linesOf(ref)
		if len(lines) == 0 {
			c.errorf(ref.Span, "unsupported-fault", "name a component of kind network that has a bandwidth, or a link that goes via one", "no network with a bandwidth is behind %q", ref)
		}
		a.lines = append(a.lines, lines...)
	}
}

// linesOf returns the networks that a target means.
func (c *compiler) linesOf(ref model.Ref) []int32 {
	if c.linkNamed(ref.Text) {
		from, to := ref.Head(), ref.Tail()
		ref = c.d.LinkOf(from, to).Via
	}
	var lines []int32
	for name, m := range c.d.Components.All() {
		k, isLine := c.links[name]
		if isLine && (name == ref.Text || !c.d.Components.Has(ref.Text) && c.d.Within(m.PrimaryIn(), ref.Text)) {
			lines = append(lines, k)
		}
	}
	slices.Sort(lines)
	return lines
}

// setBandwidth: a byte takes at least so long. What is being sent goes on at the
// pace at which it began.
func setBandwidth(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	for _, k := range a.lines {
		if more := 1e9/a.rate - w.p.links[k].gap; more > 0 {
			w.links[k].choke += float64(more * (to - from))
		}
	}
}
