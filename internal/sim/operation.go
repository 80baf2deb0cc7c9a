package sim

import (
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

// nameCall keeps what the n-th hop of a step runs in its callee, as the design
// says it: an operation, or a verb and what it is about.
func (c *compiler) nameCall(site int32, s *model.Step, n int) {
	for int(site) >= len(c.p.names) {
		c.p.names = append(c.p.names, "")
	}
	switch last := n == len(s.Path)-1; {
	case !last:
	case s.Verb == model.VerbCall:
		c.p.names[site] = s.Path[n].Tail()
	default:
		c.p.names[site] = strings.TrimSpace(string(s.Verb) + " " + s.Path[n].Tail())
	}
}

// operation is what a call runs in its callee, "" when it has no name.
func (p *Program) operation(site int32) string {
	if int(site) < len(p.names) {
		return p.names[site]
	}
	return ""
}
