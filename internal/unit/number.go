package unit

// Number is a value in base units together with the uncertain inputs that move
// it. Numbers that share an input move together, so a quotient of two numbers
// that both scale with the same guess is as sure as if the guess were known.
type Number struct {
	Value float64
	Moves []Move // by Input, ascending; empty for an exact number
}

// Move says how far a number goes when one uncertain input moves by one
// standard deviation up or down (of its logarithm).
type Move struct {
	Input    string  // path of the input in the file, or in the catalogue
	Up, Down float64 // change of the value, signed
}
