package studio

import (
	"net/http"

	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/report/draw"
)

// themes are the colours of a drawing by name.
var themes = map[string]draw.Theme{"": draw.Auto, "auto": draw.Auto, "light": draw.Light, "dark": draw.Dark}

// drawing answers a drawing as `loadpath diagram` makes it, with its legend: a
// document of SVG that stands alone.
func (s *Studio) drawing(w http.ResponseWriter, r *http.Request) {
	v := s.file.current()
	if v.study == nil {
		fail(w, http.StatusUnprocessableEntity, errNoDesign.Error())
		return
	}
	query := r.URL.Query()
	view, theme := report.ViewOf(query.Get("view")), query.Get("theme")
	colours, known := themes[theme]
	if view == nil || !known {
		fail(w, http.StatusUnprocessableEntity, "there is no view "+query.Get("view")+" in the colours "+theme)
		return
	}
	ask := report.DiagramOptions{Flow: query.Get("flow"), Overlay: query.Get("overlay"), Theme: colours, Open: query["open"]}
	picture, _, err := report.Diagram(v.study, view, ask)
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	header := w.Header()
	header.Set("Content-Type", "image/svg+xml")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	_, _ = w.Write([]byte(picture.SVG))
}
