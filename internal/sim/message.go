package sim

// A queue hands each of its messages to one of its consumers; a stream hands
// each message to every consuming flow, so that each is a group of its own.
// This file holds the messages; partition.go keeps their order, delivery.go
// hands them over and takes them back, retention.go bounds how many wait and
// for how long.

// messaging is all that a world knows of messages.
type messaging struct {
	groups      []group
	queueStates []queueState // of each queue
	pulls       [][]uint32   // of each component the groups that it takes messages of
	kept        []int32      // of each component the queue that it is, -1
	messages    []message    // 0 is never used
	freeMessage uint32
	runs        []run // 0 is never used
	freeRuns    uint32
	peers       []uint32 // scratch
	invisible   int      // failed runs whose messages will become visible
}

// group is the messages of a queue that wait for one set of consumers.
type group struct {
	queue     int32
	consumers []consumer
	takers    []taker // of each consumer
	turn      int
	parts     []part
	runnable  laneList // parts that have messages and may hand them out
	n         int      // messages waiting
	windows   windows
	expires   int64 // when the oldest will have been kept for long enough, 0 when nobody watches
	opening   bool  // an event for the next window is on the agenda
}

// taker is where one consumer of a group stands.
type taker struct {
	running int32 // runs in progress
	halted  int32 // faults that keep it from taking messages
}

// message is one published message in one group, in the world's slab.
type message struct {
	at       int64  // when it was published
	since    int64  // since when it waits
	ready    int64  // from when on it may be taken
	key      uint64 // that its runs are about
	next     uint32 // behind it in its part; of a free message the next free one
	peer     uint32 // the next of the same run
	owner    uint32 // run that had it last, 0 for none
	ownerTok uint32
	part     int32
	tries    uint16 // deliveries so far
	keyOf    uint8
	poisoned bool
}

// openGroups makes the groups of all queues.
func (w *world) openGroups() {
	w.messages, w.runs = make([]message, 1), make([]run, 1)
	w.queueStates = make([]queueState, len(w.p.queues))
	w.pulls, w.kept = make([][]uint32, len(w.comps)), make([]int32, len(w.comps))
	for i := range w.kept {
		w.kept[i] = -1
	}
	for q := range w.p.queues {
		s := &w.p.queues[q]
		w.kept[s.component] = int32(q)
		w.queueStates[q].first = uint32(len(w.groups))
		switch {
		case len(s.consumers) == 0 && s.bound == unlimited:
			continue // nobody will ever look
		case !s.broadcast || len(s.consumers) == 0:
			w.addGroup(int32(q), s.consumers)
			w.queueStates[q].groups = 1
			continue
		}
		for i := range s.consumers {
			w.addGroup(int32(q), s.consumers[i:i+1])
		}
		w.queueStates[q].groups = uint32(len(s.consumers))
	}
}

// queueState is what changes about a queue.
type queueState struct {
	first, groups uint32   // its groups
	blocked       []handle // publishers that wait for room
	turn          uint32   // of partitions
	poison        poison
}

func (w *world) addGroup(q int32, consumers []consumer) {
	s := &w.p.queues[q]
	w.stations[s.component].tally.messages = true
	g := group{queue: q, consumers: consumers, takers: make([]taker, len(consumers)), parts: make([]part, s.lanes()), runnable: emptyLanes, windows: s.windows}
	for i := range consumers {
		c := &consumers[i]
		if c.windows.every > 0 {
			g.windows = c.windows
		}
		if c.component >= 0 {
			w.pulls[c.component] = append(w.pulls[c.component], uint32(len(w.groups)))
		}
	}
	w.groups = append(w.groups, g)
}

// groupsOf returns the numbers of a queue's groups: from first, before end.
func (w *world) groupsOf(q int32) (first, end uint32) {
	s := &w.queueStates[q]
	return s.first, s.first + s.groups
}

// publish puts a message into all groups of a queue.
func (w *world) publish(q int32, m message) {
	s := &w.p.queues[q]
	part := w.laneFor(q, &m)
	first, end := w.groupsOf(q)
	for g := first; g < end; g++ {
		k := w.newMessage()
		m.part = part
		m.since, m.ready = w.now, w.now
		w.messages[k] = m
		w.closeWindow(g, k)
		w.putLast(g, k)
		if s.keep > 0 && w.groups[g].expires == 0 {
			w.watchExpiry(g, w.now)
		}
		w.dispatch(g)
	}
}

// newMessage takes a message from the slab.
func (w *world) newMessage() uint32 {
	k := w.freeMessage
	if k == 0 {
		w.messages = append(w.messages, message{})
		return uint32(len(w.messages) - 1)
	}
	w.freeMessage = w.messages[k].next
	return k
}

// forget gives a message back to the slab.
func (w *world) forget(k uint32) {
	w.messages[k] = message{next: w.freeMessage}
	w.freeMessage = k
}

// waitsNow counts a message that begins to wait.
func (w *world) waitsNow(g *group) {
	g.n++
	t := &w.stations[w.p.queues[g.queue].component].tally
	t.queued.up(w.now)
	t.watch(w.now)
}

// waitsNoMore counts a message that is taken, or leaves for another reason.
func (w *world) waitsNoMore(g *group, m *message) {
	g.n--
	t := &w.stations[w.p.queues[g.queue].component].tally
	t.queued.down(w.now)
	t.watch(w.now)
	t.counts.left++
	if w.now > m.since {
		t.counts.delayed++
	}
	t.waits.Record(w.now - m.since)
	t.stays += w.now - m.since
}

// messageCounts are what happened to the messages of a queue since the start.
// A message of a stream counts once for each of its groups.
type messageCounts struct {
	taken    uint64 // deliveries
	again    uint64 // of those, deliveries of a message that had been delivered before
	doubled  uint64 // of those, while or after an earlier delivery was worked on for too long
	done     uint64 // acknowledged
	buried   uint64 // sent to the dead letters
	givenUp  uint64 // failed, and not given again
	pushed   uint64 // pushed out of a full queue
	outdated uint64 // kept for too long
}

func (c messageCounts) minus(o *messageCounts) messageCounts {
	return messageCounts{c.taken - o.taken, c.again - o.again, c.doubled - o.doubled, c.done - o.done, c.buried - o.buried, c.givenUp - o.givenUp, c.pushed - o.pushed, c.outdated - o.outdated}
}

func (c *messageCounts) add(o *messageCounts) {
	c.taken += o.taken
	c.again += o.again
	c.doubled += o.doubled
	c.done += o.done
	c.buried += o.buried
	c.givenUp += o.givenUp
	c.pushed += o.pushed
	c.outdated += o.outdated
}

// countsOf returns the message counts of a group's queue.
func (w *world) countsOf(g *group) *messageCounts {
	return &w.stations[w.p.queues[g.queue].component].tally.counts.messages
}

// messagesRest tells whether nothing will happen to any message any more: none
// will become visible, and those that wait have nobody who could take them.
func (w *world) messagesRest() bool {
	for g := range w.groups {
		if w.groups[g].n > 0 && w.freeConsumer(&w.groups[g]) >= 0 {
			return false
		}
	}
	return w.invisible == 0
}

// countMessages adds the messages that wait to who is present at each component
// and to how long they have been.
func (w *world) countMessages(present []int64, stays []int64) {
	for i := range w.groups {
		g := &w.groups[i]
		c := w.p.queues[g.queue].component
		for at := range g.parts {
			p := &g.parts[at]
			for k, n := p.head, p.n; n > 0; k, n = w.messages[k].next, n-1 {
				m := &w.messages[k]
				if r := &w.runs[m.owner]; m.owner != 0 && r.token == m.ownerTok && r.acked {
					continue
				}
				present[c]++
				stays[c] += w.now - m.since
			}
		}
	}
}
