package studio

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestEveryNumberCanBeAskedWhyDownToTheFile(t *testing.T) {
	s := serve(t, shop)
	var all Found
	s.ask("GET", "/api/numbers", nil, &all)
	if all.Matched != all.All || all.All == 0 {
		t.Fatalf("%d of %d numbers match nothing in particular", all.Matched, all.All)
	}
	lines := strings.Split(shop, "\n")
	reached := false
	for _, n := range all.Numbers {
		var d Derivation
		if status := s.ask("GET", "/api/why?id="+url.QueryEscape(n.ID), nil, &d); status != http.StatusOK || d.ID != n.ID || d.Text != n.Text {
			t.Errorf("%s is answered with %d %+v", n.ID, status, d)
		}
		for _, in := range d.Inputs {
			if in.Line > 0 {
				reached = true
				if !strings.Contains(lines[in.Line-1], in.Written) || in.Written == "" {
					t.Errorf("%s: line %d does not hold %q", in.ID, in.Line, in.Written)
				}
			}
		}
	}
	if !reached {
		t.Error("no number leads to a line of the file")
	}
	if status := s.ask("GET", "/api/why?id=nothing", nil, nil); status != http.StatusNotFound {
		t.Errorf("a number that there is not is answered with %d", status)
	}
}

func TestASearchFindsNumbersByAllItsWordsTheExactOneFirst(t *testing.T) {
	s := serve(t, shop)
	var by Found
	s.ask("GET", "/api/numbers?find=API+rate", nil, &by)
	if by.Matched == 0 || by.Matched == by.All {
		t.Errorf("%d of %d numbers are of api and rate", by.Matched, by.All)
	}
	for _, n := range by.Numbers {
		if !strings.Contains(n.ID, "api") || !strings.Contains(n.ID, "rate") {
			t.Errorf("%s has not both words", n.ID)
		}
	}
	const exact = "components.db.utilization"
	s.ask("GET", "/api/numbers?find="+exact, nil, &by)
	if by.Numbers[0].ID != exact || slices.ContainsFunc(by.Numbers[1:], func(n Number) bool { return n.ID == exact }) {
		t.Errorf("the exact one is not first, or comes twice: %+v", by.Numbers)
	}
	sum := 0
	for _, section := range by.Sections {
		sum += section.Numbers
	}
	if sum != by.Matched {
		t.Errorf("the sections hold %d numbers of %d", sum, by.Matched)
	}
}

func TestTheMoneyAddsUp(t *testing.T) {
	s := serve(t, desks)
	var c CostSheet
	s.ask("GET", "/api/cost", nil, &c)
	sum, shares := 0.0, 0.0
	for _, p := range c.Parts {
		sum += p.Value
		shares += p.Share
	}
	if c.Month != "$13" || sum != 13 || shares < 0.999999 || shares > 1.000001 {
		t.Errorf("%s a month of parts of %g, with shares of %g", c.Month, sum, shares)
	}
	classes := map[string]float64{}
	for _, class := range c.Classes {
		classes[class.By] += class.Value
	}
	for _, by := range []string{"kind", "technology", "boundary"} {
		if classes[by] != sum {
			t.Errorf("by %s it is %g, and the whole is %g", by, classes[by], sum)
		}
	}
	var d Derivation
	s.ask("GET", "/api/why?id="+c.Parts[0].Number, nil, &d)
	if d.Text != fmt.Sprintf("%s/month", c.Parts[0].Text) {
		t.Errorf("%s costs %s, and its number is %s", c.Parts[0].Component, c.Parts[0].Text, d.Text)
	}
}

func TestABoxWritesANumberAsItsReasonDoes(t *testing.T) {
	s := serve(t, `loadpath: 1
system: shop
components:
  edge: {kind: load-balancer, availability: 99.99%, price: $0.50/month}
  api: {kind: service, replicas: 3, mttf: 30d, mttr: 5min}
flows:
  buy: {rate: 1666.7/s, steps: [{call: edge, work: 8.5ms, steps: [{call: api, work: 1ms}]}]}
`)
	for _, c := range s.state().Design.Components {
		for id, shown := range map[string]string{"components." + c.Name + ".response.mean": c.Took, "cost.components." + c.Name: c.Price, "components." + c.Name + ".arrivals": c.Figures[0].Text} {
			var found Found
			s.ask("GET", "/api/numbers?prefix="+id, nil, &found)
			if shown == "" && found.Numbers[0].Why != "" {
				continue
			}
			if len(found.Numbers) != 1 || strings.TrimSuffix(found.Numbers[0].Text, "/month") != shown {
				t.Errorf("%s is shown as %q, and told as %+v", id, shown, found.Numbers)
			}
		}
		if want := map[string]string{"edge": "99.99%", "api": "11 nines"}[c.Name]; c.Uptime != want {
			t.Errorf("%s is up %q, want %q", c.Name, c.Uptime, want)
		}
	}
}
