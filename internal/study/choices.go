package study

import (
	"slices"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/reliability"
)

// Choice is one option of a decision, measured on the same load and the same
// random numbers as the design itself.
type Choice struct {
	Decision     string         `json:"decision"`
	Option       string         `json:"option"`
	Variant      string         `json:"variant"` // "base" for the design itself
	Chosen       bool           `json:"chosen"`
	Requirements []*Requirement `json:"requirements"`
	Cost         Cost           `json:"cost"`
	Components   int            `json:"components"` // how many parts, as a measure of complexity
	Saturates    *Saturation    `json:"saturates"`
}

// weighed returns the variants that decisions weigh, without base, once each.
// A study of a variant weighs nothing: patches are made for the base.
func (s *Study) weighed() []string {
	if s.Design.Variant != "" {
		return nil
	}
	var names []string
	for _, d := range s.Design.Decisions.All() {
		for _, o := range d.Options.All() {
			name := o.Variant.Text
			if name != "" && name != "base" && s.Design.Variants.Has(name) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Weighs tells whether a decision weighs a variant that can be measured.
func (s *Study) Weighs() bool { return len(s.weighed()) > 0 }

// choices measures the options of every decision.
func (s *Study) choices(r *runs) {
	measured := map[string]*Choice{variantName(s.Design): {
		Requirements: s.Requirements, Cost: s.Cost, Components: s.Design.Components.Len(), Saturates: s.Saturates,
	}}
	for name, j := range r.variants {
		measured[name] = s.measure(j)
	}
	for decision, d := range s.Design.Decisions.All() {
		for option, o := range d.Options.All() {
			m := measured[o.Variant.Text]
			if m == nil {
				continue
			}
			c := *m
			c.Decision, c.Option, c.Variant, c.Chosen = decision, option, o.Variant.Text, d.Chosen.Text == option
			s.Choices = append(s.Choices, c)
		}
	}
}

// measure judges a variant by the requirements that need no load of their own.
func (s *Study) measure(j *job) *Choice {
	closed := estimate.Compile(j.design, estimate.Options{Load: s.Options.Load, LoadScale: s.Options.Scale})
	sheet := closed.Sheet()
	addAll(sheet, reliability.Analyse(j.design, sheet))
	c := &Choice{Cost: cost(j.design, sheet), Components: j.design.Components.Len(), Saturates: saturation(closed, sheet, s.Options.Scale)}
	c.Saturates.see(j.result)
	for _, q := range requirementsOf(j.design) {
		if q.Metric == "throughput" {
			continue
		}
		q.Estimate, q.Simulate = estimated(q, sheet), simulated(q, j.result)
		q.settle()
		c.Requirements = append(c.Requirements, q)
	}
	return c
}

// ChoicesOf returns the measured options of a decision in the order of the
// file.
func (s *Study) ChoicesOf(decision *model.Decision) []Choice {
	var out []Choice
	for _, c := range s.Choices {
		if c.Decision == decision.Name {
			out = append(out, c)
		}
	}
	return out
}
