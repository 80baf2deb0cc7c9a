package sim

import (
	"fmt"
	"math"
	"testing"
)

// TestEachPartitionIsAQueueOfItsOwn holds a stream that is ordered by key to
// one M/M/1 queue for each partition, and a queue that is ordered by key to one
// for each key. Splitting a Poisson stream at random gives Poisson streams.
func TestEachPartitionIsAQueueOfItsOwn(t *testing.T) {
	for _, tt := range []struct{ name, box, keys string }{
		{"partitions of many keys", "{kind: stream, partitions: 4, ordered-by: id}", "uniform(1M)"},
		{"keys of their own", "{kind: queue, ordered-by: id}", "uniform(4)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := simulate(t, "data: {thing: {fields: {id: string}, keys: "+tt.keys+"}}\ncomponents: {box: "+tt.box+", hand: {kind: worker}}\nflows:\n  put: {rate: 3.2/s, steps: [{publish: box}]}\n  take: {by: hand, consumes: box, steps: [{work: 1s}]}\n",
				Options{For: 50_000}, RunOptions{Seed: 1})
			if wait := r.Components["box"].Wait.Mean; !holds(wait, 4, 0.2) {
				t.Errorf("messages wait %+v, want 4 as in M/M/1 at 0.8", wait)
			}
		})
	}
}

// TestWithoutKeysPartitionsTakeTurns gives each of n partitions every nth
// message, so that constant arrivals just below its capacity never wait.
func TestWithoutKeysPartitionsTakeTurns(t *testing.T) {
	r := simulate(t, "components: {box: {kind: stream, partitions: 4}, hand: {kind: worker}}\nflows:\n  put: {arrivals: const(4/s), steps: [{publish: box}]}\n  take: {by: hand, consumes: box, steps: [{work: const(0.999s)}]}\n", Options{For: 100}, RunOptions{})
	if wait := r.Components["box"].Wait; wait.Mean.Value != 0 || wait.Delayed.Value != 0 {
		t.Errorf("messages wait %g s on average, want none", wait.Mean.Value)
	}
}

// TestOnlyOneMessageOfAKeyIsInProgress looks into a running world.
func TestOnlyOneMessageOfAKeyIsInProgress(t *testing.T) {
	const text = `data: {thing: {fields: {id: string}, keys: zipf(50 s=1)}}
components: {box: {kind: queue, ordered-by: id, visibility: 80ms, max-deliveries: 4}, hand: {kind: worker, slots: 20}}
flows:
  put: {rate: 300/s, steps: [{publish: box}]}
  take: {by: hand, consumes: box, batch: 3, steps: [{work: 20ms}, {fail: 10%}]}
`
	w := newWorld(design(t, text, Options{}), 1, 0)
	for w.events < 20_000 {
		w.step()
		busy := map[uint64]uint32{}
		for i := range w.runs {
			r := &w.runs[i]
			if r.state != runWorks && r.state != failedRun {
				continue
			}
			for k := r.first; k != 0; k = w.messages[k].peer {
				key := w.messages[k].key
				if other, twice := busy[key]; twice && other != uint32(i) {
					t.Fatalf("at %d two runs hold messages of key %d", w.now, key)
				}
				busy[key] = uint32(i)
			}
		}
	}
	if err := w.check(); err != nil {
		t.Error(err)
	}
}

// TestABatchServesAllWhoWaitUpToItsSize holds a worker that takes up to b
// messages at once to M/M^[b]/1: with r the root in (0,1) of
// mu r^(b+1) - (lambda+mu) r + lambda, the number waiting while it works is
// geometric. Gross, Shortle, Thompson, Harris, 4th edition 2008, §3.2.1.
func TestABatchServesAllWhoWaitUpToItsSize(t *testing.T) {
	const lambda, mu, b = 5.0, 1.0, 8.0
	r := 0.5
	for range 200 { // r = (lambda + mu r^(b+1)) / (lambda + mu) contracts
		r = (lambda + mu*math.Pow(r, b+1)) / (lambda + mu)
	}
	c := 1 / (1/(1-r) + mu/lambda)
	want := c * r / ((1 - r) * (1 - r)) / lambda
	res := simulate(t, "components: {box: {kind: queue}, hand: {kind: worker, slots: 1}}\nflows:\n  put: {rate: 5/s, steps: [{publish: box}]}\n  take: {by: hand, consumes: box, batch: 8, steps: [{work: 1s}]}\n", Options{For: 20_000}, RunOptions{Seed: 1})
	if wait := res.Components["box"].Wait.Mean; !holds(wait, want, 0.03*want) {
		t.Errorf("messages wait %+v, want %g", wait, want)
	}
}

// TestAMessageThatIsWorkedOnForTooLongIsGivenAgain lets work, exponential of
// mean 1 s, race a visibility of 1 s with idle consumers. A delivery is in time
// with probability 1-1/e, and otherwise the message is taken again at once.
func TestAMessageThatIsWorkedOnForTooLongIsGivenAgain(t *testing.T) {
	const text = `requirements: {quality: {once: {data: thing, duplicates: 50%}}}
data: {thing: {fields: {id: string}}}
components: {box: {kind: queue, visibility: 1s, stores: [thing]}, hand: {kind: worker}}
flows:
  put: {rate: 100/s, steps: [{publish: box}]}
  take: {by: hand, consumes: box, steps: [{work: 1s}]}
`
	r := simulate(t, text, Options{For: 1000}, RunOptions{Seed: 1})
	extra := 1/(1-math.Exp(-1)) - 1 // geometric: deliveries beyond the first
	m := r.Components["box"].Messages
	if !holds(m.Duplicates, extra, 0.02) {
		t.Errorf("duplicates are %+v, want %g", m.Duplicates, extra)
	}
	if !holds(m.Acknowledged, 100, 2) || !holds(m.Delivered, 100*(1+extra), 3) {
		t.Errorf("%+v acknowledged and %+v delivered a second, want 100 and %g", m.Acknowledged, m.Delivered, 100*(1+extra))
	}
	if q := r.Requirements[0]; q.Verdict != Broken || q.Value != m.Duplicates {
		t.Errorf("the limit of 50%% is judged %+v, want broken", q)
	}
}

// TestALateAcknowledgementCountsWhileNobodyHasTheMessage has one slot, so that
// a message which is visible again waits for it; the late one ends it there.
func TestALateAcknowledgementCountsWhileNobodyHasTheMessage(t *testing.T) {
	r := simulate(t, "components: {box: {kind: queue, visibility: 1s}, hand: {kind: worker, slots: 1}}\nflows:\n  put: {arrivals: const(0.25/s), steps: [{publish: box}]}\n  take: {by: hand, consumes: box, steps: [{work: const(2s)}]}\n", Options{For: 41}, RunOptions{})
	m := r.Components["box"].Messages
	if got := offered(r, "take"); got != 10 || m.Duplicates.Value != 0 || m.Redelivered.Value != 0 {
		t.Errorf("%d runs and %g duplicates for ten messages, want 10 and none", got, m.Duplicates.Value)
	}
	// Nine wait a second in the queue after they became visible again, the last
	// after the end.
	if got, want := r.Components["box"].QueueLength.Value, 9.0/41; math.Abs(got-want) > 1e-9 {
		t.Errorf("the queue holds %g on average, want %g", got, want)
	}
}

// TestFailedMessagesReturnWhenTheirVisibilityEnds counts from the delivery, not
// from the failure.
func TestFailedMessagesReturnWhenTheirVisibilityEnds(t *testing.T) {
	r := simulate(t, "components: {box: {kind: queue, visibility: 3s, max-deliveries: 3, dead-letter: grave}, grave: {kind: queue}, hand: {kind: worker}}\nflows:\n  put: {arrivals: const(1/s), steps: [{publish: box}]}\n  take: {by: hand, consumes: box, steps: [{wait: 1s}, {fail: 100%}]}\n  mourn: {by: hand, consumes: grave, steps: [{wait: 1s}]}\n", Options{For: 1.5}, RunOptions{})
	// Delivered at 1, 4 and 7 s; buried at 10 s, mourned until 11 s.
	if got := r.Flows["mourn"].Latency.Max.Value; math.Abs(got-10) > 1e-9 {
		t.Errorf("its end is mourned %g s after it was published, want 10", got)
	}
	if got := r.Components["grave"].Arrivals; r.Components["box"].Messages.Delivered.Value != 3*got.Value {
		t.Errorf("%g deliveries and %g dead letters a second, want three to one", r.Components["box"].Messages.Delivered.Value, got.Value)
	}
}

func TestOrderSurvivesAFailure(t *testing.T) {
	const text = `data: {thing: {fields: {id: string}, keys: uniform(1)}}
components: {box: {kind: queue, ordered-by: id%s, max-deliveries: 50}, hand: {kind: worker}}
flows:
  put: {arrivals: const(10/s), steps: [{publish: box}]}
  take: {by: hand, consumes: box, batch: 2, steps: [{work: const(30ms)}, {fail: 50%%}]}
`
	for _, visibility := range []string{"", ", visibility: 40ms"} {
		w := newWorld(design(t, fmt.Sprintf(text, visibility), Options{}), 3, 0)
		last := int64(-1)
		for w.events < 5000 {
			w.step()
			for i := range w.runs {
				if r := &w.runs[i]; r.state == runWorks {
					first := w.messages[r.first].at
					if first < last {
						t.Fatalf("a message of %d is worked on after one of %d", first, last)
					}
					last = first
				}
			}
		}
	}
}

// TestMessagesLeaveWhenTheyHaveBeenKept lets nobody take them.
func TestMessagesLeaveWhenTheyHaveBeenKept(t *testing.T) {
	r := simulate(t, "components: {box: {kind: stream, partitions: 3, keep: 2s}, hand: {kind: worker, slots: 1}}\nflows:\n  put: {arrivals: const(10/s), steps: [{publish: box}]}\n  take: {by: hand, consumes: box, steps: [{wait: 1000s}]}\n", Options{For: 100.05}, RunOptions{Timeline: true})
	if got := r.Timeline[50].Components["box"].QueueLength; math.Abs(got-20) > 1e-9 {
		t.Errorf("%g messages wait, want the last two seconds of 10/s", got)
	}
	if got := r.Components["box"].Messages.Dropped.Value; math.Abs(got-(1000-1)/100.05) > 1e-9 {
		t.Errorf("%g/s are dropped, want all but the one that is worked on", got)
	}
}

// TestAFullQueueThatBlocksHoldsItsPublishers has a worker of one second behind
// a queue of two: each publisher waits with its slot until there is room.
func TestAFullQueueThatBlocksHoldsItsPublishers(t *testing.T) {
	const text = `components: {api: {kind: service, slots: 1}, box: {kind: queue, max-length: 2, when-full: block}, hand: {kind: worker, slots: 1}}
flows:
  put: {arrivals: const(10/s), steps: [{call: api, steps: [{publish: box%s}]}]}
  take: {by: hand, consumes: box, steps: [{wait: 1s}]}
`
	r := simulate(t, fmt.Sprintf(text, ""), Options{For: 1.05}, RunOptions{})
	// Three are taken in at 0.1, 0.2 and 0.3 s; the next ones go in at 1.1, 2.1,
	// ... when the worker takes one, so the tenth is done publishing at 7.1 s.
	if got := r.Flows["put"].Latency.Max.Value; math.Abs(got-6.1) > 1e-9 || r.Flows["put"].Counts.OK != 10 {
		t.Errorf("the last of %d publishers waits %g s, want 6.1", r.Flows["put"].Counts.OK, got)
	}
	if got := r.Components["box"].Refused.Value; got != 0 {
		t.Errorf("a queue that blocks refuses %g/s", got)
	}
	impatient := simulate(t, fmt.Sprintf(text, ", timeout: 50ms, cancel: true"), Options{For: 1.05}, RunOptions{})
	if got := offered(impatient, "take"); got != 3 || impatient.Flows["put"].Counts.Failed != 7 {
		t.Errorf("%d messages are taken in and %d publishers give up, want 3 and 7", got, impatient.Flows["put"].Counts.Failed)
	}
}

// TestWindowsAreTakenWholeWhenTheyHaveClosed has windows of ten seconds that
// wait two more for late messages.
func TestWindowsAreTakenWholeWhenTheyHaveClosed(t *testing.T) {
	for _, where := range []string{"box: {kind: stream, windows: {every: 10s, late: 2s}}, hand: {kind: worker}", "box: {kind: queue}, hand: {kind: worker, windows: {every: 10s, late: 2s}}"} {
		r := simulate(t, "components: {"+where+"}\nflows:\n  put: {rate: 20/s, steps: [{publish: box}]}\n  take: {by: hand, consumes: box, steps: [{work: const(1s)}]}\n", Options{For: 1000}, RunOptions{Seed: 1})
		if got := offered(r, "take"); got != 99 && got != 100 {
			t.Errorf("%s: %d runs, want one for each of 100 windows", where, got)
		}
		if wait := r.Components["box"].Wait.Mean; !holds(wait, 7, 0.1) {
			t.Errorf("%s: messages wait %+v, want half a window and 2 s", where, wait)
		}
	}
}

// TestBrokersWorkToTakeAndToGive charges the broker for both ends of each
// message: alone and in batches.
func TestBrokersWorkToTakeAndToGive(t *testing.T) {
	for _, consumer := range []string{"by: hand, consumes: box", "consumes: box", "by: hand, consumes: box, batch: 10, linger: 1s"} {
		r := simulate(t, "components: {box: {kind: queue, cores: 2, work: {publish: const(2ms), consume: const(3ms)}}, hand: {kind: worker, slots: 4}}\nflows:\n  put: {arrivals: const(100/s), steps: [{publish: box}]}\n  take: {"+consumer+", steps: [{work: const(1ms)}]}\n", Options{For: 100}, RunOptions{})
		if got := r.Components["box"].Utilization.Value; math.Abs(got-0.25) > 0.001 {
			t.Errorf("%s: the broker is busy %g of the time, want a quarter of two cores", consumer, got)
		}
	}
}
