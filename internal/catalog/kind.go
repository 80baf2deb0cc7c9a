package catalog

import "slices"

// Class is how a kind of component behaves, which decides what estimate and
// sim make of it.
type Class string

// The classes.
const (
	Client   Class = "client"   // starts requests; no capacity of its own
	Resolver Class = "resolver" // answers names, which callers keep
	Balancer Class = "balancer" // a station that passes requests on
	Compute  Class = "compute"  // a station with replicas, slots and cores
	Cache    Class = "cache"    // a station with contents that may miss
	Store    Class = "store"    // a station with contents that last
	Queue    Class = "queue"    // keeps messages until one consumer took them
	Stream   Class = "stream"   // keeps messages by partition for every consumer group
	Network  Class = "network"  // a shared link
	Desk     Class = "desk"     // people as a station
	External Class = "external" // somebody else's service: time and failures, no inside
)

// Classes are all classes, from the outside in.
var Classes = []Class{Client, Resolver, Balancer, Compute, Cache, Store, Queue, Stream, Network, Desk, External}

// Kind is one `kind` of the language.
type Kind struct {
	Name  string
	Title string // "Load balancer"
	Doc   string // one sentence
	Class Class
	Verbs []string // the verbs of steps that may name it: call, read, publish, ...
	Shape string   // a hint for drawing: box, cylinder, pipe, ...
	C4    string   // its element in C4: Person, Container, ContainerDb, ContainerQueue, System_Ext
}

// Accepts tells whether a step with this verb may name a component of the kind.
func (k Kind) Accepts(verb string) bool { return slices.Contains(k.Verbs, verb) }

// KeepsData tells whether a component of the kind holds contents: a cache, a
// store, a queue or a stream.
func (k Kind) KeepsData() bool {
	switch k.Class {
	case Cache, Store, Queue, Stream:
		return true
	}
	return false
}
