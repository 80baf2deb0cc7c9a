package queueing

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/stats"
)

func TestMoreServersNeverWaitLonger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(0.01, 200).Draw(t, "erlangs")
		c := rapid.IntRange(1, 300).Draw(t, "servers")
		few, many := NewMMc(a, 1, c), NewMMc(a, 1, c+1)
		if many.PWait > few.PWait || many.MeanWait() > few.MeanWait() || many.ResponseQuantile(0.99) > few.ResponseQuantile(0.99) {
			t.Errorf("%g erlangs: %d servers wait %g, %d wait %g", a, c, few.MeanWait(), c+1, many.MeanWait())
		}
		if b, next := ErlangB(c, a), ErlangB(c+1, a); next > b || b > ErlangC(c, a) {
			t.Errorf("%g erlangs: B(%d) = %g, B(%d) = %g, C = %g", a, c, b, c+1, next, ErlangC(c, a))
		}
	})
}

func TestMoreLoadNeverWaitsLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.IntRange(1, 50).Draw(t, "servers")
		lambda := rapid.Float64Range(0.01, 60).Draw(t, "lambda")
		more := lambda * rapid.Float64Range(1, 2).Draw(t, "factor")
		if NewMMc(lambda, 1, c).MeanWait() > NewMMc(more, 1, c).MeanWait()*(1+1e-12) {
			t.Errorf("load %g waits longer than %g", lambda, more)
		}
		if NewMMcK(lambda, 1, c, c+5).Reject > NewMMcK(more, 1, c, c+5).Reject*(1+1e-12) {
			t.Errorf("load %g is refused more than %g", lambda, more)
		}
	})
}

func TestQuantilesInvertTails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.IntRange(1, 40).Draw(t, "servers")
		q := NewMMc(rapid.Float64Range(0.1, 0.99).Draw(t, "rho")*float64(c)*3, 3, c)
		p := rapid.Float64Range(0.01, 0.9999).Draw(t, "p")
		near(t, "response tail at its quantile", q.ResponseAbove(q.ResponseQuantile(p)), 1-p, 1e-9)
		if w := q.WaitQuantile(p); w > 0 {
			near(t, "wait tail at its quantile", q.WaitAbove(w), 1-p, 1e-9)
		} else if q.PWait > 1-p {
			t.Errorf("quantile %g of the wait is 0, but %g wait", p, q.PWait)
		}
	})
}

func TestTailsIntegrateToTheirMeans(t *testing.T) {
	mmc := NewMMc(2.5, 1, 4)
	equal := NewMMc(3, 1, 4) // cμ - λ = μ
	bounded := NewMMcK(4.5, 1, 4, 12)
	choices := PowerOfChoices{0.9, 2}
	for _, tt := range []struct {
		what  string
		above func(t float64) float64
		mean  float64
	}{
		{"M/M/4 wait", mmc.WaitAbove, mmc.MeanWait()},
		{"M/M/4 response", mmc.ResponseAbove, mmc.MeanResponse()},
		{"M/M/4 response where rates are equal", equal.ResponseAbove, equal.MeanResponse()},
		{"M/M/4/12 wait", bounded.WaitAbove, bounded.MeanWait()},
		{"M/M/4/12 response", bounded.ResponseAbove, bounded.MeanResponse()},
		{"two choices", choices.ResponseAbove, choices.MeanResponse()},
	} {
		near(t, tt.what, integrateTail(tt.above, tt.mean), tt.mean, 1e-6)
	}
}

// birthDeath adds up the states of M/M/c/K one by one.
func birthDeath(lambda, mu float64, c, k int) (reject, number float64) {
	p := make([]float64, k+1)
	p[0] = 1
	total := 1.0
	for n := 1; n <= k; n++ {
		p[n] = p[n-1] * lambda / (mu * float64(min(n, c)))
		total += p[n]
	}
	for n := range p {
		number += float64(n) * p[n] / total
	}
	return p[k] / total, number
}

func TestBoundedQueueMeetsItsChain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.IntRange(1, 20).Draw(t, "servers")
		k := c + rapid.IntRange(0, 60).Draw(t, "line")
		lambda := rapid.Float64Range(0.05, 2).Draw(t, "rho") * float64(c)
		q := NewMMcK(lambda, 1, c, k)
		reject, number := birthDeath(lambda, 1, c, k)
		near(t, "refused share", q.Reject, reject, 1e-10)
		near(t, "number in system", q.MeanInSystem(), number, 1e-10)
	})
}

func TestBoundedQueueAtItsLimits(t *testing.T) {
	near(t, "no line is Erlang B", NewMMcK(15, 1, 20, 0).Reject, ErlangB(20, 15), 1e-12)
	endless, free := NewMMcK(3.5, 1, 4, 5000), NewMMc(3.5, 1, 4)
	near(t, "a long line is M/M/c", endless.MeanResponse(), free.MeanResponse(), 1e-10)
	near(t, "waits of a long line", endless.WaitQuantile(0.99), free.WaitQuantile(0.99), 1e-8)
	near(t, "waiting share of a long line", endless.PWait(), free.PWait, 1e-10)
	flooded := NewMMcK(1e6, 1, 4, 2000)
	near(t, "a flooded queue is full", flooded.MeanInSystem(), 2000, 1e-5)
	near(t, "a flooded queue works", flooded.Throughput(), 4, 1e-9)
	near(t, "waits at a flooded queue", flooded.WaitQuantile(0.5), 1996.0/4, 1e-3)
	near(t, "instant service", NewMMcK(5, math.Inf(1), 4, 10).WaitQuantile(0.99), 0, 0)
	idle := NewMMcK(0, 1, 4, 10)
	near(t, "an idle queue", idle.MeanResponse(), 1, 0)
	near(t, "an idle queue's line", idle.MeanQueue()+idle.WaitAbove(1)+idle.Reject, 0, 0)
	// Long lines around rho = 1, where the closed forms cancel.
	for _, x := range []float64{1, 1 - 1e-12, 1 - 1e-7, 1 - 1e-5, 0.999} {
		const m = 100000
		sum, moment, power := 1.0, 0.0, 1.0
		for j := 1; j <= m; j++ {
			power *= x
			sum += power
			moment += float64(j) * power
		}
		near(t, "geometric sum", geometricSum(x, m), sum, 1e-9)
		near(t, "geometric moment", geometricMoment(x, m), moment, 1e-8)
	}
}

func TestOverloadedQueuesHaveNoMean(t *testing.T) {
	for what, got := range map[string]float64{
		"M/M/c wait":        NewMMc(5, 1, 4).MeanWait(),
		"M/M/c wait p99":    NewMMc(5, 1, 4).WaitQuantile(0.99),
		"M/M/c response":    NewMMc(4, 1, 4).ResponseQuantile(0.5),
		"M/G/1":             MG1{Lambda: 2, Mean: 1}.MeanWait(),
		"M/G/1 p99":         MG1{Lambda: 2, Mean: 1}.WaitQuantile(0.99),
		"M/G/1 second":      MG1{Lambda: 2, Mean: 1}.WaitSecondMoment(),
		"PS":                PSResponse(1, 1),
		"GI/M/1":            NewDM1(1, 1).MeanResponse(),
		"Kingman":           Kingman(1, 1, 1, 1),
		"Kingman bound":     KingmanBound(1, 1, 1, 1),
		"G/G/c":             GGc{5, 1, 4, 0, 0}.MeanWait(),
		"G/G/c p99":         GGc{5, 1, 4, 1, 2}.WaitQuantile(0.99),
		"fork-join":         ForkJoin(5, 1, 1),
		"fork-join of two":  ForkJoin2(1, 1),
		"fork-join, Varki":  ForkJoinVarki(5, 1, 1),
		"feedback":          Feedback{1, 1, 0.5}.MeanResponse(),
		"retrial":           Retrial{1, 1, 1}.MeanOrbit(),
		"breakdowns":        Breakdowns{0.95, 1, 0.1, 0.9}.MeanResponse(),
		"choices":           PowerOfChoices{1, 2}.MeanResponse(),
		"choices p99":       PowerOfChoices{1, 2}.ResponseQuantile(0.99),
		"drain":             Overload{10, 5, 9, 9}.DrainTime(),
		"still overloaded":  Overload{10, 5, 9.5, 9}.MaxWait(),
		"endless burst":     TokenBucket{10, 5}.BurstTime(10),
		"lowest priority":   NonPreemptiveWaits([]Class{{0.5, 1, 1}, {0.6, 1, 1}})[1],
		"interrupted class": PreemptiveResponses([]Class{{0.5, 1, 1}, {0.6, 1, 1}})[1],
		"class of many":     PriorityMMcWaits([]float64{3, 2}, 1, 4)[1],
	} {
		if !math.IsInf(got, 1) {
			t.Errorf("%s = %v, want +Inf", what, got)
		}
	}
	for what, got := range map[string]float64{
		"M/M/c tail":     NewMMc(5, 1, 4).WaitAbove(3),
		"response tail":  NewMMc(5, 1, 4).ResponseAbove(3),
		"line":           NewMMc(5, 1, 4).QueueAtLeast(1000),
		"M/G/1 tail":     MG1{Lambda: 2, Mean: 1}.WaitAbove(3),
		"G/G/c tail":     GGc{5, 1, 4, 1, 1}.WaitAbove(3),
		"choices' tail":  PowerOfChoices{1, 2}.ResponseAbove(100),
		"retrial's busy": Retrial{2, 1, 1}.PBusy(),
	} {
		if got != 1 {
			t.Errorf("%s = %v, want 1", what, got)
		}
	}
}

func TestMG1MeetsMM1(t *testing.T) {
	q, m := MG1{Lambda: 0.8, Mean: 1, SCV: 1}, NewMMc(0.8, 1, 1)
	near(t, "wait", q.MeanWait(), m.MeanWait(), 1e-12)
	near(t, "second moment of the wait", q.WaitSecondMoment(), 2*0.8/(0.2*0.2), 1e-12)
	near(t, "p99 of the wait", q.WaitQuantile(0.99), m.WaitQuantile(0.99), 1e-9)
	near(t, "tail of the wait", q.WaitAbove(7), m.WaitAbove(7), 1e-9)
	near(t, "idle server", MG1{Mean: 1}.WaitAbove(0), 0, 0)
	near(t, "those who find it idle", q.WaitQuantile(0.1), 0, 0)
	near(t, "processor sharing", PSResponse(2, 0.8), 10, 1e-12)
}

// lindley returns the waits of n customers at one server.
func lindley(n int, gap, service stats.Law) (stats.Histogram, float64) {
	r := stats.NewStream(1, 0, gap.String(), service.String())
	g, s := gap.Compile(), service.Compile()
	var h stats.Histogram
	wait := 0.0
	for range n {
		h.Record(int64(wait * 1e6))
		wait = max(0, wait+s.Draw(&r)-g.Draw(&r))
	}
	return h, h.Mean() / 1e6
}

func TestFittedWaitsMeetSimulatedOnes(t *testing.T) {
	poisson := stats.Law{Kind: stats.Exponential, A: 1 / 0.8}
	for _, tt := range []struct {
		service   stats.Law
		third     float64 // 0: as gamma
		tolerance float64
	}{
		{stats.Law{Kind: stats.Const, A: 1}, 1, 0.05},
		{stats.Law{Kind: stats.Erlang, A: 1, B: 4}, 0, 0.05},
		{stats.Law{Kind: stats.Gamma, A: 1, B: 1.5}, 0, 0.06},
		{stats.Law{Kind: stats.Lognormal, A: 1, B: 1}, 8, 0.06}, // third moment (1+cv²)³
	} {
		q := MG1{Lambda: 0.8, Mean: 1, SCV: tt.service.SCV(), Third: tt.third}
		h, _ := lindley(3_000_000, poisson, tt.service)
		for _, p := range []float64{0.9, 0.99} {
			near(t, tt.service.String(), q.WaitQuantile(p), h.Quantile(p)/1e6, tt.tolerance)
		}
	}
}

func TestGeneralQueuesMeetExactAndSimulatedOnes(t *testing.T) {
	for _, scv := range []float64{0, 0.5, 1, 4} {
		near(t, "M/G/1", GGc{0.8, 1, 1, 1, scv}.MeanWait(), MG1{Lambda: 0.8, Mean: 1, SCV: scv}.MeanWait(), 1e-12)
	}
	near(t, "M/M/4", GGc{3.2, 1, 4, 1, 1}.MeanWait(), NewMMc(3.2, 1, 4).MeanWait(), 1e-12)
	near(t, "M/M/4, Allen-Cunneen", GGc{3.2, 1, 4, 1, 1}.AllenCunneen(), NewMMc(3.2, 1, 4).MeanWait(), 1e-12)
	near(t, "M/M/4 p99", GGc{3.2, 1, 4, 1, 1}.WaitQuantile(0.99), NewMMc(3.2, 1, 4).WaitQuantile(0.99), 1e-9)
	near(t, "M/M/4 tail", GGc{3.2, 1, 4, 1, 1}.WaitAbove(2), NewMMc(3.2, 1, 4).WaitAbove(2), 1e-9)
	near(t, "D/M/1", GGc{0.8, 1, 1, 0, 1}.MeanWait(), NewDM1(1.25, 1).MeanWait(), 0.01)
	near(t, "D/D/3", GGc{2, 1, 3, 0, 0}.MeanResponse(), 1, 0)
	near(t, "nobody waits at D/D/3", GGc{2, 1, 3, 0, 0}.WaitAbove(0), 0, 0)
	near(t, "low quantile", GGc{2, 1, 3, 1, 1}.WaitQuantile(0.1), 0, 0)

	_, simulated := lindley(3_000_000, stats.Law{Kind: stats.Erlang, A: 1.25, B: 2}, stats.Law{Kind: stats.Gamma, A: 1, B: 1.5})
	near(t, "E2/G/1", GGc{0.8, 1, 1, 0.5, 2.25}.MeanWait(), simulated, 0.1)
	for _, rho := range []float64{0.3, 0.8, 0.99} {
		if k := Kingman(rho, 4, 0.5, 1); k > KingmanBound(rho, 4, 0.5, 1) {
			t.Errorf("Kingman's approximation %g exceeds his bound at %g", k, rho)
		}
	}
}

func TestSeveralGeneralServersMeetASimulatedLine(t *testing.T) {
	for _, tt := range []struct {
		gap, service stats.Law
	}{
		{stats.Law{Kind: stats.Exponential, A: 1 / 3.2}, stats.Law{Kind: stats.Const, A: 1}},
		{stats.Law{Kind: stats.Const, A: 1 / 3.2}, stats.Law{Kind: stats.Exponential, A: 1}},
		{stats.Law{Kind: stats.Hyperexp, A: 1 / 3.2, B: 2}, stats.Law{Kind: stats.Erlang, A: 1, B: 2}},
		{stats.Law{Kind: stats.Exponential, A: 1 / 3.2}, stats.Law{Kind: stats.Gamma, A: 1, B: 2}},
	} {
		r := stats.NewStream(2, 0, tt.gap.String(), tt.service.String())
		g, s := tt.gap.Compile(), tt.service.Compile()
		var free [4]float64 // when each server is
		now, waits := 0.0, 0.0
		const n = 1_000_000
		for range n {
			now += g.Draw(&r)
			first := 0
			for i := range free {
				if free[i] < free[first] {
					first = i
				}
			}
			start := max(now, free[first])
			waits += start - now
			free[first] = start + s.Draw(&r)
		}
		q := GGc{3.2, 1, 4, tt.gap.SCV(), tt.service.SCV()}
		near(t, tt.gap.String()+" "+tt.service.String(), q.MeanWait(), waits/n, pick(q.ArrivalSCV > 1, 0.3, 0.15))
	}
}

func TestStreamsSplitAndMerge(t *testing.T) {
	near(t, "Poisson stays Poisson", SplitSCV(1, 0.3), 1, 1e-15)
	near(t, "thin streams are Poisson", SplitSCV(4, 1e-9), 1, 1e-8)
	near(t, "merging nothing", MergeSCV(nil, nil), 1, 0)
	near(t, "merging by rate", MergeSCV([]float64{3, 1}, []float64{1, 5}), 2, 1e-15)
	near(t, "M/M/c departs as it came (Burke)", GGc{0.7, 1, 1, 1, 1}.DepartureSCV(), 1, 1e-15)
	near(t, "a busy server departs as it serves", GGc{1, 1, 1, 3, 0.5}.DepartureSCV(), 0.5, 1e-12)
}

func TestPriorityKeepsTheWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		classes := make([]Class, rapid.IntRange(1, 4).Draw(t, "classes"))
		rho, residual := 0.0, 0.0
		for i := range classes {
			mean := rapid.Float64Range(0.1, 3).Draw(t, "mean")
			share := rapid.Float64Range(0.01, 0.24).Draw(t, "share")
			scv := rapid.Float64Range(0, 5).Draw(t, "scv")
			classes[i] = Class{share / mean, mean, scv}
			rho += share
			residual += share * mean * (1 + scv) / 2
		}
		// Kleinrock's conservation law, 1965.
		sum := 0.0
		waits := NonPreemptiveWaits(classes)
		for i, w := range waits {
			sum += classes[i].Lambda * classes[i].Mean * w
			if i > 0 && w < waits[i-1] {
				t.Errorf("class %d waits %g, the one above it %g", i, w, waits[i-1])
			}
		}
		near(t, "work in line", sum, rho*residual/(1-rho), 1e-9)

		first := MG1{Lambda: classes[0].Lambda, Mean: classes[0].Mean, SCV: classes[0].SCV}
		near(t, "the first class, never held up", PreemptiveResponses(classes)[0], first.MeanResponse(), 1e-12)
	})
}

func TestPriorityAtManyServersMeetsCobhamAtOne(t *testing.T) {
	many := PriorityMMcWaits([]float64{0.3, 0.5}, 1, 1)
	one := NonPreemptiveWaits([]Class{{0.3, 1, 1}, {0.5, 1, 1}})
	near(t, "high", many[0], one[0], 1e-12)
	near(t, "low", many[1], one[1], 1e-12)
	near(t, "one class is M/M/c", PriorityMMcWaits([]float64{3}, 1, 4)[0], NewMMc(3, 1, 4).MeanWait(), 1e-12)
	over := PreemptiveMMcResponses([]float64{0.3, 0, 0.5, 0.9}, 1, 1)
	resumed := PreemptiveResponses([]Class{{0.3, 1, 1}, {0.5, 1, 1}})
	near(t, "high, interrupting", over[0], resumed[0], 1e-12)
	near(t, "low, interrupted", over[2], resumed[1], 1e-12)
	near(t, "a class without members", over[1], 0, 0)
	near(t, "a class that does not fit", over[3], math.Inf(1), 0)
	// A low class beyond capacity keeps the server busy all the time: the
	// high class meets a service under way with probability 1.
	near(t, "high over an endless low", NonPreemptiveWaits([]Class{{0.5, 1, 1}, {9, 1, 1}})[0], 1/0.5, 1e-12)
}

func TestInfiniteServersHoldAPoissonNumber(t *testing.T) {
	q := MGInf{20, 0.5}
	near(t, "mean", q.MeanInSystem(), 10, 0)
	near(t, "P(N > 15)", q.Above(15), 0.048740403306040, 1e-10) // Poisson tables
	near(t, "P(N > -1)", q.Above(-1), 1, 0)
	for _, p := range []float64{0.01, 0.5, 0.99, 0.999999} {
		n := q.Quantile(p)
		if q.Above(n) > 1-p || n > 0 && q.Above(n-1) <= 1-p {
			t.Errorf("quantile %g = %d, with %g above it and %g above the one before", p, n, q.Above(n), q.Above(n-1))
		}
	}
}

func TestRepairmanMeetsLittle(t *testing.T) {
	// As many failures as repairs: working/MTTF = repaired/MTTR.
	r := Repairman{10, 2, 100, 7}
	failures, repairs := 0.0, 0.0
	for k, p := range r.Down() {
		failures += p * float64(10-k) / 100
		repairs += p * float64(min(k, 2)) / 7
	}
	near(t, "failures", failures, repairs, 1e-12)
	if few, many := r.Availability(9), (Repairman{10, 10, 100, 7}).Availability(9); few >= many {
		t.Errorf("two crews give %g, ten %g", few, many)
	}
}
