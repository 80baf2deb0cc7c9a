package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/study"
)

func newExplain() *cobra.Command {
	var opt study.Options
	var variant string
	cmd := &cobra.Command{
		Use:   "explain DESIGN.yaml ID | NAME",
		Short: "Say where a number comes from, or what a technology, kind or check is",
		Example: `  loadpath explain shop.yaml flows.browse.rate.peak    # the derivation, down to the lines of the file
  loadpath explain shop.yaml cost.month
  loadpath explain redis                               # what the catalogue knows, with sources
  loadpath explain aws/c7g.large
  loadpath explain no-timeout                          # what a check asks, and why`,
		Args: cobra.RangeArgs(1, 2),
	}
	cmd.Flags().StringVar(&opt.Load, "load", "peak", "load: mean, peak or a scenario of the design")
	cmd.Flags().StringVar(&variant, "variant", "", "a variant of the design")
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return explainName(cmd, args[0])
		}
		design, err := load(cmd, args[0], variant)
		if err != nil {
			return err
		}
		s, err := study.Estimate(design, opt)
		if err != nil {
			return err
		}
		q := s.Sheet.Get(args[1])
		if q == nil {
			return fmt.Errorf("there is no number %q%s", args[1], nearest(args[1], s.IDs()))
		}
		if *as == "json" {
			return printJSON(cmd.OutOrStdout(), s.Sheet.Tree(args[1]))
		}
		return s.Sheet.Explain(cmd.OutOrStdout(), args[1])
	}
	return cmd
}

// explainName explains what is no number of a design.
func explainName(cmd *cobra.Command, name string) error {
	out := cmd.OutOrStdout()
	if check := audit.CheckOf(name); check != nil {
		return audit.Explain(out, check)
	}
	if catalog.Explain(out, name) {
		return nil
	}
	if _, err := os.Stat(name); err == nil {
		return fmt.Errorf("which number of %s? Type `loadpath explain %s cost.month`; `loadpath estimate %s` lists them", name, name, name)
	}
	names := catalog.Names()
	for _, c := range audit.Checks {
		names = append(names, c.Code)
	}
	return errors.New(strings.TrimSpace(fmt.Sprintf("nothing here is called %q%s", name, nearest(name, names))))
}
