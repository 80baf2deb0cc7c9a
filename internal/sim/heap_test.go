package sim

// heap4 is a 4-ary heap of events, the oracle of the ladder: both must pop in
// the same order.
type heap4 struct{ events []event }

func (h *heap4) len() int { return len(h.events) }

// push adds an event in O(log n).
func (h *heap4) push(e event) {
	h.events = append(h.events, e)
	ev := h.events
	i := len(ev) - 1
	for i > 0 {
		up := (i - 1) / 4
		if !e.before(ev[up]) {
			break
		}
		ev[i] = ev[up]
		i = up
	}
	ev[i] = e
}

// pop removes the earliest event; the heap must not be empty.
func (h *heap4) pop() event {
	first := h.events[0]
	last := len(h.events) - 1
	e := h.events[last]
	h.events = h.events[:last]
	if last > 0 {
		h.sink(e)
	}
	return first
}

// sink puts e in place of the earliest event and restores the order.
func (h *heap4) sink(e event) {
	ev := h.events
	i := 0
	for {
		child := 4*i + 1
		if child >= len(ev) {
			break
		}
		least := child
		for c := child + 1; c < min(child+4, len(ev)); c++ {
			if ev[c].before(ev[least]) {
				least = c
			}
		}
		if !ev[least].before(e) {
			break
		}
		ev[i] = ev[least]
		i = least
	}
	ev[i] = e
}
