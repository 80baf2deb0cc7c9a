package search

import (
	"context"
	"encoding/json"
	"math"
	"testing"
)

// tryAll runs the singles of a design with a budget.
func tryAll(t *testing.T, o CampaignOptions) *Campaign {
	t.Helper()
	o.Seed = 1
	c, err := NewCampaign(context.Background(), load(t, stormyDesign), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Singles(context.Background()); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestACampaignKeepsItsBudgetOfEvents: it never takes more, has an answer or a
// reason for every scenario, decides more when it may take more, and all it does
// is the same on one worker and on three, and when it knew some of it before.
func TestACampaignKeepsItsBudgetOfEvents(t *testing.T) {
	all := tryAll(t, CampaignOptions{})
	need := 0.0
	known := map[string]*Tried{}
	for i, x := range all.Tried {
		if need += float64(x.Events); !x.Decided() && x.Impossible == "" {
			t.Errorf("%s is undecided without a need: %s", x.Name, x.Undecided)
		}
		if i%2 == 0 {
			known[x.Name] = x
		}
	}
	before := 0
	for _, share := range []float64{0.2, 0.6, 1.5} {
		var first string
		decided := 0
		for _, o := range []CampaignOptions{{Workers: 1}, {Workers: 3}, {Workers: 2, Known: func(name string) *Tried { return known[name] }}} {
			o.Events = share * need
			c := tryAll(t, o)
			if len(c.Tried) != len(c.ToTry()) {
				t.Fatalf("%d of %d scenarios have an answer or a reason", len(c.Tried), len(c.ToTry()))
			}
			used := 0.0
			decided = 0
			for _, x := range c.Tried {
				used += float64(x.Events)
				if x.Undecided == "" {
					decided++
				}
			}
			if used > o.Events {
				t.Errorf("%.0f events were used, and there were %.0f", used, o.Events)
			}
			text, err := json.Marshal(c.Tried)
			if err != nil {
				t.Fatal(err)
			}
			if first == "" {
				first = string(text)
			} else if string(text) != first {
				t.Errorf("with %.0f%% of the events and %d workers the campaign says\n%s\nand with one\n%s", 100*share, o.Workers, text, first)
			}
		}
		if decided <= before {
			t.Errorf("with %.0f%% of the events %d are decided, with fewer %d", 100*share, decided, before)
		}
		before = decided
	}
	if before != len(all.Tried) {
		t.Errorf("with more events than it needs %d of %d are decided", before, len(all.Tried))
	}
}

// TestAWaveCannotTakeMoreThanThereIs: whatever runs at the same time.
func TestAWaveCannotTakeMoreThanThereIs(t *testing.T) {
	c := &Campaign{o: CampaignOptions{BenchOptions: BenchOptions{MaxEvents: math.MaxUint64}}, Bench: &Bench{Scale: &Scale{Events: 1000}}}
	for _, of := range []int{1, 5, waveSize, 300} {
		for _, budget := range []float64{-1, 0, 1e4, 1e6, 1e9} {
			size, most := c.wave(budget, of)
			if size < 1 || size > of || float64(size)*float64(most) > math.Max(budget, 0) {
				t.Errorf("%d of %d scenarios may take %d events each, and there are %g", size, of, most, budget)
			}
		}
	}
}
