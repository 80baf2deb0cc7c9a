package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/fault"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

func newExplain() *cobra.Command {
	var opt study.Options
	var variant string
	cmd := &cobra.Command{
		Use:   "explain DESIGN.yaml ID | NAME",
		Short: "Say where a number comes from, or what a technology, kind, check or fault is",
		Example: `  loadpath explain shop.yaml flows.browse.rate.peak    # the derivation, down to the lines of the file
  loadpath explain shop.yaml cost.month
  loadpath explain redis                               # what the catalogue knows, with sources
  loadpath explain aws/c7g.large
  loadpath explain no-timeout                          # what a check asks, and why
  loadpath explain zone-loss                           # how systems break, and what protects`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch len(args) {
			case 1, 2:
				return nil
			case 0:
				return mistyped(cmd, "explain what? Type `loadpath explain DESIGN.yaml cost.month`, or `loadpath explain redis`")
			}
			return mistyped(cmd, "one number at a time, not %d", len(args)-1)
		},
	}
	levelFlags(cmd.Flags(), &opt, &variant)
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return explainName(cmd, args[0], *as)
		}
		design, err := load(cmd, args[0], variant)
		if err != nil {
			return err
		}
		s, err := study.Estimate(design, opt)
		if err != nil {
			return err
		}
		q := s.Sheet.Get(args[1])
		if q == nil {
			return fmt.Errorf("there is no number %q%s; `loadpath estimate %s` lists them", args[1], nearest(args[1], s.IDs()), shellWord(args[0]))
		}
		if *as == "json" {
			return printJSON(cmd.OutOrStdout(), s.Sheet.Tree(args[1]))
		}
		return s.Sheet.Explain(cmd.OutOrStdout(), args[1])
	}
	return cmd
}

// explainName explains what is no number of a design: a check, a fault, a problem
// that `check` reports, or a name of the catalogue.
func explainName(cmd *cobra.Command, name, as string) error {
	text, ok := explanation(name)
	switch {
	case ok && as == "json":
		return printJSON(cmd.OutOrStdout(), map[string]string{"name": name, "text": text})
	case ok:
		_, err := fmt.Fprint(cmd.OutOrStdout(), text)
		return err
	}
	if _, err := os.Stat(name); err == nil {
		name = shellWord(name)
		return fmt.Errorf("which number of %s? Type `loadpath explain %s cost.month`; `loadpath estimate %s` lists them", name, name, name)
	}
	if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
		return readable(name)
	}
	if first, _, dotted := strings.Cut(name, "."); dotted && slices.Contains([]string{"flows", "components", "links", "data", "cost", "actors", "assume"}, first) {
		return fmt.Errorf("%q is a number of which design? Type `loadpath explain DESIGN.yaml %s`", name, name)
	}
	names := catalog.Names()
	for _, c := range audit.Checks {
		names = append(names, c.Code)
	}
	for _, f := range fault.All() {
		names = append(names, f.Code)
	}
	for _, r := range model.Rules {
		names = append(names, r.Code)
	}
	if near := nearest(name, names); near != "" {
		return fmt.Errorf("nothing here is called %q%s", name, near)
	}
	return fmt.Errorf("nothing here is called %q; write a kind, a technology like redis, a machine type like aws/c7g.large, a check like single-replica, a fault like zone-loss, or a design and a number", name)
}

// explanation returns what there is to say about a name.
func explanation(name string) (text string, ok bool) {
	var b strings.Builder
	if check := audit.CheckOf(name); check != nil {
		_ = audit.Explain(&b, check)
		return b.String(), true
	}
	if f := fault.Of(name); f != nil {
		_ = fault.Explain(&b, f)
		return b.String(), true
	}
	if rule := model.RuleOf(name); rule != nil {
		return rule.Explain(), true
	}
	ok = catalog.Explain(&b, name)
	return b.String(), ok
}
