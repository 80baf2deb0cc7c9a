package report

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// quality writes step 4: every target with its verdict, what an availability
// means as downtime, and the constraints from outside.
func quality(p *paper) {
	switch {
	case len(p.s.Requirements) > 0:
		p.table("Targets and verdicts", p.requirementTable(func(r *study.Requirement, t study.Testimony) string {
			return withInterval(r.Format, t.Value, t.Low, t.High)
		}))
		p.say("Each witness has its own verdict, the mark before its number with its 95%% interval; that of both is the stricter. The margin is what is left of the limit, and for a share that must be high, of what may be missing from it. A throughput in closed form is the rate of the flow times the headroom of what is full first.")
		p.remarks()
		p.plotted()
		p.slice()
	case p.d.Requirements.Quality.Len() > 0:
		p.para(block.Plain("The targets are stated; ").Mono("loadpath review").Plain(" judges them."))
	}
	p.downtime()
	if p.d.Requirements.Quality.Len() > 0 {
		p.latencyOverTime()
	}
	p.constraints()
}

// remarks are what a row of the table cannot hold.
func (p *paper) remarks() {
	var remarks []string
	for _, r := range p.s.Requirements {
		remarks = append(remarks, remarksOn(r)...)
	}
	p.list("", remarks)
}

// plotted sets the requirements in a picture.
func (p *paper) plotted() {
	if plot := intervalPlot(p.s.Requirements); len(plot.Rows) > 0 {
		p.figure("requirements", plot.SVG(), plot.Title,
			"What each witness says, as a share of what the limit allows: left of the line holds. Bars are 95% intervals.")
	}
}

// slice says which part of the load the simulated numbers are from.
func (p *paper) slice() {
	if p.s.Simulation == nil {
		return
	}
	if text := study.SliceSentence(p.s.Simulation); text != "" {
		p.say("The load is too large to simulate whole for long: %s.", text)
	}
}

// periods over which downtime is told.
var periods = []struct {
	name    string
	seconds float64
}{{"year", 365 * 86400}, {"month", 730 * 3600}, {"week", 7 * 86400}, {"day", 86400}}

// downtime translates each availability target into time without service.
func (p *paper) downtime() {
	g := columns("requirement", "of", "#target", "#a year", "#a month", "#a week", "#a day")
	for name, q := range p.d.Requirements.Quality.All() {
		if q.Availability == nil {
			continue
		}
		cells := []block.Text{block.Mono(name), orDash(q.Flow.Text), block.Plain(q.Availability.String())}
		for _, period := range periods {
			cells = append(cells, block.Plain(unit.Format((1-q.Availability.Value)*period.seconds, unit.KindTime)))
		}
		g.row(cells...)
	}
	if p.table("Downtime that the targets allow", g) {
		p.say("(1 - target) x period; a year is 365 days and a month 730 hours.")
	}
}

func (p *paper) constraints() {
	c := p.d.Constraints
	var f facts
	for _, r := range c.Residency {
		f.add("Residency", block.Mono(r.Data.Text).Plain(" stays in ").Add(codes(refs(r.Regions))))
	}
	f.plain("Regulations", strings.Join(c.Regulations, ", "))
	if c.Team > 0 {
		f.plain("Team", counted(c.Team, "engineer"))
	}
	f.plain("Deadline", c.Deadline)
	f.plain("Providers", strings.Join(c.Providers, ", "))
	if len(f.items) > 0 {
		p.heading("Constraints")
		p.facts(f)
	}
}

// latencyLimits are the limits on a flow's latency: "p99 at most 50 ms".
func latencyLimits(q *model.Quality) []namedLimit {
	var out []namedLimit
	for _, l := range []struct {
		name  string
		limit *unit.Quantity
	}{{"mean", q.Mean}, {"p50", q.P50}, {"p75", q.P75}, {"p90", q.P90}, {"p95", q.P95}, {"p99", q.P99}, {"p999", q.P999}} {
		if l.limit != nil {
			out = append(out, namedLimit{l.name, l.limit.Value})
		}
	}
	return out
}

type namedLimit struct {
	name  string
	value float64 // seconds
}

func (l namedLimit) String() string {
	return fmt.Sprintf("%s at most %s", l.name, unit.Format(l.value, unit.KindTime))
}
