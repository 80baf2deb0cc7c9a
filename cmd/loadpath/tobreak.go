package main

import (
	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
)

// searchBreak is `simulate --to-break`.
func searchBreak(cmd *cobra.Command, design *model.Design, requirement string, opt study.Options, as string) error {
	bar := newBar(cmd.ErrOrStderr())
	opt.Progress = bar.update
	found, err := study.ToBreak(cmd.Context(), design, requirement, opt)
	bar.done()
	if found == nil {
		return err
	}
	out := cmd.OutOrStdout()
	if as == "json" {
		if err := printJSON(out, map[string]*study.Breaks{"breaks": found}); err != nil {
			return worldError{err}
		}
	} else {
		report.Breaks(out, design, found, palette(out))
	}
	if err != nil {
		return err // interrupted: what was printed is a part, and says so
	}
	return verdictStatus(found.Verdict(opt.Scale), false)
}
