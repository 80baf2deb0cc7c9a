package report

import (
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
)

// justification writes step 1: which problem, whose, what else was looked at,
// and the verdict on going on.
func justification(p *paper) {
	why := p.d.Why
	if why == nil {
		return
	}
	tone, title, reason := goOrStop(why)
	p.add(block.Callout{Tone: tone, Title: title, Body: []block.Block{block.Paragraph{Text: block.Plain(reason)}}})
	var f facts
	f.plain("Problem", why.Problem)
	f.plain("Whose", strings.Join(why.For, ", "))
	f.plain("End state", why.Outcome)
	f.plain("Decision", why.Decision)
	p.facts(f)
	g := columns("existing product", "offers", "lacks", "supported and documented")
	for name, a := range why.Alternatives.All() {
		g.row(block.Mono(name), orDash(a.Offers), orDash(a.Lacks), orDash(a.Supported))
	}
	p.table("What else was looked at", g)
}

// goOrStop is the verdict of the first step. It is shown when the problem, the
// end state, at least one alternative with what it lacks and the decision are.
func goOrStop(why *model.Why) (tone look.Tone, title, reason string) {
	var missing []string
	for _, m := range []struct {
		lacks bool
		what  string
	}{
		{why.Problem == "", "the problem"},
		{why.Outcome == "", "the end state"},
		{!weighed(why), "an existing product with what it lacks"},
		{why.Decision == "", "the decision"},
	} {
		if m.lacks {
			missing = append(missing, m.what)
		}
	}
	switch {
	case why.Decision == "stop":
		return look.Bad, "Stop", "The design itself decides not to go on."
	case len(missing) > 0:
		return look.Unknown, "Not shown yet", "The justification lacks " + joined(missing) + "."
	case why.Decision == "buy":
		return look.Good, "Go: buy", "The problem, its end state and the alternatives are stated, and the decision is to buy."
	}
	return look.Good, "Go: build", "The problem and its end state are stated, and each alternative that was looked at lacks something that is needed."
}

func weighed(why *model.Why) bool {
	for _, a := range why.Alternatives.All() {
		if a.Lacks != "" || why.Decision == "buy" && a.Offers != "" {
			return true
		}
	}
	return false
}
