package unit

// The small types that cross package borders where a bare float64 would hide
// its unit. time.Duration serves for times.
type (
	Bytes     float64 // bytes
	PerSecond float64 // events per second
	Dollars   float64 // the design's currency
)

// String shows the size with a fitting unit: "1.825 PB".
func (b Bytes) String() string { return Format(float64(b), KindBytes) }

// String shows the rate per a fitting time: "5,787/s".
func (r PerSecond) String() string { return Format(float64(r), KindRate) }

// String shows the amount: "$12,340".
func (d Dollars) String() string { return Format(float64(d), KindMoney) }
