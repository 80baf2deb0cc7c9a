package catalog

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/loadpath/loadpath/internal/unit"
)

// Explain writes what the catalogue knows of a kind, base, technology, machine
// type or figure name, every number with its source, date and how sure it is.
// It returns false, and writes nothing, when it knows no such name.
func Explain(w io.Writer, name string) bool {
	b := open()
	if k, ok := KindOf(name); ok {
		explainKind(w, k)
		return true
	}
	if t, ok := b.tech[name]; ok {
		explainTech(w, t)
		return true
	}
	if m, ok := b.machine[name]; ok {
		explainMachine(w, m)
		return true
	}
	if base, ok := b.base[name]; ok {
		explainBase(w, base)
		return true
	}
	if t, _ := term(name); t != nil {
		explainTerm(w, t)
		return true
	}
	return false
}

// classDoc says what a class means for the numbers.
var classDoc = map[Class]string{
	Client:   "starts requests and has no capacity of its own",
	Resolver: "answers names, which its callers keep for a while",
	Balancer: "does its own work on a request and passes it on",
	Compute:  "has replicas with slots and cores, and queues in front of them",
	Cache:    "has contents that may miss, and replicas like a service",
	Store:    "has contents that last, and replicas that copy them",
	Queue:    "keeps messages until one consumer has taken them",
	Stream:   "keeps messages by partition, for every consumer group",
	Network:  "a link that all traffic through it shares",
	Desk:     "people who take work, one piece each",
	External: "has time and failures, but no inside that we could size",
}

func explainKind(w io.Writer, k Kind) {
	fmt.Fprintf(w, "%s: %s (kind)\n%s\n\n", k.Name, k.Title, k.Doc)
	fmt.Fprintf(w, "behaves as     %s: %s\n", k.Class, classDoc[k.Class])
	fmt.Fprintf(w, "steps may      %s\n", strings.Join(k.Verbs, ", "))
	fmt.Fprintf(w, "drawn as       %s, in C4 %s\n", k.Shape, k.C4)
	var techs []string
	for _, t := range Technologies() {
		if t.Fits(k.Name) {
			techs = append(techs, t.Name)
		}
	}
	if len(techs) > 0 {
		fmt.Fprintf(w, "tech may be    %s\n", wrap(strings.Join(techs, ", "), 15))
	}
}

func explainTech(w io.Writer, t *Tech) {
	fmt.Fprintf(w, "%s: %s (technology)\n%s\n\n", t.Name, t.Title, t.Doc)
	fmt.Fprintf(w, "may be used as %s\n", strings.Join(t.Kinds, ", "))
	explainFigures(w, &t.figures)
	if !knowsWork(t) {
		fmt.Fprintf(w, "\nIts service time is your code's: say `work` in the design.\n")
	}
}

func knowsWork(t *Tech) bool {
	for _, v := range Verbs {
		if _, ok := t.Work(v); ok {
			return true
		}
	}
	return false
}

func explainMachine(w io.Writer, m *Machine) {
	fmt.Fprintf(w, "%s (machine type, family %s)\n", m.Name, m.Family)
	if m.Note != "" {
		fmt.Fprintf(w, "Careful: %s.\n", m.Note)
	}
	if _, ok := m.Price(); !ok {
		fmt.Fprintln(w, "Its price is not known.")
	}
	explainFigures(w, &m.figures)
}

func explainBase(w io.Writer, b *Base) {
	fmt.Fprintf(w, "%s: %s (what others stand on)\n%s\n", b.Name, b.Title, b.Doc)
	explainFigures(w, &b.figures)
	var on []string
	for _, t := range Technologies() {
		if t.base == b {
			on = append(on, t.Name)
		}
	}
	for _, m := range Machines() {
		if m.base == b {
			on = append(on, m.Name)
		}
	}
	fmt.Fprintf(w, "\nholds for %s\n", wrap(strings.Join(on, ", "), 10))
}

func explainTerm(w io.Writer, t *Term) {
	fmt.Fprintf(w, "%s (figure of the catalogue), %s\n%s.\n", t.Name, t.Want.Takes(), t.Doc)
	if t.Verbs {
		fmt.Fprintf(w, "Also by verb: %s.%s\n", t.Name, strings.Join(Verbs, ", ."))
	}
}

// explainFigures writes an entry's own figures, then those of its base that
// it does not have itself.
func explainFigures(w io.Writer, f *figures) {
	if own := f.own(); len(own) > 0 {
		fmt.Fprintln(w)
		writeFigures(w, own)
	}
	if inherited := f.inherited(); len(inherited) > 0 {
		fmt.Fprintf(w, "\nfrom %s: %s\n", f.base.Name, f.base.Title)
		writeFigures(w, inherited)
	}
}

// writeFigures writes a table, each row followed by its conditions.
func writeFigures(w io.Writer, fs []Figure) {
	var table strings.Builder
	tw := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "figure\tvalue\tsure\tas of\tsource")
	for _, f := range fs {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\n", f.Name, valueText(f.Quantity), f.Sure, f.AsOf, f.Source)
	}
	tw.Flush()
	for i, line := range strings.Split(strings.TrimRight(table.String(), "\n"), "\n") {
		fmt.Fprintf(w, "  %s\n", strings.TrimRight(line, " "))
		if i > 0 && fs[i-1].Conditions != "" {
			fmt.Fprintf(w, "      %s\n", fs[i-1].Conditions)
		}
	}
}

// valueText is a quantity as its row has it, and what that comes to in a month
// for a price by the hour.
func valueText(q unit.Quantity) string {
	const month = 730 * 3600 // seconds; the language's month is a twelfth of 365 days
	if q.Dim == unit.MoneyRate && strings.HasSuffix(q.Text, "/h") {
		return fmt.Sprintf("%s = %s/month", q, unit.Format(q.Value*month, unit.KindMoney))
	}
	return q.String()
}

// wrap breaks a comma-separated list at 100 columns and indents what follows.
func wrap(list string, indent int) string {
	var b strings.Builder
	column := indent
	for i, word := range strings.Split(list, " ") {
		switch {
		case i == 0:
		case column+1+len(word) > 100:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}
