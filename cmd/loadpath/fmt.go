package main

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

func newFmt() *cobra.Command {
	var write, list bool
	cmd := &cobra.Command{
		Use:   "fmt DESIGN.yaml...",
		Short: "Lay out a design file in the one way, comments kept",
		Example: `  loadpath fmt shop.yaml            # print it
  loadpath fmt -w shop.yaml         # write it back
  loadpath fmt -l *.yaml            # name the files that differ; exit 1 when there are some`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return mistyped(cmd, "which design? Type `%s DESIGN.yaml`", cmd.CommandPath())
			}
			return nil
		},
		ValidArgsFunction: yamlFiles,
	}
	cmd.Flags().BoolVarP(&write, "write", "w", false, "write the file back instead of printing it")
	cmd.Flags().BoolVarP(&list, "list", "l", false, "name the files whose layout differs instead of printing them")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		differs := false
		for _, name := range args {
			changed, err := formatFile(cmd, name, write, list)
			if err != nil {
				return err
			}
			differs = differs || changed
		}
		if list && differs && !write {
			return exitStatus(exitNo)
		}
		return nil
	}
	return cmd
}

func formatFile(cmd *cobra.Command, name string, write, list bool) (changed bool, err error) {
	if write && name == "-" {
		return false, mistyped(cmd, "standard input cannot be written back; leave out -w")
	}
	if err := readable(name); err != nil {
		return false, err
	}
	text, err := reader(cmd)(name)
	switch {
	case errors.Is(err, errTooBig):
		return false, fmt.Errorf("%s %w", name, errTooBig)
	case err != nil:
		return false, worldError{fmt.Errorf("read %s: %w", name, err)}
	}
	src := diag.NewSource(name, text)
	if _, problems := syntax.Parse(src); problems.HasErrors() {
		_ = diag.Text(cmd.ErrOrStderr(), problems, style(cmd.ErrOrStderr()))
		return false, exitStatus(exitUsage)
	}
	laid, err := syntax.Format(src)
	if err != nil {
		return false, fmt.Errorf("format %s: %w", name, err)
	}
	changed = !bytes.Equal(text, laid)
	if list && changed {
		fmt.Fprintln(cmd.OutOrStdout(), name)
	}
	if write && changed {
		if err := syntax.WriteFile(name, laid); err != nil {
			return false, worldError{err}
		}
	}
	if !list && !write {
		_, err = cmd.OutOrStdout().Write(laid)
	}
	return changed, err
}
