package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/spf13/cobra"
)

// The rules of this interface:
//
//   - The result goes to standard output; progress and notes to standard error.
//   - Colour only on a terminal, and never when NO_COLOR is set.
//   - Every verb takes --format; text is for people, the rest for programs.
//   - An error says what to type.

// mostBytes bounds a design file: far above any that people write, and below
// what a machine cannot hold.
const mostBytes = 64 << 20

// errTooBig is a file of more than mostBytes.
var errTooBig = fmt.Errorf("is larger than %d MiB, which no design is; name the design file", mostBytes>>20)

// reader returns what the parser reads files with. The name - is standard
// input.
func reader(cmd *cobra.Command) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		from := cmd.InOrStdin()
		if name != "-" {
			f, err := os.Open(name)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			from = f
		}
		text, err := io.ReadAll(io.LimitReader(from, mostBytes+1))
		if err == nil && len(text) > mostBytes {
			return nil, errTooBig
		}
		return text, err
	}
}

// load reads and checks a design and prints its problems. A design with errors
// ends the program; one with warnings goes on.
func load(cmd *cobra.Command, name, variant string) (*model.Design, error) {
	design, problems, err := loadQuietly(cmd, name, variant)
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

func loadQuietly(cmd *cobra.Command, name, variant string) (*model.Design, diag.List, error) {
	if err := readable(name); err != nil {
		return nil, nil, err
	}
	return loadWith(reader(cmd), name, variant)
}

// loadWith loads a design from wherever read has it.
func loadWith(read func(name string) ([]byte, error), name, variant string) (*model.Design, diag.List, error) {
	design, problems, err := model.Load(name, read)
	switch {
	case errors.Is(err, errTooBig):
		return nil, problems, fmt.Errorf("%s %w", name, errTooBig)
	case err != nil:
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
		return fmt.Errorf("there is no file %s; `loadpath new %s` starts one", name, shellWord(name))
	case err != nil:
		return worldError{fmt.Errorf("open %s: %w", name, err)}
	case info.IsDir():
		return fmt.Errorf("%s is a directory; name the design file in it", name)
	}
	return nil
}

// shown is how a sentence names a file.
func shown(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// worthSaying drops the remarks that only `check` shows.
func worthSaying(problems diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(problems), func(d diag.Diagnostic) bool { return d.Severity == diag.Info })
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

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./][A-Za-z0-9_./-]*$`)

// shellWord is a file name as one types it in a shell.
func shellWord(name string) string {
	if plainWord.MatchString(name) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}
