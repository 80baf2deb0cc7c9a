package studio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/study/revision"
)

// What sides of a comparison are called beside variants, whose names have no
// colon.
const (
	atHand    = "base" // the file as it stands, as `loadpath compare` calls it
	committed = "git:"
)

// mostCommits is how many commits are offered.
const mostCommits = 12

// sides answers what can be compared.
func (s *Studio) sides(w http.ResponseWriter, r *http.Request) {
	v := s.file.current()
	if v.study == nil {
		fail(w, http.StatusUnprocessableEntity, errNoDesign.Error())
		return
	}
	out := Sides{Choices: []Choice{{atHand, "the file as it stands", "file"}}}
	for name := range v.study.Design.Variants.All() {
		out.Choices = append(out.Choices, Choice{name, name, "variant"})
	}
	history := revision.History(r.Context(), s.file.name, mostCommits)
	for i, c := range history {
		name := c.Hash
		if i == 0 {
			name = "HEAD" // which has the file as the last commit that changed it
		}
		out.Choices = append(out.Choices, Choice{committed + name, fmt.Sprintf("%s, %s: %s", name, c.Day, c.Subject), "commit"})
	}
	if len(history) == 0 {
		out.NoGit = s.noGit(r.Context())
	}
	out.Left, out.Right = s.first(r.Context(), v)
	answer(w, out)
}

// first is what somebody wants to see before choosing: what was changed since
// the last commit, else the first variant.
func (s *Studio) first(ctx context.Context, v *version) (left, right string) {
	dir, base := filepath.Split(s.file.name)
	head := revision.Revision{Name: "HEAD", Dir: filepath.Clean(dir), Path: base}
	_, err := head.Read(ctx, base)
	changed := slices.ContainsFunc(v.doc.Sources, func(src *diag.Source) bool {
		name, _ := filepath.Rel(head.Dir, src.Name)
		text, err := head.Read(ctx, filepath.ToSlash(name))
		return err != nil || string(text) != string(src.Text)
	})
	variants := v.study.Design.Variants.Names()
	switch {
	case err == nil && (changed || len(variants) == 0):
		return committed + head.Name, atHand
	case len(variants) > 0:
		return atHand, variants[0]
	}
	return "", ""
}

// noGit says why there are no commits.
func (s *Studio) noGit(ctx context.Context) string {
	dir, base := filepath.Split(s.file.name)
	if _, err := exec.LookPath("git"); err != nil {
		return "git is not installed, so there are no commits."
	}
	if _, err := revision.Git(ctx, filepath.Clean(dir), "rev-parse", "--git-dir"); err != nil {
		return base + " is in no git repository, so there are no commits."
	}
	return "No commit has " + base + " yet: git add " + base + " && git commit."
}

// side is the design that a side of a comparison names, and what it is called.
func (s *Studio) side(ctx context.Context, q *Question, id string) (study.Candidate, error) {
	name, ok := strings.CutPrefix(id, committed)
	if !ok {
		asked := *q
		asked.Variant = id
		d, err := s.design(&asked)
		if id == "" {
			id = atHand
		}
		return study.Candidate{Name: id, Design: d}, err
	}
	dir, base := filepath.Split(s.file.name)
	if strings.HasPrefix(name, "-") || strings.ContainsAny(name, ":^~@ ") {
		return study.Candidate{}, fmt.Errorf("%q is not the name of a commit", name)
	}
	r := revision.Revision{Name: name, Dir: filepath.Clean(dir), Path: base}
	if !r.Has(ctx) {
		return study.Candidate{}, fmt.Errorf("git has no %s at %s", base, name)
	}
	d, problems, err := model.Load(r.File(), func(file string) ([]byte, error) { return r.Read(ctx, file) })
	if err != nil {
		return study.Candidate{}, err
	}
	if err := firstError(r.File(), problems); err != nil {
		return study.Candidate{}, fmt.Errorf("%s at %s cannot be read: %w", base, name, err)
	}
	return study.Candidate{Name: name, Design: d}, nil
}

// both are the two sides that a question names.
func (s *Studio) both(ctx context.Context, q *Question) (sides [2]study.Candidate, err error) {
	if q.Left == q.Right {
		return sides, errors.New("both sides are the same; choose another one")
	}
	for i, id := range []string{q.Left, q.Right} {
		if sides[i], err = s.side(ctx, q, id); err != nil {
			return sides, err
		}
	}
	if strings.Contains(q.Left+q.Right, committed) {
		for i := range sides { // base is a word among variants; beside a commit it is the file
			if sides[i].Name == atHand {
				sides[i].Name = filepath.Base(s.file.name)
			}
		}
	}
	return sides, nil
}

// diff answers what is different between two sides, in closed form.
func (s *Studio) diff(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	q := Question{Left: query.Get("left"), Right: query.Get("right")}
	sides, err := s.both(r.Context(), &q)
	if err == nil {
		var d *study.Diff
		if d, err = study.Compared(r.Context(), sides[0], sides[1], study.DiffOptions{Options: q.options()}); err == nil {
			answer(w, differingView(d, q.Right == atHand, query["open"]))
			return
		}
	}
	fail(w, http.StatusUnprocessableEntity, err.Error())
}

// compare measures two sides against each other.
func (s *Studio) compare(w http.ResponseWriter, r *http.Request) {
	var q Question
	if !asked(w, r, &q) {
		return
	}
	streamed(w, r, func(ctx context.Context, progress func(study.Progress)) (Piece, error) {
		sides, err := s.both(ctx, &q)
		if err != nil {
			return Piece{}, err
		}
		opt := q.options()
		opt.For, opt.Progress = 0, progress
		c, err := study.Compare(ctx, sides[:], opt)
		if err != nil {
			return Piece{}, err
		}
		return Piece{Compared: comparisonView(c)}, nil
	})
}
