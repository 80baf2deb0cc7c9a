package model

import (
	"reflect"
	"slices"
	"strings"
)

var typeMigration = reflect.TypeFor[Migration]()

// operate checks how the system is watched, delivered and secured.
func (c *checker) operate() {
	if o := c.d.Observe; o != nil {
		c.observe(o)
	}
	if d := c.d.Deliver; d != nil {
		c.deliver(d)
	}
	if s := c.d.Secure; s != nil && s.Tenants != nil && s.Tenants.Key != "" && len(c.names.order["field"]) > 0 && !c.names.has("field", s.Tenants.Key) {
		at := c.d.Root.Get("secure").Get("tenants").Get("key").Span
		c.errorf(at, "unknown-field", suggest(s.Tenants.Key, c.names.order["field"]), "tenants are told apart by %q, which is not a field of any entity", s.Tenants.Key)
	}
}

func (c *checker) observe(o *Observe) {
	for name, slo := range o.SLOs.All() {
		if slo.Flow.Text == "" || slo.Target == nil {
			c.errorf(slo.Span, "missing-key", "write {flow: name, target: 99.9%}", "objective %q needs a flow and a target", name)
		}
	}
	for name, a := range o.Alerts.All() {
		if a.OnSLO.Text == "" && a.On.Text == "" && a.Metric == "" {
			c.errorf(a.Span, "no-target", "write on-slo: and an objective, or on: and a component", "alert %q watches nothing", name)
		}
	}
}

func (c *checker) deliver(d *Deliver) {
	body := c.d.Root.Get("deliver")
	for i := 1; i < len(d.Steps); i++ {
		if d.Steps[i].Value <= d.Steps[i-1].Value {
			c.errorf(d.Steps[i].Span, "not-ascending", "write growing shares: [1%, 10%, 50%, 100%]", "the roll-out goes from %s to %s", d.Steps[i-1], d.Steps[i])
		}
	}
	safe := specOf(typeMigration).byKey["steps"].enum
	for name, m := range d.Migrations.All() {
		last := -1
		for i, step := range m.Steps {
			at := slices.Index(safe, step)
			if at >= 0 && at < last {
				c.errorf(itemSpan(body.Get("migrations").Get(name).Get("steps"), i), "wrong-order", "write "+strings.Join(safe, ", ")+" in this order", "migration %q does %q after %q", name, step, safe[last])
			}
			last = max(last, at)
		}
	}
}
