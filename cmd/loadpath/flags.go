package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// format adds the --format flag and returns where its value is found.
func format(cmd *cobra.Command, formats ...string) *string {
	value := cmd.Flags().String("format", formats[0], "write the result as `FORMAT`: "+strings.Join(formats, ", "))
	check := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if !slices.Contains(formats, *value) {
			return mistyped(cmd, "--format cannot be %q; write one of %s", *value, strings.Join(formats, ", "))
		}
		if check != nil {
			return check(cmd, args)
		}
		return nil
	}
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return value
}

// levelFlags are the flags that say under which load a design is looked at.
func levelFlags(flags *pflag.FlagSet, opt *study.Options, variant *string) {
	loadFlags(flags, opt)
	flags.StringVar(variant, "variant", "", "look at this variant `NAME` of the design")
}

// loadFlags are the flags that say how much load there is.
func loadFlags(flags *pflag.FlagSet, opt *study.Options) {
	flags.StringVar(&opt.Load, "load", "peak", "put this `LOAD` on it: mean, peak or a scenario of the design")
	opt.Scale = 1
	flags.Var(numberFlag{&opt.Scale, "FACTOR", unit.Want{Kind: unit.KindFactor}}, "load-scale", "multiply the load by this")
}

// runFlags are the flags that say how a simulation runs; precision is the one
// it has when none is asked for.
func runFlags(flags *pflag.FlagSet, opt *study.Options, precision string) {
	opt.Seed = 1
	flags.Var(seedFlag{&opt.Seed}, "seed", "seed of the random streams; the same seed gives the same bytes")
	flags.Var(numberFlag{&opt.Precision, "RATIO", unit.Want{Kind: unit.KindRatio}}, "precision", "simulate until the intervals are this narrow (default "+precision+")")
	flags.Var(sliceFlag{&opt.Slice}, "slice", "simulate a `PART` of the load, as 1/100; auto when it is too large, off never")
	flags.Var(eventsFlag{&opt.MaxEvents}, "max-events", "stop a run that has not settled after so many events, as 5M")
}

// liveFlag reads a bound on what a run may hold.
type liveFlag struct{ live *int }

func (f liveFlag) Type() string   { return "COUNT" }
func (f liveFlag) String() string { return "" }

func (f liveFlag) Set(text string) error {
	var n float64
	err := numberFlag{&n, "", unit.Want{Kind: unit.KindCount, Whole: true, Most: 1e9}}.Set(text)
	*f.live = int(n)
	return err
}

// numberFlag reads a positive quantity of the language.
type numberFlag struct {
	value *float64
	name  string // of its kind, for the help
	want  unit.Want
}

func (f numberFlag) Type() string { return f.name }

func (f numberFlag) String() string {
	if f.value == nil || *f.value == 0 {
		return ""
	}
	return strconv.FormatFloat(*f.value, 'g', -1, 64)
}

func (f numberFlag) Set(text string) error {
	want := f.want
	want.Positive, want.NoInterval, want.NoFormula = true, true, true
	q, problem := unit.Parse(text, want)
	if problem != nil {
		return fmt.Errorf("%s; %s", problem.Message, problem.Help)
	}
	*f.value = q.Value
	return nil
}

// eventsFlag reads a whole number of events.
type eventsFlag struct{ events *uint64 }

func (f eventsFlag) Type() string   { return "COUNT" }
func (f eventsFlag) String() string { return "" }

func (f eventsFlag) Set(text string) error {
	var n float64
	err := numberFlag{&n, "", unit.Want{Kind: unit.KindCount, Whole: true, Most: 1e18}}.Set(text)
	*f.events = uint64(n)
	return err
}

// sliceFlag reads a part of the load: auto is 0 and off is 1.
type sliceFlag struct{ part *float64 }

func (f sliceFlag) Type() string { return "PART" }

func (f sliceFlag) String() string {
	if f.part == nil || *f.part == 0 {
		return "auto"
	}
	return strconv.FormatFloat(*f.part, 'g', -1, 64)
}

func (f sliceFlag) Set(text string) error {
	switch text {
	case "auto":
		*f.part = 0
		return nil
	case "off":
		*f.part = 1
		return nil
	}
	parts, one := strings.CutPrefix(text, "1/")
	n, err := strconv.ParseUint(parts, 10, 32)
	if !one || err != nil || n == 0 {
		return fmt.Errorf("%q is no part of a load; write 1/100, auto or off", text)
	}
	*f.part = 1 / float64(n)
	return nil
}

// seedFlag reads a seed; 0 is refused, because it means none elsewhere.
type seedFlag struct{ seed *uint64 }

func (f seedFlag) Type() string { return "NUMBER" }

func (f seedFlag) String() string {
	if f.seed == nil {
		return ""
	}
	return strconv.FormatUint(*f.seed, 10)
}

func (f seedFlag) Set(text string) error {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n == 0 {
		return fmt.Errorf("%q is not a whole number from 1 to 18446744073709551615", text)
	}
	*f.seed = n
	return nil
}
