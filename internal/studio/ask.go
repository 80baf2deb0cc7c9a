package studio

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

var errNoDesign = errors.New("there is no design that could be read yet")

// design is what the page asks about: the file with changes that are not
// written, in one of its variants.
func (s *Studio) design(q *Question) (*model.Design, error) {
	v := s.file.current()
	if v.study == nil {
		return nil, errNoDesign
	}
	d := v.study.Design
	if len(q.Changes) > 0 {
		var err error
		if d, err = s.with(d, q.Changes); err != nil {
			return nil, err
		}
	}
	if q.Variant == "" || q.Variant == "base" {
		return d, nil
	}
	return applied(d, q.Variant)
}

// readable makes a design of a text, or says the first thing that is wrong.
func (s *Studio) readable(text []byte) (*model.Design, error) {
	d, problems, err := designOf(s.file.name, text, os.ReadFile)
	if err != nil {
		return nil, err
	}
	return d, firstError(s.file.name, problems)
}

func applied(d *model.Design, variant string) (*model.Design, error) {
	if !d.Variants.Has(variant) {
		return nil, fmt.Errorf("there is no variant %q", variant)
	}
	other, problems := d.Apply(variant)
	return other, firstError(mainOf(d.Doc).Name, problems)
}

func firstError(file string, problems diag.List) error {
	for _, p := range problems {
		if p.Severity == diag.Error {
			return fmt.Errorf("%s: %s", placeFrom(file, p.Span.File(), p.Span.Position().Line).words(), p.Message)
		}
	}
	return nil
}

func (q *Question) options() study.Options {
	return study.Options{Load: q.Load, Scale: q.Scale, Seed: uint64(max(q.Seed, 0)), For: q.Seconds, MaxEvents: uint64(max(q.Events, 0)), Today: today()}
}

func today() string { return time.Now().Format(time.DateOnly) }

// whatIf answers the closed forms with changes that are not written.
func (s *Studio) whatIf(w http.ResponseWriter, r *http.Request) {
	var q Question
	if !asked(w, r, &q) {
		return
	}
	st, err := s.dragged(&q)
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	status := statusOf(st)
	status.Open = statusOf(s.file.current().study).Open // checks do not move with a slider
	answer(w, WhatIf{string(st.Verdict), requirementViews(st), standings(st), status, costView(st)})
}

// dragged is what the closed forms say while somebody drags a slider: values
// without intervals, which is what they look at, and no more.
func (s *Studio) dragged(q *Question) (*study.Study, error) {
	d, err := s.design(q)
	if err != nil {
		return nil, err
	}
	opt := q.options()
	opt.Brief, opt.Points = true, true
	return study.Estimate(d, opt)
}
