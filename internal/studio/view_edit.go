package studio

// What is written, and what is said of a text that is not.

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
