package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/study"
)

// View is one way to draw a design.
type View struct {
	Name     string
	Title    string
	OneFlow  bool // it shows one flow, by name
	Overlays bool // its parts can carry a number
	Rates    bool // its lines do
	Placed   bool // its boxes can be given places

	draw func(*sketch) draw.Picture
}

// Views are all of them, from the outside in.
var Views = []*View{
	{Name: "context", Title: "System context", Rates: true, Placed: true, draw: drawContext},
	{Name: "containers", Title: "Containers", Overlays: true, Rates: true, Placed: true, draw: drawContainers},
	{Name: "deployment", Title: "Deployment", Overlays: true, Rates: true, Placed: true, draw: drawDeployment},
	{Name: "flow", Title: "Data flow", OneFlow: true, Overlays: true, Placed: true, draw: drawFlow},
	{Name: "sequence", Title: "Sequence", OneFlow: true, draw: drawSequence},
	{Name: "data", Title: "Data model", Placed: true, draw: drawData},
	{Name: "threats", Title: "Where sensitive data travels", Placed: true, draw: drawThreats},
	{Name: "steps", Title: "The sixteen steps", draw: drawSteps},
}

// ViewOf returns the view of a name, or nil.
func ViewOf(name string) *View {
	i := slices.IndexFunc(Views, func(v *View) bool { return v.Name == name })
	if i < 0 {
		return nil
	}
	return Views[i]
}

// ViewNames lists the names of the views.
func ViewNames() []string {
	var names []string
	for _, v := range Views {
		names = append(names, v.Name)
	}
	return names
}

// DiagramOptions say what to draw and how.
type DiagramOptions struct {
	Flow    string // of a view of one flow; "" where the design has only one
	Overlay string // of Overlays; "" for none
	Theme   draw.Theme
	Open    []string     // boundaries that stay open in a drawing of many boxes; "all" opens every one
	Placed  *Arrangement // where boxes stand; nil for nothing said
}

// Diagram draws a view of a design with its title block. The numbers are those
// of the closed forms. Problems are what the arrangement says of boxes that there
// are not, or that stand in each other's way. The error names a flow, an overlay
// or a boundary that there is not.
func Diagram(s *study.Study, v *View, opt DiagramOptions) (draw.Picture, diag.List, error) {
	k := &sketch{paper: &paper{s: s, d: s.Design}, view: v, opt: opt}
	if v.OneFlow {
		if err := k.chooseFlow(); err != nil {
			return draw.Picture{}, nil, err
		}
	}
	if err := k.chooseOverlay(); err != nil {
		return draw.Picture{}, nil, err
	}
	if err := k.chooseOpen(); err != nil {
		return draw.Picture{}, nil, err
	}
	k.places = opt.Placed.of(v, k.flow)
	p := v.draw(k)
	k.unmet(p.Unmet)
	k.problems.Sort()
	return p, k.problems, nil
}

// sketch is a view of a design as it is drawn.
type sketch struct {
	*paper
	view    *View
	opt     DiagramOptions
	flow    *model.Flow
	overlay *overlay
	bare    bool // in a document, whose captions say what a title block does

	places   *places
	problems diag.List
}

func (k *sketch) chooseFlow() error {
	names := k.d.Flows.Names()
	name := k.opt.Flow
	switch {
	case len(names) == 0:
		return fmt.Errorf("%s has no flow to draw", k.d.System)
	case name == "" && len(names) == 1:
		name = names[0]
	case name == "":
		return fmt.Errorf("which flow? %s has %s", k.d.System, strings.Join(names, ", "))
	case !slices.Contains(names, name):
		return fmt.Errorf("%s has no flow %q; it has %s", k.d.System, name, strings.Join(names, ", "))
	}
	k.flow = k.d.Flows.Get(name)
	return nil
}

// chooseOpen checks the names of boundaries to open.
func (k *sketch) chooseOpen() error {
	k.opt.Open = slices.Clone(k.opt.Open)
	for _, name := range k.opt.Open {
		switch {
		case k.d.Boundaries.Has(name):
		case name == "all":
			k.opt.Open = k.d.Boundaries.Names()
			return nil
		default:
			return fmt.Errorf("%s has no boundary %q to open; it has %s", k.d.System, name, strings.Join(k.d.Boundaries.Names(), ", "))
		}
	}
	return nil
}

// title says what is drawn, without the name of the system.
func (k *sketch) title() string {
	text := k.view.Title
	if k.flow != nil {
		text += " · " + titled(k.flow.Title, k.flow.Name)
	}
	if k.d.Variant != "" {
		text += " · variant " + k.d.Variant
	}
	if k.overlay != nil {
		text += " · " + k.overlay.title
	}
	return text
}

// plate is the title block of the view, and what it says to those who cannot
// see the picture.
func (k *sketch) plate() (p draw.Plate, title string) {
	title = k.s.Title() + ": " + k.title()
	if k.bare {
		return draw.Plate{}, title
	}
	p = draw.Plate{Heading: k.s.Title(), Subtitle: k.title(), Theme: k.opt.Theme, Foot: "loadpath · design text " + fingerprint(k.s)}
	if k.view.Rates || k.overlay != nil {
		p.Foot += " · rates at " + k.load() + ", closed forms"
	}
	return p, title
}

// load says under which load the numbers hold.
func (k *sketch) load() string {
	if k.s.Options.Scale != 1 {
		return fmt.Sprintf("%s load x %g", k.s.Options.Load, k.s.Options.Scale)
	}
	return k.s.Options.Load + " load"
}

// view draws a view for a document, which has no overlay and no title block.
func (p *paper) view(name string, f *model.Flow) draw.Picture {
	k := &sketch{paper: p, view: ViewOf(name), flow: f, bare: true, places: &places{}}
	return k.view.draw(k)
}

// finish draws a diagram with its title block and its overlay.
func (k *sketch) finish(d draw.Diagram) draw.Picture {
	d.Plate, d.Title = k.plate()
	if k.overlay != nil {
		k.overlay.cover(k, &d)
	}
	d.Open = k.opt.Open
	k.pin(&d)
	return d.Picture()
}
