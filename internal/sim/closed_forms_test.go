package sim

import (
	"fmt"
	"math"
	"testing"

	"github.com/loadpath/loadpath/internal/queueing"
)

// closedForm is a design whose numbers are known exactly.
type closedForm struct {
	name, design string
	facts        []fact
}

type fact struct {
	name string
	of   func(*Result) Number
	want float64
}

// held runs each design until its numbers are known to 3% and holds them within
// their intervals, and those to be of use.
func held(t *testing.T, forms []closedForm) {
	t.Helper()
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			r := simulate(t, f.design, Options{}, RunOptions{Seed: 1, Precision: 0.03, MaxEvents: 3e6})
			for _, q := range f.facts {
				n := q.of(r)
				if !within(n, q.want) {
					t.Errorf("%s: %.6g [%.6g .. %.6g], want %.6g", q.name, n.Value, n.Low, n.High, q.want)
				}
				if n.High-n.Low > 0.3*q.want {
					t.Errorf("%s: %.6g [%.6g .. %.6g] says little of %.6g", q.name, n.Value, n.Low, n.High, q.want)
				}
			}
		})
	}
}

// What a fact may be about: the station s, the flow ask.
func waits(want float64) fact {
	return fact{"mean wait", func(r *Result) Number { return r.Components["s"].Wait.Mean }, want}
}

func responds(want float64) fact { return fact{"mean response", flowMean("ask"), want} }

func respondsAtP99(want float64) fact {
	return fact{"p99", func(r *Result) Number { return r.Flows["ask"].Latency.P99 }, want}
}

func uses(want float64) fact {
	return fact{"utilisation", func(r *Result) Number { return r.Components["s"].Utilization }, want}
}

func queues(want float64) fact {
	return fact{"queue length", func(r *Result) Number { return r.Components["s"].QueueLength }, want}
}

func holdsInside(want float64) fact {
	return fact{"in flight", func(r *Result) Number { return r.Components["s"].InFlight }, want}
}

func fails(want float64) fact { return fact{"share that fails", failures, want} }

// asked is a design of one station and one flow.
func asked(load, station string) string {
	return "components: {s: {kind: service, " + station + "}}\nflows: {ask: {" + load + ", steps: [{call: s}]}}\n"
}

// TestEveryLawOfServiceWaitsByPollaczekAndKhinchine holds M/G/1 for each law of
// the language with its squared coefficient of variation, and the same station
// with shared cores, whose mean response does not ask for the law.
func TestEveryLawOfServiceWaitsByPollaczekAndKhinchine(t *testing.T) {
	const cut = 0.28759997 // of normal(10 sd=10) at 0: phi(1)/Phi(1)
	var forms []closedForm
	for _, l := range []struct {
		law       string
		mean, scv float64
		heavy     bool // its tail is so heavy that only sharing is held
	}{
		{"const(10ms)", 0.01, 0, false},
		{"exp(10ms)", 0.01, 1, false},
		{"uniform(5ms..15ms)", 0.01, 1.0 / 12, false},
		{"normal(10ms sd=2ms)", 0.01, 0.04, false},
		{"normal(10ms sd=10ms)", 0.01 * (1 + cut), (1 - cut - cut*cut) / ((1 + cut) * (1 + cut)), false},
		{"lognormal(10ms cv=1.5)", 0.01, 2.25, false},
		{"gamma(10ms cv=0.5)", 0.01, 0.25, false},
		{"gamma(10ms cv=2)", 0.01, 4, false},
		{"erlang(10ms k=4)", 0.01, 0.25, false},
		{"hyperexp(10ms cv=2)", 0.01, 4, false},
		{"pareto(10ms alpha=3.5)", 0.01, 1 / (3.5 * 1.5), false},
		{"pareto(10ms alpha=2.2)", 0.01, 1 / (2.2 * 0.2), true},
	} {
		const lambda = 60.0
		load := fmt.Sprintf("rate: %g/s", lambda)
		rho := lambda * l.mean
		wait := rho * l.mean * (1 + l.scv) / (2 * (1 - rho))
		if !l.heavy {
			forms = append(forms,
				closedForm{l.law, asked(load, "slots: 1, work: "+l.law), []fact{waits(wait), queues(lambda * wait), uses(rho), responds(wait + l.mean)}},
				closedForm{l.law + ", last in first out", asked(load, "cores: 1, discipline: lifo, work: "+l.law), []fact{waits(wait)}})
		}
		forms = append(forms, closedForm{l.law + ", shared", asked(load, "cores: 1, discipline: processor-sharing, work: "+l.law), []fact{responds(l.mean / (1 - rho)), uses(rho)}})
	}
	// The sum of geometrically many exponentials, none with chance 1/2: E[N] = 1,
	// Var[N] = 2.
	forms = append(forms, closedForm{"geometric(1) times exp(10ms)",
		"components: {s: {kind: service, slots: 1}}\nflows: {ask: {rate: 60/s, steps: [{call: s, steps: [{repeat: geometric(1), steps: [{work: 10ms}]}]}]}}\n",
		[]fact{waits(60 * 4e-4 / (2 * 0.4)), uses(0.6)}})
	held(t, forms)
}

// TestEveryLawOfArrivals holds GI/M/1, whose response is exponential.
func TestEveryLawOfArrivals(t *testing.T) {
	const lambda, mu = 70.0, 100.0
	// Two phases with balanced means: cv = 2, so p = (1 + sqrt(3/5))/2.
	p := (1 + math.Sqrt(3.0/5)) / 2
	bursty := queueing.NewGIM1(1/lambda, mu, func(s float64) float64 {
		return p*(2*p*lambda)/(2*p*lambda+s) + (1-p)*(2*(1-p)*lambda)/(2*(1-p)*lambda+s)
	})
	form := func(load string, q queueing.GIM1) closedForm {
		return closedForm{load, asked(load, "slots: 1, work: 10ms"), []fact{
			waits(q.MeanWait()), responds(q.MeanResponse()), respondsAtP99(q.MeanResponse() * math.Log(100)), uses(0.7)}}
	}
	held(t, []closedForm{form("arrivals: const(70/s)", queueing.NewDM1(1/lambda, mu)), form("arrivals: bursty(70/s cv=2)", bursty)})
}

// TestQuantilesOfALawAreThoseOfItsDraws has unlimited servers.
func TestQuantilesOfALawAreThoseOfItsDraws(t *testing.T) {
	of := func(name string, get func(*Latency) Number, want float64) fact {
		return fact{name, func(r *Result) Number { return get(&r.Flows["ask"].Latency) }, want}
	}
	held(t, []closedForm{
		{"quantiles", asked("rate: 100/s", "work: quantiles(p50=2ms p90=5ms p99=20ms)"), []fact{
			of("p50", func(l *Latency) Number { return l.P50 }, 0.002),
			of("p90", func(l *Latency) Number { return l.P90 }, 0.005),
			of("p99", func(l *Latency) Number { return l.P99 }, 0.02)}},
		// Infinitely many servers hold a Poisson number, whatever the law.
		{"M/G/inf", asked("rate: 200/s", "work: lognormal(50ms cv=2)"), []fact{responds(0.05), holdsInside(10)}},
	})
}

// TestWhoGivesUpWaiting holds M/M/1 whose customers leave the queue after a
// patience: exponential (a birth-death chain) and constant (Barrer 1957, by the
// virtual wait).
func TestWhoGivesUpWaiting(t *testing.T) {
	const lambda, mu = 90.0, 100.0
	chain := func(theta float64) (lost, length float64) {
		sum, p := 1.0, 1.0
		for n := 1.0; n < 500; n++ {
			p *= lambda / (mu + (n-1)*theta)
			sum, lost, length = sum+p, lost+(n-1)*theta*p/lambda, length+(n-1)*p
		}
		return lost / sum, length / sum
	}
	constant := func(tau float64) float64 {
		ahead := (1 - math.Exp(-(mu-lambda)*tau)) / (mu - lambda)
		tail := math.Exp(-(mu - lambda) * tau)
		idle := 1 / (1 + lambda*ahead + lambda/mu*tail)
		return idle * lambda / mu * tail
	}
	lost, length := chain(1 / 0.05)
	held(t, []closedForm{
		{"exponential patience", asked("rate: 90/s", "slots: 1, work: 10ms, max-wait: exp(50ms)"), []fact{fails(lost), queues(length), uses(0.9 * (1 - lost))}},
		{"constant patience", asked("rate: 90/s", "slots: 1, work: 10ms, max-wait: 50ms"), []fact{fails(constant(0.05)), uses(0.9 * (1 - constant(0.05)))}},
	})
}

// TestClosedUsersMeetEngsetAndTheRepairman: N users who think, with lost calls
// and with waiting ones.
func TestClosedUsersMeetEngsetAndTheRepairman(t *testing.T) {
	const users, servers, a = 10, 3, 0.5 // a is service over thought
	sum, last, term := 0.0, 0.0, 1.0
	for k := 0; k <= servers; k++ { // seen by one of the others
		sum, last = sum+term, term
		term *= float64(users-1-k) / float64(k+1) * a
	}
	idle, way := 1.0, 1.0
	for k := 1; k <= users; k++ {
		way *= float64(users-k+1) * 0.1
		idle += way
	}
	busy := 1 - 1/idle
	held(t, []closedForm{
		{"Engset", asked("users: 10, think: exp(20ms)", "slots: 3, queue: 0, work: 10ms"), []fact{fails(last / sum)}},
		{"repairman", asked("users: 10, think: exp(100ms)", "slots: 1, work: 10ms"), []fact{uses(busy), responds(users/(busy*100) - 0.1)}},
	})
}

// TestASlotIsHeldThroughWorkAndWait: requests share one core, then wait 20 ms,
// and hold one of four slots all along; who finds none is lost. That is a
// network of product form with at most four inside: Jackson 1963.
func TestASlotIsHeldThroughWorkAndWait(t *testing.T) {
	const lambda, work, wait, slots = 80.0, 0.01, 0.02, 4
	sum, full, core := 0.0, 0.0, 0.0
	for n := 0; n <= slots; n++ {
		for m := 0; n+m <= slots; m++ {
			p := math.Pow(lambda*work, float64(n)) * math.Pow(lambda*wait, float64(m)) / math.Gamma(float64(m+1))
			sum += p
			if n+m == slots {
				full += p
			}
			if n > 0 {
				core += p
			}
		}
	}
	held(t, []closedForm{{"loss network",
		"components: {s: {kind: service, slots: 4, cores: 1, queue: 0}}\nflows: {ask: {rate: 80/s, steps: [{call: s, work: 10ms, steps: [{wait: exp(20ms)}]}]}}\n",
		[]fact{fails(full / sum), uses(core / sum)}}})
}
