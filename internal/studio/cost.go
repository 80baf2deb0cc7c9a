package studio

import (
	"cmp"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// CostSheet is what the design costs, in all the ways in which one asks.
type CostSheet struct {
	Month   string       `json:"month"` // "" when it is not known
	Low     string       `json:"low"`   // of the 95% interval; "" when it has none
	High    string       `json:"high"`
	Why     string       `json:"why"`  // it is not known, or what is not in it
	Uses    []Figure     `json:"uses"` // what a use of the system costs
	Parts   []CostLine   `json:"parts"`
	Classes []CostClass  `json:"classes"`
	Years   []CostYear   `json:"years"` // as it grows
	Drivers []CostDriver `json:"drivers"`
}

// CostLine is the cost of one component.
type CostLine struct {
	Component string  `json:"component"`
	Text      string  `json:"text"`
	Value     float64 `json:"value"`  // a month
	Share     float64 `json:"share"`  // of the whole
	Number    string  `json:"number"` // to be asked why
}

// CostClass is the cost of all components that are alike.
type CostClass struct {
	By    string   `json:"by"` // kind, technology, boundary
	Name  string   `json:"name"`
	Parts []string `json:"parts"`
	Text  string   `json:"text"`
	Value float64  `json:"value"`
	Share float64  `json:"share"`
}

// CostYear is the cost a month after years of growth.
type CostYear struct {
	Year   int     `json:"year"`
	Text   string  `json:"text"`
	Value  float64 `json:"value"`
	Number string  `json:"number"`
}

// CostDriver is a guess that the sum hangs on.
type CostDriver struct {
	Input string  `json:"input"`
	Text  string  `json:"text"` // as it is written, with its interval
	Down  string  `json:"down"` // what it may take from the sum over its 95% interval
	Up    string  `json:"up"`
	Share float64 `json:"share"` // of the sum, the larger of both
}

// mostDrivers is how many guesses are told.
const mostDrivers = 8

// costs answers what the design costs and why.
func (s *Studio) costs(w http.ResponseWriter, _ *http.Request) {
	v := s.file.current()
	if v.study == nil {
		fail(w, http.StatusUnprocessableEntity, errNoDesign.Error())
		return
	}
	answer(w, costSheet(v.study))
}

func costSheet(s *study.Study) CostSheet {
	c := CostSheet{Why: s.Cost.Why, Uses: []Figure{}, Parts: []CostLine{}, Classes: []CostClass{}, Years: []CostYear{}, Drivers: []CostDriver{}}
	month := s.Cost.Month
	if month == nil {
		return c
	}
	c.Month = money(month.Value)
	if month.Low < month.High {
		c.Low, c.High = money(month.Low), money(month.High)
	}
	c.Uses = costOfUses(s)
	for _, p := range s.Cost.Components {
		c.Parts = append(c.Parts, CostLine{p.Component, money(p.Value), p.Value, p.Value / month.Value, "cost.components." + p.Component})
	}
	for _, by := range costWays {
		c.Classes = append(c.Classes, costClasses(s, by.name, by.of)...)
	}
	for year := 1; ; year++ {
		id := "cost.year" + strconv.Itoa(year)
		v := value(s, id)
		if v == nil {
			break
		}
		c.Years = append(c.Years, CostYear{year, text(s, id), *v * secondsAMonth, id})
	}
	c.Drivers = costDrivers(s)
	return c
}

// costWays are the ways in which components are alike.
var costWays = []struct {
	name string
	of   func(*model.Component) string
}{
	{"kind", func(c *model.Component) string { return c.Kind }},
	{"technology", func(c *model.Component) string { return cmp.Or(c.Tech, "none named") }},
	{"boundary", func(c *model.Component) string { return cmp.Or(c.PrimaryIn(), "in none") }},
}

// costClasses adds the components up that are alike, the dearest class first.
func costClasses(s *study.Study, by string, of func(*model.Component) string) []CostClass {
	var out []CostClass
	for _, p := range s.Cost.Components {
		name := of(s.Design.Components.Get(p.Component))
		i := slices.IndexFunc(out, func(c CostClass) bool { return c.Name == name })
		if i < 0 {
			i = len(out)
			out = append(out, CostClass{By: by, Name: name})
		}
		out[i].Parts = append(out[i].Parts, p.Component)
		out[i].Value += p.Value
	}
	for i := range out {
		out[i].Text, out[i].Share = money(out[i].Value), out[i].Value/s.Cost.Month.Value
	}
	slices.SortStableFunc(out, func(a, b CostClass) int { return cmp.Compare(b.Value, a.Value) })
	return out
}

// secondsAMonth turns the rate of money that the sheet keeps into what prices
// mean by a month: 730 hours.
const secondsAMonth = 730 * 3600

// costOfUses is the cost of a thousand requests and of a daily user.
func costOfUses(s *study.Study) []Figure {
	out := []Figure{}
	if s.Cost.Per1000 != nil {
		out = append(out, Figure{Name: "a thousand requests", Text: unit.Format(s.Cost.Per1000.Value, unit.KindMoney)})
	}
	daily := 0.0
	for _, a := range s.Design.Actors.All() {
		if a.Daily != nil && a.Kind != "program" {
			daily += a.Daily.Value
		}
	}
	if daily > 0 {
		out = append(out, Figure{Name: "a daily user, a month", Text: unit.Format(s.Cost.Month.Value/daily, unit.KindMoney)})
	}
	return out
}

// costDrivers are the guesses that move the sum most over their 95% interval,
// which is 1.96 standard deviations either way.
func costDrivers(s *study.Study) []CostDriver {
	const z = 1.96
	sum := s.Sheet.Get("cost.month")
	out := []CostDriver{}
	for _, m := range sum.Moves {
		down, up := z*m.Down*secondsAMonth, z*m.Up*secondsAMonth
		d := CostDriver{Input: m.Input, Down: plus(down, unit.KindMoney), Up: plus(up, unit.KindMoney), Share: max(math.Abs(down), math.Abs(up)) / (sum.Value * secondsAMonth)}
		if leaf := s.Sheet.Leaf(m.Input); leaf != nil {
			d.Text = leaf.Readable()
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b CostDriver) int { return cmp.Compare(b.Share, a.Share) })
	return out[:min(len(out), mostDrivers)]
}
