//go:build unix

package main

import (
	"bytes"
	"io"
	"strings"
	"syscall"
	"testing"
)

// pressing is a design on standard input that presses Ctrl+C once it was read:
// by then the program listens.
type pressing struct {
	io.Reader
	t *testing.T
}

func (p pressing) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if err == io.EOF {
		if err := syscall.Kill(syscall.Getpid(), syscall.SIGINT); err != nil {
			p.t.Error(err)
		}
	}
	return n, err
}

func TestInterruptedRunsEndWith130(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for _, tt := range []struct{ verb, said string }{
		{"simulate", "≈ interrupted: the numbers are those of the part that was simulated"},
		{"review", "≈ interrupted: the simulated numbers are those of the part that was simulated"},
	} {
		var out, errs bytes.Buffer
		status := run([]string{tt.verb, "-", "--precision", "1e-9", "--max-events", "1T"}, pressing{strings.NewReader(shop), t}, &out, &errs)
		if status != exitInterrupted || errs.String() != "interrupted\n" {
			t.Errorf("%s: status %d, complained %q; want 130 and \"interrupted\"", tt.verb, status, errs.String())
		}
		if tt.said == "" && out.Len() > 0 || !strings.Contains(out.String(), tt.said) {
			t.Errorf("%s: printed %q, want %q in it", tt.verb, out.String(), tt.said)
		}
	}
}
