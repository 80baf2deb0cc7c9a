package studio

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// componentViews is what is known of each part.
func componentViews(s *study.Study) []Component {
	findings := map[string][]int{}
	for i, f := range s.Findings {
		if name, ok := componentAt(f.At); ok && f.Waived == nil {
			findings[name] = append(findings[name], i)
		}
	}
	out := []Component{}
	for _, standing := range standings(s) {
		name := standing.Name
		c := s.Design.Components.Get(name)
		out = append(out, Component{
			Standing: standing, Title: c.Title, Kind: c.Kind, Tech: c.Tech, In: c.PrimaryIn(), Place: placeOf(s.Design, c.Span),
			Facts: factsOf(s.Design, "components", name), Findings: list(findings[name]),
		})
	}
	return out
}

// standings are how all parts do.
func standings(s *study.Study) []Standing {
	cost := map[string]float64{}
	for _, c := range s.Cost.Components {
		cost[c.Component] = c.Value
	}
	out := []Standing{}
	for name := range s.Design.Components.All() {
		id := "components." + name + "."
		v := Standing{
			Name: name, Replicas: 1, Load: fullest(s, name), Rate: value(s, id+"arrivals"), Time: value(s, id+"response.mean"),
			Took: text(s, id+"response.mean"), Uptime: uptime(s, id+"availability"), Figures: figures(s, name),
		}
		if n := value(s, id+"replicas"); n != nil {
			v.Replicas = *n
		}
		if month, ok := cost[name]; ok {
			v.Cost, v.Price = &month, money(month)
		}
		out = append(out, v)
	}
	return out
}

// componentAt reads the component out of a place as findings name it.
func componentAt(at string) (string, bool) {
	name, ok := strings.CutPrefix(at, "components.")
	name, _, _ = strings.Cut(name, ".")
	return name, ok
}

// fullest is how full the tightest resource of a component is, as a share; nil
// when nothing of it is limited.
func fullest(s *study.Study, name string) *float64 {
	var most *float64
	for _, of := range []string{"utilization", "slots_utilization"} {
		if v := value(s, "components."+name+"."+of); v != nil && (most == nil || *v > *most) {
			most = v
		}
	}
	if x := value(s, "components."+name+".headroom"); x != nil && *x > 0 {
		if share := 1 / *x; most == nil || share > *most {
			most = &share
		}
	}
	return most
}

// figures are the numbers on a box: what comes in, how full it is, how long it
// takes.
func figures(s *study.Study, name string) []Figure {
	out := []Figure{}
	id := "components." + name + "."
	if v := value(s, id+"arrivals"); v != nil {
		out = append(out, Figure{Name: "in", Text: unit.Format(rounded(*v), unit.KindRate)})
	}
	if full := fullest(s, name); full != nil {
		out = append(out, Figure{Name: "full", Text: unit.Format(visible(*full), unit.KindRatio), Full: *full >= 1})
	}
	if v := value(s, id+"response.mean"); v != nil {
		out = append(out, Figure{Name: "takes", Text: unit.Format(rounded(*v), unit.KindTime)})
	}
	return out
}

// widest is how long an availability may be that is written out.
const widest = len("99.999587%")

// uptime is an availability as a box has room for it: when it needs more digits,
// the number of its nines.
func uptime(s *study.Study, id string) string {
	full := text(s, id)
	if v := value(s, id); v != nil && len(full) > widest {
		return fmt.Sprintf("%.0f nines", math.Floor(-math.Log10(1-*v)))
	}
	return full
}

// rounded keeps three digits: on a box there is room for no more. Four are no
// wider where they are whole.
func rounded(v float64) float64 {
	digits := 3
	if v >= 1000 && v < 9999.5 {
		digits = 4
	}
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// visible rounds a share to what one can see of it: tenths of a percent.
func visible(share float64) float64 { return math.Round(share*1000) / 1000 }

// linkPlace is where the policies of a call stand, else the step that makes it.
func linkPlace(d *model.Design, e *model.Edge) Place {
	if l := d.Links.Get(e.Caller + "." + e.Callee); l != nil {
		return placeOf(d, l.Span)
	}
	return placeOf(d, e.Span)
}

func linkViews(s *study.Study) []Link {
	out := []Link{}
	for _, e := range s.Design.Calls() {
		id := e.Caller + "." + e.Callee
		out = append(out, Link{ID: id, From: e.Caller, To: e.Callee, Async: e.Async, Rate: text(s, "links."+id+".rate"), Flows: list(e.Flows), Place: linkPlace(s.Design, &e)})
	}
	return out
}
