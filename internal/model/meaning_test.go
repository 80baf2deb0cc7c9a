package model

import (
	"math"
	"os"
	"slices"
	"testing"
)

// wholeDesign loads the example that uses every section of the language.
func wholeDesign(t testing.TB) *Design {
	t.Helper()
	text, err := os.ReadFile("testdata/whole.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, _ := load(t, string(text))
	return d
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }

func TestFlowRateIsPerUserTimesDailyUsers(t *testing.T) {
	d := wholeDesign(t)
	s := d.StartOf(d.Flows.Get("redirect"))
	if s.Kind != StartOpen || !near(s.Rate.Value, 100e6*5/86400) {
		t.Errorf("redirect starts %s at %g/s, want open at %g/s", s.Kind, s.Rate.Value, 100e6*5/86400.0)
	}
	if got := s.RateAt("peak").Value; !near(got, 3*100e6*5/86400) {
		t.Errorf("redirect at peak = %g/s, want three times the mean", got)
	}
	if len(s.Inputs) != 2 || s.Inputs[0].Path != "flows.redirect.per-user" || s.Inputs[1].Path != "actors.reader.daily" {
		t.Errorf("inputs = %v, want per-user and daily with their paths", s.Inputs)
	}
}

func TestLinkPoliciesOverrideTheDefaultKeyByKey(t *testing.T) {
	d := wholeDesign(t)
	p := d.Policy("api", "links-db", nil)
	if p.Timeout == nil || p.Timeout.Value != 0.1 || p.Retry == nil || p.Retry.Max.Value != 2 {
		t.Errorf("policy of api.links-db = %+v, want its timeout of 100 ms and two retries", p)
	}
	l := d.LinkOf("api", "links-db")
	if l.TLS == nil || !*l.TLS || l.Auth != "iam" {
		t.Errorf("link api.links-db has tls %v and auth %q, want tls from the default and iam of its own", l.TLS, l.Auth)
	}
}

func TestWalkMeetsEveryHopAndOperation(t *testing.T) {
	d := wholeDesign(t)
	var met []string
	d.Walk(d.Flows.Get("redirect"), func(v Visit) {
		if v.Callee != nil {
			met = append(met, v.Caller+">"+v.Callee.Name)
		} else {
			met = append(met, v.Caller+":"+string(v.Step.Verb))
		}
	})
	want := []string{"reader>cdn", "cdn>edge", "edge>api", "api:work", "api>cache", "api>links-db", "api>cache", "reader>clicks"}
	if !slices.Equal(met, want) {
		t.Errorf("redirect meets\n%v, want\n%v", met, want)
	}
}
