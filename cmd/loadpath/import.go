package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/intake"
	"github.com/loadpath/loadpath/internal/model"
)

func newImport() *cobra.Command {
	var as, out string
	var list strings.Builder
	for _, f := range intake.Formats {
		fmt.Fprintf(&list, "\n  %-12s %s", f.Name, f.Title)
	}
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Make a design of another tool's file",
		Long: `Makes a design of files of another tool, and lists what they do not tell as open
questions. Several files are read as one design. Nothing is ever overwritten.
The format shows in the file itself:
` + list.String(),
		Example: `  loadpath import compose.yaml                     # print the design
  loadpath import compose.yaml -o shop.yaml        # write it, and check what it says
  loadpath import deploy/*.yaml -o shop.yaml       # manifests that belong together
  loadpath import workspace.dsl -o shop.yaml       # a workspace of Structurizr
  loadpath import spec.txt --as openapi            # when the file does not show it
  loadpath import compose.yaml --format json       # the design and every open question, for programs`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return mistyped(cmd, "which file? Type `loadpath import compose.yaml`")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "read the files as this `FORMAT`: "+strings.Join(intake.Names(), ", "))
	format := format(cmd, "text", "json")
	cmd.Flags().StringVarP(&out, "out", "o", "", "write the design to `DESIGN.yaml`, which must not exist yet")
	_ = cmd.RegisterFlagCompletionFunc("as", cobra.FixedCompletions(intake.Names(), cobra.ShellCompDirectiveNoFileComp))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		files, err := sources(cmd, args)
		if err != nil {
			return err
		}
		from, err := intakeFormat(cmd, as, files)
		if err != nil {
			return err
		}
		made, problems := from.Import(files, systemName(args[0]))
		_ = diag.Text(cmd.ErrOrStderr(), problems, style(cmd.ErrOrStderr()))
		if made == nil {
			return exitStatus(exitUsage)
		}
		if *format == "json" {
			return handOverJSON(cmd, from.Name, made, out)
		}
		return handOver(cmd, made, out)
	}
	return cmd
}

// sources reads the files to import.
func sources(cmd *cobra.Command, names []string) ([]*diag.Source, error) {
	var files []*diag.Source
	for _, name := range names {
		text, err := reader(cmd)(name)
		switch info, _ := os.Stat(name); {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("there is no file %s", name)
		case info != nil && info.IsDir():
			return nil, fmt.Errorf("%s is a directory; name the files in it", name)
		case errors.Is(err, errTooBig):
			return nil, fmt.Errorf("%s is larger than %d MiB, which no such file is", name, mostBytes>>20)
		case err != nil:
			return nil, worldError{fmt.Errorf("read %s: %w", name, err)}
		}
		files = append(files, diag.NewSource(name, text))
	}
	return files, nil
}

// intakeFormat is the format asked for, or else the one that all files are in.
func intakeFormat(cmd *cobra.Command, as string, files []*diag.Source) (*intake.Format, error) {
	if as != "" {
		if f := intake.Find(as); f != nil {
			return f, nil
		}
		return nil, mistyped(cmd, "there is no format %q%s; write one of %s", as, nearest(as, intake.Names()), strings.Join(intake.Names(), ", "))
	}
	var format *intake.Format
	for _, file := range files {
		f := intake.Detect(file)
		switch {
		case f == nil:
			return nil, mistyped(cmd, "%s looks like none of the formats that can be imported; if it is one, name it with --as: %s", shown(file.Name), strings.Join(intake.Names(), ", "))
		case format != nil && f != format:
			return nil, mistyped(cmd, "%s looks like %s and %s like %s; import them one by one, or name the format with --as", shown(files[0].Name), format.Name, shown(file.Name), f.Name)
		}
		format = f
	}
	return format, nil
}

// handOver prints or writes the design, and lists what is open and left out.
func handOver(cmd *cobra.Command, made *intake.Result, out string) error {
	design, file, err := keep(cmd, made, out)
	if err != nil {
		return err
	}
	for _, note := range made.LeftOut {
		fmt.Fprintf(cmd.ErrOrStderr(), "left out: %s\n", note)
	}
	for _, note := range made.Open {
		fmt.Fprintf(cmd.ErrOrStderr(), "open: %s\n", note)
	}
	if file == "" {
		_, err = cmd.OutOrStdout().Write(made.Text)
	} else {
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s written: %s; %s. Next: loadpath review %s\n", file, inventory(design), plural(len(made.Open), "open question"), shellWord(file))
	}
	if err != nil {
		return worldError{err}
	}
	return nil
}

// keep checks the design that was made and writes it where it is asked for;
// file is its name then.
func keep(cmd *cobra.Command, made *intake.Result, out string) (design *model.Design, file string, err error) {
	design, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return made.Text, nil })
	if err != nil {
		return nil, "", err
	}
	if problems.HasErrors() {
		_ = diag.Text(cmd.ErrOrStderr(), problems, style(cmd.ErrOrStderr()))
		return nil, "", errors.New("the design that was made of it does not check; this is a fault of loadpath")
	}
	if out == "" {
		return design, "", nil
	}
	if filepath.Ext(out) == "" {
		out += ".yaml"
	}
	return design, out, createFile(out, made.Text)
}

// noteJSON is a note in JSON; file is "" and line and column are 0 for one
// without a place.
type noteJSON struct {
	About  string `json:"about"`
	Text   string `json:"text"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// handOverJSON prints the design and the notes as one value.
func handOverJSON(cmd *cobra.Command, format string, made *intake.Result, out string) error {
	_, file, err := keep(cmd, made, out)
	if err != nil {
		return err
	}
	list := func(notes []intake.Note) []noteJSON {
		all := []noteJSON{}
		for _, n := range notes {
			at := n.At.Position()
			all = append(all, noteJSON{n.About, n.Text, n.At.File(), at.Line, at.Column})
		}
		return all
	}
	err = printJSON(cmd.OutOrStdout(), struct {
		Format  string     `json:"format"`
		Written string     `json:"written"` // the file, "" when none was asked for
		Design  string     `json:"design"`
		Open    []noteJSON `json:"open"`
		LeftOut []noteJSON `json:"left_out"`
	}{format, file, string(made.Text), list(made.Open), list(made.LeftOut)})
	if err != nil {
		return worldError{err}
	}
	return nil
}
