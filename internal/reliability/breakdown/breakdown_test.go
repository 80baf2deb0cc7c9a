package breakdown

import (
	"math"
	"testing"

	"github.com/loadpath/loadpath/internal/stats"
)

const hour = 3600.0

// same is n copies of one thing in one place, of which need must be up.
func same(n, need int, mttf, mttr float64) Part {
	return Part{Sites: []Site{{-1, n}}, Needed: need, MTTF: mttf, MTTR: mttr, Idle: 1}
}

func all(parts ...int) Node {
	n := Node{Need: len(parts)}
	for _, p := range parts {
		n.Of = append(n.Of, Node{Part: p})
	}
	return n
}

// exact are systems whose share of time down, and outages, are known in closed
// form. Trivedi 2002, §8; the primary with its standby solved in rational
// arithmetic.
var exact = []struct {
	name          string
	system        System
	down, outages float64 // outages a second; 0 where no closed form is at hand
}{
	{"one", System{Parts: []Part{same(1, 1, 1000*hour, 2*hour)}, Needs: all(0)}, 2.0 / 1002, 1 / (1002 * hour)},
	{"1 of 2", System{Parts: []Part{same(2, 1, 1000*hour, 2*hour)}, Needs: all(0)},
		3.9840478723192335e-06, 2 * 3.9840478723192335e-06 / (2 * hour)},
	{"1 of 3", System{Parts: []Part{same(3, 1, 1000*hour, 2*hour)}, Needs: all(0)},
		math.Pow(2.0/1002, 3), 3 * math.Pow(2.0/1002, 3) / (2 * hour)},
	{"1 of 4", System{Parts: []Part{same(4, 1, 1000*hour, 2*hour)}, Needs: all(0)},
		math.Pow(2.0/1002, 4), 4 * math.Pow(2.0/1002, 4) / (2 * hour)},
	{"4 of 6", System{Parts: []Part{same(6, 4, 99*hour, hour)}, Needs: all(0)}, 1.955359e-05, 0},
	{"one crew", System{Parts: []Part{{Sites: []Site{{-1, 2}}, Needed: 1, MTTF: 1000 * hour, MTTR: 2 * hour, Crews: 1, Idle: 1}}, Needs: all(0)},
		8e-6 / 1.004008, 0},
	{"one crew, the other cold", System{Parts: []Part{{Sites: []Site{{-1, 2}}, Needed: 1, MTTF: 1000 * hour, MTTR: 2 * hour, Crews: 1}}, Needs: all(0)},
		4e-6 / 1.002004, 0},
	{"a primary and a standby", System{Parts: []Part{{Sites: []Site{{-1, 2}}, Needed: 1, MTTF: 1000 * hour, MTTR: 2 * hour, Crews: 1, Idle: 1, Primary: true, Coverage: 1, Takeover: 30}}, Needs: all(0)},
		1.6267995640177168e-05, 0},
	{"three in series", System{Parts: []Part{same(1, 1, 9999*hour, hour), same(1, 1, 9999*hour, hour), same(1, 1, 9999*hour, hour)}, Needs: all(0, 1, 2)},
		0.000299970001, 3 * 0.9999 * 0.9999 * 0.9999 / (9999 * hour)},
	{"two that share a database", System{Parts: []Part{same(2, 1, 99*hour, hour), same(1, 1, 199*hour, hour)}, Needs: all(0, 1)}, 0.0050995, 0},
	{"six in three zones, five needed", System{
		Causes: []Cause{{1999 * hour, hour}, {1999 * hour, hour}, {1999 * hour, hour}},
		Parts:  []Part{{Sites: []Site{{0, 2}, {1, 2}, {2, 2}}, Needed: 5, MTTF: 99 * hour, MTTR: hour, Idle: 1}}, Needs: all(0)},
		0.002957508153745648, 0},
	{"common cause", System{
		Causes: []Cause{{999 * hour, hour}},
		Parts:  []Part{{Sites: []Site{{-1, 3}}, Under: []int{0}, Needed: 1, MTTF: hour * (1 - 0.009) / 0.009, MTTR: hour, Idle: 1}}, Needs: all(0)},
		1 - (1-0.009*0.009*0.009)*0.999, 0},
	{"bridge", System{
		Parts: []Part{same(1, 1, 9*hour, hour), same(1, 1, 9*hour, hour), same(1, 1, 9*hour, hour), same(1, 1, 9*hour, hour), same(1, 1, 9*hour, hour)},
		Needs: Node{Need: 1, Of: []Node{all(0, 3), all(1, 4), all(0, 2, 4), all(1, 2, 3)}}}, 0.02152, 0},
}

// meets tells whether an interval of 95% holds a value, at the level at which
// forty such intervals all hold theirs with 95% chance; rounding aside.
func meets(i stats.Interval, want float64) bool {
	const all = 3.2 / 1.96
	low, high := i.Value-all*(i.Value-i.Low), i.Value+all*(i.High-i.Value)
	rounding := 1e-12 * want
	return low-rounding <= want && want <= high+rounding
}

// TestBreakdownsMeetTheClosedForms holds the simulation to exact values, from a
// system that is down for days a year to one of ten nines.
func TestBreakdownsMeetTheClosedForms(t *testing.T) {
	for _, tt := range exact {
		r := Run(&tt.system, Options{Seed: 1, Name: tt.name, Jumps: 400_000})
		if !r.Settled() {
			t.Errorf("%s: only %d outages seen in %.3g years", tt.name, r.Seen, r.Years)
		}
		if !meets(r.Down, tt.down) {
			t.Errorf("%s: down for %g [%g, %g] of the time, want %g", tt.name, r.Down.Value, r.Down.Low, r.Down.High, tt.down)
		}
		if tt.outages > 0 && !meets(r.Outages, tt.outages) {
			t.Errorf("%s: %g [%g, %g] outages a second, want %g", tt.name, r.Outages.Value, r.Outages.Low, r.Outages.High, tt.outages)
		}
		if width := (r.Down.High - r.Down.Low) / r.Down.Value; width > 0.8 {
			t.Errorf("%s: the interval is %.0f%% wide", tt.name, 100*width)
		}
	}
}

// TestIntervalsOfBreakdownsCover counts over a hundred seeds how often the 95%
// interval of a rare outage holds the truth.
func TestIntervalsOfBreakdownsCover(t *testing.T) {
	s := exact[2].system
	held := 0
	for seed := range uint64(100) {
		if Run(&s, Options{Seed: seed + 1, Name: "cover", Jumps: 20_000}).Down.Contains(exact[2].down) {
			held++
		}
	}
	if low, high := stats.Proportion(uint64(held), 100).Low, stats.Proportion(uint64(held), 100).High; low > 0.95 || high < 0.95 {
		t.Errorf("%d of 100 intervals hold the truth, want 95", held)
	}
}

func TestTheSameSeedSeesTheSame(t *testing.T) {
	s := exact[10].system
	a, b := Run(&s, Options{Seed: 3, Name: "x", Jumps: 10_000}), Run(&s, Options{Seed: 3, Name: "x", Jumps: 10_000})
	if a != b {
		t.Errorf("%+v and %+v", a, b)
	}
}

func TestWhatNeverBreaksIsNeverDown(t *testing.T) {
	s := System{Parts: []Part{same(1, 1, math.Inf(1), hour)}, Needs: all(0)}
	if r := Run(&s, Options{Seed: 1}); r.Seen != 0 || r.Down.High != 0 {
		t.Errorf("%+v", r)
	}
}

// TestSplittingThatGetsOutOfHandEnds has parts of a wide mix, whose levels are
// reached in ways too different for one number of splits.
func TestSplittingThatGetsOutOfHandEnds(t *testing.T) {
	s := System{Parts: []Part{same(9, 1, 20*hour, hour), same(8, 2, 3000*hour, hour), same(7, 1, 50*hour, 9*hour)}, Needs: all(0, 1, 2)}
	r := &run{world: newWorld(&s), stream: stats.NewStream(1, 0, "mix", "breakdowns"), most: 40_000}
	first := r.plan(500)
	for range batches {
		r.left = first
		r.trial(r.world.start.clone(), 0)
	}
	if r.spent > 2*r.most {
		t.Errorf("%d jumps, allowed were %d", r.spent, r.most)
	}
}
