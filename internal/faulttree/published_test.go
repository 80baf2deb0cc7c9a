package faulttree

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

// published is a fault tree with the values that others have published for it.
type published struct {
	Model     string
	Files     []string
	Top       float64            `json:"top_probability"`
	Tolerance float64            // absolute
	RareEvent float64            `json:"rare_event"`
	CutSets   uint64             `json:"minimal_cut_sets"`
	ByOrder   []uint64           `json:"mcs_by_order_from_1"`
	Truncated map[string]uint64  // "order<=4" to the count of all up to there
	Sequences map[string]float64 // of event trees
}

// scram returns where the package scram keeps its models. Without it a test is
// skipped, or fails where oracles are required.
func scram(t testing.TB) string {
	t.Helper()
	const models = "/usr/share/scram"
	_, err := exec.LookPath("scram")
	if err == nil {
		_, err = os.Stat(models)
	}
	if err != nil {
		if os.Getenv("LOADPATH_ORACLES") == "required" {
			t.Fatalf("the oracle scram is not installed: %v", err)
		}
		t.Skipf("the oracle scram is not installed: %v", err)
	}
	return models
}

func models(t testing.TB) []published {
	t.Helper()
	text, err := os.ReadFile("testdata/published.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		FaultTrees []published `json:"fault_trees"`
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all.FaultTrees
}

func readModel(t testing.TB, dir string, names []string) *Model {
	t.Helper()
	var files []*diag.Source
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, diag.NewSource(name, text))
	}
	m, problems := ReadOpenPSA(files, ReadOptions{})
	if m == nil {
		t.Fatalf("%v: %+v", names, problems)
	}
	return m
}

// order is the largest cut set that the published counts are about; 0 for any.
func (p *published) order() int {
	if strings.Contains(p.Model, "order<=4") {
		return 4
	}
	return 0
}

// sixDigits is how far a number may be off that was printed with six digits.
const sixDigits = 5e-6

// TestPublishedFaultTrees holds the models that come with scram to the values
// of its own tests.
func TestPublishedFaultTrees(t *testing.T) {
	dir := scram(t)
	for _, p := range models(t) {
		t.Run(p.Model, func(t *testing.T) {
			m := readModel(t, dir, p.Files)
			if p.Sequences != nil {
				sequencesMatch(t, m, &p)
				return
			}
			got := m.Tree.Analyse(m.Tops[0].Ref, Options{Order: p.order()})
			if !got.Probability.Exact {
				t.Fatalf("probability %+v is a bound", got.Probability)
			}
			if tolerance := max(p.Tolerance, sixDigits*p.Top); math.Abs(got.Probability.Low-p.Top) > tolerance {
				t.Errorf("probability %g, published %g", got.Probability.Low, p.Top)
			}
			if p.RareEvent > 0 && !near(got.CutSets.RareEvent, p.RareEvent, 1e-3) {
				t.Errorf("sum of the cut sets %g, published %g", got.CutSets.RareEvent, p.RareEvent)
			}
			if got.CutSets.Count != p.CutSets {
				t.Errorf("%d cut sets, published %d", got.CutSets.Count, p.CutSets)
			}
			if p.ByOrder != nil && !slices.Equal(got.CutSets.ByOrder, p.ByOrder) {
				t.Errorf("cut sets by order %v, published %v", got.CutSets.ByOrder, p.ByOrder)
			}
			for text, count := range p.Truncated {
				order, err := strconv.Atoi(strings.TrimPrefix(text, "order<="))
				if err != nil {
					t.Fatal(err)
				}
				if testing.Short() && p.order() > 0 {
					continue
				}
				if got := m.Tree.Analyse(m.Tops[0].Ref, Options{Order: order}).CutSets.Count; got != count {
					t.Errorf("%d cut sets up to order %d, published %d", got, order, count)
				}
			}
		})
	}
}

func sequencesMatch(t *testing.T, m *Model, p *published) {
	if len(m.Sequences) != len(p.Sequences) {
		t.Errorf("%d sequences, published %d", len(m.Sequences), len(p.Sequences))
	}
	for _, s := range m.Sequences {
		if got := m.Tree.Analyse(s.Ref, Options{}).Probability.Low; math.Abs(got-p.Sequences[s.Name]) > p.Tolerance {
			t.Errorf("sequence %s: probability %g, published %g", s.Name, got, p.Sequences[s.Name])
		}
	}
}

// scramReport is what scram writes.
type scramReport struct {
	Products []struct {
		Name         string  `xml:"name,attr"`
		Products     uint64  `xml:"products,attr"`
		Probability  float64 `xml:"probability,attr"`
		Distribution string  `xml:"distribution,attr"`
	} `xml:"results>sum-of-products"`
	Importance []struct {
		Name   string `xml:"name,attr"`
		Events []struct {
			Name       string  `xml:"name,attr"`
			Occurrence float64 `xml:"occurrence,attr"`
			MIF        float64 `xml:"MIF,attr"`
			CIF        float64 `xml:"CIF,attr"`
			DIF        float64 `xml:"DIF,attr"`
			RAW        float64 `xml:"RAW,attr"`
		} `xml:"basic-event"`
	} `xml:"results>importance"`
	Sequences []struct {
		Name  string  `xml:"name,attr"`
		Value float64 `xml:"value,attr"`
	} `xml:"results>initiating-event>sequence"`
}

func runScram(t testing.TB, args ...string) scramReport {
	t.Helper()
	out := filepath.Join(t.TempDir(), "report.xml")
	if text, err := exec.Command("scram", append(args, "-o", out)...).CombinedOutput(); err != nil {
		t.Fatalf("scram %v: %v\n%s", args, err, text)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var r scramReport
	if err := xml.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestScramAgrees compares probability, cut sets and importance of every event
// with what scram computes, common-cause groups included.
func TestScramAgrees(t *testing.T) {
	dir := filepath.Join(scram(t), "input")
	for _, files := range [][]string{
		{"testdata/groups.xml"},
		{"testdata/expressions.xml"},
		{"Chinese/chinese.xml", "Chinese/chinese-basic-events.xml"},
		{"TwoTrain/common_cause.xml"},
		{"BSCU/BSCU.xml"},
		{"HIPPS/HIPPS.xml"},
		{"ThreeMotor/three_motor.xml"},
	} {
		t.Run(files[0], func(t *testing.T) {
			base := dir
			if strings.HasPrefix(files[0], "testdata") {
				base = "."
			}
			m := readModel(t, base, files)
			args := []string{"--bdd", "--probability", "true", "--importance", "true", "--ccf", "true"}
			for _, f := range files {
				args = append(args, filepath.Join(base, f))
			}
			want := runScram(t, args...)
			for i, w := range want.Products {
				got := m.Tree.Analyse(topOf(t, m, w.Name), Options{})
				if !near(got.Probability.Low, w.Probability, sixDigits) {
					t.Errorf("%s: probability %.8g, scram has %.8g", w.Name, got.Probability.Low, w.Probability)
				}
				if got.CutSets.Count != w.Products {
					t.Errorf("%s: %d cut sets, scram has %d", w.Name, got.CutSets.Count, w.Products)
				}
				for _, e := range want.Importance[i].Events {
					k := slices.IndexFunc(got.Importance, func(x Importance) bool { return x.Event == e.Name })
					if k < 0 {
						continue // an event that is several here, one for each group
					}
					g := got.Importance[k]
					if !near(g.Birnbaum, e.MIF, 1e-4) || !near(g.Criticality, e.CIF, 1e-4) || !near(g.Diagnostic, e.DIF, 1e-4) || !near(g.Achievement, e.RAW, 1e-4) || g.Occurrence != e.Occurrence {
						t.Errorf("%s: importance of %s is %+v, scram has %+v", w.Name, e.Name, g, e)
					}
				}
			}
		})
	}
}

// TestScramAgreesOnEventTrees compares the ends of event trees; a sequence of
// the first goes on in another tree.
func TestScramAgreesOnEventTrees(t *testing.T) {
	dir := filepath.Join(scram(t), "input")
	for _, files := range [][]string{
		{"EventTrees/gas_leak/gas_leak.xml", "EventTrees/gas_leak/gas_leak_reactive.xml"},
		{"EventTrees/attack.xml"},
		{"EventTrees/bcd.xml"},
	} {
		t.Run(files[0], func(t *testing.T) {
			m := readModel(t, dir, files)
			args := []string{"--bdd", "--probability", "true"}
			for _, f := range files {
				args = append(args, filepath.Join(dir, f))
			}
			var got, want []string
			for _, s := range m.Sequences {
				got = append(got, fmt.Sprintf("%s %.4g", s.Name, m.Tree.Analyse(s.Ref, Options{}).Probability.Low))
			}
			for _, s := range runScram(t, args...).Sequences {
				want = append(want, fmt.Sprintf("%s %.4g", s.Name, s.Value))
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("sequences %v, scram has %v", got, want)
			}
		})
	}
}

func topOf(t *testing.T, m *Model, name string) Ref {
	t.Helper()
	for _, top := range m.Tops {
		if top.Name == name {
			return top.Ref
		}
	}
	t.Fatalf("no top is called %s", name)
	return False
}

// TestScramReadsWhatIsWritten writes generated trees and has scram compute them.
func TestScramReadsWhatIsWritten(t *testing.T) {
	scram(t)
	tree := New()
	a, b, c, d := tree.Event("a", 0.1), tree.Event("b<&\"", 0.2), tree.Event("c", 0.3), tree.Event("d", 0.05)
	top := tree.Or(tree.AtLeast(2, a, b, c), tree.AtLeast(3, a, b, b, c, d), tree.And(d.Not(), tree.Xor(a, c)), tree.And(a, d))
	file := filepath.Join(t.TempDir(), "tree.xml")
	var text strings.Builder
	if err := tree.WriteOpenPSA(&text, "written", []Top{{"top", top}}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	want := runScram(t, "--bdd", "--probability", "true", file).Products[0].Probability
	if got := tree.Analyse(top, Options{}).Probability.Low; !near(got, want, sixDigits) {
		t.Errorf("probability %g, scram has %g\n%s", got, want, text.String())
	}
	m, problems := ReadOpenPSA([]*diag.Source{diag.NewSource("written.xml", []byte(text.String()))}, ReadOptions{})
	if m == nil {
		t.Fatalf("it is not read back: %+v", problems)
	}
	if got := m.Tree.Analyse(m.Tops[0].Ref, Options{}).Probability.Low; !near(got, want, sixDigits) {
		t.Errorf("read back, the probability is %g, want %g", got, want)
	}
}
