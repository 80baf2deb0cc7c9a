package study

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/reliability"
	"github.com/loadpath/loadpath/internal/stats"
)

// hearBreakdowns lets the parts of every flow break and be repaired over years:
// the second witness of availability, which knows nothing of the formulas.
func (s *Study) hearBreakdowns() {
	for _, w := range s.Reliability.Witnesses(s.Options.Seed) {
		for i := range s.Availability {
			if a := &s.Availability[i]; a.Flow == w.Flow {
				a.Years = yearsOf(&w, a)
			}
		}
	}
}

// FlowYears is what the breakdowns of its parts say of one flow.
type FlowYears struct {
	Flow string `json:"flow"`
	Years
	Exact float64 `json:"exact"` // availability of the closed form
}

// Breakdowns lets the parts of every flow of a design break and be repaired over
// years, at the load of the options. The error is for an unknown load.
func Breakdowns(d *model.Design, opt Options) ([]FlowYears, error) {
	s, err := Estimate(d, opt)
	if err != nil {
		return nil, err
	}
	s.hearBreakdowns()
	out := []FlowYears{}
	for i := range s.Availability {
		if a := &s.Availability[i]; a.Years != nil {
			out = append(out, FlowYears{a.Flow, *a.Years, a.Value})
		}
	}
	return out, nil
}

func yearsOf(w *reliability.Witness, exact *Availability) *Years {
	y := &Years{Years: w.Years, Seen: w.Seen, Why: w.Why}
	switch {
	case y.Why != "":
	case !w.Settled() && exact.Value < 1:
		y.Why = "too few outages came in the years simulated"
	}
	y.Measure = Measure{1 - w.Down.Value, max(1-w.Down.High, 0), min(1-w.Down.Low, 1)}
	y.Outages = Measure{w.Outages.Value * secondsPerYear, max(w.Outages.Low, 0) * secondsPerYear, w.Outages.High * secondsPerYear}
	y.Agrees = y.Why != "" || beyondDoubt(w.Down, 1-exact.Value)
	return y
}

// beyondDoubt tells whether an interval of 95% and a value differ by no more than
// chance allows in one of ten thousand runs; a tenth of a millionth is rounding.
func beyondDoubt(i stats.Interval, value float64) bool {
	const wider = 3.9 / 1.96
	slack := 1e-7*value + 1e-15
	return i.Value-wider*(i.Value-i.Low)-slack <= value && value <= i.Value+wider*(i.High-i.Value)+slack
}

// overYears is what the simulators say of an availability: a run under load sees
// whether requests fail while nothing breaks, the breakdowns whether there is
// anybody to ask. The worse of the two counts.
func (s *Study) overYears(q *Requirement, run Testimony) Testimony {
	if q.Metric != "availability" {
		return run
	}
	y := s.yearsOf(bare(q.Target))
	if y == nil || y.Why != "" || run.Heard && run.Verdict != model.Met && run.Value < y.Value {
		return run
	}
	return q.testify(y.Value, y.Low, y.High)
}

// yearsOf are the simulated years of a flow; nil when there are none.
func (s *Study) yearsOf(flow string) *Years {
	for i := range s.Availability {
		if s.Availability[i].Flow == flow {
			return s.Availability[i].Years
		}
	}
	return nil
}

// Doubt names the flows of which the two witnesses of availability disagree.
func (s *Study) Doubt() []string {
	var out []string
	for i := range s.Availability {
		if a := &s.Availability[i]; a.Years != nil && !a.Years.Agrees {
			out = append(out, a.Flow)
		}
	}
	return out
}

// LeastYears is for how long the breakdowns of every flow were simulated at
// least; 0 when none were.
func (s *Study) LeastYears() float64 {
	least := math.Inf(1)
	for i := range s.Availability {
		if y := s.Availability[i].Years; y != nil && y.Why == "" && y.Seen > 0 {
			least = min(least, y.Years)
		}
	}
	if math.IsInf(least, 1) {
		return 0
	}
	return least
}
