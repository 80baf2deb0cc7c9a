// Package export writes a study in the formats of other tools, one file a
// format. It computes nothing.
package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/study"
)

// Format is one format to write a study in.
type Format struct {
	Name  string
	Title string
	Flow  bool // it is about one flow
	Write func(w io.Writer, s *study.Study, flow string) error
}

// Formats are all of them.
var Formats = []*Format{openPSA}

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

// flowOf checks the name of a flow; a design with one flow needs none.
func flowOf(s *study.Study, flow string) (string, error) {
	names := s.Design.Flows.Names()
	switch {
	case s.Design.Flows.Has(flow):
		return flow, nil
	case flow == "" && len(names) == 1:
		return names[0], nil
	case len(names) == 0:
		return "", fmt.Errorf("the design has no flow")
	case flow == "":
		return "", fmt.Errorf("name a flow with --flow: %s", strings.Join(names, ", "))
	}
	return "", fmt.Errorf("the design has no flow %q; it has %s", flow, strings.Join(names, ", "))
}
