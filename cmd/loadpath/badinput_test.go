package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// words that a library or the runtime would say, and we never do.
var foreign = []string{"panic", "goroutine", "strconv", "yaml: ", "unexpected EOF", "invalid argument", "runtime error"}

// typed runs a command line on a file of the given bytes.
func typed(t *testing.T, text []byte, verb string, flags ...string) (status int, stdout, stderr string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("shop.yaml", text, 0o666); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	status = run(append([]string{verb, "shop.yaml"}, flags...), strings.NewReader(""), &out, &errs)
	for _, word := range foreign {
		if strings.Contains(out.String()+errs.String(), word) {
			t.Errorf("%s says %q:\n%s%s", verb, word, out.String(), errs.String())
		}
	}
	return status, out.String(), errs.String()
}

const shop = "loadpath: 1\nsystem: shop\ncomponents:\n  web: {kind: service}\nflows:\n  ask: {rate: 1/s, steps: [{call: web}]}\n"

func TestBytesThatAreNoTextAreReportedWithAPlace(t *testing.T) {
	for _, tt := range []struct {
		name, text, want string
	}{
		{"latin-1", "loadpath: 1\nsystem: shop\ntitle: caf\xe9\n", "shop.yaml:3:11: byte 0xE9 at offset 35 is not UTF-8 [not-utf8]"},
		{"UTF-16", "\xff\xfel\x00o\x00a\x00d\x00", "shop.yaml:1:1: the file is encoded as UTF-16 [not-utf8]"},
		{"zeros", "\x00\x00\x00\x00", "shop.yaml:1:1: character U+0000 is not allowed in YAML [control-character]"},
		{"a program", "\x7fELF\x02\x01\x01\x00\xfe\xff", "shop.yaml:1:"},
		{"deep brackets", "loadpath: 1\nsystem: shop\nwhy: " + strings.Repeat("[", 20_000), "[too-deep]"},
		{"an anchor that is not there", "loadpath: 1\nsystem: shop\ntitle: *nope\n", "shop.yaml:3:8: \"*nope\" refers to an anchor that does not stand above it [unknown-anchor]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, verb := range []string{"check", "review", "fmt", "steps"} {
				status, stdout, stderr := typed(t, []byte(tt.text), verb)
				if status != exitUsage || !strings.Contains(stdout+stderr, tt.want) {
					t.Errorf("%s: status %d, said\n%s%s\nwant status 2 and %q", verb, status, stdout, stderr, tt.want)
				}
			}
		})
	}
}

func TestLineEndsAndMarksOfOtherSystemsAreFine(t *testing.T) {
	_, want, _ := typed(t, []byte(shop), "estimate", "--format", "json")
	for name, text := range map[string]string{
		"CRLF":          strings.ReplaceAll(shop, "\n", "\r\n"),
		"BOM":           "\ufeff" + shop,
		"no last break": strings.TrimSuffix(shop, "\n"),
	} {
		status, got, stderr := typed(t, []byte(text), "estimate", "--format", "json")
		if status != exitYes || got != want {
			t.Errorf("%s: status %d, other numbers than without it\n%s", name, status, stderr)
		}
	}
}

func TestPlacesInTheMiddleOfOddLinesAreRight(t *testing.T) {
	text := "\ufeff" + strings.ReplaceAll("loadpath: 1\nsystem: shop\ntitle: Bücher für alle\ncomponents: {wéb: 1, web: {kind: servcie}}\n", "\n", "\r\n")
	_, got, _ := typed(t, []byte(text), "check")
	if want := "shop.yaml:4:34: component \"web\" is of kind \"servcie\", which does not exist [unknown-kind]"; !strings.Contains(got, want) {
		t.Errorf("said\n%s\nwant %q", got, want)
	}
}

func TestTenMegabytesAreCheckedToTheEnd(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("loadpath: 1\nsystem: big\ncomponents:\n")
	n := 0
	for ; b.Len() < 10<<20; n++ {
		fmt.Fprintf(&b, "  c%d: {kind: service, replicas: 2, cores: 2, work: 3ms} # one of many\n", n)
	}
	b.WriteString("  last: {kind: servcie}\n")
	status, stdout, _ := typed(t, b.Bytes(), "check")
	want := fmt.Sprintf("shop.yaml:%d:16: component \"last\" is of kind \"servcie\"", n+4)
	if status != exitUsage || !strings.HasPrefix(stdout, want) || !strings.HasSuffix(stdout, "1 error\n") {
		t.Errorf("status %d, said %.300q, want it to begin with %q", status, stdout, want)
	}
}

func TestEndlessFilesEnd(t *testing.T) {
	endless := filepath.Join(t.TempDir(), "endless.yaml")
	if err := os.WriteFile(endless, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(endless, mostBytes+1); err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"check", "fmt"} {
		var out, errs bytes.Buffer
		status := run([]string{verb, endless}, nil, &out, &errs)
		if want := "is larger than 64 MiB, which no design is"; status != exitUsage || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: status %d, said %q, want %q", verb, status, errs.String(), want)
		}
	}
}
