package fault

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var clockSkew = &Fault{
	Code:    "clock-skew",
	Title:   "A clock is wrong",
	Family:  Data,
	Hits:    "a component that runs flows by the clock",
	Story:   "A host's clock is minutes ahead or behind: after a restart without its time server, a leap second, a bad virtual machine.",
	Shows:   "What runs on a schedule runs at the wrong time or twice. Tokens are not valid yet or no longer; the last writer is the one whose clock is ahead.",
	Helps:   "Time from several servers with an alert on the difference, clocks that only go forward, numbers of the store in place of times.",
	Source:  "Cloudflare, How and why the leap second affected Cloudflare DNS, 2017-01-01",
	Size:    &Size{Name: "how wrong it is", Kind: unit.KindTime, Usual: 300, Least: 0, Most: 86400},
	Lasts:   60,
	PerYear: 0.2,
	Targets: components(byTheClock),
	write:   just("skew", "by"),
}

// byTheClock tells whether a component runs flows on a schedule.
func byTheClock(d *model.Design, c *model.Component) bool {
	for _, f := range d.Flows.All() {
		if f.By.Text == c.Name && d.StartOf(f).Kind == model.StartScheduled {
			return true
		}
	}
	return false
}
