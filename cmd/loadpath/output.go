package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"golang.org/x/term"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/report"
)

// result is standard output that remembers its first failure, so that a full
// disk is never taken for a result.
type result struct {
	io.Writer
	failed error
}

func (r *result) Write(p []byte) (int, error) {
	n, err := r.Writer.Write(p)
	if r.failed == nil {
		r.failed = err
	}
	return n, err
}

// terminal returns the descriptor of the terminal that w writes to, if a
// person is looking at it.
func terminal(w io.Writer) (fd int, ok bool) {
	if r, wrapped := w.(*result); wrapped {
		w = r.Writer
	}
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	return int(f.Fd()), true
}

func isTerminal(w io.Writer) bool {
	_, ok := terminal(w)
	return ok
}

// coloured tells whether w takes colour.
func coloured(w io.Writer) bool {
	_, no := os.LookupEnv("NO_COLOR")
	return !no && os.Getenv("TERM") != "dumb" && isTerminal(w)
}

// style is how problems are drawn on w.
func style(w io.Writer) diag.TextOptions {
	opts := diag.TextOptions{MaxShown: 50}
	if coloured(w) {
		opts.Style = diag.Color
	}
	if fd, ok := terminal(w); ok {
		if width, _, err := term.GetSize(fd); err == nil {
			opts.Width = width
		}
	}
	return opts
}

// palette is how reports are drawn on w.
func palette(w io.Writer) report.Palette {
	if coloured(w) {
		return report.Colours
	}
	return report.Palette{}
}

// printJSON writes a value as indented JSON with a final line break.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// inWords says what a disk did, without the stages that passed it on.
func inWords(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return fmt.Sprintf("cannot %s %s: %v", path.Op, path.Path, path.Err)
	}
	return err.Error()
}
