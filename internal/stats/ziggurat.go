package stats

import "math"

// The ziggurat (Marsaglia and Tsang 2000; 256 layers of equal area for the
// exponential and 128 for the normal law, with the layer and the place in it
// taken from separate bits as Doornik 2005 asks) draws with one random word,
// one table look-up and one product in almost all cases.

const (
	expLayers    = 256
	expTail      = 7.69711747013104972      // where the bottom layer's tail begins
	expArea      = 3.9496598225815571993e-3 // of each layer
	normalLayers = 128
	normalTail   = 3.442619855899
	normalArea   = 9.91256303526217e-3
)

// expZig and normalZig are computed once, with our own Exp and Log, so they
// hold the same bits everywhere.
var (
	expZig    = buildExpZig()
	normalZig = buildNormalZig()
)

// layer is one slab of a ziggurat: a 53-bit integer below inside lies under
// the curve for sure, width turns it into a value, and the slab reaches from
// density low up to low + rise.
type layer struct {
	inside    int64
	width     float64
	low, rise float64
}

// Exp returns a draw of the exponential law with mean 1.
func (r *Stream) Exp() float64 {
	j := r.Uint64()
	u := int64(j >> 11)
	l := &expZig[j&(expLayers-1)]
	x := float64(float64(u) * l.width)
	if u < l.inside {
		return x
	}
	return r.expRest(int(j&(expLayers-1)), x)
}

// expRest decides on a point that the quick test could not place.
func (r *Stream) expRest(i int, x float64) float64 {
	for {
		if i == 0 {
			return expTail - Log(r.Float64()) // the tail is the law again
		}
		if l := &expZig[i]; l.low+float64(r.Float64()*l.rise) < Exp(-x) {
			return x
		}
		j := r.Uint64()
		u := int64(j >> 11)
		i = int(j & (expLayers - 1))
		x = float64(float64(u) * expZig[i].width)
		if u < expZig[i].inside {
			return x
		}
	}
}

// Normal returns a draw of the normal law with mean 0 and standard deviation 1.
func (r *Stream) Normal() float64 {
	j := r.Uint64()
	u := int64(j) >> 10 // 53 bits and a sign
	l := &normalZig[j&(normalLayers-1)]
	x := float64(float64(u) * l.width)
	if max(u, -u) < l.inside {
		return x
	}
	return r.normalRest(int(j&(normalLayers-1)), x)
}

func (r *Stream) normalRest(i int, x float64) float64 {
	for {
		if i == 0 {
			return r.normalTail(x < 0)
		}
		if l := &normalZig[i]; l.low+float64(r.Float64()*l.rise) < Exp(float64(-0.5*x*x)) {
			return x
		}
		j := r.Uint64()
		u := int64(j) >> 10
		i = int(j & (normalLayers - 1))
		x = float64(float64(u) * normalZig[i].width)
		if max(u, -u) < normalZig[i].inside {
			return x
		}
	}
}

// normalTail draws beyond normalTail: Marsaglia 1964.
func (r *Stream) normalTail(negative bool) float64 {
	for {
		x := r.Exp() / normalTail
		if y := r.Exp(); y+y > float64(x*x) {
			return pick(negative, -(normalTail + x), normalTail+x)
		}
	}
}

func buildExpZig() (z [expLayers]layer) {
	density := func(x float64) float64 { return Exp(-x) }
	inverse := func(y float64) float64 { return -Log(y) }
	buildZig(z[:], expTail, expArea, density, inverse)
	return z
}

func buildNormalZig() (z [normalLayers]layer) {
	density := func(x float64) float64 { return Exp(float64(-0.5 * x * x)) }
	inverse := func(y float64) float64 { return math.Sqrt(-2 * Log(y)) }
	buildZig(z[:], normalTail, normalArea, density, inverse)
	return z
}

// buildZig fills the slabs of a falling density with density(0) = 1: slab 0
// lies at the bottom and stands for the tail too, the last is the topmost.
func buildZig(z []layer, tail, area float64, density, inverse func(float64) float64) {
	const unit = 1 << 53
	base := area / density(tail) // the bottom slab's width, were it a rectangle
	z[0] = layer{inside: int64(tail / base * unit), width: base / unit}

	edge, low := tail, density(tail)
	for i := 1; i < len(z); i++ {
		inner, high := 0.0, 1.0
		if i < len(z)-1 {
			high = area/edge + low
			inner = inverse(high)
		}
		z[i] = layer{inside: int64(inner / edge * unit), width: edge / unit, low: low, rise: high - low}
		edge, low = inner, high
	}
}
