package export

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/faulttree"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/model/modeltest"
	"github.com/loadpath/loadpath/internal/study"
)

// designs are the reference designs, and two that share zones and a region.
func designs(t *testing.T) map[string]*study.Study {
	t.Helper()
	files, err := filepath.Glob("../../designs/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no designs", err)
	}
	texts := map[string][]byte{"zones.yaml": []byte(zonedDesign)}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(file)] = text
	}
	out := map[string]*study.Study{}
	for name, text := range texts {
		out[name] = estimated(t, name, text)
	}
	return out
}

func estimated(t *testing.T, name string, text []byte) *study.Study {
	t.Helper()
	d, problems, err := model.Load(name, func(string) ([]byte, error) { return text, nil })
	if err != nil || problems.HasErrors() {
		t.Fatal(name, err, problems)
	}
	s, err := study.Estimate(d, study.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const zonedDesign = `
loadpath: 1
system: zoned
boundaries: {east: {region: true, zones: 3, zone-availability: 99.95%, availability: 99.99%}}
components:
  web: {kind: service, in: east, zones: 3, replicas: 6, needs: 5, availability: 99%}
  db: {kind: sql, in: east, zones: 2, replicas: 2, mttf: 1000h, mttr: 2h, failover: {time: 30s, coverage: 99%}}
  cache: {kind: cache, in: east, zones: 2, replicas: 2, availability: 99%}
  queue: {kind: queue, in: east, availability: 99.9%}
flows:
  sign: {rate: 1/s, steps: [{call: web, steps: [{get: cache, on-error: miss, miss: [{read: db}]}, {write: db, on-error: [{publish: queue}]}]}]}
`

var probability = regexp.MustCompile(` probability="([^"]*)"`)

// TestScramComputesTheSameAvailability exports every flow of every design and
// has scram compute it.
func TestScramComputesTheSameAvailability(t *testing.T) {
	scram := modeltest.Oracle(t, "scram", "--version")
	for name, s := range designs(t) {
		for _, f := range s.Reliability.Flows {
			if f.Why != "" || len(f.Needs) == 0 {
				continue
			}
			var text bytes.Buffer
			if _, err := openPSA.Write(&text, s, Ask{Flow: f.Name}); err != nil {
				t.Fatalf("%s %s: %v", name, f.Name, err)
			}
			dir := t.TempDir()
			file, report := filepath.Join(dir, "flow.xml"), filepath.Join(dir, "report.xml")
			if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(scram, "--bdd", "--probability", "true", file, "-o", report).CombinedOutput(); err != nil {
				t.Errorf("%s %s: scram does not take it: %v\n%s\n%s", name, f.Name, err, out, text.String())
				continue
			}
			said, err := os.ReadFile(report)
			if err != nil {
				t.Fatal(err)
			}
			want, err := strconv.ParseFloat(string(probability.FindSubmatch(said)[1]), 64)
			if err != nil {
				t.Fatal(err)
			}
			// Scram prints six digits.
			if got := 1 - f.Availability.Value; math.Abs(got-want) > 5e-6*want {
				t.Errorf("%s %s: unavailable for %.9g of the time, scram has %.9g", name, f.Name, got, want)
			}
		}
	}
}

// TestWhatIsExportedIsReadBack reads the fault trees with our own reader.
func TestWhatIsExportedIsReadBack(t *testing.T) {
	for name, s := range designs(t) {
		for _, f := range s.Reliability.Flows {
			if f.Why != "" || len(f.Needs) == 0 {
				continue
			}
			var text bytes.Buffer
			if _, err := openPSA.Write(&text, s, Ask{Flow: f.Name}); err != nil {
				t.Fatal(err)
			}
			m, problems := faulttree.ReadOpenPSA([]*diag.Source{diag.NewSource("flow.xml", text.Bytes())}, faulttree.ReadOptions{})
			if m == nil {
				t.Fatalf("%s %s: %+v\n%s", name, f.Name, problems, text.String())
			}
			got := m.Tree.Analyse(m.Tops[0].Ref, faulttree.Options{}).Probability.Low
			if want := 1 - f.Availability.Value; math.Abs(got-want) > 1e-9*want {
				t.Errorf("%s %s: %.12g read back, want %.12g", name, f.Name, got, want)
			}
		}
	}
}

func TestAFlowMustBeNamedWhereThereAreSeveral(t *testing.T) {
	all := designs(t)
	var out bytes.Buffer
	if _, err := openPSA.Write(&out, all["url-shortener.yaml"], Ask{Flow: ""}); err == nil {
		t.Error("no flow is named, and one is exported")
	}
	if _, err := openPSA.Write(&out, all["url-shortener.yaml"], Ask{Flow: "nothing"}); err == nil {
		t.Error("a flow that is not there is exported")
	}
	if _, err := openPSA.Write(&out, all["zones.yaml"], Ask{Flow: ""}); err != nil {
		t.Errorf("the only flow need not be named: %v", err)
	}
}
