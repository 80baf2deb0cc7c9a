package studio

import (
	"bytes"
	"net/http"

	"github.com/loadpath/loadpath/internal/report"
)

// document answers the design document as it stands: as a page, which is shown
// in a frame that may run nothing, or as Markdown. It has both witnesses once they
// were heard on what the file says now.
func (s *Studio) document(w http.ResponseWriter, r *http.Request) {
	v := s.file.current()
	if v.study == nil {
		fail(w, http.StatusUnprocessableEntity, errNoDesign.Error())
		return
	}
	write, kind := report.HTML, "text/html"
	if r.URL.Query().Get("as") == "markdown" {
		write, kind = report.Markdown, "text/markdown"
	}
	st := v.study
	if heard, _ := s.reviewed.of(v); heard != nil {
		st = heard
	}
	var text bytes.Buffer
	if err := write(&text, st, report.Issue{Date: today()}); err != nil {
		fail(w, http.StatusInternalServerError, "the document cannot be written: "+err.Error())
		return
	}
	header := w.Header()
	header.Set("Content-Type", kind+"; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	// It may run nothing and reach nothing. That it counts as of our origin lets
	// the page around it keep its place and print it.
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'; sandbox allow-popups allow-same-origin allow-modals")
	_, _ = w.Write(text.Bytes())
}
