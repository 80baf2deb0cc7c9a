package intake

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/syntax"
)

// sidecars are images that stand beside a program in its pod and serve it alone.
var sidecars = regexp.MustCompile(`(istio|linkerd|proxyv2|envoy|consul-dataplane|cloud-?sql-?proxy|vault-agent|vault-k8s|fluent-?bit|otel-?col|opentelemetry-collector|aws-xray|datadog|jaeger-agent|config-?reloader)`)

// workload makes one of an object and its pods.
func (m *manifests) workload(o *object, pod *syntax.Node) {
	containers := items(pod.Get("containers"))
	program := 0
	for i, c := range containers {
		if !sidecars.MatchString(text(c.Get("image"))) {
			program = i
			break
		}
	}
	w := &workload{id: o.id(), name: o.name, area: o.namespace, at: o.at}
	m.of[o] = w
	m.list = append(m.list, w)
	for i, c := range containers {
		if i == program {
			w.image = text(c.Get("image"))
		} else {
			m.draft.leaveOut(w.id, c.Span, "container %s beside it: it is counted in its cores and memory", text(c.Get("name")))
		}
		for _, key := range []string{"command", "args"} {
			w.runs(scalars(c.Get(key)))
		}
		m.environment(o, c, w)
	}
	m.files(o, pod, w)
	m.copies(o, w)
	m.size(containers, w)
	m.where(pod, w)
	if len(containers) > 0 {
		m.probe(o, containers[program], w)
	}
	for _, claim := range items(o.root.Get("spec").Get("volumeClaimTemplates")) {
		if bytes, ok := quantity(text(claim.Get("spec").Get("resources").Get("requests").Get("storage"))); ok && bytes >= 1 && bytes < 1e18 {
			w.set("disk", binarySize(int64(bytes)))
			break
		}
	}
	if o.kind == "CronJob" {
		m.schedule(o, w)
	}
}

// copies reads the number of replicas; an autoscaler replaces it later.
func (m *manifests) copies(o *object, w *workload) {
	n := o.root.Get("spec").Get("replicas")
	switch {
	case o.kind == "DaemonSet":
		m.draft.ask(w.id, o.at, "on how many machines does it run? There is one on each; write replicas: 3")
	case o.kind != "CronJob" && o.kind != "Pod":
		w.copies(m.draft, n)
	}
}

// size adds up what the containers of a pod get: their limits, or else what
// they ask for.
func (m *manifests) size(containers []*syntax.Node, w *workload) {
	for _, r := range []struct{ theirs, ours string }{{"cpu", "cores"}, {"memory", "memory"}} {
		sum := 0.0
		for _, c := range containers {
			resources := c.Get("resources")
			amount, ok := quantity(text(first(resources.Get("limits").Get(r.theirs), resources.Get("requests").Get(r.theirs))))
			if ok {
				sum += amount
			}
		}
		switch {
		case sum <= 0 || sum > 1e15:
		case r.ours == "cores":
			w.set("cores", decimal(math.Round(sum*1e6)/1e6))
		case sum >= 1:
			w.set("memory", binarySize(int64(sum)))
		}
	}
}

var quantities = regexp.MustCompile(`^(\d{1,15}(?:\.\d{1,9})?|\.\d{1,9})(e\d{1,2}|E\d{1,2}|[KMGTPE]i|[numkMGTPE])?$`)

// quantity reads an amount of Kubernetes: 500m, 1.5, 512Mi, 1G, 129e6.
func quantity(s string) (float64, bool) {
	m := quantities.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	value, err := strconv.ParseFloat(m[1], 64)
	suffix := m[2]
	switch {
	case suffix == "":
	case strings.HasSuffix(suffix, "i"):
		value = math.Ldexp(value, 10*(1+strings.Index("KMGTPE", suffix[:1])))
	case len(suffix) > 1: // an exponent
		value, err = strconv.ParseFloat(m[1]+suffix, 64)
	default:
		value *= map[string]float64{"n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}[suffix]
	}
	return value, err == nil
}

// environment reads the variables of a container, with what config maps say.
func (m *manifests) environment(o *object, container *syntax.Node, w *workload) {
	known := map[string]string{}
	add := func(key, value string, n *syntax.Node) {
		value = expansions.ReplaceAllStringFunc(value, func(ref string) string { return cmp.Or(known[ref[2:len(ref)-1]], ref) })
		known[key] = value
		w.vars = append(w.vars, variable{key: key, value: value, at: n.Span})
	}
	for _, from := range items(container.Get("envFrom")) {
		for _, p := range m.configMap(o, text(from.Get("configMapRef").Get("name"))) {
			add(text(from.Get("prefix"))+p.Key.Value, text(p.Value), p.Key)
		}
	}
	for _, e := range items(container.Get("env")) {
		name := e.Get("name")
		from := e.Get("valueFrom").Get("configMapKeyRef")
		switch {
		case text(name) == "":
		case from != nil:
			for _, p := range m.configMap(o, text(from.Get("name"))) {
				if p.Key.Value == text(from.Get("key")) {
					add(name.Value, text(p.Value), p.Key)
				}
			}
		case e.Get("valueFrom").Get("secretKeyRef") != nil:
			add(name.Value, "$"+name.Value, name)
		default:
			add(name.Value, text(e.Get("value")), name)
		}
	}
}

var expansions = regexp.MustCompile(`\$\([A-Za-z_][A-Za-z0-9_.-]*\)`)

// configMap is the data of a config map in the namespace of an object.
func (m *manifests) configMap(o *object, name string) []syntax.Pair {
	for _, other := range m.objects {
		if other.kind == "ConfigMap" && other.name == name && other.namespace == o.namespace {
			return pairs(other.root.Get("data"))
		}
	}
	return nil
}

// files reads the config maps that are mounted: hosts that are known count.
func (m *manifests) files(o *object, pod *syntax.Node, w *workload) {
	for _, v := range items(pod.Get("volumes")) {
		for _, p := range m.configMap(o, text(v.Get("configMap").Get("name"))) {
			w.vars = append(w.vars, variable{key: p.Key.Value, value: text(p.Value), file: true, at: p.Key.Span})
		}
	}
}

// probe reads a readiness probe, which takes a copy out, or else a liveness
// probe, which restarts it.
func (m *manifests) probe(o *object, container *syntax.Node, w *workload) {
	probe, then := container.Get("readinessProbe"), "remove"
	alive := container.Get("livenessProbe")
	switch {
	case probe == nil && alive == nil:
		return
	case probe == nil:
		probe, then = alive, "restart"
	case alive != nil:
		m.draft.leaveOut(o.id(), alive.Span, "its liveness probe: a component has one health check, here the readiness probe")
	}
	number := func(key, usual string) string {
		if n := text(probe.Get(key)); regexp.MustCompile(`^[1-9]\d{0,5}$`).MatchString(n) {
			return n
		}
		return usual
	}
	w.set("health", fmt.Sprintf("{every: %ss, timeout: %ss, fail: %s, pass: %s, then: %s}",
		number("periodSeconds", "10"), number("timeoutSeconds", "1"), number("failureThreshold", "3"), number("successThreshold", "1"), then))
}

// where reads zones, and asks about machines.
func (m *manifests) where(pod *syntax.Node, w *workload) {
	chosen := func(key string) []*syntax.Node {
		if n := pod.Get("nodeSelector").Get(key); n != nil {
			return scalars(n)
		}
		terms := pod.Get("affinity").Get("nodeAffinity").Get("requiredDuringSchedulingIgnoredDuringExecution").Get("nodeSelectorTerms")
		for _, term := range items(terms) {
			for _, e := range items(term.Get("matchExpressions")) {
				if text(e.Get("key")) == key && text(e.Get("operator")) == "In" {
					return scalars(e.Get("values"))
				}
			}
		}
		return nil
	}
	for _, n := range chosen("node.kubernetes.io/instance-type") {
		if _, ok := catalog.MachineOf("aws/" + n.Value); ok { // pods share machines, and their price
			m.draft.ask(w.id, n.Span, "has each copy a machine to itself? Then write runs-on: aws/%s", n.Value)
			break
		}
	}
	zones := chosen("topology.kubernetes.io/zone")
	if len(zones) > 0 {
		w.set("zones", fmt.Sprint(len(zones)))
		return
	}
	for _, c := range items(pod.Get("topologySpreadConstraints")) {
		if n := c.Get("topologyKey"); text(n) == "topology.kubernetes.io/zone" {
			m.draft.ask(w.id, n.Span, "over how many zones is it spread? Write zones: 3")
			return
		}
	}
}

// autoscaler replaces the number of replicas of what it scales. Its share of
// the processor is of what a pod asks for; a design's is of its cores.
func (m *manifests) autoscaler(o *object) {
	spec := o.root.Get("spec")
	ref := spec.Get("scaleTargetRef")
	i := slices.IndexFunc(m.objects, func(other *object) bool {
		return m.of[other] != nil && other.namespace == o.namespace && other.kind == text(ref.Get("kind")) && other.name == text(ref.Get("name"))
	})
	if i < 0 {
		m.draft.leaveOut("", o.at, "HorizontalPodAutoscaler %s: what it scales is not here", o.name)
		return
	}
	w := m.of[m.objects[i]]
	least, most := 1, 0
	if n, err := strconv.Atoi(text(spec.Get("minReplicas"))); err == nil && n > 0 {
		least = n
	}
	if n, err := strconv.Atoi(text(spec.Get("maxReplicas"))); err == nil {
		most = n
	}
	cpu := text(spec.Get("targetCPUUtilizationPercentage"))
	for _, metric := range items(spec.Get("metrics")) {
		resource := metric.Get("resource")
		if target := resource.Get("target").Get("averageUtilization"); text(resource.Get("name")) == "cpu" && target != nil {
			cpu = text(target)
			continue
		}
		m.draft.leaveOut(w.id, metric.Span, "a metric of its autoscaler: processor, requests in progress, queue or connections are known")
	}
	share, err := strconv.ParseFloat(cpu, 64)
	if err != nil || share <= 0 || share > 1e4 || most < least || most > 1e6 {
		m.draft.ask(w.id, o.at, "between how many replicas, and by what, is it scaled? Write replicas: {min: 2, max: 10, target: {cpu: 60%%}}")
		return
	}
	share = min(share*asked(m.objects[i].pod()), 100)
	w.settings = slices.DeleteFunc(w.settings, func(s Setting) bool { return s.Key == "replicas" })
	w.set("replicas", fmt.Sprintf("{min: %d, max: %d, target: {cpu: %s%%}}", least, most, decimal(math.Max(math.Round(share*10)/10, 0.1))))
}

// asked is the share that a pod asks for of the processor it may use.
func asked(pod *syntax.Node) float64 {
	sum, limit := 0.0, 0.0
	for _, c := range items(pod.Get("containers")) {
		want, _ := quantity(text(c.Get("resources").Get("requests").Get("cpu")))
		most, limited := quantity(text(c.Get("resources").Get("limits").Get("cpu")))
		if !limited {
			most = want
		}
		if want == 0 {
			want = most
		}
		sum, limit = sum+want, limit+most
	}
	if limit == 0 {
		return 1
	}
	return sum / limit
}

// schedule reads when a cron job runs, as far as the language can say it.
func (m *manifests) schedule(o *object, w *workload) {
	w.kind = "worker"
	n := o.root.Get("spec").Get("schedule")
	every, at, ok := cron(text(n))
	if !ok {
		every = "1d"
		m.draft.ask(w.id, o.at, "when does it run? %q is more than the language can say; it stands here once a day", text(n))
	}
	w.starts = []Setting{{"every", every}}
	if at != "" {
		w.starts = append(w.starts, Setting{"at", syntax.Quote(at)})
	}
}
