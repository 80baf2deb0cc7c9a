package fault

var hang = &Fault{
	Code:    "hang",
	Title:   "A component accepts and never answers",
	Family:  Machines,
	Hits:    "all replicas of a component",
	Story:   "A deadlock, an exhausted pool or a full log disk leaves a component that takes connections and requests and answers none of them.",
	Shows:   "Callers wait. Without a timeout they wait for good, and their own slots and pools run out; the failure climbs from part to part until the outermost stands still.",
	Helps:   "A timeout on every call, a deadline for the whole request, bulkheads and breakers, health checks that do some work.",
	Source:  "Nygard, Release It!, 2nd ed. 2018, ch. 4",
	Lasts:   60,
	PerYear: 0.5,
	Targets: components(every),
	write:   just("hang", ""),
}
