package fault

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var failoverLag = &Fault{
	Code:    "failover-with-lag",
	Title:   "The primary is lost while copies lag",
	Family:  Data,
	Hits:    "a store that copies without waiting",
	Story:   "A primary dies while its copies are seconds behind, as they are under load. A copy takes over and knows nothing of the last writes.",
	Shows:   "Acknowledged writes are gone. Users see what they had seen before; numbers are given twice; what others stored about the lost rows points nowhere.",
	Helps:   "Copies that acknowledge, a failover that refuses when the lag is too large, reconciliation from a log.",
	Source:  "GitHub, post-incident analysis of 2018-10-21",
	Size:    &Size{Name: "how far the copies are behind", Kind: unit.KindTime, Usual: 10, Least: 0, Most: 3600},
	Lasts:   60,
	PerYear: 0.5,
	Targets: components(copiesLate),
	write:   lostBehind,
}

// copiesLate tells whether a store copies without waiting for the copies.
func copiesLate(d *model.Design, c *model.Component) bool {
	return replicated(d, c) && c.Replication.Mode.Name == "async"
}

func lostBehind(in *Injection) []string {
	crash := in.later(math.Min(in.Size, 30), in.For)
	lag := in.later(0, crash.At-in.At+in.For)
	return []string{lag.say("lag", in.Target.at, "by: "+seconds(in.Size)), crash.say("crash", in.Target.at+".primary")}
}
