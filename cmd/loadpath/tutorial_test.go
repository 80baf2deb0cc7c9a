package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the program prints into the tutorial and the generated pages")

// TestPagesShowWhatTheProgramPrints types every command of the pages and
// compares what comes back. A fence that names a file writes it; a fence of
// commands runs them; a line "? 1" is the exit status.
func TestPagesShowWhatTheProgramPrints(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for _, page := range []struct{ name, dir string }{
		{"README.md", root},
		{"docs/tutorial.md", t.TempDir()},
	} {
		t.Run(page.name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(root, page.name))
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(page.dir)
			got := play(t, string(text))
			if diff := cmp.Diff(string(text), got); diff != "" && !*update {
				t.Errorf("%s does not show what the program prints; run `go test ./cmd/loadpath -update` and read the diff\n%s", page.name, diff)
			}
			if *update {
				if err := os.WriteFile(filepath.Join(root, page.name), []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// play returns the page with the output of every command as it is now.
func play(t *testing.T, page string) string {
	var out strings.Builder
	lines := strings.SplitAfter(page, "\n")
	for i := 0; i < len(lines); i++ {
		out.WriteString(lines[i])
		info, isFence := strings.CutPrefix(strings.TrimRight(lines[i], "\n"), "```")
		if !isFence {
			continue
		}
		var body []string
		for i++; i < len(lines) && !strings.HasPrefix(lines[i], "```"); i++ {
			body = append(body, lines[i])
		}
		language, name, _ := strings.Cut(info, " ")
		switch {
		case language == "yaml" && name != "":
			if err := os.WriteFile(name, []byte(strings.Join(body, "")), 0o666); err != nil {
				t.Fatal(err)
			}
			out.WriteString(strings.Join(body, ""))
		case language == "console":
			out.WriteString(typeIn(t, body))
		default:
			out.WriteString(strings.Join(body, ""))
		}
		if i < len(lines) {
			out.WriteString(lines[i])
		}
	}
	return out.String()
}

// typeIn runs the commands of a fence and returns what a terminal would show.
func typeIn(t *testing.T, body []string) string {
	var out strings.Builder
	for _, line := range body {
		command, ok := strings.CutPrefix(line, "$ loadpath ")
		if !ok {
			continue
		}
		out.WriteString(line)
		var stdout, stderr bytes.Buffer
		status := run(strings.Fields(command), strings.NewReader(""), &stdout, &stderr)
		if status == exitUsage && stdout.Len() == 0 {
			out.Write(stderr.Bytes())
		}
		out.Write(stdout.Bytes())
		if status != 0 {
			fmt.Fprintf(&out, "? %d\n", status)
		}
	}
	return out.String()
}
