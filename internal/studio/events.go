package studio

import (
	"fmt"
	"net/http"
	"time"
)

// heartbeat is how often a page hears that we are still here.
const heartbeat = 15 * time.Second

// events tells a page the content of the file whenever it changes, as
// server-sent events.
func (s *Studio) events(w http.ResponseWriter, r *http.Request) {
	contents, end := s.file.listen()
	defer end()
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w)
	say := func(content string) bool {
		_, err := fmt.Fprintf(w, "data: %s\n\n", content)
		return err == nil && flush.Flush() == nil
	}
	if !say(s.file.current().content) {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case content := <-contents:
			if !say(content) {
				return
			}
		case <-beat.C:
			if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil || flush.Flush() != nil {
				return
			}
		}
	}
}
