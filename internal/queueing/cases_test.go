package queueing

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/stats"
)

// A textbookCase is one published result of testdata/queueing.json.
type textbookCase struct {
	ID       string
	Kind     string
	System   map[string]any
	Expected map[string]any // numbers, or arrays of them
	Source   string
}

func (c textbookCase) number(key string) float64 { return c.System[key].(float64) }

// expected names the members of an array queue[0], queue[1] and so on.
func (c textbookCase) expected() map[string]float64 {
	flat := map[string]float64{}
	for name, value := range c.Expected {
		switch v := value.(type) {
		case float64:
			flat[name] = v
		case []any:
			for i, x := range v {
				flat[fmt.Sprintf("%s[%d]", name, i)] = x.(float64)
			}
		}
	}
	return flat
}

func readCases(t *testing.T) []textbookCase {
	t.Helper()
	text, err := os.ReadFile("testdata/queueing.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []textbookCase }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Cases
}

// A closed form must meet its case to nine digits. The caches are summed over
// bands of ranks where the cases add up single keys: six digits.
func (c textbookCase) tolerance() float64 {
	if strings.HasPrefix(c.ID, "lru-") {
		return 1e-6
	}
	return 1e-9
}

func TestClosedFormsMeetThePublishedResults(t *testing.T) {
	for _, c := range readCases(t) {
		got := solve(t, c)
		for name, want := range c.expected() {
			value, ok := got[name]
			if !ok {
				t.Errorf("%s: %s is not computed", c.ID, name)
				continue
			}
			if math.Abs(value-want) > c.tolerance()*math.Abs(want) {
				t.Errorf("%s: %s = %v, want %v (%s)", c.ID, name, value, want, c.Source)
			}
		}
	}
}

// solve computes what a case expects, by its kind.
func solve(t *testing.T, c textbookCase) map[string]float64 {
	t.Helper()
	switch c.ID[:3] {
	case "mmc":
		if c.System["system_capacity"] != nil {
			return solveMMcK(c)
		}
		return solveMMc(c)
	case "mm1":
		if c.System["fail_rate"] != nil {
			return solveBreakdowns(c)
		}
		return solveResponse(c)
	case "erl":
		return map[string]float64{"p_block": ErlangB(int(c.number("servers")), c.number("lambda_")*c.number("mean_service"))}
	case "mg1":
		q := MG1{Lambda: c.number("lambda_"), Mean: c.number("mean_service"), SCV: c.number("scv")}
		return map[string]float64{"mean_wait": q.MeanWait(), "mean_response": q.MeanResponse(), "mean_in_queue": q.MeanQueue()}
	case "pri":
		mean := 1 / c.number("mu")
		w := NonPreemptiveWaits([]Class{{c.number("lambda_high"), mean, 1}, {c.number("lambda_low"), mean, 1}})
		return map[string]float64{"wait_high": w[0], "wait_low": w[1]}
	case "dm1":
		q := NewDM1(c.number("interarrival"), c.number("mu"))
		return map[string]float64{"sigma": q.Sigma, "mean_response": q.MeanResponse(), "mean_wait": q.MeanWait()}
	case "t3-":
		return solveTiers(t)
	case "fee":
		q := Feedback{c.number("lambda_"), c.number("mu"), c.number("p_retry")}
		return map[string]float64{"effective_rate": q.EffectiveRate(), "utilisation": q.Utilisation(), "mean_response_total": q.MeanResponse(), "attempts_mean": q.MeanAttempts()}
	case "mva":
		return solveMVA(c)
	case "lqn":
		return solveLayered(t, c)
	case "for":
		return map[string]float64{"mean_response": ForkJoin(int(c.number("branches")), c.number("lambda_"), c.number("mu"))}
	case "fan":
		return map[string]float64{"mean_10": HarmonicNumber(10), "mean_100": HarmonicNumber(100), "p_any_slow_100": AnyAbove(100, 0.01)}
	case "lru":
		return solveCache(c)
	case "ttl":
		return map[string]float64{"hit_no_reset": TTLHit(c.number("rate"), c.number("ttl"), false), "hit_reset_on_hit": TTLHit(c.number("rate"), c.number("ttl"), true)}
	case "pod":
		q := PowerOfChoices{c.number("rho"), int(c.number("d"))}
		return map[string]float64{"mean_response": q.MeanResponse(), "p_queue_ge_3": q.AtLeast(3)}
	case "ret":
		if c.System["retry_rate"] != nil {
			q := Retrial{c.number("lambda_"), c.number("mu"), c.number("retry_rate")}
			return map[string]float64{"mean_orbit": q.MeanOrbit(), "mean_orbit_ctmc": q.MeanOrbit(), "p_busy": q.PBusy(), "retry_attempts_per_s": q.RetriesPerSecond()}
		}
		attempts, success := Attempts(c.number("p"), int(c.number("r")))
		return map[string]float64{"attempts_per_request": attempts, "success": success, "worst_case_layers_product": AmplificationLimit(int(c.number("r")), int(c.number("layers")))}
	case "ove":
		o := Overload{c.number("lambda1"), c.number("t1"), c.number("lambda2"), c.number("mu")}
		return map[string]float64{"max_backlog": o.MaxBacklog(), "drain_seconds": o.DrainTime(), "max_wait_s": o.MaxWait()}
	case "tok":
		n := int(c.number("n"))
		accepted := TokenBucket{c.number("rate"), c.number("burst")}.Accepted(c.number("interval_ms")/1000, n)
		return map[string]float64{"accepted": float64(accepted), "rejected": float64(n - accepted)}
	case "bac":
		return solveBackoff(c)
	case "ava":
		r := Repairman{int(c.number("nodes")), int(c.number("nodes")), c.number("mttf_h"), c.number("mttr_h")}
		one := Repairman{1, 1, c.number("mttf_h"), c.number("mttr_h")}
		a := r.Availability(int(c.number("needed")))
		return map[string]float64{"availability_2of3": a, "closed": a, "node": one.Availability(1)}
	case "gg1":
		return map[string]float64{"mean_wait_kingman_approx": Kingman(c.number("rho"), c.number("ca2"), c.number("cs2"), 1)}
	case "bcm":
		return solveBCMP()
	}
	t.Errorf("%s: no closed form for %q", c.ID, c.Kind)
	return nil
}

func solveMMc(c textbookCase) map[string]float64 {
	q := NewMMc(c.number("lambda_"), c.number("mu"), int(c.number("servers")))
	return map[string]float64{
		"rho": q.Utilisation(), "p_wait": q.PWait, "mean_wait": q.MeanWait(), "mean_response": q.MeanResponse(),
		"mean_in_queue": q.MeanQueue(), "wait_p95": q.WaitQuantile(0.95), "wait_p99": q.WaitQuantile(0.99),
	}
}

func solveMMcK(c textbookCase) map[string]float64 {
	q := NewMMcK(c.number("lambda_"), c.number("mu"), int(c.number("servers")), int(c.number("system_capacity")))
	return map[string]float64{
		"p_reject": q.Reject, "throughput": q.Throughput(), "mean_in_system": q.MeanInSystem(),
		"mean_response_accepted": q.MeanResponse(), "utilisation": q.Utilisation(),
	}
}

func solveResponse(c textbookCase) map[string]float64 {
	q := NewMMc(c.number("lambda_"), c.number("mu"), 1)
	return map[string]float64{
		"response_p50": q.ResponseQuantile(0.5), "response_p95": q.ResponseQuantile(0.95), "response_p99": q.ResponseQuantile(0.99),
		"response_p999": q.ResponseQuantile(0.999), "response_p99999": q.ResponseQuantile(0.99999),
	}
}

func solveBreakdowns(c textbookCase) map[string]float64 {
	q := Breakdowns{c.number("lambda_"), c.number("mu"), c.number("fail_rate"), c.number("repair_rate")}
	return map[string]float64{"mean_in_system": q.MeanInSystem(), "mean_response": q.MeanResponse(), "availability": q.Availability()}
}

func solveTiers(t *testing.T) map[string]float64 {
	o, err := Jackson([]OpenStation{
		{External: 4000, Mu: 1 / 0.1e-3, Servers: 1},
		{Mu: 1 / 1.5e-3, Servers: 1, Copies: 8},
		{Mu: 1 / 0.6e-3, Servers: 4},
	}, [][]float64{{0, 1, 0}, {0, 0, 1}, {0, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]float64{"lb_ms": 1000 * o.Response[0], "app_ms": 1000 * o.Response[1], "db_ms": 1000 * o.Response[2], "total_ms": 1000 * o.Total}
}

func solveMVA(c textbookCase) map[string]float64 {
	var stations []Station
	for _, d := range c.System["demands"].([]any) {
		stations = append(stations, Station{d.(float64), 1})
	}
	m := MVA(stations, c.number("think"), int(c.number("users")))
	bound, star := Bounds(stations, c.number("think"))
	return map[string]float64{
		"throughput": m.Throughput, "response": m.Response, "bottleneck_bound": bound, "n_star": star,
		"queue[0]": m.Queue[0], "queue[1]": m.Queue[1], "queue[2]": m.Queue[2],
	}
}

func solveLayered(t *testing.T, c textbookCase) map[string]float64 {
	l, err := SolveLayered([]Task{
		{Name: "client", Threads: int(c.number("clients")), Work: c.number("think"), Calls: []TaskCall{{1, 1}}},
		{Name: "server", Threads: 1, Work: c.number("service")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]float64{"throughput": l[0].Throughput, "client_utilisation": l[0].Utilisation, "server_utilisation": l[1].Utilisation, "cycle": l[0].Service}
}

func solveCache(c textbookCase) map[string]float64 {
	p := KeyPopularity(stats.KeyLaw{N: uint64(c.number("catalog")), S: c.number("zipf_alpha")})
	lru, time := p.LRU(c.number("capacity"))
	fifo, _ := p.FIFO(c.number("capacity"))
	return map[string]float64{"lru_hit": lru, "characteristic_time_requests": time, "fifo_or_random_hit": fifo, "top_C_upper_bound": p.LFU(c.number("capacity"))}
}

func solveBackoff(c textbookCase) map[string]float64 {
	sum := func(j Jitter) float64 {
		return Backoff{Base: c.number("base"), Factor: 2, Cap: c.number("cap"), Jitter: j}.Sum(int(c.number("retries")))
	}
	return map[string]float64{"total_no_jitter": sum(NoJitter), "mean_full_jitter": sum(FullJitter), "mean_equal_jitter": sum(EqualJitter)}
}

func solveBCMP() map[string]float64 {
	m := MVAMix([]int{0, 1}, []ClosedClass{
		{Population: 2, Demand: []float64{2.0 / 3, 1}},
		{Population: 2, Demand: []float64{0.5/3 + 0.5/10, 1}},
	})
	return map[string]float64{
		"queue_len_class1": m.Queue[0][1], "queue_len_class2": m.Queue[1][1],
		"throughput_class1": m.Throughput[0], "throughput_class2": m.Throughput[1],
		"response_class1": m.Queue[0][1] / m.Throughput[0], "response_class2": m.Queue[1][1] / m.Throughput[1],
	}
}
