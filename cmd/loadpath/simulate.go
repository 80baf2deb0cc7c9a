package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

func newSimulate() *cobra.Command {
	var opt study.Options
	var variant, requirement, trace, flow string
	var toBreak bool
	cmd := &cobra.Command{
		Use:   "simulate DESIGN.yaml",
		Short: "Put load on the design with a discrete-event simulator",
		Long: `Simulates the design until its numbers have settled, or for a given time, and
prints requirements, flows, components and what saturates first. Every number
has a 95% interval; one that does not settle is said so, with the reason.

Ctrl+C once prints what there is by then, marked as a part, and ends with status
130. Exit status 1 when a requirement is broken.`,
		Example: `  loadpath simulate shop.yaml
  loadpath simulate shop.yaml --load sale --for 10min --timeline --format json > run.json
  loadpath simulate shop.yaml --load-scale 2 --seed 7
  loadpath simulate shop.yaml --variant no-cache
  loadpath simulate shop.yaml --breakdowns                   # parts fail; availability over years too
  loadpath simulate shop.yaml --trace p99 --flow buy         # one slow request, explained
  loadpath simulate shop.yaml --to-break                     # at which load does it give way?
  loadpath simulate shop.yaml --to-break --requirement fast`,
		Args:              oneDesign,
		ValidArgsFunction: yamlFiles,
	}
	flags := cmd.Flags()
	levelFlags(flags, &opt, &variant)
	runFlags(flags, &opt, "1%")
	flags.Var(numberFlag{&opt.For, "TIME", unit.Want{Kind: unit.KindTime}}, "for", "length of the run in simulated time, as 5min; until settled when absent")
	flags.Var(liveFlag{&opt.MaxLive}, "max-live", "stop a run that holds more requests, calls and messages than this, as 100k (default 5M)")
	flags.BoolVar(&opt.Timeline, "timeline", false, "with --format json: a row for every second")
	flags.BoolVar(&opt.Breakdowns, "breakdowns", false, "let components fail and be repaired by their mttf and mttr, in this run and over thousands of years")
	flags.BoolVar(&toBreak, "to-break", false, "look for the load at which a requirement breaks, and what gives way there")
	flags.StringVar(&requirement, "requirement", "", "with --to-break: the requirement `NAME`; whichever breaks first when absent")
	flags.StringVar(&trace, "trace", "", "explain one request at this `PERCENTILE`: p50, p99, p99.9 or max; or one that failed")
	flags.StringVar(&flow, "flow", "", "with --trace: a request of the flow `NAME`; of the most important one when absent")
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if opt.Timeline && *as == "text" {
			return mistyped(cmd, "the timeline is rows for programs; add --format json")
		}
		if flow != "" && trace == "" {
			return mistyped(cmd, "--flow says what --trace explains; add --trace p99")
		}
		if requirement != "" && !toBreak {
			return mistyped(cmd, "--requirement says what --to-break looks for; add --to-break")
		}
		if toBreak && (opt.Timeline || trace != "") {
			return mistyped(cmd, "--to-break makes many runs, which have no one timeline and no one trace")
		}
		design, err := load(cmd, args[0], variant)
		if err != nil {
			return err
		}
		if toBreak {
			return searchBreak(cmd, design, requirement, opt, *as)
		}
		var traced study.Traced
		if trace != "" {
			if traced, err = study.ParseTrace(design, trace, flow); err != nil {
				return err
			}
		}
		bar := newBar(cmd.ErrOrStderr())
		opt.Progress = bar.update
		start := time.Now()
		result, err := study.Simulate(cmd.Context(), design, opt)
		bar.done()
		if result == nil {
			return err
		}
		if trace != "" && err == nil {
			if err := study.Trace(cmd.Context(), design, opt, result, traced); err != nil {
				return err
			}
		}
		var years []study.FlowYears
		if opt.Breakdowns && err == nil {
			if years, err = study.Breakdowns(design, opt); err != nil {
				return err
			}
		}
		out := cmd.OutOrStdout()
		if *as == "json" {
			if err := printJSON(out, withYears{result, years}); err != nil {
				return worldError{err}
			}
		} else {
			report.Simulation(out, design, result, palette(out))
			report.Years(out, years, palette(out))
			if result.Trace != nil {
				report.Trace(out, result.Trace, palette(out))
			}
		}
		if err != nil {
			return err // interrupted: what was printed is a part, and says so
		}
		speed := float64(result.Events) / time.Since(start).Seconds()
		fmt.Fprintf(cmd.ErrOrStderr(), "%s events, %s requests, %s events/s\n",
			unit.Format(float64(result.Events), unit.KindCount), unit.Format(float64(result.Requests), unit.KindCount), unit.Format(speed, unit.KindCount))
		return verdictStatus(study.VerdictOf(result), false)
	}
	return cmd
}

// withYears is the result of a run with what years of breakdowns say beside it.
type withYears struct {
	*sim.Result
	Years []study.FlowYears `json:"years,omitempty"`
}
