package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
)

func newSteps() *cobra.Command {
	var process string
	cmd := &cobra.Command{
		Use:   "steps DESIGN.yaml [STEP]",
		Short: "Show the sixteen steps of system design, and what is open in each",
		Example: `  loadpath steps shop.yaml
  loadpath steps shop.yaml 5                # one step in full: numbers, questions, what to type
  loadpath steps shop.yaml scale            # the same by name
  loadpath steps shop.yaml 16               # the decisions, each option measured; who has signed what
  loadpath steps shop.yaml --process 7      # in the order of the seven-step guide`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch len(args) {
			case 1, 2:
				return nil
			case 0:
				return mistyped(cmd, "which design? Type `loadpath steps DESIGN.yaml`")
			}
			return mistyped(cmd, "one design and one step at a time, not %d names", len(args))
		},
		ValidArgsFunction: yamlFiles,
	}
	cmd.Flags().StringVar(&process, "process", "16", "in the order of the guide of `N` steps: 6, 7, 11 or 13; 16 is our own")
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		design, err := load(cmd, args[0], "")
		if err != nil {
			return err
		}
		opt := study.Options{Cache: resultCache()}
		if opt.Signoff, err = readSignoff(cmd, args[0]); err != nil {
			return err
		}
		s, err := study.Estimate(design, opt)
		if err != nil {
			return err
		}
		out := cmd.OutOrStdout()
		if len(args) == 2 {
			if step := s.Step(args[1]); step != nil && step.Step.Key == "decide" && s.Weighs() {
				if s, err = runStudy(cmd, design, opt); err != nil {
					return err
				}
			}
			step := s.Step(args[1])
			if step == nil {
				return fmt.Errorf("there is no step %q; steps are numbered 1 to 16 or named, as in `loadpath steps %s scale`", args[1], args[0])
			}
			if *as == "json" {
				return printJSON(out, study.OneStep{Study: s, State: step})
			}
			report.Step(out, s, step, palette(out))
			return nil
		}
		ordered, err := s.Process(process)
		if err != nil {
			return err
		}
		if *as == "json" {
			return printJSON(out, ordered)
		}
		report.Steps(out, s, ordered, palette(out))
		return nil
	}
	return cmd
}
