package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/report/chromium"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/study"
)

// themes are the colours of a picture by name.
var themes = map[string]draw.Theme{"auto": draw.Auto, "light": draw.Light, "dark": draw.Dark}

func newDiagram() *cobra.Command {
	var opt study.Options
	var ask report.DiagramOptions
	var variant, view, theme, output string
	cmd := &cobra.Command{
		Use:   "diagram DESIGN.yaml [FLOW]",
		Short: "Draw a design: context, containers, deployment, flows, data, threats, steps",
		Long:  "Draws a design as SVG, or as PNG with an installed Chromium:\n" + listOfViews(),
		Example: `  loadpath diagram shop.yaml -o shop.svg                         # containers
  loadpath diagram shop.yaml --view deployment -o deployment.png
  loadpath diagram shop.yaml --view flow checkout -o checkout.svg
  loadpath diagram shop.yaml --view sequence checkout --theme dark -o checkout.png
  loadpath diagram shop.yaml --overlay load -o load.svg          # or latency, cost, availability, findings
  loadpath diagram shop.yaml --overlay cost --load mean > cost.svg`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch len(args) {
			case 1, 2:
				return nil
			case 0:
				return mistyped(cmd, "which design? Type `loadpath diagram DESIGN.yaml`")
			}
			return mistyped(cmd, "one design and one flow at a time, not %d names", len(args))
		},
		ValidArgsFunction: yamlFiles,
	}
	flags := cmd.Flags()
	flags.StringVar(&view, "view", "containers", "draw this `VIEW`: "+strings.Join(report.ViewNames(), ", "))
	flags.StringVar(&ask.Flow, "flow", "", "the `FLOW` to draw, instead of after the design")
	flags.StringVar(&ask.Overlay, "overlay", "", "put a `NUMBER` on every part: "+strings.Join(report.Overlays(), ", "))
	flags.StringSliceVar(&ask.Open, "open", nil, "keep these `BOUNDARIES` open where a drawing has so many boxes that some are closed; all opens every one")
	flags.StringVar(&theme, "theme", "auto", "in `COLOURS`: light, dark, or auto, as the reader's system asks")
	flags.StringVarP(&output, "output", "o", "", "write to `FILE`, whose ending says svg or png")
	levelFlags(flags, &opt, &variant)
	as := format(cmd, "svg", "png")
	for flag, values := range map[string][]string{"view": report.ViewNames(), "overlay": report.Overlays(), "theme": {"auto", "light", "dark"}} {
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		v := report.ViewOf(view)
		if v == nil {
			return mistyped(cmd, "there is no view %q%s", view, didYouMean(view, report.ViewNames()))
		}
		var known bool
		if ask.Theme, known = themes[theme]; !known {
			return mistyped(cmd, "--theme cannot be %q; write one of auto, light, dark", theme)
		}
		if err := nameOfFlow(cmd, v, &ask, args[1:]); err != nil {
			return err
		}
		kind, err := kindOfPicture(cmd, *as, output)
		if err != nil {
			return err
		}
		design, err := load(cmd, args[0], variant)
		if err != nil {
			return err
		}
		if opt.Signoff, err = readSignoff(cmd, args[0]); err != nil {
			return err
		}
		if ask.Placed, err = readArrangement(cmd, args[0], design); err != nil {
			return err
		}
		s, err := study.Estimate(design, opt)
		if err != nil {
			return err
		}
		picture, problems, err := report.Diagram(s, v, ask)
		if err != nil {
			return err
		}
		_ = diag.Text(cmd.ErrOrStderr(), problems, style(cmd.ErrOrStderr()))
		data := []byte(picture.SVG)
		if kind == "png" {
			if data, err = asPNG(cmd, picture); err != nil {
				return worldError{err}
			}
		}
		return writePicture(cmd, output, data)
	}
	return cmd
}

// readArrangement reads the file of places beside a design; nil when there is
// none.
func readArrangement(cmd *cobra.Command, name string, design *model.Design) (*report.Arrangement, error) {
	if name == "-" {
		return nil, nil
	}
	src, err := besides(cmd, study.Beside(name, "layout"), "places of boxes")
	if src == nil {
		return nil, err
	}
	a, problems := report.ReadArrangement(src, design)
	_ = diag.Text(cmd.ErrOrStderr(), problems, style(cmd.ErrOrStderr()))
	if problems.HasErrors() {
		return nil, exitStatus(exitUsage)
	}
	return a, nil
}

func listOfViews() string {
	var list strings.Builder
	for _, v := range report.Views {
		name := v.Name
		if v.OneFlow {
			name += " FLOW"
		}
		fmt.Fprintf(&list, "\n  %-14s %s", name, v.Title)
	}
	return list.String()
}

// nameOfFlow takes the flow from after the design, or from --flow.
func nameOfFlow(cmd *cobra.Command, v *report.View, ask *report.DiagramOptions, rest []string) error {
	switch {
	case len(rest) == 1 && ask.Flow != "" && ask.Flow != rest[0]:
		return mistyped(cmd, "one flow at a time, not %s and %s", rest[0], ask.Flow)
	case len(rest) == 1:
		ask.Flow = rest[0]
	}
	if ask.Flow != "" && !v.OneFlow {
		return mistyped(cmd, "the view %s is of the whole design; flows go with --view flow and --view sequence", v.Name)
	}
	return nil
}

// kindOfPicture is svg or png: as --format says, else as the file ends.
func kindOfPicture(cmd *cobra.Command, as, output string) (string, error) {
	ending := strings.ToLower(filepath.Ext(output))
	switch {
	case output == "" && as == "png" && isTerminal(cmd.OutOrStdout()):
		return "", mistyped(cmd, "a PNG is not for a terminal; name a file with -o")
	case output == "" || cmd.Flags().Changed("format"):
		return as, nil
	case ending == ".svg" || ending == ".png":
		return ending[1:], nil
	}
	return "", mistyped(cmd, "%s ends neither in .svg nor in .png", output)
}

// fine is how many pixels of a PNG stand for one of the drawing: two, for the
// screens of today.
const fine = 2

func asPNG(cmd *cobra.Command, p draw.Picture) ([]byte, error) {
	browser, err := chromium.Find()
	if err != nil {
		return nil, err
	}
	return browser.PNG(cmd.Context(), p.SVG, p.Width, p.Height, fine)
}

// writePicture writes a picture to a file, or else to standard output.
func writePicture(cmd *cobra.Command, output string, data []byte) error {
	if output == "" {
		if _, err := cmd.OutOrStdout().Write(data); err != nil {
			return worldError{err}
		}
		return nil
	}
	if err := os.WriteFile(output, data, 0o666); err != nil {
		return worldError{fmt.Errorf("write the picture: %w", err)}
	}
	return nil
}
