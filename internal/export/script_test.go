package export

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/loadpath/loadpath/internal/model/modeltest"
	"github.com/loadpath/loadpath/internal/study"
)

// brokenDesign has a failure for each way of breaking that another tool knows.
const brokenDesign = `
loadpath: 1
system: shop
title: Shop
boundaries: {east: {region: true, zones: 3}, west: {region: true}}
components:
  api: {kind: service, in: [east, west], replicas: 4}
  cache: {kind: cache, in: east, replicas: 2}
  orders-db: {kind: sql, in: east, replicas: 2}
  names: {kind: dns, in: east}
flows:
  buy: {rate: 10/s, steps: [{call: api, work: 1ms, steps: [{get: cache, miss: [{read: orders-db}]}, {write: orders-db}, {call: names}]}]}
requirements: {quality: {few: {flow: buy, errors: 0.1%}}}
observe: {slos: {buys: {flow: buy, target: 99.9%}}, alerts: {burn: {on-slo: buys, kind: burn-rate}}}
failures:
  wires:
    text: Everything that a proxy can do.
    inject:
      - {delay: api.cache, by: 50ms, at: 20ms, for: 40ms}
      - {delay: api.orders-db, by: 5ms, one-way: true, at: 20ms, for: 20ms}
      - {loss: api.cache, rate: 30%, at: 30ms, for: 20ms}
      - {errors: orders-db, rate: 20%, at: 30ms, for: 20ms}
      - {cut: [api, orders-db], at: 100ms, for: 10ms}
      - {bandwidth: api.cache, to: 1MB/s, at: 120ms, for: 10ms}
      - {crash: cache, at: 130ms, for: 10ms}
      - {crash: orders-db, share: 50%, at: 150ms, for: 10ms}
      - {hang: cache, at: 160ms, for: 10ms}
      - {slow: api, by: 3x, at: 160ms, for: 10ms}
    expect: [{recovers: buy, within: 30s}, {flow: buy, availability: 99%}]
  pods:
    inject:
      - {crash: "api#1", at: 60s, for: 2min}
      - {restart: api, at: 70s}
      - {crash: east, zone: b, at: 80s, for: 1min}
      - {cut: [east, west], at: 90s, for: 1min}
      - {steal: api, by: 40%, at: 100s, for: 1min}
      - {skew: api, by: 10s, at: 110s, for: 1min}
      - {unresolve: names, at: 120s, for: 1min}
      - {loss: api, rate: 5%, at: 120s}
      - {poison: buy, rate: 1%}
  alone:
    inject: {poison: buy, rate: 1%}
`

func write(t *testing.T, f *Format, s *study.Study, failure string) (text string, leftOut []string) {
	t.Helper()
	var out bytes.Buffer
	leftOut, err := f.Write(&out, s, Ask{Failure: failure})
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), leftOut
}

// TestToxiproxyRunsItsScript has the real server and command line do all of it:
// the script stops at the first line that they refuse.
func TestToxiproxyRunsItsScript(t *testing.T) {
	server := modeltest.Oracle(t, "toxiproxy-server", "-version")
	cli := modeltest.Oracle(t, "toxiproxy-cli", "--version")
	text, leftOut := write(t, toxiproxy, estimated(t, "broken.yaml", []byte(brokenDesign)), "wires")
	if len(leftOut) != 1 || !strings.Contains(leftOut[0], "slow: api, by: 3x") {
		t.Errorf("left out: %q", leftOut)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	daemon := exec.Command(server, "-host", "127.0.0.1", "-port", port)
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	}()
	file := filepath.Join(t.TempDir(), "wires.sh")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	address := "http://127.0.0.1:" + port
	ready := exec.Command("sh", "-c", "until "+cli+" -h "+address+" list >/dev/null 2>&1; do sleep 0.05; done")
	if err := ready.Run(); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("sh", file)
	run.Env = append(os.Environ(), "TOXIPROXY="+address, "CACHE=127.0.0.1:9", "ORDERS_DB=127.0.0.1:9", "PATH="+filepath.Dir(cli)+":"+os.Getenv("PATH"))
	if out, err := run.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, text)
	}
}

// TestChaosMeshGetsOneWorkflow reads the manifest back: every child of a
// template is a template, and each kind of chaos has its settings.
func TestChaosMeshGetsOneWorkflow(t *testing.T) {
	text, leftOut := write(t, chaosMesh, estimated(t, "broken.yaml", []byte(brokenDesign)), "pods")
	if len(leftOut) != 1 || !strings.Contains(leftOut[0], "poison") {
		t.Errorf("left out: %q", leftOut)
	}
	var workflow struct {
		Kind string
		Spec struct {
			Entry     string
			Templates []map[string]any
		}
	}
	if err := yaml.Unmarshal([]byte(text), &workflow); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	templates := map[string]map[string]any{}
	for _, m := range workflow.Spec.Templates {
		templates[m["name"].(string)] = m
	}
	kinds := map[string]int{}
	var visit func(name string)
	visit = func(name string) {
		m := templates[name]
		if m == nil {
			t.Fatalf("template %q is not there\n%s", name, text)
		}
		kind := m["templateType"].(string)
		kinds[kind]++
		if strings.HasSuffix(kind, "Chaos") && m[strings.ToLower(kind[:1])+kind[1:]] == nil && m["dnsChaos"] == nil {
			t.Errorf("%s has no settings", name)
		}
		children, _ := m["children"].([]any)
		for _, child := range children {
			visit(child.(string))
		}
	}
	visit(workflow.Spec.Entry)
	for kind, want := range map[string]int{"Parallel": 1, "Serial": 8, "Suspend": 8, "PodChaos": 3, "NetworkChaos": 2, "StressChaos": 1, "TimeChaos": 1, "DNSChaos": 1} {
		if kinds[kind] != want {
			t.Errorf("%d of %s, want %d\n%s", kinds[kind], kind, want, text)
		}
	}
	if at := text[strings.Index(text, "name: crash-3\n"):]; !strings.Contains(at[:300], `topology.kubernetes.io/zone: "b"`) {
		t.Errorf("the lost zone is not selected:\n%s", at[:300])
	}
}

func TestLitmusGetsAnEngineForEachFault(t *testing.T) {
	text, leftOut := write(t, litmus, estimated(t, "broken.yaml", []byte(brokenDesign)), "pods")
	if len(leftOut) != 4 {
		t.Errorf("left out: %q", leftOut)
	}
	experiments := map[string]int{}
	for _, part := range strings.Split(text, "---\n")[1:] {
		var engine struct {
			Kind string
			Spec struct {
				Experiments []struct {
					Name string
					Spec struct {
						Components struct {
							Env []struct{ Name, Value string }
						}
					}
				}
			}
		}
		if err := yaml.Unmarshal([]byte(part), &engine); err != nil {
			t.Fatalf("%v\n%s", err, part)
		}
		for _, e := range engine.Spec.Experiments {
			experiments[e.Name]++
			if len(e.Spec.Components.Env) == 0 {
				t.Errorf("%s has no settings\n%s", e.Name, part)
			}
		}
	}
	for name, want := range map[string]int{"pod-delete": 2, "pod-cpu-hog": 1, "pod-dns-error": 1, "pod-network-loss": 1} {
		if experiments[name] != want {
			t.Errorf("%d of %s, want %d\n%s", experiments[name], name, want, text)
		}
	}
}

func TestTheCardSaysWhenToStop(t *testing.T) {
	text, _ := write(t, gameDay, estimated(t, "broken.yaml", []byte(brokenDesign)), "wires")
	for _, want := range []string{
		"- `recovers: buy, within: 30s`",
		"| buy | 10/s |",
		"- more than 1% of `buy` fails for two minutes (ten times its limit)",
		"all of `buy` down for 4.32 min",
		"| 130 ms | `crash: cache, at: 130ms, for: 10ms` | at 140 ms |",
		"- alert `burn` on `buy`",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the card does not say %q:\n%s", want, text)
		}
	}
}

func TestWhatAToolCannotDoIsRefused(t *testing.T) {
	for _, f := range []*Format{toxiproxy, chaosMesh, litmus} {
		var out bytes.Buffer
		if _, err := f.Write(&out, estimated(t, "broken.yaml", []byte(brokenDesign)), Ask{Failure: "alone"}); err == nil || !strings.Contains(err.Error(), "poison: buy") {
			t.Errorf("%s: %v\n%s", f.Name, err, out.String())
		}
	}
}
