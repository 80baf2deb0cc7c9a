package study

import (
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/sim"
)

// Measure is a value with its 95% interval.
type Measure struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Saturation is the component that is full first when the load grows.
type Saturation struct {
	Component   string      `json:"component"`
	Factor      float64     `json:"factor"`      // of the load at hand at which it is full
	Utilization float64     `json:"utilization"` // of the resource, at the load at hand
	Resource    string      `json:"resource"`    // "cores", "slots" or a limit of the catalogue
	Simulated   *sim.Number `json:"simulated"`   // utilisation that the simulator saw; nil when it did not look
}

// see adds what a run says of the component that the closed forms name.
func (x *Saturation) see(result *sim.Result) {
	if x == nil {
		return
	}
	c := result.Components[x.Component]
	if c == nil {
		return
	}
	switch x.Resource {
	case "cores":
		x.Simulated = &c.Utilization
	case "slots":
		x.Simulated = &c.SlotsUtilization
	}
}

// Cost is what the design costs a month, by component.
type Cost struct {
	Month      *Measure        `json:"month"`         // nil when it is not known
	Why        string          `json:"why,omitempty"` // why it is not known; beside a sum, the components that are not in it
	Per1000    *Measure        `json:"per_1000"`      // requests
	Components []ComponentCost `json:"components"`
}

// ComponentCost is the share of one component.
type ComponentCost struct {
	Component string `json:"component"`
	Measure
}

// Assumption is a guess that a verdict rests on.
type Assumption struct {
	Input  string    `json:"input"` // path in the file or the catalogue
	Text   string    `json:"text"`  // as written, with its interval
	Source string    `json:"source,omitempty"`
	Span   diag.Span `json:"-"`
	Moves  []Effect  `json:"moves"`
}

// Effect is how far a requirement's number goes when a guess moves over its
// 95% interval, as shares of the number.
type Effect struct {
	Requirement string  `json:"requirement"`
	Down        float64 `json:"down"`
	Up          float64 `json:"up"`
	Flips       bool    `json:"flips"` // the verdict changes within that
}
