package export

import (
	"cmp"
	"fmt"
	"io"

	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// calm writes an architecture in the Common Architecture Language Model of
// FINOS, release 1.1 (calm.finos.org/release/1.1/meta/calm.json).
var calm = &Format{
	Name:  "calm",
	Title: "an architecture in CALM 1.1 of FINOS, JSON",
	Lacks: workspaceLacks,
	Write: func(w io.Writer, s *study.Study, _ Ask) ([]string, error) {
		ws := workspaceOf(s)
		b := &calmBuilder{ws: ws, between: map[[2]*element]string{}, ids: map[string]bool{}}
		return ws.leftOut, writeJSON(w, b.architecture())
	},
}

// The parts of an architecture, with the names of the format.
type (
	calmArchitecture struct {
		Schema        string             `json:"$schema"`
		Title         string             `json:"title"`
		Description   string             `json:"description,omitempty"`
		Nodes         []calmNode         `json:"nodes"`
		Relationships []calmRelationship `json:"relationships"`
		Flows         []calmFlow         `json:"flows,omitempty"`
	}
	calmNode struct {
		ID          string            `json:"unique-id"`
		Type        string            `json:"node-type"`
		Name        string            `json:"name"`
		Description string            `json:"description"`
		Metadata    map[string]string `json:"metadata,omitempty"`
	}
	calmRelationship struct {
		ID          string            `json:"unique-id"`
		Description string            `json:"description,omitempty"`
		Type        calmType          `json:"relationship-type"`
		Protocol    string            `json:"protocol,omitempty"`
		Metadata    map[string]string `json:"metadata,omitempty"`
	}
	// calmType is one of these.
	calmType struct {
		Interacts  *calmInteracts `json:"interacts,omitempty"`
		Connects   *calmConnects  `json:"connects,omitempty"`
		DeployedIn *calmContains  `json:"deployed-in,omitempty"`
		ComposedOf *calmContains  `json:"composed-of,omitempty"`
	}
	calmInteracts struct {
		Actor string   `json:"actor"`
		Nodes []string `json:"nodes"`
	}
	calmConnects struct {
		Source      calmEnd `json:"source"`
		Destination calmEnd `json:"destination"`
	}
	calmEnd struct {
		Node string `json:"node"`
	}
	calmContains struct {
		Container string   `json:"container"`
		Nodes     []string `json:"nodes"`
	}
	calmFlow struct {
		ID          string           `json:"unique-id"`
		Name        string           `json:"name"`
		Description string           `json:"description"`
		Transitions []calmTransition `json:"transitions"`
	}
	calmTransition struct {
		Relationship string `json:"relationship-unique-id"`
		Number       int    `json:"sequence-number"`
		Description  string `json:"description"`
		Direction    string `json:"direction"`
	}
)

// calmBuilder keeps the ids of relationships, which flows refer to.
type calmBuilder struct {
	ws      *workspace
	out     calmArchitecture
	between map[[2]*element]string
	ids     map[string]bool
}

func (b *calmBuilder) architecture() calmArchitecture {
	b.out = calmArchitecture{
		Schema: "https://calm.finos.org/release/1.1/meta/calm.json",
		Title:  safe.Line(b.ws.title), Description: safe.Line(b.ws.summary), Relationships: []calmRelationship{},
	}
	b.elements()
	b.boundaries()
	b.places(b.ws.world)
	b.arrows()
	b.flows()
	return b.out
}

// elements writes actors, systems and containers, and that ours consists of
// the containers.
func (b *calmBuilder) elements() {
	var ours []string
	for _, e := range b.ws.elements {
		n := calmNode{ID: e.id, Type: e.calmType(), Name: safe.Line(e.name), Description: safe.Line(cmp.Or(e.doc, e.technology))}
		if c := e.component; c != nil {
			n.Metadata = map[string]string{"kind": c.Kind}
			if c.Tech != "" {
				n.Metadata["technology"] = c.Tech
			}
			if c.RunsOn != "" {
				n.Metadata["runs-on"] = c.RunsOn
			}
		}
		if e.role == container {
			ours = append(ours, e.id)
		}
		b.out.Nodes = append(b.out.Nodes, n)
	}
	b.out.Nodes = append(b.out.Nodes, calmNode{ID: b.ws.systemID(), Type: "system", Name: b.out.Title, Description: cmp.Or(b.out.Description, b.out.Title)})
	b.contains(b.ws.systemID(), "composed-of", ours)
}

// calmType is the type of a node; a queue is one that CALM has no word for.
func (e *element) calmType() string {
	switch {
	case e.role == person:
		return "actor"
	case e.role == outside:
		return "system"
	case e.tag == "Database":
		return "database"
	case e.tag == "Queue":
		return "queue"
	}
	switch e.component.Kind {
	case "web-app", "mobile-app":
		return "webclient"
	case "network":
		return "network"
	}
	return "service"
}

// boundaries writes each boundary as a node that consists of what stands in it.
func (b *calmBuilder) boundaries() {
	var order []string
	inside := map[string][]string{}
	add := func(into, id string) { inside[into] = append(inside[into], id) }
	for _, e := range b.ws.elements {
		for i, at := range e.boundaries {
			if !b.ids[at.id] {
				b.ids[at.id] = true
				order = append(order, at.id)
				b.out.Nodes = append(b.out.Nodes, calmNode{ID: at.id, Type: "boundary", Name: safe.Line(at.title), Description: cmp.Or(at.note, "boundary")})
				if i > 0 {
					add(e.boundaries[i-1].id, at.id)
				}
			}
		}
		if n := len(e.boundaries); n > 0 {
			add(e.boundaries[n-1].id, e.id)
		}
	}
	for _, id := range order {
		b.contains(id, "composed-of", inside[id])
	}
}

// places writes what is deployed in each region. A region is a node already
// when a component says that it stands there.
func (b *calmBuilder) places(world *place) {
	for _, p := range world.inner {
		if p.empty() {
			continue
		}
		id := boundaryID(p.name)
		if !b.ids[id] {
			b.ids[id] = true
			b.out.Nodes = append(b.out.Nodes, calmNode{ID: id, Type: "boundary", Name: safe.Line(p.title), Description: p.note})
		}
		var runs []string
		for _, r := range p.runs {
			runs = append(runs, r.element.id)
		}
		b.contains(id, "deployed-in", runs)
		b.places(p)
	}
}

func (b *calmBuilder) contains(outer, how string, inner []string) {
	if len(inner) == 0 {
		return
	}
	r := calmRelationship{ID: outer + "." + how}
	if how == "deployed-in" {
		r.Type.DeployedIn = &calmContains{outer, inner}
	} else {
		r.Type.ComposedOf = &calmContains{outer, inner}
	}
	b.out.Relationships = append(b.out.Relationships, r)
}

// arrows writes who interacts with and connects to whom.
func (b *calmBuilder) arrows() {
	for _, r := range b.ws.relations {
		id := r.from.id + "." + r.to.id
		for n := 2; b.ids[id]; n++ {
			id = fmt.Sprintf("%s.%s.%d", r.from.id, r.to.id, n)
		}
		b.ids[id] = true
		if b.between[[2]*element{r.from, r.to}] == "" {
			b.between[[2]*element{r.from, r.to}] = id
		}
		j := calmRelationship{ID: id, Description: safe.Line(r.label), Protocol: safe.Line(r.protocol)}
		if r.from.role == person {
			j.Type.Interacts = &calmInteracts{r.from.id, []string{r.to.id}}
		} else {
			j.Type.Connects = &calmConnects{calmEnd{r.from.id}, calmEnd{r.to.id}}
		}
		if r.async {
			j.Metadata = map[string]string{"interaction": "asynchronous"}
		}
		b.out.Relationships = append(b.out.Relationships, j)
	}
}

func (b *calmBuilder) flows() {
	for _, t := range b.ws.tales {
		f := calmFlow{ID: "flow-" + t.flow, Name: safe.Line(t.title), Description: "flow " + t.flow}
		for i, c := range t.calls() {
			f.Transitions = append(f.Transitions, calmTransition{b.between[[2]*element{c.from, c.to}], i + 1, safe.Line(c.label), "source-to-destination"})
		}
		if len(f.Transitions) > 0 {
			b.out.Flows = append(b.out.Flows, f)
		}
	}
}
