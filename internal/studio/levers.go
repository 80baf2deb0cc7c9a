package studio

import (
	"math"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// levers answers the numbers of the file that one can turn, the ones that
// matter most first.
func (s *Studio) levers(w http.ResponseWriter, _ *http.Request) {
	v := s.file.current()
	if v.study == nil {
		fail(w, http.StatusUnprocessableEntity, errNoDesign.Error())
		return
	}
	answer(w, s.leversOf(v))
}

// leversOf finds what can be turned, turns each a little, and sorts by what
// came of it.
func (s *Studio) leversOf(v *version) []Lever {
	levers := quantities(v.study.Design)
	pulled := make([]float64, len(levers))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				pulled[i] = s.pull(v.study, &levers[i])
			}
		})
	}
	for i := range levers {
		next <- i
	}
	close(next)
	workers.Wait()
	order := make([]int, len(levers))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(sign(pulled[b] - pulled[a])) })
	out := []Lever{}
	for _, i := range order {
		out = append(out, levers[i])
	}
	return out
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// nudge is how far a lever is turned to see what it does.
const nudge = 1.25

// pull is how much the margins of all requirements and the cost move when a
// lever is turned up by a quarter; it notes what moves most.
func (s *Studio) pull(st *study.Study, l *Lever) float64 {
	to := l.Value * nudge
	if l.Share {
		to = min(to, (1+l.Value)/2)
	}
	if l.Whole {
		to = math.Max(math.Round(to), l.Value+1)
	}
	d, err := s.with(st.Design, []Change{{Path: l.Path, Value: l.write(to)}})
	if err != nil {
		return 0
	}
	opt := st.Options
	opt.Brief, opt.Points = true, true
	turned, err := study.Estimate(d, opt)
	if err != nil {
		return 0
	}
	sum, most := 0.0, 0.0
	for i, r := range st.Requirements {
		if i >= len(turned.Requirements) || r.Margin == nil || turned.Requirements[i].Margin == nil {
			continue
		}
		moved := math.Abs(*turned.Requirements[i].Margin - *r.Margin)
		if moved > most {
			most, l.Matters = moved, r.Describe()
		}
		sum += moved
	}
	return sum
}

// write puts a value into the words of the file.
func (l *Lever) write(value float64) string {
	if l.Share {
		return strconv.FormatFloat(math.Round(value*1000)/10, 'g', -1, 64) + "%"
	}
	return strconv.FormatFloat(value/l.scale(), 'g', 6, 64) + l.Unit
}

// scale is how much one of its unit is in base units.
func (l *Lever) scale() float64 {
	if l.Unit == "" || l.Unit == "%" {
		return 1
	}
	number := strings.TrimSuffix(l.Text, l.Unit)
	written, err := strconv.ParseFloat(number, 64)
	if err != nil || written == 0 {
		return 1
	}
	return l.Value / written
}

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
// many users there are, and how many replicas and connections each part has.
func quantities(d *model.Design) []Lever {
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
		l := Lever{Path: placeIn(d, q.Path), Name: name, Text: text, Value: q.Value, Whole: whole, Share: strings.HasSuffix(text, "%"), Unit: strings.TrimPrefix(text, number), Line: q.Span.Position().Line}
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
		add(name+" a day", a.Daily, false)
		add(name+" peak", a.Peak, false)
	}
	for name, q := range d.Assume.All() {
		add(name, q, false)
	}
	for name, c := range d.Components.All() {
		if c.Replicas != nil {
			add(name+" replicas", c.Replicas.Count, true)
		}
		add(name+" slots", c.Slots, true)
		add(name+" connections", c.Connections, true)
		add(name+" hit ratio", c.Hit, false)
	}
	for name, l := range d.Links.All() {
		add(name+" timeout", l.Timeout, false)
	}
	return out
}
