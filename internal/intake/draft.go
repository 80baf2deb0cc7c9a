package intake

import (
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
)

// Draft is what a file of another tool can tell of a design. Things refer to
// each other by id: any text that is unique among actors and components
// together, and among boundaries, flows and entities each. Write makes names
// of the language from them, and quotes every text, so that a Format passes
// titles on as it finds them.
//
// A reference to an id that does not exist, and a call to an actor, are left
// out and listed by Write.
type Draft struct {
	System, Title, Summary string

	Actors     []Actor
	Boundaries []Boundary
	Components []Component
	Calls      []Call // of a drawing without order; Write makes flows that make each of them
	Flows      []Flow // in order, of a sequence; Write nests them
	Entities   []Entity
	API        []Setting // keys of the section api
	Endpoints  []Endpoint

	Open    []Note
	LeftOut []Note
}

// Actor is someone who calls the system.
type Actor struct {
	ID       string
	Name     string // wished for; "" takes the title, then the id
	Title    string
	Kind     string // human or program; "" leaves it open
	External bool
	At       diag.Span
}

// Boundary is a group that things stand in.
type Boundary struct {
	ID, Name, Title string
	In              string // id of the boundary around it
	Settings        []Setting
	At              diag.Span
}

// Component is a box.
type Component struct {
	ID, Name, Title string
	Doc             string
	Kind            string // of the catalogue; "" is guessed from Technology, Name, Title and ID, and the guess is an open question
	Tech            string // of the catalogue; one that does not fit the kind is dropped
	Technology      string // in the words of the other tool: "Spring Boot 3", "postgres:16"
	In              string // id of a boundary
	Settings        []Setting
	Starts          []Setting // how a flow of its own starts: every: 1d
	At              diag.Span
}

// Setting is a further key of the design file. Its value is written as it is,
// so it must be YAML on one line; syntax.Quote makes that of a text.
type Setting struct{ Key, Value string }

// Call is an arrow from an actor or component to a component. From a queue or
// stream it means that the callee consumes it, and from one of those to
// another that the second takes its dead letters.
type Call struct {
	From, To string
	Label    string // verbs of the language in it are used ("read, write"); other words help to guess
	Async    bool   // nobody waits for it
	At       diag.Span
}

// Flow is a use case in order.
type Flow struct {
	ID, Name, Title string
	By              string    // id of who starts it; with steps, the sender of the first
	Consumes        string    // id of a queue or stream whose messages start it
	Settings        []Setting // rate, every, response and so on
	Steps           []Step
	At              diag.Span
}

// Entity is a kind of data.
type Entity struct {
	ID, Name string
	Fields   []Field
	At       diag.Span
}

// Field is one field of an entity or shape.
type Field struct {
	Name  string
	Shape Shape
}

// Shape is what a request or answer looks like: a word of the language, an
// entity, a list of either, or fields.
type Shape struct {
	Word   string // string, int, time, ..., problem, empty, file
	Entity string // id
	List   bool
	Fields []Field
}

// Endpoint is an operation that callers see.
type Endpoint struct {
	ID, Name string
	Route    string // GET /links
	Flow     string // id
	Settings []Setting
	Request  *Shape
	Answers  []Answer
	At       diag.Span
}

// Answer is what an endpoint answers with a status.
type Answer struct {
	Status string // 200, or default
	Shape  Shape
}

// Step is a message, or a block of messages. A message from someone who was
// called before and still works on the answer is nested under that call;
// answers are no messages of their own.
type Step struct {
	From, To string
	Label    string
	Async    bool
	Block    Block
	Branches []Branch // of a block; a repeat has one
	At       diag.Span
}

// Block is what a step with branches is.
type Block string

// The blocks. An optional part is a choose with a second branch that is empty.
const (
	Message  Block = ""
	Choose   Block = "choose"
	Parallel Block = "parallel"
	Repeat   Block = "repeat"
)

// Branch is one of the parts of a block.
type Branch struct {
	Label string
	Steps []Step
}

// Note is an open question, or something that was left out.
type Note struct {
	About string    // an id of the draft, "" for the whole; in a Result the path in the design: components.api
	Text  string    // a question, or what was left out, in one line
	At    diag.Span // where in the imported file
}

// String returns the note with its places, as a terminal shows it.
func (n Note) String() string {
	text := oneLine(n.Text)
	if n.About != "" {
		text = n.About + ": " + text
	}
	if n.At.IsZero() {
		return text
	}
	return fmt.Sprintf("%s (%s)", text, oneLine(n.At.String()))
}

// ask adds an open question about an id.
func (d *Draft) ask(about string, at diag.Span, format string, args ...any) {
	d.Open = append(d.Open, Note{about, fmt.Sprintf(format, args...), at})
}

// leaveOut notes what has no place in a design.
func (d *Draft) leaveOut(about string, at diag.Span, format string, args ...any) {
	d.LeftOut = append(d.LeftOut, Note{about, fmt.Sprintf(format, args...), at})
}

// join adds what another draft has; a thing whose id is there already stays as
// it was first.
func (d *Draft) join(other *Draft) {
	if d.System == "" {
		d.System, d.Title, d.Summary = other.System, other.Title, other.Summary
	}
	d.Actors = joined(d.Actors, other.Actors, func(a Actor) string { return a.ID })
	d.Boundaries = joined(d.Boundaries, other.Boundaries, func(b Boundary) string { return b.ID })
	d.Components = joined(d.Components, other.Components, func(c Component) string { return c.ID })
	d.Flows = joined(d.Flows, other.Flows, func(f Flow) string { return f.ID })
	d.Entities = joined(d.Entities, other.Entities, func(e Entity) string { return e.ID })
	d.Endpoints = joined(d.Endpoints, other.Endpoints, func(e Endpoint) string { return e.ID })
	d.API = joined(d.API, other.API, func(s Setting) string { return s.Key })
	d.Calls = append(d.Calls, other.Calls...)
	d.Open = append(d.Open, other.Open...)
	d.LeftOut = append(d.LeftOut, other.LeftOut...)
}

func joined[T any](list, more []T, id func(T) string) []T {
	for _, m := range more {
		if !slices.ContainsFunc(list, func(have T) bool { return id(have) == id(m) }) {
			list = append(list, m)
		}
	}
	return list
}
