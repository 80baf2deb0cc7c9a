package search

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Score is four numbers, each of which leads back to the scenarios that it is
// made of. There is no sum of them.
type Score struct {
	Singles Survival  `json:"singles"`
	Pairs   *Survival `json:"pairs"` // nil when none were tried
	Bad     BadTime   `json:"bad_user_minutes"`
	Lost    []string  `json:"metastable_or_lossy"` // scenarios that end metastable or lose data
}

// Survival is in how many scenarios every requirement held, and in how many it
// broke and came back by itself; those screened hold.
type Survival struct {
	Of       int `json:"of"`
	Survived int `json:"survived"`
	Healed   int `json:"healed"`
	Failed   int `json:"failed"` // neither
}

// BadTime is what single faults cost the users in a year, as user-minutes: a
// request that fails or comes too late is at most one bad minute of one user.
type BadTime struct {
	Year    float64    `json:"year"`
	Budget  *float64   `json:"budget"` // what the requirements on availability allow; nil when there are none
	Why     string     `json:"why"`
	Sources []BadShare `json:"sources"` // the largest first
}

// BadShare is what one scenario has in it.
type BadShare struct {
	Scenario string  `json:"scenario"`
	Each     float64 `json:"each"`     // user-minutes each time
	PerYear  float64 `json:"per_year"` // how often, all places that are alike together
	Assumed  string  `json:"assumed"`  // where that comes from: the component's mttf, or assumed
	Lasts    float64 `json:"lasts"`    // seconds, as taken for it
	Year     float64 `json:"year"`     // user-minutes a year
}

// Comes tells whether a design comes through with every requirement held.
func (v Verdict) Comes() bool { return v == Absorbed || v == Degraded }

// Bad tells whether a design does not come back by itself, or loses data.
func (v Verdict) Bad() bool {
	return v == DataLoss || v == Metastable || v == Down || v == RepairBlocked
}

// rank orders verdicts, the worst first.
func (v Verdict) rank() int {
	return slices.Index([]Verdict{DataLoss, Metastable, Down, RepairBlocked, SelfHeals, Degraded, Absorbed}, v)
}

func (s *Survival) count(v Verdict) {
	s.Of++
	switch {
	case v.Comes():
		s.Survived++
	case v == SelfHeals:
		s.Healed++
	default:
		s.Failed++
	}
}

// Score works out the four numbers of what was tried.
func (c *Campaign) Score() *Score {
	s := &Score{Lost: []string{}, Bad: c.badTime()}
	s.Singles.Of, s.Singles.Survived = len(c.Screened), len(c.Screened)
	for _, t := range c.Tried {
		if t.Decided() {
			s.Singles.count(t.Verdict)
			s.loses(t)
		}
	}
	if c.Pairs != nil {
		s.Pairs = &Survival{}
		for _, t := range c.Pairs.Tried {
			if t.Decided() {
				s.Pairs.count(t.Verdict)
				s.loses(t)
			}
		}
	}
	return s
}

func (s *Score) loses(t *Tried) {
	if t.Verdict == Metastable || t.Verdict == DataLoss {
		s.Lost = append(s.Lost, t.Name)
	}
}

const minutesPerYear = 365 * 24 * 60

// badTime adds up what the single faults cost in a year. A scenario was run at
// the load of the campaign; what it costs at the mean load is taken in
// proportion.
func (c *Campaign) badTime() BadTime {
	out := BadTime{Sources: []BadShare{}}
	byName := map[string]*Suspect{}
	for _, s := range c.Suspects {
		byName[s.Name] = s
	}
	for _, t := range c.Tried {
		s := byName[t.Name]
		if s == nil || !t.Decided() {
			continue
		}
		share := BadShare{Scenario: t.Name, Lasts: t.Lasts}
		var mend float64
		share.PerYear, mend, share.Assumed = c.howOften(s)
		longer := 1.0
		if mend > 0 && t.Lasts > 0 {
			longer, share.Lasts = mend/t.Lasts, mend
		}
		for _, b := range t.During {
			share.Each += b.Requests * longer * c.atMean(b.Flow)
		}
		for _, b := range t.After {
			share.Each += b.Requests * c.atMean(b.Flow)
		}
		if share.Year = share.Each * share.PerYear; share.Year > 0 {
			out.Sources = append(out.Sources, share)
			out.Year += share.Year
		}
	}
	slices.SortStableFunc(out.Sources, func(a, b BadShare) int { return cmp.Compare(b.Year, a.Year) })
	budget, flows := 0.0, 0
	for name := range c.design.Flows.All() {
		for _, l := range limitsOf(c.design, name) {
			if q := c.sheet.Get("flows." + name + ".rate.mean"); l.metric == "availability" && q != nil && q.Why == "" && c.byPeople(name) {
				budget += (1 - l.value) * q.Value * 60 * minutesPerYear
				flows++
			}
		}
	}
	out.Why = "no requirement on availability says how many there may be"
	if flows > 0 {
		out.Budget = &budget
		out.Why = fmt.Sprintf("1 - availability of %d requirements, times the requests of a year at the mean load", flows)
	}
	return out
}

// howOften returns how often a year a fault happens at a suspect and at those
// that are alike, how long it then takes in seconds (0 when that is not known),
// and where both come from.
func (c *Campaign) howOften(s *Suspect) (perYear, mend float64, source string) {
	places := float64(1 + s.Alike)
	if s.Fault.Code == "crash" && len(s.Target.Components) == 1 {
		m := c.design.Components.Get(s.Target.Components[0])
		if e := m.Effective(); e.MTTF != nil && e.MTTR != nil {
			replicas := math.Round(m.TotalReplicas().Value * m.Parts())
			return secondsPerYear / e.MTTF.Value * replicas * places, e.MTTR.Value, "mttf and mttr of " + m.Name
		}
	}
	return s.Fault.PerYear * places, 0, "assumed, see explain " + s.Fault.Code
}

const secondsPerYear = 365 * 86400

// byPeople tells whether a flow is started by somebody outside; what workers do
// behind the answer is nobody's minute.
func (c *Campaign) byPeople(flow string) bool {
	f := c.design.Flows.Get(flow)
	return c.design.Actors.Has(f.By.Text) || f.By.Text == "" && f.Consumes == nil && f.Every == nil
}

// atMean is the mean load of a flow over that of the campaign; 0 for flows that
// no user waits for.
func (c *Campaign) atMean(flow string) float64 {
	if !c.byPeople(flow) {
		return 0
	}
	mean, offered := c.sheet.Get("flows."+flow+".rate.mean"), c.sheet.Get("flows."+flow+".offered")
	if mean == nil || offered == nil || mean.Why != "" || offered.Why != "" || offered.Value <= 0 {
		return 1
	}
	return math.Min(1, mean.Value/offered.Value)
}

// WorstFirst orders scenarios by their verdicts, then by the requests they cost.
func WorstFirst(list []*Tried) []*Tried {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b *Tried) int {
		return cmp.Or(cmp.Compare(a.Verdict.rank(), b.Verdict.rank()), cmp.Compare(cost(b), cost(a)), cmp.Compare(a.Name, b.Name))
	})
	return out
}
