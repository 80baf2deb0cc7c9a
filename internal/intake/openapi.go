package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// openAPI reads descriptions of HTTP interfaces, https://spec.openapis.org/oas.
var openAPI = &Format{
	Name:  "openapi",
	Title: "OpenAPI 3",
	Files: "openapi.yaml, openapi.json",
	Takes: "Operations as endpoints, each with a flow of its own; schemas with a name as data; authentication, pagination, idempotency keys; sizes of requests and answers where the schema bounds them.",
	Drops: "Callbacks, webhooks, examples, headers, all servers but the first.",
	Knows: knowsOpenAPI,
	Read:  eachFile(readOpenAPI),
}

var openAPIKey = regexp.MustCompile(`(?m)^(\s*"(openapi|swagger)"\s*:|(openapi|swagger):)`)

func knowsOpenAPI(_ string, head []byte) bool { return openAPIKey.Match(head) }

// theClient is the id of the actor who calls an interface.
const theClient = "\x00client"

// openAPIFile is one file while it is read.
type openAPIFile struct {
	draft    *Draft
	root     *syntax.Node
	problems diag.List
	api      string                  // id of the component behind it
	prefix   string                  // of every path, from the server
	entities map[*syntax.Node]string // schemas with a name
	sizes    map[*syntax.Node]bounds
	limited  []string // operations that answer 429
}

func readOpenAPI(src *diag.Source) (*Draft, diag.List) {
	roots, problems := parse(src)
	if problems.HasErrors() {
		return nil, problems
	}
	if len(roots) == 0 {
		return nil, broken(diag.Span{Source: src}, "write openapi: 3.1.0", "there is nothing in it")
	}
	root := roots[0]
	version := root.Get("openapi")
	switch {
	case root.Get("swagger") != nil:
		return nil, refused(root.Get("swagger").Span, "turn it into OpenAPI 3 with a converter, and import that", "this is Swagger %s; OpenAPI 3 is read", text(root.Get("swagger")))
	case !strings.HasPrefix(text(version), "3."):
		at := root.Span
		if version != nil {
			at = version.Span
		}
		return nil, broken(at, "write openapi: 3.1.0", "this does not say that it is OpenAPI 3")
	}
	f := &openAPIFile{draft: &Draft{}, root: root, problems: problems, entities: map[*syntax.Node]string{}, sizes: map[*syntax.Node]bounds{}, api: "\x00api " + src.Name}
	f.head()
	f.schemas()
	f.paths()
	f.rest()
	if f.problems.HasErrors() {
		return nil, f.problems
	}
	return f.draft, f.problems
}

// head reads what holds for all operations, and makes the two ends of them.
func (f *openAPIFile) head() {
	info := f.root.Get("info")
	d := f.draft
	d.System, d.Title = nameOf(text(info.Get("title"))), text(info.Get("title"))
	d.Summary, _, _ = strings.Cut(strings.TrimSpace(text(first(info.Get("summary"), info.Get("description")))), "\n")
	at := f.root.Span
	if servers := items(f.root.Get("servers")); len(servers) > 0 {
		f.server(servers[0])
		for _, more := range servers[1:] {
			d.leaveOut("", more.Span, "server %s", text(more.Get("url")))
		}
	}
	d.Actors = []Actor{{ID: theClient, Name: "client", External: true, At: at}}
	d.ask(theClient, at, "who calls it, people or programs, and how many on a day? Write kind: program, daily: 10k")
	c := Component{ID: f.api, Name: "api", Title: d.Title, Kind: "service", At: at}
	if servers := items(f.root.Get("servers")); len(servers) > 0 {
		c.Doc = text(servers[0].Get("url"))
	}
	d.Components = []Component{c}
	d.ask(f.api, at, "how many replicas are there, with how many cores, and how long do they work on a request? Write replicas: 3, cores: 2, work: 5ms")
	d.API = []Setting{{"style", "rest"}}
	if f.security(f.root.Get("security")) != "" {
		d.API = append(d.API, Setting{"auth", f.security(f.root.Get("security"))})
	}
	if regexp.MustCompile(`(^|/)v\d+(/|$)`).MatchString(f.prefix + "/" + firstKey(f.root.Get("paths"))) {
		d.API = append(d.API, Setting{"version", "path"})
	}
}

func firstKey(n *syntax.Node) string {
	if n == nil || len(n.Pairs) == 0 {
		return ""
	}
	return n.Pairs[0].Key.Value
}

// server takes the path of the first server, with its variables filled in.
func (f *openAPIFile) server(server *syntax.Node) {
	url := text(server.Get("url"))
	for _, p := range pairs(server.Get("variables")) {
		url = strings.ReplaceAll(url, "{"+p.Key.Value+"}", text(p.Value.Get("default")))
	}
	if _, rest, ok := strings.Cut(url, "://"); ok {
		_, path, _ := strings.Cut(rest, "/")
		url = "/" + path
	}
	f.prefix = strings.TrimRight(url, "/")
	if !strings.HasPrefix(f.prefix, "/") {
		f.prefix = ""
	}
}

// methods are those of the language, in the order in which they are read.
var methods = []string{"get", "post", "put", "patch", "delete", "head", "options"}

// paths reads every operation.
func (f *openAPIFile) paths() {
	for _, p := range pairs(f.root.Get("paths")) {
		path := p.Key.Value
		if strings.HasPrefix(path, "x-") {
			continue
		}
		if !strings.HasPrefix(path, "/") {
			f.problems = append(f.problems, broken(p.Key.Span, "begin it with /", "path %q does not begin with /", path)...)
			continue
		}
		item := f.follow(p.Value)
		for _, operation := range pairs(item) {
			switch key := operation.Key.Value; {
			case slices.Contains(methods, key):
				f.operation(path, item, operation)
			case key == "trace":
				f.draft.leaveOut("", operation.Key.Span, "TRACE %s", path)
			}
		}
	}
}

// operation makes an endpoint and its flow.
func (f *openAPIFile) operation(path string, item *syntax.Node, p syntax.Pair) {
	method, op := strings.ToUpper(p.Key.Value), p.Value
	id := method + " " + path
	name := text(op.Get("operationId"))
	if name == "" {
		name = strings.NewReplacer("{", " by ", "}", " ").Replace(strings.ToLower(method) + " " + path)
	}
	e := Endpoint{ID: id, Name: name, Route: method + " " + strings.ReplaceAll(f.prefix+path, " ", "%20"), Flow: id, At: p.Key.Span}
	flow := Flow{ID: id, Name: name, Title: text(op.Get("summary")), By: theClient, At: p.Key.Span,
		Steps: []Step{{From: theClient, To: f.api, At: p.Key.Span}}}
	if auth := f.auth(op.Get("security")); auth != "" {
		e.Settings = append(e.Settings, Setting{"auth", auth})
	}
	f.parameters(&e, method, append(slices.Clone(items(item.Get("parameters"))), items(op.Get("parameters"))...))
	open := f.request(&e, &flow, op)
	if f.answers(&e, &flow, op) {
		open = append(open, "answer")
	}
	if len(open) > 0 {
		f.draft.ask(id, p.Key.Span, "how large is its %s? Nothing in the schema bounds it", strings.Join(open, " and its "))
	}
	if text(op.Get("deprecated")) == "true" {
		f.draft.ask(id, op.Get("deprecated").Span, "is it still called? It is deprecated")
	}
	if op.Get("callbacks") != nil {
		f.draft.leaveOut(id, op.Get("callbacks").Span, "its callbacks")
	}
	f.draft.Endpoints = append(f.draft.Endpoints, e)
	f.draft.Flows = append(f.draft.Flows, flow)
}

// parameters tells from their names how lists are cut and repeats recognised.
func (f *openAPIFile) parameters(e *Endpoint, method string, list []*syntax.Node) {
	pagination, key := "", false
	for _, n := range list {
		n = f.follow(n)
		name := strings.Join(strings.FieldsFunc(apart(text(n.Get("name"))), func(r rune) bool { return r == '-' || r == '_' }), "")
		switch in := text(n.Get("in")); {
		case in == "query" && slices.Contains([]string{"cursor", "pagetoken", "after", "before", "startingafter", "continuationtoken", "nexttoken"}, name):
			pagination = "cursor"
		case in == "query" && slices.Contains([]string{"offset", "page", "pagenumber", "skip"}, name) && pagination == "":
			pagination = "offset"
		case in == "header" && strings.Contains(name, "idempotency"):
			key = true
		}
	}
	switch {
	case key:
		e.Settings = append(e.Settings, Setting{"idempotent", "key"})
	case method == "PUT" || method == "DELETE":
		e.Settings = append(e.Settings, Setting{"idempotent", "natural"})
	}
	if pagination != "" && method == "GET" {
		e.Settings = append(e.Settings, Setting{"pagination", pagination})
	}
}

// request reads the body; it returns what is open about it.
func (f *openAPIFile) request(e *Endpoint, flow *Flow, op *syntax.Node) (open []string) {
	body := f.follow(op.Get("requestBody"))
	media, kind := f.media(body)
	if media == nil {
		return nil
	}
	shape := f.body(media, kind)
	if shape.Word != "file" && shape.Word != "html" && shape.Word != "stream" {
		e.Request = &shape
	}
	if size, ok := f.size(media.Get("schema"), kind).text(); ok {
		flow.Settings = append(flow.Settings, Setting{"request", size})
		return nil
	}
	return []string{"request"}
}

// answers reads the answers by status; it returns whether the size of the usual
// one is open.
func (f *openAPIFile) answers(e *Endpoint, flow *Flow, op *syntax.Node) (open bool) {
	usual := true
	for _, p := range pairs(op.Get("responses")) {
		code := strings.ToUpper(p.Key.Value)
		if code == "DEFAULT" {
			code = "default"
		}
		code = strings.Replace(code, "XX", "00", 1)
		media, kind := f.media(f.follow(p.Value))
		a := Answer{Status: code, Shape: Shape{Word: "empty"}}
		if media != nil {
			a.Shape = f.body(media, kind)
		}
		failed := code == "default" || code >= "4"
		if failed && media != nil {
			a.Shape = Shape{Word: "problem"}
			if kind == "application/problem+json" && !slices.ContainsFunc(f.draft.API, func(s Setting) bool { return s.Key == "errors" }) {
				f.draft.API = append(f.draft.API, Setting{"errors", "problem+json"})
			}
		}
		e.Answers = append(e.Answers, a)
		if code == "429" {
			f.limited = append(f.limited, e.Name)
		}
		if failed || !usual || code < "2" || code >= "3" {
			continue
		}
		usual = false
		if media == nil {
			continue
		}
		if size, ok := f.size(media.Get("schema"), kind).text(); ok {
			flow.Settings = append(flow.Settings, Setting{"response", size})
		} else {
			open = true
		}
	}
	return open
}

// rest asks what no interface tells, and lists what is left.
func (f *openAPIFile) rest() {
	if len(f.draft.Entities) > 0 {
		f.draft.ask(f.api, f.root.Span, "where does it keep its data? An interface does not say; add a component that stores: [...] and steps to it")
	}
	if len(f.limited) > 0 {
		f.draft.ask(f.api, f.root.Span, "how often may one caller call %s? They answer 429; write rate-limit: {rate: 10/s}", strings.Join(f.limited, ", "))
	}
	if n := f.root.Get("webhooks"); n != nil {
		f.draft.leaveOut("", n.Span, "webhooks: calls to the caller")
	}
	if len(f.draft.Endpoints) == 0 {
		f.draft.ask("", f.root.Span, "which operations are there? The file has none")
	}
}

// auth is how one operation differs from the rest; "" when it does not.
func (f *openAPIFile) auth(security *syntax.Node) string {
	if security == nil {
		return ""
	}
	auth := f.security(security)
	if auth == "" && security.Kind == syntax.Sequence {
		auth = "none"
	}
	if auth == f.security(f.root.Get("security")) {
		return ""
	}
	return auth
}

// security is the way of the first requirement of a list, in a word; "" when it
// requires nothing.
func (f *openAPIFile) security(list *syntax.Node) string {
	for _, requirement := range items(list) {
		for _, p := range pairs(requirement) {
			scheme := f.follow(f.root.Get("components").Get("securitySchemes").Get(p.Key.Value))
			switch kind := text(scheme.Get("type")); {
			case kind == "http":
				if word := nameOf(text(scheme.Get("scheme"))); word != "" {
					return word
				}
			case kind == "apiKey" && text(scheme.Get("in")) == "cookie":
				return "session"
			case kind == "apiKey":
				return "api-key"
			case kind == "oauth2":
				return "oauth2"
			case kind == "openIdConnect":
				return "oidc"
			case kind == "mutualTLS":
				return "mtls"
			}
			return "bearer"
		}
	}
	return ""
}

// follow follows references within the file. One that leads nowhere is a
// problem at its place; one to another file is left out.
func (f *openAPIFile) follow(n *syntax.Node) *syntax.Node {
	for range 20 {
		ref := n.Get("$ref")
		if text(ref) == "" {
			return n
		}
		path, local := strings.CutPrefix(ref.Value, "#")
		if !local {
			f.leaveOutRef(ref)
			return nil
		}
		at := f.root
		for _, part := range strings.Split(strings.Trim(path, "/"), "/") {
			part = strings.NewReplacer("~1", "/", "~0", "~", "%7B", "{", "%7D", "}", "%20", " ").Replace(part)
			if at = at.Get(part); at == nil {
				f.problem(ref, "nothing stands at")
				return nil
			}
		}
		n = at
	}
	f.problem(n.Get("$ref"), "references go in a circle at")
	return nil
}

func (f *openAPIFile) problem(ref *syntax.Node, what string) {
	known := func(d diag.Diagnostic) bool { return d.Span == ref.Span }
	if !slices.ContainsFunc(f.problems, known) {
		f.problems = append(f.problems, broken(ref.Span, "write the name of something that stands under components", "%s %q", what, ref.Value)...)
	}
}

func (f *openAPIFile) leaveOutRef(ref *syntax.Node) {
	note := fmt.Sprintf("%s: it stands in another file", ref.Value)
	if !slices.ContainsFunc(f.draft.LeftOut, func(n Note) bool { return n.Text == note }) {
		f.draft.leaveOut("", ref.Span, "%s", note)
	}
}
