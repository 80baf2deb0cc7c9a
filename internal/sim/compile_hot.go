package sim

import (
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
)

// hot adds a hot key and returns which; -1 when nothing is known of the keys.
func (c *compiler) hot(entity string, flow int32, share float64) int32 {
	e := c.d.Data.Get(entity)
	if e == nil {
		return -1
	}
	keys := c.keyLaw(e)
	if keys < 0 {
		return -1
	}
	c.p.hot = append(c.p.hot, hotSpec{keys: keys, flow: flow, share: share, stream: c.stream(entity, "hot")})
	return int32(len(c.p.hot) - 1)
}

// hotLoad compiles the hot key of a scenario, which is hot all the time.
func (c *compiler) hotLoad(s *model.Scenario) {
	if s == nil || s.Hot == nil {
		return
	}
	if c.hot(s.Hot.Entity.Text, -1, model.Or(s.Hot.Share, 0)) < 0 {
		c.unknownKeys(s.Hot.Entity.Span, s.Hot.Entity.Text)
		return
	}
	c.p.hotLoads = len(c.p.hot)
}

// hotFaultOf compiles an injected hot key: of the entity that is named or
// targeted, or of what the targeted component keeps. A flow as the target limits
// it to what that flow asks for, by default of every entity.
func (c *compiler) hotFaultOf(m *model.Fault) []int32 {
	var list []int32
	for _, target := range m.Targets {
		flow := c.flowNamed(target.Text)
		for _, entity := range c.entitiesOf(m.Entity.Text, target, flow) {
			if k := c.hot(entity, flow, model.Or(m.Share, 0)); k >= 0 {
				list = append(list, k)
			} else {
				c.unknownKeys(m.Span, entity)
			}
		}
	}
	return list
}

// entitiesOf returns the entities that a target means: the one that is said,
// itself, what a component keeps, or all that a flow may ask for.
func (c *compiler) entitiesOf(said string, target model.Ref, flow int32) []string {
	switch comp := c.d.Components.Get(target.Head()); {
	case said != "":
		return []string{said}
	case comp != nil && comp.Of.Text != "":
		return []string{comp.Of.Text}
	case comp != nil:
		var list []string
		for _, ref := range comp.Stores {
			list = append(list, ref.Text)
		}
		return list
	case flow < 0:
		return []string{target.Text}
	}
	var list []string
	for name, e := range c.d.Data.All() {
		if e.Keys.Text != "" {
			list = append(list, name)
		}
	}
	return list
}

// flowNamed returns a flow, -1 when there is none of that name.
func (c *compiler) flowNamed(name string) int32 {
	for i := range c.p.flows {
		if c.p.flows[i].name == name {
			return int32(i)
		}
	}
	return -1
}

func (c *compiler) unknownKeys(at diag.Span, entity string) {
	c.warnf(at, "unknown-keys", "say how traffic falls on its keys: data."+entity+".keys: zipf(1M s=1)", "nothing is known of the keys of %q, so none of them becomes hot", entity)
}
