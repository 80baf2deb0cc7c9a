package report

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestStepsShowHowFarADesignIs(t *testing.T) {
	for _, name := range []string{"guestbook", "notes"} {
		s := estimated(t, design(t, name+".yaml"))
		ordered, err := s.Process("16")
		if err != nil {
			t.Fatal(err)
		}
		got := rendered(func(b *bytes.Buffer) { Steps(b, s, ordered, Palette{}) })
		golden(t, name+"-steps.txt", got)
		withinScreen(t, got)
	}
}

func TestStepsFollowTheOrderOfAGuide(t *testing.T) {
	s := estimated(t, design(t, "notes.yaml"))
	ordered, err := s.Process("7")
	if err != nil {
		t.Fatal(err)
	}
	got := rendered(func(b *bytes.Buffer) { Steps(b, s, ordered, Palette{}) })
	golden(t, "notes-steps-7.txt", got)
}

func TestEveryStepIsShownInFull(t *testing.T) {
	s := estimated(t, design(t, "notes.yaml"))
	for i := range s.Steps {
		step := &s.Steps[i]
		got := rendered(func(b *bytes.Buffer) { Step(b, s, step, Palette{}) })
		withinScreen(t, got)
		for _, q := range step.Open {
			if !strings.Contains(got, q.Text) || !strings.Contains(got, q.Type) {
				t.Errorf("%s does not say what to type for %q", step.Step.Key, q.Text)
			}
		}
		if strings.Contains(got, "The design says nothing") {
			t.Errorf("%s shows nothing of a design that says something in every step", step.Step.Key)
		}
	}
}

func TestScaleStepShowsItsNumbers(t *testing.T) {
	s := estimated(t, design(t, "guestbook.yaml"))
	golden(t, "guestbook-scale.txt", rendered(func(b *bytes.Buffer) { Step(b, s, s.Step("scale"), Palette{}) }))
}

func TestColourDoesNotMoveAnything(t *testing.T) {
	s := estimated(t, design(t, "notes.yaml"))
	plain := rendered(func(b *bytes.Buffer) { Step(b, s, s.Step("failure"), Palette{}) })
	coloured := rendered(func(b *bytes.Buffer) { Step(b, s, s.Step("failure"), Colours) })
	for _, code := range []string{Colours.Bold, Colours.Dim, Colours.Good, Colours.Bad, Colours.Warn, Colours.Reset} {
		coloured = strings.ReplaceAll(coloured, code, "")
	}
	if plain != coloured {
		t.Errorf("with colour:\n%s\nwithout:\n%s", coloured, plain)
	}
}

// withinScreen wants lines of at most screenWidth characters; what to type may
// be longer, as it must stay on one line to be copied.
func withinScreen(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if n := utf8.RuneCountInString(line); n > screenWidth && !strings.HasPrefix(line, "      ") {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
}
