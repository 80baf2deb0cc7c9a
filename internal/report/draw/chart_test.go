package draw

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/report/draw/drawtest"
	"github.com/loadpath/loadpath/internal/unit"
)

func TestEmptyPicturesSaySo(t *testing.T) {
	for name, svg := range map[string]string{
		"line":               LineChart{}.SVG(),
		"line of no numbers": LineChart{Series: []Series{{Points: []Point{{0, math.NaN(), 0, 0}}}}}.SVG(),
		"log of zeros":       LineChart{Log: true, Series: []Series{{Points: []Point{{0, 0, 0, 0}}}}}.SVG(),
		"bars":               BarChart{}.SVG(),
		"requirements":       IntervalPlot{}.SVG(),
		"diagram":            Diagram{}.SVG(),
		"sequence":           Sequence{}.SVG(),
		"entities":           Entities{}.SVG(),
	} {
		if !strings.Contains(svg, "nothing to draw") {
			t.Errorf("%s: %s", name, svg)
		}
	}
}

func TestTicksAreRound(t *testing.T) {
	for _, tt := range []struct {
		low, high float64
		n         int
		kind      unit.Kind
		want      string
	}{
		{0, 0.93, 5, unit.KindRatio, "0% 20% 40% 60% 80% 100%"},
		{0, 300, 8, unit.KindTime, "0 s 1 min 2 min 3 min 4 min 5 min"},
		{0, 45, 5, unit.KindTime, "0 s 10 s 20 s 30 s 40 s 50 s"},
		{0, 0.007, 4, unit.KindTime, "0 s 2 ms 4 ms 6 ms 8 ms"},
		{0, 17400, 4, unit.KindRate, "0/s 5,000/s 10k/s 15k/s 20k/s"},
		{0, 40000 * 12. / 365 / 86400, 4, unit.KindMoneyRate, "$0/month $10,000/month $20,000/month $30,000/month $40,000/month"},
		{3, 3, 4, unit.KindCount, "3 4 5 6"},
	} {
		var got []string
		for _, v := range linear(tt.low, tt.high, tt.n, tt.kind, 0, 100).ticks {
			got = append(got, unit.Format(v, tt.kind))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("ticks of %g to %g: %v, want %s", tt.low, tt.high, got, tt.want)
		}
	}
}

func TestLogarithmicTicksHoldTheData(t *testing.T) {
	for _, tt := range []struct {
		low, high float64
		want      []float64
	}{
		{0.003, 0.04, []float64{0.002, 0.005, 0.01, 0.02, 0.05}},
		{1, 1, []float64{1, 2}},
		{0.001, 30, []float64{0.001, 0.01, 0.1, 1, 10}},
	} {
		s := logarithmic(tt.low, tt.high, 0, 100)
		if !slices.Equal(s.ticks, tt.want) {
			t.Errorf("ticks of %g to %g: %v, want %v", tt.low, tt.high, s.ticks, tt.want)
		}
		if s.low > tt.low || s.high < tt.high {
			t.Errorf("%g to %g lies outside %g to %g", tt.low, tt.high, s.low, s.high)
		}
	}
}

func TestThinningKeepsSpikes(t *testing.T) {
	points := make([]Point, 10_000)
	for i := range points {
		points[i] = Point{X: float64(i)}
	}
	points[4321].Y, points[7654].Y = 9, -3
	kept := thin(points)
	if len(kept) > 1000 || !slices.Contains(kept, points[4321]) || !slices.Contains(kept, points[7654]) {
		t.Errorf("%d points kept, the spikes among them: %t and %t", len(kept), slices.Contains(kept, points[4321]), slices.Contains(kept, points[7654]))
	}
	if !slices.IsSortedFunc(kept, func(a, b Point) int { return int(a.X - b.X) }) {
		t.Error("points are out of order")
	}
}

func TestAMissingValueBreaksTheLine(t *testing.T) {
	svg := LineChart{Series: []Series{{Points: []Point{{0, 1, 0, 0}, {1, 2, 0, 0}, {2, math.NaN(), 0, 0}, {3, 1, 0, 0}, {4, 2, 0, 0}}}}}.SVG()
	at := strings.Index(svg, `class="line l-s1"`)
	start := strings.LastIndex(svg[:at], `d="`)
	if path := svg[start:at]; strings.Count(path, "M") != 2 {
		t.Errorf("the line is %s", path)
	}
}

func TestSeriesThatEndTogetherHaveReadableNames(t *testing.T) {
	var l LineChart
	for i := range 9 {
		l.Series = append(l.Series, Series{Name: fmt.Sprintf("series %d", i), Points: []Point{{0, 1, 0, 0}, {1, 1 + float64(i)/1000, 0, 0}}})
	}
	drawtest.Check(t, "nine series", l.SVG())
}

func TestShareOfALimit(t *testing.T) {
	for _, tt := range []struct {
		r    Requirement
		v    float64
		want float64
	}{
		{Requirement{Unit: unit.KindTime, Limit: 0.05}, 0.025, 0.5},
		{Requirement{Unit: unit.KindRatio, Limit: 0.75, AtLeast: true}, 0.5, 2},
		{Requirement{Unit: unit.KindRate, Limit: 100, AtLeast: true}, 200, 0.5},
		{Requirement{Unit: unit.KindTime, Limit: 0}, 0, 1},
		{Requirement{Unit: unit.KindTime, Limit: 0}, 1, math.Inf(1)},
		{Requirement{Unit: unit.KindRatio, Limit: 1, AtLeast: true}, 1, 1},
		{Requirement{Unit: unit.KindRate, Limit: 100, AtLeast: true}, 0, math.Inf(1)},
	} {
		if got := tt.r.used(tt.v); got != tt.want {
			t.Errorf("%g of %+v uses %g, want %g", tt.v, tt.r, got, tt.want)
		}
	}
}
