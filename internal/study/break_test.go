package study

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

// counter is M/M/1 with 100/s at 40/s, so that the mean response reaches 50 ms
// at 80/s, which is twice the load.
const counter = `
loadpath: 1
system: counter
requirements:
  quality:
    quick:   {flow: ask, mean: 50ms}
    carries: {flow: ask, throughput: 70/s}
    up:      {flow: ask, availability: 99.99%}
    budget:  {cost: $5/month}
components:
  desk: {kind: service, cores: 1}
flows:
  ask: {rate: 40/s, steps: [{call: desk, work: 10ms}]}
`

func broken(t *testing.T, text, requirement string, opt Options) *Breaks {
	t.Helper()
	if opt.MaxEvents == 0 {
		opt.MaxEvents = 150_000
	}
	b, err := ToBreak(context.Background(), loadedText(t, text), requirement, opt)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBreakingLoadOfAQueueIsThatOfItsClosedForm(t *testing.T) {
	for _, requirement := range []string{"", "quick", "carries"} {
		b := broken(t, counter, requirement, Options{})
		if !b.Scale.Known() || b.Scale.Low > 2 || b.Scale.High < 2 || b.Scale.High > 1.2*b.Scale.Low {
			t.Errorf("%q breaks at %+v, want about 2", requirement, b.Scale)
		}
		if b.Rate.Low > 80.5 || b.Rate.High < 79.5 {
			t.Errorf("%q breaks at %+v of ask, want about 80/s", requirement, b.Rate)
		}
		if b.Saturates == nil || b.Saturates.Component != "desk" || b.Saturates.Resource != "cores" {
			t.Errorf("%q: %+v saturates, want the cores of desk", requirement, b.Saturates)
		}
		if want := requirement; want != "" && b.Requirement != want || want == "" && b.Requirement != "quick" {
			t.Errorf("%q: %q breaks", requirement, b.Requirement)
		}
		if b.Verdict(1) != model.Met || b.Verdict(3) != model.Broken || b.Verdict(b.Scale.Value) != model.Unsure {
			t.Errorf("verdicts at 1x, 3x and the edge: %s, %s, %s", b.Verdict(1), b.Verdict(3), b.Verdict(b.Scale.Value))
		}
	}
}

func TestBreakingLoadIsThatOfTheFileWhateverTheScale(t *testing.T) {
	b := broken(t, counter, "quick", Options{Scale: 3})
	if b.Scale.Low > 2 || b.Scale.High < 2 {
		t.Errorf("from three times the load: %+v, want about 2", b.Scale)
	}
}

// TestLoadWithoutRequirementsBreaksWhereAQueueGrows looks for the 100/s that
// the desk can do.
func TestLoadWithoutRequirementsBreaksWhereAQueueGrows(t *testing.T) {
	text := counter[:strings.Index(counter, "requirements:")] + counter[strings.Index(counter, "components:"):]
	b := broken(t, text, "", Options{MaxEvents: 200_000})
	if b.Requirement != "" || b.Metric != "growth" || b.Scale.Low > 2.5 || b.Scale.High < 2.4 || b.Scale.High > 2.9 {
		t.Errorf("%s %+v, want growth at 2.5 times the load", b.Metric, b.Scale)
	}
	if b.Saturates == nil || !b.Saturates.Grows {
		t.Errorf("%+v saturates, want the desk, growing", b.Saturates)
	}
}

func TestWhatHoldsAtNoLoadOrAtAnySaysSo(t *testing.T) {
	never := broken(t, strings.Replace(counter, "mean: 50ms", "mean: 9ms", 1), "quick", Options{MaxEvents: 30_000})
	if never.Scale.Known() || !strings.Contains(never.Scale.Why, "does not hold at any load") || never.Verdict(1) != model.Broken {
		t.Errorf("10 ms of work in 9 ms: %+v", never.Scale)
	}
	always := broken(t, strings.Replace(counter, "cores: 1", "max-wait: 1s", 1), "quick", Options{MaxEvents: 20_000})
	if always.Scale.Known() || !strings.Contains(always.Scale.Why, "holds at every load") || always.Verdict(1) == model.Broken {
		t.Errorf("without a limit: %+v", always.Scale)
	}
}

func TestSearchOfWhatNoLoadBreaksIsRefused(t *testing.T) {
	for name, want := range map[string]string{"budget": "no load breaks", "quikc": `did you mean "quick"?`} {
		if _, err := ToBreak(context.Background(), loadedText(t, counter), name, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestInterruptedSearchShowsItsTrials(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	d := loadedText(t, counter)
	b, err := ToBreak(ctx, d, "quick", Options{MaxEvents: 30_000, Progress: func(p Progress) {
		if p.Done > 0.3 {
			stop()
		}
	}})
	if !errors.Is(err, context.Canceled) || b == nil || !b.Interrupted || len(b.Trials) == 0 {
		t.Errorf("%v, %+v; want the trials that were made", err, b)
	}
}
