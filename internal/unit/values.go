package unit

// The small types below cross package borders where a bare float64 would hide
// its unit. time.Duration serves for times.

// Bytes is a size in bytes.
type Bytes float64

// PerSecond is a rate in events per second.
type PerSecond float64

// Dollars is an amount in the design's currency.
type Dollars float64

// String shows the size with a fitting unit: "1.825 PB".
func (b Bytes) String() string { return Format(float64(b), KindBytes) }

// String shows the rate per a fitting time: "5,787/s".
func (r PerSecond) String() string { return Format(float64(r), KindRate) }

// String shows the amount: "$12,340".
func (d Dollars) String() string { return Format(float64(d), KindMoney) }
