package reliability

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Budget is the error budget of a service level objective: what may go wrong in
// its window, how much of that the design is expected to use, and the alerts
// that notice when it goes too fast.
type Budget struct {
	Name     string
	Flow     string
	Target   float64
	Window   float64     // seconds
	Latency  float64     // a run slower than this is not good either, seconds; 0 when only failures count
	Allowed  float64     // seconds of full outage in the window
	Expected unit.Number // seconds of outage in a window, from the availability of the flow
	Why      string      // why that is not known
	Alerts   []Burn
}

// Spent is the share of the budget that is expected to be used.
func (b *Budget) Spent() unit.Number { return b.Expected.Scale(1 / b.Allowed) }

// Burn is an alert on two windows: both must burn the budget so much faster than
// would use it up at the end of the objective's window.
type Burn struct {
	Severity    string  // page or ticket
	Long, Short float64 // windows, seconds
	Rate        float64 // times the rate that uses the budget up at the end
	Spends      float64 // share of the budget that is gone when it fires
	Bad         float64 // share of bad answers over which it fires; over 1 it never does
	Notices     float64 // seconds of a full outage until it fires; 0 when it never does
}

// burns are the alerts of Google's SRE Workbook, 2018, chapter 5, table 5-8:
// the share of a budget that is gone in the long window. For a window of 30 days
// they are 14.4, 6, 3 and 1 times the rate.
var burns = []struct {
	severity            string
	long, short, spends float64
}{
	{"page", 3600, 5 * 60, 0.02},
	{"page", 6 * 3600, 30 * 60, 0.05},
	{"ticket", 24 * 3600, 2 * 3600, 0.1},
	{"ticket", 3 * 24 * 3600, 6 * 3600, 0.1},
}

const defaultWindow = 30 * 86400 // of an objective that names none, seconds

// budgets works out the budget of every objective of a design.
func budgets(d *model.Design, r *Report) []Budget {
	if d.Observe == nil {
		return nil
	}
	var out []Budget
	for name, slo := range d.Observe.SLOs.All() {
		if slo.Target == nil {
			continue
		}
		b := Budget{Name: name, Flow: slo.Flow.Text, Target: slo.Target.Value, Window: model.Or(slo.Window, defaultWindow), Latency: model.Or(slo.Latency, 0)}
		b.Allowed = (1 - b.Target) * b.Window
		b.expect(r)
		for _, alert := range burns {
			if alert.long >= b.Window {
				continue
			}
			b.Alerts = append(b.Alerts, b.burn(alert.severity, alert.long, alert.short, alert.spends))
		}
		out = append(out, b)
	}
	return out
}

// expect fills in what the flow is expected to use.
func (b *Budget) expect(r *Report) {
	b.Why = "no flow is named"
	for i := range r.Flows {
		if f := &r.Flows[i]; f.Name == b.Flow {
			b.Why = f.Why
			b.Expected = f.Availability.Map(func(v float64) float64 { return (1 - v) * b.Window })
		}
	}
}

// burn is an alert for this objective. An error rate of all requests burns the
// budget 1/(1 - target) times; the long window holds enough of it after its
// share of that.
func (b *Budget) burn(severity string, long, short, spends float64) Burn {
	a := Burn{Severity: severity, Long: long, Short: short, Spends: spends, Rate: spends * b.Window / long}
	if a.Bad = a.Rate * (1 - b.Target); a.Bad <= 1 {
		a.Notices = a.Bad * long
	}
	return a
}
