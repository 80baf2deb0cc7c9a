package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/loadpath/loadpath/internal/diag"
)

// helpTemplate puts the examples first: they answer most questions.
const helpTemplate = `{{with or .Long .Short}}{{. | trimTrailingWhitespaces}}
{{end}}{{if .HasExample}}
Examples:
{{.Example | trimTrailingWhitespaces}}
{{end}}
{{.UsageString}}`

// usageTemplate is what follows: the line to type, the verbs, the flags.
const usageTemplate = `Usage:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} VERB [flags]{{else}}{{.UseLine}}{{end}}
{{if .HasAvailableSubCommands}}
Verbs:
{{range .Commands}}{{if .IsAvailableCommand}}  {{rpad .Name .NamePadding}} {{.Short}}
{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}
Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}`

// lineError is a mistake on the command line, for which the help of a command
// is worth reading.
type lineError struct {
	error
	cmd *cobra.Command
}

// mistyped reports a mistake on the command line.
func mistyped(cmd *cobra.Command, text string, args ...any) error {
	return lineError{fmt.Errorf(text, args...), cmd}
}

// hint says where to read on.
func (e lineError) hint() string {
	if e.cmd.HasParent() {
		return fmt.Sprintf("Type `%s --help` for examples.", e.cmd.CommandPath())
	}
	return "Type `loadpath --help` for the verbs."
}

// newHelp is `loadpath help VERB`, for those who type it that way round.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [VERB]",
		Short:   "Say what a verb does",
		Example: "  loadpath help review",
		Hidden:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			of, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownVerb(cmd.Root(), args)
			}
			of.InitDefaultHelpFlag()
			return of.Help()
		},
	}
}

// unknownVerb is the complaint about a first argument that is no verb.
func unknownVerb(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, verb := range root.Commands() {
		names = append(names, verb.Name())
	}
	if strings.HasSuffix(args[0], ".yaml") || strings.HasSuffix(args[0], ".yml") {
		return mistyped(root, "what about %s? Type `loadpath review %s`", args[0], args[0])
	}
	return mistyped(root, "there is no verb %q%s", args[0], nearest(args[0], names))
}

// flagTrouble puts what is wrong with a flag into words.
func flagTrouble(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return mistyped(cmd, "there is no flag -%s", unknown.GetSpecifiedName())
	case errors.As(err, &unknown):
		near := ""
		if name := diag.Suggest(unknown.GetSpecifiedName(), flagNames(cmd)); name != "" {
			near = fmt.Sprintf("; did you mean --%s?", name)
		}
		return mistyped(cmd, "there is no flag --%s%s", unknown.GetSpecifiedName(), near)
	case errors.As(err, &missing):
		return mistyped(cmd, "--%s needs a value", missing.GetFlag().Name)
	case errors.As(err, &invalid) && invalid.GetFlag().Value.Type() == "bool":
		return mistyped(cmd, "--%s stands alone; it takes no value", invalid.GetFlag().Name)
	case errors.As(err, &invalid):
		return mistyped(cmd, "--%s: %w", invalid.GetFlag().Name, invalid.Unwrap())
	}
	return mistyped(cmd, "%w", err)
}

func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// noArguments is for verbs that take none.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return mistyped(cmd, "`%s` takes no arguments, but got %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// oneDesign asks for the one argument that is the design file.
func oneDesign(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 1:
		return nil
	case 0:
		return mistyped(cmd, "which design? Type `%s DESIGN.yaml`", cmd.CommandPath())
	}
	return mistyped(cmd, "one design at a time, not %d", len(args))
}
