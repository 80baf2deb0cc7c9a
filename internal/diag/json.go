package diag

import (
	"encoding/json"
	"fmt"
	"io"
)

// jsonPlace is a span in numbers; lines and columns count from 1, columns
// count characters, and the end is the first character behind the span.
type jsonPlace struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

type jsonRelated struct {
	Message string `json:"message"`
	jsonPlace
}

type jsonEdit struct {
	jsonPlace
	New string `json:"new"`
}

type jsonDiagnostic struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Help     string `json:"help"`
	jsonPlace
	Related []jsonRelated `json:"related"`
	Fix     []jsonEdit    `json:"fix"`
}

// place returns the numbers of a span; all zero when it points nowhere.
func place(s Span) jsonPlace {
	if s.IsZero() {
		return jsonPlace{}
	}
	start, end := s.Position(), s.Source.Position(s.End)
	return jsonPlace{s.File(), start.Line, start.Column, end.Line, end.Column}
}

// MarshalJSON writes the keys code, severity, message, help, file, line,
// column, end_line, end_column, related and fix, always all of them.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	out := jsonDiagnostic{
		Code: d.Code, Severity: d.Severity.String(), Message: d.Message, Help: d.Help,
		jsonPlace: place(d.Span), Related: []jsonRelated{}, Fix: []jsonEdit{},
	}
	for _, r := range d.Related {
		out.Related = append(out.Related, jsonRelated{r.Message, place(r.Span)})
	}
	for _, e := range d.Fix {
		out.Fix = append(out.Fix, jsonEdit{place(e.Span), e.New})
	}
	return json.Marshal(out)
}

// JSON writes a list as an indented array, [] when it is empty.
func JSON(w io.Writer, list List) error {
	if list == nil {
		list = List{}
	}
	return writeJSON(w, list)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write problems as JSON: %w", err)
	}
	return nil
}
