package studio

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

const promised = shop + `requirements:
  quality:
    quick: {flow: buy, p99: 1s}
`

func TestTheDocumentHasBothWitnessesOnceTheyWereHeardOnTheFile(t *testing.T) {
	s := serve(t, promised)
	row := func() string {
		t.Helper()
		res, err := http.Get(s.http.URL + "/api/document?as=markdown")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var text strings.Builder
		if _, err := io.Copy(&text, res.Body); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(text.String()) {
			if strings.Contains(line, "buy p99") {
				return line
			}
		}
		t.Fatalf("the document has no row of the requirement:\n%s", text.String())
		return ""
	}
	if got := row(); !strings.Contains(got, "not run") {
		t.Errorf("before a review the requirement reads %q, want the simulation \"not run\"", got)
	}
	first := s.lastPiece("/api/review", Question{}).Reviewed
	if got, want := row(), first.Requirements[0].Simulate.Text; want == "" || !strings.Contains(got, want) {
		t.Errorf("after a review the requirement reads %q, want the simulated %q in it", got, want)
	}
	if again := s.lastPiece("/api/review", Question{}).Reviewed; again.Took != first.Took {
		t.Errorf("the same text was simulated again: %g s, then %g s", first.Took, again.Took)
	}
	change := Changes{s.state().Revision, []Change{{Path: []string{"components", "api", "replicas"}, Value: "5"}}}
	if status := s.ask("POST", "/api/edit", change, nil); status != http.StatusOK {
		t.Fatalf("edit: %d", status)
	}
	if got := row(); !strings.Contains(got, "not run") {
		t.Errorf("the document of another text reads %q, want the simulation \"not run\"", got)
	}
}
