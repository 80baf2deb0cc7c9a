package studio

import "github.com/loadpath/loadpath/internal/sim"

// The types of this file are what the page is told; web/src/api.ts is made from
// them. Numbers are in base units (seconds, bytes, a second, shares of one)
// unless they are texts, which are shown as they are.

// State is the file as it is now.
type State struct {
	File     string    `json:"file"`
	Revision string    `json:"revision"` // of the text; a change names the one it was made to
	Content  string    `json:"content"`  // of the text with all that it includes, and of its approvals
	Text     string    `json:"text"`
	Missing  bool      `json:"missing"` // there is no such file
	Stale    bool      `json:"stale"`   // the design is that of an earlier text
	Problems []Problem `json:"problems"`
	Design   *Design   `json:"design"` // null until a text could be read
}

// Problem is one diagnostic, with its place in the text.
type Problem struct {
	Severity string `json:"severity"` // error, warning, info
	Code     string `json:"code"`
	Message  string `json:"message"`
	Help     string `json:"help"`
	File     string `json:"file"`
	Line     int    `json:"line"` // from 1; 0 for the whole file
	Start    int    `json:"start"`
	End      int    `json:"end"` // offsets in the text, in UTF-16 units
	Fix      []Edit `json:"fix"` // mends it, as far as the file itself is concerned
}

// Edit replaces a part of the text.
type Edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// Design is what the closed forms and the checks say of the text.
type Design struct {
	System       string        `json:"system"`
	Title        string        `json:"title"`
	Summary      string        `json:"summary"`
	Load         string        `json:"load"`
	Loads        []string      `json:"loads"`
	Variants     []string      `json:"variants"`
	Steps        []Step        `json:"steps"`
	Verdict      string        `json:"verdict"`
	Requirements []Requirement `json:"requirements"`
	Picture      Picture       `json:"picture"`
	Components   []Component   `json:"components"`
	Links        []Link        `json:"links"`
	Flows        []Flow        `json:"flows"`
	Failures     []Failure     `json:"failures"`
	Findings     []Finding     `json:"findings"`
	Cost         Cost          `json:"cost"`
	Status       Status        `json:"status"`
}

// Step is one of the sixteen steps.
type Step struct {
	Number   int      `json:"number"`
	Key      string   `json:"key"`
	Title    string   `json:"title"`
	State    string   `json:"state"` // empty, started, complete, approved
	Answered int      `json:"answered"`
	Open     []Opened `json:"open"`

	Approvals []Approval `json:"approvals"`
}

// Opened is a question that the design does not answer.
type Opened struct {
	Question string   `json:"question"`
	Required bool     `json:"required"`
	Missing  []string `json:"missing"`
	Type     string   `json:"type"`  // what to type
	Parts    []string `json:"parts"` // components among what is missing
	Line     int      `json:"line"`  // where the answer would stand; 0 when it has no place yet
}

// Requirement is a limit and what both witnesses say.
type Requirement struct {
	Name     string   `json:"name"`
	About    string   `json:"about"`  // "view p99"
	Demand   string   `json:"demand"` // "at most 250 ms"
	Verdict  string   `json:"verdict"`
	Margin   *float64 `json:"margin"` // share of the limit that is left
	Number   string   `json:"number"` // of the closed forms that it limits, to be asked why
	Line     int      `json:"line"`
	Estimate Witness  `json:"estimate"`
	Simulate Witness  `json:"simulate"`
	Disagree bool     `json:"disagree"` // the witnesses, beyond their intervals
	Note     string   `json:"note"`
}

// Witness is what one of them says: a number with its interval, or why not.
type Witness struct {
	Heard   bool     `json:"heard"`
	Text    string   `json:"text"`
	Low     string   `json:"low"`
	High    string   `json:"high"`
	Value   *float64 `json:"value"`
	Verdict string   `json:"verdict"`
	Why     string   `json:"why"`
}

// Picture is the diagram: where everything stands, in pixels.
type Picture struct {
	W      int       `json:"w"`
	H      int       `json:"h"`
	Nodes  []Node    `json:"nodes"`
	Groups []Group   `json:"groups"`
	Edges  []Arrow   `json:"edges"`
	Folded []Folding `json:"folded"` // boundaries that are drawn as one box
}

// Box is a place on the diagram.
type Box struct {
	X int `json:"x"`
	Y int `json:"y"`
	W int `json:"w"`
	H int `json:"h"`
}

// Node is a box: a component (c:name), an actor (a:name), or a folded boundary
// (b:name).
type Node struct {
	Box
	ID    string `json:"id"`
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Group string `json:"group"` // "" for none
}

// Group is a boundary around its nodes.
type Group struct {
	Box
	ID     string `json:"id"`
	Name   string `json:"name"`
	Note   string `json:"note"`
	Label  Box    `json:"label"` // where both stand
	Parent string `json:"parent"`
}

// Arrow is a call or a delivery.
type Arrow struct {
	From   string   `json:"from"`
	To     string   `json:"to"`
	Async  bool     `json:"async"` // nobody waits
	Rate   float64  `json:"rate"`  // a second, at the load of the design; 0 when it is not known
	Points [][2]int `json:"points"`
	Link   string   `json:"link"`
}

// Folding is a boundary that is drawn as one box, and how many components it holds.
type Folding struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Parts int    `json:"parts"`
}

// Standing is how one part does.
type Standing struct {
	Name     string   `json:"name"`
	Replicas float64  `json:"replicas"`
	Load     *float64 `json:"load"`   // utilisation of what is fullest; null when nothing is limited
	Rate     *float64 `json:"rate"`   // arrivals a second
	Time     *float64 `json:"time"`   // mean response, seconds
	Cost     *float64 `json:"cost"`   // a month
	Uptime   *float64 `json:"uptime"` // share of time
	Figures  []Figure `json:"figures"`
}

// Component is one part with what is known of it.
type Component struct {
	Standing
	Title    string `json:"title"`
	Kind     string `json:"kind"`
	Tech     string `json:"tech"`
	In       string `json:"in"`
	Line     int    `json:"line"`
	Facts    []Fact `json:"facts"`
	Findings []int  `json:"findings"` // indexes in the findings of the design
}

// Figure is a number on a box: at most three.
type Figure struct {
	Name string `json:"name"`
	Text string `json:"text"`
	Full bool   `json:"full"` // it is the limit that is reached
}

// Fact is a line of the file that can be changed in place.
type Fact struct {
	Path []string `json:"path"`
	Name string   `json:"name"`
	Text string   `json:"text"` // as it stands in the file
	Line int      `json:"line"`
}

// Fault is a way in which something can break, and where.
type Fault struct {
	Code      string     `json:"code"`
	Title     string     `json:"title"`
	Family    string     `json:"family"`
	Story     string     `json:"story"` // what happens in the field
	Size      *FaultSize `json:"size"`  // null when only its length makes it worse
	At        float64    `json:"at"`    // seconds, unless somebody says otherwise
	For       float64    `json:"for"`
	Momentary bool       `json:"momentary"` // over as soon as it has happened
	Targets   []string   `json:"targets"`   // that fit what is selected, as a person would say them
}

// FaultSize is what makes a fault worse, in base units.
type FaultSize struct {
	Name  string  `json:"name"`
	Usual float64 `json:"usual"`
	Least float64 `json:"least"`
	Most  float64 `json:"most"`
	Unit  string  `json:"unit"`  // in which a person writes it
	Scale float64 `json:"scale"` // of one of that unit
}

// Harm is a fault that somebody has chosen.
type Harm struct {
	Code   string  `json:"code"`
	Target string  `json:"target"`
	Size   float64 `json:"size"`
	At     float64 `json:"at"`
	For    float64 `json:"for"` // 0 for good
}

// Link is a call between two parts.
type Link struct {
	ID    string   `json:"id"` // caller.callee
	From  string   `json:"from"`
	To    string   `json:"to"`
	Async bool     `json:"async"`
	Rate  string   `json:"rate"`
	Flows []string `json:"flows"`
}

// Flow is one use case.
type Flow struct {
	Name  string   `json:"name"`
	Title string   `json:"title"`
	Rate  *float64 `json:"rate"`
	Line  int      `json:"line"`
	Parts []string `json:"parts"` // components it passes, in order
}

// Failure is one that the design declares.
type Failure struct {
	Name string `json:"name"`
	Text string `json:"text"`
	Line int    `json:"line"`
}

// Finding is what a check has to say.
type Finding struct {
	Check    string `json:"check"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
	Verdict  string `json:"verdict"`
	At       string `json:"at"`
	Line     int    `json:"line"`
	Evidence string `json:"evidence"`
	Fix      string `json:"fix"`
	Written  bool   `json:"written"` // the fix can be written into the file as it stands
	Waived   string `json:"waived"`  // the reason; "" when it is not
}

// Lever is a number of the file that one can turn, the ones that matter most
// first.
type Lever struct {
	Path    []string `json:"path"`
	Name    string   `json:"name"`
	Text    string   `json:"text"`
	Value   float64  `json:"value"`
	Low     float64  `json:"low"`
	High    float64  `json:"high"`
	Whole   bool     `json:"whole"` // only whole numbers
	Share   bool     `json:"share"` // of one
	Unit    string   `json:"unit"`  // to write behind the number in the file
	Line    int      `json:"line"`
	Choices []string `json:"choices"` // of a lever that names one of several; its value counts them from 0
	Matters string   `json:"matters"` // what it moves most, in words; "" when it moves nothing
}

// Cost is money a month.
type Cost struct {
	Month      string     `json:"month"` // "" when it is not known
	Why        string     `json:"why"`
	Per1000    string     `json:"per_1000"`
	Components []CostPart `json:"components"`
}

// CostPart is the share of one component.
type CostPart struct {
	Component string  `json:"component"`
	Text      string  `json:"text"`
	Share     float64 `json:"share"`
}

// Status is the line that is always there.
type Status struct {
	Worst     string `json:"worst"`     // requirement
	Saturates string `json:"saturates"` // component, and at which load
	Cost      string `json:"cost"`
	Open      int    `json:"open"` // findings that are not waived
}

// Number is one computed quantity, with what it is made of.
type Number struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	Low     string   `json:"low"`
	High    string   `json:"high"`
	Formula string   `json:"formula"`
	Inputs  []string `json:"inputs"`
	Source  string   `json:"source"`
	Why     string   `json:"why"`
	Line    int      `json:"line"`
}

// Change is one thing to write into the file.
type Change struct {
	Path   []string `json:"path"`
	Value  string   `json:"value"` // YAML
	Delete bool     `json:"delete"`
}

// Changes are made to the text of that revision, all or none.
type Changes struct {
	Revision string   `json:"revision"`
	Changes  []Change `json:"changes"`
}

// NewText replaces the whole text of that revision.
type NewText struct {
	Revision string `json:"revision"`
	Text     string `json:"text"`
}

// Draft is a text that is not on the disk.
type Draft struct {
	Text string `json:"text"`
}

// Checked is what is known of a draft.
type Checked struct {
	Problems []Problem `json:"problems"`
	Design   *Design   `json:"design"` // null when it cannot be read
}

// Cursor is a place in a draft.
type Cursor struct {
	Text   string `json:"text"`
	Offset int    `json:"offset"` // in UTF-16 units
}

// Completion is what may be typed at a cursor.
type Completion struct {
	Start  int     `json:"start"` // what an offer replaces
	End    int     `json:"end"`
	Offers []Offer `json:"offers"`
}

// Offer is one thing that may be typed.
type Offer struct {
	Kind   string `json:"kind"` // key, word, name, law, fault
	Label  string `json:"label"`
	Insert string `json:"insert"`
	Detail string `json:"detail"`
	Doc    string `json:"doc"`
}

// Hover is what is said of the word at a cursor.
type Hover struct {
	Start   int      `json:"start"`
	End     int      `json:"end"`
	Title   string   `json:"title"` // "" when there is nothing to be said
	Doc     string   `json:"doc"`
	Takes   string   `json:"takes"` // what may stand there
	Value   string   `json:"value"` // what a quantity comes to
	Numbers []Number `json:"numbers"`
}

// FindingAt names a finding.
type FindingAt struct {
	Check string `json:"check"`
	At    string `json:"at"`
}

// Fix is how a finding is mended: the changes, and the text with them.
type Fix struct {
	Changes []Change `json:"changes"`
	Text    string   `json:"text"`
	Mends   bool     `json:"mends"` // the check asks no more
}

// Track is what the closed forms say along the way of one lever, beside changes
// that are not written.
type Track struct {
	Changes []Change `json:"changes"`
	Path    []string `json:"path"`
	Values  []string `json:"values"`
}

// WhatIf is what the closed forms say of a change.
type WhatIf struct {
	Verdict      string        `json:"verdict"`
	Requirements []Requirement `json:"requirements"`
	Components   []Standing    `json:"components"`
	Status       Status        `json:"status"`
	Cost         Cost          `json:"cost"`
}

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
	Revision     string        `json:"revision"`
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
	Recovery *float64    `json:"recovery"` // seconds from the first fault until everything holds for good
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
	Flow   string  `json:"flow"`
	By     string  `json:"by"`
	Failed float64 `json:"failed"`
	Broken float64 `json:"broken"`
}
