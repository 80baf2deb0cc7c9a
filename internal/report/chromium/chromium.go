// Package chromium turns a page of ours into a PNG or a PDF with a Chromium
// that is installed on this machine. It draws nothing itself, and the browser
// reaches no other machine.
package chromium

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// ErrMissing is the error of Find when no browser is installed.
var ErrMissing = errors.New("no Chromium or Chrome is installed here, which draws PNG and PDF; " +
	"install one (Debian and Ubuntu: apt install chromium; macOS: brew install --cask chromium; Windows: winget install Google.Chrome), " +
	"or set CHROME_PATH to where it is")

// Browser is an installed Chromium or one of its relatives.
type Browser struct{ path string }

// names are what the browsers are called on the path, ours to prefer first.
var names = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge-stable", "microsoft-edge", "msedge"}

// places are where browsers stand that are not on the path.
var places = []string{
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
	`C:\Program Files\Google\Chrome\Application\chrome.exe`,
	`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
	`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
}

// Find returns the browser that CHROME_PATH names, the first known one on the
// path, or one in its usual place. The error is ErrMissing, or says that
// CHROME_PATH leads nowhere.
func Find() (*Browser, error) {
	if named := os.Getenv("CHROME_PATH"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return nil, fmt.Errorf("CHROME_PATH is %q, which is no program", named)
		}
		return &Browser{path}, nil
	}
	for _, name := range append(names[:len(names):len(names)], places...) {
		if path, err := exec.LookPath(name); err == nil {
			return &Browser{path}, nil
		}
	}
	return nil, ErrMissing
}

// PDF prints an HTML page, on paper of the size that its @page rule says.
func (b *Browser) PDF(ctx context.Context, page []byte) ([]byte, error) {
	return b.run(ctx, page, "out.pdf", func(out string) []string {
		return []string{"--no-pdf-header-footer", "--print-to-pdf=" + out}
	})
}

// patience is how long a browser may take for one page. A busy machine needs
// many seconds to start one.
const patience = 3 * time.Minute

// run opens a page and returns the file that the browser writes.
func (b *Browser) run(ctx context.Context, page []byte, name string, asked func(out string) []string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "loadpath-chromium-")
	if err != nil {
		return nil, fmt.Errorf("make room for the browser: %w", err)
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "page.html"), filepath.Join(dir, name)
	if err := os.WriteFile(in, page, 0o600); err != nil {
		return nil, fmt.Errorf("write the page for the browser: %w", err)
	}

	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	args := append(quiet(filepath.Join(dir, "profile")), asked(out)...)
	cmd := exec.CommandContext(ctx, b.path, append(args, fileURL(in))...)
	cmd.WaitDelay = time.Second // its children may hold the pipe a little longer
	var said bytes.Buffer
	cmd.Stderr = &said
	failed := cmd.Run()
	data, err := os.ReadFile(out)
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s did not finish: %w", b.path, context.Cause(ctx))
	case err == nil && len(data) > 0:
		return data, nil
	case failed != nil:
		return nil, fmt.Errorf("%s failed: %w%s", b.path, failed, lastWords(said.String()))
	}
	return nil, fmt.Errorf("%s wrote nothing%s", b.path, lastWords(said.String()))
}

// quiet are the arguments for a browser without a window that keeps to itself.
// It needs no sandbox, which cannot be had in most containers: every page is
// ours, with each text of a design escaped, and no host can be reached.
func quiet(profile string) []string {
	return []string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + profile,
	}
}

func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// lastWords is the end of what the browser said, for an error.
func lastWords(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return ": " + last
	}
	return ""
}
