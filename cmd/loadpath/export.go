package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/export"
	"github.com/loadpath/loadpath/internal/study"
)

func newExport() *cobra.Command {
	var opt study.Options
	var variant string
	var ask export.Ask
	var list strings.Builder
	for _, f := range export.Formats {
		fmt.Fprintf(&list, "\n  %-16s %s", f.Name, f.Title)
		if len(f.Views) > 0 {
			fmt.Fprintf(&list, "; views: %s", strings.Join(f.Views, ", "))
		}
	}
	cmd := &cobra.Command{
		Use:   "export FORMAT DESIGN.yaml",
		Short: "Write a design in the format of another tool",
		Long:  "Writes a design, and what is computed of it, in the format of another tool:\n" + list.String(),
		Example: `  loadpath export dot shop.yaml | dot -Tsvg > shop.svg
  loadpath export mermaid shop.yaml --view sequence --flow checkout
  loadpath export structurizr shop.yaml > workspace.dsl
  loadpath export csv shop.yaml > estimates.csv
  loadpath export openpsa shop.yaml --flow checkout > checkout.xml
  loadpath faulttree checkout.xml                        # and what it says
  loadpath export chaos-mesh shop.yaml --failure db-primary-lost | kubectl apply -f -
  loadpath export game-day shop.yaml --failure db-primary-lost > card.md`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return mistyped(cmd, "name a format and a design; formats are %s", strings.Join(export.Names(), ", "))
			}
			return nil
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return export.Names(), cobra.ShellCompDirectiveNoFileComp
			}
			return yamlFiles(cmd, args, word)
		},
	}
	flags := cmd.Flags()
	levelFlags(flags, &opt, &variant)
	flags.StringVar(&ask.View, "view", "", "export this `VIEW` of the design, where the format has several")
	flags.StringVar(&ask.Flow, "flow", "", "export this flow `NAME`, where the format is about one")
	flags.StringVar(&ask.Failure, "failure", "", "export this failure `NAME`, where the format is about one")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		f := export.Find(args[0])
		if f == nil {
			return mistyped(cmd, "there is no format %q%s; write one of %s", args[0], nearest(args[0], export.Names()), strings.Join(export.Names(), ", "))
		}
		design, err := load(cmd, args[1], variant)
		if err != nil {
			return err
		}
		s, err := study.Estimate(design, opt)
		if err != nil {
			return err
		}
		var out bytes.Buffer // whole or not at all
		leftOut, err := f.Export(&out, s, ask)
		if err != nil {
			return err
		}
		for _, line := range leftOut {
			fmt.Fprintf(cmd.ErrOrStderr(), "left out: %s\n", line)
		}
		if _, err := out.WriteTo(cmd.OutOrStdout()); err != nil {
			return worldError{err}
		}
		return nil
	}
	return cmd
}
