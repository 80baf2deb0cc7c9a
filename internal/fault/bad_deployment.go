package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var badDeploy = &Fault{
	Code:    "bad-deployment",
	Title:   "A bad release reaches a share",
	Family:  Changes,
	Hits:    "a component of our own that runs in several replicas",
	Story:   "A release fails every request, and a canary or the first batch of a roll-out has it before anyone looks.",
	Shows:   "The share of errors is the share of the replicas. Replicas that fail at once look idle, so that balancing by load sends them more.",
	Helps:   "Canaries that are watched and rolled back by themselves, health checks that do real work, balancers that leave out who fails.",
	Source:  "Google, The Site Reliability Workbook, 2018, ch. 16",
	Size:    &Size{Name: "share of the replicas that the release reaches", Kind: unit.KindRatio, Usual: 0.25, Least: 0, Most: 1},
	Lasts:   120,
	PerYear: 12,
	Targets: components(released),
	write:   canary,
}

func released(d *model.Design, c *model.Component) bool {
	return c.Behaviour.Class == catalog.Compute && copies(c) > 1
}

func canary(in *Injection) []string {
	in.Share = in.Size
	return []string{in.say("deploy", in.Target.at, "errors: 100%")}
}
