package model

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/syntax"
)

// fromCatalogue attaches to each component what the catalogue knows of its
// kind, technology and machine, and reports what it does not know.
func (d *Design) fromCatalogue(c *checker) {
	for _, component := range d.Components.All() {
		at := component.node
		component.kind(c, at)
		component.tech(c, at)
		component.machine(c, at)
	}
}

func (c *Component) kind(k *checker, at *syntax.Node) {
	if c.Kind == "" {
		if at.Get("kind") == nil && (at == nil || at.Kind == syntax.Mapping) {
			help := "write kind: service, or one of " + strings.Join(kindNames()[:8], ", ") + ", ..."
			if t, ok := catalog.Lookup(c.Tech); ok {
				help = "write kind: " + t.Kinds[0]
			}
			k.errorf(c.Span, "missing-kind", help, "component %q has no kind", c.Name)
		}
		return
	}
	kind, ok := catalog.KindOf(c.Kind)
	if !ok {
		help := suggest(c.Kind, kindNames())
		if help == "" {
			help = "kinds are " + strings.Join(kindNames(), ", ")
		}
		k.errorf(at.Get("kind").Span, "unknown-kind", help, "component %q is of kind %q, which does not exist", c.Name, c.Kind)
		return
	}
	c.Behaviour = kind
}

func (c *Component) tech(k *checker, at *syntax.Node) {
	if c.Tech == "" {
		return
	}
	t, ok := catalog.Lookup(c.Tech)
	if !ok {
		var names []string
		for _, t := range catalog.Technologies() {
			if c.Kind == "" || t.Fits(c.Kind) {
				names = append(names, t.Name)
			}
		}
		help := suggest(c.Tech, names)
		if help == "" {
			help = "leave tech out and say work, or see loadpath explain " + orText(c.Kind, "service")
		}
		k.errorf(at.Get("tech").Span, "unknown-tech", help, "component %q is built with %q, which the catalogue does not know", c.Name, c.Tech)
		return
	}
	c.Technology = t
	if c.Behaviour.Name != "" && !t.Fits(c.Kind) {
		k.errorf(at.Get("tech").Span, "unfit-tech", "write kind: "+strings.Join(t.Kinds, " or kind: "), "component %q is of kind %q, and %q is none", c.Name, c.Kind, c.Tech)
	}
}

func (c *Component) machine(k *checker, at *syntax.Node) {
	if c.RunsOn == "" {
		return
	}
	m, ok := catalog.MachineOf(c.RunsOn)
	if !ok {
		var names []string
		for _, m := range catalog.Machines() {
			names = append(names, m.Name)
		}
		help := suggest(c.RunsOn, names)
		if help == "" {
			help = "leave runs-on out and say cores, memory and price"
		}
		k.errorf(at.Get("runs-on").Span, "unknown-machine", help, "component %q runs on %q, which the catalogue does not know", c.Name, c.RunsOn)
		return
	}
	c.Machine = m
	if provider := k.providerOf(c); provider != "" && provider != m.Provider() && m.Provider() != "" {
		k.warnf(at.Get("runs-on").Span, "other-provider", fmt.Sprintf("name a machine of %s", provider), "component %q is %q, but runs on %q of another provider", c.Name, c.Tech, c.RunsOn)
	}
}

// providerOf is the cloud that runs the component's technology, or "".
func (c *checker) providerOf(component *Component) string {
	if component.Technology == nil {
		return ""
	}
	return component.Technology.Provider()
}

func kindNames() []string {
	var names []string
	for _, k := range catalog.Kinds() {
		names = append(names, k.Name)
	}
	return names
}
