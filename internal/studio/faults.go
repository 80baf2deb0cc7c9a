package studio

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/loadpath/loadpath/internal/fault"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Of a fault that somebody chooses on the page, unless they say otherwise:
// late enough to see what is usual before it, and no longer than that one sees
// it heal. In seconds.
const (
	faultAt  = 10
	faultFor = 20
	faultMax = 1800 // of its beginning and of its length
)

// faults answers every way in which the design can break, with the places where
// it can happen: those that have to do with what is selected, or all.
func (s *Studio) faults(w http.ResponseWriter, r *http.Request) {
	v := s.file.current()
	if v.study == nil {
		fail(w, http.StatusUnprocessableEntity, errNoDesign.Error())
		return
	}
	answer(w, faultViews(v.study.Design, v.targets(), r.URL.Query().Get("of")))
	go func() { _, _ = s.standFor(&Question{}) }() // somebody is about to break it
}

// chosen is how a fault comes unless somebody says otherwise.
func chosen(f *fault.Fault) fault.Params {
	p := f.Usual(faultAt)
	p.For = min(p.For, faultFor)
	return p
}

// targetsOf finds where each fault can happen, when that is first asked.
func targetsOf(d *model.Design) func() [][]fault.Target {
	return sync.OnceValue(func() [][]fault.Target {
		out := make([][]fault.Target, len(fault.All()))
		for i, f := range fault.All() {
			out[i] = f.Targets(d)
		}
		return out
	})
}

// faultViews are all faults, each with its targets that fit what is selected.
func faultViews(d *model.Design, targets [][]fault.Target, selected string) []Fault {
	out := []Fault{}
	for i, f := range fault.All() {
		usual := chosen(f)
		v := Fault{
			Code: f.Code, Title: f.Title, Family: string(f.Family), Story: f.Story, Size: sizeView(f.Size),
			At: usual.At, For: usual.For, Momentary: f.Momentary(), Targets: []string{},
		}
		for _, t := range targets[i] {
			if fits(d, t, selected) {
				v.Targets = append(v.Targets, t.Name)
			}
		}
		if b, ok := strings.CutPrefix(selected, "b:"); ok && f.Code == "crash" && d.Boundaries.Has(b) {
			v.Targets = append(v.Targets, b)
		}
		out = append(out, v)
	}
	return out
}

// fits tells whether a fault at a target is one of what is selected: a
// component (c:), a call (l:), an actor (a:), a boundary (b:), or nothing.
func fits(d *model.Design, t fault.Target, selected string) bool {
	kind, name, _ := strings.Cut(selected, ":")
	switch kind {
	case "c":
		return slices.Contains(t.Components, name)
	case "l":
		return t.Name == name
	case "a":
		f := d.Flows.Get(t.Name)
		return f != nil && f.By.Text == name || t.Name == "all"
	case "b":
		return t.Name == name || strings.HasPrefix(t.Name, name+" ") || strings.HasSuffix(t.Name, " and "+name)
	}
	return true
}

// units are how the page writes the size of a fault, and how much one of them
// is in base units.
var sizeUnits = map[unit.Kind]struct {
	name  string
	scale float64
}{unit.KindFactor: {"x", 1}, unit.KindRatio: {"%", 0.01}, unit.KindTime: {"s", 1}, unit.KindCount: {"", 1}}

func sizeView(s *fault.Size) *FaultSize {
	if s == nil {
		return nil
	}
	u := sizeUnits[s.Kind]
	if s.Kind == unit.KindTime && s.Usual < 1 {
		u.name, u.scale = "ms", 0.001
	}
	return &FaultSize{Name: s.Name, Usual: s.Usual, Least: s.Least, Most: s.Most, Unit: u.name, Scale: u.scale}
}

// injected writes the faults of a page as they would stand under inject.
func injected(d *model.Design, harms []Harm) (string, error) {
	texts := make([]string, len(harms))
	for i, h := range harms {
		f := fault.Of(h.Code)
		if f == nil {
			return "", fmt.Errorf("there is no fault %q", h.Code)
		}
		if !within(h.At) || !within(h.For) {
			return "", fmt.Errorf("%s: a fault begins and lasts within %d s", h.Code, faultMax)
		}
		t, ok := f.At(d, h.Target)
		if !ok {
			return "", fmt.Errorf("%s cannot happen to %q", h.Code, h.Target)
		}
		p := f.Usual(h.At)
		p.For = h.For
		if f.Size != nil {
			p.Size = math.Max(f.Size.Least, math.Min(f.Size.Most, h.Size))
		}
		texts[i] = f.Text(d, t, p)
		if strings.HasPrefix(texts[i], "[") {
			texts[i] = strings.TrimSuffix(texts[i][1:], "]")
		}
	}
	return "[" + strings.Join(texts, ", ") + "]", nil
}

func within(seconds float64) bool { return seconds >= 0 && seconds <= faultMax }

// lengthOf is how long faults are run: until some time after the last is over,
// in whole minutes.
func lengthOf(harms []Harm) float64 {
	last := 0.0
	for _, h := range harms {
		last = math.Max(last, h.At+h.For)
	}
	return scriptSeconds * math.Max(1, math.Ceil((last+faultFor)/scriptSeconds))
}
