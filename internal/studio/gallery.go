package studio

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/intake"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

// templates reads the finished designs once.
var templates = sync.OnceValue(func() []Template {
	out := []Template{}
	for _, name := range designs.All() {
		d, err := template(name)
		if err != nil {
			continue // a test holds every one of them
		}
		st, err := study.Estimate(d, study.Options{Brief: true, Points: true})
		if err != nil {
			continue
		}
		out = append(out, Template{
			Name: name, Title: d.Title, Summary: strings.TrimSpace(d.Summary), Outage: strings.HasPrefix(name, "outages/"), Parts: d.Components.Len(),
			Picture: sketchOf(pictureOf(st, nil)),
		})
	}
	return out
})

// sketchOf leaves of a picture what can be told apart when it is small.
func sketchOf(p Picture) Sketch {
	out := Sketch{W: p.W, H: p.H, Boxes: []Box{}, Areas: []Box{}, Lines: [][][2]int{}}
	for _, n := range p.Nodes {
		out.Boxes = append(out.Boxes, n.Box)
	}
	for _, g := range p.Groups {
		out.Areas = append(out.Areas, g.Box)
	}
	for _, e := range p.Edges {
		out.Lines = append(out.Lines, e.Points)
	}
	return out
}

// template is one of the finished designs.
func template(name string) (*model.Design, error) {
	text, ok := designs.Text(name)
	if !ok {
		return nil, fmt.Errorf("there is no template %q", name)
	}
	d, problems, err := model.Load(name, func(string) ([]byte, error) { return text, nil })
	if err != nil {
		return nil, err
	}
	return d, firstError(name, problems)
}

// gallery answers the finished designs that a file can begin with.
func (s *Studio) gallery(w http.ResponseWriter, _ *http.Request) { answer(w, templates()) }

// begin writes a file that does not exist yet.
func (s *Studio) begin(w http.ResponseWriter, r *http.Request) {
	var ask Begin
	if !asked(w, r, &ask) {
		return
	}
	base := filepath.Base(s.file.name)
	text := designs.Starter("system", base)
	if ask.Template != "" {
		var ok bool
		if text, ok = designs.Text(ask.Template); !ok {
			fail(w, http.StatusNotFound, fmt.Sprintf("there is no template %q", ask.Template))
			return
		}
	}
	s.write(w, r, "", text) // the revision of no file: one that exists by now is a conflict
}

// bring writes a file that does not exist yet from what another tool wrote.
func (s *Studio) bring(w http.ResponseWriter, r *http.Request) {
	var ask Import
	if !asked(w, r, &ask) {
		return
	}
	src := diag.NewSource(ask.Name, []byte(ask.Text))
	format := intake.Detect(src)
	if format == nil {
		fail(w, http.StatusUnprocessableEntity, ask.Name+" looks like none of the formats that can be imported: "+strings.Join(intake.Names(), ", "))
		return
	}
	made, problems := format.Import([]*diag.Source{src}, "system")
	if made == nil {
		fail(w, http.StatusUnprocessableEntity, fmt.Sprintf("%s cannot be imported: %v", ask.Name, firstError(ask.Name, problems)))
		return
	}
	s.write(w, r, "", made.Text)
}

// replay runs an outage of the gallery: as it went, and with its repair. It
// is computed once for every page, and no single one can cancel it.
func (s *Studio) replay(w http.ResponseWriter, r *http.Request) {
	var ask Begin
	if !asked(w, r, &ask) {
		return
	}
	streamed(w, r, func(context.Context, func(study.Progress)) (Piece, error) {
		made, _ := s.replays.LoadOrStore(ask.Template, sync.OnceValues(func() (*Replay, error) { return replayOf(ask.Template) }))
		replay, err := made.(func() (*Replay, error))()
		return Piece{Replay: replay}, err
	})
}

func replayOf(name string) (*Replay, error) {
	d, err := template(name)
	if err != nil {
		return nil, err
	}
	if d.Failures.Len() == 0 {
		return nil, fmt.Errorf("%s declares no failure to replay", name)
	}
	failure := d.Failures.Names()[0]
	st, err := study.Estimate(d, study.Options{Load: d.Failures.Get(failure).Load})
	if err != nil {
		return nil, err
	}
	start := time.Now()
	c, err := study.Chaos(context.Background(), d, failure, study.Options{Timeline: true})
	if err != nil {
		return nil, err
	}
	f := d.Failures.Get(failure)
	out := &Replay{Name: name, Design: designView(st, nil), Text: f.Text, Respond: f.Response}
	for i := range c.Scenarios {
		seen := brokenView(&c.Scenarios[i], c.Seed, time.Since(start))
		if c.Scenarios[i].Variant == "" {
			out.As = seen
		} else if out.Mended == nil {
			out.Mended = seen
		}
	}
	return out, nil
}
