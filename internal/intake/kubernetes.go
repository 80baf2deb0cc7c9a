package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// kubernetes reads manifests, https://kubernetes.io/docs/reference/kubernetes-api.
var kubernetes = &Format{
	Name:  "kubernetes",
	Title: "Kubernetes manifests",
	Files: "YAML or JSON with apiVersion and kind, as `kubectl apply`, `helm template` and `kubectl kustomize` have it",
	Takes: "Deployments, stateful and daemon sets, pods and cron jobs with image, replicas or autoscaler, requests and limits, disks and probes; services and ingresses as the names and ways to reach them; namespaces as boundaries; calls from addresses in the environment, on the command line and in config maps.",
	Drops: "Jobs that run once, secrets, volumes, roles, policies of network and disruption, custom resources; Helm templates are refused.",
	Knows: knowsKubernetes,
	Read:  readKubernetes,
}

var (
	apiVersionKey = regexp.MustCompile(`(?m)^(\s*"apiVersion":|apiVersion:)`)
	kindKey       = regexp.MustCompile(`(?m)^(\s*"kind":|kind:)`)
	helmAction    = regexp.MustCompile(`\{\{-?\s*(\.Values|\.Release|\.Chart|include\s|define\s|template\s|tpl\s|toYaml\s|if\s+\.|range\s+\.|with\s+\.)`)
)

func knowsKubernetes(_ string, head []byte) bool {
	return apiVersionKey.Match(head) && kindKey.Match(head)
}

// manifests is all objects of the files.
type manifests struct {
	draft   *Draft
	objects []*object
	list    []*workload
	of      map[*object]*workload
}

// object is one object of Kubernetes.
type object struct {
	kind, name, namespace string
	root                  *syntax.Node
	at                    diag.Span // of its name
}

func readKubernetes(files []*diag.Source) (*Draft, diag.List) {
	m := &manifests{draft: &Draft{}, of: map[*object]*workload{}}
	var problems diag.List
	for _, src := range files {
		if at := helmAction.FindIndex(src.Text); at != nil {
			problems = append(problems, refused(diag.Span{Source: src, Start: at[0], End: at[1]},
				"write what it makes into a file and import that: helm template CHART > manifests.yaml",
				"this is a Helm template, which says nothing until its values are in it")...)
			continue
		}
		roots, found := parse(src)
		problems = append(problems, found...)
		for _, root := range roots {
			problems = append(problems, m.add(root)...)
		}
	}
	if !problems.HasErrors() && len(m.objects) == 0 {
		problems = append(problems, broken(diag.Span{Source: files[0]}, "name files with deployments, services and what belongs to them", "there is no object of Kubernetes in it")...)
	}
	if problems.HasErrors() {
		return nil, problems
	}
	m.read()
	return m.draft, problems
}

// add takes in one document, which may be a list of objects.
func (m *manifests) add(root *syntax.Node) diag.List {
	if root.Kind != syntax.Mapping {
		return broken(root.Span, "a manifest has apiVersion:, kind: and metadata:", "this is not an object of Kubernetes")
	}
	kind := root.Get("kind")
	switch {
	case text(kind) == "":
		return broken(root.Span, "write kind: Deployment, or another", "this object does not say its kind")
	case kind.Value == "Kustomization":
		return refused(kind.Span, "write what it makes into a file and import that: kubectl kustomize DIR > manifests.yaml", "a Kustomization only names other files")
	case strings.HasSuffix(kind.Value, "List") && root.Get("items") != nil:
		var problems diag.List
		for _, item := range root.Get("items").Items {
			problems = append(problems, m.add(item)...)
		}
		return problems
	}
	metadata := root.Get("metadata")
	name := first(metadata.Get("name"), metadata.Get("generateName"))
	if name == nil {
		return broken(kind.Span, "write metadata: {name: ...}", "this %s has no name", kind.Value)
	}
	o := &object{kind: kind.Value, name: name.Value, namespace: text(metadata.Get("namespace")), root: root, at: name.Span}
	if o.namespace == "" {
		o.namespace = "default"
	}
	m.objects = append(m.objects, o)
	return nil
}

// read makes the draft, once all objects are known.
func (m *manifests) read() {
	for _, o := range m.objects {
		if pod := o.pod(); pod != nil && o.kind != "Job" {
			m.workload(o, pod)
		}
	}
	m.namespaces()
	for _, o := range m.objects {
		switch o.kind {
		case "Service":
			m.service(o)
		case "HorizontalPodAutoscaler":
			m.autoscaler(o)
		}
	}
	m.ingresses()
	m.leaveOutRest()
	draftOf(m.draft, m.list)
}

// pod is the description of the pods that an object makes; nil when it makes
// none.
func (o *object) pod() *syntax.Node {
	spec := o.root.Get("spec")
	switch o.kind {
	case "Pod":
		return spec
	case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Rollout", "Job":
		return spec.Get("template").Get("spec")
	case "CronJob":
		return spec.Get("jobTemplate").Get("spec").Get("template").Get("spec")
	}
	return nil
}

// labels are those of the pods that an object makes.
func (o *object) labels() map[string]string {
	metadata := o.root.Get("spec").Get("template").Get("metadata")
	if o.kind == "Pod" {
		metadata = o.root.Get("metadata")
	}
	labels := map[string]string{}
	for _, p := range pairs(metadata.Get("labels")) {
		labels[p.Key.Value] = text(p.Value)
	}
	return labels
}

// id of the component that an object becomes.
func (o *object) id() string { return strings.Join([]string{o.kind, o.namespace, o.name}, " ") }

// namespaces makes a boundary of each, unless all is in the default one.
func (m *manifests) namespaces() {
	for _, o := range m.objects {
		w := m.of[o]
		if w == nil {
			continue
		}
		if !slices.ContainsFunc(m.draft.Boundaries, func(b Boundary) bool { return b.ID == o.namespace }) {
			m.draft.Boundaries = append(m.draft.Boundaries, Boundary{ID: o.namespace, At: o.at})
		}
		w.in = o.namespace
	}
	if len(m.draft.Boundaries) == 1 && m.draft.Boundaries[0].ID == "default" {
		m.draft.Boundaries = nil
	}
}

// behind are the workloads that a selector picks in the namespace of an object.
func (m *manifests) behind(o *object, selector *syntax.Node) []*workload {
	var list []*workload
	for _, other := range m.objects {
		w, labels := m.of[other], other.labels()
		if w == nil || other.namespace != o.namespace || len(pairs(selector)) == 0 {
			continue
		}
		differs := func(p syntax.Pair) bool { return labels[p.Key.Value] != text(p.Value) }
		if !slices.ContainsFunc(selector.Pairs, differs) {
			list = append(list, w)
		}
	}
	return list
}

// service gives the workloads behind it its names, and the way in that it is.
func (m *manifests) service(o *object) {
	spec := o.root.Get("spec")
	if text(spec.Get("type")) == "ExternalName" {
		m.draft.leaveOut("", o.at, "Service %s: it is only a name for %s", o.name, text(spec.Get("externalName")))
		return
	}
	list := m.behind(o, spec.Get("selector"))
	if len(list) == 0 {
		m.draft.leaveOut("", o.at, "Service %s: nothing here is behind it", o.name)
	}
	for _, w := range list {
		w.hosts = append(w.hosts, o.name, o.name+"."+o.namespace, o.name+"."+o.namespace+".svc", o.name+"."+o.namespace+".svc.cluster.local")
		if kind := text(spec.Get("type")); kind == "LoadBalancer" || kind == "NodePort" {
			w.open = append(w.open, mention{"service " + o.name, o.at})
		}
	}
}

// ingresses makes one gateway of the ingresses of each class in a namespace,
// and of each gateway that routes name.
func (m *manifests) ingresses() {
	made := map[string]*workload{}
	for _, o := range m.objects {
		var class string
		var backends []*syntax.Node
		spec := o.root.Get("spec")
		switch o.kind {
		case "Ingress":
			class = text(first(spec.Get("ingressClassName"), o.root.Get("metadata").Get("annotations").Get("kubernetes.io/ingress.class")))
			backends = append(backends, spec.Get("defaultBackend").Get("service").Get("name"))
			for _, rule := range items(spec.Get("rules")) {
				for _, path := range items(rule.Get("http").Get("paths")) {
					backends = append(backends, first(path.Get("backend").Get("service").Get("name"), path.Get("backend").Get("serviceName")))
				}
			}
		case "HTTPRoute", "GRPCRoute":
			for _, parent := range items(spec.Get("parentRefs")) {
				class = text(parent.Get("name"))
			}
			for _, rule := range items(spec.Get("rules")) {
				for _, backend := range items(rule.Get("backendRefs")) {
					backends = append(backends, backend.Get("name"))
				}
			}
		default:
			continue
		}
		m.ingress(o, class, backends, made)
	}
}

func (m *manifests) ingress(o *object, class string, backends []*syntax.Node, made map[string]*workload) {
	id := fmt.Sprintf("ingress %s %s", o.namespace, class)
	w := made[id]
	if w == nil {
		w = &workload{id: id, name: strings.TrimSpace(strings.Replace(class+" ingress", "ingress ingress", "ingress", 1)), area: o.namespace, kind: "gateway", at: o.at}
		w.open = []mention{{"ingress " + o.name, o.at}}
		if len(m.draft.Boundaries) > 0 {
			w.in = o.namespace
		}
		made[id] = w
		m.list = append(m.list, w)
	}
	for _, n := range backends {
		if text(n) == "" {
			continue
		}
		w.vars = append(w.vars, variable{key: "backend host", value: n.Value, at: n.Span})
		named := func(s *object) bool { return s.kind == "Service" && s.name == n.Value && s.namespace == o.namespace }
		if !slices.ContainsFunc(m.objects, named) {
			m.draft.leaveOut(id, n.Span, "its backend %s: there is no such service here", n.Value)
		}
	}
}

// without are kinds that say nothing of a design, and need no mention.
var without = strings.Fields("Service Ingress HTTPRoute GRPCRoute Gateway ConfigMap HorizontalPodAutoscaler Namespace")

// leaveOutRest lists the kinds that have no place in a design, each once.
func (m *manifests) leaveOutRest() {
	count := map[string]int{}
	var kinds []*object
	for _, o := range m.objects {
		if m.of[o] != nil || slices.Contains(without, o.kind) {
			continue
		}
		if count[o.kind]++; count[o.kind] == 1 {
			kinds = append(kinds, o)
		}
	}
	for _, o := range kinds {
		words := o.kind + " " + o.name
		if n := count[o.kind]; n > 1 {
			words += fmt.Sprintf(" and %d more", n-1)
		}
		if o.kind == "Job" {
			words += ": it runs once and ends"
		}
		m.draft.leaveOut("", o.at, "%s", words)
	}
}

// items are those of a list, none of anything else.
func items(n *syntax.Node) []*syntax.Node {
	if n == nil {
		return nil
	}
	return n.Items
}
