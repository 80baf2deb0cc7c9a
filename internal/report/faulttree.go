package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/faulttree"
	"github.com/loadpath/loadpath/internal/report/safe"
)

// FaultTrees are analysed functions: what the verb faulttree shows.
type FaultTrees struct {
	Tops      []FaultTree `json:"tops"`
	Sequences []FaultTree `json:"sequences"`
}

// FaultTree is one analysed function.
type FaultTree struct {
	Name   string
	Events int
	Gates  int
	*faulttree.Result
}

// MarshalJSON writes the first function, or sequence, as the result, and all of
// them beside it.
func (f FaultTrees) MarshalJSON() ([]byte, error) {
	all := append(slices.Clone(f.Tops), f.Sequences...)
	out := struct {
		faultTreeJSON
		Tops      []faultTreeJSON `json:"tops"`
		Sequences []faultTreeJSON `json:"sequences"`
	}{Tops: treesJSON(f.Tops), Sequences: treesJSON(f.Sequences)}
	if len(all) > 0 {
		out.faultTreeJSON = all[0].json()
	}
	return json.Marshal(out)
}

type faultTreeJSON struct {
	Name        string           `json:"name"`
	Events      int              `json:"events"`
	Gates       int              `json:"gates"`
	Coherent    bool             `json:"coherent"`
	Probability *float64         `json:"probability"` // null where it is only bounded
	Exact       bool             `json:"exact"`
	Bound       *boundJSON       `json:"bound,omitempty"`
	CutSets     *cutSetsJSON     `json:"cut_sets"`
	Why         string           `json:"why,omitempty"` // there are no cut sets
	Importance  []importanceJSON `json:"importance"`
}

type boundJSON struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

type cutSetsJSON struct {
	Count     uint64       `json:"count"`
	ByOrder   []uint64     `json:"by_order"` // of order 1, 2, ...
	MaxOrder  int          `json:"max_order,omitempty"`
	RareEvent float64      `json:"rare_event"`
	List      []cutSetJSON `json:"list"`
}

type cutSetJSON struct {
	Events      []string `json:"events"`
	Probability float64  `json:"probability"`
}

type importanceJSON struct {
	Event         string   `json:"event"`
	Probability   float64  `json:"probability"`
	Occurrence    float64  `json:"occurrence"`
	Birnbaum      float64  `json:"birnbaum"`
	Criticality   float64  `json:"criticality"`
	Diagnostic    float64  `json:"diagnostic"`
	FussellVesely float64  `json:"fussell_vesely"`
	Achievement   float64  `json:"raw"`
	Reduction     *float64 `json:"rrw"` // null where nothing is left without the event
}

func treesJSON(list []FaultTree) []faultTreeJSON {
	out := []faultTreeJSON{}
	for _, f := range list {
		out = append(out, f.json())
	}
	return out
}

func (f *FaultTree) json() faultTreeJSON {
	out := faultTreeJSON{Name: f.Name, Events: f.Events, Gates: f.Gates, Coherent: f.Coherent, Exact: f.Probability.Exact, Why: f.NoCutSets, Importance: []importanceJSON{}}
	if f.Probability.Exact {
		out.Probability = &f.Probability.Low
	} else {
		out.Bound = &boundJSON{f.Probability.Low, f.Probability.High}
	}
	if c := f.CutSets; c != nil {
		out.CutSets = &cutSetsJSON{Count: c.Count, ByOrder: append([]uint64{}, c.ByOrder...), MaxOrder: c.MaxOrder, RareEvent: c.RareEvent, List: []cutSetJSON{}}
		for _, s := range c.List {
			out.CutSets.List = append(out.CutSets.List, cutSetJSON(s))
		}
	}
	for _, i := range f.Importance {
		one := importanceJSON{i.Event, i.Probability, i.Occurrence, i.Birnbaum, i.Criticality, i.Diagnostic, i.FussellVesely, i.Achievement, nil}
		if !math.IsInf(i.Reduction, 0) {
			one.Reduction = &i.Reduction
		}
		out.Importance = append(out.Importance, one)
	}
	return out
}

// mostImportant is how many events the screen shows of each function.
const mostImportant = 10

// Text writes the functions one after the other: probability, cut sets, events
// by importance.
func (f FaultTrees) Text(w io.Writer, p Palette) {
	for i, t := range f.Tops {
		if i > 0 {
			fmt.Fprintln(w)
		}
		t.text(w, p)
	}
	if len(f.Sequences) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%sSequences%s  once their initiating event has happened\n", p.Bold, p.Reset)
	for _, s := range f.Sequences {
		fmt.Fprintf(w, "  %-24s %s\n", safe.Line(s.Name), s.probability())
	}
}

func (f *FaultTree) text(w io.Writer, p Palette) {
	kind := ""
	if !f.Coherent {
		kind = ", with complements"
	}
	fmt.Fprintf(w, "%s%s%s  %s, %s%s\n", p.Bold, safe.Line(f.Name), p.Reset, counted(f.Events, "event"), counted(f.Gates, "gate"), kind)
	fmt.Fprintf(w, "  probability  %s\n", f.probability())
	c := f.CutSets
	if c == nil {
		fmt.Fprintf(w, "  cut sets     unknown: %s\n", f.NoCutSets)
	} else {
		f.cutSets(w, c)
	}
	if len(f.Importance) == 0 {
		return
	}
	list := slices.Clone(f.Importance)
	slices.SortStableFunc(list, func(a, b faulttree.Importance) int { return cmp.Compare(b.Criticality, a.Criticality) })
	t := table{indent: "  "}
	head := func(s string) cell { return cell{text: s, style: p.Dim, right: true} }
	t.add(styled(p.Dim, "event"), head("probability"), head("Birnbaum"), head("criticality"), head("Fussell-Vesely"), head("RAW"), head("RRW"))
	for _, i := range list[:min(mostImportant, len(list))] {
		t.add(plain(safe.Line(i.Event)), number(figure(i.Probability)), number(figure(i.Birnbaum)), number(fmt.Sprintf("%.2f%%", 100*i.Criticality)),
			number(fmt.Sprintf("%.2f%%", 100*i.FussellVesely)), number(figure(i.Achievement)), number(figure(i.Reduction)))
	}
	fmt.Fprintln(w)
	t.write(w, p)
	if more := len(list) - mostImportant; more > 0 {
		fmt.Fprintf(w, "  and %s; --format json has all\n", counted(more, "less critical event"))
	}
}

// probability says how likely a function is, or between what it lies.
func (f *FaultTree) probability() string {
	b := f.Probability
	if b.Exact {
		return figure(b.Low) + "  exact"
	}
	return fmt.Sprintf("between %s and %s: the diagram does not fit, so this is a bound", figure(b.Low), figure(b.High))
}

func (f *FaultTree) cutSets(w io.Writer, c *faulttree.CutSets) {
	var orders []string
	for k, n := range c.ByOrder {
		if n > 0 {
			orders = append(orders, fmt.Sprintf("%s of order %d", grouped(n), k+1))
		}
	}
	text := grouped(c.Count)
	if len(orders) > 0 {
		text += ": " + strings.Join(orders, ", ")
	}
	if c.MaxOrder > 0 {
		text += fmt.Sprintf("; larger ones than %d were not looked for", c.MaxOrder)
	}
	fmt.Fprintf(w, "  cut sets     %s\n", wrap(text, screenWidth-15, strings.Repeat(" ", 15)))
	for i, s := range c.List {
		label := ""
		if i == 0 {
			label = "most likely"
		}
		fmt.Fprintf(w, "  %-12s %s  %s\n", label, figure(s.Probability), wrap(safe.Line(strings.Join(s.Events, " · ")), screenWidth-28, strings.Repeat(" ", 28)))
	}
}

// figure shows a probability or a ratio with six digits.
func figure(v float64) string {
	if math.IsInf(v, 0) {
		return "∞"
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

// grouped shows a count with its thousands apart.
func grouped(n uint64) string {
	s := strconv.FormatUint(n, 10)
	if n == math.MaxUint64 {
		return "more than " + s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
