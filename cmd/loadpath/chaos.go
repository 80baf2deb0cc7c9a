package main

import (
	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
)

func newChaos() *cobra.Command {
	var opt study.Options
	var only, variant, dir string
	cmd := &cobra.Command{
		Use:   "chaos DESIGN.yaml",
		Short: "Run the failures that the design declares",
		Long: `Runs every failure of the design beside the same load undisturbed, with the same
random numbers, and says how it came through: data-loss, metastable, down,
self-heals, degraded or absorbed; what was expected, who was hurt, and how one
thing led to another. Exit status 1 when an expectation does not hold.`,
		Example: `  loadpath chaos shop.yaml
  loadpath chaos shop.yaml --only db-lost
  loadpath chaos shop.yaml --variant no-cache --seed 7
  loadpath chaos shop.yaml -o out                  # and a page with charts of each failure
  loadpath chaos shop.yaml --format json`,
		Args:              oneDesign,
		ValidArgsFunction: yamlFiles,
	}
	flags := cmd.Flags()
	flags.StringVar(&only, "only", "", "run this failure `NAME` alone")
	flags.StringVar(&variant, "variant", "", "look at this variant `NAME` of the design")
	flags.StringVarP(&dir, "output", "o", "", "also write a page with charts of each failure into directory `DIR`")
	opt.Scale, opt.Seed = 1, 1
	flags.Var(seedFlag{&opt.Seed}, "seed", "seed of the random streams; the same seed gives the same bytes")
	flags.Var(eventsFlag{&opt.MaxEvents}, "max-events", "stop a run after so many events, as 5M")
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := isDirectory(cmd, dir); err != nil {
			return err
		}
		design, err := load(cmd, args[0], variant)
		if err != nil {
			return err
		}
		bar := newBar(cmd.ErrOrStderr())
		opt.Progress = bar.update
		c, err := study.Chaos(cmd.Context(), design, only, opt)
		bar.done()
		if err != nil && (c == nil || !c.Interrupted) {
			return err
		}
		w := cmd.OutOrStdout()
		if *as == "json" {
			if err := printJSON(w, c); err != nil {
				return worldError{err}
			}
		} else {
			report.Chaos(w, design, c, palette(w))
		}
		if dir != "" {
			files, failed := report.ChaosDocument(design, c)
			if failed == nil {
				failed = writeFiles(cmd, files, dir)
			}
			if failed != nil {
				return failed
			}
		}
		switch {
		case err != nil:
			return err
		case c.Broken():
			return exitStatus(exitNo)
		}
		return nil
	}
	return cmd
}
