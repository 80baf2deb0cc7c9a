package estimate

// deferred are the numbers of a sheet of points: a piece of it is written when
// one of its numbers is first asked for, and only that one is evaluated.
type deferred struct {
	b        *writer
	sections [][]entry // nil until it is written
	known    map[string]*Quantity
	added    []Quantity // by rooms above
}

func (l *deferred) get(id string) *Quantity {
	if q, ok := l.known[id]; ok {
		return q
	}
	k, ok := l.b.p.sectionOf(id)
	if !ok {
		return nil
	}
	if l.sections[k] == nil {
		l.b.entries = make([]entry, 0, 48)
		l.b.section(k)
		l.sections[k] = l.b.entries
	}
	for i := range l.sections[k] {
		if e := &l.sections[k][i]; e.id == id {
			q := &Quantity{}
			e.number(l.b.w, q)
			l.keep(q)
			return q
		}
	}
	return nil
}

func (l *deferred) keep(q *Quantity) {
	if l.known == nil {
		l.known = map[string]*Quantity{}
	}
	l.known[q.ID] = q
}

func (l *deferred) add(q Quantity) {
	l.added = append(l.added, q)
	l.keep(&q)
}

// finish writes and evaluates all that nobody has asked for yet.
func (s *Sheet) finish() {
	l := s.later
	if l == nil {
		return
	}
	s.later = nil
	b := newWriter(l.b.w)
	b.everything()
	s.leaves = b.leaves
	s.hold(b.numbers(nil))
	for _, q := range l.added {
		s.Add(q)
	}
}
