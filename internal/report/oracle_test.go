package report

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"github.com/loadpath/loadpath/internal/model/modeltest"
)

// TestBrowserShowsHostileTextAsText opens the document of a design whose texts
// are attacks, in a browser that can reach nobody but this test.
func TestBrowserShowsHostileTextAsText(t *testing.T) {
	chromium := modeltest.Oracle(t, "chromium", "--version")
	d := design(t, "hostile.yaml")
	site := serve(t, map[string]string{
		"/design.html":  document(t, reviewed(t, d))["design.html"],
		"/browser.html": string(readTestdata(t, "browser.html")),
	})

	page := dom(t, chromium, site+"/design.html")
	checkSections(t, page)
	if title := titleOf(t, page); title != d.Title {
		t.Errorf("the page has the title %q, want %q", title, d.Title)
	}

	var windows []struct {
		Title                         string
		Width, Window                 int
		Wider, Active, Fetched, Links []string
	}
	said := titleOf(t, dom(t, chromium, site+"/browser.html"))
	if err := json.Unmarshal([]byte(said), &windows); err != nil || len(windows) != 2 {
		t.Fatalf("the browser says %q of two windows: %v", said, err)
	}
	for i, want := range []int{1280, 400} {
		w := windows[i]
		if w.Window > want || w.Window < want-20 { // without the scroll bar
			t.Errorf("the window is %d wide, want %d", w.Window, want)
		}
		if w.Width > w.Window {
			t.Errorf("the page is %d wide in a window of %d; out of it stand %q", w.Width, w.Window, w.Wider)
		}
		if w.Title != d.Title || len(w.Active) > 0 {
			t.Errorf("a text of the design acts: title %q, elements %q", w.Title, w.Active)
		}
		if len(w.Fetched) > 0 {
			t.Errorf("the page fetches %q", w.Fetched)
		}
		if len(w.Links) > 0 {
			t.Errorf("the page leads away to %q", w.Links)
		}
	}
}

// dom opens an address in a chromium without a window and returns the document
// as it stands when everything has loaded.
func dom(t *testing.T, chromium, address string) string {
	t.Helper()
	// Its children may still write here when it has ended, which t.TempDir would not forgive.
	profile, err := os.MkdirTemp("", "loadpath-chromium-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(profile)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--window-size=1800,1200",
		"--user-data-dir="+profile, "--dump-dom", address)
	run.WaitDelay = time.Second
	out, err := run.Output()
	if err != nil {
		t.Fatalf("chromium does not open %s: %v", address, err)
	}
	return string(out)
}

// serve offers pages by path and returns the address of their site.
func serve(t *testing.T, pages map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(page))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func titleOf(t *testing.T, page string) string {
	t.Helper()
	m := regexp.MustCompile(`(?s)<title>(.*?)</title>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("a page without title: %.300s", page)
	}
	return html.UnescapeString(m[1])
}
