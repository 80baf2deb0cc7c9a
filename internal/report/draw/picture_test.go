package draw

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden pictures")

func TestPicturesStayTheSame(t *testing.T) {
	for _, p := range pictures {
		file := filepath.Join("testdata", p.name+".svg")
		got := p.svg()
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s changed; look at it, then go test -update", file)
		}
	}
}

func TestSameInputGivesSameBytes(t *testing.T) {
	for _, p := range pictures {
		if p.svg() != p.svg() {
			t.Errorf("%s differs between two runs", p.name)
		}
	}
}
