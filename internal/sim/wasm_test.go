package sim

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
	"pgregory.net/rapid"
)

// manyLaws draws from every law there is, and a settled run of it goes through
// all that reads a result.
const manyLaws = `
components: {a: {kind: service, cores: 4}, b: {kind: service, slots: 3, discipline: processor-sharing, cores: 2}}
flows:
  one:   {arrivals: bursty(40/s cv=3), steps: [{call: a, work: lognormal(5ms cv=1)}, {wait: gamma(10ms cv=0.5)}, {call: b, work: uniform(1ms..3ms)}]}
  two:   {rate: 30/s, steps: [{call: a, work: normal(10ms sd=4ms)}, {wait: erlang(10ms k=4)}, {call: b, work: hyperexp(3ms cv=3)}]}
  three: {rate: 20/s, steps: [{call: a, work: pareto(3ms alpha=2.5)}, {repeat: geometric(1.7), steps: [{call: b, work: gamma(2ms cv=2)}]}]}
  four:  {users: 5, think: exp(100ms), steps: [{call: a, work: quantiles(p50=2ms p90=5ms p99=20ms)}, {call: b, work: const(1ms)}]}
`

// TestWebAssemblyGivesTheSameBytes runs designs with every law and policy in a
// WebAssembly build under Node, and here.
func TestWebAssemblyGivesTheSameBytes(t *testing.T) {
	node := modeltest.Oracle(t, "node", "--version")
	type testCase struct {
		Design string
		For    float64
		Seed   uint64
		Events uint64
	}
	const head = "loadpath: 1\nsystem: test\n"
	cases := []testCase{
		{Design: head + manyLaws, Seed: 1, Events: 40_000},
		{Design: head + threeTierDesign, Seed: 2, Events: 40_000},
	}
	any := rapid.Custom(anyDesign)
	for seed := range 8 {
		cases = append(cases, testCase{head + any.Example(seed), 1, uint64(seed), 10_000})
	}
	input, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}

	run := func(name string, env []string, command func(binary string) *exec.Cmd) []string {
		binary := filepath.Join(t.TempDir(), name)
		build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./testdata/wasm")
		build.Env = append(os.Environ(), env...)
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%s does not build: %v\n%s", name, err, out)
		}
		cmd := command(binary)
		cmd.Stdin = bytes.NewReader(input)
		var trouble bytes.Buffer
		cmd.Stderr = &trouble
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s does not run: %v\n%s", name, err, trouble.Bytes())
		}
		return strings.Split(string(out), "\n")
	}
	here := run("native", nil, func(binary string) *exec.Cmd { return exec.CommandContext(t.Context(), binary) })
	goRoot, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	loader := filepath.Join(strings.TrimSpace(string(goRoot)), "lib", "wasm", "wasm_exec_node.js")
	there := run("wasm", []string{"GOOS=js", "GOARCH=wasm"}, func(binary string) *exec.Cmd {
		return exec.CommandContext(t.Context(), node, "--stack-size=8192", loader, binary)
	})
	if len(here) != len(cases)+1 || len(there) != len(here) {
		t.Fatalf("%d lines here and %d in WebAssembly, want %d", len(here), len(there), len(cases)+1)
	}
	for i := range cases {
		if here[i] != there[i] {
			t.Errorf("case %d differs:\n%s\nhere: %s\nwasm: %s", i, cases[i].Design, here[i], there[i])
		}
	}
}
