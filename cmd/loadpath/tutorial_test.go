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

// TestTutorialPrintsWhatItShows types every command of docs/tutorial.md and
// compares what comes back. A fence that names a file writes it; a fence of
// commands runs them; a line "? 1" is the exit status expected.
func TestTutorialPrintsWhatItShows(t *testing.T) {
	const page = "../../docs/tutorial.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	want := string(text)
	got := play(t, want)
	if got == want {
		return
	}
	if *update {
		if err := os.WriteFile(filepath.Join(repository(t), "docs/tutorial.md"), []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("docs/tutorial.md does not show what the program prints; run `go test ./cmd/loadpath -update` and read the diff\n%s", cmp.Diff(want, got))
}

var start, _ = os.Getwd()

func repository(t *testing.T) string {
	t.Helper()
	return filepath.Join(start, "../..")
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
