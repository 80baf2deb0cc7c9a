package study

// fidelity says for each published case where the witnesses have its values.
// The designs are in testdata/fidelity.
var fidelity = map[string]fidelityCase{
	"mmc-c1-lam0.5":    {readings: queue, options: Options{Precision: 0.004}},
	"mmc-c1-lam0.95":   {readings: queue, options: Options{Precision: 0.02, MaxEvents: 16_000_000}},
	"mmc-c4-lam2.4":    {readings: queue},
	"mmc-c100-lam90.0": {readings: queue, options: Options{Precision: 0.02}},
	"mm1-quantiles-.8": {
		options: Options{Precision: 0.015},
		readings: []reading{
			{key: "response_p50", of: at("flows.ask.latency.p50")},
			{key: "response_p95", of: at("flows.ask.latency.p95")},
			{key: "response_p99", of: at("flows.ask.latency.p99")},
			{key: "response_p999", of: at("flows.ask.latency.p999")},
		},
		unasked: map[string]string{"response_p99999": "p999 is the furthest percentile of a result; this one takes 10⁸ requests"},
	},
	"erlangB-c1-a0.5": {readings: loss},
	"erlangB-c20-a15": {readings: loss, options: Options{Precision: 0.02}},
	"mmck-0.9-1-10":   {readings: boundedQueue, options: Options{Precision: 0.015}},
	"mmck-2-1-5":      {readings: boundedQueue},
	"mmck-3.2-4-8":    {readings: boundedQueue},
	"mg1-D":           {readings: queue[1:4], options: Options{Precision: 0.015}},
	"mg1-exp":         {readings: queue[1:4], options: Options{Precision: 0.015}},
	"mg1-H2-scv10":    {readings: queue[1:4], options: Options{Precision: 0.04}},
	"prio-nonpreemptive": {options: Options{Precision: 0.015}, readings: []reading{
		{key: "wait_high", of: minus(at("flows.high.latency.mean"), constant(1))},
		{key: "wait_low", of: minus(at("flows.low.latency.mean"), constant(1))},
	}},
	"dm1-.8": {
		readings: queue[1:3],
		unasked:  map[string]string{"sigma": "the root of an equation on the way to the wait"},
	},
	"t3-jackson": {readings: []reading{
		{key: "lb_ms", of: scaled(1e3, at("components.lb.response.mean"))},
		{key: "app_ms", of: scaled(1e3, at("components.app.response.mean"))},
		{key: "db_ms", of: scaled(1e3, at("components.db.response.mean"))},
		{key: "total_ms", of: scaled(1e3, at("flows.ask.latency.mean"))},
	}},
	"feedback-retry-p": {readings: []reading{
		{key: "effective_rate", of: at("components.s.arrivals")},
		{key: "utilisation", of: at("components.s.utilization")},
		{key: "mean_response_total", of: at("flows.ask.latency.mean")},
		{key: "attempts_mean", of: over(at("components.s.arrivals"), at("flows.ask.offered"))},
	}},
	"mva-N100-Z15.0-k3": closedNetwork("b"),
	"mva-N30-Z1.0-k3":   closedNetwork("a"),
	"lqn-01-sanity": {readings: []reading{
		{key: "throughput", of: at("flows.ask.ok")},
		{key: "cycle", of: at("flows.ask.latency.mean")},
		{key: "client_utilisation", of: at("components.client.slots_utilization")},
		{key: "server_utilisation", of: at("components.server.utilization")},
	}},
	"forkjoin2-0.5": {readings: []reading{{key: "mean_response", of: at("flows.ask.latency.mean")}}},
	"fanout-infserver": {readings: []reading{
		{key: "mean_10", of: at("flows.ten.latency.mean")},
		{key: "mean_100", of: at("flows.hundred.latency.mean")},
		{key: "p_any_slow_100", of: failing("any-slow")},
	}},
	"lru-N10000-C100-a0.8":   evictions,
	"lru-N10000-C1000-a1.0":  evictions,
	"lru-N100000-C5000-a1.2": evictions,
	"ttl-cache": {readings: []reading{
		{key: "hit_no_reset", of: at("components.since-set.hit_ratio")},
		{key: "hit_reset_on_hit", of: at("components.since-used.hit_ratio")},
	}},
	"pod-1-0.9":  choices,
	"pod-2-0.95": choices,
	"pod-2-0.99": choices,
	"retrial-mm1": {
		readings: []reading{
			{key: "p_busy", of: at("components.s.utilization")},
			{key: "retry_attempts_per_s", of: at("components.s.refused")},
			{key: "mean_orbit", of: minus(inFlight("ask"), at("components.s.in_flight"))},
		},
		unasked: map[string]string{"mean_orbit_ctmc": "mean_orbit once more, from a truncated Markov chain"},
	},
	"retry-amplification": {readings: []reading{
		{key: "attempts_per_request", of: over(at("components.s.arrivals"), at("flows.ask.offered"))},
		{key: "success", of: over(at("flows.ask.ok"), at("flows.ask.offered"))},
		{key: "worst_case_layers_product", of: over(at("components.dead.arrivals"), at("flows.deep.offered"))},
	}},
	"overload-dd1": {
		options: Options{Load: "overload"},
		readings: []reading{
			{key: "max_backlog", of: at("timeline.most"), noFormula: noTime},
			{key: "drain_seconds", of: at("timeline.drained"), noFormula: noTime},
			{key: "max_wait_s", of: minus(at("flows.ask.latency.max"), constant(0.01)), noFormula: noTime},
		},
	},
	"token-bucket": {
		options: Options{For: 10.001},
		readings: []reading{
			{key: "accepted", of: at("flows.ask.counts.ok"), noFormula: noTime},
			{key: "rejected", of: at("flows.ask.counts.failed"), noFormula: noTime},
		},
	},
	"backoff-sum": {readings: []reading{
		{key: "total_no_jitter", of: at("flows.plain.failed_latency.mean"), noFormula: noFailing},
		{key: "mean_full_jitter", of: at("flows.full.failed_latency.mean"), noFormula: noFailing, drawn: true},
		{key: "mean_equal_jitter", of: at("flows.equal.failed_latency.mean"), noFormula: noFailing, drawn: true},
	}},
	"mm1-breakdowns": {
		options: Options{Breakdowns: true, Precision: 0.02},
		readings: []reading{
			{key: "mean_in_system", of: inFlight("ask"), noFormula: noBreakdowns},
			{key: "mean_response", of: at("flows.ask.latency.mean"), noFormula: noBreakdowns},
			{key: "availability", of: at("components.s.availability"), noRun: "requests wait while the server is down, and all of them are answered"},
		},
	},
	"avail-2of3-indep": {
		options: Options{Breakdowns: true, MaxEvents: 6_000_000},
		readings: []reading{
			{key: "availability_2of3", of: at("flows.to-cluster.availability"), noRun: "it serves as long as one replica stands; `needs` counts in availability only"},
			{key: "node", of: at("flows.to-node.availability")},
		},
		unasked: map[string]string{"closed": "availability_2of3 once more, by its polynomial"},
	},
	"gg1-kingman": {
		readings: []reading{{key: "mean_wait_kingman_approx", of: at("components.s.wait.mean")}},
		options:  Options{Precision: 0.05},
		inexact:  true,
	},
	"bcmp-2class-ps": {options: Options{Precision: 0.004}, readings: []reading{
		{key: "throughput_class1", of: at("flows.one.ok")},
		{key: "throughput_class2", of: at("flows.two.ok")},
		{key: "response_class1", of: at("flows.one.latency.mean")},
		{key: "response_class2", of: at("flows.two.latency.mean")},
		{key: "queue_len_class1", of: inFlight("one")},
		{key: "queue_len_class2", of: inFlight("two")},
	}},
}

const (
	noTime       = "a formula knows no time"
	noFailing    = "latencies of the estimate are those of answers that were ok"
	noBreakdowns = "waits of the estimate are those of a system that does not break"
)

// queue is what is known of one station with an unlimited queue.
var queue = []reading{
	{key: "rho", of: at("components.s.utilization")},
	{key: "mean_wait", of: at("components.s.wait.mean")},
	{key: "mean_response", of: at("flows.ask.latency.mean")},
	{key: "mean_in_queue", of: at("components.s.queue_length")},
	{key: "p_wait", of: at("components.s.wait.delayed")},
	{key: "wait_p95", of: at("components.s.wait.p95")},
	{key: "wait_p99", of: at("components.s.wait.p99")},
}

// boundedQueue is what is known of one station that refuses.
var boundedQueue = []reading{
	{key: "p_reject", of: over(at("components.s.refused"), at("components.s.arrivals"))},
	{key: "throughput", of: at("flows.ask.ok")},
	{key: "mean_in_system", of: plus(at("components.s.in_flight"), at("components.s.queue_length"))},
	{key: "mean_response_accepted", of: at("flows.ask.latency.mean")},
	{key: "utilisation", of: at("components.s.utilization")},
}

// loss is the share that finds every slot taken, for three laws of work.
var loss = []reading{
	{key: "p_block", system: "exponential work", of: failing("to-exponential")},
	{key: "p_block", system: "constant work", of: failing("to-constant")},
	{key: "p_block", system: "lognormal work", of: failing("to-lognormal")},
}

// failing is the share of a flow's requests that fail.
func failing(flow string) term {
	return over(at("flows."+flow+".failed"), at("flows."+flow+".offered"))
}

// inFlight is how many requests of a flow are under way.
func inFlight(flow string) term {
	return either(at("flows."+flow+".in_flight"), at("flows."+flow+".concurrency"))
}

// closedNetwork is what is known of users over the stations a, b and c, and of
// the busiest of them.
func closedNetwork(bottleneck string) fidelityCase {
	c := fidelityCase{
		readings: []reading{
			{key: "throughput", of: at("flows.ask.ok")},
			{key: "response", of: at("flows.ask.latency.mean")},
			{key: "bottleneck_bound", of: at("components." + bottleneck + ".capacity"), noRun: "a bound is not measured"},
		},
		unasked: map[string]string{"n_star": "the number of users from which on the bound of the bottleneck is the nearer one"},
	}
	for i, station := range []string{"a", "b", "c"} {
		id := "components." + station
		c.readings = append(c.readings, reading{key: "queue", item: i, system: "station " + station, of: plus(at(id+".in_flight"), at(id+".queue_length"))})
	}
	return c
}

var evictions = fidelityCase{
	readings: []reading{
		{key: "lru_hit", of: at("components.recent.hit_ratio")},
		{key: "fifo_or_random_hit", of: at("components.other.hit_ratio")},
	},
	unasked: map[string]string{
		"characteristic_time_requests": "a step on the way to the hit ratio; the tests of package queueing meet it",
		"top_C_upper_bound":            "an upper bound of every policy, not a value",
	},
	options:  Options{Precision: 0.005},
	absolute: true,
	inexact:  true,
}

var choices = fidelityCase{
	readings: []reading{{key: "mean_response", of: at("flows.ask.latency.mean")}},
	unasked:  map[string]string{"p_queue_ge_3": "of one replica; a result tells the queues of all replicas together"},
	options:  Options{Precision: 0.015, MaxEvents: 6_000_000},
	inexact:  true,
}
