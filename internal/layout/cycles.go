package layout

// breakCycles turns edges round until all run downwards: those that lead back
// to where a walk from the sources, in the order of the graph, came from.
func (d *drawing) breakCycles() {
	out := make([][]int, d.nodes)
	entered := make([]bool, d.nodes)
	for i, e := range d.edges {
		if !e.loop() {
			out[e.from] = append(out[e.from], i)
			entered[e.to] = true
		}
	}
	const unseen, open, done = 0, 1, 2
	state := make([]int, d.nodes)
	type step struct{ node, next int }
	walk := func(start int) {
		stack := []step{{start, 0}}
		state[start] = open
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next == len(out[top.node]) {
				state[top.node] = done
				stack = stack[:len(stack)-1]
				continue
			}
			e := &d.edges[out[top.node][top.next]]
			top.next++
			switch state[e.to] {
			case open:
				e.reversed = true
			case unseen:
				state[e.to] = open
				stack = append(stack, step{e.to, 0})
			}
		}
	}
	for _, start := range []func(n int) bool{
		func(n int) bool { return d.items[n].first },
		func(n int) bool { return !entered[n] },
		func(int) bool { return true },
	} {
		for n := range d.nodes {
			if state[n] == unseen && start(n) {
				walk(n)
			}
		}
	}
	for i := range d.edges {
		if e := &d.edges[i]; e.reversed {
			e.from, e.to = e.to, e.from
		}
	}
}
