package report

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
)

// TestDocumentsAreGoodPages has a browser, a validator of HTML and axe look at
// the document of every template and at one whose every text is an attack: on
// wide and narrow screens, in light and dark, and on paper. It also shows that
// they would complain.
func TestDocumentsAreGoodPages(t *testing.T) {
	const dir = "../../tools/oracles/"
	node := modeltest.Oracle(t, "node", "-e", "for (const p of ['playwright-core', 'axe-core', 'html-validate']) require('fs').accessSync('"+dir+"node_modules/' + p + '/package.json')")
	modeltest.Oracle(t, "chromium", "--version")
	pages := map[string]string{
		"hostile": document(t, reviewed(t, design(t, "hostile.yaml")))["design.html"],
		"bad": `<!doctype html><html><head><title>t</title></head><body><section id="summary"><p>a<div>b</div></p>` +
			`<img src="http://127.0.0.1:9/x.png"><table style="width:3000px"><tr><td>wide</td></tr></table><script>alert(1)</script></section></body></html>`,
	}
	for name, d := range templates(t) {
		pages[name] = document(t, reviewed(t, d))["design.html"]
		if size := len(pages[name]); size > 2_000_000 {
			t.Errorf("the document of %s has %d bytes", name, size)
		}
	}
	input, err := json.Marshal(pages)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command(node, dir+"document.mjs")
	run.Stdin = bytes.NewReader(input)
	var trouble bytes.Buffer
	run.Stderr = &trouble
	out, err := run.Output()
	if err != nil {
		t.Fatalf("document.mjs: %v\n%s", err, trouble.String())
	}
	complaints := map[string][]string{}
	if err := json.Unmarshal(out, &complaints); err != nil {
		t.Fatalf("document.mjs: %v\n%s", err, out)
	}
	bad := strings.Join(complaints["bad"], "\n")
	for _, want := range []string{"[close-order]", "pixels wide in a window of 400", "axe, 1280 light", "it asks for http://127.0.0.1:9/x.png", "it says 1"} {
		if !strings.Contains(bad, want) {
			t.Errorf("nobody complains %q of a bad page:\n%s", want, bad)
		}
	}
	delete(complaints, "bad")
	if len(complaints) != len(pages)-1 {
		t.Errorf("%d pages were looked at, want %d", len(complaints), len(pages)-1)
	}
	for name, list := range complaints {
		for _, c := range list {
			t.Errorf("%s: %s", name, c)
		}
	}
}
