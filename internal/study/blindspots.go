package study

import (
	"slices"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/search"
)

// BlindSpot is what nobody would notice, or could mend, because it depends on
// what broke.
type BlindSpot struct {
	Kind      search.BlindKind `json:"kind"`
	At        string           `json:"at"`   // the alert, component or flow
	Path      []string         `json:"path"` // that proves it, from the first part to the last
	Text      string           `json:"text"`
	Scenarios []string         `json:"scenarios,omitempty"` // that show it; absent where the graph of the design does
}

// Weakness is why a design did not come through, by the mechanism that was seen.
type Weakness struct {
	Name      string   `json:"name"`
	At        string   `json:"at"` // the component, link, alert or flow
	Text      string   `json:"text"`
	Scenarios []string `json:"scenarios,omitempty"`
}

func blindSpots(list []search.BlindSpot) []BlindSpot {
	var out []BlindSpot
	for _, b := range list {
		out = append(out, BlindSpot{Kind: b.Kind, At: b.At, Path: b.Evidence, Text: b.Text})
	}
	return out
}

func weaknesses(list []search.Weakness) []Weakness {
	var out []Weakness
	for _, w := range list {
		out = append(out, Weakness{Name: w.Name, At: w.At, Text: w.Text})
	}
	return out
}

// gather brings together what the graph of the design and the scenarios show,
// each once, with the scenarios that show it in their order. What the graph
// shows is a weakness too.
func (c *Campaign) gather(d *model.Design) {
	c.BlindSpots, c.Weaknesses = blindSpots(search.BlindSpots(d)), nil
	for _, b := range c.BlindSpots {
		c.Weaknesses = append(c.Weaknesses, Weakness{Name: string(b.Kind), At: b.At, Text: b.Text})
	}
	for i := range c.Scenarios {
		s := &c.Scenarios[i]
		name := s.Name
		if s.Variant != "" {
			name += " with " + s.Variant
		}
		for _, b := range s.BlindSpots {
			k := slices.IndexFunc(c.BlindSpots, func(x BlindSpot) bool { return x.Kind == b.Kind && x.At == b.At })
			if k < 0 {
				k, c.BlindSpots = len(c.BlindSpots), append(c.BlindSpots, b)
			}
			c.BlindSpots[k].Scenarios = append(c.BlindSpots[k].Scenarios, name)
		}
		for _, w := range s.Weaknesses {
			k := slices.IndexFunc(c.Weaknesses, func(x Weakness) bool { return x.Name == w.Name && x.At == w.At })
			if k < 0 {
				k, c.Weaknesses = len(c.Weaknesses), append(c.Weaknesses, w)
			}
			c.Weaknesses[k].Scenarios = append(c.Weaknesses[k].Scenarios, name)
		}
	}
}
