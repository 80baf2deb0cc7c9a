package study

import (
	"context"
	"encoding/json"
	"runtime"
	"sync"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/search"
)

const stormy = `loadpath: 1
system: test
components: {api: {kind: service, slots: 1, work: 20ms}, db: {kind: sql, work: 5ms, slots: 1}, spare: {kind: service}}
links: {default: {timeout: 500ms, retry: {max: 3}}}
flows: {ask: {rate: 12/s, steps: [{call: api, steps: [{read: db}]}]}}
requirements: {quality: {fast: {flow: ask, p99: 400ms}, up: {flow: ask, availability: 99%}}}
`

func stormyDesign(t *testing.T) *model.Design {
	t.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte(stormy), nil })
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	return d
}

func found(t *testing.T, opt Options) *Campaign {
	t.Helper()
	c, err := Find(context.Background(), stormyDesign(t), Search{What: Singles}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACampaignIsTheSameOnAnyNumberOfCores(t *testing.T) {
	var first []byte
	for _, cores := range []int{1, 2} {
		before := runtime.GOMAXPROCS(cores)
		c := found(t, Options{})
		runtime.GOMAXPROCS(before)
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = text
		} else if string(text) != string(first) {
			t.Errorf("on two cores the campaign says\n%s\nand on one\n%s", text, first)
		}
	}
}

func TestEveryScenarioOfACampaignIsAccountedFor(t *testing.T) {
	c := found(t, Options{})
	n := c.Find.Counts
	if n.Considered != n.Alike+n.Screened+n.Simulated+n.Impossible {
		t.Errorf("%d considered are not %d alike, %d screened, %d simulated and %d impossible", n.Considered, n.Alike, n.Screened, n.Simulated, n.Impossible)
	}
	if len(c.Scenarios) != n.Simulated {
		t.Errorf("%d scenarios, %d simulated", len(c.Scenarios), n.Simulated)
	}
	bad := 0
	for i, s := range c.Scenarios {
		if s.Verdict == search.Metastable || s.Verdict == search.DataLoss {
			bad++
		}
		if i > 0 && c.Scenarios[i-1].Verdict == search.Absorbed && s.Verdict != search.Absorbed {
			t.Errorf("%s stands behind a milder one", s.Name)
		}
	}
	if score := c.Find.Score; bad == 0 || len(score.Lost) != bad || score.Singles.Of != n.Considered-n.Alike-n.Impossible {
		t.Errorf("the score has %d that are metastable or lossy and %d singles, want %d (some) and %d", len(score.Lost), score.Singles.Of, bad, n.Considered-n.Alike-n.Impossible)
	}
	for _, s := range c.Find.Screened {
		if s.Why == "" {
			t.Errorf("%s is screened without a reason", s.Name)
		}
	}
}

// memory is a cache for one test.
type memory struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (m *memory) Get(key string) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept[key]
}

func (m *memory) Put(key string, data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[key] = data
}

func TestAnInterruptedCampaignGoesOnWhereItStopped(t *testing.T) {
	whole := found(t, Options{})
	cache := &memory{kept: map[string][]byte{}}
	ctx, stop := context.WithCancel(context.Background())
	part, err := Find(ctx, stormyDesign(t), Search{What: Singles}, Options{Cache: cache, Progress: func(p Progress) {
		if p.Runs >= 3 {
			stop()
		}
	}})
	if err == nil || !part.Interrupted || len(part.Scenarios) >= len(whole.Scenarios) {
		t.Fatalf("the interrupted campaign has %d of %d scenarios, interrupted %v, error %v", len(part.Scenarios), len(whole.Scenarios), part.Interrupted, err)
	}
	var kept map[string]any
	for _, data := range cache.kept {
		if err := json.Unmarshal(data, &kept); err != nil {
			t.Fatal(err)
		}
	}
	if len(kept) < 3 {
		t.Errorf("%d scenarios were kept, want those that were tried", len(kept))
	}
	again := found(t, Options{Cache: cache})
	a, _ := json.Marshal(whole)
	b, _ := json.Marshal(again)
	if string(a) != string(b) {
		t.Errorf("the campaign that went on says\n%s\nand the one that was never interrupted\n%s", b, a)
	}
}
