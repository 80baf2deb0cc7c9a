package report

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// observability writes step 13: the objectives with their error budgets, the
// burn rates at which to wake someone, and who is called with which runbook.
func observability(p *paper) {
	o := p.d.Observe
	if o == nil {
		return
	}
	var f facts
	f.plain("On call", o.OnCall)
	f.plain("Logs", o.Logs)
	f.plain("Metrics", strings.Join(o.Metrics, ", "))
	if o.Traces != nil {
		text := written(o.Traces.Sample)
		if o.Traces.Keep != nil {
			text += ", kept " + o.Traces.Keep.String()
		}
		f.plain("Traces", text)
	}
	f.plain("Dashboards", strings.Join(o.Dashboards, ", "))
	p.facts(f)
	p.objectives(o)
	p.alerts(o)
	p.runbooks(o)
}

// window is the length of an objective's window; the language's default is 30
// days.
func window(slo *model.SLO) float64 { return model.Or(slo.Window, 30*86400) }

func (p *paper) objectives(o *model.Observe) {
	g := columns("objective", "flow", "#target", "a good answer", "#window", "#error budget", "#bad runs it allows")
	for name, slo := range o.SLOs.All() {
		if slo.Target == nil {
			continue
		}
		good := "is no error"
		if slo.Latency != nil {
			good = "comes within " + slo.Latency.String()
		}
		runs := orDash("")
		if rate := p.known("flows." + slo.Flow.Text + ".rate.mean"); rate != nil {
			runs = block.Plain(unit.Format((1-slo.Target.Value)*window(slo)*rate.Value, unit.KindCount))
		}
		g.row(block.Mono(name), code(slo.Flow.Text), block.Plain(slo.Target.String()), block.Plain(good), block.Plain(unit.Format(window(slo), unit.KindTime)),
			block.Plain(budgetMinutes((1-slo.Target.Value)*window(slo))), runs)
	}
	if p.table("Objectives", g) {
		p.say("Error budget = (1 - target) x window, as minutes of full outage and as runs at the mean rate.")
		p.burnRates()
	}
}

// budgetMinutes writes an error budget in minutes, which alerts are set in.
func budgetMinutes(seconds float64) string {
	return fmt.Sprintf("%s min", unit.Format(seconds/60, unit.KindCount))
}

// burnRates gives, for each objective, what of its budget the design is expected
// to use, and the share of bad answers at which each alert fires.
func (p *paper) burnRates() {
	spent := columns("objective", "#allowed", "#expected", "#of the budget")
	g := columns("objective", "severity", "#burn rate", "#bad answers over", "#in the last", "#and the last", "#budget gone by then", "#notices a full outage after")
	for _, b := range p.s.Budgets {
		if b.Spent != nil {
			spent.row(block.Mono(b.Name), block.Plain(budgetMinutes(b.Allowed)), p.cite("flows."+b.Flow+".availability", budgetMinutes(b.Expected.Value)),
				block.Plain(withInterval(percent, b.Spent.Value, b.Spent.Low, b.Spent.High)))
		}
		for _, a := range b.Alerts {
			if a.Notices == nil {
				continue
			}
			g.row(block.Mono(b.Name), block.Plain(a.Severity), block.Plain(unit.Format(a.Rate, unit.KindFactor)), block.Plain(unit.Format(a.Bad, unit.KindRatio)),
				block.Plain(unit.Format(a.Long, unit.KindTime)), block.Plain(unit.Format(a.Short, unit.KindTime)), block.Plain(unit.Format(a.Spends, unit.KindRatio)), block.Plain(unit.Format(*a.Notices, unit.KindTime)))
		}
	}
	if p.table("What the parts are expected to use of the budgets", spent) {
		p.say("In a window, from the availability of the flow alone: slow answers and errors under load come on top.")
	}
	if p.table("Burn-rate alerts", g) {
		p.say("Fire when the share of bad answers is over the threshold in both windows (Site Reliability Workbook, chapter 5). An alert whose threshold would be over 100%% is left out.")
	}
}

func (p *paper) alerts(o *model.Observe) {
	g := columns("alert", "watches", "kind", "fires", "severity", "runbook")
	for name, a := range o.Alerts.All() {
		watches := a.OnSLO.Text
		if watches == "" {
			watches = a.On.Text
		}
		var fires []string
		if a.Metric != "" {
			fires = append(fires, a.Metric)
		}
		if a.Above != nil {
			fires = append(fires, "above "+a.Above.String())
		}
		if a.Below != nil {
			fires = append(fires, "below "+a.Below.String())
		}
		if a.For != nil {
			fires = append(fires, "for "+a.For.String())
		}
		g.row(block.Mono(name), code(watches), orDash(a.Kind), orDash(strings.Join(fires, " ")), orDash(titled(a.Severity, "page")), code(a.Runbook))
	}
	p.table("Alerts of the design", g)
}

// runbooks says for each planned failure what its people would open.
func (p *paper) runbooks(o *model.Observe) {
	g := columns("when", "open")
	for name := range p.d.Failures.All() {
		where := block.Chip(look.Unknown, "no runbook")
		if r := o.Runbooks.Get(name); r != nil {
			where = block.Mono(r.Where)
		}
		g.row(block.Mono(name), where)
	}
	for name, r := range o.Runbooks.All() {
		if !p.d.Failures.Has(name) {
			g.row(block.Mono(name), block.Mono(r.Where))
		}
	}
	p.table("Runbooks", g)
}
