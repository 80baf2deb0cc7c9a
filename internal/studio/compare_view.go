package studio

// Sides is what can be compared: the file as it stands, its variants, and
// itself in the commits that changed it.
type Sides struct {
	Choices []Choice `json:"choices"`
	Left    string   `json:"left"` // what to begin with; "" when there is nothing to hold the file against
	Right   string   `json:"right"`
	NoGit   string   `json:"no_git"` // why there are no commits; "" when there are
}

// Choice is one side.
type Choice struct {
	ID   string `json:"id"`   // base, the name of a variant, or git:COMMIT
	Text string `json:"text"` // as it is offered
	Kind string `json:"kind"` // file, variant, commit
}

// Differing is what is different between two designs, before either is run.
type Differing struct {
	Left         string        `json:"left"`
	Right        string        `json:"right"`
	Same         bool          `json:"same"`
	Says         string        `json:"says"`
	Picture      Picture       `json:"picture"` // what either has
	Components   []Component   `json:"components"`
	Boxes        []Changed     `json:"boxes"` // and boundaries
	Arrows       []Changed     `json:"arrows"`
	Moved        []MovedPart   `json:"moved"`
	Parts        []PartChange  `json:"parts"`
	Verdicts     []VerdictTurn `json:"verdicts"`
	Numbers      []NumberTurn  `json:"numbers"`
	Cost         MoneyTurn     `json:"cost"`
	Costs        []MoneyTurn   `json:"costs"` // by component, the largest difference first
	NewFindings  []string      `json:"new_findings"`
	GoneFindings []string      `json:"gone_findings"`
	Unsigned     []string      `json:"unsigned"` // keys of steps whose approvals no longer hold
}

// Changed is a thing of the picture that only one side has, or that differs.
type Changed struct {
	ID     string `json:"id"`     // of a box or a boundary; of an arrow, both ends with a blank between
	Change string `json:"change"` // added, removed, changed
	Was    string `json:"was"`    // the name it had; "" when it had the same
}

// MovedPart is a component that has another number on each side.
type MovedPart struct {
	Component string   `json:"component"`
	Figures   []Figure `json:"figures"` // "8.8% → 12%"
}

// PartChange is a thing of the design that only one side has, or that says
// something else.
type PartChange struct {
	Section string   `json:"section"`
	Name    string   `json:"name"`
	Change  string   `json:"change"` // added, removed, changed, renamed
	Facts   []string `json:"facts"`  // "replicas: 6 → 8"
	Place            // none when it is not of the file
}

// VerdictTurn is a requirement as the closed forms judge it on both sides.
type VerdictTurn struct {
	About        string `json:"about"`
	Demand       string `json:"demand"`
	Left         string `json:"left"`
	LeftVerdict  string `json:"left_verdict"`
	Right        string `json:"right"`
	RightVerdict string `json:"right_verdict"`
}

// NumberTurn is a number of the closed forms that differs beyond its interval.
type NumberTurn struct {
	ID    string   `json:"id"`
	Left  string   `json:"left"`
	Right string   `json:"right"`
	Share *float64 `json:"share"` // of change; null when it was 0
}

// MoneyTurn is what something costs a month on both sides.
type MoneyTurn struct {
	Component string  `json:"component"` // "" for the whole
	Left      string  `json:"left"`      // "" when that side has no such part, or no price
	Right     string  `json:"right"`
	Change    string  `json:"change"`
	Share     float64 `json:"share"` // of change, of the dearer whole
}

// Comparison is two designs on the same load, measured in pairs.
type Comparison struct {
	Left   string        `json:"left"`
	Right  string        `json:"right"`
	Says   string        `json:"says"`
	Under  string        `json:"under"` // which circumstances
	Notes  []string      `json:"notes"` // what does not settle, and why
	Rows   []ComparedRow `json:"rows"`
	Curves []Curve       `json:"curves"`
}

// ComparedRow is one number of both, and their paired difference.
type ComparedRow struct {
	Name         string    `json:"name"`
	Limit        string    `json:"limit"` // "" when there is none
	Left         string    `json:"left"`
	LeftVerdict  string    `json:"left_verdict"`
	Right        string    `json:"right"`
	RightVerdict string    `json:"right_verdict"`
	Change       string    `json:"change"` // of right, with its 95% interval
	Shares       []float64 `json:"shares"` // the same three as shares of left: low, middle, high; none when they have no size
	Better       string    `json:"better"` // the name of a side; "" when none is
	Clear        string    `json:"clear"`  // in words: who is better, or that it cannot be told
	AtLeast      bool      `json:"at_least"`
}

// Curve is the latency of one flow on both sides.
type Curve struct {
	Flow   string       `json:"flow"`
	Points []CurvePoint `json:"points"`
}

// CurvePoint is one percentile.
type CurvePoint struct {
	Share  float64   `json:"share"` // of answers that are faster
	Left   *Interval `json:"left"`  // null when it is not known
	Right  *Interval `json:"right"`
	Change string    `json:"change"`
}

// Interval is a number with its 95% interval, in base units.
type Interval struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}
