package export

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/study"
)

// chaosMesh writes a failure as a Workflow of Chaos Mesh (chaos-mesh.org,
// v1alpha1): each fault waits for its time and lasts for its own. Pods are found
// by the label app.kubernetes.io/name, which is the name of the component.
var chaosMesh = &Format{
	Name:  "chaos-mesh",
	Title: "a failure as a Workflow of Chaos Mesh",
	Lacks: "faults that Chaos Mesh has no kind for, such as a flushed cache or a surge; gradual onsets",
	About: OneFailure,
	Write: func(w io.Writer, s *study.Study, ask Ask) ([]string, error) {
		f, err := failureOf(s, ask.Failure)
		if err != nil {
			return nil, err
		}
		m := &mesh{}
		for _, in := range script(s.Design, f) {
			m.add(&in)
		}
		if len(m.starts) == 0 {
			return nil, fmt.Errorf("nothing in failure %q can be done by Chaos Mesh: %s", f.Name, strings.Join(m.leftOut, "; "))
		}
		var b strings.Builder
		fmt.Fprintf(&b, "# Failure %q of %s, for Chaos Mesh.\n", f.Name, s.Design.System)
		if f.Text != "" {
			fmt.Fprintf(&b, "# %s\n", oneLineOf(f.Text))
		}
		fmt.Fprintf(&b, "apiVersion: chaos-mesh.org/v1alpha1\nkind: Workflow\nmetadata:\n  name: %s\nspec:\n  entry: all\n  templates:\n    - name: all\n      templateType: Parallel\n      children: [%s]\n", f.Name, strings.Join(m.starts, ", "))
		b.WriteString(m.templates.String())
		_, err = io.WriteString(w, b.String())
		return m.leftOut, err
	},
}

// mesh collects the templates of a workflow.
type mesh struct {
	starts    []string // one for each fault
	templates strings.Builder
	leftOut   []string
}

// add turns a fault into a template, with the wait before it.
func (m *mesh) add(in *injection) {
	kind, body, why := in.meshBody()
	if why != "" {
		m.leftOut = append(m.leftOut, in.cannot("%s", why))
		return
	}
	if in.Ramp != nil {
		m.leftOut = append(m.leftOut, in.cannot("it begins at once, without the ramp"))
	}
	name := fmt.Sprintf("%s-%d", in.Verb, len(m.starts)+1)
	fmt.Fprintf(&m.templates, "    - name: %s-on-time\n      templateType: Serial\n", name)
	m.starts = append(m.starts, name+"-on-time")
	if in.at > 0 {
		fmt.Fprintf(&m.templates, "      children: [%s-wait, %s]\n    - name: %s-wait\n      templateType: Suspend\n      deadline: %s\n", name, name, name, clock(in.at))
	} else {
		fmt.Fprintf(&m.templates, "      children: [%s]\n", name)
	}
	fmt.Fprintf(&m.templates, "    - name: %s\n      templateType: %s\n", name, kind)
	if in.until > 0 {
		fmt.Fprintf(&m.templates, "      deadline: %s\n", clock(in.until-in.at))
	}
	field := strings.ToLower(kind[:1]) + kind[1:]
	if strings.HasPrefix(kind, "DNS") {
		field = "dnsChaos"
	}
	fmt.Fprintf(&m.templates, "      %s:\n%s", field, indent(body, "        "))
}

// meshBody returns the kind of chaos and what stands in it, or why there is
// none.
func (in *injection) meshBody() (kind, body, why string) {
	if len(in.components) == 0 && len(in.links) == 0 {
		return "", "", "it happens to no pod"
	}
	mode := in.meshMode()
	pods := selector(in.components...)
	if len(in.regions) == 1 {
		pods = inRegion(in.regions[0])
	}
	switch {
	case in.Zone != "" && len(in.regions) == 1:
		pods += fmt.Sprintf("    topology.kubernetes.io/zone: %q\n", in.Zone)
	case in.Zone != "":
		pods += fmt.Sprintf("  nodeSelectors:\n    topology.kubernetes.io/zone: %q\n", in.Zone)
	}
	network := func(action, more string) (string, string, string) {
		var from, to []string
		direction := "both"
		switch {
		case len(in.components) > 0:
			return "NetworkChaos", fmt.Sprintf("action: %s\n%s%s%sdirection: to\n", action, mode, pods, more), ""
		case len(in.sides[0]) > 0:
			from, to = in.sides[0], in.sides[1]
		default:
			for _, l := range in.links {
				from, to = append(from, l.caller), append(to, l.callee)
			}
		}
		if in.OneWay != nil && *in.OneWay {
			direction = "to"
		}
		if len(in.regions) == 2 {
			return "NetworkChaos", fmt.Sprintf("action: %s\nmode: all\n%starget:\n  mode: all\n%s%sdirection: %s\n", action, inRegion(in.regions[0]), indent(inRegion(in.regions[1]), "  "), more, direction), ""
		}
		target := fmt.Sprintf("target:\n  mode: all\n%s", indent(selector(to...), "  "))
		return "NetworkChaos", fmt.Sprintf("action: %s\nmode: all\n%s%s%sdirection: %s\n", action, selector(from...), target, more, direction), ""
	}
	switch in.Verb {
	case "crash":
		return "PodChaos", "action: pod-failure\n" + mode + pods, ""
	case "restart":
		return "PodChaos", "action: pod-kill\n" + mode + pods, ""
	case "hang":
		return network("loss", "loss:\n  loss: \"100\"\n  correlation: \"0\"\n")
	case "cut":
		return network("partition", "")
	case "loss":
		return network("loss", fmt.Sprintf("loss:\n  loss: %q\n  correlation: \"0\"\n", percent(in.Rate.Value)))
	case "delay":
		return network("delay", fmt.Sprintf("delay:\n  latency: %s\n", clock(in.By.Value)))
	case "bandwidth":
		bits := in.To.Value * 8
		return network("bandwidth", fmt.Sprintf("bandwidth:\n  rate: %dkbps\n  limit: %d\n  buffer: %d\n", int64(math.Ceil(bits/8/1000)), int64(in.To.Value/10)+1, 10000))
	case "steal":
		return "StressChaos", fmt.Sprintf("%s%sstressors:\n  cpu:\n    workers: 1\n    load: %d\n", mode, pods, int(math.Round(100*in.By.Value))), ""
	case "skew":
		return "TimeChaos", fmt.Sprintf("%s%stimeOffset: %s\n", mode, pods, clock(in.By.Value)), ""
	case "unresolve":
		return "DNSChaos", "action: error\nmode: all\n" + selector(callersOf(in)...), ""
	}
	return "", "", "Chaos Mesh has no such fault"
}

// meshMode says which pods of the selected: one, a share, or all.
func (in *injection) meshMode() string {
	switch {
	case in.Share != nil:
		return fmt.Sprintf("mode: fixed-percent\nvalue: %q\n", percent(in.Share.Value))
	case in.part == "one replica", in.part == "the primary":
		return "mode: one\n"
	}
	return "mode: all\n"
}

// selector finds the pods of components.
func selector(components ...string) string {
	if len(components) == 1 {
		return fmt.Sprintf("selector:\n  labelSelectors:\n    app.kubernetes.io/name: %s\n", components[0])
	}
	return fmt.Sprintf("selector:\n  expressionSelectors:\n    - key: app.kubernetes.io/name\n      operator: In\n      values: [%s]\n", strings.Join(unique(components), ", "))
}

// inRegion finds all pods of a region.
func inRegion(region string) string {
	return fmt.Sprintf("selector:\n  nodeSelectors:\n    topology.kubernetes.io/region: %s\n", region)
}

// callersOf are the components that call what a fault hits.
func callersOf(in *injection) []string {
	var out []string
	for _, l := range in.links {
		out = append(out, l.caller)
	}
	return unique(out)
}

func indent(text, by string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = by + line
		}
	}
	return strings.Join(lines, "")
}

// percent writes a share as Chaos Mesh and Litmus want it: "30" for 30%.
func percent(share float64) string { return fmt.Sprintf("%g", math.Round(share*1e4)/100) }

// unique keeps the first of each.
func unique(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
