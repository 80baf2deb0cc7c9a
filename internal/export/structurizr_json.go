package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// structurizrJSON writes the same workspace as structurizr in the JSON format
// that the tools of Structurizr exchange (github.com/structurizr/json).
var structurizrJSON = &Format{
	Name:  "structurizr-json",
	Title: "the same workspace in the JSON format of Structurizr",
	Lacks: workspaceLacks,
	Write: func(w io.Writer, s *study.Study, _ Ask) ([]string, error) {
		ws := workspaceOf(s)
		b := &jsonBuilder{ws: ws, ids: map[*element]string{}, written: map[*element]*jsonElement{}}
		return ws.leftOut, writeJSON(w, b.workspace())
	},
}

// The parts of a workspace, with the names of the format.
type (
	jsonWorkspace struct {
		ID          int       `json:"id"`
		Name        string    `json:"name"`
		Description string    `json:"description,omitempty"`
		Model       jsonModel `json:"model"`
		Views       jsonViews `json:"views"`
	}
	jsonModel struct {
		People          []*jsonElement    `json:"people,omitempty"`
		SoftwareSystems []*jsonElement    `json:"softwareSystems"`
		DeploymentNodes []*jsonNode       `json:"deploymentNodes,omitempty"`
		Properties      map[string]string `json:"properties"`
	}
	// jsonElement is a person, a software system or a container.
	jsonElement struct {
		ID            string            `json:"id"`
		Name          string            `json:"name"`
		Description   string            `json:"description,omitempty"`
		Technology    string            `json:"technology,omitempty"`
		Tags          string            `json:"tags"`
		Group         string            `json:"group,omitempty"`
		Location      string            `json:"location,omitempty"`
		Properties    map[string]string `json:"properties,omitempty"`
		Containers    []*jsonElement    `json:"containers,omitempty"`
		Relationships []*jsonRelation   `json:"relationships,omitempty"`
	}
	jsonRelation struct {
		ID               string `json:"id"`
		SourceID         string `json:"sourceId"`
		DestinationID    string `json:"destinationId"`
		Description      string `json:"description,omitempty"`
		Technology       string `json:"technology,omitempty"`
		InteractionStyle string `json:"interactionStyle,omitempty"`
		Tags             string `json:"tags,omitempty"`
		// The relationship that this one follows from.
		LinkedRelationshipID string `json:"linkedRelationshipId,omitempty"`
	}
	jsonNode struct {
		ID          string          `json:"id"`
		Name        string          `json:"name"`
		Description string          `json:"description,omitempty"`
		Technology  string          `json:"technology,omitempty"`
		Environment string          `json:"environment"`
		Instances   string          `json:"instances"`
		Tags        string          `json:"tags"`
		Children    []*jsonNode     `json:"children,omitempty"`
		Containers  []*jsonInstance `json:"containerInstances,omitempty"`
	}
	jsonInstance struct {
		ID            string          `json:"id"`
		ContainerID   string          `json:"containerId"`
		InstanceID    int             `json:"instanceId"`
		Environment   string          `json:"environment"`
		Tags          string          `json:"tags"`
		Relationships []*jsonRelation `json:"relationships,omitempty"`
	}
)

// jsonBuilder numbers the parts of a workspace; relationships and elements
// share one row of ids.
type jsonBuilder struct {
	ws        *workspace
	last      int
	system    *jsonElement
	ids       map[*element]string
	written   map[*element]*jsonElement
	relations []*jsonRelation // between elements, those that follow from others last
	instances []*jsonInstance
}

func (b *jsonBuilder) id() string {
	b.last++
	return fmt.Sprint(b.last)
}

func (b *jsonBuilder) workspace() *jsonWorkspace {
	out := &jsonWorkspace{ID: 1, Name: safe.Line(b.ws.title), Description: safe.Line(b.ws.summary)}
	out.Model.Properties = map[string]string{"structurizr.groupSeparator": groupSeparator}
	for _, e := range b.ws.of(person) {
		out.Model.People = append(out.Model.People, b.element(e, "Person"))
	}
	for _, e := range b.ws.of(outside) {
		out.Model.SoftwareSystems = append(out.Model.SoftwareSystems, b.element(e, "Software System"))
	}
	b.system = &jsonElement{
		ID: b.id(), Name: out.Name, Description: out.Description, Tags: "Element,Software System",
		Properties: map[string]string{identifierProperty: b.ws.systemID()},
	}
	for _, e := range b.ws.of(container) {
		b.system.Containers = append(b.system.Containers, b.element(e, "Container"))
	}
	out.Model.SoftwareSystems = append(out.Model.SoftwareSystems, b.system)
	b.relate()
	b.relateSystem()
	if !b.ws.world.empty() {
		top := &jsonNode{}
		b.place(top, b.ws.world)
		b.relateInstances()
		out.Model.DeploymentNodes = top.Children
	}
	out.Views = b.views(out.Model.DeploymentNodes)
	return out
}

// identifierProperty is where the tools of Structurizr keep the identifier that
// an element has in the DSL.
const identifierProperty = "structurizr.dsl.identifier"

func (b *jsonBuilder) element(e *element, kind string) *jsonElement {
	j := &jsonElement{
		ID: b.id(), Name: safe.Line(e.name), Description: safe.Line(e.said()),
		Tags:       strings.Join(append([]string{"Element", kind}, e.tags()...), ","),
		Properties: map[string]string{identifierProperty: e.id},
	}
	var groups []string
	for _, g := range e.boundaries {
		groups = append(groups, groupName(safe.Line(g.title)))
	}
	j.Group = strings.Join(groups, groupSeparator)
	switch {
	case e.role == container:
		j.Description, j.Technology = safe.Line(e.doc), safe.Line(e.technology)
	case e.external:
		j.Location = external
	}
	b.ids[e], b.written[e] = j.ID, j
	return j
}

// relate draws the arrows of the design.
func (b *jsonBuilder) relate() {
	for _, r := range b.ws.relations {
		j := &jsonRelation{
			ID: b.id(), SourceID: b.ids[r.from], DestinationID: b.ids[r.to],
			Description: safe.Line(r.label), Technology: safe.Line(r.protocol), Tags: "Relationship",
		}
		if r.async {
			j.InteractionStyle, j.Tags = asynchronous, "Relationship,"+asynchronous
		}
		from := b.written[r.from]
		from.Relationships = append(from.Relationships, j)
		b.relations = append(b.relations, j)
	}
}

// relateSystem draws the arrows between our system as a whole and who stands
// around it: one for each neighbour and direction, after the first that crosses.
func (b *jsonBuilder) relateSystem() {
	drawn := map[[2]string]bool{}
	for i, r := range b.ws.relations {
		if (r.from.role == container) == (r.to.role == container) {
			continue
		}
		implied := *b.relations[i]
		from := b.written[r.from]
		if r.from.role == container {
			implied.SourceID, from = b.system.ID, b.system
		} else {
			implied.DestinationID = b.system.ID
		}
		pair := [2]string{implied.SourceID, implied.DestinationID}
		if drawn[pair] {
			continue
		}
		drawn[pair] = true
		implied.ID, implied.LinkedRelationshipID, implied.Tags = b.id(), implied.ID, ""
		from.Relationships = append(from.Relationships, &implied)
		b.relations = append(b.relations, &implied)
	}
}

func (b *jsonBuilder) place(into *jsonNode, p *place) {
	for _, inner := range p.inner {
		if inner.empty() {
			continue
		}
		n := b.node(inner.title, inner.note, "", "1")
		b.place(n, inner)
		into.Children = append(into.Children, n)
	}
	for _, r := range p.runs {
		n := b.node(r.element.name, r.note, r.on, r.instances)
		number := 1
		for _, i := range b.instances {
			if i.ContainerID == b.ids[r.element] {
				number++
			}
		}
		i := &jsonInstance{ID: b.id(), ContainerID: b.ids[r.element], InstanceID: number, Environment: environment, Tags: "Container Instance"}
		n.Containers = []*jsonInstance{i}
		b.instances = append(b.instances, i)
		into.Children = append(into.Children, n)
	}
}

func (b *jsonBuilder) node(name, description, technology, instances string) *jsonNode {
	return &jsonNode{
		ID: b.id(), Name: safe.Line(name), Description: description, Technology: technology,
		Environment: environment, Instances: instances, Tags: "Element,Deployment Node",
	}
}

// relateInstances draws each arrow between containers again between all their
// instances, as the tools of Structurizr do.
func (b *jsonBuilder) relateInstances() {
	of := map[string][]*jsonInstance{}
	for _, i := range b.instances {
		of[i.ContainerID] = append(of[i.ContainerID], i)
	}
	for _, r := range b.relations {
		for _, from := range of[r.SourceID] {
			for _, to := range of[r.DestinationID] {
				again := *r
				again.ID, again.SourceID, again.DestinationID = b.id(), from.ID, to.ID
				again.LinkedRelationshipID, again.Tags = r.ID, ""
				from.Relationships = append(from.Relationships, &again)
			}
		}
	}
}
