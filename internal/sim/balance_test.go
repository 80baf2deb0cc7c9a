package sim

import (
	"fmt"
	"math"
	"testing"
)

// hashedReplicas is a component whose callers pick by key.
func hashedReplicas(t *testing.T, n int) (*world, *component, *station) {
	t.Helper()
	p := design(t, fmt.Sprintf("components: {s: {kind: service, replicas: %d, balance: hash(id)}}\nflows: {ask: {rate: 1/s, steps: [{call: s}]}}\n", n), Options{})
	w := newWorld(p, 1, 0)
	return w, &w.comps[0], &w.stations[0]
}

// TestLosingAReplicaMovesOnlyItsKeys takes one of ten replicas away and brings
// it back.
func TestLosingAReplicaMovesOnlyItsKeys(t *testing.T) {
	const n, keys = 10, 50_000
	w, c, st := hashedReplicas(t, n)
	before := make([]int32, keys)
	share := make([]float64, n)
	for key := range before {
		before[key] = w.pickHashed(mix(uint64(key)), st, c)
		share[before[key]]++
	}
	for at, got := range share {
		// Binomial, four standard deviations.
		if math.Abs(got/keys-1.0/n) > 4*math.Sqrt(1.0/n*(1-1.0/n)/keys) {
			t.Errorf("replica %d has %.4f of the keys, want %.4f", at, got/keys, 1.0/n)
		}
	}
	const lost = 3
	w.replicas[lost].active = false
	st.active = append(st.active[:lost:lost], st.active[lost+1:]...)
	taken := make([]float64, n)
	for key, was := range before {
		now := w.pickHashed(mix(uint64(key)), st, c)
		if was != lost && now != was {
			t.Fatalf("key %d moved from replica %d to %d, though only %d was lost", key, was, now, lost)
		}
		if was == lost {
			taken[now]++
		}
	}
	for at, got := range taken {
		if want := share[lost] / (n - 1); at != lost && math.Abs(got-want) > 4*math.Sqrt(want) {
			t.Errorf("replica %d took %g of the %g keys of the lost one, want about %g", at, got, share[lost], want)
		}
	}
	w.replicas[lost].active = true
	st.active = append(st.active, lost)
	for key, was := range before {
		if now := w.pickHashed(mix(uint64(key)), st, c); now != was {
			t.Fatalf("key %d is at replica %d after all are back, and was at %d", key, now, was)
		}
	}
}

// TestFewOfManyPossibleReplicasShareTheKeys has an autoscaler that could start
// a thousand replicas and runs two, then three.
func TestFewOfManyPossibleReplicasShareTheKeys(t *testing.T) {
	const keys = 20_000
	w, c, st := hashedReplicas(t, 1000)
	for _, at := range st.active[2:] {
		w.replicas[at].active = false
	}
	serve := func(n int) (to []int32) {
		st.active = st.active[:n]
		for _, at := range st.active {
			w.replicas[at].active = true
		}
		for key := range keys {
			to = append(to, w.pickHashed(mix(uint64(key)), st, c))
		}
		return to
	}
	two, three := serve(2), serve(3)
	moved := 0.0
	for key := range keys {
		if two[key] != three[key] {
			moved++
			if three[key] != st.active[2] {
				t.Fatalf("key %d moved to replica %d, which is not the new one", key, three[key])
			}
		}
	}
	if math.Abs(moved/keys-1.0/3) > 4*math.Sqrt(2.0/9/keys) {
		t.Errorf("%.4f of the keys moved to the third replica, want a third", moved/keys)
	}
}

// TestRetriesGoToTheReplicaOfTheirKey breaks one of two replicas: its keys fail
// for good, however often they are tried.
func TestRetriesGoToTheReplicaOfTheirKey(t *testing.T) {
	const text = `data: {thing: {fields: {id: string}, keys: uniform(1000)}}
components: {s: {kind: service, replicas: 2, balance: hash(id)}}
links: {default: {retry: {max: 5}}}
flows: {ask: {rate: 1000/s, steps: [{call: s}]}}
failures: {f: {inject: {crash: "s#1"}}}
`
	d := loaded(t, text)
	p, problems := Compile(d, Options{For: 10, Faults: d.Failures.Get("f").Inject})
	if p == nil {
		t.Fatalf("it does not compile: %+v", problems)
	}
	r, err := Run(t.Context(), p, RunOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Flows["ask"].Availability.Value; math.Abs(got-0.5) > 0.05 {
		t.Errorf("%.3f of the requests succeed, want the half whose replica is up", got)
	}
}

// TestStalePickersHerd compares pickers that see the present with some that
// see it every so often. With very old information the least loaded replica
// gets everything, and a random pick is better (Mitzenmacher 2000).
func TestStalePickersHerd(t *testing.T) {
	wait := func(more string) float64 {
		r := simulate(t, "components: {s: {kind: service, replicas: 10, slots: 1, work: 10ms, "+more+"}}\nflows: {ask: {rate: 800/s, steps: [{call: s}]}}\n", Options{For: 100}, RunOptions{Seed: 1})
		return r.Components["s"].Wait.Mean.Value
	}
	fresh, soon, old := wait("balance: least-in-flight"), wait("balance: least-in-flight, stale: 5ms"), wait("balance: least-in-flight, stale: 1s")
	random, twoOld := wait("balance: random"), wait("balance: two-choices, stale: 1s")
	if !(fresh < soon && soon < random && random < twoOld && twoOld < old) {
		t.Errorf("mean waits: fresh %.4g, 5 ms old %.4g, random %.4g, two choices 1 s old %.4g, least 1 s old %.4g; want them to rise", fresh, soon, random, twoOld, old)
	}
}

// TestAHerdSendsEverythingToOneReplica has two replicas of which one was empty
// at the last look: everything goes there until the next.
func TestAHerdSendsEverythingToOneReplica(t *testing.T) {
	p := design(t, "components: {s: {kind: service, replicas: 2, slots: 1, balance: least-in-flight, stale: 1s, work: const(10s)}}\nflows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}\n", Options{})
	w := newWorld(p, 1, 0)
	for w.now < 1_850_000_000 {
		w.step()
	}
	// In the first second both look empty, and ties are drawn. Whoever was
	// emptier at 1 s gets all that follow.
	then := w.stations[0].seen
	now := []int32{w.load(0, &station{}), w.load(1, &station{})}
	emptier := 0
	if then[1] < then[0] {
		emptier = 1
	}
	if then[0] == then[1] || now[1-emptier] != then[1-emptier] || now[emptier] < then[emptier]+9 {
		t.Errorf("the replicas had %v at the look and have %v, want all that came since at the emptier", then, now)
	}
}
