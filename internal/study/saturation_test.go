package study

import (
	"math"
	"os"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

func TestWhatSaturatesFirstDoesNotDependOnTheLoad(t *testing.T) {
	for _, name := range []string{"url-shortener", "e-commerce", "ride-sharing"} {
		d, problems, err := model.Load("../../designs/"+name+".yaml", os.ReadFile)
		if err != nil || problems.HasErrors() {
			t.Fatal(err, problems)
		}
		base, err := Estimate(d, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, scale := range []float64{2, 5, 10, 40} {
			s, err := Estimate(d, Options{Scale: scale})
			if err != nil {
				t.Fatal(err)
			}
			got, want := s.Saturates.Factor*scale, base.Saturates.Factor
			if s.Saturates.Component != base.Saturates.Component || math.Abs(got/want-1) > 0.02 {
				t.Errorf("%s at %gx: %s saturates first at %.3gx of the peak; at 1x it was %s at %.3gx",
					name, scale, s.Saturates.Component, got, base.Saturates.Component, want)
			}
		}
	}
}

func TestHowBusyIsOfWhatIsFullFirst(t *testing.T) {
	for _, c := range []struct {
		part, resource string
		busy           float64
	}{
		{"cores: 1", "cores", 0.5}, // 50/s of 10 ms
		{"cores: 4, slots: 1", "slots", 0.5},
	} {
		d, problems, err := model.Load("shop.yaml", func(string) ([]byte, error) {
			return []byte("loadpath: 1\nsystem: shop\ncomponents:\n  api: {kind: service, " + c.part + "}\nflows:\n  buy: {rate: 50/s, steps: [{call: api, work: 10ms}]}\n"), nil
		})
		if err != nil || problems.HasErrors() {
			t.Fatal(err, problems)
		}
		s, err := Estimate(d, Options{})
		if err != nil {
			t.Fatal(err)
		}
		x := s.Saturates
		if x == nil || x.Resource != c.resource || math.Abs(x.Utilization-c.busy) > 0.01 || math.Abs(x.Utilization*x.Factor-1) > 0.02 {
			t.Errorf("%s: %+v, want %s that are %g busy", c.part, x, c.resource, c.busy)
		}
	}
	d, problems, err := model.Load("../../designs/payments-ledger.yaml", os.ReadFile)
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	s, err := Estimate(d, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if x := s.Saturates; x.Resource != "workers" || math.Abs(x.Utilization*x.Factor-1) > 1e-9 {
		t.Errorf("%+v: workers that are full at %g times the load are not %g busy", x, x.Factor, x.Utilization)
	}
}
