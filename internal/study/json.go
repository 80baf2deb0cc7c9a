package study

import (
	"encoding/json"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// MarshalJSON writes the whole study: the review as the language promises it,
// and below it the estimates and the simulation that it rests on.
func (s *Study) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		System       string          `json:"system"`
		Load         string          `json:"load"`
		LoadScale    float64         `json:"load_scale"`
		Variant      string          `json:"variant"`
		Seed         uint64          `json:"seed"`
		Verdict      model.Verdict   `json:"verdict"`
		Interrupted  bool            `json:"interrupted,omitempty"`
		Steps        []jsonStep      `json:"steps"`
		Requirements []*Requirement  `json:"requirements"`
		Saturates    *Saturation     `json:"saturates"`
		Availability any             `json:"availability"`
		Cost         Cost            `json:"cost"`
		Assumptions  []Assumption    `json:"assumptions"`
		Findings     []audit.Finding `json:"findings"`
		Choices      []Choice        `json:"choices"`
		Estimates    *estimate.Sheet `json:"estimate"`
		Simulation   *sim.Result     `json:"simulate"`
	}{
		s.Design.System, s.Options.Load, s.Options.Scale, variantName(s.Design), s.Options.Seed, s.Verdict, s.Interrupted,
		s.stepsJSON(), list(s.Requirements), s.Saturates, s.availabilities(),
		s.Cost, list(s.Assumptions), list(s.Findings), list(s.Choices), s.Sheet, s.Simulation,
	})
}

func variantName(d *model.Design) string {
	if d.Variant == "" {
		return "base"
	}
	return d.Variant
}

// list makes an empty list of a missing one: JSON readers want [].
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
