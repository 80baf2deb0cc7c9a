package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
)

func newReview() *cobra.Command {
	var opt study.Options
	var variant, dir string
	var strict, watch, fresh, signed bool
	cmd := &cobra.Command{
		Use:   "review DESIGN.yaml",
		Short: "Everything at once: what holds, what breaks first, what it costs, what is missing",
		Long: `Takes a design through every stage and prints one screen: the sixteen steps and
what is open in each; every quality requirement with the verdict of the closed
forms and of the simulator, and its margin; what saturates first and at which
load; availability and the worst single faults; cost by component; the guesses
that the verdicts rest on; and the findings worth acting on.

Exit status 0 when nothing is broken, 1 when a requirement is, 2 when the file
is wrong. With --strict, unsure and unknown count as broken; with
--require-signoff, a step that is not approved by all stakeholders named for it
does too.`,
		Example: `  loadpath review shop.yaml
  loadpath review shop.yaml -o out                # and the design document, as HTML and Markdown
  loadpath review shop.yaml --load-scale 10       # what if ten times as many come?
  loadpath review shop.yaml --watch               # again on every save
  loadpath review shop.yaml --format json | jq .requirements
  loadpath review shop.yaml --format github       # annotations on a pull request
  loadpath review shop.yaml --require-signoff     # and all steps approved; see loadpath sign`,
		Args:              oneDesign,
		ValidArgsFunction: yamlFiles,
	}
	flags := cmd.Flags()
	levelFlags(flags, &opt, &variant)
	runFlags(flags, &opt, "2%")
	flags.StringVarP(&dir, "output", "o", "", "also write the design document into directory `DIR`")
	flags.BoolVar(&strict, "strict", false, "exit 1 for unsure and unknown too")
	flags.BoolVar(&signed, "require-signoff", false, "exit 1 when a step that someone must sign is not approved")
	flags.BoolVar(&watch, "watch", false, "run again when the file changes")
	flags.BoolVar(&fresh, "fresh", false, "simulate again even when nothing has changed since the last time")
	as := format(cmd, "text", "json", "markdown", "html", "github", "junit")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := isDirectory(cmd, dir); err != nil {
			return err
		}
		if !fresh {
			opt.Cache = resultCache()
		}
		once := func() (*model.Design, error) {
			design, err := load(cmd, args[0], variant)
			if err != nil {
				return design, err
			}
			if opt.Signoff, err = readSignoff(cmd, args[0]); err != nil {
				return design, err
			}
			s, interrupted := runStudy(cmd, design, opt)
			if s == nil {
				return design, interrupted
			}
			if err := writeReview(cmd, s, *as, args[0]); err != nil || interrupted != nil {
				return design, cmp.Or(err, interrupted) // of an interrupted review a part is printed, and says so
			}
			if dir != "" {
				if err := writeDocument(cmd, s, dir); err != nil {
					return design, err
				}
			}
			if signed {
				return design, cmp.Or(unsigned(cmd, s), verdictStatus(s.Verdict, strict))
			}
			return design, verdictStatus(s.Verdict, strict)
		}
		if watch {
			return watchFile(cmd, args[0], once)
		}
		_, err := once()
		return err
	}
	return cmd
}

// runStudy runs the whole journey with a bar on the terminal.
func runStudy(cmd *cobra.Command, design *model.Design, opt study.Options) (*study.Study, error) {
	bar := newBar(cmd.ErrOrStderr())
	opt.Progress = bar.update
	opt.Today = today()
	s, err := study.Run(cmd.Context(), design, opt)
	bar.done()
	if s == nil {
		return nil, err
	}
	if err := diag.Text(cmd.ErrOrStderr(), s.Waivers(s.Findings), style(cmd.ErrOrStderr())); err != nil {
		return nil, worldError{err}
	}
	return s, err
}

func writeReview(cmd *cobra.Command, s *study.Study, as, name string) error {
	out := cmd.OutOrStdout()
	var err error
	switch as {
	case "json":
		err = printJSON(out, s)
	case "markdown":
		err = report.Markdown(out, s, issueOf(cmd, s))
	case "html":
		err = report.HTML(out, s, issueOf(cmd, s))
	case "github":
		err = diag.GitHub(out, reviewProblems(s))
	case "junit":
		err = diag.JUnit(out, reviewProblems(s), name)
	default:
		report.Screen(out, s, palette(out))
	}
	if err != nil {
		return worldError{fmt.Errorf("write the review: %w", err)}
	}
	return nil
}

// reviewProblems are the broken requirements and the findings as problems.
func reviewProblems(s *study.Study) diag.List {
	var list diag.List
	for _, r := range s.Requirements {
		d := diag.Diagnostic{Code: "requirement-" + string(r.Verdict), Span: r.Span, Message: r.Sentence()}
		switch r.Verdict {
		case model.Broken:
			list = append(list, d)
		case model.Unsure, model.Unknown:
			d.Severity = diag.Warning
			list = append(list, d)
		}
	}
	return append(list, asDiagnostics(s.Findings)...)
}

// issueOf is the document as it goes out when nothing is said of it.
func issueOf(cmd *cobra.Command, s *study.Study) report.Issue {
	return report.Issue{Date: committed(cmd.Context(), s.Design)}
}

// writeDocument writes the design document into a directory.
func writeDocument(cmd *cobra.Command, s *study.Study, dir string) error {
	files, err := report.Document(s, issueOf(cmd, s))
	if err != nil {
		return err
	}
	return writeFiles(cmd, files, dir)
}

// isDirectory wants the value of -o to be a directory, or nothing yet.
func isDirectory(cmd *cobra.Command, dir string) error {
	if info, err := os.Stat(dir); dir != "" && err == nil && !info.IsDir() {
		return mistyped(cmd, "%s is a file; -o names a directory, which need not exist yet", dir)
	}
	return nil
}

// writeFiles writes files below a directory and says so.
func writeFiles(cmd *cobra.Command, files []report.File, dir string) error {
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return worldError{fmt.Errorf("write the document: %w", err)}
		}
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			return worldError{fmt.Errorf("write the document: %w", err)}
		}
	}
	beside := ""
	if len(files) > 1 {
		beside = fmt.Sprintf(", and %s beside it", plural(len(files)-1, "file"))
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s%s\n", filepath.Join(dir, files[0].Name), beside)
	return nil
}

// verdictStatus is the exit status that a verdict asks for.
func verdictStatus(v model.Verdict, strict bool) error {
	if v == model.Broken || strict && v != model.Met {
		return exitStatus(exitNo)
	}
	return nil
}

// keepsWatching tells whether an error is the design's, which the next save
// may mend.
func keepsWatching(err error) bool {
	var status exitStatus
	return err == nil || errors.As(err, &status)
}
