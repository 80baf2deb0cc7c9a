package look

import "strings"

// Colour is a style sheet variable with its value in light and in dark.
type Colour struct {
	Name  string // without the leading "--"
	Light string // #rrggbb
	Dark  string
	On    string  // the variable it is read against
	Ratio float64 // least contrast against On: 4.5 for text, 3 for strokes, 1 for surfaces (WCAG 2.2 AA)
}

// Palette is every colour of a report.
var Palette = []Colour{
	{"paper", "#ffffff", "#11161c", "paper", 1},
	{"wash", "#f4f6f8", "#19212a", "paper", 1},
	{"card", "#ffffff", "#1e2731", "paper", 1},
	{"ink", "#16202b", "#e6ebf0", "wash", 4.5},
	{"muted", "#52606d", "#a3b0bd", "wash", 4.5},
	{"rule", "#d9e0e6", "#2f3b47", "paper", 1},
	{"edge", "#6b7885", "#8795a3", "wash", 3},
	{"accent", "#0b63c0", "#6cb2ff", "wash", 4.5},
	{"note", "#0b63c0", "#6cb2ff", "wash", 4.5},
	{"good", "#0d7238", "#5fd38d", "wash", 4.5},
	{"bad", "#b42318", "#ff9083", "wash", 4.5},
	{"unsure", "#855600", "#f0b84d", "wash", 4.5},
	{"unknown", "#52606d", "#a3b0bd", "wash", 4.5},
	{"s1", "#0b63c0", "#6cb2ff", "wash", 4.5},
	{"s2", "#a84300", "#f5a15c", "wash", 4.5},
	{"s3", "#0b6f68", "#4fd1c0", "wash", 4.5},
	{"s4", "#7d38ad", "#c9a0ff", "wash", 4.5},
	{"s5", "#a8174f", "#ff8fb0", "wash", 4.5},
	{"s6", "#4c5a14", "#c4cf6a", "wash", 4.5},
}

// Series is how many colours of series there are: --s1 to --s6.
const Series = 6

// Fonts is the one typeface. All of these have the widths that Width knows.
const Fonts = `"Helvetica Neue", Helvetica, Arial, "Liberation Sans", "Nimbus Sans", sans-serif`

// MonoFonts is the typeface of names and code.
const MonoFonts = `ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace`

// Variables returns style rules that give selector the palette: light, dark
// where the reader's system asks for it, and either when the class "light" or
// "dark" stands on the selected element or on one around it.
func Variables(selector string) string {
	light, dark := "", ""
	for _, c := range Palette {
		light += "--" + c.Name + ":" + c.Light + ";"
		dark += "--" + c.Name + ":" + c.Dark + ";"
	}
	return strings.Join([]string{
		selector + "{color-scheme:light dark;" + light + "}",
		"@media (prefers-color-scheme:dark){" + selector + "{" + dark + "}}",
		selector + ".light,.light " + selector + "{color-scheme:light;" + light + "}",
		selector + ".dark,.dark " + selector + "{color-scheme:dark;" + dark + "}",
	}, "\n")
}
