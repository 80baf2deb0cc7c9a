package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/study"
)

func newCheck() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check DESIGN.yaml",
		Short: "Check a design and report every problem at once",
		Example: `  loadpath check shop.yaml
  loadpath check shop.yaml --format github    # annotations on a pull request
  loadpath check shop.yaml --format sarif > check.sarif`,
		Args:              oneDesign,
		ValidArgsFunction: yamlFiles,
	}
	as := format(cmd, "text", "json", "sarif", "github", "junit")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		design, problems, err := loadQuietly(cmd, args[0], "")
		if err != nil {
			return err
		}
		if design != nil {
			problems = append(problems, study.UnknownWaivers(design)...)
			problems.Sort()
		}
		out := cmd.OutOrStdout()
		switch *as {
		case "json":
			err = diag.JSON(out, problems)
		case "sarif":
			err = diag.SARIF(out, problems, tool())
		case "github":
			err = diag.GitHub(out, problems)
		case "junit":
			err = diag.JUnit(out, problems, args[0])
		default:
			err = diag.Text(out, problems, style(out))
			if !problems.HasErrors() {
				fmt.Fprintf(out, "%s: ok: %s\n", shown(args[0]), inventory(design))
			}
		}
		if err != nil {
			return worldError{err}
		}
		if problems.HasErrors() {
			return exitStatus(exitUsage)
		}
		return nil
	}
	return cmd
}
