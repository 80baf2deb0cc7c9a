package model

// ProcessStep is one of the sixteen steps of system design.
type ProcessStep struct {
	Number int
	Key    string // "scale"
	Title  string
}

// ProcessSteps are the steps in the order of the canonical process.
var ProcessSteps = []*ProcessStep{
	{1, "justify", ""}, {2, "users", ""}, {3, "functional", ""}, {4, "quality", ""}, {5, "scale", ""}, {6, "interfaces", ""}, {7, "data", ""}, {8, "components", ""},
	{9, "flows", ""}, {10, "asynchrony", ""}, {11, "scaling", ""}, {12, "failure", ""}, {13, "observability", ""}, {14, "delivery", ""}, {15, "security", ""}, {16, "decide", ""},
}
