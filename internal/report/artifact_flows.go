package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// workflows writes step 9: for each use case its path, where its time goes, and
// the messages in order.
func workflows(p *paper) {
	p.latencies()
	if p.d.Flows.Len() > 0 {
		p.say("The bars below show the time of each hop every time it is made, in the mean: the network there and back, waiting, and work. Misses and branches are not weighted.")
	}
	for name, f := range p.d.Flows.All() {
		p.heading(titled(f.Title, name))
		p.para(p.starts(f))
		if steps := p.path(f); len(steps) > 0 {
			p.add(block.List{Ordered: true, Items: steps})
		}
		if bars := p.budget(f); len(bars.Bars) > 0 {
			p.figure("budget-"+name, bars.SVG(), bars.Title, "")
		}
		if len(p.d.ComponentsOf(f, false)) > 1 {
			p.figure("flow-"+name, p.view("flow", f).SVG, "Data flow of "+titled(f.Title, name), "")
		}
		if messages := p.sequence(f); len(messages.Events) > 0 && len(messages.Events) <= mostEvents {
			p.figure("sequence-"+name, messages.SVG(), messages.Title, "")
		}
	}
}

// mostEvents is what a reader can follow in one picture.
const mostEvents = 80

// latencies sets what both witnesses say of every flow side by side.
func (p *paper) latencies() {
	g := columns("flow", "#mean, closed form", "#mean, simulated", "#p99, closed form", "#p99, simulated", "#failed, simulated")
	var ids []string
	for name := range p.d.Flows.All() {
		mean, p99 := "flows."+name+".latency.mean", "flows."+name+".latency.p99"
		if p.s.Sheet.Get(mean) == nil {
			continue
		}
		ids = append(ids, mean, p99)
		row := []block.Text{block.Mono(name), p.about(mean), orDash(""), p.about(p99), orDash(""), orDash("")}
		if r := p.simulated(name); r != nil {
			row[2], row[4] = p.simulatedBy(brief(r.Latency.Mean, unit.KindTime)), p.simulatedBy(brief(r.Latency.P99, unit.KindTime))
			row[5] = p.simulatedBy(brief(failedShare(r), unit.KindRatio))
		}
		g.row(row...)
	}
	if p.table("Latency", g) {
		p.say("± is half the 95%% interval. A dash is a number that was not measured well enough to be told.")
		p.derivations(ids...)
	}
}

// simulated is what the simulator saw of a flow, or nil.
func (p *paper) simulated(flow string) *sim.FlowResult {
	if p.s.Simulation == nil {
		return nil
	}
	return p.s.Simulation.Flows[flow]
}

// failedShare is the share of requests without a good answer.
func failedShare(r *sim.FlowResult) sim.Number {
	a := r.Availability
	return sim.Number{Value: 1 - a.Value, Low: 1 - a.High, High: 1 - a.Low, Why: a.Why, Open: a.Open}
}

// seen writes a measured number with its interval, or why there is none.
func seen(n sim.Number, kind unit.Kind) string {
	if !n.Known() {
		return n.Why
	}
	return withInterval(func(v float64) string { return unit.Format(v, kind) }, n.Value, n.Low, n.High)
}

// starts says in a sentence how a flow comes about.
func (p *paper) starts(f *model.Flow) block.Text {
	t := block.Plain("Started by ")
	who := f.By.Text
	start := p.d.StartOf(f)
	switch {
	case who == "" && start.Kind == model.StartOnMessage:
		t = block.Plain("Started")
	case who == "":
		t = t.Plain("nobody that is named")
	default:
		t = t.Mono(who)
	}
	switch start.Kind {
	case model.StartOnMessage:
		t = t.Plain(" on messages of ").Mono(start.Queue)
		if start.Batch != nil {
			t = t.Plain(", " + start.Batch.String() + " at once")
		}
		if start.Linger != nil {
			t = t.Plain(", waiting at most " + start.Linger.String() + " for them")
		}
	case model.StartScheduled:
		t = t.Plain(" every " + start.Every.String())
		if start.At != "" {
			t = t.Plain(" at " + start.At)
		}
	case model.StartClosed:
		t = t.Plain(" by " + start.Users.String() + " users at once")
		if start.Think != nil {
			t = t.Plain(", who think " + start.Think.String() + " in between")
		}
	}
	if rate := p.known("flows." + f.Name + ".rate.mean"); rate != nil {
		t = t.Plain(", ").Add(p.value(rate.ID)).Plain(" in the mean")
		if peak := p.known("flows." + f.Name + ".rate.peak"); peak != nil && peak.Value != rate.Value {
			t = t.Plain(" and ").Add(p.value(peak.ID)).Plain(" at the peak")
		}
	}
	return t.Plain(".")
}

// does are the verbs of the steps in the third person.
var does = map[model.Verb]string{
	model.VerbCall: "calls", model.VerbRead: "reads", model.VerbWrite: "writes", model.VerbGet: "gets from", model.VerbSet: "sets in",
	model.VerbDelete: "deletes in", model.VerbScan: "scans", model.VerbQuery: "queries", model.VerbAppend: "appends to", model.VerbPublish: "publishes to",
}

// path lists the calls of a flow in the order in which they are met.
func (p *paper) path(f *model.Flow) []block.Text {
	var items []block.Text
	p.d.Walk(f, func(v model.Visit) {
		if v.Callee == nil {
			return
		}
		caller := v.Caller
		if caller == "" {
			caller = "the caller"
		}
		t := block.Plain(circumstance(v)).Mono(caller).Plain(" " + does[v.Step.Verb] + " ").Mono(v.Step.Path[v.Hop].Text)
		var notes []string
		if v.Last() {
			notes = stepNotes(v.Step)
		}
		if timeout := p.d.Policy(v.Caller, v.Callee.Name, stepOf(v)).Timeout; timeout != nil && v.From != nil {
			notes = append(notes, "waits "+timeout.String()+" at most")
		}
		if v.Async {
			notes = append(notes, "nobody waits")
		}
		if len(notes) > 0 {
			t = t.Plain(" (" + strings.Join(notes, ", ") + ")")
		}
		items = append(items, t)
	})
	return items
}

func stepOf(v model.Visit) *model.Step {
	if v.Last() {
		return v.Step
	}
	return nil
}

func circumstance(v model.Visit) string {
	switch {
	case v.Fallback:
		return "if that fails, "
	case v.Miss:
		return "on a miss, "
	}
	return ""
}

// stepNotes are the options of a step worth a word.
func stepNotes(s *model.Step) []string {
	var notes []string
	for _, n := range []struct {
		text string
		q    *unit.Quantity
	}{{"hit %s", s.Hit}, {"work %s", s.Work}, {"%s keys", s.Keys}, {"%s rows", s.Rows}, {"%s", s.Bytes}} {
		if n.q != nil {
			notes = append(notes, fmt.Sprintf(n.text, n.q.Readable()))
		}
	}
	return notes
}

// budget shows where the time of a flow goes, hop by hop, on the way that an
// answer waits for. What a component does in steps of its own counts to the
// hop that reached it.
func (p *paper) budget(f *model.Flow) draw.BarChart {
	chart := draw.BarChart{Title: "Time of each hop of " + titled(f.Title, f.Name), Unit: unit.KindTime}
	var at []string // the component of each bar
	hop := func(label, component string, network, waiting, work float64) {
		at = append(at, component)
		chart.Bars = append(chart.Bars, draw.Bar{Label: label, Parts: []draw.Part{{Name: "network", Value: network}, {Name: "waiting", Value: waiting}, {Name: "work", Value: work}}})
	}
	if _, by := p.d.Starter(f); by != nil {
		hop(by.Name, by.Name, 0, 0, 0)
	}
	p.d.Walk(f, func(v model.Visit) {
		if v.Async || v.Fallback {
			return
		}
		if v.Callee == nil {
			if i := lastIndex(at, v.Caller); i >= 0 {
				chart.Bars[i].Parts[1].Value += waits(v.Step)
				chart.Bars[i].Parts[2].Value += works(v.Step)
			}
			return
		}
		label := v.Step.Path[v.Hop].Text
		if v.Miss {
			label += " (miss)"
		}
		network := 0.0
		for _, q := range p.d.Delay(v.Caller, v.Callee.Name, stepOf(v)) {
			network += 2 * q.Value
		}
		waiting := 0.0
		if q := p.known("components." + v.Callee.Name + ".wait.mean"); q != nil {
			waiting = q.Value
		}
		hop(label, v.Callee.Name, network, waiting, p.d.WorkOf(v.Callee, v.Step).Law().Mean())
	})
	chart.Bars = slices.DeleteFunc(chart.Bars, func(b draw.Bar) bool { return b.Value() == 0 })
	chart.Bars = chart.Bars[:min(len(chart.Bars), mostHops)]
	return chart
}

// works and waits are the seconds of a step of a component's own.
func works(s *model.Step) float64 {
	if s.Verb != model.VerbWork {
		return 0
	}
	return model.WorkLaw(s.Work).Mean()
}

func waits(s *model.Step) float64 {
	if s.Verb != model.VerbWait || s.Wait == nil {
		return 0
	}
	return model.Or(s.Wait.For, 0)
}

func lastIndex(list []string, s string) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == s {
			return i
		}
	}
	return -1
}

// mostHops is how many bars a chart may have.
const mostHops = 24
