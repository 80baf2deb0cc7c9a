package report

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/page"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Places of the appendices.
const (
	openSection       = "open"
	simulationSection = "simulation"
	numbersSection    = "derivations"
	inputsSection     = "inputs"
	glossarySection   = "glossary"
)

// appendices are what belongs to no single step: what is open or was accepted,
// how the numbers came about, and what the words mean. They are written last,
// when it is known which numbers the document shows and which words it uses.
func appendices(s *study.Study, cites *citations, text string) []page.Section {
	var out []page.Section
	add := func(id, title string, write func(*paper)) {
		p := &paper{s: s, d: s.Design, cites: cites, section: id}
		write(p)
		if len(p.blocks) > 0 {
			out = append(out, page.Section{ID: id, Label: string(rune('A' + len(out))), Title: title, Body: p.blocks})
		}
	}
	add(openSection, "Open questions and what was accepted", openAndAccepted)
	add(simulationSection, "How the load was simulated", simulationRun)
	add(numbersSection, "Derivations", derivations)
	add(inputsSection, "Inputs", inputs)
	add(glossarySection, "Glossary", func(p *paper) { p.words(text) })
	return out
}

// openAndAccepted gathers the questions of all steps and the findings that
// somebody answers for.
func openAndAccepted(p *paper) {
	must, unbegun, may := questions(), questions(), questions()
	for _, step := range p.s.Steps {
		for _, q := range step.Open {
			g := must
			switch {
			case !q.Required:
				g = may
			case step.State == model.Empty:
				g = unbegun
			}
			g.row(block.Link(step.Step.Title, "#"+step.Step.Key), block.Plain(q.Text), block.Mono(q.Type))
		}
	}
	p.heading("Questions")
	if len(must.rows) > 0 {
		p.add(must.table())
	} else if len(unbegun.rows) == 0 {
		p.say("Every question that must be answered is.")
	}
	p.folded(counted(len(unbegun.rows), "question")+" of steps that nobody has begun", unbegun)
	p.folded(counted(len(may.rows), "question")+" that may stay open", may)
	p.accepted()
	if p.s.Simulation != nil && len(p.s.Simulation.NotSimulated) > 0 {
		p.heading("Not simulated yet")
		p.para(block.Plain("These keys of the design are computed where a closed form exists, and the simulator does not act on them: ").Add(codes(p.s.Simulation.NotSimulated)).Plain("."))
	}
}

func questions() *grid { return columns("step", "open question", "what to type") }

// simulationRun says which run the simulated numbers are from.
func simulationRun(p *paper) {
	r := p.s.Simulation
	if r == nil {
		return
	}
	p.say("The second witness knows no formulas. It sends requests through the design one by one, in simulated time: arrivals, queues, timeouts, retries, caches with their contents. Simulated numbers in this document are from these runs, with the interval that chance leaves; closed forms have the interval that uncertain inputs leave.")
	var f facts
	f.plain("Load", p.s.Circumstances())
	f.plain("Requests", unit.Format(float64(r.Requests), unit.KindCount))
	f.plain("Events", unit.Format(float64(r.Events), unit.KindCount))
	f.plain("Simulated time", fmt.Sprintf("%s, of which the first %s are left out", unit.Format(r.Seconds, unit.KindTime), unit.Format(r.WarmUp, unit.KindTime)))
	settled := "yes"
	if !r.Settled {
		settled = "no: " + r.Why
	}
	f.plain("Settled", settled)
	f.plain("Part of the load", study.SliceSentence(r))
	f.plain("What decides", r.Verdict)
	p.facts(f)
	p.say("A throughput is judged in a run of its own at the load that it demands. Availability is judged over years of simulated breakdowns and repairs of the same parts. The same design, load and seed give the same numbers on every machine.")
}

// derivations writes every number that the document shows, and what those are
// made of, with formula and inputs.
func derivations(p *paper) {
	if len(p.cites.wanted) == 0 {
		return
	}
	p.say("Every number that this document shows, and every number that those are made of. Inputs lead on to their own derivation, or to the line or the figure from which they are read; the last line leads back.")
	group := ""
	var list block.Definitions
	flush := func() {
		if len(list.Items) > 0 {
			p.add(block.Heading{Text: block.Mono(group)}, list)
		}
		list.Items = nil
	}
	for i := range p.s.Sheet.Quantities() {
		q := &p.s.Sheet.Quantities()[i]
		if !p.cites.wanted[q.ID] {
			continue
		}
		about, name := subject(q.ID)
		if about != group {
			flush()
			group = about
		}
		list.Items = append(list.Items, block.Definition{Term: block.Mono(name).At(derived(q.ID)), Text: block.Strong(measured(q)),
			More: said(block.Plain(q.Formula), p.madeOf(q), p.usedIn(q.ID))})
	}
	flush()
}

// said leaves out the lines that say nothing.
func said(lines ...block.Text) []block.Text {
	return slices.DeleteFunc(lines, func(t block.Text) bool { return t.String() == "" })
}

// madeOf lists what a number is made of, each leading to where it comes from.
func (p *paper) madeOf(q *estimate.Quantity) block.Text {
	t := p.listed("from ", q.Inputs, q.ID)
	if q.Source != "" {
		t = t.Plain(strings.TrimPrefix(" "+q.Source, map[bool]string{true: " "}[len(t) == 0]))
	}
	return t
}

// leadTo names an input so that it leads to its derivation, or to where it is
// read. A key of the file may have the name of the number that is made of it.
func (p *paper) leadTo(input, user string) block.Text {
	switch {
	case input != user && p.s.Sheet.Get(input) != nil:
		return block.Link(input, "#"+derived(input))
	case p.s.Sheet.Leaf(input) != nil:
		return block.Link(input, "#"+readAt(input))
	}
	return block.Mono(input)
}

// listed names inputs behind a word, or says nothing when there are none.
func (p *paper) listed(word string, inputs []string, user string) block.Text {
	var t block.Text
	for i, input := range inputs {
		t = t.Plain([]string{word, ", "}[min(i, 1)]).Add(p.leadTo(input, user))
	}
	return t
}

// usedIn leads back to the sections that show a number, and to the numbers that
// are made of it.
func (p *paper) usedIn(id string) block.Text {
	var t block.Text
	for i, section := range p.cites.sections[id] {
		t = t.Plain([]string{"shown in ", ", "}[min(i, 1)]).Link(p.titleOf(section), "#"+shown(section, id))
	}
	users := p.cites.users[id]
	if len(t) > 0 && len(users) > 0 {
		t = t.Plain("; ")
	}
	t = t.Add(p.listed("used by ", users[:min(len(users), mostUsers)], id))
	if more := len(users) - mostUsers; more > 0 {
		t = t.Plain(fmt.Sprintf(" and %d more", more))
	}
	return t
}

// titleOf names a section in a word or two.
func (p *paper) titleOf(section string) string {
	if step := p.s.Step(section); step != nil {
		return step.Step.Title
	}
	return "Summary"
}

// mostUsers is of how many numbers it is said that they are made of one.
const mostUsers = 4

// inputs writes what is read and not computed: keys of the file and figures of
// the catalogue that the numbers of the document rest on.
func inputs(p *paper) {
	var file, catalogue block.Definitions
	for _, path := range slices.Sorted(maps.Keys(p.cites.wanted)) {
		t := p.s.Sheet.Read(path)
		if t == nil {
			continue
		}
		list := &file
		if strings.HasPrefix(path, "catalog/") {
			list = &catalogue
		}
		var made []string
		for _, input := range t.Inputs {
			made = append(made, input.ID)
		}
		list.Items = append(list.Items, block.Definition{Term: block.Mono(path).At(readAt(path)), Text: block.Strong(t.Text),
			More: said(whence(t), p.listed("from ", made, path), p.usedIn(path))})
	}
	for _, part := range []struct {
		title string
		list  block.Definitions
	}{{"From the design", file}, {"From the catalogue", catalogue}} {
		if len(part.list.Items) > 0 {
			p.heading(part.title)
			p.add(part.list)
		}
	}
}

// whence says where an input stands, who says so, how sure, and for what it
// holds.
func whence(t *estimate.Tree) block.Text {
	var parts []string
	if t.Line > 0 {
		parts = append(parts, fmt.Sprintf("%s:%d", filepath.Base(t.File), t.Line))
	}
	for _, part := range []string{t.Source, t.AsOf, t.Holds} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if t.Sure != "" {
		parts = append(parts, "sure: "+t.Sure)
	}
	return block.Plain(strings.Join(parts, "; "))
}
