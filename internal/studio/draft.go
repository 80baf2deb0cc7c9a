package studio

import (
	"net/http"
	"os"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

// check answers the diagnostics of a text that is not on the disk, and the
// design it would be.
func (s *Studio) check(w http.ResponseWriter, r *http.Request) {
	var ask Draft
	if !asked(w, r, &ask) {
		return
	}
	d, problems, err := designOf(s.file.name, []byte(ask.Text), os.ReadFile)
	if err != nil {
		fail(w, http.StatusInternalServerError, err.Error())
		return
	}
	out := Checked{Problems: problemsOf(d.Doc, problems)}
	if st := studyOf(d, problems); st != nil {
		st.Findings = st.Audit()
		out.Design = designView(st, r.URL.Query()["open"])
	}
	answer(w, out)
}

// studyOf is what the closed forms say of a draft; nil when it cannot be read.
func studyOf(d *model.Design, problems diag.List) *study.Study {
	if d == nil || problems.HasErrors() {
		return nil
	}
	st, err := study.Estimate(d, study.Options{Today: today()})
	if err != nil {
		return nil
	}
	return st
}

// draftOf is the design that a draft is, as far as it can be read, with its
// numbers; where it names no part any more, the last one that did.
func (s *Studio) draftOf(text []byte) (*model.Design, *study.Study) {
	last := s.file.current().study
	d, problems, err := designOf(s.file.name, text, os.ReadFile)
	if err == nil && d.Components.Len() > 0 {
		if st := studyOf(d, problems); st != nil {
			last = st
		}
		return d, last
	}
	if last == nil {
		return nil, nil
	}
	return last.Design, last
}
