package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// loadFlags are the flags that say which load is put on a design.
func loadFlags(flags *pflag.FlagSet, opt *study.Options) {
	flags.StringVar(&opt.Load, "load", "peak", "load: mean, peak or a scenario of the design")
	flags.Float64Var(&opt.Scale, "load-scale", 1, "multiply the load by this")
	flags.Uint64Var(&opt.Seed, "seed", 1, "seed of the random streams; the same seed gives the same bytes")
	flags.Var(ratioFlag{&opt.Precision}, "precision", "simulate until the intervals are this narrow, as 1% (default 2%)")
	flags.Uint64Var(&opt.MaxEvents, "max-events", 0, "stop a run that has not settled after so many events")
}

func newSimulate() *cobra.Command {
	var opt study.Options
	var variant string
	cmd := &cobra.Command{
		Use:   "simulate DESIGN.yaml",
		Short: "Put load on the design with a discrete-event simulator",
		Long: `Simulates the design until its numbers have settled, or for a given time, and
prints requirements, flows, components and what saturates first. Every number
has a 95% interval; one that does not settle is said so, with the reason.

Exit status 1 when a requirement is broken.`,
		Example: `  loadpath simulate shop.yaml
  loadpath simulate shop.yaml --load sale --for 10min --timeline --format json > run.json
  loadpath simulate shop.yaml --load-scale 2 --seed 7
  loadpath simulate shop.yaml --variant no-cache`,
		Args:              oneDesign,
		ValidArgsFunction: yamlFiles,
	}
	flags := cmd.Flags()
	loadFlags(flags, &opt)
	flags.StringVar(&variant, "variant", "", "a variant of the design")
	flags.Var(timeFlag{&opt.For}, "for", "length of the run in simulated time, as 5min; until settled when absent")
	flags.BoolVar(&opt.Timeline, "timeline", false, "with --format json: a row for every second")
	flags.BoolVar(&opt.Breakdowns, "breakdowns", false, "let components fail and be repaired by their mttf and mttr")
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		design, err := load(cmd, args[0], variant)
		if err != nil {
			return err
		}
		bar := newBar(cmd.ErrOrStderr())
		opt.Progress = bar.update
		start := time.Now()
		result, err := study.Simulate(cmd.Context(), design, opt)
		bar.done()
		if err != nil {
			return err
		}
		out := cmd.OutOrStdout()
		if *as == "json" {
			if err := printJSON(out, result); err != nil {
				return worldError{err}
			}
		} else {
			report.Simulation(out, design, result, palette(out))
		}
		speed := float64(result.Events) / time.Since(start).Seconds()
		fmt.Fprintf(cmd.ErrOrStderr(), "%s events, %s requests, %s events/s\n",
			unit.Format(float64(result.Events), unit.KindCount), unit.Format(float64(result.Requests), unit.KindCount), unit.Format(speed, unit.KindCount))
		return verdictStatus(study.VerdictOf(result), false)
	}
	return cmd
}

// timeFlag reads a time of the language into seconds.
type timeFlag struct{ seconds *float64 }

func (f timeFlag) String() string { return "" }
func (f timeFlag) Type() string   { return "time" }
func (f timeFlag) Set(text string) error {
	q, problem := unit.Parse(text, unit.Want{Kind: unit.KindTime, Positive: true, NoInterval: true, NoFormula: true})
	if problem != nil {
		return fmt.Errorf("%s; %s", problem.Message, problem.Help)
	}
	*f.seconds = q.Value
	return nil
}

// ratioFlag reads a ratio of the language.
type ratioFlag struct{ ratio *float64 }

func (f ratioFlag) String() string { return "" }
func (f ratioFlag) Type() string   { return "ratio" }
func (f ratioFlag) Set(text string) error {
	q, problem := unit.Parse(text, unit.Want{Kind: unit.KindRatio, Positive: true, NoInterval: true, NoFormula: true})
	if problem != nil {
		return fmt.Errorf("%s; %s", problem.Message, problem.Help)
	}
	*f.ratio = q.Value
	return nil
}
