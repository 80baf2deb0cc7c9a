package report

import (
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
)

// drawThreats is where data that the law protects travels and rests: the calls
// that carry it, whether they are encrypted where they cross a boundary of
// trust, and the stores that keep it. Everything else is in the background.
func drawThreats(k *sketch) draw.Picture {
	d := k.containers()
	k.addNameless(&d, func(name string) string { return "c:" + name })
	w := k.watch()
	for i := range d.Groups {
		b := k.d.Boundaries.Get(d.Groups[i].ID)
		d.Groups[i].Strict = b.Trust != "" && b.Trust != k.d.TrustOf(b.In.Text)
	}
	touched := map[string]bool{}
	for i := range d.Edges {
		w.edge(&d.Edges[i])
		if e := d.Edges[i]; e.Strong {
			touched[e.From], touched[e.To] = true, true
		}
	}
	for i := range d.Nodes {
		w.node(&d.Nodes[i])
		d.Nodes[i].Faded = !touched[d.Nodes[i].ID] && d.Nodes[i].Mark == ""
	}
	d.Carries = "carries " + w.what
	if len(w.classes) == 0 {
		d.Carries = "no class of the data is personal, health, payment or confidential"
	}
	return k.finish(d)
}

// threats shows where data travels that the law protects.
func (p *paper) threats() {
	if w := (&sketch{paper: p}).watch(); len(w.classes) > 0 {
		p.figure("threats", p.view("threats", nil).SVG, "Where sensitive data of "+p.s.Title()+" travels", "Strong lines carry "+w.what+"; a mark says whether it is encrypted where it crosses a boundary of trust.")
	}
}

// watched are the classes of data to look after; confidential data only where
// there is nothing that the law protects.
var watched = [][]string{{"payment", "health", "personal"}, {"confidential"}}

// watcher knows where the data of some classes is.
type watcher struct {
	k       *sketch
	classes []string
	what    string              // those that the design has, in words
	travels map[string][]string // entities by caller and callee
	rests   map[string][]string // entities by component
}

func (k *sketch) watch() *watcher {
	w := &watcher{k: k, travels: map[string][]string{}, rests: map[string][]string{}}
	for _, classes := range watched {
		for _, e := range k.d.Data.All() {
			if slices.Contains(classes, e.Class) {
				w.classes = appendNew(w.classes, e.Class)
			}
		}
		if len(w.classes) > 0 {
			break
		}
	}
	w.what = joined(w.classes) + " data"
	for _, s := range k.d.Sightings() {
		e := k.d.Data.Get(s.Entity)
		switch {
		case e == nil || !slices.Contains(w.classes, e.Class):
		case s.Rests != "":
			w.rests[s.Rests] = appendNew(w.rests[s.Rests], w.named(e))
		default:
			pair := s.From + " " + s.To
			w.travels[pair] = appendNew(w.travels[pair], w.named(e))
		}
	}
	return w
}

// named is an entity with its class, where there is more than one class.
func (w *watcher) named(e *model.Entity) string {
	if len(w.classes) < 2 {
		return e.Name
	}
	return e.Name + " (" + e.Class + ")"
}

// edge says what a call carries and whether anybody can read it on the way.
func (w *watcher) edge(e *draw.Edge) {
	from, to := nameOf(e.From), nameOf(e.To)
	data := w.travels[from+" "+to]
	if queue := w.k.d.Components.Get(from); len(data) == 0 && queue != nil && (queue.Behaviour.Class == "queue" || queue.Behaviour.Class == "stream") {
		data = w.rests[from] // messages go on to who takes them
	}
	e.Label = ""
	if len(data) == 0 {
		e.Faded = true
		return
	}
	e.Strong, e.Label = true, strings.Join(data, ", ")
	if w.trust(from) == w.trust(to) {
		return
	}
	switch tls := w.k.d.LinkOf(from, to).TLS; {
	case tls == nil:
		e.Tone, e.Label = look.Unknown, look.Unknown.Mark()+" encryption not said: "+e.Label
	case !*tls:
		e.Tone, e.Label = look.Bad, look.Bad.Mark()+" not encrypted: "+e.Label
	default:
		e.Tone, e.Label = look.Good, look.Good.Mark()+" encrypted: "+e.Label
	}
}

// trust is the zone of trust in which a part or a caller stands.
func (w *watcher) trust(name string) string {
	if c := w.k.d.Components.Get(name); c != nil {
		return w.k.d.TrustOf(c.PrimaryIn())
	}
	return "outside"
}

// node says what a part keeps.
func (w *watcher) node(n *draw.Node) {
	n.Tone, n.Mark = look.Note, ""
	data := w.rests[nameOf(n.ID)]
	if len(data) == 0 {
		return
	}
	n.Notes = append(n.Notes, "keeps "+strings.Join(data, ", "))
	n.Tone, n.Mark = look.Unknown, "encryption not said"
	switch c := w.k.d.Components.Get(nameOf(n.ID)); {
	case w.k.encrypted(c.Name):
		n.Tone, n.Mark = look.Good, "encrypted"
	case c.Encrypted == "none":
		n.Tone, n.Mark = look.Bad, "not encrypted"
	}
}

// nameOf is the name behind the id of a node.
func nameOf(id string) string {
	_, name, found := strings.Cut(id, ":")
	if !found {
		return id
	}
	return name
}
