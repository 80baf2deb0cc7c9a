package sim

import (
	"context"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

// failer is a test, or a check of rapid.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// loaded reads a design written without its first two lines.
func loaded(t failer, text string) *model.Design {
	t.Helper()
	d, problems, err := model.Load("test.yaml", func(string) ([]byte, error) { return []byte("loadpath: 1\nsystem: test\n" + text), nil })
	if err != nil || problems.HasErrors() {
		t.Fatalf("the design does not load: %v %+v\n%s", err, problems, text)
	}
	return d
}

// design compiles a design written without its first two lines.
func design(t failer, text string, o Options) *Program {
	t.Helper()
	p, problems := Compile(loaded(t, text), o)
	if p == nil {
		t.Fatalf("the design does not compile: %+v", problems)
	}
	return p
}

// simulate runs a design.
func simulate(t *testing.T, text string, o Options, run RunOptions) *Result {
	t.Helper()
	r, err := Run(context.Background(), design(t, text, o), run)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
