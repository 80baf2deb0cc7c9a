// Package look is what the pages, diagrams and charts of a report have in
// common: tones, colours in light and dark, and the width of text. It draws
// nothing.
package look

// Tone is what a mark says at a glance, by form and by colour.
type Tone uint8

// The tones.
const (
	Note    Tone = iota // for your information
	Good                // met, complete, absorbed
	Bad                 // broken, failed, down
	Unsure              // the interval holds the limit; look closer
	Unknown             // nobody said, so nobody can tell
)

// Mark is the sign that tells tones apart without colour.
func (t Tone) Mark() string { return [...]string{"•", "✓", "✗", "≈", "?"}[t] }

// Class is the name of the tone in style sheets, and of its colour variable.
func (t Tone) Class() string { return [...]string{"note", "good", "bad", "unsure", "unknown"}[t] }
