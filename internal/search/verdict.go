package search

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/unit"
)

// Verdict is how a design comes through a scenario: the worst that holds.
type Verdict string

// From worst to best.
const (
	DataLoss      Verdict = "data-loss"      // acknowledged writes are gone
	Metastable    Verdict = "metastable"     // the fault is over, but its effect keeps itself alive
	Down          Verdict = "down"           // broken as long as a fault lasts that does not end
	RepairBlocked Verdict = "repair-blocked" // what the repair needs is down
	SelfHeals     Verdict = "self-heals"     // broke, and came back by itself
	Degraded      Verdict = "degraded"       // requirements held, but it is visibly worse
	Absorbed      Verdict = "absorbed"
)

// verdict judges a scenario in which requirements broke, and held again from a
// second on.
func (s *Scenario) verdict(broke bool, recovered float64) (Verdict, string) {
	for _, name := range slices.Sorted(maps.Keys(s.Disturbed.Data)) {
		d := s.Disturbed.Data[name]
		if d.LostWrites > 0 {
			return DataLoss, fmt.Sprintf("%d acknowledged writes of %s are gone, the oldest %s old", d.LostWrites, name, seconds(d.Lost.Value))
		}
	}
	atEnd := broke && recovered >= float64(s.seconds)
	switch {
	case atEnd && math.IsInf(s.end, 1):
		return Down, fmt.Sprintf("%s is broken as long as the fault lasts", s.worst())
	case atEnd && float64(s.seconds) <= s.end:
		return Down, fmt.Sprintf("%s is broken when the run ends, and the fault still lasts", s.worst())
	case atEnd && float64(s.seconds) < s.end+s.promise():
		return Down, fmt.Sprintf("%s is still broken when the run ends, %s after the fault; it has until %s", s.worst(), seconds(float64(s.seconds)-s.end), seconds(s.promise()))
	case atEnd && s.rising():
		return SelfHeals, fmt.Sprintf("%s is still broken %s after the fault, but serves more and more", s.worst(), seconds(float64(s.seconds)-s.end))
	case atEnd:
		return Metastable, fmt.Sprintf("the fault has been over for %s, and %s is still broken: %s", seconds(float64(s.seconds)-s.end), s.worst(), s.keeps())
	case broke && !math.IsInf(s.end, 1) && recovered > s.end+s.promise():
		return Metastable, fmt.Sprintf("%s came back only %s after the fault, and had %s", s.worst(), seconds(recovered-s.end), seconds(s.promise()))
	case broke && s.blocked() != "":
		return RepairBlocked, fmt.Sprintf("broken for %s: %s", seconds(recovered-s.start), s.blocked())
	case broke:
		return SelfHeals, fmt.Sprintf("broken for %s", seconds(recovered-s.start))
	}
	if why := s.worse(); why != "" {
		return Degraded, why
	}
	return Absorbed, "no requirement broke, and no flow is visibly worse"
}

// promise is how long after the faults everything must hold again: the longest
// time that an expectation gives, else five minutes.
func (s *Scenario) promise() float64 {
	longest := 0.0
	for i := range s.Expect {
		if w := s.Expect[i].Within; w != nil && s.Expect[i].Recovers.Text != "" {
			longest = max(longest, w.Value)
		}
	}
	if longest > 0 {
		return longest
	}
	return promised
}

// worst names the flow that was broken longest.
func (s *Scenario) worst() string {
	name, most := "", -1
	for _, f := range s.flows {
		if n := f.brokenFor(); n > most {
			name, most = f.name, n
		}
	}
	return name
}

// rising tells whether good throughput of every flow that is still broken has
// grown by more than a tenth over the last minute.
func (s *Scenario) rising() bool {
	any := false
	for _, f := range s.flows {
		if f.recovered() < float64(s.seconds) {
			continue
		}
		last := s.Disturbed.History.Flow(f.name, s.seconds-20, s.seconds)
		before := s.Disturbed.History.Flow(f.name, s.seconds-60, s.seconds-40)
		if before == nil || float64(last.OK) <= 1.1*float64(before.OK)+10 {
			return false
		}
		any = true
	}
	return any
}

// From what on a flow is visibly worse than undisturbed.
const (
	moreErrors  = 0.001 // as a share of all
	moreLatency = 1.25
)

// worse says by how much a flow is worse than undisturbed between the first
// fault and the end of the run; "" when none is.
func (s *Scenario) worse() string {
	from := int(math.Min(s.start, float64(s.seconds)))
	for _, f := range s.flows {
		with, without := s.Disturbed.History.Flow(f.name, from, s.seconds), s.Calm.History.Flow(f.name, from, s.seconds)
		if with == nil || without == nil {
			continue
		}
		e, _ := with.Errors()
		calm, _ := without.Errors()
		if e > calm+moreErrors {
			return fmt.Sprintf("%.2g%% of the requests of %s fail, undisturbed %.2g%%", 100*e, f.name, 100*calm)
		}
		for _, p := range []string{"mean", "p99"} {
			v, ok := flowMetric(with, p)
			c, known := flowMetric(without, p)
			slower := s.Scale.times(f.name, p)
			v, c = v/slower, c/slower
			if ok && known && with.OK > 1000 && v > moreLatency*c && v-c > 1e-3 {
				return fmt.Sprintf("%s of %s is %s, undisturbed %s", p, f.name, seconds(v), seconds(c))
			}
		}
	}
	return ""
}

// seconds writes a time.
func seconds(t float64) string { return unit.Format(t, unit.KindTime) }
