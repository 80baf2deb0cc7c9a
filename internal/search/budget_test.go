package search

import (
	"context"
	"encoding/json"
	"math"
	"runtime"
	"slices"
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

// TestScenariosTogetherCannotTakeMoreThanThereIs: whatever each of them uses of
// its share; what each may take is the same for any number of workers, and with
// little left it is enough for one, not a share of it.
func TestScenariosTogetherCannotTakeMoreThanThereIs(t *testing.T) {
	const of, least, bound = 300, 4e5, 5e5
	for _, budget := range []float64{-1, 0, 1e4, 1e6, 1e7, 1e9} {
		for _, part := range []float64{0, 0.3, 1} {
			var first []uint64
			for _, workers := range []int{1, 5} {
				c := &Campaign{o: CampaignOptions{Workers: workers}}
				p := newPurse(budget, of, least, bound)
				c.each(context.Background(), of, func(i int) {
					most := p.share(context.Background(), i)
					for range i % 7 * 20 { // they end in another order than they begin
						runtime.Gosched()
					}
					p.ended(i, uint64(part*float64(most)))
				})
				if p.left < 0 || p.left > math.Max(budget, 0) {
					t.Errorf("of %g events %g are left", budget, p.left)
				}
				if first == nil {
					first = p.most
				} else if !slices.Equal(first, p.most) {
					t.Errorf("of %g events one worker lets scenarios take %v, and %d let them take %v", budget, first, workers, p.most)
				}
			}
			if budget > least && first[0] < least {
				t.Errorf("of %g events the first may take %d", budget, first[0])
			}
		}
	}
}
