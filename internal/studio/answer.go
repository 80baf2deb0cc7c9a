package studio

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// mostBytes bounds what a page may send: a design file and a little more.
const mostBytes = 8 << 20

// Trouble is the answer to a request that was not carried out.
type Trouble struct {
	Message string `json:"message"`
}

func fail(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(Trouble{message})
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v) // a page that has left needs no answer
}

// asked reads what a page sent; it has answered when it returns false.
func asked(w http.ResponseWriter, r *http.Request, into any) bool {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostBytes))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		fail(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("more than %d MiB was sent", mostBytes>>20))
		return false
	case err != nil && !errors.Is(err, io.EOF):
		fail(w, http.StatusBadRequest, "the request cannot be read: "+err.Error())
		return false
	}
	return true
}

// lines answers piece by piece, one JSON value a line, each sent at once.
type lines struct {
	w     http.ResponseWriter
	enc   *json.Encoder
	flush *http.ResponseController
}

func newLines(w http.ResponseWriter) *lines {
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Cache-Control", "no-store")
	return &lines{w, json.NewEncoder(w), http.NewResponseController(w)}
}

func (l *lines) send(v any) {
	if l.enc.Encode(v) == nil {
		_ = l.flush.Flush()
	}
}
