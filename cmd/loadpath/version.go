package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version returns the version of this build: the module's when it was
// installed by version, the commit when it was built from a checkout.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return "devel " + s.Value[:min(12, len(s.Value))]
		}
	}
	return "devel"
}

func versionLine() string { return fmt.Sprintf("loadpath %s (%s)\n", version(), runtime.Version()) }

func newVersion() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Say which version this is",
		Example: "  loadpath version",
		Args:    noArguments,
	}
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *as == "json" {
			return printJSON(cmd.OutOrStdout(), map[string]string{"version": version(), "go": runtime.Version()})
		}
		_, err := io.WriteString(cmd.OutOrStdout(), versionLine())
		return err
	}
	return cmd
}
