package sim

import (
	"slices"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

func TestGapsNamesWhatIsNotSimulated(t *testing.T) {
	d, problems, err := model.Load("gaps.yaml", func(string) ([]byte, error) {
		return []byte(`loadpath: 1
system: gaps
components:
  log: {kind: stream, replicas: 3, replication: {mode: sync}, failover: {time: 30s}}
  db: {kind: sql, replicas: 2, replication: {mode: async, lag: 1s}, failover: {time: 30s}}
flows:
  f: {rate: 1/s, steps: [{read: db}, {publish: log}]}
`), nil
	})
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	want := []string{"components.*.failover", "components.*.replication"}
	if got := Gaps(d, false); !slices.Equal(got, want) {
		t.Errorf("Gaps = %q, want %q", got, want)
	}
}

func TestATextbookQueueHasNoGaps(t *testing.T) {
	d, _, err := model.Load("mm1.yaml", func(string) ([]byte, error) {
		return []byte("loadpath: 1\nsystem: q\ncomponents:\n  s: {kind: service, cores: 1}\nflows:\n  f: {rate: 0.5/s, steps: [{call: s, work: 1s}]}\n"), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := Gaps(d, false); got != nil {
		t.Errorf("Gaps = %q, want none", got)
	}
}

// TestBreakdownsNameWhatTheyLeaveOut has two replicas that share a crew and a
// cause.
func TestBreakdownsNameWhatTheyLeaveOut(t *testing.T) {
	d := loaded(t, "components: {s: {kind: service, replicas: 2, mttf: 1000h, mttr: 2h, repair-crews: 1, common-cause: 5%}}\n")
	want := []string{"components.*.repair-crews", "components.*.common-cause"}
	if got := Gaps(d, true); !slices.Equal(got, want) {
		t.Errorf("Gaps with breakdowns = %q, want %q", got, want)
	}
	if got := Gaps(d, false); got != nil {
		t.Errorf("Gaps = %q, want none", got)
	}
}
