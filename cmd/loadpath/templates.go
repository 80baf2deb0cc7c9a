package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/model"
)

func newTemplates() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "templates",
		Short: "List the finished designs that a new one can begin with",
		Long: `Lists the finished designs that a new one can begin with: complete reference
designs, and replays of published outages, each with its repaired twin as a
variant.`,
		Example: `  loadpath templates
  loadpath new links.yaml --template url-shortener
  loadpath new outage.yaml --template outages/dynamodb-2015`,
		Args: noArguments,
	}
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return listTemplates(cmd.OutOrStdout(), *as) }
	return cmd
}

// listTemplates writes each finished design with its sentence.
func listTemplates(out io.Writer, as string) error {
	type row struct {
		Name    string `json:"name"`
		Title   string `json:"title"`
		Summary string `json:"summary"`
	}
	var rows []row
	for _, name := range designs.All() {
		design, _, err := model.Load(name+".yaml", func(string) ([]byte, error) {
			text, _ := designs.Text(name)
			return text, nil
		})
		if err != nil {
			return worldError{err}
		}
		rows = append(rows, row{name, design.Title, design.Summary})
	}
	if as == "json" {
		return printJSON(out, rows)
	}
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	for i, r := range rows {
		if strings.Contains(r.Name, "/") && !strings.Contains(rows[max(i-1, 0)].Name, "/") {
			fmt.Fprintln(w, "\nReplays of outages, each with its repaired twin:")
		}
		fmt.Fprintf(w, "%s\t%s\n", r.Name, r.Summary)
	}
	return w.Flush()
}
