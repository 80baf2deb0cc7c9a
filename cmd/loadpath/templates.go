package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/model"
)

func newTemplates() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "templates",
		Short: "List the finished designs that a new one can begin with",
		Example: `  loadpath templates
  loadpath new links.yaml --template url-shortener`,
		Args: noArguments,
	}
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		type row struct {
			Name    string `json:"name"`
			Title   string `json:"title"`
			Summary string `json:"summary"`
		}
		var rows []row
		for _, name := range designs.Names() {
			design, _, err := model.Load(name+".yaml", func(string) ([]byte, error) {
				text, _ := designs.Text(name)
				return text, nil
			})
			if err != nil {
				return worldError{err}
			}
			rows = append(rows, row{name, design.Title, design.Summary})
		}
		if *as == "json" {
			return printJSON(cmd.OutOrStdout(), rows)
		}
		w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 3, ' ', 0)
		for _, r := range rows {
			fmt.Fprintf(w, "%s\t%s\n", r.Name, r.Summary)
		}
		return w.Flush()
	}
	return cmd
}
