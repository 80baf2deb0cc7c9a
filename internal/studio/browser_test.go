package studio

import (
	"cmp"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/model/modeltest"
)

// TestAPersonCanUseEveryScreen lets web/browser drive the built page in
// Chromium as a person would, on studios that a stage opens. BROWSER_TESTS
// names the scripts to run, as in "axe start"; without it all run.
func TestAPersonCanUseEveryScreen(t *testing.T) {
	modeltest.Oracle(t, "chromium", "--version")
	web, err := filepath.Abs("../../web")
	if err != nil {
		t.Fatal(err)
	}
	node := modeltest.Oracle(t, "node", "-e", `for (const part of ["playwright-core", "axe-core"]) require.resolve(part, {paths: [process.argv[1]]})`, web)
	var scripts []string
	for _, name := range strings.Fields(cmp.Or(os.Getenv("BROWSER_TESTS"), "*")) {
		found, err := filepath.Glob(filepath.Join(web, "browser", name+".test.mjs"))
		if err != nil || len(found) == 0 {
			t.Fatalf("there is no browser test %s: %v", name, err)
		}
		scripts = append(scripts, found...)
	}
	server := httptest.NewServer(stageFor(t))
	defer server.Close()
	cmd := exec.CommandContext(t.Context(), node, append([]string{"--test", "--test-reporter=spec", "--test-concurrency=2"}, scripts...)...)
	cmd.Env = append(os.Environ(), "LOADPATH_STAGE="+server.URL)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // which ends the browsers too
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// stage opens studios for browser tests, each on a file of its own, and ends
// and starts them again as the tests ask.
type stage struct {
	t *testing.T

	mu      sync.Mutex
	playing map[string]*play // by address
}

// play is one studio on loopback.
type play struct {
	file string
	end  func() // nil when it has ended
}

func stageFor(t *testing.T) http.Handler {
	s := &stage{t: t, playing: map[string]*play{}}
	t.Cleanup(func() {
		for _, p := range s.playing {
			p.stop()
		}
	})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /open", s.open)
	mux.HandleFunc("POST /stop", s.stop)
	mux.HandleFunc("POST /start", s.start)
	return mux
}

// open writes a text, a design of the gallery, or nothing into a folder of its
// own, with files beside it, and opens a studio on it.
func (s *stage) open(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Design, Text string
		Missing      bool
		Beside       map[string]string // texts by name
	}
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
		s.t.Error(err)
	}
	text := []byte(ask.Text)
	if ask.Design != "" {
		text, _ = designs.Text(ask.Design)
	}
	file := filepath.Join(s.t.TempDir(), "design.yaml")
	if !ask.Missing {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			s.t.Error(err)
		}
	}
	for name, text := range ask.Beside {
		if err := os.WriteFile(filepath.Join(filepath.Dir(file), name), []byte(text), 0o644); err != nil {
			s.t.Error(err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &play{file: file}
	address := p.start(s.t, "127.0.0.1:0")
	s.playing[address] = p
	answer(w, map[string]string{"address": "http://" + address, "host": address, "file": file})
}

// stop ends the studio at an address, as Ctrl+C does.
func (s *stage) stop(_ http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.playing[r.URL.Query().Get("host")].stop()
}

// start opens it again, at the same address.
func (s *stage) start(_ http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	host := r.URL.Query().Get("host")
	s.playing[host].start(s.t, host)
}

func (p *play) start(t *testing.T, address string) string {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Error(err)
		return address
	}
	ctx, cancel := context.WithCancel(context.Background())
	server := &http.Server{Handler: Open(ctx, p.file).Handler()}
	go func() { _ = server.Serve(listener) }()
	p.end = func() {
		cancel()
		_ = server.Close()
	}
	return listener.Addr().String()
}

func (p *play) stop() {
	if p.end != nil {
		p.end()
		p.end = nil
	}
}
