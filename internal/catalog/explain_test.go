package catalog

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata anew")

func explained(name string) (string, bool) {
	var b strings.Builder
	ok := Explain(&b, name)
	return b.String(), ok
}

func TestExplainPrints(t *testing.T) {
	for _, name := range []string{"redis", "go", "aws/dynamodb", "aws/c7g.large", "aws/db.r7g.large", "aws/t4g.small", "cache", "desk", "aws/ec2", "work", "price.gb-month"} {
		got, ok := explained(name)
		if !ok {
			t.Errorf("Explain(%q) knows nothing", name)
		}
		golden := filepath.Join("testdata", "explain", strings.ReplaceAll(name, "/", "-")+".txt")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("Explain(%q) differs from %s; run go test -update and read the difference. Got:\n%s", name, golden, got)
		}
	}
}

func TestExplainKnowsEveryNameAndLeavesNoBlanksBehind(t *testing.T) {
	for _, name := range Names() {
		text, ok := explained(name)
		if !ok || !strings.HasPrefix(text, name) {
			t.Errorf("Explain(%q) = %v, %q", name, ok, text)
		}
		for _, line := range strings.Split(text, "\n") {
			if strings.TrimRight(line, " ") != line {
				t.Errorf("Explain(%q) leaves blanks behind %q", name, line)
			}
		}
	}
}

func TestExplainKnowsEveryFigureName(t *testing.T) {
	for _, one := range Vocabulary {
		if text, ok := explained(one.Name); !ok || !strings.Contains(text, one.Doc) {
			t.Errorf("Explain(%q) = %v, %q", one.Name, ok, text)
		}
	}
}

func TestExplainOfAnUnknownNameWritesNothing(t *testing.T) {
	for _, name := range []string{"reddis", "", "work.teleport", "net.get"} {
		if text, ok := explained(name); ok || text != "" {
			t.Errorf("Explain(%q) = %v, %q", name, ok, text)
		}
	}
}
