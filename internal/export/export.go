// Package export writes a study in the formats of other tools, one file a
// format. It computes nothing.
package export

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

// Format is one format to write a study in.
type Format struct {
	Name  string
	Title string
	Lacks string // what of its subject it has no words for; "" when it says all
	About About
	Views []string // what it can show of the design, the usual one first; none when there is no choice
	// Write writes all of it or nothing. What the format cannot say it leaves out
	// and returns, a line each.
	Write func(w io.Writer, s *study.Study, ask Ask) (leftOut []string, err error)
}

// About is what a format shows of a design.
type About uint8

// A format is about the whole design, one flow, or one failure that the design
// declares.
const (
	Whole About = iota
	OneFlow
	OneFailure
)

// Ask is what to write, by name.
type Ask struct {
	View    string // of the format's Views; "" is the first
	Flow    string
	Failure string
}

// Formats are all of them.
var Formats = []*Format{dot, mermaid, d2, plantUML, drawio, excalidraw, structurizr, structurizrJSON, likeC4, calm, ilograph, estimates, openPSA, toxiproxy, chaosMesh, litmus, gameDay}

// Export writes a study in the format, as Write does; a name that the design or
// the format does not have is an error.
func (f *Format) Export(w io.Writer, s *study.Study, ask Ask) (leftOut []string, err error) {
	ask.View, err = f.viewOf(ask.View)
	if err != nil {
		return nil, err
	}
	return f.Write(w, s, ask)
}

// Find returns the format of a name, or nil.
func Find(name string) *Format {
	for _, f := range Formats {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Names lists the names of the formats.
func Names() []string {
	var names []string
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return names
}

// viewOf checks the name of a view.
func (f *Format) viewOf(view string) (string, error) {
	switch {
	case view == "" && len(f.Views) > 0:
		return f.Views[0], nil
	case view == "" || slices.Contains(f.Views, view):
		return view, nil
	case len(f.Views) == 0:
		return "", fmt.Errorf("%s has no views to choose from", f.Name)
	}
	return "", fmt.Errorf("%s has no view %q; it has %s", f.Name, view, strings.Join(f.Views, ", "))
}

// flowOf checks the name of a flow; a design with one flow needs none.
func flowOf(s *study.Study, flow string) (string, error) {
	return oneOf("flow", "--flow", flow, s.Design.Flows.Names())
}

// failureOf finds a failure by name; a design with one failure needs none.
func failureOf(s *study.Study, failure string) (*model.Failure, error) {
	name, err := oneOf("failure", "--failure", failure, s.Design.Failures.Names())
	if err != nil {
		return nil, err
	}
	return s.Design.Failures.Get(name), nil
}

func oneOf(what, flag, name string, names []string) (string, error) {
	switch {
	case slices.Contains(names, name):
		return name, nil
	case name == "" && len(names) == 1:
		return names[0], nil
	case len(names) == 0:
		return "", fmt.Errorf("the design has no %s", what)
	case name == "":
		return "", fmt.Errorf("name a %s with %s: %s", what, flag, strings.Join(names, ", "))
	}
	return "", fmt.Errorf("the design has no %s %q; it has %s", what, name, strings.Join(names, ", "))
}
