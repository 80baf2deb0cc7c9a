package export

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/study"
)

// litmus writes a failure as ChaosEngines of Litmus (litmuschaos.io, v1alpha1),
// one for each fault and component. They have no clock of their own: each says
// in a comment when to apply it.
var litmus = &Format{
	Name:  "litmus",
	Title: "a failure as ChaosEngines of Litmus",
	Lacks: "faults that Litmus has no experiment for, such as a flushed cache or a surge; zones and regions; gradual onsets",
	About: OneFailure,
	Write: func(w io.Writer, s *study.Study, ask Ask) ([]string, error) {
		f, err := failureOf(s, ask.Failure)
		if err != nil {
			return nil, err
		}
		var b strings.Builder
		var leftOut []string
		fmt.Fprintf(&b, "# Failure %q of %s, for Litmus.\n", f.Name, s.Design.System)
		if f.Text != "" {
			fmt.Fprintf(&b, "# %s\n", oneLineOf(f.Text))
		}
		engines := 0
		for _, in := range script(s.Design, f) {
			experiment, env, why := in.litmus()
			if why != "" {
				leftOut = append(leftOut, in.cannot("%s", why))
				continue
			}
			if in.Ramp != nil {
				leftOut = append(leftOut, in.cannot("it begins at once, without the ramp"))
			}
			for _, component := range in.litmusPods() {
				engines++
				in.engine(&b, f.Name, engines, component, experiment, env)
			}
		}
		if engines == 0 {
			return nil, fmt.Errorf("nothing in failure %q can be done by Litmus: %s", f.Name, strings.Join(leftOut, "; "))
		}
		_, err = io.WriteString(w, b.String())
		return leftOut, err
	},
}

// litmusPods are the components whose pods an experiment works on: what is hit,
// or the callers of calls that are.
func (in *injection) litmusPods() []string {
	if len(in.components) > 0 && in.Verb != "unresolve" {
		return in.components
	}
	return callersOf(in)
}

// engine writes one ChaosEngine.
func (in *injection) engine(b *strings.Builder, failure string, n int, component, experiment string, env [][2]string) {
	fmt.Fprintf(b, "---\n# apply %s after the start: %s\n", clock(in.at), in.Text())
	fmt.Fprintf(b, "apiVersion: litmuschaos.io/v1alpha1\nkind: ChaosEngine\nmetadata:\n  name: %s-%d\nspec:\n  engineState: active\n  chaosServiceAccount: litmus-admin\n", failure, n)
	fmt.Fprintf(b, "  appinfo:\n    applabel: app.kubernetes.io/name=%s\n    appkind: deployment\n", component)
	fmt.Fprintf(b, "  experiments:\n    - name: %s\n      spec:\n        components:\n          env:\n", experiment)
	if in.until > 0 {
		env = append([][2]string{{"TOTAL_CHAOS_DURATION", fmt.Sprintf("%d", int64(math.Ceil(in.until-in.at)))}}, env...)
	}
	if in.Share != nil {
		env = append(env, [2]string{"PODS_AFFECTED_PERC", percent(in.Share.Value)})
	}
	for _, e := range env {
		fmt.Fprintf(b, "            - {name: %s, value: %q}\n", e[0], e[1])
	}
}

// litmus returns the experiment and its settings, or why there is none.
func (in *injection) litmus() (experiment string, env [][2]string, why string) {
	if len(in.litmusPods()) == 0 {
		return "", nil, "it happens to no pod"
	}
	if in.Zone != "" || len(in.regions) > 0 {
		return "", nil, "Litmus finds pods by label, not by zone or region"
	}
	switch in.Verb {
	case "crash", "restart":
		env = [][2]string{{"FORCE", "true"}}
		if in.Verb == "crash" {
			env = append(env, [2]string{"CHAOS_INTERVAL", "1"}) // again as soon as it is back
		}
		return "pod-delete", env, ""
	case "hang", "loss", "cut":
		share := 1.0
		if in.Rate != nil {
			share = in.Rate.Value
		}
		return "pod-network-loss", append(in.hosts(), [2]string{"NETWORK_PACKET_LOSS_PERCENTAGE", percent(share)}), ""
	case "delay":
		return "pod-network-latency", append(in.hosts(), [2]string{"NETWORK_LATENCY", fmt.Sprintf("%d", int64(math.Round(in.By.Value*1000)))}), ""
	case "errors":
		return "pod-http-status-code", [][2]string{{"STATUS_CODE", "503"}, {"TOXICITY", percent(in.Rate.Value)}}, ""
	case "steal":
		return "pod-cpu-hog", [][2]string{{"CPU_CORES", "1"}, {"CPU_LOAD", percent(in.By.Value)}}, ""
	case "unresolve":
		return "pod-dns-error", [][2]string{{"TARGET_HOSTNAMES", fmt.Sprintf("[%q]", strings.Join(in.components, ","))}}, ""
	case "fill":
		return "disk-fill", [][2]string{{"FILL_PERCENTAGE", "100"}}, ""
	}
	return "", nil, "Litmus has no such experiment"
}

// hosts narrows a network experiment to the callees of the calls it is about.
func (in *injection) hosts() [][2]string {
	if len(in.components) > 0 {
		return nil
	}
	var callees []string
	for _, l := range in.links {
		callees = append(callees, l.callee)
	}
	return [][2]string{{"DESTINATION_HOSTS", strings.Join(unique(callees), ",")}}
}
