package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/diag"
)

func newNew() *cobra.Command {
	var template string
	var list bool
	cmd := &cobra.Command{
		Use:   "new DESIGN.yaml",
		Short: "Start a design; never overwrites",
		Example: `  loadpath new shop.yaml                              # one service, one database, the first questions
  loadpath new links.yaml --template url-shortener    # begin with a finished design
  loadpath new outage.yaml --template outages/dynamodb-2015   # or with the replay of an outage
  loadpath new --list                                 # which there are`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case list && len(args) == 0:
				return nil
			case list:
				return mistyped(cmd, "--list stands alone; it makes no file")
			}
			switch len(args) {
			case 1:
				return nil
			case 0:
				return mistyped(cmd, "which file? Type `loadpath new shop.yaml`")
			}
			return mistyped(cmd, "one design at a time, not %d", len(args))
		},
	}
	cmd.Flags().StringVar(&template, "template", "", "begin with the finished design `NAME`; --list lists them")
	cmd.Flags().BoolVar(&list, "list", false, "list the finished designs instead")
	_ = cmd.RegisterFlagCompletionFunc("template", cobra.FixedCompletions(designs.All(), cobra.ShellCompDirectiveNoFileComp))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if list {
			return listTemplates(cmd.OutOrStdout(), "text")
		}
		name := args[0]
		if filepath.Ext(name) == "" {
			name += ".yaml"
		}
		text := designs.Starter(systemName(name), shellWord(filepath.Base(name)))
		if template != "" {
			var ok bool
			if text, ok = designs.Text(template); !ok {
				return fmt.Errorf("there is no template %q%s", template, didYouMean(template, designs.All()))
			}
		}
		if err := createFile(name, text); err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s written. Next: loadpath review %s\n", name, shellWord(name))
		return nil
	}
	return cmd
}

// createFile writes a file that must not exist yet.
func createFile(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s exists already and stays as it is; choose another name", name)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no directory %s; make it first", filepath.Dir(name))
	case err != nil:
		return worldError{fmt.Errorf("create %s: %w", name, err)}
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return worldError{fmt.Errorf("write %s: %w", name, err)}
	}
	return nil
}

var notInNames = regexp.MustCompile(`[^a-z0-9-]+`)

// systemName makes a name of the language from a file name.
func systemName(file string) string {
	base := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	name := strings.Trim(notInNames.ReplaceAllString(strings.ToLower(base), "-"), "-0123456789")
	if name == "" {
		return "system"
	}
	return name
}

// nearest suggests a name from a long list, or says nothing.
func nearest(name string, candidates []string) string {
	if near := diag.Suggest(name, candidates); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

func didYouMean(name string, candidates []string) string {
	if near := nearest(name, candidates); near != "" {
		return near
	}
	return "; there are " + strings.Join(candidates, ", ")
}
