package export

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// gameDay writes a failure as the card that a team has in hand when it tries the
// failure on the running system: what it believes, when it stops, what it does.
var gameDay = &Format{
	Name:  "game-day",
	Title: "a failure as a card for a game day, in Markdown",
	About: OneFailure,
	Write: func(w io.Writer, s *study.Study, ask Ask) ([]string, error) {
		f, err := failureOf(s, ask.Failure)
		if err != nil {
			return nil, err
		}
		c := &card{s: s, f: f, script: script(s.Design, f), observe: s.Design.Observe}
		if c.observe == nil {
			c.observe = &model.Observe{}
		}
		c.head()
		c.hypothesis()
		c.abort()
		c.steps()
		c.watch()
		c.afterwards()
		_, err = io.WriteString(w, c.text.String())
		return nil, err
	},
}

// card is a game-day card that is being written.
type card struct {
	s       *study.Study
	f       *model.Failure
	script  []injection
	observe *model.Observe
	text    strings.Builder
}

func (c *card) say(format string, args ...any) { fmt.Fprintf(&c.text, format+"\n", args...) }

func (c *card) head() {
	title := c.s.Design.Title
	if title == "" {
		title = c.s.Design.System
	}
	c.say("# Game day: %s\n", c.f.Name)
	if c.f.Text != "" {
		c.say("%s\n", oneLineOf(c.f.Text))
	}
	c.say("%s, under %s load.\n", title, cmp.Or(c.f.Load, "peak"))
	c.say("| | |\n|---|---|")
	c.say("| date and place | |")
	c.say("| who leads, who watches, who can stop it | %s |", oneLineOf(c.f.Owner))
	c.say("| on call | %s |\n", oneLineOf(c.observe.OnCall))
}

// hypothesis says what is believed, and what is usual before it begins.
func (c *card) hypothesis() {
	c.say("## Hypothesis\n")
	for i := range c.f.Expect {
		c.say("- `%s`", c.f.Expect[i].Text())
	}
	if len(c.f.Expect) == 0 {
		c.say("- Nobody notices. (The design expects nothing of this failure yet.)")
	}
	c.say("\nBefore it begins, these must be as computed:\n")
	c.say("| flow | requests | mean answer |\n|---|---|---|")
	for name := range c.s.Design.Flows.All() {
		if !c.touched(name) {
			continue
		}
		c.say("| %s | %s | %s |", name, c.number("flows."+name+".rate.peak"), c.number("flows."+name+".latency.mean"))
	}
	c.say("")
}

// touched tells whether a flow goes through what the failure hits.
func (c *card) touched(flow string) bool {
	for _, component := range c.s.Design.ComponentsOf(c.s.Design.Flows.Get(flow), false) {
		for _, in := range c.script {
			for _, hit := range append(in.components, callersOf(&in)...) {
				if hit == component.Name {
					return true
				}
			}
		}
	}
	return false
}

// number is a computed quantity in words.
func (c *card) number(id string) string {
	q := c.s.Sheet.Get(id)
	if q == nil || q.Why != "" {
		return "not computed"
	}
	return q.Text()
}

// abort says when to stop.
func (c *card) abort() {
	c.say("## Stop at once when\n")
	for _, r := range c.s.Design.Requirements.Quality.All() {
		flow := r.Flow.Text
		if flow == "" {
			continue
		}
		if !c.touched(flow) {
			for _, l := range latencies(r) {
				c.say("- %s of `%s`, which this must not touch, is over %s", l.name, flow, l.q)
			}
			continue
		}
		if r.Errors != nil {
			c.say("- more than %s of `%s` fails for two minutes (ten times its limit)", unit.Format(min(0.5, 10*r.Errors.Value), unit.KindRatio), flow)
		}
	}
	for name, slo := range c.observe.SLOs.All() {
		if slo.Target == nil || slo.Latency != nil || !c.touched(slo.Flow.Text) {
			continue
		}
		window := 30 * 86400.0
		if slo.Window != nil {
			window = slo.Window.Value
		}
		c.say("- a tenth of the error budget of `%s` is gone: all of `%s` down for %s, or half of it for twice as long", name, slo.Flow.Text, unit.Format(0.1*(1-slo.Target.Value)*window, unit.KindTime))
	}
	c.say("- data that was acknowledged cannot be read back")
	c.say("- anybody who is here says stop\n")
}

type limit struct {
	name string
	q    *unit.Quantity
}

func latencies(r *model.Quality) []limit {
	var out []limit
	for _, l := range []limit{{"p95", r.P95}, {"p99", r.P99}} {
		if l.q != nil {
			out = append(out, l)
		}
	}
	return out
}

// steps are what is done, in the order of the clock.
func (c *card) steps() {
	c.say("## Steps\n\n| at | do | it ends |\n|---|---|---|")
	for _, in := range c.script {
		end := "when it is undone by hand"
		if in.until > 0 {
			end = "at " + unit.Format(in.until, unit.KindTime)
		}
		c.say("| %s | `%s` | %s |", unit.Format(in.at, unit.KindTime), in.Text(), end)
	}
	if c.f.For != nil {
		c.say("| %s | the end; watch until here | |", c.f.For)
	}
	c.say("\n`loadpath export toxiproxy`, `chaos-mesh` and `litmus` write the injections for those tools.\n")
}

// watch says what should be seen, and what is done then.
func (c *card) watch() {
	c.say("## Watch\n")
	for name, a := range c.observe.Alerts.All() {
		on := a.On.Text
		if slo := c.observe.SLOs.Get(a.OnSLO.Text); slo != nil {
			on = slo.Flow.Text
		}
		c.say("- alert `%s` on `%s`: does it fire, and after how long?", name, on)
	}
	for _, d := range c.observe.Dashboards {
		c.say("- dashboard: %s", oneLineOf(d))
	}
	if c.f.Detect != "" {
		c.say("- it should be noticed by: %s", oneLineOf(c.f.Detect))
	}
	if c.f.Response != "" {
		c.say("- then: %s", oneLineOf(c.f.Response))
	}
	if r := c.observe.Runbooks.Get(c.f.Name); r != nil {
		c.say("- runbook: %s", r.Where)
	}
	c.say("")
}

// afterwards is the part that is filled in by hand.
func (c *card) afterwards() {
	c.say("## Afterwards\n\n| | |\n|---|---|")
	for _, q := range []string{"Did the hypothesis hold?", "Noticed after", "Recovered after", "What nobody expected", "What is changed, by whom, until when"} {
		c.say("| %s | |", q)
	}
}
