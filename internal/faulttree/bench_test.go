package faulttree

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkHardest analyses the hardest of the published models, and has scram
// do the same once. The ratio is what scram takes, as a process, over what one
// analysis takes here, reading included.
func BenchmarkHardest(b *testing.B) {
	dir := filepath.Join(scram(b), "input", "CEA9601")
	files := []string{"CEA9601.xml", "CEA9601-basic-events.xml"}
	for b.Loop() {
		m := readModel(b, dir, files)
		m.Tree.Analyse(m.Tops[0].Ref, Options{Order: 4})
	}
	ours := b.Elapsed().Seconds() / float64(b.N)
	start := time.Now()
	cmd := exec.Command("scram", "--bdd", "--probability", "true", "--limit-order", "4", filepath.Join(dir, files[0]), filepath.Join(dir, files[1]), "-o", filepath.Join(b.TempDir(), "report.xml"))
	if text, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("scram: %v\n%s", err, text)
	}
	b.ReportMetric(time.Since(start).Seconds()/ours, "scram/ours")
}
