package estimate

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Textbook cases as designs. Each file says in its head what must come out:
// "# expect <id> <value> <relative tolerance>", and where that is published.
func TestTextbookCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := Estimate(load(t, string(text)), Options{})
			lines := bufio.NewScanner(strings.NewReader(string(text)))
			for lines.Scan() {
				rest, ok := strings.CutPrefix(lines.Text(), "# expect ")
				if !ok {
					continue
				}
				var id string
				var want, tolerance float64
				if _, err := fmt.Sscan(rest, &id, &want, &tolerance); err != nil {
					t.Fatalf("%q: %v", rest, err)
				}
				near(t, id, value(t, s, id), want, tolerance)
			}
		})
	}
}
