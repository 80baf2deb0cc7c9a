package diag

import (
	"encoding/xml"
	"fmt"
	"io"
)

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes a list as a JUnit test suite: an error is a failed test, a
// warning a passed one with output, and an empty list one passed test.
func JUnit(w io.Writer, list List, suite string) error {
	s := junitSuite{Name: suite}
	for _, d := range list {
		c := junitCase{Name: d.Code, Class: suite}
		if !d.Span.IsZero() {
			c.Name, c.Class = d.Code+" at "+d.Span.String(), d.Span.File()
		}
		text := d.Message
		if d.Help != "" {
			text += "\nhelp: " + d.Help
		}
		if d.Severity == Error {
			c.Failure = &junitFailure{Message: d.Message, Type: d.Code, Text: text}
			s.Failures++
		} else {
			c.Out = d.Severity.String() + ": " + text
		}
		s.Cases = append(s.Cases, c)
	}
	if len(s.Cases) == 0 {
		s.Cases = []junitCase{{Name: "no problems", Class: suite}}
	}
	s.Tests = len(s.Cases)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write problems as JUnit: %w", err)
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(s); err != nil {
		return fmt.Errorf("write problems as JUnit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}
