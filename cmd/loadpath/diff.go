package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
)

func newDiff() *cobra.Command {
	var opt study.DiffOptions
	var variant, against string
	var exitCode bool
	cmd := &cobra.Command{
		Use:   "diff BEFORE AFTER | DESIGN.yaml [--against REVISION]",
		Short: "Show what a change of a design means: verdicts, cost, numbers, parts, findings",
		Long: `Compares two designs, as files or as they stand in git revisions, and prints
what is different: verdicts that changed, cost, what is full first, what changed
in the design, findings, and the numbers that differ beyond their intervals. A
thing that is called otherwise and says mostly the same counts as renamed.

The closed forms answer at once. With --simulate both designs are also measured
in the same replications with the same random numbers, as compare does.

Exit status 0 whatever changed; with --exit-code 1 when a requirement is broken
that was not before.`,
		Example: `  loadpath diff old.yaml new.yaml
  loadpath diff shop.yaml                                  # what is not committed yet
  loadpath diff shop.yaml --against main
  loadpath diff main:shop.yaml shop.yaml
  loadpath diff HEAD~1 HEAD                                # of the one design in the repository
  loadpath diff shop.yaml --against main --format markdown # a comment for a pull request
  loadpath diff old.yaml new.yaml --simulate --exit-code`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return mistyped(cmd, "which design? Type `loadpath diff OLD.yaml NEW.yaml`, or `loadpath diff DESIGN.yaml --against main`")
			case len(args) > 2:
				return mistyped(cmd, "two designs at a time, not %d", len(args))
			case len(args) == 2 && cmd.Flags().Changed("against"):
				return mistyped(cmd, "two designs, or one and --against; not both")
			}
			return nil
		},
		ValidArgsFunction: yamlFiles,
	}
	flags := cmd.Flags()
	levelFlags(flags, &opt.Options, &variant)
	flags.StringVar(&against, "against", "HEAD", "compare one design with itself in this git `REVISION`")
	flags.BoolVar(&opt.Simulate, "simulate", false, "simulate both too, with the same random numbers")
	flags.BoolVar(&exitCode, "exit-code", false, "exit 1 when a requirement is broken that was not before")
	runFlags(flags, &opt.Options, "2%")
	as := format(cmd, "text", "json", "markdown")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			args = []string{against, args[0]}
		}
		before, after, err := bothSides(cmd, args[0], args[1], variant)
		if err != nil {
			return err
		}
		bar := newBar(cmd.ErrOrStderr())
		opt.Progress, opt.Today = bar.update, today()
		d, interrupted := study.Compared(cmd.Context(), before, after, opt)
		bar.done()
		if d == nil {
			return interrupted
		}
		out := cmd.OutOrStdout()
		switch *as {
		case "json":
			err = printJSON(out, d)
		case "markdown":
			err = report.DiffMarkdown(out, d)
		default:
			report.Diff(out, d, palette(out))
		}
		switch {
		case err != nil:
			return worldError{fmt.Errorf("write the difference: %w", err)}
		case interrupted != nil:
			return interrupted // what was printed is a part, and says so
		case exitCode && d.Worse():
			return exitStatus(exitNo)
		}
		return nil
	}
	return cmd
}

// bothSides loads two designs, each a file, a file in a revision, or a revision
// alone, which means the file of the other side or else its only design.
func bothSides(cmd *cobra.Command, before, after, variant string) (a, b study.Candidate, err error) {
	ctx := cmd.Context()
	if before == "-" && after == "-" {
		return a, b, mistyped(cmd, "standard input can be one of the two designs only")
	}
	if a, err = side(cmd, ctx, before, after, variant); err != nil {
		return a, b, err
	}
	b, err = side(cmd, ctx, after, before, variant)
	return a, b, err
}

func side(cmd *cobra.Command, ctx context.Context, name, other, variant string) (study.Candidate, error) {
	if isFile(name) || looksLikeFile(name) {
		if err := readable(name); err != nil {
			return study.Candidate{}, err
		}
		return candidateOf(cmd, reader(cmd), name, shown(name), variant)
	}
	r, err := revisionFor(ctx, name, other)
	if err != nil {
		return study.Candidate{}, err
	}
	return candidateOf(cmd, r.read, r.File(), r.as, variant)
}

func revisionFor(ctx context.Context, name, other string) (revised, error) {
	switch {
	case strings.Contains(name, ":"):
		return revisionTyped(ctx, name)
	case other != "-" && isFile(other):
		return revisionOf(ctx, name, other)
	}
	return onlyDesignIn(ctx, name)
}

// candidateOf loads one side. Only what is wrong with it is said; `check` has
// the rest.
func candidateOf(cmd *cobra.Command, read func(string) ([]byte, error), name, as, variant string) (study.Candidate, error) {
	d, problems, err := loadWith(read, name, variant)
	if err != nil {
		return study.Candidate{}, err
	}
	if problems.HasErrors() {
		_ = diag.Text(cmd.ErrOrStderr(), worthSaying(problems), style(cmd.ErrOrStderr()))
		return study.Candidate{}, exitStatus(exitUsage)
	}
	return study.Candidate{Name: as, Design: d}, nil
}
