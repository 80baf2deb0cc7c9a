package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/model"
)

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the design file, for editors",
		Long: `Prints the JSON Schema (2020-12) of the design file. Editors find it by the first
line of each design:

  # yaml-language-server: $schema=./loadpath.schema.json`,
		Example: `  loadpath schema > loadpath.schema.json`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := cmd.OutOrStdout().Write(model.Schema()); err != nil {
				return worldError{fmt.Errorf("write the schema: %w", err)}
			}
			return nil
		},
	}
}
