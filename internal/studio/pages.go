package studio

import (
	"bytes"
	"crypto/rand"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// pages serves the built page. Every path that is no file is the page itself,
// which reads from the path what to show: links lead to every view.
func (s *Studio) pages(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/api/") || r.Method != http.MethodGet && r.Method != http.MethodHead {
		fail(w, http.StatusNotFound, "there is no "+r.Method+" "+r.URL.Path)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if info, err := fs.Stat(s.page, name); err == nil && !info.IsDir() && name != index {
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, s.page, name)
		return
	}
	text, err := fs.ReadFile(s.page, index)
	if err != nil {
		fail(w, http.StatusInternalServerError, "the page is not built into this program; in web, run `npm ci && npm run build`")
		return
	}
	nonce := rand.Text()
	text = bytes.ReplaceAll(text, []byte("{{token}}"), []byte(s.token))
	text = bytes.ReplaceAll(text, []byte("{{nonce}}"), []byte(nonce))
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"+nonce+"'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	_, _ = w.Write(text)
}

const index = "index.html"
