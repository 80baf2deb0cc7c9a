package model

import (
	"reflect"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// boundaries checks that they nest without a circle.
func (c *checker) boundaries() {
	inCircle := map[string]bool{}
	for name, b := range c.d.Boundaries.All() {
		if inCircle[name] {
			continue
		}
		trail := []string{name}
		for at := b; at != nil && at.In.Text != ""; at = c.d.Boundaries.Get(at.In.Text) {
			trail = append(trail, at.In.Text)
			if at.In.Text == name {
				for _, n := range trail {
					inCircle[n] = true
				}
				c.errorf(b.In.Span, "boundary-cycle", "take one of them out", "boundary %q stands in itself: %s", name, strings.Join(trail, " in "))
				break
			}
			if len(trail) > c.d.Boundaries.Len()+1 {
				break // a circle further out, reported with its own
			}
		}
	}
}

// components checks each part by itself.
func (c *checker) components() {
	for name, component := range c.d.Components.All() {
		body := component.node
		if body == nil || body.Kind != syntax.Mapping {
			continue
		}
		what := "component " + quotePath(name)
		c.classKeys(component, body)
		c.placement(component)
		c.scaling(component, component.Replicas, what)
		c.storage(component, body)
		c.messages(component)
		c.caching(component)
		c.breakdowns(component)
		c.ofKind(component.ResolvedBy, what+" is resolved by", "dns")
		c.rateLimit(component.RateLimit, component.Span, what)
		for op, o := range component.Operations.All() {
			if len(o.Steps) == 0 {
				c.warnf(o.Span, "empty-operation", "give it a step: [{work: 1ms}]", "operation %q of %s has no steps", op, what)
			}
		}
	}
}

// classKeys warns of keys that mean nothing for the kind of the component, by
// the tag `on` of the field.
func (c *checker) classKeys(component *Component, body *syntax.Node) {
	class := string(component.Behaviour.Class)
	if class == "" {
		return
	}
	for _, p := range body.Pairs {
		f := specOf(typeComponent).byKey[p.Key.Value]
		if f == nil || len(f.on) == 0 || contains(f.on, class) || contains(f.on, component.Kind) {
			continue
		}
		c.noEffect(p.Key.Span, f.key, "on a "+component.Kind, "delete it, or change the kind of "+quotePath(component.Name))
	}
}

var (
	typeDesign    = reflect.TypeFor[Design]()
	typeComponent = reflect.TypeFor[Component]()
)

// placement checks in, primary and replicas by region.
func (c *checker) placement(component *Component) {
	var places []string
	for _, in := range component.In {
		places = append(places, in.Text)
		if region := c.d.RegionOf(in.Text); region != "" {
			places = append(places, region)
		}
	}
	if len(component.In) > 1 {
		c.regions(component.In)
	}
	if p := component.Primary; p.Text != "" && !contains(places, p.Text) && c.d.Boundaries.Has(p.Text) {
		c.errorf(p.Span, "not-a-place", "name one of in: "+strings.Join(dedupe(places), ", "), "component %q has its primary in %q, where it does not stand", component.Name, p.Text)
	}
	if component.Replicas == nil {
		return
	}
	for region := range component.Replicas.ByRegion.All() {
		if c.d.Boundaries.Has(region) && len(places) > 0 && !contains(places, region) {
			at := component.node.Get("replicas")
			c.errorf(keySpan(at, region), "not-a-place", "write in: ["+strings.Join(append(places, region), ", ")+"]", "component %q has replicas in %q, where it does not stand", component.Name, region)
		}
	}
}

// keySpan is the place of a key in a mapping.
func keySpan(n *syntax.Node, key string) diag.Span {
	for _, p := range pairsOf(n) {
		if p.Key.Value == key {
			return p.Key.Span
		}
	}
	if n == nil {
		return diag.Span{}
	}
	return n.Span
}

// scaling checks numbers of replicas and autoscalers.
func (c *checker) scaling(component *Component, r *Replicas, what string) {
	if r == nil {
		return
	}
	at := r.Span
	for region, inner := range r.ByRegion.All() {
		c.scaling(component, inner, what+" in "+quotePath(region))
	}
	switch {
	case r.Count != nil && r.Count.Value == 0 && r.Count.Formula == nil:
		c.errorf(r.Count.Span, "zero-replicas", "write replicas: 1, or delete the component in a variant", "%s has no replicas", what)
	case r.Auto() && r.ByRegion.Len() > 0:
		c.errorf(at, "two-forms", "give each region its own autoscaler", "the replicas of %s are an autoscaler and by region", what)
	case !r.Auto():
	case r.Max == nil:
		c.errorf(at, "missing-key", "write replicas: {min: 2, max: 10, target: {cpu: 60%}}", "the autoscaler of %s has no max", what)
	case r.Min != nil && r.Min.Value > r.Max.Value:
		c.errorf(r.Min.Span, "min-over-max", "swap them", "the autoscaler of %s has min %s above max %s", what, r.Min, r.Max)
	case r.Target == nil || *r.Target == (ScaleTarget{}):
		c.errorf(at, "missing-key", "write target: {cpu: 60%}, in-flight, queue or connections", "the autoscaler of %s has no target", what)
	}
}

// storage checks shards, quorums and where backups are.
func (c *checker) storage(component *Component, body *syntax.Node) {
	for key, shards := range map[string]*Shards{"shards": component.Shards, "cells": component.Cells} {
		if shards == nil || shards.Key == "" {
			continue
		}
		c.keyField(component, shards.Key, body.Get(key).Get("key"))
	}
	if component.OrderedBy != "" {
		c.keyField(component, component.OrderedBy, body.Get("ordered-by"))
	}
	r := component.Replication
	if r == nil || r.Mode.Name != "quorum" {
		return
	}
	if copies := component.MostReplicas().Value; float64(max(r.Mode.W, r.Mode.R)) > copies {
		c.errorf(body.Get("replication").Get("mode").Span, "quorum-over-replicas", "write a quorum of at most that many, or more replicas",
			"component %q needs %d copies for its quorum and has %g", component.Name, max(r.Mode.W, r.Mode.R), copies)
	}
}

// keyField checks that a key is a field of what the component stores, or of
// anything where it does not say.
func (c *checker) keyField(component *Component, key string, at *syntax.Node) {
	var known []string
	for _, ref := range component.Stores {
		if e := c.d.Data.Get(ref.Text); e != nil {
			known = append(known, e.Fields.Names()...)
			if e.Fields.Len() == 0 {
				return // not modelled that far
			}
		}
	}
	if len(component.Stores) == 0 {
		known = append(slices.Clone(c.names.order["field"]), wordsOf["field"]...)
		if len(c.names.order["field"]) == 0 {
			return
		}
	}
	if at != nil && len(known) > 0 && !contains(known, key) {
		c.errorf(at.Span, "unknown-field", suggest(key, known), "component %q splits by %q, which is not a field of what it stores", component.Name, key)
	}
}

// messages checks where dead letters go.
func (c *checker) messages(component *Component) {
	dead := component.DeadLetter
	if dead.Text == component.Name {
		c.errorf(dead.Span, "wrong-kind", "name another queue", "component %q is its own dead-letter queue", component.Name)
		return
	}
	c.ofKind(dead, "component "+quotePath(component.Name)+" sends dead letters to", "queue", "stream")
}

// ofKind checks that a reference names a component of one of these kinds.
func (c *checker) ofKind(ref Ref, what string, kinds ...string) {
	component := c.d.Components.Get(ref.Head())
	if component == nil || component.Behaviour.Name == "" || contains(kinds, component.Kind) || contains(kinds, string(component.Behaviour.Class)) {
		return
	}
	c.errorf(ref.Span, "wrong-kind", "name a component of kind "+orList(kinds), "%s %q, which is a %s", what, ref.Head(), component.Kind)
}

// caching checks that a cache has a hit ratio or what one follows from.
func (c *checker) caching(component *Component) {
	if component.Behaviour.Class != catalog.Cache || component.Hit != nil || component.StoreOfRecord() {
		return
	}
	e := c.d.Data.Get(component.Of.Text)
	switch {
	case component.Of.Text == "":
		c.warnf(component.Span, "hit-unknown", "write of: and the entity it holds, or a fixed hit: 90%", "cache %q does not say what it holds, so its hit ratio is unknown", component.Name)
	case e != nil && e.Keys.Text == "":
		c.warnf(component.Of.Span, "hit-unknown", "write data."+e.Name+".keys: zipf(1M s=1.0), or a fixed hit: 90%", "cache %q holds %q, of which no keys are given, so its hit ratio is unknown", component.Name, e.Name)
	case e != nil && e.Size == nil && component.Entries == nil:
		c.warnf(component.Of.Span, "hit-unknown", "write data."+e.Name+".size: 1kB, or entries: 100k", "cache %q holds %q, of which no size is given, so it is unknown how many fit", component.Name, e.Name)
	}
}

// StoreOfRecord tells whether the component is where entities live.
func (c *Component) StoreOfRecord() bool { return len(c.Stores) > 0 }

// breakdowns checks what is said of failures and leases.
func (c *checker) breakdowns(component *Component) {
	if component.MTTR != nil && component.MTTF == nil && component.Available == nil && component.Effective().MTTF == nil {
		c.noEffect(component.MTTR.Span, "mttr", "without mttf", "write mttf: 30d")
	}
	if component.Available != nil && component.MTTF != nil {
		c.errorf(component.Available.Span, "two-forms", "keep availability, or mttf with mttr", "component %q has both availability and mttf", component.Name)
	}
	if l := component.Lease; l != nil && l.TTL != nil && l.Every != nil && l.Every.Value >= l.TTL.Value {
		c.warnf(l.Every.Span, "lease-runs-out", "renew well before it ends: every a third of ttl", "the lease of component %q is renewed every %s and valid for only %s", component.Name, l.Every, l.TTL)
	}
	if s := component.Shed; s != nil && s.Algorithm == "" && (s.Above == nil || *s.Above == (ShedAbove{})) {
		c.errorf(s.Span, "missing-key", "write shed: {above: {queue: 100}} or {algorithm: codel}", "component %q sheds load, but not when", component.Name)
	}
	if h := component.Health; h != nil && h.Every != nil && h.Timeout != nil && h.Timeout.Value > h.Every.Value {
		c.warnf(h.Timeout.Span, "timeout-over-every", "make timeout shorter than every", "a health check of component %q may last %s, longer than the %s to the next", component.Name, h.Timeout, h.Every)
	}
	if n := component.Needs; n != nil {
		for _, other := range n.Others.All() {
			if _, problem := unit.Parse(other.Text, unit.Want{Kind: unit.KindRatio, Positive: true}); problem != nil && other.Text != "up" {
				c.errorf(other.Body, "unknown-word", "write up, or a share of its replicas as 80%", "%s needs %q to be %q", quotePath(component.Name), other.Name, other.Text)
			}
		}
	}
	if l := component.Limits; l != nil {
		for key, limit := range map[string]*Limit{"threads": l.Threads, "connections": l.Connections, "descriptors": l.Descriptors, "memory": l.Memory, "disk": l.Disk} {
			if limit != nil && limit.Max == nil {
				c.errorf(limit.Span, "missing-key", "write "+key+": {max: 10k}", "the limit of %s of component %q has no max", key, component.Name)
			}
		}
	}
}
