package studio

import "github.com/loadpath/loadpath/internal/sim"

// What is asked of a run, and what comes back.

// Question is what to compute with changes that are not written.
type Question struct {
	Changes []Change `json:"changes"`
	Load    string   `json:"load"`  // "" is peak
	Scale   float64  `json:"scale"` // 0 is 1
	Variant string   `json:"variant"`
	Seed    int      `json:"seed"` // 0 is 1
	Seconds float64  `json:"seconds"`
	Events  int      `json:"events"`  // at which each run stops; 0 for the usual bound
	Harms   []Harm   `json:"harms"`   // of a break: the faults
	Failure string   `json:"failure"` // of a break: one that the design declares
	Left    string   `json:"left"`    // of a comparison: a variant, base, or git:COMMIT
	Right   string   `json:"right"`

	Flow       string   `json:"flow"`       // of a trace; "" is the one that matters most
	Percentile string   `json:"percentile"` // of a trace: p50, p99.9, max, failed
	Second     *float64 `json:"second"`     // of a trace: in which it was answered; null for any
}

// Template is a finished design that a file can begin with.
type Template struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Summary string `json:"summary"`
	Outage  bool   `json:"outage"` // the replay of one
	Parts   int    `json:"parts"`
	Picture Sketch `json:"picture"`
}

// Sketch is a picture without words.
type Sketch struct {
	W     int        `json:"w"`
	H     int        `json:"h"`
	Boxes []Box      `json:"boxes"`
	Areas []Box      `json:"areas"` // boundaries
	Lines [][][2]int `json:"lines"`
}

// Begin starts a file: with a template, or with next to nothing when it has no
// name.
type Begin struct {
	Template string `json:"template"`
}

// Import starts a file with what another tool wrote.
type Import struct {
	Name string `json:"name"` // of the file
	Text string `json:"text"`
}

// Replay is an outage as it went, and with its repair.
type Replay struct {
	Name    string  `json:"name"`
	Design  *Design `json:"design"`
	As      *Broken `json:"as"`     // it went
	Mended  *Broken `json:"mended"` // with the repair
	Text    string  `json:"text"`
	Respond string  `json:"respond"` // what people and programs do about it
}

// Piece is one line of an answer that comes piece by piece: how far it is, its
// end, or why it ended.
type Piece struct {
	Progress *Progress   `json:"progress,omitempty"`
	Played   *Played     `json:"played,omitempty"`
	Reviewed *Reviewed   `json:"reviewed,omitempty"`
	Broken   *Broken     `json:"broken,omitempty"`
	Compared *Comparison `json:"compared,omitempty"`
	Replay   *Replay     `json:"replay,omitempty"`
	Traced   *Waterfall  `json:"traced,omitempty"`
	Trouble  string      `json:"trouble,omitempty"`
}

// Progress is how far a run is.
type Progress struct {
	Done   float64 `json:"done"`
	Events uint64  `json:"events"`
	What   string  `json:"what"`
}

// Played is a finished run, to be played back.
type Played struct {
	Run
	Limits  []Limit   `json:"limits"`
	Moments []Event   `json:"moments"` // at which something began or ended
	Rows    []sim.Row `json:"rows"`
}

// Waterfall is one request of a run, explained.
type Waterfall struct {
	Flow       string     `json:"flow"`
	Percentile string     `json:"percentile"`
	Head       string     `json:"head"` // how long it took, in a sentence
	Outcome    string     `json:"outcome"`
	At         float64    `json:"at"`      // seconds after the run began
	Latency    float64    `json:"latency"` // seconds
	Shares     []Share    `json:"shares"`
	Spans      []sim.Span `json:"spans"`
	Why        []string   `json:"why"`
}

// Share is a kind of span and how much of a request it is.
type Share struct {
	Kind  string  `json:"kind"`
	Share float64 `json:"share"`
}

// Limit is a requirement and what one run saw of it.
type Limit struct {
	Name    string `json:"name"`
	About   string `json:"about"`
	Text    string `json:"text"`
	Demand  string `json:"demand"`
	Verdict string `json:"verdict"`
}

// Reviewed is what both witnesses say of the file.
type Reviewed struct {
	Content      string        `json:"content"` // that was reviewed
	Verdict      string        `json:"verdict"`
	Requirements []Requirement `json:"requirements"`
	Findings     []Finding     `json:"findings"`
	Status       Status        `json:"status"`
	Took         float64       `json:"took"` // seconds of the clock
	Events       uint64        `json:"events"`
}

// Run says which run it was.
type Run struct {
	Load         string   `json:"load"`
	Seed         uint64   `json:"seed"`
	Seconds      float64  `json:"seconds"`
	Requests     uint64   `json:"requests"`
	Events       uint64   `json:"events"`
	Took         float64  `json:"took"`    // seconds of the clock
	Part         string   `json:"part"`    // of the load that was run, in words; "" for all
	Outcome      string   `json:"outcome"` // the verdict in a word
	NotSimulated []string `json:"not_simulated"`
}

// Broken is what faults did: the same seed with and without them.
type Broken struct {
	Run
	Why      string      `json:"why"`
	Faults   []string    `json:"faults"`
	Spans    []FaultSpan `json:"spans"`    // when each of them begins and ends
	Starts   float64     `json:"starts"`   // when the first fault begins
	Ends     float64     `json:"ends"`     // when the last fault is over; 0 when one of them stays
	Recovery string      `json:"recovery"` // from the first fault until everything holds for good; "" when it does not, or nothing broke
	Expected []Expected  `json:"expected"` // of a failure that the design declares
	Cascade  []Event     `json:"cascade"`
	Hurt     []Hurt      `json:"hurt"`
	Rows     []sim.Row   `json:"rows"`
	Calm     []sim.Row   `json:"calm"`
}

// FaultSpan is when a fault was there.
type FaultSpan struct {
	Text   string  `json:"text"`
	Starts float64 `json:"starts"`
	Ends   float64 `json:"ends"` // 0 when it stays
}

// Event is one thing of a cascade.
type Event struct {
	T         float64 `json:"t"`
	Component string  `json:"component"` // "" when it is about none
	Text      string  `json:"text"`
}

// Hurt is a flow that suffered.
type Hurt struct {
	Flow string `json:"flow"`
	Text string `json:"text"` // how many of its requests, and for how long
}

// Expected is one expectation of a failure, and what came of it.
type Expected struct {
	Text    string `json:"text"`
	Verdict string `json:"verdict"`
	Value   string `json:"value"`
}
