package diag

import (
	"io"
	"net/url"
	"path/filepath"
)

// Tool is who found the problems, and what each code means.
type Tool struct {
	Name    string
	Version string
	URL     string
	Rules   []Rule
}

// Rule describes one code.
type Rule struct {
	Code  string
	Title string // one line
	Why   string // what goes wrong otherwise
	URL   string // its page
}

// The part of SARIF that is written. OASIS SARIF 2.1.0,
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri,omitempty"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string     `json:"id"`
		ShortDescription *sarifText `json:"shortDescription,omitempty"`
		FullDescription  *sarifText `json:"fullDescription,omitempty"`
		HelpURI          string     `json:"helpUri,omitempty"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID           string          `json:"ruleId"`
		RuleIndex        int             `json:"ruleIndex"`
		Level            string          `json:"level"`
		Message          sarifText       `json:"message"`
		Locations        []sarifLocation `json:"locations,omitempty"`
		RelatedLocations []sarifLocation `json:"relatedLocations,omitempty"`
		Fixes            []sarifFix      `json:"fixes,omitempty"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPhysical `json:"physicalLocation"`
		Message          *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifFix struct {
		Description     *sarifText    `json:"description,omitempty"`
		ArtifactChanges []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		ArtifactLocation sarifArtifact      `json:"artifactLocation"`
		Replacements     []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		DeletedRegion   sarifRegion `json:"deletedRegion"`
		InsertedContent sarifText   `json:"insertedContent"`
	}
)

// SARIF writes a list as a SARIF 2.1.0 log for code scanning. Codes that the
// tool does not describe become rules without a description.
func SARIF(w io.Writer, list List, tool Tool) error {
	driver := sarifDriver{Name: tool.Name, Version: tool.Version, InformationURI: tool.URL, Rules: []sarifRule{}}
	index := map[string]int{}
	add := func(r Rule) {
		index[r.Code] = len(driver.Rules)
		driver.Rules = append(driver.Rules, sarifRule{
			ID: r.Code, ShortDescription: textOrNil(r.Title), FullDescription: textOrNil(r.Why), HelpURI: r.URL,
		})
	}
	for _, r := range tool.Rules {
		if _, ok := index[r.Code]; !ok {
			add(r)
		}
	}
	results := []sarifResult{}
	for _, d := range list {
		if _, ok := index[d.Code]; !ok {
			add(Rule{Code: d.Code})
		}
		results = append(results, result(d, index[d.Code]))
	}
	return writeJSON(w, sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{{Tool: sarifTool{driver}, ColumnKind: "unicodeCodePoints", Results: results}},
	})
}

func result(d Diagnostic, rule int) sarifResult {
	message := d.Message
	if d.Help != "" {
		message += "\n" + d.Help
	}
	r := sarifResult{
		RuleID: d.Code, RuleIndex: rule, Message: sarifText{message},
		Level: map[Severity]string{Error: "error", Warning: "warning", Info: "note"}[d.Severity],
	}
	if !d.Span.IsZero() {
		r.Locations = []sarifLocation{{PhysicalLocation: physical(d.Span)}}
	}
	for _, rel := range d.Related {
		if !rel.Span.IsZero() {
			r.RelatedLocations = append(r.RelatedLocations, sarifLocation{physical(rel.Span), textOrNil(rel.Message)})
		}
	}
	if len(d.Fix) > 0 {
		r.Fixes = []sarifFix{{Description: textOrNil(d.Help), ArtifactChanges: changes(d.Fix)}}
	}
	return r
}

// changes groups edits by file, in the order in which the files come up.
func changes(edits []Edit) []sarifChange {
	var out []sarifChange
	at := map[string]int{}
	for _, e := range edits {
		p := physical(e.Span)
		i, ok := at[p.ArtifactLocation.URI]
		if !ok {
			i = len(out)
			at[p.ArtifactLocation.URI] = i
			out = append(out, sarifChange{ArtifactLocation: p.ArtifactLocation})
		}
		out[i].Replacements = append(out[i].Replacements, sarifReplacement{p.Region, sarifText{e.New}})
	}
	return out
}

func physical(s Span) sarifPhysical {
	p := place(s)
	uri := url.URL{Path: filepath.ToSlash(p.File)}
	return sarifPhysical{
		ArtifactLocation: sarifArtifact{uri.String()},
		Region:           sarifRegion{p.Line, p.Column, p.EndLine, p.EndColumn},
	}
}

func textOrNil(s string) *sarifText {
	if s == "" {
		return nil
	}
	return &sarifText{s}
}
