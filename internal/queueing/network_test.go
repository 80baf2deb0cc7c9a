package queueing

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/stats"
)

func TestConvolutionMeetsMeanValueAnalysis(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stations := make([]Station, rapid.IntRange(1, 4).Draw(t, "stations"))
		for k := range stations {
			stations[k] = Station{rapid.Float64Range(0.001, 2).Draw(t, "demand"), rapid.IntRange(0, 1).Draw(t, "servers")}
		}
		think := rapid.Float64Range(0, 20).Draw(t, "think")
		n := rapid.IntRange(2, 60).Draw(t, "population")
		a, b := MVA(stations, think, n), convolve(stations, think, n)
		near(t, "throughput", b.Throughput, a.Throughput, 1e-9)
		for k := range stations {
			near(t, "queue", b.Queue[k], a.Queue[k], 1e-8)
		}
	})
}

func TestClosedNetworkStaysInsideItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stations := make([]Station, rapid.IntRange(1, 3).Draw(t, "stations"))
		for k := range stations {
			stations[k] = Station{rapid.Float64Range(0.001, 2).Draw(t, "demand"), rapid.IntRange(1, 6).Draw(t, "servers")}
		}
		think := rapid.Float64Range(0, 5).Draw(t, "think")
		n := rapid.IntRange(1, 80).Draw(t, "population")
		m, more := MVA(stations, think, n), MVA(stations, think, n+1)
		bound, _ := Bounds(stations, think)
		if m.Throughput > bound*(1+1e-9) || more.Throughput < m.Throughput*(1-1e-9) {
			t.Errorf("throughput of %d = %g, of %d = %g, bound %g", n, m.Throughput, n+1, more.Throughput, bound)
		}
		held := m.Throughput * think
		for k := range stations {
			held += m.Queue[k]
			if m.Utilisation[k] > 1+1e-9 {
				t.Errorf("utilisation of station %d = %g", k, m.Utilisation[k])
			}
		}
		near(t, "all customers somewhere", held, float64(n), 1e-8)
	})
}

func TestMachineRepairIsAClosedNetwork(t *testing.T) {
	// Ten machines that run 100 h and are repaired in 7 h by two crews.
	m := MVA([]Station{{7, 2}}, 100, 10)
	rate := 0.0
	for k, p := range (Repairman{10, 2, 100, 7}).Down() {
		rate += p * float64(10-k) / 100
	}
	near(t, "failures per hour", m.Throughput, rate, 1e-10)
	enough := MVA([]Station{{7, 10}}, 100, 10)
	near(t, "with a crew each nobody waits", enough.Response, 7, 1e-9)
}

func TestLargeClosedNetworksStayFinite(t *testing.T) {
	m := MVA([]Station{{0.4, 200}, {0.001, 1}}, 10, 5000)
	if m.Throughput < 470 || m.Throughput > 481 || math.IsNaN(m.Queue[0]) {
		t.Errorf("throughput = %v, want just below 5000/10.4", m.Throughput)
	}
	near(t, "saturated throughput", MVA([]Station{{0.4, 40}}, 10, 5000).Throughput, 100, 1e-9)
	near(t, "many users", MVA([]Station{{0.01, 1}}, 1, 100000).Throughput, 100, 1e-9)
	if empty := MVA([]Station{{1, 1}}, 1, 0); empty.Throughput != 0 || len(empty.Queue) != 1 {
		t.Errorf("nobody gives %+v", empty)
	}
}

func TestClassesAlikeAreOneClass(t *testing.T) {
	demand := []float64{0.3, 0.1, 0.7}
	mix := MVAMix([]int{1, 1, 0}, []ClosedClass{{4, 2, demand}, {6, 2, demand}})
	one := MVA([]Station{{0.3, 1}, {0.1, 1}, {0.7, 0}}, 2, 10)
	near(t, "throughput", mix.Throughput[0]+mix.Throughput[1], one.Throughput, 1e-12)
	near(t, "response", mix.Response[0], one.Response, 1e-12)
	near(t, "queue", mix.Queue[0][0]+mix.Queue[1][0], one.Queue[0], 1e-12)
	absent := MVAMix([]int{1}, []ClosedClass{{3, 1, []float64{0.5}}, {0, 1, []float64{0.5}}})
	near(t, "an empty class", absent.Throughput[1], 0, 0)
	near(t, "beside an empty class", absent.Throughput[0], MVA([]Station{{0.5, 1}}, 1, 3).Throughput, 1e-12)
}

func TestLinearizerComesWithinFourPercent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		servers := []int{1, 1, 0}
		classes := make([]ClosedClass, 2)
		for c := range classes {
			classes[c] = ClosedClass{rapid.IntRange(1, 20).Draw(t, "population"), rapid.Float64Range(0, 5).Draw(t, "think"), nil}
			for range servers {
				classes[c].Demand = append(classes[c].Demand, rapid.Float64Range(0.1, 1).Draw(t, "demand"))
			}
		}
		exact, approximate := MVAMix(servers, classes), linearize(servers, classes)
		for c := range classes {
			near(t, "throughput", approximate.Throughput[c], exact.Throughput[c], 0.04)
		}
	})
	large := MVAMix([]int{1, 8}, []ClosedClass{{1000, 10, []float64{0.005, 0.05}}, {1000, 10, []float64{0.001, 0.01}}, {0, 1, []float64{1, 1}}})
	if large.Throughput[0] < 90 || large.Throughput[0] > 100 || large.Throughput[2] != 0 {
		t.Errorf("throughput = %v, want just below 1000/10.06", large.Throughput)
	}
	deep := MVAMix([]int{1}, []ClosedClass{{1000, 10, []float64{0.005}}, {1000, 10, []float64{0.001}}})
	if deep.Throughput[0] < 98 || deep.Throughput[0] > 100 {
		t.Errorf("throughput = %v, want just below 1000/10.005", deep.Throughput)
	}
}

func TestJacksonMeetsFeedbackAndRefusesTraps(t *testing.T) {
	o, err := Jackson([]OpenStation{{External: 0.4, Mu: 1, Servers: 1}}, [][]float64{{0.4}})
	if err != nil {
		t.Fatal(err)
	}
	f := Feedback{0.4, 1, 0.4}
	near(t, "rate", o.Rate[0], f.EffectiveRate(), 1e-12)
	near(t, "total", o.Total, f.MeanResponse(), 1e-12)
	if _, err := Jackson([]OpenStation{{External: 1, Mu: 2, Servers: 1}}, [][]float64{{1}}); err == nil {
		t.Error("customers that never leave are accepted")
	}
	idle, err := Jackson([]OpenStation{{Mu: 2, Servers: 1}}, [][]float64{{0}})
	if err != nil || !math.IsNaN(idle.Total) {
		t.Errorf("a network nobody enters takes %v, %v", idle.Total, err)
	}
}

func TestLayersMeetClosedNetworks(t *testing.T) {
	// Ten clients that think 2 s, an application that never runs out of
	// threads, and one database thread: a network with one queue.
	l, err := SolveLayered([]Task{
		{Name: "client", Threads: 10, Think: 2, Work: 0.1, Calls: []TaskCall{{1, 1}}},
		{Name: "app", Threads: 10, Work: 0.2, Calls: []TaskCall{{2, 3}}},
		{Name: "db", Threads: 1, Work: 0.1},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := MVA([]Station{{0.3, 1}}, 2.3, 10)
	near(t, "throughput", l[0].Throughput, want.Throughput, 1e-8)
	near(t, "database utilisation", l[2].Utilisation, want.Utilisation[0], 1e-8)
	near(t, "application threads held", l[1].Utilisation, want.Throughput*0.2+want.Queue[0], 1e-8)
}

func TestBlockedThreadsLimitThroughput(t *testing.T) {
	tasks := []Task{
		{Name: "client", Threads: 50, Think: 1, Calls: []TaskCall{{1, 1}}},
		{Name: "app", Threads: 4, Work: 0.01, Calls: []TaskCall{{2, 1}}},
		{Name: "slow", Work: 0.2},
	}
	l, err := SolveLayered(tasks)
	if err != nil {
		t.Fatal(err)
	}
	// Four threads, each held 0.21 s, though hardly any processor is used.
	near(t, "throughput", l[1].Throughput, 4/0.21, 0.01)
	near(t, "threads held", l[1].Utilisation, 4, 0.01)
	if l[1].Processor > 0.25 || l[1].Wait < 1 {
		t.Errorf("processor = %g, wait = %g", l[1].Processor, l[1].Wait)
	}
}

// simulatedTiers returns the throughput of clients that think 1 s and ask an
// application with so many threads, each of which works 50 ms and then calls a
// database of two threads twice, 50 ms each; all times are exponential.
func simulatedTiers(clients, threads int) float64 {
	r := stats.NewStream(71, clients, "tiers", "t")
	thinking, queued, working := float64(clients), 0.0, 0.0
	calls := [2]float64{} // requests at the database: at their first and second call
	now, answered := 0.0, 0.0
	for range 400_000 {
		think, work, serve := thinking, working/0.05, min(2, calls[0]+calls[1])/0.05
		now += r.Exp() / (think + work + serve)
		switch u := r.Float64() * (think + work + serve); {
		case u < think:
			thinking--
			queued++
		case u < think+work:
			working--
			calls[0]++
		case r.Float64()*(calls[0]+calls[1]) < calls[0]:
			calls[0]--
			calls[1]++
		default:
			calls[1]--
			thinking++
			answered++
		}
		for queued > 0 && working+calls[0]+calls[1] < float64(threads) {
			queued--
			working++
		}
	}
	return answered / now
}

func TestLayersComeWithinFivePercentOfASimulation(t *testing.T) {
	for _, tt := range []struct{ clients, threads int }{{5, 6}, {15, 6}, {15, 3}, {22, 4}, {40, 6}, {60, 20}} {
		l, err := SolveLayered([]Task{
			{Name: "client", Threads: tt.clients, Think: 1, Calls: []TaskCall{{1, 1}}},
			{Name: "app", Threads: tt.threads, Work: 0.05, Calls: []TaskCall{{2, 2}}},
			{Name: "db", Threads: 2, Work: 0.05},
		})
		if err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprintf("%d clients, %d threads", tt.clients, tt.threads)
		near(t, what, l[0].Throughput, simulatedTiers(tt.clients, tt.threads), 0.05)
	}
}

func TestCallersOfTwoKindsShareATask(t *testing.T) {
	l, err := SolveLayered([]Task{
		{Name: "readers", Threads: 8, Think: 1, Calls: []TaskCall{{2, 1}}},
		{Name: "writers", Threads: 4, Think: 1, Calls: []TaskCall{{2, 2}}},
		{Name: "db", Threads: 1, Work: 0.05},
		{Name: "nobody", Cores: 1, Work: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	exact := MVAMix([]int{1}, []ClosedClass{{8, 1, []float64{0.05}}, {4, 1, []float64{0.1}}})
	near(t, "readers", l[0].Throughput, exact.Throughput[0], 0.05)
	near(t, "writers", l[1].Throughput, exact.Throughput[1], 0.05)
	near(t, "database", l[2].Throughput, l[0].Throughput+2*l[1].Throughput, 1e-9)
}

func TestThreadsBeyondCoresWaitForThem(t *testing.T) {
	l, err := SolveLayered([]Task{
		{Name: "client", Threads: 100, Think: 1, Calls: []TaskCall{{1, 1}}},
		{Name: "app", Threads: 100, Cores: 2, Work: 0.05},
	})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "throughput", l[1].Throughput, MVA([]Station{{0.05, 2}}, 1, 100).Throughput, 1e-6)
	near(t, "cores busy", l[1].Processor, 2, 1e-3)
}

func TestTasksInARingAreRefused(t *testing.T) {
	_, err := SolveLayered([]Task{
		{Name: "a", Threads: 1, Calls: []TaskCall{{1, 1}}},
		{Name: "b", Threads: 1, Work: 1, Calls: []TaskCall{{2, 1}}},
		{Name: "c", Threads: 1, Work: 1, Calls: []TaskCall{{1, 1}}},
	})
	if err == nil || err.Error() != "the 2 tasks call each other in a ring" {
		t.Errorf("error = %v", err)
	}
}
