package reliability

import "github.com/loadpath/loadpath/internal/unit"

// Assumptions of this program, where neither the design nor the catalogue says
// anything. Every number that rests on one names it as its input.
var (
	assumedOutage   = assumed("outage", "1h", unit.KindTime, "assumed: an outage of which only its share of the time is known lasts an hour")
	assumedTakeover = assumed("takeover", "60s", unit.KindTime, "assumed: a standby takes over within a minute")

	// Of releases, Google's DORA "Accelerate State of DevOps 2024": teams of high
	// performance release between daily and weekly, and those of the highest
	// recover from 5% that fail.
	assumedReleases = assumed("releases", "1/w", unit.KindRate, "assumed: a release a week of the whole system")
	assumedBad      = assumed("bad-releases", "5%", unit.KindRatio, "assumed: one release in twenty is bad, the best teams of DORA 2024")
	assumedNotice   = assumed("notice", "10min", unit.KindTime, "assumed: a bad release is noticed in ten minutes")
	assumedUndoing  = map[string]*unit.Quantity{
		"automatic": assumed("rollback", "5min", unit.KindTime, "assumed: a release is rolled back by itself in five minutes"),
		"by-hand":   assumed("rollback-by-hand", "30min", unit.KindTime, "assumed: a person rolls a release back in half an hour"),
		"none":      assumed("repair", "4h", unit.KindTime, "assumed: without a rollback a release is repaired in four hours"),
	}
)

// assumed returns a guess of ours, within a factor of two either way.
func assumed(name, text string, kind unit.Kind, why string) *unit.Quantity {
	q, problem := unit.Parse(text, unit.Want{Kind: kind})
	if problem != nil {
		panic("reliability: assumed " + name + ": " + problem.Message)
	}
	q = q.Place("assumed."+name, why, unit.SureLow)
	return &q
}
