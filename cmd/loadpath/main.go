// Command loadpath takes a system design, written as one YAML file, through
// the whole process of system design: it checks it, computes its numbers, puts
// load on it with a discrete-event simulator and tells what holds, what breaks
// first, what it costs and what is missing.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/study"
)

// Exit statuses, as the language promises them.
const (
	exitYes         = 0   // the verdict is yes
	exitNo          = 1   // the verdict is no
	exitUsage       = 2   // the file or the command line is wrong
	exitWorld       = 3   // disk or network failed
	exitInterrupted = 130 // Ctrl+C, or told to end
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run carries out one command line and returns its exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl+C ends at once
	out := &result{Writer: stdout}
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var status exitStatus
	var world worldError
	var line lineError
	var unfit study.Unfit
	switch {
	case ctx.Err() != nil && err != nil:
		fmt.Fprintln(stderr, "interrupted")
		return exitInterrupted
	case out.failed != nil:
		fmt.Fprintln(stderr, "loadpath: the result is not whole:", inWords(out.failed))
		return exitWorld
	case err == nil:
		return exitYes
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &world):
		fmt.Fprintln(stderr, "loadpath:", inWords(err))
		return exitWorld
	case errors.As(err, &unfit):
		_ = diag.Text(stderr, unfit.Problems, style(stderr))
	}
	fmt.Fprintln(stderr, "loadpath:", err)
	if errors.As(err, &line) {
		fmt.Fprintln(stderr, line.hint())
	}
	return exitUsage
}

// exitStatus ends the program with a status after everything worth saying was
// said.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// worldError is a failure of disk, network or process, not of the user.
type worldError struct{ error }

func (e worldError) Unwrap() error { return e.error }

// verbs are the commands, in the order in which a design grows.
var verbs = []func() *cobra.Command{
	newNew, newTemplates, newCheck, newFmt, newSteps, newEstimate, newSimulate, newCompare, newDiff, newChaos, newStudio, newAudit, newReview, newDoc, newSign, newExplain, newDiagram, newExport, newImport, newFaulttree, newSchema,
	newCompletion, newVersion,
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "loadpath",
		Short: "System design as code that runs",
		Long: `loadpath takes a system design, written as one YAML file, through the whole
process of system design. It computes every number that process asks for, puts
load on the design, and says what holds, what breaks first, what it costs and
what is missing.`,
		Example: `  loadpath new shop.yaml                   # start a design
  loadpath review shop.yaml                # everything at once, on one screen
  loadpath review shop.yaml -o out         # and the design document
  loadpath explain shop.yaml cost.month    # why is this number what it is?
  loadpath VERB --help                     # examples of a verb`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          unknownVerb,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Version:       version(),
	}
	cobra.EnableCommandSorting = false
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(usageTemplate)
	root.SetVersionTemplate(versionLine())
	root.SetFlagErrorFunc(flagTrouble)
	root.SetHelpCommand(newHelp())
	for _, verb := range verbs {
		root.AddCommand(verb())
	}
	return root
}
