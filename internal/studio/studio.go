// Package studio is a design alive in the browser: a page on loopback that
// shows the file as it stands, changes it, puts load on it and breaks it. It
// holds no design data of its own: everything it answers comes out of a study
// of the file's present text.
package studio

import (
	"context"
	"crypto/rand"
	"io/fs"
	"net/http"
	"sync"

	"github.com/loadpath/loadpath/web"
)

// Studio serves one design file. It is made by Open and safe for use by many
// requests at once.
type Studio struct {
	file  *file
	token string // that a request must carry which writes or spends time
	page  fs.FS

	stands   stands
	last     lastRun
	reviewed lastReview
	replays  sync.Map // by name of the template: func() (*Replay, error)
}

// Open starts to look at a file, which may not exist yet, until the context
// ends.
func Open(ctx context.Context, name string) *Studio {
	s := &Studio{file: openFile(name), token: rand.Text(), page: web.Page()}
	go s.file.watch(ctx)
	return s
}

// Handler answers the page and everything it asks for. Only requests that name
// the loopback host and come from our own page are let in.
func (s *Studio) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/state", s.state)
	mux.HandleFunc("GET /api/events", s.events)
	mux.HandleFunc("GET /api/numbers", s.numbers)
	mux.HandleFunc("GET /api/why", s.why)
	mux.HandleFunc("GET /api/cost", s.costs)
	mux.HandleFunc("GET /api/faults", s.faults)
	mux.HandleFunc("GET /api/levers", s.levers)
	mux.HandleFunc("GET /api/document", s.document)
	mux.HandleFunc("GET /api/drawing", s.drawing)
	mux.HandleFunc("GET /api/gallery", s.gallery)
	mux.HandleFunc("POST /api/new", s.begin)
	mux.HandleFunc("POST /api/import", s.bring)
	mux.HandleFunc("POST /api/replay", s.replay)
	mux.HandleFunc("POST /api/edit", s.edit)
	mux.HandleFunc("POST /api/text", s.replace)
	mux.HandleFunc("POST /api/preview", s.preview)
	mux.HandleFunc("POST /api/check", s.check)
	mux.HandleFunc("POST /api/complete", s.complete)
	mux.HandleFunc("POST /api/hover", s.hover)
	mux.HandleFunc("POST /api/fix", s.fix)
	mux.HandleFunc("POST /api/whatif", s.whatIf)
	mux.HandleFunc("POST /api/track", s.track)
	mux.HandleFunc("POST /api/review", s.review)
	mux.HandleFunc("POST /api/run", s.run)
	mux.HandleFunc("POST /api/trace", s.trace)
	mux.HandleFunc("POST /api/break", s.breakIt)
	mux.HandleFunc("GET /api/sides", s.sides)
	mux.HandleFunc("GET /api/diff", s.diff)
	mux.HandleFunc("POST /api/compare", s.compare)
	mux.HandleFunc("/", s.pages)
	return guard(s.token, mux)
}
