package report

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/unit"
)

// failurePlan writes step 12: how available each flow is, what hurts most when
// it is lost, what is saved, which failures are planned for, and what guards
// each call.
func failurePlan(p *paper) {
	p.availabilities()
	p.points()
	p.singleFaults()
	p.fixes()
	p.provenance()
	p.recovery()
	p.scripts()
	p.guards()
}

// shortTime spares the reader the fractions of a second.
func shortTime(seconds float64) string {
	if seconds < 1 {
		return "under 1 s"
	}
	return unit.Format(seconds, unit.KindTime)
}

// recovery is what is lost and how long it takes when data has to come back.
func (p *paper) recovery() {
	g := columns("data", "in", "replication", "takes over in", "covers", "backup every", "kept", "restore", "tested", "#RPO", "#RTO", "#as before after", "#from a backup")
	var ids []string
	for name := range p.d.Data.All() {
		for _, c := range p.d.StoresOf(name) {
			over, covers := "", ""
			if f := c.Failover; f != nil {
				over, covers = written(f.Time), written(f.Coverage)
			}
			cells := []block.Text{block.Mono(name), block.Mono(c.Name), orDash(replication(c)), orDash(over), orDash(covers)}
			b := c.Backup
			if b == nil {
				b = &model.Backup{}
			}
			for _, q := range []*unit.Quantity{b.Every, b.Keep, b.Restore, b.Tested} {
				cells = append(cells, orDash(written(q)))
			}
			id := "data." + name + "."
			g.row(append(cells, p.value(id+"rpo"), p.value(id+"rto"), p.value(id+"rto.full"), p.value(id+"rto.backup"))...)
			ids = append(ids, id+"rpo", id+"rto")
		}
	}
	if p.table("Copies, failover and backups", g) {
		p.derivations(ids...)
	}
}

// scripts lists the failures that the design plans for, with what must hold.
func (p *paper) scripts() {
	if p.d.Failures.Len() == 0 {
		return
	}
	p.heading("Planned failures")
	p.say("These scripts are checked here; whether their expectations hold is for the chaos runs to judge, and nothing below claims it.")
	g := columns("failure", "what happens", "faults", "must hold", "noticed by", "response", "owner")
	for name, f := range p.d.Failures.All() {
		var faults, expectations []string
		for i := range f.Inject {
			faults = append(faults, f.Inject[i].Text())
		}
		for i := range f.Expect {
			expectations = append(expectations, f.Expect[i].Text())
		}
		g.row(block.Mono(name), orDash(f.Text), codes(faults), codes(expectations), orDash(f.Detect), orDash(f.Response), orDash(f.Owner))
	}
	p.add(g.table())
}

// guards lists what stands between every caller and callee.
func (p *paper) guards() {
	g := columns("call", "timeout", "retries", "budget", "breaker", "bulkhead", "pool", "on error")
	for _, e := range p.d.Calls() {
		if !p.d.Components.Has(e.Caller) {
			continue // policies of the outside are not ours
		}
		o := p.d.Policy(e.Caller, e.Callee, nil)
		onError := ""
		if o.OnError != nil {
			onError = o.OnError.Do
			if onError == "" && len(o.OnError.Steps) > 0 {
				onError = "fallback"
			}
		}
		budget := ""
		if o.Retry != nil {
			budget = written(o.Retry.Budget)
		}
		g.row(block.Mono(e.Caller+"."+e.Callee), orDash(written(o.Timeout)), orDash(retryText(o.Retry)), orDash(budget),
			orDash(breakerText(o.Breaker)), orDash(written(o.Bulkhead)), orDash(written(o.Pool)), orDash(onError))
	}
	if p.table("What guards each call", g) {
		p.say("Policies of the links; a step of a flow may override them.")
	}
}

func retryText(r *model.Retry) string {
	if r == nil {
		return ""
	}
	text := written(r.Max)
	if r.Backoff != nil {
		text += " after " + r.Backoff.String()
		if r.Cap != nil {
			text += ", at most " + r.Cap.String()
		}
		jitter := r.Jitter
		if jitter == "" {
			jitter = "full"
		}
		text += ", jitter " + jitter
	}
	return text
}

func breakerText(b *model.Breaker) string {
	if b == nil {
		return ""
	}
	text := "opens at " + written(b.Errors)
	if b.Of != nil {
		text += " of " + b.Of.String()
	}
	if b.Open != nil {
		text += " for " + b.Open.String()
	}
	return text
}
