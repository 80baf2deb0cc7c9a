package intake

import (
	"regexp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// compose reads compose files, https://github.com/compose-spec/compose-spec. It
// reads the tree itself: the specification's own library forgets the places.
var compose = &Format{
	Name:  "compose",
	Title: "Compose file",
	Files: "compose.yaml, docker-compose.yml, and overrides beside them",
	Takes: "Services with image, replicas, limits of processor and memory; networks as boundaries; health checks of a swarm; calls from addresses in the environment and on the command line, from links and from depends_on; who calls published ports; hosts elsewhere as third parties.",
	Drops: "Volumes, secrets, configs, files with variables, logging, restart policies.",
	Knows: knowsCompose,
	Read:  readCompose,
}

var (
	composeName = regexp.MustCompile(`(?i)^(docker-)?compose[^/]*\.ya?ml$`)
	composeKeys = regexp.MustCompile(`(?m)^services:\s*(#.*)?$`)
	imageKeys   = regexp.MustCompile(`(?m)^\s+(image|build):`)
)

func knowsCompose(name string, head []byte) bool {
	return composeName.MatchString(name) || composeKeys.Match(head) && imageKeys.Match(head)
}

// composeFile is one or more compose files, the later over the earlier.
type composeFile struct {
	draft    *Draft
	problems diag.List
	services []*composeService
	networks map[string]*syntax.Node
}

func readCompose(files []*diag.Source) (*Draft, diag.List) {
	f := &composeFile{draft: &Draft{}, networks: map[string]*syntax.Node{}}
	for _, src := range files {
		root, problems := syntax.Parse(src)
		f.problems = append(f.problems, problems...)
		if root != nil && !problems.HasErrors() {
			f.add(root)
		}
	}
	if f.problems.HasErrors() {
		return nil, f.problems
	}
	for _, s := range f.services {
		f.extend(s)
	}
	f.leaveOutPreparing()
	f.boundaries()
	var list []*workload
	for _, s := range f.services {
		list = append(list, f.workload(s))
	}
	if f.problems.HasErrors() {
		return nil, f.problems
	}
	draftOf(f.draft, list)
	return f.draft, f.problems
}

func (f *composeFile) report(list diag.List) { f.problems = append(f.problems, list...) }

// add takes in one file.
func (f *composeFile) add(root *syntax.Node) {
	services := root.Get("services")
	if services == nil || services.Kind != syntax.Mapping {
		f.report(broken(root.Span, "a compose file has services: and under it a name for each", "this is not a compose file: it has no services"))
		return
	}
	if name := root.Get("name"); text(name) != "" {
		f.draft.System = text(name)
	}
	for _, p := range services.Pairs {
		if p.Value.Kind != syntax.Mapping {
			f.report(broken(p.Value.Span, "write image: or build: under it", "service %q is not a mapping", p.Key.Value))
			continue
		}
		s := f.service(p.Key.Value)
		if s == nil {
			s = &composeService{name: p.Key.Value, key: p.Key}
			f.services = append(f.services, s)
		}
		s.layers = append(s.layers, p.Value)
	}
	for _, p := range pairs(root.Get("networks")) {
		f.networks[p.Key.Value] = p.Value
	}
	for _, p := range root.Pairs {
		switch p.Key.Value {
		case "services", "networks", "name", "version":
		case "include":
			f.draft.leaveOut("", p.Key.Span, "include: name those files beside this one to read them together")
		default:
			if !strings.HasPrefix(p.Key.Value, "x-") {
				f.draft.leaveOut("", p.Key.Span, "%s", p.Key.Value)
			}
		}
	}
}

func (f *composeFile) service(name string) *composeService {
	i := slices.IndexFunc(f.services, func(s *composeService) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return f.services[i]
}

// extend puts the services that a service extends under it.
func (f *composeFile) extend(s *composeService) {
	seen := []string{s.name}
	for extends := s.get("extends"); extends != nil; {
		name := text(extends)
		if extends.Kind == syntax.Mapping {
			name = text(extends.Get("service"))
		}
		base := f.service(name)
		switch {
		case base == nil:
			f.draft.leaveOut(s.name, extends.Span, "what it extends, service %s: name its file beside this one to read them together", name)
			return
		case slices.Contains(seen, name):
			if name != s.name || extends.Get("file") == nil {
				f.report(broken(extends.Span, "let one of them stand on its own", "service %q extends itself", s.name))
			}
			return
		}
		seen = append(seen, name)
		s.layers = append(slices.Clone(base.layers), s.layers...)
		extends = base.get("extends")
	}
}

// leaveOutPreparing takes out the services that others wait for until they have
// ended: they prepare something and are no part of what runs.
func (f *composeFile) leaveOutPreparing() {
	ends := map[string]bool{}
	for _, s := range f.services {
		for _, p := range s.pairs("depends_on") {
			ends[p.Key.Value] = ends[p.Key.Value] || prepares(p.Value)
		}
	}
	f.services = slices.DeleteFunc(f.services, func(s *composeService) bool {
		if ends[s.name] {
			f.draft.leaveOut("", s.key.Span, "service %s: it prepares something and ends", s.name)
		}
		return ends[s.name]
	})
}

func prepares(dependency *syntax.Node) bool {
	return text(dependency.Get("condition")) == "service_completed_successfully"
}

// boundaries makes one of each network that a service is in.
func (f *composeFile) boundaries() {
	for _, s := range f.services {
		for _, n := range s.names("networks") {
			if n.Value == "default" || slices.ContainsFunc(f.draft.Boundaries, func(b Boundary) bool { return b.ID == n.Value }) {
				continue
			}
			b := Boundary{ID: n.Value, At: n.Span}
			if text(f.networks[n.Value].Get("internal")) == "true" {
				b.Settings = []Setting{{"trust", "private"}}
			}
			f.draft.Boundaries = append(f.draft.Boundaries, b)
		}
	}
}
