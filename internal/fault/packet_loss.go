package fault

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var packetLoss = &Fault{
	Code:    "packet-loss",
	Title:   "A link loses messages",
	Family:  Network,
	Hits:    "the calls of one part to another",
	Story:   "A bad cable, an overfull buffer or a wrong firewall rule drops a share of the messages between two parts, requests and answers alike.",
	Shows:   "A caller notices by its timeout only. Work whose answer is lost is done and paid for, and done again by the retry.",
	Helps:   "A timeout near the usual time, retries with a budget, keys that make repeated writes harmless.",
	Source:  "Bailis and Kingsbury, The Network is Reliable, ACM Queue 2014",
	Size:    &Size{Name: "share of the messages that is lost", Kind: unit.KindRatio, Usual: 0.05, Least: 0, Most: 1},
	Lasts:   60,
	PerYear: 2,
	Targets: links(waitedFor),
	write:   just("loss", "rate"),
}

// waitedFor tells whether somebody waits for the answers of a link.
func waitedFor(_ *model.Design, e *model.Edge) bool { return !e.Async }
