package estimate

import (
	"slices"
	"sync"

	"github.com/loadpath/loadpath/internal/unit"
)

// moves adds to every number how far it goes when an uncertain input moves one
// standard deviation up or down. The worlds of the two directions do not depend
// on each other, so they are solved at the same time.
func (b *writer) moves(inputs *inputSet, numbers []Quantity) {
	b.w.percentiles() // which the worlds beside it start from
	var up, down [][]change
	var rooms [2]beside
	var wait sync.WaitGroup
	wait.Go(func() { up = rooms[0].changes(b, inputs, true, numbers) })
	down = rooms[1].changes(b, inputs, false, numbers)
	wait.Wait()
	total := 0
	for k := range up {
		total += max(len(up[k]), len(down[k]))
	}
	all := make([]unit.Move, 0, total)
	for i := range numbers {
		q := &numbers[i]
		start := len(all)
		for k, input := range inputs.names {
			higher, lower := next(&up[k], i), next(&down[k], i)
			if negligible(higher, q.Value) && negligible(lower, q.Value) {
				continue
			}
			all = append(all, unit.Move{Input: input, Up: bounded(higher, q.Value), Down: bounded(lower, q.Value)})
		}
		if len(all) > start {
			q.Moves = all[start:len(all):len(all)]
		}
	}
}

// next takes the change of an entry off a list in the order of the entries; 0
// when it does not change.
func next(list *[]change, entry int) float64 {
	if len(*list) == 0 || (*list)[0].entry != entry {
		return 0
	}
	by := (*list)[0].by
	*list = (*list)[1:]
	return by
}

// change is how far an entry goes.
type change struct {
	entry int
	by    float64
}

// inputSet holds the uncertain inputs, and which of them each entry reads
// itself: moved, they change it even where they change nothing else.
type inputSet struct {
	names []string // sorted
	index map[string]int
	entry int    // that is evaluated now
	reads []bool // entry by entry
}

// inputs returns the uncertain inputs behind all leaves.
func (b *writer) inputs() *inputSet {
	s := &inputSet{index: map[string]int{}}
	for _, q := range b.leaves {
		for i := range q.Moves {
			if name := q.Moves[i].Input; s.index[name] == 0 {
				s.index[name] = 1
				s.names = append(s.names, name)
			}
		}
	}
	slices.Sort(s.names)
	for k, name := range s.names {
		s.index[name] = k
	}
	s.reads = make([]bool, len(b.entries)*len(s.names))
	return s
}

// add notes what a number rests on.
func (s *inputSet) add(n unit.Number) {
	for i := range n.Moves {
		if k, ok := s.index[n.Moves[i].Input]; ok {
			s.reads[s.entry*len(s.names)+k] = true
		}
	}
}

// beside is room for the worlds beside a point, one after the other.
type beside struct {
	solved   *world
	same     *world     // shares everything with the point
	capacity []capacity // of same
	list     []change
	differs  differences
}

// changes moves the inputs one by one and returns how far the entries go that
// may differ, in their order.
func (s *beside) changes(b *writer, inputs *inputSet, up bool, numbers []Quantity) [][]change {
	out, ends := make([][]change, len(inputs.names)), make([]int, len(inputs.names))
	if s.list == nil {
		s.list = make([]change, 0, len(inputs.names)*len(b.entries)/2)
	}
	s.list = s.list[:0]
	for k, input := range inputs.names {
		m := s.world(b.w, input, up)
		s.differs.find(m)
		for i := range b.entries {
			e := &b.entries[i]
			if numbers[i].Why == "" && (inputs.reads[i*len(inputs.names)+k] || s.differs.at(e.about)) {
				s.list = append(s.list, change{i, e.value(m) - numbers[i].Value})
			}
		}
		ends[k] = len(s.list)
	}
	start := 0
	for k, end := range ends {
		out[k], start = s.list[start:end], end
	}
	return out
}

// world returns a world in which an input has moved. What the input cannot
// touch is taken over from the point.
func (s *beside) world(w *world, input string, up bool) *world {
	t := w.p.touches[input]
	if t == nil {
		if s.same == nil {
			s.same, s.capacity = &world{}, make([]capacity, len(w.p.parts))
		}
		clear(s.capacity)
		*s.same = *w
		s.same.move, s.same.up, s.same.base, s.same.grown, s.same.carried = input, up, w, nil, s.capacity
		return s.same
	}
	if s.solved == nil {
		s.solved = newWorld(w.p)
	}
	s.solved.moveFrom(w, input, up)
	s.solved.touched = t
	s.solved.solve()
	return s.solved
}
