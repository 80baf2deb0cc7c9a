package model

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/syntax"
)

// leaves calls visit with every single value of a tree and the way to it.
func leaves(n *syntax.Node, path []string, visit func(path []string, leaf *syntax.Node)) {
	if len(n.Pairs)+len(n.Items) == 0 {
		visit(path, n)
	}
	for _, p := range n.Pairs {
		leaves(p.Value, append(path, p.Key.Value), visit)
	}
	for i, item := range n.Items {
		leaves(item, append(path, strconv.Itoa(i)), visit)
	}
}

// freelyNamed are the sections whose keys are names that people give.
var freelyNamed = strings.Fields(`assume growth actors journeys data boundaries components links flows load failures decisions variants stakeholders
	requirements.functional requirements.quality api.endpoints why.alternatives observe.slos observe.alerts observe.runbooks deliver.migrations secure.roles
	journeys.*.mix decisions.*.options data.*.fields data.*.access boundaries.*.net components.*.operations failures.*.with`)

// kindOfPath is a path without the names that a design gives and without
// positions in lists; of what stands inside a step or a patch it keeps the key.
func kindOfPath(path []string) string {
	way := ""
	for _, key := range path {
		if _, err := strconv.Atoi(key); err == nil {
			continue
		}
		if slices.Contains(freelyNamed, way) {
			key = "*"
		}
		way = strings.TrimPrefix(way+"."+key, ".")
		switch {
		case way == "variants.*":
			return way
		case strings.HasSuffix(way, ".steps") || strings.HasSuffix(way, ".operations.*"):
			for _, last := range slices.Backward(path) {
				if _, err := strconv.Atoi(last); err != nil {
					return way + "..." + last
				}
			}
		}
	}
	return way
}

// TestFactsOfTheStepsAreTheseKeys holds which keys are signed with which steps
// to the table in testdata/facts.txt, over all keys that the finished designs
// use: read a change of it as you would read code.
func TestFactsOfTheStepsAreTheseKeys(t *testing.T) {
	signed := map[string]map[string]bool{} // by kind of path, the steps
	look := func(d *Design) {
		leaves(d.Root, nil, func(path []string, _ *syntax.Node) {
			if kind := kindOfPath(path); signed[kind] == nil {
				signed[kind] = map[string]bool{}
			}
		})
		for _, step := range ProcessSteps {
			leaves(d.FactsOf(step), nil, func(path []string, _ *syntax.Node) {
				if len(path) > 0 {
					signed[kindOfPath(path)][step.Key] = true
				}
			})
		}
	}
	look(wholeDesign(t))
	for _, name := range designs.All() {
		text, _ := designs.Text(name)
		d, _ := load(t, string(text))
		look(d)
	}
	var b strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(signed)) {
		var steps []string
		for _, step := range ProcessSteps {
			if signed[kind][step.Key] {
				steps = append(steps, step.Key)
			}
		}
		fmt.Fprintf(&b, "%s: %s\n", kind, strings.Join(steps, " "))
		if head, _, _ := strings.Cut(kind, "."); len(steps) == 0 && !slices.Contains([]string{"loadpath", "system", "title", "summary", "include"}, head) {
			t.Errorf("no step signs %s", kind)
		}
	}
	const file = "testdata/facts.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the steps sign other keys than %s says; go test -update writes it anew:\n%s", file, b.String())
	}
}
