package fault

var zoneLoss = &Fault{
	Code:    "zone-loss",
	Title:   "A zone goes away",
	Family:  Places,
	Hits:    "all replicas in one zone",
	Story:   "Power, cooling or the network of one data centre fails, and with it every replica that stands there, of all components at the same moment.",
	Shows:   "Each component loses its share at once. What ran with spare capacity for one replica needs it for a third of them; primaries in that zone must move; callers drop and come back together.",
	Helps:   "Replicas spread over three zones and sized for two, failover across zones that has been tried, no part that stands in one zone alone.",
	Source:  "AWS, summary of the event in the Tokyo region of 2019-08-23",
	Lasts:   120,
	PerYear: 0.1,
	Targets: zones,
	write:   inZone,
}

func inZone(in *Injection) []string {
	return []string{in.say("crash", in.Target.at, "zone: "+in.Target.zone)}
}
