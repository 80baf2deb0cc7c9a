package model

import (
	"os"
	"testing"
)

// FuzzLoad holds that no text makes the checker panic, that every problem has a
// place in it, and that a checked design can be walked and asked everything.
func FuzzLoad(f *testing.F) {
	for _, file := range []string{"testdata/whole.yaml", "testdata/tables.yaml", "testdata/twelve.yaml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add(guestbook)
	for _, r := range Rules {
		f.Add(withHeader(r.Bad))
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, problems := load(t, text)
		for _, p := range problems {
			if p.Span.IsZero() || p.Span.Start > p.Span.End || p.Span.End > len(p.Span.Source.Text) {
				t.Fatalf("%s [%s] has no place: %+v", p.Message, p.Code, p.Span)
			}
		}
		d.Steps()
		d.Sightings()
		d.Couplings()
		d.Crossings()
		for _, flow := range d.Flows.All() {
			d.StartOf(flow)
			d.Walk(flow, func(v Visit) {
				if v.Callee != nil {
					d.Sizes(v.Caller, v.Callee.Name, v.Step)
					d.WorkOf(v.Callee, v.Step)
					d.Delay(v.Caller, v.Callee.Name, v.Step)
				}
			})
		}
		for _, c := range d.Components.All() {
			d.Deployments(c)
			c.Effective()
		}
	})
}
