package report

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/draw"
)

func (p *paper) sequence(f *model.Flow) draw.Sequence { return Sequence(p.d, f) }

// Sequence tells a flow as messages between those who take part.
func Sequence(d *model.Design, f *model.Flow) draw.Sequence {
	t := &teller{d: d, open: map[*model.Operation]bool{}}
	t.picture.Title = "Messages of " + titled(f.Title, f.Name)
	from, _ := d.Starter(f)
	if from == "" {
		from = callers
	}
	if f.Consumes != nil && d.Components.Has(f.Consumes.Head()) {
		t.message(draw.Later, f.Consumes.Head(), from, "messages")
	}
	t.steps(from, f.Steps)
	return t.picture
}

// callers stands for whoever starts a flow when the design names nobody.
const callers = "callers"

// teller writes the events of a flow from the outside in.
type teller struct {
	d       *model.Design
	picture draw.Sequence
	open    map[*model.Operation]bool // operations being told; recursion is told once
}

// meet makes sure that someone has a line of their own.
func (t *teller) meet(name string) {
	for _, p := range t.picture.Participants {
		if p.ID == name {
			return
		}
	}
	who := draw.Participant{ID: name, Name: name, Outside: true}
	if c := t.d.Components.Get(name); c != nil {
		who.Name, who.Kind, who.Outside = titled(c.Title, name), c.Kind, outside(c)
	} else if a := t.d.Actors.Get(name); a != nil {
		who.Kind = a.Kind
	}
	t.picture.Participants = append(t.picture.Participants, who)
}

func (t *teller) message(kind draw.EventKind, from, to, label string) {
	t.meet(from)
	t.meet(to)
	t.picture.Events = append(t.picture.Events, draw.Event{Kind: kind, From: from, To: to, Label: label})
}

func (t *teller) remark(from, label string) {
	t.meet(from)
	t.picture.Events = append(t.picture.Events, draw.Event{Kind: draw.Remark, From: from, Label: label})
}

// frame tells steps that happen under a condition, or nothing when there are
// none.
func (t *teller) frame(as draw.Frame, from, label string, steps []*model.Step) {
	if len(steps) == 0 {
		return
	}
	t.meet(from)
	t.begin(as, from, label)
	t.steps(from, steps)
	t.event(draw.Close, from, "")
}

func (t *teller) begin(as draw.Frame, from, label string) {
	t.picture.Events = append(t.picture.Events, draw.Event{Kind: draw.Open, Frame: as, From: from, Label: label})
}

func (t *teller) event(kind draw.EventKind, from, label string) {
	t.picture.Events = append(t.picture.Events, draw.Event{Kind: kind, From: from, Label: label})
}

func (t *teller) steps(from string, steps []*model.Step) {
	for _, s := range steps {
		t.step(from, s)
	}
}

func (t *teller) step(from string, s *model.Step) {
	switch s.Verb {
	case model.VerbCall:
		t.call(from, s)
	case model.VerbPublish:
		if t.d.Components.Has(s.Target.Head()) {
			t.message(draw.Later, from, s.Target.Head(), "publish")
		}
	case model.VerbWork:
		t.remark(from, "work "+s.Work.Readable())
	case model.VerbWait:
		if s.Wait != nil && s.Wait.For != nil {
			t.remark(from, "wait "+s.Wait.For.Readable())
		}
	case model.VerbParallel:
		var branches [][]*model.Step
		for _, b := range s.Parallel {
			branches = append(branches, b)
		}
		t.branches(draw.Together, from, branches, func(i int) string { return []string{"at the same time", "and"}[min(i, 1)] })
	case model.VerbChoose:
		var branches [][]*model.Step
		for _, c := range s.Choose {
			branches = append(branches, c.Steps)
		}
		t.branches(draw.Alternatives, from, branches, func(i int) string {
			if s.Choose[i].Share == nil {
				return "otherwise"
			}
			return "in " + s.Choose[i].Share.Readable()
		})
	case model.VerbRepeat:
		t.frame(draw.Again, from, s.Repeat.Readable()+" times, one after the other", s.Steps)
	case model.VerbEach:
		t.frame(draw.Again, from, s.Each.Readable()+" at once", s.Steps)
	case model.VerbTransaction:
		t.frame(draw.Critical, from, "transaction", s.Transaction)
	case model.VerbSaga:
		t.saga(from, s)
	case model.VerbRespond:
		t.remark(from, "answers; the rest runs behind")
	case model.VerbFail:
		t.remark(from, "fails in "+s.Fail.Readable())
	default:
		t.access(from, s)
	}
}

// call goes over every hop of a path, tells what happens inside, and comes
// back.
func (t *teller) call(from string, s *model.Step) {
	way := []string{from}
	nobody := s.Wait != nil && s.Wait.Nobody
	for _, ref := range s.Path {
		if !t.d.Components.Has(ref.Head()) {
			return
		}
		label := ref.Tail()
		if label == "" {
			label = "call"
		}
		kind := draw.Call
		if nobody && len(way) == 1 {
			kind = draw.Later
		}
		t.message(kind, way[len(way)-1], ref.Head(), label)
		if len(way) == len(s.Path) {
			t.policy(way[len(way)-1], s)
		}
		way = append(way, ref.Head())
	}
	callee := way[len(way)-1]
	if s.Work != nil {
		t.remark(callee, "work "+s.Work.Readable())
	}
	if op := t.d.Components.Get(callee).Operations.Get(s.Target.Tail()); op != nil && !t.open[op] {
		t.open[op] = true
		t.steps(callee, op.Steps)
		delete(t.open, op)
	}
	t.steps(callee, s.Steps)
	miss := "on a miss"
	if s.Hit != nil {
		miss = fmt.Sprintf("on a miss (hit %s)", s.Hit.Readable())
	}
	t.frame(draw.Perhaps, callee, miss, s.Miss)
	for i := len(way) - 1; i > 0; i-- {
		if i == 1 && nobody {
			break
		}
		t.message(draw.Answer, way[i], way[i-1], "")
	}
	t.fallback(from, s)
}

// access reads or writes a store; a miss runs in the caller.
func (t *teller) access(from string, s *model.Step) {
	to := s.Target.Head()
	if !t.d.Components.Has(to) {
		t.steps(from, s.Miss) // a removed cache is a miss
		return
	}
	label := string(s.Verb)
	if e := t.d.EntityOf(s); e != nil {
		label += " " + e.Name
	}
	t.message(draw.Call, from, to, label)
	t.policy(from, s)
	t.message(draw.Answer, to, from, "")
	t.frame(draw.Perhaps, from, "on a miss", s.Miss)
	t.fallback(from, s)
}

// policy notes at the last message how long the caller waits for the answer and
// how often it asks again.
func (t *teller) policy(from string, s *model.Step) {
	o := t.d.Policy(from, s.Target.Head(), s)
	var notes []string
	if o.Timeout != nil {
		notes = append(notes, "waits "+o.Timeout.Readable()+" at most")
	}
	if r := o.Retry; r != nil && r.Max != nil {
		tries := " more tries"
		if r.Max.Value == 1 {
			tries = " more try"
		}
		notes = append(notes, "↻ "+r.Max.String()+tries)
	}
	if o.Hedge != nil {
		notes = append(notes, "hedged")
	}
	if o.Breaker != nil {
		notes = append(notes, "circuit breaker")
	}
	t.picture.Events[len(t.picture.Events)-1].Note = strings.Join(notes, ", ")
}

func (t *teller) fallback(from string, s *model.Step) {
	if s.OnError != nil {
		t.frame(draw.Perhaps, from, "if it fails", s.OnError.Steps)
	}
}

// branches tells the parts of a frame one below the other.
func (t *teller) branches(as draw.Frame, from string, parts [][]*model.Step, label func(int) string) {
	t.meet(from)
	for i, part := range parts {
		if i == 0 {
			t.begin(as, from, label(i))
		} else {
			t.event(draw.Else, from, label(i))
		}
		if len(part) == 0 {
			t.remark(from, "nothing")
		}
		t.steps(from, part)
	}
	if len(parts) > 0 {
		t.event(draw.Close, from, "")
	}
}

// saga tells its parts in order and what takes them back.
func (t *teller) saga(from string, s *model.Step) {
	var undo []*model.Step
	t.meet(from)
	t.begin(draw.Alternatives, from, "saga")
	for _, part := range s.Saga {
		t.steps(from, part.Do)
		undo = append(part.Undo[:len(part.Undo):len(part.Undo)], undo...)
	}
	if len(undo) > 0 {
		t.event(draw.Else, from, "when a part fails, those before it are undone")
		t.steps(from, undo)
	}
	t.event(draw.Close, from, "")
}
