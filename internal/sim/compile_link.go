package sim

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// linkOf compiles a component as a network; a component without bandwidth,
// packets and a buffer lets everything through.
func (c *compiler) linkOf(m *model.Component) {
	if m.Behaviour.Class != catalog.Network || m.Bandwidth == nil && m.Packets == nil && !c.narrows(m.Name) {
		return
	}
	l := linkSpec{component: c.comps[m.Name], buffer: math.Inf(1)}
	if q := m.Bandwidth; q != nil && !q.Unlimited {
		l.gap = 1e9 / q.Value
	}
	if q := m.Packets; q != nil && !q.Unlimited {
		l.packet = 1e9 / q.Value
	}
	if q := m.Buffer; q != nil && !q.Unlimited {
		l.buffer = q.Value
	}
	c.links[m.Name] = int32(len(c.p.links))
	c.p.links = append(c.p.links, l)
	c.p.components[l.component].cores = 1 // it sends one message at a time
}

// via compiles the network that a call goes through and how large its messages
// are.
func (c *compiler) via(caller string, callee *model.Component, s *model.Step) via {
	out := via{link: -1, request: -1, response: -1}
	k, known := c.links[c.d.LinkOf(caller, callee.Name).Via.Text]
	if !known && !c.narrows("") {
		return out
	}
	if known {
		out.link = k
	}
	request, response := c.d.Sizes(caller, callee.Name, s)
	name := caller + "." + callee.Name
	out.request, out.response = c.bytes(request, name, "request"), c.bytes(response, name, "response")
	return out
}

// ways are the parts of the delay of a call one way, that of the network it
// goes through included; without the distance where that differs by place.
func (c *compiler) ways(caller string, callee *model.Component, s *model.Step, apart bool) []*unit.Quantity {
	parts := c.d.Delay(caller, callee.Name, s)
	if net := callee.Effective().Net; apart && c.d.Policy(caller, callee.Name, s).Net == nil {
		parts = nil
		if net != nil {
			parts = append(parts, net)
		}
	}
	if m := c.d.Components.Get(c.d.LinkOf(caller, callee.Name).Via.Text); m != nil {
		if net := m.Effective().Net; net != nil {
			parts = append(slices.Clone(parts), net)
		}
	}
	return parts
}

// bytes compiles the size of a message; -1 when nothing is said.
func (c *compiler) bytes(b model.Bytes, name, purpose string) int32 {
	if b.Size == nil {
		return -1
	}
	law := c.count(model.LawOf(b.Size), c.stream(name, purpose))
	if b.Times != nil {
		c.p.laws[law].value = min(math.Round(c.p.laws[law].value*b.Times.Value), longest)
		c.p.laws[law].scale *= b.Times.Value
	}
	return law
}
