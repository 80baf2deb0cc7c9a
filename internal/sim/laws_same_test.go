package sim

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/stats"
)

// What must not change what a design does, held for generated designs: other
// names, another unit of time, and a Poisson stream that comes as two. All draw
// other numbers, so they are compared by runs with several seeds.
const (
	sameRuns = 6
	sameFor  = 0.2 // seconds
)

// someChecks is how many designs are tried unless -rapid.checks says another
// number: each is a dozen runs.
const someChecks = 25

// checkSome holds a property for fewer generated values than rapid usually does.
func checkSome(t *testing.T, property func(*rapid.T)) {
	checks := flag.Lookup("rapid.checks")
	if checks.Value.String() != checks.DefValue {
		rapid.Check(t, property)
		return
	}
	if err := checks.Value.Set(strconv.Itoa(someChecks)); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = checks.Value.Set(checks.DefValue) }()
	rapid.Check(t, property)
}

// sightings are the means of what flows did over some runs.
type sightings map[string]*stats.Accumulator

// observe runs a design with several seeds; times is the factor on all times. A
// flow and its other half count as one.
func observe(t *rapid.T, text string, times float64) sightings {
	p, problems := Compile(loaded(t, text), Options{For: sameFor * times})
	if p == nil {
		t.Fatalf("it does not compile: %+v\n%s", problems, text)
	}
	out := sightings{}
	add := func(what string, v float64) {
		if out[what] == nil {
			out[what] = &stats.Accumulator{}
		}
		out[what].Add(v)
	}
	for seed := range uint64(sameRuns) {
		r, err := Run(context.Background(), p, RunOptions{Seed: seed + 1, MaxEvents: 30_000})
		if err != nil {
			t.Fatal(err)
		}
		for name, f := range r.Flows {
			offered, ok := f.Counts.Offered, f.Counts.OK
			half := r.Flows["other-"+name]
			if half != nil {
				offered, ok = offered+half.Counts.Offered, ok+half.Counts.OK
			}
			add(name+" offered", float64(offered))
			add(name+" ok", float64(ok))
			if f.Latency.Mean.Known() {
				add(name+" latency", f.Latency.Mean.Value/times)
			}
		}
	}
	return out
}

// same tells two observations apart that differ by more than chance: by six
// standard errors (ten of a latency, which has few answers and a long tail), and
// by more than a fifth and a few requests beyond that.
func same(t *rapid.T, a, b sightings, what, text string) {
	for name, x := range a {
		y := b[name]
		if y == nil || x.Count() < sameRuns || y.Count() < sameRuns {
			continue // too few runs had an answer
		}
		errors, more := 6.0, 3.0
		if strings.HasSuffix(name, " latency") {
			errors, more = 10, 0
		}
		chance := errors*math.Sqrt((x.Variance()+y.Variance())/sameRuns) + 0.2*math.Min(x.Mean(), y.Mean()) + more
		if diff := math.Abs(x.Mean() - y.Mean()); diff > chance {
			t.Fatalf("%s changes %s from %g to %g, by chance at most %g\n%s", what, name, x.Mean(), y.Mean(), chance, text)
		}
	}
}

// TestNamesDoNotMatter gives components of generated designs other names, and
// so other streams of random numbers.
func TestNamesDoNotMatter(t *testing.T) {
	words := regexp.MustCompile(`(^|[^-\w])(a|b|c|web|store|fn|gate|worker|log)\b`)
	checkSome(t, func(t *rapid.T) {
		text := anyDesign(t)
		other := words.ReplaceAllString(regexp.MustCompile(`kind: worker`).ReplaceAllString(text, "kind: WORKER"), "${1}z$2")
		other = regexp.MustCompile(`kind: WORKER`).ReplaceAllString(other, "kind: worker")
		same(t, observe(t, text, 1), observe(t, other, 1), "renaming", text)
	})
}

// TestTheUnitOfTimeDoesNotMatter makes all times of generated designs four times
// as long, and all rates a quarter. Rate limits are left out: their windows and
// bursts are those of a second, whatever the rate.
func TestTheUnitOfTimeDoesNotMatter(t *testing.T) {
	const times = 4
	limits := regexp.MustCompile(`, rate-limit: \{[^}]*\}`)
	amount := regexp.MustCompile(`(\d+(?:\.\d+)?)(ms|s|/s|k/s|Mbit/s)\b`)
	checkSome(t, func(t *rapid.T) {
		text := limits.ReplaceAllString(anyDesign(t), "")
		slower := amount.ReplaceAllStringFunc(text, func(m string) string {
			parts := amount.FindStringSubmatch(m)
			v, err := strconv.ParseFloat(parts[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			if parts[2] == "ms" || parts[2] == "s" {
				return fmt.Sprintf("%g%s", v*times, parts[2])
			}
			return fmt.Sprintf("%g%s", v/times, parts[2])
		})
		same(t, observe(t, text, 1), observe(t, slower, times), "slower time", text)
	})
}

// TestAStreamInTwoHalvesIsTheSame has each of two flows with half the rate do
// what one did. Rate limits of an endpoint are those of one flow, and left out.
func TestAStreamInTwoHalvesIsTheSame(t *testing.T) {
	limits := regexp.MustCompile(`, rate-limit: \{[^}]*\}`)
	flow := regexp.MustCompile(`(?s)(  )(one:\n    by: person\n    rate: )(\d+)(/s.*?)(  two:\n)`)
	checkSome(t, func(t *rapid.T) {
		text := limits.ReplaceAllString(anyDesign(t), "")
		parts := flow.FindStringSubmatch(text)
		rate, err := strconv.Atoi(parts[3])
		if err != nil {
			t.Fatal(err)
		}
		half := fmt.Sprintf("%s%d%s", parts[2], rate/2, parts[4])
		halves := flow.ReplaceAllLiteralString(text, "  "+half+"  other-"+half+parts[5])
		same(t, observe(t, text, 1), observe(t, halves, 1), "two halves", text)
	})
}

// TestWhatDoesNothingChangesNoByte adds a component that nobody calls and a
// fault that never strikes to generated designs.
func TestWhatDoesNothingChangesNoByte(t *testing.T) {
	checkSome(t, func(t *rapid.T) {
		text, seed := anyDesign(t), rapid.Uint64().Draw(t, "seed")
		never := rapid.SampledFrom([]string{"errors: a, rate: 0%", "errors: store, rate: 0%", "loss: all, rate: 0%", "loss: a.b, rate: 0%"}).Draw(t, "never")
		run := func(text string) string {
			d := loaded(t, text+"failures: {f: {inject: {"+never+", at: 100ms, for: 200ms}}}\n")
			o := Options{For: sameFor * 2}
			if strings.Contains(text, "idle-hands") {
				o.Faults = d.Failures.Get("f").Inject
			}
			p, problems := Compile(d, o)
			if p == nil {
				t.Fatalf("it does not compile: %+v\n%s", problems, text)
			}
			r, err := Run(context.Background(), p, RunOptions{Seed: seed})
			if err != nil {
				t.Fatal(err)
			}
			delete(r.Components, "idle-hands")
			r.Events = 0 // the fault's own beginning and end
			out, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			return string(out)
		}
		with := strings.Replace(text, "components:\n", "components:\n  idle-hands: {kind: service, replicas: 3, cores: 1, work: lognormal(3ms cv=2)}\n", 1)
		if a, b := run(text), run(with); a != b {
			t.Fatalf("what does nothing (%s) changes the result\n%s\n%s\n%s", never, a, b, text)
		}
	})
}
