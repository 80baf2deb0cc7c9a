package stats

var goldenWords = []uint64{
	0x14d1a4ac88c5c402,
	0xcb2287d9a0425597,
	0x8651c93ca776e5c1,
	0x74e15cedc1696546,
}

var goldenDraws = []struct {
	law Law
	sum float64
}{
	{Law{Kind: Exponential, A: 2}, 1991.0013685381525},
	{Law{Kind: Uniform, A: 1, B: 4}, 2537.783325208931},
	{Law{Kind: Normal, A: 10, B: 2}, 9937.265765954277},
	{Law{Kind: Lognormal, A: 5, B: 1}, 4912.510684393191},
	{Law{Kind: Gamma, A: 10, B: 2}, 9805.470367952714},
	{Law{Kind: Erlang, A: 10, B: 4}, 10207.120850638294},
	{Law{Kind: Hyperexp, A: 10, B: 3}, 11760.31571068909},
	{Law{Kind: Pareto, A: 3, B: 4.5}, 2994.52591869121},
	{Law{Kind: Quantiles, P: []float64{0.5, 0.9, 0.99}, X: []float64{2, 5, 20}}, 3324.7217999396416},
	{Law{Kind: Geometric, A: 1.7}, 1760},
}

const goldenKeys = 101311779820
