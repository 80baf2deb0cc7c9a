package fault

var oneWay = &Fault{
	Code:    "one-way-partition",
	Title:   "Answers do not come back",
	Family:  Network,
	Hits:    "the calls of one part to another",
	Story:   "A link works in one direction only: requests arrive and are carried out, answers are lost. A broken switch port or a route that differs by direction is enough.",
	Shows:   "The callee looks healthy and busy; the caller sees timeouts only. Every retry is carried out again. Parts that watch each other disagree about who is alive.",
	Helps:   "Idempotent writes, timeouts, breakers, leaders that need a majority.",
	Source:  "Cloudflare, A Byzantine failure in the real world, 2020-11-27",
	Lasts:   60,
	PerYear: 0.2,
	Targets: links(waitedFor),
	write:   answersLost,
}

func answersLost(in *Injection) []string {
	caller, callee := in.Target.Components[0], in.Target.Components[1]
	return []string{in.say("cut", "["+callee+", "+caller+"]", "one-way: true")}
}
