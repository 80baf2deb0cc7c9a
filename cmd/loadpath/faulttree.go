package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/faulttree"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/unit"
)

func newFaulttree() *cobra.Command {
	var opt faulttree.Options
	var read faulttree.ReadOptions
	var top string
	cmd := &cobra.Command{
		Use:   "faulttree FILE.xml...",
		Short: "Analyse fault trees in the Open-PSA exchange format",
		Long: `Computes probability, minimal cut sets and importance of fault trees, exactly
where they fit into a decision diagram. Several files are read as one model.`,
		Example: `  loadpath faulttree pumps.xml
  loadpath faulttree tree.xml events.xml --cut-sets 20   # list the 20 most likely
  loadpath faulttree tree.xml --order 4                  # none with more than four events
  loadpath faulttree tree.xml --format json`,
		Args: cobra.MinimumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"xml"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&opt.CutSets, "cut-sets", 5, "list the `N` most likely cut sets")
	flags.IntVar(&opt.Order, "order", 0, "look for cut sets of at most `N` events (default any)")
	flags.StringVar(&top, "top", "", "analyse this gate or sequence `NAME` only")
	hours := flags.Float64("mission-time", 0, "time in `HOURS` that the model's rates act for (default 8760)")
	flags.BoolVar(&read.NoGroups, "no-common-cause", false, "leave common-cause groups out")
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case opt.CutSets < 0 || opt.Order < 0:
			return mistyped(cmd, "--cut-sets and --order are counts, as 20")
		case *hours < 0:
			return mistyped(cmd, "--mission-time is in hours, as 8760")
		}
		read.MissionTime = *hours
		m, err := readTrees(cmd, args, read)
		if err != nil {
			return err
		}
		out := report.FaultTrees{}
		analyse := func(t faulttree.Top) report.FaultTree {
			return report.FaultTree{Name: t.Name, Events: m.Tree.Events(t.Ref), Gates: m.Tree.Gates(t.Ref), Result: m.Tree.Analyse(t.Ref, opt)}
		}
		for _, t := range m.Tops {
			if top == "" || t.Name == top {
				out.Tops = append(out.Tops, analyse(t))
			}
		}
		for _, t := range m.Sequences {
			if top == "" || t.Name == top {
				out.Sequences = append(out.Sequences, analyse(t))
			}
		}
		if top != "" && len(out.Tops)+len(out.Sequences) == 0 {
			names := topNames(m)
			return fmt.Errorf("no top gate or sequence is called %q%s (there is %s)", top, nearest(top, names), strings.Join(names, ", "))
		}
		w := cmd.OutOrStdout()
		if *as == "json" {
			return printJSON(w, out)
		}
		out.Text(w, palette(w))
		return nil
	}
	return cmd
}

func topNames(m *faulttree.Model) []string {
	var names []string
	for _, t := range slices.Concat(m.Tops, m.Sequences) {
		names = append(names, t.Name)
	}
	return names
}

// readTrees reads files as one model and prints what is wrong with them.
func readTrees(cmd *cobra.Command, names []string, o faulttree.ReadOptions) (*faulttree.Model, error) {
	var files []*diag.Source
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			return nil, fmt.Errorf("%s is a directory; name the files in it", name)
		}
		text, err := reader(cmd)(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("there is no file %s", name)
		case errors.Is(err, errTooBig):
			return nil, fmt.Errorf("%s is larger than %s", name, unit.Format(mostBytes, unit.KindBytes))
		case err != nil:
			return nil, worldError{err}
		}
		files = append(files, diag.NewSource(name, text))
	}
	m, problems := faulttree.ReadOpenPSA(files, o)
	if len(problems) > 0 {
		_ = diag.Text(cmd.ErrOrStderr(), problems, style(cmd.ErrOrStderr()))
	}
	if m == nil {
		return nil, exitStatus(exitUsage)
	}
	return m, nil
}
