package studio

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
)

// TestWhatThePageWorksOutItself runs the tests of web/src: what needs no
// browser, as the differences of two texts.
func TestWhatThePageWorksOutItself(t *testing.T) {
	web, err := filepath.Abs("../../web")
	if err != nil {
		t.Fatal(err)
	}
	node := modeltest.Oracle(t, "node", "-e", `require.resolve("vitest", {paths: [process.argv[1]]})`, web)
	cmd := exec.CommandContext(t.Context(), node, filepath.Join("node_modules", "vitest", "vitest.mjs"), "run", "src")
	cmd.Dir = web
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
