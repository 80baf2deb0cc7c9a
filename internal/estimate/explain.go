package estimate

import (
	"fmt"
	"io"
	"strings"
)

// Explain prints where a number comes from as a tree, for a person:
//
//	flows.redirect.rate.peak = 17.36k/s (15.5k/s to 19.4k/s)
//	    lambda_peak = lambda x peak
//	├─ flows.redirect.rate.mean = 5,787/s (5,157/s to 6,472/s)
//	│      lambda = per-user * daily
//	...
//
// The error is that of w, or that the sheet has no such number.
func (s *Sheet) Explain(w io.Writer, id string) error {
	t := s.Tree(id)
	if t == nil {
		return fmt.Errorf("there is no number %q", id)
	}
	p := printer{w: w}
	p.tree(t, "", "")
	return p.err
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(parts ...string) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, strings.TrimRight(strings.Join(parts, ""), " "))
	}
}

// tree prints a node behind its branch, and everything below it indented.
func (p *printer) tree(t *Tree, branch, indent string) {
	p.line(branch, t.ID, " = ", p.value(t), p.again(t))
	more := indent + "    "
	if len(t.Inputs) > 0 {
		more = indent + "│   "
	}
	for _, detail := range details(t) {
		p.line(more, detail)
	}
	for i, child := range t.Inputs {
		if i == len(t.Inputs)-1 {
			p.tree(child, indent+"└─ ", indent+"   ")
		} else {
			p.tree(child, indent+"├─ ", indent+"│  ")
		}
	}
}

func (p *printer) again(t *Tree) string {
	if t.Again {
		return "   (derived above)"
	}
	return ""
}

// value writes the number with its interval.
func (p *printer) value(t *Tree) string {
	if t.Why != "" {
		return "unknown: " + t.Why
	}
	if t.Low == nil {
		return t.Text
	}
	low, high := t.Interval()
	if low == t.Text && high == t.Text {
		return t.Text
	}
	return t.Text + " (" + low + " to " + high + ")"
}

// details are the lines under a node: formula, place, source.
func details(t *Tree) []string {
	var out []string
	if t.Again {
		return nil
	}
	if t.Formula != "" && t.File == "" {
		out = append(out, t.Formula)
	}
	if t.File != "" {
		out = append(out, fmt.Sprintf("%s:%d: %s", t.File, t.Line, short(t.Written)))
	}
	var who []string
	if t.Source != "" {
		who = append(who, "source: "+t.Source)
	}
	if t.AsOf != "" {
		who = append(who, "as of "+t.AsOf)
	}
	if t.Sure != "" {
		who = append(who, "sure: "+t.Sure)
	}
	if len(who) > 0 {
		out = append(out, strings.Join(who, ", "))
	}
	if t.Holds != "" {
		out = append(out, "holds for: "+t.Holds)
	}
	return out
}

// short keeps a line of the file within a screen.
func short(line string) string {
	const most = 100
	if r := []rune(line); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return line
}
