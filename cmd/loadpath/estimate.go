package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
)

func newEstimate() *cobra.Command {
	var opt study.Options
	var variant, only string
	cmd := &cobra.Command{
		Use:   "estimate DESIGN.yaml",
		Short: "Compute every closed-form number with its formula",
		Example: `  loadpath estimate shop.yaml
  loadpath estimate shop.yaml --only flows.checkout     # numbers whose name begins so
  loadpath estimate shop.yaml --format json
  loadpath explain shop.yaml cost.month                 # the derivation of one`,
		Args:              oneDesign,
		ValidArgsFunction: yamlFiles,
	}
	flags := cmd.Flags()
	levelFlags(flags, &opt, &variant)
	flags.StringVar(&only, "only", "", "only numbers whose name begins with `PREFIX`")
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		design, err := load(cmd, args[0], variant)
		if err != nil {
			return err
		}
		s, err := study.Estimate(design, opt)
		if err != nil {
			return err
		}
		begins := func(id string) bool { return strings.HasPrefix(id, only) }
		if !slices.ContainsFunc(s.IDs(), begins) && only != "" {
			return fmt.Errorf("no number begins with %q%s; the first words are flows, components, links, data and cost", only, nearest(only, s.IDs()))
		}
		out := cmd.OutOrStdout()
		if *as == "json" {
			err = printJSON(out, s.Quantities(only))
		} else {
			err = report.Estimates(out, s, only, palette(out))
		}
		if err != nil {
			return worldError{err}
		}
		return nil
	}
	return cmd
}
