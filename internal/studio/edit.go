package studio

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// edit writes changes of single values into the file; everything else in it,
// comments too, stays as it is.
func (s *Studio) edit(w http.ResponseWriter, r *http.Request) {
	var ask Changes
	if !asked(w, r, &ask) {
		return
	}
	v := s.file.current()
	if v.revision != ask.Revision {
		s.conflict(w, v)
		return
	}
	text, err := changed(v.doc, ask.Changes)
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	s.write(w, r, ask.Revision, text)
}

// replace writes a whole text, as the editor has it.
func (s *Studio) replace(w http.ResponseWriter, r *http.Request) {
	var ask NewText
	if asked(w, r, &ask) {
		s.write(w, r, ask.Revision, []byte(ask.Text))
	}
}

func (s *Studio) write(w http.ResponseWriter, r *http.Request, revision string, text []byte) {
	v, err := s.file.write(revision, text)
	switch {
	case errors.Is(err, errConflict):
		s.conflict(w, v)
	case err != nil:
		fail(w, http.StatusInternalServerError, err.Error())
	default:
		answer(w, s.stateOf(v, r.URL.Query()["open"]))
	}
}

// conflict answers with what is on the disk, so that the page can show both.
func (s *Studio) conflict(w http.ResponseWriter, v *version) {
	w.WriteHeader(http.StatusConflict)
	answer(w, s.stateOf(v, nil))
}

// changed makes changes to the text of a design file, one after the other. What
// stands in an included file is not changed from here.
func changed(doc *syntax.Document, changes []Change) ([]byte, error) {
	main := mainOf(doc)
	text := main.Text
	for _, c := range changes {
		if other := doc.Included(c.Path); other != nil {
			place := placeFrom(main.Name, other.Span.File(), other.Span.Position().Line)
			return nil, fmt.Errorf("%s stands in an included file (%s); change it there", syntax.Path(c.Path), place.words())
		}
		src := diag.NewSource(main.Name, text)
		var edits []diag.Edit
		var err error
		if c.Delete {
			edits, err = syntax.Delete(src, c.Path)
		} else {
			edits, err = syntax.Set(src, c.Path, c.Value)
		}
		if err == nil {
			text, err = syntax.Apply(text, edits)
		}
		if err != nil {
			return nil, fmt.Errorf("%s cannot be changed: %w", syntax.Path(c.Path), err)
		}
	}
	return text, nil
}

// preview answers the text as it would be with changes that are not written.
func (s *Studio) preview(w http.ResponseWriter, r *http.Request) {
	var ask Changes
	if !asked(w, r, &ask) {
		return
	}
	text, err := changed(s.file.current().doc, ask.Changes)
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	answer(w, Draft{Text: string(text)})
}
