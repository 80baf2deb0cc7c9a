// Package fault holds the ways in which systems break: what happens in the
// field, how it shows, what protects, where in a design it can happen, and the
// sentence of inject verbs that makes it happen. Each fault is a documented
// value in a file of its own; all is the list. Package sim carries the sentences
// out, and package search tries them.
package fault

import (
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Family is the concern a fault belongs to.
type Family string

// The concerns.
const (
	Machines Family = "machines" // processes and the hosts under them
	Places   Family = "places"   // zones and regions
	Network  Family = "network"
	Names    Family = "names"
	Others   Family = "dependencies"
	Limits   Family = "limits"
	Data     Family = "data"
	Messages Family = "messages"
	Load     Family = "load"
	Changes  Family = "changes" // what people and pipelines do
	Control  Family = "control" // loops that look after the system
)

// Fault is one way in which a system breaks, with everything its page says.
type Fault struct {
	Code   string // kebab-case, permanent
	Title  string // one line
	Family Family
	Hits   string // what it happens to, in words
	Story  string // what happens in the field
	Shows  string // how it shows
	Helps  string // what protects
	Source string // a public account of it

	Size    *Size   // what grows; nil when only its length does
	Lasts   float64 // seconds, unless said otherwise; 0 when it is over as soon as it has happened
	Share   float64 // of the replicas, taken at random, unless said otherwise; 0 for all
	PerYear float64 // how often a year one target meets it, where the design does not say; an assumption

	Targets func(d *model.Design) []Target
	write   func(in *Injection) []string
}

// Size is what makes a fault worse. A larger one is never milder.
type Size struct {
	Name  string    // "factor on the time that work takes"
	Kind  unit.Kind // how it is written
	Usual float64
	Least float64 // at which it does nothing
	Most  float64 // beyond which there is nothing worse
}

// Target is one place in a design where a fault can happen.
type Target struct {
	Name       string   // as a person would say it: "api", "api#1", "api.cache", "eu-west zone 2"
	Symmetry   string   // targets of one fault with the same key are interchangeable
	Components []string // that it happens to, in the order of the file; of a link both ends

	at   string // as an inject verb names it
	zone string // of a place
	flow string // that it is about
}

// Params say how bad a fault is, and when. Times are in seconds.
type Params struct {
	Size  float64
	At    float64
	For   float64 // 0 for good, or for what happens in a moment
	Ramp  float64 // of the onset
	Share float64 // of the replicas; 0 for all
}

// All returns every fault, in the order of its families.
func All() []*Fault { return all }

// Of returns the fault of that code, or nil.
func Of(code string) *Fault {
	i := slices.IndexFunc(all, func(f *Fault) bool { return f.Code == code })
	if i < 0 {
		return nil
	}
	return all[i]
}

// Usual returns the fault as it comes unless something else is said, from a
// second on.
func (f *Fault) Usual(at float64) Params {
	p := Params{At: at, For: f.Lasts, Share: f.Share}
	if f.Size != nil {
		p.Size = f.Size.Usual
	}
	return p
}

// Momentary tells whether the fault is over as soon as it has happened, so that
// it has no length to grow.
func (f *Fault) Momentary() bool { return f.Lasts == 0 }

// Inject returns the fault at one of its targets as the faults that a design
// would declare. The error says why the design cannot have it.
func (f *Fault) Inject(d *model.Design, t Target, p Params) ([]model.Fault, error) {
	faults, problems := d.ReadFaults(f.Text(d, t, p))
	for i := range problems {
		if problems[i].Severity == diag.Error {
			return nil, fmt.Errorf("%s at %s: %s", f.Code, t.Name, problems[i].Message)
		}
	}
	return faults, nil
}

// Text returns the fault as it would stand under inject in the file.
func (f *Fault) Text(d *model.Design, t Target, p Params) string {
	sentences := f.write(&Injection{Params: p, Design: d, Target: t})
	if len(sentences) == 1 {
		return sentences[0]
	}
	text := "["
	for i, s := range sentences {
		if i > 0 {
			text += ", "
		}
		text += s
	}
	return text + "]"
}
