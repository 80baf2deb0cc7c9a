package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// composeService is what the files say of a service, the strongest last.
type composeService struct {
	name   string
	key    *syntax.Node
	layers []*syntax.Node
}

// workload reads a service.
func (f *composeFile) workload(s *composeService) *workload {
	w := &workload{id: s.name, name: s.name, image: plain(text(s.get("image"))), at: s.key.Span}
	w.hosts = []string{s.name, text(s.get("container_name")), text(s.get("hostname"))}
	for _, key := range []string{"entrypoint", "command"} {
		w.runs(scalars(s.get(key)))
	}
	f.place(s, w)
	f.environment(s, w)
	f.waits(s, w)
	for _, n := range s.items("ports") {
		if port := published(n); port != "" {
			w.open = append(w.open, mention{"port " + port, n.Span})
		}
	}
	f.size(s, w)
	f.health(s, w)
	if profiles := s.get("profiles"); profiles != nil {
		f.draft.ask(s.name, profiles.Span, "does it run in production? It is started only with a profile")
	}
	f.unread(s)
	return w
}

// place puts a service into the first of its networks.
func (f *composeFile) place(s *composeService, w *workload) {
	for _, n := range s.names("networks") {
		switch {
		case n.Value == "default":
		case w.in == "":
			w.in = n.Value
		default:
			f.draft.leaveOut(s.name, n.Span, "its network %s: it stands in %s", n.Value, w.in)
		}
	}
	for _, p := range s.pairs("networks") {
		for _, alias := range scalars(p.Value.Get("aliases")) {
			w.hosts = append(w.hosts, alias.Value)
		}
	}
}

func (f *composeFile) environment(s *composeService, w *workload) {
	at := map[string]int{}
	add := func(key, value string, span diag.Span) {
		if i, ok := at[key]; ok {
			w.vars[i] = variable{key: key, value: plain(value), at: span}
			return
		}
		at[key] = len(w.vars)
		w.vars = append(w.vars, variable{key: key, value: plain(value), at: span})
	}
	for _, layer := range s.layers {
		for _, p := range pairs(layer.Get("environment")) {
			add(p.Key.Value, text(p.Value), p.Key.Span)
		}
		for _, n := range items(layer.Get("environment")) {
			key, value, said := strings.Cut(n.Value, "=")
			if !said {
				value = "$" + key
			}
			add(key, value, n.Span)
		}
	}
	for _, n := range scalars(s.get("env_file")) {
		f.draft.leaveOut(s.name, n.Span, "env_file %s: addresses in it are not read", n.Value)
	}
}

// waits reads links and depends_on.
func (f *composeFile) waits(s *composeService, w *workload) {
	known := func(name string, at diag.Span) bool {
		if f.service(name) != nil {
			return true
		}
		var names []string
		for _, other := range f.services {
			names = append(names, other.name)
		}
		help := "write the name of a service"
		if near := diag.Suggest(name, names); near != "" {
			help = fmt.Sprintf("did you mean %q?", near)
		}
		f.report(broken(at, help, "service %q waits for %q, which is not a service here", s.name, name))
		return false
	}
	for _, n := range s.items("links") {
		name, alias, _ := strings.Cut(n.Value, ":")
		if known(name, n.Span) {
			w.waits = append(w.waits, mention{name, n.Span})
			if alias != "" {
				w.vars = append(w.vars, variable{key: "link host", value: name, at: n.Span})
			}
		}
	}
	for _, n := range s.items("depends_on") {
		if known(n.Value, n.Span) {
			w.waits = append(w.waits, mention{n.Value, n.Span})
		}
	}
	for _, p := range s.pairs("depends_on") {
		optional := text(p.Value.Get("required")) == "false" && f.service(p.Key.Value) == nil
		if optional || prepares(p.Value) || !known(p.Key.Value, p.Key.Span) {
			continue
		}
		w.waits = append(w.waits, mention{p.Key.Value, p.Key.Span})
	}
}

// size reads replicas, processors and memory.
func (f *composeFile) size(s *composeService, w *workload) {
	deploy := s.get("deploy")
	limits, reserved := deploy.Get("resources").Get("limits"), deploy.Get("resources").Get("reservations")
	w.copies(f.draft, first(s.get("scale"), deploy.Get("replicas")))
	if mode := deploy.Get("mode"); text(mode) == "global" {
		f.draft.ask(s.name, mode.Span, "on how many machines does it run? There is one on each; write replicas: 3")
	}
	if n := first(limits.Get("cpus"), s.get("cpus"), reserved.Get("cpus")); n != nil {
		if cores, err := strconv.ParseFloat(plain(n.Value), 64); err == nil && cores > 0 && cores < 1e5 {
			w.set("cores", decimal(cores))
		}
	}
	if n := first(limits.Get("memory"), s.get("mem_limit"), reserved.Get("memory"), s.get("mem_reservation")); n != nil {
		if bytes, ok := composeBytes(plain(n.Value)); ok {
			w.set("memory", binarySize(bytes))
		}
	}
}

// composeBytes reads a size such as 512m or 1gb; its units are binary.
func composeBytes(text string) (int64, bool) {
	m := regexp.MustCompile(`(?i)^(\d{1,9}(?:\.\d{1,3})?) ?(b|kb?|mb?|gb?)?$`).FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	value, err := strconv.ParseFloat(m[1], 64)
	shift := map[string]float64{"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
	unit := strings.ToLower(m[2])
	if unit != "b" {
		unit = strings.TrimSuffix(unit, "b")
	}
	bytes := int64(value * shift[unit])
	return bytes, err == nil && bytes > 0
}

// health reads a health check where something acts on it: a swarm replaces a
// container that fails it.
func (f *composeFile) health(s *composeService, w *workload) {
	check := s.get("healthcheck")
	if check == nil || text(check.Get("disable")) == "true" {
		return
	}
	if s.get("deploy") == nil {
		f.draft.leaveOut(s.name, check.Span, "its health check: outside a swarm nothing acts on it")
		return
	}
	parts := []string{}
	for _, key := range []struct{ theirs, ours, usual string }{{"interval", "every", "30s"}, {"timeout", "timeout", "30s"}} {
		value := key.usual
		if n := check.Get(key.theirs); n != nil {
			if d, err := time.ParseDuration(plain(n.Value)); err == nil && d > 0 {
				value = duration(d)
			}
		}
		parts = append(parts, key.ours+": "+value)
	}
	fail := "3"
	if n := check.Get("retries"); n != nil && regexp.MustCompile(`^[1-9]\d{0,4}$`).MatchString(plain(n.Value)) {
		fail = plain(n.Value)
	}
	parts = append(parts, "fail: "+fail, "then: restart")
	w.set("health", "{"+strings.Join(parts, ", ")+"}")
}

// composeRead are the keys of a service that are read, or that say nothing of
// the running system.
var composeRead = strings.Fields("image build extends container_name hostname networks environment env_file links depends_on ports expose deploy scale cpus mem_limit mem_reservation healthcheck profiles command entrypoint labels annotations platform pull_policy stdin_open tty working_dir user init develop")

// unread lists the keys of a service that have no place in a design.
func (f *composeFile) unread(s *composeService) {
	var keys []string
	for _, layer := range s.layers {
		for _, p := range layer.Pairs {
			if key := p.Key.Value; !slices.Contains(composeRead, key) && !strings.HasPrefix(key, "x-") && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	if len(keys) > 0 {
		f.draft.leaveOut(s.name, s.key.Span, "%s", strings.Join(keys, ", "))
	}
}

// published is the port that others can reach, "" when it is for this machine
// only.
func published(n *syntax.Node) string {
	if n.Kind == syntax.Mapping {
		if local(text(n.Get("host_ip"))) {
			return ""
		}
		return plain(text(first(n.Get("published"), n.Get("target"))))
	}
	port := plain(n.Value)
	if at := strings.LastIndexByte(port, ':'); at >= 0 {
		host := strings.TrimSuffix(port[:at], ":")
		if cut := strings.LastIndexByte(host, ':'); cut >= 0 && local(strings.Trim(host[:cut], "[]")) {
			return ""
		}
		return host[strings.LastIndexByte(host, ':')+1:]
	}
	return strings.TrimSuffix(strings.TrimSuffix(port, "/tcp"), "/udp")
}

func local(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}

// plain puts in what a text says of variables that have no value: ${A:-b} is b.
func plain(text string) string { return defaulted.ReplaceAllString(text, "$1") }

var defaulted = regexp.MustCompile(`\$\{[A-Za-z_][A-Za-z0-9_]*:?-([^{}]*)\}`)

// get returns what the strongest layer says under a key, nil when none does.
func (s *composeService) get(key string) *syntax.Node {
	for _, layer := range slices.Backward(s.layers) {
		if n := layer.Get(key); n != nil {
			return n
		}
	}
	return nil
}

// items are those of the lists of all layers under a key.
func (s *composeService) items(key string) []*syntax.Node {
	var list []*syntax.Node
	for _, layer := range s.layers {
		if n := layer.Get(key); n != nil && n.Kind == syntax.Sequence {
			list = append(list, n.Items...)
		}
	}
	return list
}

// pairs are those of the mappings of all layers under a key.
func (s *composeService) pairs(key string) []syntax.Pair {
	var list []syntax.Pair
	for _, layer := range s.layers {
		list = append(list, pairs(layer.Get(key))...)
	}
	return list
}

// names are the names under a key, which may be a list or a mapping.
func (s *composeService) names(key string) []*syntax.Node {
	var list []*syntax.Node
	for _, n := range s.items(key) {
		if n.Kind == syntax.Scalar {
			list = append(list, n)
		}
	}
	for _, p := range s.pairs(key) {
		list = append(list, p.Key)
	}
	return list
}
