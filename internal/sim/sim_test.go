package sim

import (
	"context"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

// design compiles a design written without its first two lines.
func design(t testing.TB, text string, o Options) *Program {
	t.Helper()
	d, problems, err := model.Load("test.yaml", func(string) ([]byte, error) { return []byte("loadpath: 1\nsystem: test\n" + text), nil })
	if err != nil || problems.HasErrors() {
		t.Fatalf("the design does not load: %v %+v", err, problems)
	}
	p, problems := Compile(d, o)
	if p == nil {
		t.Fatalf("the design does not compile: %+v", problems)
	}
	return p
}

// simulate runs a design.
func simulate(t testing.TB, text string, o Options, run RunOptions) *Result {
	t.Helper()
	r, err := Run(context.Background(), design(t, text, o), run)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
