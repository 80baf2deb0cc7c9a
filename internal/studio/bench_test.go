package studio

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/study"
)

// BenchmarkWhatIf is one move of a slider on the e-commerce design; it has 50 ms.
func BenchmarkWhatIf(b *testing.B) {
	text, _ := designs.Text("e-commerce")
	name := filepath.Join(b.TempDir(), "shop.yaml")
	if err := os.WriteFile(name, text, 0o644); err != nil {
		b.Fatal(err)
	}
	s := Open(context.Background(), name)
	q := Question{Changes: []Change{{Path: []string{"components", "finder", "replicas"}, Value: "5"}}}
	opt := q.options()
	opt.Brief, opt.Points = true, true
	for b.Loop() {
		d, err := s.design(&q)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := study.Estimate(d, opt); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/0.05, "x-of-budget")
}

// town is a design of so many components in boundaries of ten.
func town(components int) string {
	var b strings.Builder
	b.WriteString("loadpath: 1\nsystem: town\nactors:\n  user: {daily: 10k}\nboundaries:\n")
	for i := 0; i < components; i += 10 {
		fmt.Fprintf(&b, "  area-%d: {title: Area %d}\n", i/10, i/10)
	}
	b.WriteString("components:\n")
	for i := range components {
		fmt.Fprintf(&b, "  c%d: {kind: service, replicas: 2, in: area-%d}\n", i, i/10)
	}
	b.WriteString("flows:\n")
	for i := 0; i < components; i += 5 {
		fmt.Fprintf(&b, "  f%d:\n    by: user\n    rate: 5/s\n    steps:\n      - call: c%d\n        steps:\n", i, i)
		for k := i + 1; k < i+5; k++ {
			fmt.Fprintf(&b, "          - call: c%d\n", k)
		}
		fmt.Fprintf(&b, "          - call: c%d\n", (i+37)%components)
	}
	return b.String()
}

func TestALargeDesignOpensClosedAndItsBoundariesOpen(t *testing.T) {
	s := serve(t, town(500))
	state := s.state()
	if state.Design == nil {
		t.Fatalf("%+v", state.Problems)
	}
	p := state.Design.Picture
	if len(p.Nodes) > layout.MostBoxes || len(p.Folded) == 0 || len(state.Design.Components) != 500 {
		t.Errorf("%d boxes, %d of them closed, of %d components", len(p.Nodes), len(p.Folded), len(state.Design.Components))
	}
	var opened State
	s.ask("GET", "/api/state?open="+p.Folded[0].ID, nil, &opened)
	for _, f := range opened.Design.Picture.Folded {
		if f.ID == p.Folded[0].ID {
			t.Errorf("%s was opened, but is closed", f.ID)
		}
	}
}

// BenchmarkOpenTown opens a design of 500 components; the page has 3 s for it.
func BenchmarkOpenTown(b *testing.B) {
	name := filepath.Join(b.TempDir(), "town.yaml")
	if err := os.WriteFile(name, []byte(town(500)), 0o644); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s := &Studio{file: openFile(name)}
		s.stateOf(s.file.current(), nil)
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/3, "x-of-budget")
}

// BenchmarkLevers turns what can be turned in a design of 500 components with 41
// limits; the page has 3 s for it.
func BenchmarkLevers(b *testing.B) {
	var promises strings.Builder
	promises.WriteString("requirements:\n  quality:\n    full: {flow: f5, throughput: 10/s}\n")
	for i := 0; i < 500; i += 25 {
		fmt.Fprintf(&promises, "    r%d: {flow: f%d, p99: 100ms, availability: 99.9%%}\n", i, i)
	}
	text := strings.ReplaceAll(town(500), "replicas: 2,", "replicas: 2, cores: 2, slots: 100, work: 2ms, mttf: 1y, mttr: 1h,")
	name := filepath.Join(b.TempDir(), "town.yaml")
	if err := os.WriteFile(name, []byte(promises.String()+text), 0o644); err != nil {
		b.Fatal(err)
	}
	st := openFile(name).current().study
	for b.Loop() {
		leversOf(st)
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/3, "x-of-budget")
}
