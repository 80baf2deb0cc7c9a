package studio

// The types of this file, of view_edit.go and of view_run.go are what the page is
// told; web/src/api.ts is made from them. Numbers are in base units (seconds,
// bytes, a second, shares of one) unless they are texts, which are shown as they
// are.

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
	Place
	Start int    `json:"start"` // offsets in the text, in UTF-16 units; of the include that leads to an included file
	End   int    `json:"end"`
	Fix   []Edit `json:"fix"` // mends it, as far as the file itself is concerned
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
	Place             // where the answer would stand
}

// Requirement is a limit and what both witnesses say.
type Requirement struct {
	Name    string   `json:"name"`
	About   string   `json:"about"`  // "view p99"
	Demand  string   `json:"demand"` // "at most 250 ms"
	Verdict string   `json:"verdict"`
	Margin  *float64 `json:"margin"` // share of the limit that is left
	Number  string   `json:"number"` // of the closed forms that it limits, to be asked why
	Place
	Estimate Witness `json:"estimate"`
	Simulate Witness `json:"simulate"`
	Disagree bool    `json:"disagree"` // the witnesses, beyond their intervals
	Note     string  `json:"note"`
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
	Lines int    `json:"lines"` // of its name
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
	Calls  []string `json:"calls"` // what travels on it: calls as "caller.callee", and flows that consume
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
	Took     string   `json:"took"`   // the mean response as it is shown; "" when it is not known
	Price    string   `json:"price"`  // the cost of a month as it is shown
	Uptime   string   `json:"uptime"` // the share of time in which it is up
	Figures  []Figure `json:"figures"`
}

// Component is one part with what is known of it.
type Component struct {
	Standing
	Title string `json:"title"`
	Kind  string `json:"kind"`
	Tech  string `json:"tech"`
	In    string `json:"in"`
	Place
	Facts    []Fact `json:"facts"`    // none when it stands in an included file
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
	Place          // of its policies, else of the step that makes it
}

// Flow is one use case.
type Flow struct {
	Name  string   `json:"name"`
	Title string   `json:"title"`
	Rate  *float64 `json:"rate"`
	Parts []string `json:"parts"` // components it passes, in order
}

// Failure is one that the design declares.
type Failure struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Finding is what a check has to say.
type Finding struct {
	Check    string `json:"check"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
	Verdict  string `json:"verdict"`
	At       string `json:"at"`
	Place
	Start    int    `json:"start"`
	End      int    `json:"end"` // offsets in the text, in UTF-16 units, on one line; the same when it stands elsewhere
	Evidence string `json:"evidence"`
	Fix      string `json:"fix"`
	Written  bool   `json:"written"` // the fix can be written into the design file as it stands
	Waived   string `json:"waived"`  // the reason; "" when it is not
}

// Lever is a number of the file that one can turn, the ones that matter most
// first.
type Lever struct {
	Path  []string `json:"path"`
	Name  string   `json:"name"`
	Text  string   `json:"text"`
	Value float64  `json:"value"`
	Low   float64  `json:"low"`
	High  float64  `json:"high"`
	Whole bool     `json:"whole"` // only whole numbers
	Share bool     `json:"share"` // of one
	Unit  string   `json:"unit"`  // to write behind the number in the file
	Place
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
}
