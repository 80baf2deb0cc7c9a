// Command wasm simulates the designs that it reads, a JSON list of cases, and
// prints a line of JSON for each. A test compiles it to WebAssembly and
// compares its bytes with those of the processor at hand.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

type testCase struct {
	Design string
	For    float64
	Seed   uint64
	Events uint64
}

func main() {
	var cases []testCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		fmt.Fprintln(os.Stderr, "read cases:", err)
		os.Exit(1)
	}
	for _, c := range cases {
		d, problems, err := model.Load("case.yaml", func(string) ([]byte, error) { return []byte(c.Design), nil })
		if err != nil || problems.HasErrors() {
			fmt.Fprintln(os.Stderr, "load:", err, problems)
			os.Exit(1)
		}
		p, problems := sim.Compile(d, sim.Options{For: c.For})
		if p == nil {
			fmt.Fprintln(os.Stderr, "compile:", problems)
			os.Exit(1)
		}
		r, err := sim.Run(context.Background(), p, sim.RunOptions{Seed: c.Seed, MaxEvents: c.Events, Timeline: true})
		if err != nil {
			fmt.Fprintln(os.Stderr, "run:", err)
			os.Exit(1)
		}
		if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
			fmt.Fprintln(os.Stderr, "print:", err)
			os.Exit(1)
		}
	}
}
