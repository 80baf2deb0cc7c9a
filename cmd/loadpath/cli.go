package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report"
)

// The rules of this interface:
//
//   - The result goes to standard output; progress and notes to standard error.
//   - Colour only on a terminal, and never when NO_COLOR is set.
//   - Every verb takes --format; text is for people, the rest for programs.
//   - An error says what to type.

func init() {
	cobra.AddTemplateFunc("examplesGone", func(usage string) string {
		head, rest, found := strings.Cut(usage, "\nExamples:\n")
		if !found {
			return usage
		}
		_, tail, _ := strings.Cut(rest, "\n\n")
		return head + "\n" + tail
	})
}

// format adds the --format flag and returns where its value is found.
func format(cmd *cobra.Command, formats ...string) *string {
	value := cmd.Flags().String("format", formats[0], "one of "+strings.Join(formats, ", "))
	check := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if !slices.Contains(formats, *value) {
			return fmt.Errorf("--format cannot be %q; write one of %s", *value, strings.Join(formats, ", "))
		}
		if check != nil {
			return check(cmd, args)
		}
		return nil
	}
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return value
}

// oneDesign asks for the one argument that is the design file.
func oneDesign(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 1:
		return nil
	case 0:
		return fmt.Errorf("which design? Type `%s DESIGN.yaml`", cmd.CommandPath())
	}
	return fmt.Errorf("one design at a time, not %d", len(args))
}

// read reads a file for the parser. What the user can mend by typing another
// name stays an fs error; everything else is the world's.
func read(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(name)
}

// load reads and checks a design and prints its problems. A design with errors
// ends the program; one with warnings goes on.
func load(cmd *cobra.Command, name, variant string) (*model.Design, error) {
	design, problems, err := loadQuietly(name, variant)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		_ = diag.Text(cmd.ErrOrStderr(), worthSaying(problems), style(cmd.ErrOrStderr()))
	}
	if problems.HasErrors() {
		return nil, exitStatus(exitUsage)
	}
	return design, nil
}

func loadQuietly(name, variant string) (*model.Design, diag.List, error) {
	if err := readable(name); err != nil {
		return nil, nil, err
	}
	design, problems, err := model.Load(name, read)
	if err != nil {
		return nil, problems, worldError{err}
	}
	if problems.HasErrors() || variant == "" || variant == "base" {
		return design, problems, nil
	}
	if !design.Variants.Has(variant) {
		help := strings.Join(append([]string{"base"}, design.Variants.Names()...), ", ")
		return nil, nil, fmt.Errorf("%s has no variant %q; it has %s", name, variant, help)
	}
	applied, more := design.Apply(variant)
	return applied, append(problems, more...), nil
}

// readable tells early, and in words, why a design cannot be opened.
func readable(name string) error {
	if name == "-" {
		return nil
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s; `loadpath new %s` starts one", name, name)
	case err != nil:
		return worldError{fmt.Errorf("open %s: %w", name, err)}
	case info.IsDir():
		return fmt.Errorf("%s is a directory; name the design file in it", name)
	}
	return nil
}

// worthSaying drops the remarks that only `check` shows.
func worthSaying(problems diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(problems), func(d diag.Diagnostic) bool { return d.Severity == diag.Info })
}

// isTerminal tells whether a person is looking at w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// coloured tells whether w takes colour.
func coloured(w io.Writer) bool {
	_, no := os.LookupEnv("NO_COLOR")
	return !no && os.Getenv("TERM") != "dumb" && isTerminal(w)
}

// printJSON writes a value as indented JSON with a final line break.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// yamlFiles completes the names of design files.
func yamlFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

// inventory says in a few words what a design holds.
func inventory(d *model.Design) string {
	parts := []string{
		plural(d.Components.Len(), "component"), plural(d.Flows.Len(), "flow"),
		plural(d.Data.Len(), "entity"), plural(d.Requirements.Quality.Len(), "quality requirement"),
	}
	return strings.Join(parts, ", ")
}

func plural(n int, word string) string {
	switch {
	case n == 1:
		return "1 " + word
	case strings.HasSuffix(word, "y"):
		return fmt.Sprintf("%d %sies", n, word[:len(word)-1])
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// style is how problems are drawn on w.
func style(w io.Writer) diag.TextOptions {
	opts := diag.TextOptions{MaxShown: 50}
	if coloured(w) {
		opts.Style = diag.Color
	}
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			opts.Width = width
		}
	}
	return opts
}

// palette is how reports are drawn on w.
func palette(w io.Writer) report.Palette {
	if coloured(w) {
		return report.Colours
	}
	return report.Palette{}
}
