package fault

import "github.com/loadpath/loadpath/internal/model"

var crash = &Fault{
	Code:    "crash",
	Title:   "One replica crashes",
	Family:  Machines,
	Hits:    "one replica of a component: the primary and a copy of a store, the whole where it has but one",
	Story:   "A process ends or its host goes away. What was in progress there is lost, and so is what it kept in memory. It comes back when something has restarted it.",
	Shows:   "Its share of the requests fails at once or times out. The others take its load; those that were close to full are then beyond it.",
	Helps:   "A spare replica over what the peak needs, a balancer that notices, retries with a budget, failover for what has one primary.",
	Source:  "Barroso, Hölzle and Ranganathan, The Datacenter as a Computer, 3rd ed. 2018, ch. 7",
	Lasts:   60,
	PerYear: 4,
	Targets: oneOrACopy,
	write:   just("crash", ""),
}

// oneOrACopy are one replica of each component, and of a store with copies one
// that is not the primary too.
func oneOrACopy(d *model.Design) []Target {
	out := oneReplica(every)(d)
	for _, t := range components(replicated)(d) {
		t.at += "#2"
		t.Name, t.Symmetry = t.at, t.at
		out = append(out, t)
	}
	return out
}
