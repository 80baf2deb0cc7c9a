package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/report/chromium"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/study/revision"
)

func newDoc() *cobra.Command {
	var opt study.Options
	var issue report.Issue
	var variant, dir string
	var fresh bool
	cmd := &cobra.Command{
		Use:   "doc DESIGN.yaml",
		Short: "Write the design document: one page of summary, sixteen artifacts, every number with its derivation",
		Long: `Writes the design document: a summary of one page, then what each of the sixteen
steps hands over, with diagrams and charts, in the order of a guide when one is
chosen; then everything that is open or was accepted, the derivation of every
number that is shown, and a glossary.

HTML is one file that needs no other and no network. Markdown has its figures
beside it. PDF is printed by a Chromium or Chrome that is installed here.

The date is that of the last commit that changed the design; a design that is not
committed, or was changed since, has none, unless --date says one. The document
also names the hash of its text, and the same design gives the same bytes.`,
		Example: `  loadpath doc shop.yaml -o out                    # out/design.html
  loadpath doc shop.yaml -o out --format pdf       # out/design.pdf
  loadpath doc shop.yaml -o out --format markdown  # out/design.md and out/figures
  loadpath doc shop.yaml -o out --process 7        # in the order of the seven-step guide
  loadpath doc shop.yaml -o out --date 2026-11-22`,
		Args:              oneDesign,
		ValidArgsFunction: yamlFiles,
	}
	flags := cmd.Flags()
	levelFlags(flags, &opt, &variant)
	runFlags(flags, &opt, "2%")
	flags.StringVarP(&dir, "output", "o", "", "write into directory `DIR`; without it, to standard output")
	flags.StringVar(&issue.Guide, "process", "16", "in the order of the guide of `N` steps: 6, 7, 11 or 13; 16 is our own")
	flags.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "guide" { // as others call it
			name = "process"
		}
		return pflag.NormalizedName(name)
	})
	flags.StringVar(&issue.Date, "date", "", "the `DATE` of the document, as 2026-11-22; the last commit's unless said")
	flags.BoolVar(&fresh, "fresh", false, "simulate again even when nothing has changed since the last time")
	as := format(cmd, "html", "markdown", "pdf")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := cmp.Or(isDirectory(cmd, dir), isDate(cmd, issue.Date), isGuide(cmd, issue.Guide)); err != nil {
			return err
		}
		if dir == "" && (*as == "pdf" && isTerminal(cmd.OutOrStdout())) {
			return mistyped(cmd, "a PDF is no text for a terminal; add -o DIR")
		}
		var browser *chromium.Browser
		if *as == "pdf" {
			var err error
			if browser, err = chromium.Find(); err != nil {
				return worldError{fmt.Errorf("%v", err)} // before anything is simulated, and with all its words
			}
		}
		if !fresh {
			opt.Cache = resultCache()
		}
		design, err := load(cmd, args[0], variant)
		if err != nil {
			return err
		}
		if opt.Signoff, err = readSignoff(cmd, args[0]); err != nil {
			return err
		}
		s, err := runStudy(cmd, design, opt)
		if err != nil {
			return err
		}
		if issue.Date == "" {
			issue.Date = committed(cmd.Context(), design)
		}
		files, err := report.Document(s, issue)
		if err != nil {
			return err
		}
		if files, err = inFormat(cmd.Context(), files, *as, browser); err != nil {
			return err
		}
		if dir != "" {
			return writeFiles(cmd, files, dir)
		}
		if _, err := cmd.OutOrStdout().Write(files[0].Data); err != nil {
			return worldError{err}
		}
		return nil
	}
	return cmd
}

// isDate wants the value of --date to be a day, or nothing.
func isDate(cmd *cobra.Command, date string) error {
	if _, err := time.Parse(time.DateOnly, date); date != "" && err != nil {
		return mistyped(cmd, "--date cannot be %q; write a day as 2026-11-22", date)
	}
	return nil
}

// isGuide wants the value of --process to be the key of a guide.
func isGuide(cmd *cobra.Command, key string) error {
	if _, ok := model.GuideOf(key); !ok && key != "16" {
		return mistyped(cmd, "there is no guide of %q steps; write 6, 7, 11, 13 or 16", key)
	}
	return nil
}

// inFormat keeps of a document's files those of a format, the one to open first.
func inFormat(ctx context.Context, files []report.File, as string, browser *chromium.Browser) ([]report.File, error) {
	html, rest := files[:1], files[1:]
	switch as {
	case "markdown":
		return rest, nil
	case "pdf":
		data, err := browser.PDF(ctx, html[0].Data)
		if err != nil {
			return nil, worldError{err}
		}
		return []report.File{{Name: "design.pdf", Data: data}}, nil
	}
	return html, nil
}

// committed is the day of the last commit that changed one of a design's files.
// It is "" where the text is not that of a commit, so that the date belongs to
// the text, not to the day of printing.
func committed(ctx context.Context, d *model.Design) string {
	var names []string
	for _, src := range d.Doc.Sources {
		name, err := filepath.Abs(src.Name)
		if src.Name == "-" || err != nil {
			return ""
		}
		names = append(names, name)
	}
	ask := func(args ...string) ([]byte, error) {
		return revision.Git(ctx, filepath.Dir(names[0]), append(args, names...)...)
	}
	if changed, err := ask("status", "--porcelain", "--"); err != nil || len(changed) > 0 {
		return ""
	}
	day, err := ask("log", "-1", "--format=%cs", "--")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(day))
}
