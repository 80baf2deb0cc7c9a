package export

import (
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/report/safe"
)

// The views of a workspace in JSON, with the names of the format.
type (
	jsonViews struct {
		Context       []*jsonView `json:"systemContextViews"`
		Containers    []*jsonView `json:"containerViews"`
		Dynamic       []*jsonView `json:"dynamicViews,omitempty"`
		Deployment    []*jsonView `json:"deploymentViews,omitempty"`
		Configuration jsonStyling `json:"configuration"`
	}
	jsonView struct {
		Key              string         `json:"key"`
		Description      string         `json:"description"`
		SoftwareSystemID string         `json:"softwareSystemId,omitempty"`
		ElementID        string         `json:"elementId,omitempty"`
		Environment      string         `json:"environment,omitempty"`
		AutomaticLayout  jsonLayout     `json:"automaticLayout"`
		Elements         []jsonShown    `json:"elements"`
		Relationships    []jsonShownRel `json:"relationships,omitempty"`
	}
	// jsonLayout has the distances in pixels; they are those of `autolayout lr`.
	jsonLayout struct {
		RankDirection  string `json:"rankDirection"`
		RankSeparation int    `json:"rankSeparation"`
		NodeSeparation int    `json:"nodeSeparation"`
		EdgeSeparation int    `json:"edgeSeparation"`
		Vertices       bool   `json:"vertices"`
	}
	jsonShown struct {
		ID string `json:"id"`
	}
	jsonShownRel struct {
		ID          string `json:"id"`
		Description string `json:"description,omitempty"` // of dynamic views
		Order       string `json:"order,omitempty"`       // of dynamic views
	}
	jsonStyling struct {
		Styles struct {
			Elements      []shapeStyle `json:"elements"`
			Relationships []lineStyle  `json:"relationships"`
		} `json:"styles"`
	}
)

func (b *jsonBuilder) views(nodes []*jsonNode) jsonViews {
	var out jsonViews
	out.Context = []*jsonView{b.context()}
	out.Containers = []*jsonView{b.containers()}
	for _, t := range b.ws.tales {
		if len(t.calls()) > 0 {
			out.Dynamic = append(out.Dynamic, b.dynamic(t))
		}
	}
	if len(nodes) > 0 {
		out.Deployment = []*jsonView{b.deployment(nodes)}
	}
	out.Configuration.Styles.Elements = structurizrShapes
	out.Configuration.Styles.Relationships = structurizrLines
	return out
}

func newView(key, description string) *jsonView {
	return &jsonView{
		Key: key, Description: safe.Line(description),
		AutomaticLayout: jsonLayout{RankDirection: "LeftRight", RankSeparation: 300, NodeSeparation: 300},
	}
}

// context shows our system and its neighbours.
func (b *jsonBuilder) context() *jsonView {
	v := newView("context", "Who uses it, and what it uses")
	v.SoftwareSystemID = b.system.ID
	v.show(b.system.ID)
	for _, r := range b.relations {
		if r.SourceID == b.system.ID {
			v.show(r.DestinationID)
		} else if r.DestinationID == b.system.ID {
			v.show(r.SourceID)
		}
	}
	v.connect(b.relations)
	return v
}

// containers shows the containers of our system and their neighbours.
func (b *jsonBuilder) containers() *jsonView {
	v := newView("containers", "What it consists of")
	v.SoftwareSystemID = b.system.ID
	for _, e := range b.ws.of(container) {
		v.show(b.ids[e])
	}
	for _, r := range b.ws.relations {
		if r.from.role == container || r.to.role == container {
			v.show(b.ids[r.from])
			v.show(b.ids[r.to])
		}
	}
	v.connect(b.relations)
	return v
}

// dynamic shows a flow.
func (b *jsonBuilder) dynamic(t tale) *jsonView {
	v := newView("flow-"+t.flow, t.title)
	v.ElementID = b.system.ID
	for i, c := range t.calls() {
		v.show(b.ids[c.from])
		v.show(b.ids[c.to])
		at := slices.IndexFunc(b.relations, func(r *jsonRelation) bool {
			return r.SourceID == b.ids[c.from] && r.DestinationID == b.ids[c.to]
		})
		v.Relationships = append(v.Relationships, jsonShownRel{ID: b.relations[at].ID, Description: safe.Line(c.label), Order: fmt.Sprint(i + 1)})
	}
	return v
}

// deployment shows every place with what runs there.
func (b *jsonBuilder) deployment(nodes []*jsonNode) *jsonView {
	v := newView("deployment", "Where it runs")
	v.SoftwareSystemID, v.Environment = b.system.ID, environment
	v.showNodes(nodes)
	for _, i := range b.instances {
		for _, r := range i.Relationships {
			v.Relationships = append(v.Relationships, jsonShownRel{ID: r.ID})
		}
	}
	return v
}

func (v *jsonView) showNodes(nodes []*jsonNode) {
	for _, n := range nodes {
		v.show(n.ID)
		for _, i := range n.Containers {
			v.show(i.ID)
		}
		v.showNodes(n.Children)
	}
}

func (v *jsonView) show(id string) {
	if !slices.Contains(v.Elements, jsonShown{id}) {
		v.Elements = append(v.Elements, jsonShown{id})
	}
}

// connect draws the arrows between what is shown.
func (v *jsonView) connect(relations []*jsonRelation) {
	for _, r := range relations {
		if slices.Contains(v.Elements, jsonShown{r.SourceID}) && slices.Contains(v.Elements, jsonShown{r.DestinationID}) {
			v.Relationships = append(v.Relationships, jsonShownRel{ID: r.ID})
		}
	}
}
