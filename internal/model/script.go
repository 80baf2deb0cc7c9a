package model

import (
	"reflect"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// ReadFaults reads faults as they would stand under inject, "{crash: api, at:
// 60s}" or a list, and holds them to the design as if it declared them. Their
// places are in the text itself.
func (d *Design) ReadFaults(text string) ([]Fault, diag.List) {
	root, problems := syntax.Parse(diag.NewSource("inject", []byte("inject: "+text)))
	if problems.HasErrors() {
		return nil, problems
	}
	var f Failure
	dec := &decoder{broken: map[*unit.Quantity]bool{}}
	dec.object(root, reflect.ValueOf(&f).Elem(), "")
	c := &checker{d: d, broken: dec.broken, problems: dec.problems, names: indexNames(d, nil)}
	for _, r := range dec.refs {
		c.resolve(r)
	}
	for i := range f.Inject {
		c.fault(&f.Inject[i], "", nil)
	}
	return f.Inject, append(problems, c.problems...)
}
