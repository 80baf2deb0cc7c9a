package sim

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/model"
)

// Verb bandwidth: a network carries only so much. Where a call goes through
// none, a narrow place comes to be: before a component, on a link, around a
// boundary. All such messages to and from it go through that one place then, one
// at a time, and so do the answers. Of several before one call the narrowest
// counts.

// compileBandwidth names the networks that become narrower, and makes those
// that come to be.
func compileBandwidth(c *compiler, m actSource, a *act) {
	if m.To == nil || m.To.Value <= 0 {
		c.errorf(m.Span, "unsupported-fault", "write cut: and the two sides", "a line of no bandwidth is cut")
		return
	}
	a.rate = m.To.Value
	sized := false
	for _, ref := range m.Targets {
		lines := c.linesOf(ref)
		a.links, sized = append(a.links, lines...), sized || len(lines) > 0
		k, before := int32(len(c.p.links)), len(a.sites)
		for _, h := range c.roadsTo(ref, false, false) {
			v := &c.p.sites[h.site].via
			if slices.Contains(lines, v.link) {
				continue
			}
			h.link = k
			a.sites = append(a.sites, h)
			sized = sized || v.request >= 0 || v.response >= 0
		}
		if len(a.sites) > before {
			c.p.links = append(c.p.links, linkSpec{component: nobody, buffer: math.Inf(1)})
			a.links = append(a.links, k)
		}
	}
	if !sized {
		c.noEffect(m, "say how large its messages are: request and response on the link or its steps", "no message that goes through it has a size")
	}
}

// linesOf returns the networks that a target means: itself, what a link goes
// via, or those that stand in a boundary.
func (c *compiler) linesOf(ref model.Ref) []int32 {
	if c.linkNamed(ref.Text) {
		ref = c.d.LinkOf(ref.Head(), ref.Tail()).Via
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

// nobody is the component of a narrow place.
const nobody = -1

// narrows tells whether a fault caps a bandwidth: that of a component, or any.
func (c *compiler) narrows(name string) bool {
	for i := range c.o.Faults {
		m := &c.o.Faults[i]
		for _, ref := range m.Targets {
			if m.Verb == "bandwidth" && (name == "" || ref.Text == name) {
				return true
			}
		}
	}
	return false
}

// setBandwidth: each byte takes at least so long.
func setBandwidth(w *world, ref uint32, _, _ float64) {
	a := &w.p.acts[ref]
	for _, k := range a.links {
		w.links[k].gap = 0
		for other := range w.p.acts {
			if b := &w.p.acts[other]; b.verb.name == "bandwidth" && slices.Contains(b.links, k) {
				w.links[k].gap = max(w.links[k].gap, w.acts[other].level*1e9/b.rate)
			}
		}
	}
	for _, h := range a.sites {
		w.roads[h.road].narrow = w.narrowest(h.road)
	}
}

// narrowest returns the narrowest of the places that faults have made on the way
// of a call, -1 when there is none.
func (w *world) narrowest(road int32) int32 {
	narrow, gap := int32(-1), 0.0
	for ref := range w.p.acts {
		a := &w.p.acts[ref]
		for _, h := range a.sites {
			if a.verb.name == "bandwidth" && h.road == road && w.links[h.link].gap > gap {
				narrow, gap = h.link, w.links[h.link].gap
			}
		}
	}
	return narrow
}
