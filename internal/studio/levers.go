package studio

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/loadpath/loadpath/internal/study"
)

// levers answers the numbers of the file that one can turn, the ones that
// matter most first.
func (s *Studio) levers(w http.ResponseWriter, _ *http.Request) {
	v := s.file.current()
	if v.study == nil {
		fail(w, http.StatusUnprocessableEntity, errNoDesign.Error())
		return
	}
	answer(w, v.levers())
}

// track answers the verdict at some values of one lever; "full" where more comes
// than something can take.
func (s *Studio) track(w http.ResponseWriter, r *http.Request) {
	var q Track
	if !asked(w, r, &q) {
		return
	}
	if len(q.Values) > mostTracked {
		fail(w, http.StatusBadRequest, fmt.Sprintf("a lever is asked at no more than %d values", mostTracked))
		return
	}
	verdicts := []string{}
	for _, value := range q.Values {
		if r.Context().Err() != nil {
			return // the page has turned to another lever
		}
		at := Question{Changes: append(slices.Clone(q.Changes), Change{Path: q.Path, Value: value})}
		st, err := s.dragged(&at)
		if err != nil {
			fail(w, http.StatusUnprocessableEntity, err.Error())
			return
		}
		if x := st.Saturates; x != nil && x.Factor < 1 {
			verdicts = append(verdicts, "full")
			continue
		}
		verdicts = append(verdicts, string(st.Verdict))
	}
	answer(w, verdicts)
}

// mostTracked bounds at how many values a lever is asked.
const mostTracked = 50

// leversOf finds what can be turned in a design, turns each a little, and sorts
// by what came of it.
func leversOf(st *study.Study) []Lever {
	levers := quantities(st)
	before, err := study.Judge(st.Design, st.Options)
	if err != nil {
		return []Lever{}
	}
	pulled := make([]float64, len(levers))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				pulled[i] = pull(st, before, &levers[i])
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
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(pulled[b], pulled[a]) })
	out := []Lever{}
	for _, i := range order {
		out = append(out, levers[i])
	}
	return out
}

// nudge is how far a lever is turned to see what it does.
const nudge = 1.25

// pull is how much the margins of all requirements move when a lever is turned
// up by a quarter; it notes what moves most.
func pull(st *study.Study, before []*study.Requirement, l *Lever) float64 {
	to := l.Value * nudge
	switch {
	case l.Share:
		to = min(to, (1+l.Value)/2)
	case len(l.Choices) > 0 && l.Value == l.High:
		to = l.Value - 1
	case l.Whole:
		to = math.Max(math.Round(to), l.Value+1)
	}
	patch, ok := patchOf(st.Design.Root, []Change{{Path: l.Path, Value: l.write(to)}})
	if !ok {
		return 0
	}
	d, problems := st.Design.Patched(patch, "")
	if problems.HasErrors() {
		return 0
	}
	after, err := study.Judge(d, st.Options)
	if err != nil {
		return 0
	}
	sum, most := 0.0, 0.0
	for i, r := range before {
		if i >= len(after) || r.Margin == nil || after[i].Margin == nil {
			continue
		}
		moved := math.Abs(*after[i].Margin - *r.Margin)
		if moved > most {
			most, l.Matters = moved, r.Describe()
		}
		sum += moved
	}
	return sum
}

// write puts a value into the words of the file.
func (l *Lever) write(value float64) string {
	if len(l.Choices) > 0 {
		return l.Choices[int(value)]
	}
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
