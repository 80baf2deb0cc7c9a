package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/model"
)

// lookEvery is how often a watched file is looked at: quick enough to feel
// like now, slow enough to cost nothing.
const lookEvery = 250 * time.Millisecond

// watchFile runs once, and again whenever the design or a file it includes
// changes, until it is interrupted.
func watchFile(cmd *cobra.Command, name string, once func() (*model.Design, error)) error {
	for {
		if isTerminal(cmd.OutOrStdout()) {
			fmt.Fprint(cmd.OutOrStdout(), "\x1b[H\x1b[2J")
		}
		design, err := once()
		if !keepsWatching(err) {
			return err
		}
		watched := []string{name}
		if design != nil && design.Doc != nil {
			for _, src := range design.Doc.Sources {
				watched = append(watched, src.Name)
			}
		}
		before := stamp(watched)
		fmt.Fprintf(cmd.ErrOrStderr(), "watching %s; Ctrl+C ends\n", name)
		for stamp(watched) == before {
			select {
			case <-cmd.Context().Done():
				return cmd.Context().Err()
			case <-time.After(lookEvery):
			}
		}
	}
}

// stamp changes when one of the files does.
func stamp(names []string) string {
	var b strings.Builder
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}
