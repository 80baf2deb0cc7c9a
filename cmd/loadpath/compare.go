package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

func newCompare() *cobra.Command {
	var opt study.Options
	var variants []string
	cmd := &cobra.Command{
		Use:   "compare DESIGN.yaml [OTHER.yaml...]",
		Short: "Measure variants of a design, or several designs, against each other",
		Long: `Simulates the designs in the same replications with the same random numbers and
prints every requirement, latency, errors and cost side by side. What luck two
designs share cancels in their difference, so small differences show; a design
is better only where the 95% interval of the difference excludes zero.

Without --variant, one file is compared with all its variants. The first design
is the one that the others are held against: exit status 1 when a later one
breaks a requirement that the first does not.`,
		Example: `  loadpath compare shop.yaml --variant base --variant no-cache
  loadpath compare shop.yaml --variant no-cache              # against base
  loadpath compare old.yaml new.yaml                         # two files
  loadpath compare shop.yaml --load sale --load-scale 2
  loadpath compare shop.yaml --variant dynamo --format markdown > decision.md
  loadpath compare shop.yaml --format json | jq '.rows[] | {metric, winner}'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return mistyped(cmd, "which design? Type `loadpath compare DESIGN.yaml --variant NAME`")
			}
			return nil
		},
		ValidArgsFunction: yamlFiles,
	}
	flags := cmd.Flags()
	loadFlags(flags, &opt)
	flags.StringArrayVar(&variants, "variant", nil, "compare this variant `NAME`; more than once for more; base is the design itself")
	runFlags(flags, &opt, "2%")
	flags.Var(numberFlag{&opt.For, "TIME", unit.Want{Kind: unit.KindTime}}, "for", "length of each replication in simulated time, as 5min, measured whole")
	as := format(cmd, "text", "json", "markdown")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		candidates, err := candidates(cmd, args, variants)
		if err != nil {
			return err
		}
		bar := newBar(cmd.ErrOrStderr())
		opt.Progress = bar.update
		c, interrupted := study.Compare(cmd.Context(), candidates, opt)
		bar.done()
		if c == nil {
			return interrupted
		}
		out := cmd.OutOrStdout()
		switch *as {
		case "json":
			err = printJSON(out, c)
		case "markdown":
			err = report.CompareMarkdown(out, c)
		default:
			report.Compare(out, c, palette(out))
		}
		if err != nil {
			return worldError{fmt.Errorf("write the comparison: %w", err)}
		}
		if interrupted != nil {
			return interrupted // what was printed is a part, and says so
		}
		if c.Regression() {
			return exitStatus(exitNo)
		}
		return nil
	}
	return cmd
}

// candidates are the designs that a command line names: several files, or one
// with its variants.
func candidates(cmd *cobra.Command, files, variants []string) ([]study.Candidate, error) {
	if len(files) > 1 {
		if len(variants) > 0 {
			return nil, mistyped(cmd, "several files, or one file and --variant; not both")
		}
		var out []study.Candidate
		for i, name := range sideNames(files) {
			d, err := load(cmd, files[i], "")
			if err != nil {
				return nil, err
			}
			out = append(out, study.Candidate{Name: name, Design: d})
		}
		return out, nil
	}
	base, err := load(cmd, files[0], "")
	if err != nil {
		return nil, err
	}
	switch {
	case len(variants) == 0:
		variants = append([]string{"base"}, base.Variants.Names()...)
	case len(variants) == 1:
		variants = append([]string{"base"}, variants...)
	}
	if len(variants) == 1 {
		return nil, mistyped(cmd, "%s has no variants; name another file to compare it with", files[0])
	}
	var out []study.Candidate
	for _, name := range variants {
		d, err := variantOf(cmd, base, files[0], name)
		if err != nil {
			return nil, err
		}
		out = append(out, study.Candidate{Name: name, Design: d})
	}
	return out, nil
}

// variantOf is the design with a variant applied; its problems are printed.
func variantOf(cmd *cobra.Command, base *model.Design, file, name string) (*model.Design, error) {
	if name == "base" {
		return base, nil
	}
	return load(cmd, file, name)
}

// sideNames are short names of files that tell them apart.
func sideNames(files []string) []string {
	short := make([]string, len(files))
	count := map[string]int{}
	for i, name := range files {
		short[i] = strings.TrimSuffix(strings.TrimSuffix(filepath.Base(name), ".yaml"), ".yml")
		count[short[i]]++
	}
	for i, name := range files {
		if count[short[i]] > 1 {
			short[i] = name
		}
	}
	return short
}
