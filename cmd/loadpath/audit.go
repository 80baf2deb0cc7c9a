package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
)

func newAudit() *cobra.Command {
	var opt study.Options
	var variant string
	var strict bool
	cmd := &cobra.Command{
		Use:   "audit DESIGN.yaml",
		Short: "Ask what a good reviewer asks first",
		Example: `  loadpath audit shop.yaml
  loadpath audit shop.yaml --format sarif > audit.sarif    # for code scanning
  loadpath explain single-replica                          # what a finding means`,
		Args:              oneDesign,
		ValidArgsFunction: yamlFiles,
	}
	levelFlags(cmd.Flags(), &opt, &variant)
	cmd.Flags().BoolVar(&strict, "strict", false, "exit 1 when a finding of high or critical severity stands")
	as := format(cmd, "text", "json", "sarif", "github", "junit")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		design, err := load(cmd, args[0], variant)
		if err != nil {
			return err
		}
		opt.Today = today()
		s, err := study.Estimate(design, opt)
		if err != nil {
			return err
		}
		findings := s.Audit()
		if err := diag.Text(cmd.ErrOrStderr(), s.Waivers(findings), style(cmd.ErrOrStderr())); err != nil {
			return worldError{err}
		}
		out := cmd.OutOrStdout()
		switch *as {
		case "json":
			err = printJSON(out, map[string]any{"findings": findings})
		case "sarif":
			err = diag.SARIF(out, asDiagnostics(findings), tool())
		case "github":
			err = diag.GitHub(out, asDiagnostics(findings))
		case "junit":
			err = diag.JUnit(out, asDiagnostics(findings), args[0])
		default:
			report.Findings(out, findings, palette(out), 0)
		}
		if err != nil {
			return worldError{fmt.Errorf("write findings: %w", err)}
		}
		if strict && audit.Worst(findings) >= audit.Rank(audit.High) {
			return exitStatus(exitNo)
		}
		return nil
	}
	return cmd
}

// today is the day on which waivers are looked at, as 2027-03-01.
func today() string { return time.Now().Format(time.DateOnly) }

// asDiagnostics turns the findings that nobody waived into problems with places.
func asDiagnostics(findings []audit.Finding) diag.List {
	var list diag.List
	for _, f := range findings {
		if f.Waived == nil {
			list = append(list, f.Diagnostic())
		}
	}
	return list
}

// tool describes this program and its checks to formats that carry them.
func tool() diag.Tool {
	t := diag.Tool{Name: "loadpath", Version: version(), URL: "https://github.com/loadpath/loadpath"}
	for _, c := range audit.Checks {
		t.Rules = append(t.Rules, diag.Rule{Code: c.Code, Title: c.Title, Why: c.Why})
	}
	return t
}
