package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// overlay colours the parts of a drawing by a number, which stands on each of
// them too.
type overlay struct {
	name  string
	title string
	scale []draw.Step
	read  func(k *sketch) map[string]draw.Gauge // by component; those it leaves out have no such number
}

// overlays are all of them.
var overlays = []*overlay{
	{"load", "load", []draw.Step{
		{Text: "up to 70% of its capacity", Share: 0.5, Tone: look.Good}, {Text: "above 70%", Share: 0.8, Tone: look.Unsure},
		{Text: "full", Share: 1, Tone: look.Bad}, {Text: "nothing limits it, or not known", Tone: look.Unknown}}, loadGauges},
	{"latency", "where the time goes", []draw.Step{
		{Text: "time of a call in its queue and at its own work, and its share of all", Share: 0.6}}, latencyGauges},
	{"cost", "cost", []draw.Step{
		{Text: "cost a month and its share of the whole", Share: 0.6}, {Text: "no price is known", Tone: look.Unknown}}, costGauges},
	{"availability", "availability", []draw.Step{
		{Text: "one fault of it is survived", Tone: look.Good}, {Text: "one fault of it stops a flow, with this share of the downtime", Share: 0.6, Tone: look.Bad},
		{Text: "not known", Tone: look.Unknown}}, availabilityGauges},
	{"findings", "findings of the audit", []draw.Step{
		{Text: "none", Tone: look.Good}, {Text: "low or medium", Share: 0.5, Tone: look.Unsure}, {Text: "high or critical", Share: 1, Tone: look.Bad},
		{Text: "facts are missing", Tone: look.Unknown}}, findingGauges},
}

// Overlays lists the names of the overlays.
func Overlays() []string {
	var names []string
	for _, o := range overlays {
		names = append(names, o.name)
	}
	return names
}

func (k *sketch) chooseOverlay() error {
	if k.opt.Overlay == "" {
		return nil
	}
	i := slices.IndexFunc(overlays, func(o *overlay) bool { return o.name == k.opt.Overlay })
	switch {
	case i < 0:
		return fmt.Errorf("there is no overlay %q; write one of %s", k.opt.Overlay, strings.Join(Overlays(), ", "))
	case !k.view.Overlays:
		return fmt.Errorf("the view %s has no parts to put numbers on; overlays go with containers, deployment and flow", k.view.Name)
	}
	k.overlay = overlays[i]
	return nil
}

// cover puts the numbers on the parts.
func (o *overlay) cover(k *sketch, d *draw.Diagram) {
	gauges := o.read(k)
	for i := range d.Nodes {
		n := &d.Nodes[i]
		n.Tone, n.Mark = look.Note, "" // one verdict at a time
		if g, ok := gauges[componentOf(n.ID)]; ok {
			n.Gauge = &g
		}
	}
	d.Scale = o.scale
}

// componentOf is the component that a node shows, or "".
func componentOf(id string) string {
	if name, ok := strings.CutPrefix(id, "c:"); ok {
		return name
	}
	name, _, _ := strings.Cut(id, " in ")
	return name
}

// loadGauges is how full each component is: of what it can do, whichever of
// its limits comes first.
func loadGauges(k *sketch) map[string]draw.Gauge {
	all := map[string]draw.Gauge{}
	for name := range k.d.Components.All() {
		q := k.known("components." + name + ".headroom")
		if q == nil || q.Value <= 0 {
			all[name] = draw.Gauge{Text: "no limit known", Tone: look.Unknown}
			continue
		}
		g := draw.Gauge{Share: 1 / q.Value, Text: percent(1/q.Value) + " of capacity", Tone: look.Good}
		switch {
		case g.Share >= 1:
			g.Tone, g.Text = look.Bad, unit.Format(g.Share, unit.KindFactor)+" of what it can do"
		case g.Share > 0.7:
			g.Tone = look.Unsure
		}
		all[name] = g
	}
	return all
}

// latencyGauges is the time that calls spend in each component itself: in its
// queue and at its own work. A component that calls nobody is all its own.
func latencyGauges(k *sketch) map[string]draw.Gauge {
	waited := map[string]bool{}
	for _, f := range k.d.Flows.All() {
		if f.Consumes != nil {
			continue
		}
		for _, c := range k.d.ComponentsOf(f, true) {
			waited[c.Name] = true
		}
	}
	own, total := map[string]float64{}, 0.0
	value := func(id string) float64 {
		if q := k.known(id); q != nil {
			return q.Value
		}
		return 0
	}
	for name := range waited {
		id := "components." + name + "."
		arrivals := value(id + "arrivals")
		if arrivals <= 0 {
			continue
		}
		own[name] = value(id+"wait.mean") + value(id+"erlangs")/arrivals
		if len(k.d.Callees(name)) == 0 {
			own[name] = value(id+"wait.mean") + value(id+"held")
		}
	}
	for name := range k.d.Components.All() {
		total += own[name] * value("components."+name+".arrivals")
	}
	all := map[string]draw.Gauge{}
	for name, seconds := range own {
		share := 0.0
		if total > 0 {
			share = seconds * value("components."+name+".arrivals") / total
		}
		all[name] = draw.Gauge{Text: unit.Format(seconds, unit.KindTime) + " · " + percent(share), Share: share}
	}
	return all
}

func costGauges(k *sketch) map[string]draw.Gauge {
	all := map[string]draw.Gauge{}
	total := k.known("cost.month")
	for name, c := range k.d.Components.All() {
		q := k.s.Sheet.Get("cost.components." + name)
		switch {
		case q == nil && outside(c), q != nil && q.Why != "":
			all[name] = draw.Gauge{Text: "no price", Tone: look.Unknown}
		case q == nil || total == nil || total.Value <= 0:
		default:
			share := q.Value / total.Value
			all[name] = draw.Gauge{Text: q.Text() + " · " + percent(share), Share: share}
		}
	}
	return all
}

// availabilityGauges is how available each component is by itself, whether one
// fault of it is enough to stop a flow, and which share of the downtime it has.
func availabilityGauges(k *sketch) map[string]draw.Gauge {
	alone := map[string]bool{}
	for _, a := range k.s.Availability {
		for _, p := range a.Points {
			alone[p.Fault] = true
		}
	}
	downtime, total := map[string]float64{}, 0.0
	for _, f := range k.s.SingleFaults {
		downtime[f.Component] = f.Downtime
		total += f.Downtime
	}
	all := map[string]draw.Gauge{}
	for name := range k.d.Components.All() {
		q := k.known("components." + name + ".availability")
		if q == nil {
			all[name] = draw.Gauge{Text: "not known", Tone: look.Unknown}
			continue
		}
		g := draw.Gauge{Text: nines(q.Value), Tone: look.Good}
		if alone[name] {
			g.Tone = look.Bad
		}
		if total > 0 {
			g.Share = downtime[name] / total
		}
		all[name] = g
	}
	return all
}

// findingGauges counts what the audit has to say of each component and of its
// calls.
func findingGauges(k *sketch) map[string]draw.Gauge {
	type count struct{ severe, mild, unknown int }
	counts := map[string]*count{}
	for name := range k.d.Components.All() {
		counts[name] = &count{}
	}
	for _, f := range k.s.Audit() {
		name := k.about(f.At)
		c := counts[name]
		switch {
		case c == nil || f.Waived != nil:
		case f.Verdict == audit.Unknown:
			c.unknown++
		case f.Severity == audit.High || f.Severity == audit.Critical:
			c.severe++
		default:
			c.mild++
		}
	}
	all := map[string]draw.Gauge{}
	for name, c := range counts {
		g := draw.Gauge{Text: "nothing found", Tone: look.Good}
		switch {
		case c.severe > 0:
			g = draw.Gauge{Text: counted(c.severe+c.mild, "finding"), Tone: look.Bad, Share: 1}
		case c.mild > 0:
			g = draw.Gauge{Text: counted(c.mild, "finding"), Tone: look.Unsure, Share: 0.5}
		case c.unknown > 0:
			g = draw.Gauge{Text: counted(c.unknown, "open question"), Tone: look.Unknown}
		}
		all[name] = g
	}
	return all
}

// about is the component that a place in the design belongs to: the part
// itself, or the caller of a link.
func (k *sketch) about(at string) string {
	for _, section := range []string{"components.", "links."} {
		if rest, ok := strings.CutPrefix(at, section); ok {
			name, _, _ := strings.Cut(rest, ".")
			return name
		}
	}
	return ""
}
