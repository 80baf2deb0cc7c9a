package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/study"
)

func TestEstimatesShowValueIntervalAndFormula(t *testing.T) {
	s := estimated(t, design(t, "notes.yaml"))
	got := rendered(func(b *bytes.Buffer) {
		if err := Estimates(b, s, "flows.write.rate", Palette{}); err != nil {
			t.Fatal(err)
		}
	})
	golden(t, "notes-estimates.txt", got)
	withinScreen(t, got)
}

func TestEstimatesOfAllLeaveOutWhatHasNoValue(t *testing.T) {
	s := estimated(t, design(t, "guestbook.yaml"))
	got := estimatesOf(t, s, "")
	for _, want := range []string{"\nflows.sign\n", "\ncomponents.web\n", "\nlinks.web.db\n", "\ncost\n", "have no value here"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	withinScreen(t, got)
}

func TestEstimatesOfNothingSayWhatThereIs(t *testing.T) {
	s := estimated(t, design(t, "guestbook.yaml"))
	if got := estimatesOf(t, s, "flow."); !strings.Contains(got, `no number begins with "flow."`) {
		t.Errorf("got %s", got)
	}
}

func TestNumbersWithoutAValueGiveTheReason(t *testing.T) {
	s := estimated(t, design(t, "guestbook.yaml"))
	got := estimatesOf(t, s, "components.db.util")
	if !strings.Contains(got, "cores and slots are unlimited") {
		t.Errorf("no reason in\n%s", got)
	}
}

func estimatesOf(t *testing.T, s *study.Study, only string) string {
	t.Helper()
	return rendered(func(b *bytes.Buffer) {
		if err := Estimates(b, s, only, Palette{}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestIdsAreSplitIntoThingAndName(t *testing.T) {
	for _, tt := range []struct{ id, about, name string }{
		{"flows.redirect.rate.mean", "flows.redirect", "rate.mean"},
		{"links.api.db.rate", "links.api.db", "rate"},
		{"cost.month", "cost", "month"},
		{"cost.components.api", "cost", "components.api"},
		{"odd", "", "odd"},
	} {
		if about, name := subject(tt.id); about != tt.about || name != tt.name {
			t.Errorf("subject(%q) = %q, %q, want %q, %q", tt.id, about, name, tt.about, tt.name)
		}
	}
}
