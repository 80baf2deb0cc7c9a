package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/syntax"
)

func newSign() *cobra.Command {
	var who, date string
	cmd := &cobra.Command{
		Use:   "sign STEP [DESIGN.yaml] --as NAME",
		Short: "Approve a step of a design as one of its stakeholders",
		Long: `Writes into shop.signoff.yaml, beside shop.yaml, that a stakeholder approves a
step as it is now. The approval holds as long as the facts of the step say the
same: layout, comments and the order of keys do not matter, and changes to other
steps do not either. When a fact changes, the approval is dropped, and
` + "`loadpath steps`" + ` says which fact it was. A step is approved when it is complete and
everyone named for it under stakeholders has signed. Without a file it is the
only design in this directory.`,
		Example: `  loadpath sign functional shop.yaml --as product-lead
  loadpath sign 8 --as architect                      # the only design in this directory
  loadpath sign scale shop.yaml --as architect --date 2026-11-20
  loadpath steps shop.yaml                            # who has signed what
  loadpath review shop.yaml --require-signoff         # in CI`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch len(args) {
			case 1, 2:
				return nil
			case 0:
				return mistyped(cmd, "which step? Type `loadpath sign STEP DESIGN.yaml --as NAME`, as in `loadpath sign scale shop.yaml --as architect`")
			}
			return mistyped(cmd, "one step of one design at a time, not %d names", len(args))
		},
		ValidArgsFunction: yamlFiles,
	}
	cmd.Flags().StringVar(&who, "as", "", "sign as this stakeholder `NAME` of the design")
	cmd.Flags().StringVar(&date, "date", "", "the `DAY` of signing, as 2027-03-01 (default today)")
	as := format(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := isDate(cmd, date); err != nil {
			return err
		}
		step, name, err := stepAndDesign(args)
		if err != nil {
			return err
		}
		s, err := signed(cmd, step, name, who, cmp.Or(date, today()))
		if err != nil {
			return err
		}
		state := s.Step(step)
		if *as == "json" {
			return printJSON(cmd.OutOrStdout(), study.OneStep{Study: s, State: state})
		}
		writeSigned(cmd, s, state, who, study.SignoffName(name))
		return nil
	}
	return cmd
}

// stepAndDesign tells the step from the design, in whichever order they are
// typed.
func stepAndDesign(args []string) (step, design string, err error) {
	if len(args) == 1 {
		design, err = onlyDesign()
		return args[0], design, err
	}
	if stepNamed(args[0]) == nil && stepNamed(args[1]) != nil {
		return args[1], args[0], nil
	}
	return args[0], args[1], nil
}

// stepNamed is a step of the process by its key or number, or nil.
func stepNamed(name string) *model.ProcessStep {
	i := slices.IndexFunc(model.ProcessSteps, func(s *model.ProcessStep) bool { return s.Key == name || fmt.Sprint(s.Number) == name })
	if i < 0 {
		return nil
	}
	return model.ProcessSteps[i]
}

// onlyDesign is the one design in the working directory.
func onlyDesign() (string, error) {
	var designs []string
	for _, pattern := range []string{"*.yaml", "*.yml"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			return "", worldError{err}
		}
		designs = append(designs, slices.DeleteFunc(names, func(name string) bool { return !isDesign(name) })...)
	}
	switch len(designs) {
	case 1:
		return designs[0], nil
	case 0:
		return "", errors.New("there is no design in this directory; name the file")
	}
	return "", fmt.Errorf("there are %d designs in this directory; name one of %s", len(designs), strings.Join(designs, ", "))
}

// isDesign tells whether a file says that it is a design.
func isDesign(name string) bool {
	text, err := os.ReadFile(name)
	if err != nil {
		return false
	}
	root, _ := syntax.Parse(diag.NewSource(name, text))
	return root.Get("loadpath") != nil
}

// signed adds an approval to the file beside the design and returns the design
// with it.
func signed(cmd *cobra.Command, step, name, who, date string) (*study.Study, error) {
	design, err := load(cmd, name, "")
	if err != nil {
		return nil, err
	}
	if name == "-" {
		return nil, mistyped(cmd, "standard input has no file beside it for the approvals; name the design file")
	}
	known, err := readSignoff(cmd, name)
	if err != nil {
		return nil, err
	}
	s, err := study.Estimate(design, study.Options{Signoff: known})
	if err != nil {
		return nil, err
	}
	state := s.Step(step)
	if state == nil {
		return nil, noStep(step, fmt.Sprintf("loadpath sign scale %s --as %s", shellWord(name), cmp.Or(who, "NAME")))
	}
	if err := maySign(cmd, design, state, who, name); err != nil {
		return nil, err
	}
	path := study.SignoffName(name)
	if known == nil {
		known = study.NewSignoff(path, filepath.Base(name))
	}
	text, err := known.Sign(design, state.Step, who, date)
	if err != nil {
		return nil, err
	}
	if err := syntax.WriteFile(path, text); err != nil {
		return nil, worldError{err}
	}
	if known, err = readSignoff(cmd, name); err != nil {
		return nil, err
	}
	return study.Estimate(design, study.Options{Signoff: known})
}

// maySign tells whether the design names a stakeholder for a step that has
// something to sign.
func maySign(cmd *cobra.Command, design *model.Design, state *model.StepState, who, name string) error {
	key := state.Step.Key
	names := design.Stakeholders.Names()
	switch {
	case len(names) == 0:
		return fmt.Errorf("%s names no stakeholders; write stakeholders: {%s: {role: engineering, approves: [%s]}}", name, cmp.Or(who, "lead"), key)
	case who == "" && len(state.Approvers) > 0:
		return mistyped(cmd, "who signs? Add --as %s", strings.Join(state.Approvers, " or --as "))
	case who == "":
		return fmt.Errorf("nobody is named for step %s; write stakeholders: {%s: {approves: [%s]}}", key, names[0], key)
	case !design.Stakeholders.Has(who):
		return fmt.Errorf("%s has no stakeholder %q%s; it has %s", name, who, nearest(who, names), strings.Join(names, ", "))
	case !slices.Contains(state.Approvers, who):
		return fmt.Errorf("%s is not named for step %s; write stakeholders: {%s: {approves: [%s]}}", who, key, who,
			strings.Join(append(slices.Clone(design.Stakeholders.Get(who).Approves), key), ", "))
	case state.State == model.Empty:
		return fmt.Errorf("step %s is empty: there is nothing to sign; `loadpath steps %s %s` says what to type", key, shellWord(name), key)
	}
	return nil
}

func noStep(step, example string) error {
	var keys []string
	for _, s := range model.ProcessSteps {
		keys = append(keys, s.Key)
	}
	return fmt.Errorf("there is no step %q%s; steps are numbered 1 to 16 or named, as in `%s`", step, nearest(step, keys), example)
}

// writeSigned says what became of the step.
func writeSigned(cmd *cobra.Command, s *study.Study, state *model.StepState, who, path string) {
	out, key := cmd.OutOrStdout(), state.Step.Key
	fmt.Fprintf(out, "%s has signed step %d, %s (%s)\n", who, state.Step.Number, strings.ToLower(state.Step.Title), path)
	for _, a := range s.Approvals[key] {
		if a.Stakeholder != who && a.State != study.Signed {
			fmt.Fprintf(out, "  %s\n", a.Sentence())
		}
	}
	switch {
	case state.State == model.Approved:
		fmt.Fprintln(out, "The step is approved.")
	case state.State != model.Complete:
		fmt.Fprintf(out, "The step is %s only: it counts as approved when its required questions are answered too.\n", state.State)
	}
}

// readSignoff reads the file of approvals beside a design; nil when there is
// none.
func readSignoff(cmd *cobra.Command, design string) (*study.Signoff, error) {
	if design == "-" {
		return nil, nil
	}
	src, err := besides(cmd, study.SignoffName(design), "approvals")
	if src == nil {
		return nil, err
	}
	s, problems := study.ReadSignoff(src)
	_ = diag.Text(cmd.ErrOrStderr(), problems, style(cmd.ErrOrStderr()))
	if problems.HasErrors() {
		return nil, exitStatus(exitUsage)
	}
	return s, nil
}

// besides reads a file that goes with a design; nil when there is none.
func besides(cmd *cobra.Command, name, what string) (*diag.Source, error) {
	text, err := reader(cmd)(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, errTooBig):
		return nil, fmt.Errorf("%s %w", name, errTooBig)
	case err != nil:
		return nil, worldError{fmt.Errorf("read the %s: %w", what, err)}
	}
	return diag.NewSource(name, text), nil
}

// unsigned says what is missing for every step to be approved, and asks for the
// exit status of that.
func unsigned(cmd *cobra.Command, s *study.Study) error {
	missing := s.Unsigned()
	for _, sentence := range missing {
		fmt.Fprintln(cmd.ErrOrStderr(), "not approved:", sentence)
	}
	if len(missing) > 0 {
		return exitStatus(exitNo)
	}
	return nil
}
