package study

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// A stretch is worth a sentence from this share of the latency on, and so many
// are said, the longest first.
const (
	worthSaying = 0.05
	mostReasons = 4
)

// WhySlow says in sentences what a traced request spent its time on.
func WhySlow(t *sim.Trace) []string {
	out := []string{}
	if t.Latency <= 0 {
		return out
	}
	spans := slices.DeleteFunc(slices.Clone(t.Spans), func(s sim.Span) bool {
		return s.Abandoned || s.Open || s.End-s.Start < worthSaying*t.Latency
	})
	slices.SortStableFunc(spans, func(a, b sim.Span) int { return cmp.Compare(b.End-b.Start, a.End-a.Start) })
	for _, s := range spans[:min(len(spans), mostReasons)] {
		text := fmt.Sprintf("%s of the time (%s) it %s", share(s, t), unit.Format(s.End-s.Start, unit.KindTime), spent(s))
		if s.Reason != "" {
			text += ": " + s.Reason
		}
		out = append(out, text+".")
	}
	for _, s := range mostAttempts(t) {
		out = append(out, fmt.Sprintf("It tried %s %d times.", s.Component, s.Attempt))
	}
	return out
}

func share(s sim.Span, t *sim.Trace) string {
	return fmt.Sprintf("%.0f%%", 100*(s.End-s.Start)/t.Latency)
}

// spent is what a request did in a span.
func spent(s sim.Span) string {
	switch s.Kind {
	case "work":
		return "was worked on by " + s.Component
	case "network":
		return "was on the network"
	case "backoff":
		return "paused before it tried " + s.Component + " again"
	}
	if s.Component == "" {
		return "waited"
	}
	return "waited at " + s.Component
}

// mostAttempts are the components that were tried more than once, each with a
// span of its last attempt, in the order in which they were first tried again.
func mostAttempts(t *sim.Trace) []sim.Span {
	var out []sim.Span
	for _, s := range t.Spans {
		k := slices.IndexFunc(out, func(o sim.Span) bool { return o.Component == s.Component })
		switch {
		case s.Attempt < 2 || s.Component == "":
		case k < 0:
			out = append(out, s)
		case s.Attempt > out[k].Attempt:
			out[k] = s
		}
	}
	return out
}
