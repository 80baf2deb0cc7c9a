package studio

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// placeIn is where a number stands that may have its source beside it.
func placeIn(d *model.Design, path string) []string {
	keys := strings.Split(path, ".")
	node := d.Root
	for _, key := range keys {
		node = node.Get(key)
	}
	if node.Get("value") != nil {
		keys = append(keys, "value")
	}
	return keys
}

// quantities are the numbers of a design that one can turn: its guesses, how
// many users there are, how many replicas and connections each part has, and on
// which size of machine it runs.
func quantities(st *study.Study) []Lever {
	d := st.Design
	var out []Lever
	add := func(name string, q *unit.Quantity, whole bool) {
		if q == nil || q.Formula != nil || q.Law != nil || q.Unlimited || q.Value <= 0 || q.Path == "" || q.Text == "" {
			return
		}
		text := strings.TrimSpace(q.Text)
		number := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/% ")
		if _, err := strconv.ParseFloat(number, 64); err != nil {
			return
		}
		l := Lever{Path: placeIn(d, q.Path), Choices: []string{}, Name: name, Text: text, Value: q.Value, Whole: whole, Share: strings.HasSuffix(text, "%"), Unit: strings.TrimPrefix(text, number), Place: placeOf(d, q.Span)}
		l.Low, l.High = q.Value/4, q.Value*4
		if l.Share {
			l.Low, l.High = 0, 1
		}
		if whole {
			l.Low, l.High = 1, max(4*q.Value, 4)
		}
		out = append(out, l)
	}
	for name, a := range d.Actors.All() {
		add(name+": users a day", a.Daily, false)
		add(name+": peak over mean", a.Peak, false)
	}
	for _, name := range busiest(st) {
		f := d.Flows.Get(name)
		add(name+": rate", f.Rate, false)
		add(name+": peak over mean", f.Peak, false)
	}
	for name, q := range d.Assume.All() {
		add(name, q, false)
	}
	for _, name := range tightest(st) {
		c := d.Components.Get(name)
		if c.Replicas != nil {
			add(name+" replicas", c.Replicas.Count, true)
			add(name+" fewest replicas", c.Replicas.Min, true)
			add(name+" most replicas", c.Replicas.Max, true)
		}
		if l, ok := machines(d, c); ok {
			out = append(out, l)
		}
		add(name+" slots", c.Slots, true)
		add(name+" connections", c.Connections, true)
		add(name+" hit ratio", c.Hit, false)
	}
	for name, l := range d.Links.All() {
		add(strings.Replace(name, ".", " → ", 1)+" timeout", l.Timeout, false)
	}
	return out
}

// mostParts is of how many components and flows the levers are offered: with more
// of them nobody finds theirs, and to turn each takes too long.
const mostParts = 25

// tightest are the components of a design in its order; of a large one those
// that are the fullest.
func tightest(st *study.Study) []string {
	return foremost(st.Design.Components.Names(), func(name string) *float64 { return fullest(st, name) })
}

// busiest are the flows of a design in its order; of a large one those that run
// most often.
func busiest(st *study.Study) []string {
	return foremost(st.Design.Flows.Names(), func(name string) *float64 { return value(st, "flows."+name+".offered") })
}

// foremost are all names, or of too many those with the largest values.
func foremost(names []string, of func(name string) *float64) []string {
	if len(names) <= mostParts {
		return names
	}
	names = slices.Clone(names)
	known := map[string]float64{}
	for _, name := range names {
		if v := of(name); v != nil {
			known[name] = *v
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(known[b], known[a]) })
	return names[:mostParts]
}

// machines turns the machine that a component runs on, through the sizes of its
// family; false when there is but one.
func machines(d *model.Design, c *model.Component) (Lever, bool) {
	at := d.Root.Get("components").Get(c.Name).Get("runs-on")
	if c.Machine == nil || at == nil {
		return Lever{}, false
	}
	var sizes []*catalog.Machine
	for _, m := range catalog.Machines() {
		if m.Family == c.Machine.Family && m.Provider() == c.Machine.Provider() && m.Base() == c.Machine.Base() {
			sizes = append(sizes, m)
		}
	}
	slices.SortStableFunc(sizes, func(a, b *catalog.Machine) int {
		return cmp.Or(cmp.Compare(figure(a, "cores"), figure(b, "cores")), cmp.Compare(figure(a, "memory"), figure(b, "memory")))
	})
	l := Lever{Path: []string{"components", c.Name, "runs-on"}, Name: c.Name + " machine", Text: c.RunsOn, Whole: true, High: float64(len(sizes) - 1), Place: placeOf(d, at.Span)}
	for i, m := range sizes {
		l.Choices = append(l.Choices, m.Name)
		if m.Name == c.RunsOn {
			l.Value = float64(i)
		}
	}
	return l, len(sizes) > 1
}

func figure(m *catalog.Machine, name string) float64 {
	f, _ := m.Figure(name)
	return f.Quantity.Value
}
