package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/syntax"
)

func newChaos() *cobra.Command {
	var opt study.Options
	var only, variant, find, output string
	var strict, tipping, shrink bool
	var events uint64
	cmd := &cobra.Command{
		Use:   "chaos DESIGN.yaml",
		Short: "Break a design: the failures that it declares, or all there are",
		Long: `Runs every failure of the design beside the same load undisturbed, with the same
random numbers, and says how it came through: data-loss, metastable, down,
repair-blocked, self-heals, degraded or absorbed; what was expected, who was hurt,
and how one thing led to another. Exit status 1 when an expectation does not hold.

--find singles tries every fault that loadpath knows (loadpath explain) at every
place of the design; --find pairs goes on with two at a time, in both orders. What
closed forms or the singles decide is not simulated, and counted. Where the load
is large a part of the design is run that was held against the whole. A campaign
has so many events, the most dangerous faults first, that singles take about a
minute on two cores and pairs ten; what those do not reach is listed as undecided,
and --events allows for more. One that was interrupted goes on where it stopped.
Exit status 0, with --strict 1 when a scenario loses data or does not come back.`,
		Example: `  loadpath chaos shop.yaml
  loadpath chaos shop.yaml --only db-lost
  loadpath chaos shop.yaml --variant no-cache --seed 7
  loadpath chaos shop.yaml -o out                  # and a page with charts of each failure
  loadpath chaos shop.yaml --find singles
  loadpath chaos shop.yaml --find singles --tipping --only crash-db
  loadpath chaos shop.yaml --find singles --shrink # writes a failure into shop.yaml
  loadpath chaos shop.yaml --find pairs -o found.json   # goes on where it was interrupted`,
		Args:              oneDesign,
		ValidArgsFunction: yamlFiles,
	}
	flags := cmd.Flags()
	flags.StringVar(&only, "only", "", "run this failure `NAME` alone; with --find, show this scenario")
	flags.StringVar(&variant, "variant", "", "look at this variant `NAME` of the design")
	flags.StringVarP(&output, "output", "o", "", "also write a page with charts of each failure into directory `DIR`; with --find what was found into a file that ends in .json or .txt")
	flags.StringVar(&find, "find", "", "try all faults: `singles` or pairs")
	flags.StringVar(&opt.Load, "load", "", "with --find, the load `NAME` to try them under (default peak)")
	flags.BoolVar(&strict, "strict", false, "with --find, exit with status 1 when a scenario loses data or does not come back")
	flags.BoolVar(&tipping, "tipping", false, "with --find, bisect how long and how large a fault the design survives, and at which load")
	flags.BoolVar(&shrink, "shrink", false, "with --find, write the least fault that still ends badly into the design file, under failures")
	opt.Scale, opt.Seed = 1, 1
	flags.Var(seedFlag{&opt.Seed}, "seed", "seed of the random streams; the same seed gives the same bytes")
	flags.Var(sliceFlag{&opt.Slice}, "slice", "run a `PART` of the load, as 1/100; auto when it is large, off never")
	flags.Var(eventsFlag{&events}, "events", "with --find, let all singles together take so many events, as 2bn, and pairs more in proportion; what they do not reach is undecided")
	flags.Var(eventsFlag{&opt.MaxEvents}, "max-events", "stop a run after so many events, as 5M")
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if find != "" && find != study.Singles && find != study.Pairs {
			return fmt.Errorf("--find %q: write singles or pairs", find)
		}
		if find == "" && (tipping || shrink || strict || opt.Load != "" || events > 0) {
			return fmt.Errorf("--tipping, --shrink, --strict, --load and --events go with --find")
		}
		dir, file := output, ""
		if find != "" {
			dir, file = "", output
		}
		if err := isDirectory(cmd, dir); err != nil {
			return err
		}
		if err := isCampaignFile(cmd, file); err != nil {
			return err
		}
		design, err := load(cmd, args[0], variant)
		if err != nil {
			return err
		}
		opt.Cache = resultCache()
		bar := newBar(cmd.ErrOrStderr())
		opt.Progress = bar.update
		var c *study.Campaign
		if find != "" {
			c, err = study.Find(cmd.Context(), design, study.Search{What: find, Only: only, Tipping: tipping, Shrink: shrink, Events: float64(events)}, opt)
		} else {
			c, err = study.Chaos(cmd.Context(), design, only, opt)
		}
		bar.done()
		if err != nil && (c == nil || !c.Interrupted) {
			return err
		}
		if find != "" && c.Find != nil && c.Find.Regression != nil && err == nil {
			if err := writeRegression(c.Find.Regression, design); err != nil {
				return worldError{err}
			}
		}
		w := cmd.OutOrStdout()
		switch {
		case *as == "json":
			if err := printJSON(w, c); err != nil {
				return worldError{err}
			}
		case find != "" && c.Find == nil:
			fmt.Fprintln(w, "≈ interrupted before the first fault was tried")
		default:
			report.Chaos(w, design, c, palette(w))
		}
		if file != "" && c.Find != nil {
			if failed := writeCampaign(cmd, file, design, c); failed != nil {
				return failed
			}
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
		case c.Broken() || strict && c.Bad():
			return exitStatus(exitNo)
		}
		return nil
	}
	return cmd
}

// writeRegression writes a failure into the file of the design.
func writeRegression(r *study.Regression, d *model.Design) error {
	file, text, err := r.Write(d)
	if err != nil {
		return err
	}
	return syntax.WriteFile(file, text)
}

// isCampaignFile wants the value of -o to be a file of a kind that what was
// found can be written as, or nothing.
func isCampaignFile(cmd *cobra.Command, file string) error {
	if ending := filepath.Ext(file); file != "" && ending != ".json" && ending != ".txt" {
		return mistyped(cmd, "with --find, -o names a file that ends in .json or .txt; %s does not", file)
	}
	if info, err := os.Stat(file); file != "" && err == nil && info.IsDir() {
		return mistyped(cmd, "%s is a directory; with --find, -o names a file", file)
	}
	return nil
}

// writeCampaign writes what was found as the ending of the file says.
func writeCampaign(cmd *cobra.Command, file string, design *model.Design, c *study.Campaign) error {
	var text bytes.Buffer
	if filepath.Ext(file) == ".json" {
		if err := printJSON(&text, c); err != nil {
			return worldError{err}
		}
	} else {
		report.Chaos(&text, design, c, report.Palette{})
	}
	return writeFiles(cmd, []report.File{{Name: filepath.Base(file), Data: text.Bytes()}}, filepath.Dir(file))
}
