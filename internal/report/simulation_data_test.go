package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/sim"
)

// TestSimulationSaysWhatCopiesShowedLateAndWhatIsLost adds both to a run.
func TestSimulationSaysWhatCopiesShowedLateAndWhatIsLost(t *testing.T) {
	r := run()
	r.Flows["find"].StaleReads = &sim.Number{Value: 0.12, Low: 0.11, High: 0.13}
	r.Flows["find"].Staleness = &sim.Number{Value: 1.5, Low: 1.5, High: 1.5}
	r.Data = map[string]*sim.DataResult{"note": {Lost: sim.Number{Value: 0.995, Low: 0.995, High: 0.995}, LostWrites: 100}}
	got := rendered(func(b *bytes.Buffer) { Simulation(b, design(t, "notes.yaml"), r, Palette{}) })
	for _, want := range []string{"find: 12% ±8% of its reads from copies are out of date, by up to 1.5 s", "note: 100 acknowledged writes are lost, the oldest 995 ms old by then"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if plain := rendered(func(b *bytes.Buffer) { Simulation(b, design(t, "notes.yaml"), run(), Palette{}) }); strings.Contains(plain, "Data") {
		t.Errorf("a run without either speaks of data:\n%s", plain)
	}
}
