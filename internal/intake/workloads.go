package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// workload is something that runs in containers: a service of a compose file, a
// deployment of Kubernetes.
type workload struct {
	id       string   // of its component
	name     string   // as people call it
	area     string   // in which the names of others mean something: a namespace
	hosts    []string // names by which others reach it, in small letters
	kind     string   // where the file says it; "" is guessed from the image, the name and the command
	image    string
	command  string
	in       string // id of its boundary
	settings []Setting
	starts   []Setting // how a flow of its own starts
	vars     []variable
	waits    []mention // ids of those that are up before it
	open     []mention // by what it can be called from outside: "port 8080"
	at       diag.Span
}

// variable is a setting of a program, in its environment, on its command line
// or in a file.
type variable struct {
	key, value string
	file       bool // a whole file, in which only hosts that are known count
	at         diag.Span
}

// mention is a name with the place where it stands.
type mention struct {
	name string
	at   diag.Span
}

// outsider is the id of the actor who calls what is open to the outside.
const outsider = "\x00user"

// workloads makes components and calls of what runs: a program calls whom its
// settings name by host, and, when they name nobody, whom it waits for.
type workloads struct {
	draft *Draft
	list  []*workload
	hosts map[string]string // of all, and whose they are
	kinds map[string]string
}

// draftOf adds workloads to a draft.
func draftOf(d *Draft, list []*workload) {
	w := &workloads{draft: d, list: list, hosts: map[string]string{}, kinds: map[string]string{}}
	for _, one := range list {
		w.component(one)
	}
	for _, one := range list {
		w.calls(one)
	}
	w.consumers()
	w.outside()
}

func (w *workloads) component(one *workload) {
	for _, host := range one.hosts {
		host = strings.ToLower(host)
		if host == "" {
			continue
		}
		for _, known := range []string{one.area + "/" + host, host} {
			if _, taken := w.hosts[known]; !taken {
				w.hosts[known] = one.id
			}
		}
	}
	c := Component{ID: one.id, Name: one.name, Kind: one.kind, Doc: imageDoc(one.image), In: one.in, Settings: one.settings, Starts: one.starts, At: one.at}
	g := one.guess()
	if c.Kind == "" {
		c.Kind = g.kind
		switch {
		case g.word == "":
			w.draft.ask(c.ID, c.At, "is it a service? Neither its image nor its name says what kind it is")
		case !g.sure && g.kind != "service":
			w.draft.ask(c.ID, c.At, "is it of kind %s? Only the word %q says so", g.kind, g.word)
		}
	}
	c.Tech = fits(c.Kind, g.tech)
	if k, _ := catalog.KindOf(c.Kind); k.Class == catalog.Compute && c.Kind != "identity" {
		w.draft.ask(c.ID, c.At, "how long does it work on a request? Write work: 5ms")
	}
	w.kinds[c.ID] = c.Kind
	w.draft.Components = append(w.draft.Components, c)
}

// guess guesses what it is from its image and its name. A command line tells
// only that a program is a worker or a scheduler: it names others too.
func (one *workload) guess() guess {
	g := guessKind(imageName(one.image), one.name)
	if g.kind != "service" {
		return g
	}
	clue, word := clueIn(roles, wordsOf(one.command))
	if clue == nil || clue.kind != "worker" && clue.kind != "scheduler" {
		return g
	}
	return guess{kind: clue.kind, tech: fits(clue.kind, g.tech), word: word}
}

// runs reads a command line. A word behind a flag is its value.
func (one *workload) runs(words []*syntax.Node) {
	flag := ""
	for _, n := range words {
		one.command += " " + n.Value
		for _, word := range strings.Fields(plain(n.Value)) {
			one.vars = append(one.vars, variable{key: flag, value: word, at: n.Span})
			flag = ""
			if strings.HasPrefix(word, "-") && !strings.Contains(word, "=") {
				flag = strings.TrimLeft(word, "-")
			}
		}
	}
}

// set adds a setting.
func (one *workload) set(key, value string) {
	one.settings = append(one.settings, Setting{key, value})
}

// copies reads a number of replicas. A design has no component that is switched
// off.
func (one *workload) copies(d *Draft, n *syntax.Node) {
	count, err := strconv.ParseUint(plain(text(n)), 10, 20)
	switch {
	case err != nil:
	case count == 0:
		d.ask(one.id, n.Span, "how many replicas are there when it runs? It is switched off")
	default:
		one.set("replicas", fmt.Sprint(count))
	}
}

// calls adds whom a workload calls, each once, for the best reason there is.
func (w *workloads) calls(one *workload) {
	called := map[string]bool{one.id: true}
	call := func(to string, at diag.Span) {
		if !called[to] {
			called[to] = true
			w.draft.Calls = append(w.draft.Calls, Call{From: one.id, To: to, At: at})
		}
	}
	for _, v := range one.vars {
		addresses := addressesIn(v)
		for _, a := range addresses {
			if to := w.find(one.area, a.host); to != "" {
				call(to, v.at)
			} else if a.elsewhere() && !v.file && !ownAddress(v.key) {
				call(w.external(a, v), v.at)
			}
		}
		if name := unset(v.value); name != "" && len(addresses) == 0 && addressed(v.key) {
			w.draft.ask(one.id, v.at, "whom does it call by %s? The value comes from outside this file", v.key)
		}
	}
	for _, wait := range one.waits {
		if !called[wait.name] {
			call(wait.name, wait.at)
			w.draft.ask(one.id, wait.at, "does it call %s? It only waits for it to start", w.name(wait.name))
		}
	}
}

// find returns whose a host is: in an area, or anywhere. A single copy of a
// stateful one is called by a name in front of it. It is "" for nobody here.
func (w *workloads) find(area, host string) string {
	names := []string{area + "/" + host, host}
	if _, behind, ok := strings.Cut(host, "."); ok {
		names = append(names, area+"/"+behind, behind)
	}
	for _, name := range names {
		if id := w.hosts[name]; id != "" {
			return id
		}
	}
	return ""
}

// name is what people call the component of an id.
func (w *workloads) name(id string) string {
	for _, c := range w.draft.Components {
		if c.ID == id {
			return cmp.Or(c.Name, c.ID)
		}
	}
	return id
}

// external is the id of a component that runs elsewhere.
func (w *workloads) external(a address, v variable) string {
	id := "host " + a.host
	if w.kinds[id] != "" {
		return id
	}
	c := Component{ID: id, Name: a.host, Title: a.host, Kind: "third-party", At: v.at}
	if clue, word := clueIn(products, wordsOf(a.scheme+" "+a.host)); clue != nil {
		g := clue.guess(word, true)
		c.Kind, c.Tech = g.kind, g.tech
	}
	w.kinds[id] = c.Kind
	w.draft.Components = append(w.draft.Components, c)
	w.draft.ask(id, v.at, "what is it, and is it called? Only %s names it", v.key)
	return id
}

// consumers turns calls of workers to brokers round where something else
// publishes to the broker.
func (w *workloads) consumers() {
	for i, c := range w.draft.Calls {
		if w.kinds[c.From] != "worker" || !broker(w.kinds[c.To]) {
			continue
		}
		publishes := func(other Call) bool { return other.To == c.To && w.kinds[other.From] != "worker" }
		if slices.ContainsFunc(w.draft.Calls, publishes) {
			w.draft.Calls[i].Label = "consume"
			w.draft.ask(c.From, c.At, "does it publish to %s too? It is taken for one that only consumes", w.name(c.To))
		}
	}
}

// outside adds an actor who calls what is open to it.
func (w *workloads) outside() {
	for _, one := range w.list {
		k, _ := catalog.KindOf(w.kinds[one.id])
		if len(one.open) == 0 || k.KeepsData() || k.Name == "monitoring" {
			continue
		}
		if len(w.draft.Actors) == 0 {
			w.draft.Actors = []Actor{{ID: outsider, Name: "user", External: true, At: one.open[0].at}}
			w.draft.ask(outsider, one.open[0].at, "who calls it from outside, people or programs, and how many on a day? Write kind: human, daily: 10k")
		}
		w.draft.Calls = append(w.draft.Calls, Call{From: outsider, To: one.id, At: one.open[0].at})
	}
}

// imageName is an image without registry, tag and digest.
func imageName(image string) string {
	image, _, _ = strings.Cut(image, "@")
	if slash := strings.LastIndexByte(image, '/'); slash >= 0 {
		image = image[slash+1:]
	}
	image, _, _ = strings.Cut(image, ":")
	return image
}

func imageDoc(image string) string {
	if image == "" {
		return ""
	}
	return "image " + image
}

// binarySize writes bytes in the largest unit that divides them.
func binarySize(bytes int64) string {
	for i, unit := range []string{"TiB", "GiB", "MiB", "KiB"} {
		if size := int64(1) << (10 * (4 - i)); bytes%size == 0 {
			return fmt.Sprint(bytes/size, unit)
		}
	}
	return fmt.Sprint(bytes, "B")
}

// duration writes a time in the language, which has no 1m30s.
func duration(d time.Duration) string {
	for _, u := range []struct {
		name string
		is   time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"min", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond}, {"us", time.Microsecond}} {
		if d%u.is == 0 {
			return fmt.Sprint(int64(d/u.is), u.name)
		}
	}
	return fmt.Sprint(d.Nanoseconds(), "ns")
}

// decimal writes a number without an exponent.
func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
