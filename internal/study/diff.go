package study

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// Diff is what is different between two designs: what stands in the files, and
// what follows from it.
type Diff struct {
	Title     string
	Names     [2]string // of the earlier and the later design
	Studies   [2]*Study // of the closed forms
	Renames   []Rename
	Parts     []PartChange
	Verdicts  []VerdictChange // that changed, the worse first
	Kept      int             // requirements whose verdict did not
	Numbers   []NumberChange  // beyond their intervals, the most first
	New, Gone []audit.Finding // findings to act on
	Steps     []string        // keys of steps whose facts changed, which drops their approvals
	Simulated *Comparison     // nil when nothing was simulated
}

// VerdictChange is a requirement that is judged otherwise than before.
type VerdictChange struct {
	Before *Requirement `json:"before"` // nil when it is new
	After  *Requirement `json:"after"`  // nil when it is gone
	Worse  bool         `json:"worse"`  // it is broken, and was not
	Better bool         `json:"better"` // it was broken, and is not
}

// DiffOptions are those of a study, and whether both designs are simulated too.
type DiffOptions struct {
	Options
	Simulate bool
}

// Compared returns what is different between two checked designs. What is
// called otherwise and says mostly the same counts as renamed. The errors are
// those of Estimate and Compare; beside that of an interruption stands the
// difference with what was simulated by then.
func Compared(ctx context.Context, before, after Candidate, opt DiffOptions) (*Diff, error) {
	d := &Diff{Names: [2]string{before.Name, after.Name}}
	for i, c := range []Candidate{before, after} {
		s, err := Estimate(c.Design, opt.Options)
		if err != nil {
			return nil, err
		}
		s.Findings = s.Audit()
		d.Studies[i] = s
	}
	d.Title = d.Studies[1].Title()
	d.compareFacts()
	d.compareNumbers()
	d.compareFindings()
	if !opt.Simulate {
		d.compareVerdicts(d.Studies[0].Requirements, d.Studies[1].Requirements)
		return d, nil
	}
	simulated, err := Compare(ctx, []Candidate{before, after}, opt.Options)
	if simulated == nil {
		return nil, err
	}
	d.Simulated = simulated
	d.compareVerdicts(simulated.Sides[0].Requirements, simulated.Sides[1].Requirements)
	return d, err
}

// Worse tells whether a requirement is broken that was not before.
func (d *Diff) Worse() bool {
	return slices.ContainsFunc(d.Verdicts, func(v VerdictChange) bool { return v.Worse })
}

// Same tells whether nothing changed that anything here looks at.
func (d *Diff) Same() bool {
	return len(d.Parts)+len(d.Renames)+len(d.Verdicts)+len(d.Numbers)+len(d.New)+len(d.Gone) == 0
}

// compareVerdicts pairs requirements by name and metric.
func (d *Diff) compareVerdicts(before, after []*Requirement) {
	find := func(list []*Requirement, name, metric string) *Requirement {
		i := slices.IndexFunc(list, func(r *Requirement) bool { return r.Name == name && r.Metric == metric })
		if i < 0 {
			return nil
		}
		return list[i]
	}
	names := renames(d.Renames)
	paired := map[*Requirement]bool{}
	broken := func(r *Requirement) bool { return r != nil && r.Verdict == model.Broken }
	add := func(a, b *Requirement) {
		if a != nil && b != nil && a.Verdict == b.Verdict {
			d.Kept++
			return
		}
		d.Verdicts = append(d.Verdicts, VerdictChange{Before: a, After: b, Worse: broken(b) && !broken(a), Better: b != nil && broken(a) && !broken(b)})
	}
	for _, b := range after {
		a := find(before, names.before("requirements.quality", b.Name), b.Metric)
		paired[a] = true
		add(a, b)
	}
	for _, a := range before {
		if !paired[a] {
			add(a, nil)
		}
	}
	rank := func(v VerdictChange) int {
		switch {
		case v.Worse:
			return 0
		case v.Better:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(d.Verdicts, func(a, b VerdictChange) int { return rank(a) - rank(b) })
}

// compareFindings pairs findings by code and place. One that was waived since is
// gone, one whose waiver ended is new.
func (d *Diff) compareFindings() {
	names := renames(d.Renames)
	seen := [2]map[string]bool{{}, {}}
	key := func(side int, f audit.Finding) string {
		if side == 0 {
			return f.Check.Code + " " + names.id(f.At)
		}
		return f.Check.Code + " " + f.At
	}
	for i, s := range d.Studies {
		for _, f := range s.Findings {
			if f.Waived == nil {
				seen[i][key(i, f)] = true
			}
		}
	}
	for i, out := range []*[]audit.Finding{&d.Gone, &d.New} {
		for _, f := range d.Studies[i].Findings {
			if f.Waived == nil && !seen[1-i][key(i, f)] {
				*out = append(*out, f)
			}
		}
	}
}

// MarshalJSON writes the difference for programs.
func (d *Diff) MarshalJSON() ([]byte, error) {
	type sides[T any] struct {
		Before T `json:"before"`
		After  T `json:"after"`
	}
	a, b := d.Studies[0], d.Studies[1]
	verdicts := sides[model.Verdict]{a.Verdict, b.Verdict}
	if c := d.Simulated; c != nil {
		verdicts = sides[model.Verdict]{c.Sides[0].Verdict, c.Sides[1].Verdict}
	}
	return json.Marshal(struct {
		Title     string               `json:"title"`
		Before    string               `json:"before"`
		After     string               `json:"after"`
		Load      string               `json:"load"`
		LoadScale float64              `json:"load_scale"`
		Same      bool                 `json:"same"`
		Worse     bool                 `json:"worse"`
		Verdict   sides[model.Verdict] `json:"verdict"`
		Verdicts  []VerdictChange      `json:"verdicts"`
		Kept      int                  `json:"verdicts_kept"`
		Renames   []Rename             `json:"renames"`
		Parts     []PartChange         `json:"parts"`
		Numbers   []NumberChange       `json:"numbers"`
		Cost      sides[Cost]          `json:"cost"`
		Saturates sides[*Saturation]   `json:"saturates"`
		Findings  struct {
			New  []audit.Finding `json:"new"`
			Gone []audit.Finding `json:"gone"`
		} `json:"findings"`
		Steps     []string    `json:"steps"`
		Simulated *Comparison `json:"simulated,omitempty"`
	}{
		d.Title, d.Names[0], d.Names[1], b.Options.Load, b.Options.Scale, d.Same(), d.Worse(), verdicts, list(d.Verdicts), d.Kept, list(d.Renames), list(d.Parts), list(d.Numbers),
		sides[Cost]{a.Cost, b.Cost}, sides[*Saturation]{a.Saturates, b.Saturates},
		struct {
			New  []audit.Finding `json:"new"`
			Gone []audit.Finding `json:"gone"`
		}{list(d.New), list(d.Gone)},
		list(d.Steps), d.Simulated,
	})
}

// changedSteps are the steps whose facts are not the same.
func changedSteps(before, after *model.Design) []string {
	var out []string
	for _, step := range model.ProcessSteps {
		if syntax.Hash(before.FactsOf(step)) != syntax.Hash(after.FactsOf(step)) {
			out = append(out, step.Key)
		}
	}
	return out
}
