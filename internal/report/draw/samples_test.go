package draw

import (
	"maps"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// picture is a sample with the name of its golden file.
type picture struct {
	name string
	svg  func() string
}

// pictures are looked at by people and compared by TestPicturesStayTheSame.
var pictures = []picture{
	{"latency-over-time", latencyOverTime.SVG},
	{"load-and-utilisation", utilisationOverTime.SVG},
	{"utilisation-by-component", utilisation.SVG},
	{"latency-budget", budget.SVG},
	{"requirements", requirements.SVG},
	{"hostile-names", hostileChart.SVG},
	{"containers", containers.SVG},
	{"shop", commerce.SVG},
	{"hostile-diagram", hostileDiagram.SVG},
	{"kinds", allKinds},
	{"redirect-sequence", redirect.SVG},
	{"entities", entities.SVG},
}

const hostile = "<script>alert(\"x\")</script>\n\u202Eevil & 'co' 👩‍🚀 مرحبا"

var latencyOverTime = LineChart{
	Title: "Latency of redirect over time", Y: unit.KindTime, YLabel: "Latency of redirect, seconds from start", X: unit.KindTime, Log: true,
	Series: []Series{
		{Name: "p50", Points: wave(300, 0.008, 0.2, 1)},
		{Name: "p95", Points: wave(300, 0.021, 0.3, 4)},
		{Name: "p99", Points: wave(300, 0.038, 0.4, 9)},
	},
	Limits: []Limit{{0.05, "limit p99 ≤ 50 ms"}, {0.052, "old limit"}},
	Spans:  []Span{{90, 160, "links-db primary lost"}},
}

var utilisationOverTime = LineChart{
	Title: "Utilisation over time", Y: unit.KindRatio, YLabel: "Utilisation of cores", X: unit.KindTime,
	Series: []Series{
		{Name: "api", Points: wave(600, 0.61, 0.1, 1)},
		{Name: "links-db", Points: wave(600, 0.64, 0.1, 1)},
		{Name: "cache", Points: wave(600, 0.12, 0.05, 1)},
		{Name: "forecast", Dashed: true, Points: []Point{{0, 0.3, 0.25, 0.35}, {300, 0.4, 0.3, 0.5}, {599, 0.5, 0.35, 0.68}}},
	},
}

// wave is a quiet line with a bump in the middle, made of parabolas so that it
// is the same on every machine.
func wave(n int, level, swing, bump float64) []Point {
	points := make([]Point, n)
	for i := range points {
		ripple := arch(i, 56)/1.5 + arch(i, 14)/3
		y := level * (1 + float64(swing*ripple))
		if at := (float64(i)/float64(n) - 0.4) * 6; bump > 1 && at > -1 && at < 1 {
			hill := (1 - float64(at*at)) * (1 - float64(at*at))
			y *= 1 + float64(bump*hill)
		}
		points[i] = Point{X: float64(i), Y: y}
	}
	return points
}

// arch runs like a sine of that period.
func arch(i, period int) float64 {
	half := period / 2
	at := float64(i%half) / float64(half)
	y := 4 * at * (1 - at)
	if i/half%2 == 1 {
		return -y
	}
	return y
}

var utilisation = BarChart{
	Title: "Utilisation by component at peak", Unit: unit.KindRatio,
	Bars: []Bar{
		{Label: "links-db", Parts: []Part{{"busy", 0.93}}, Low: 0.9, High: 0.97, Tone: look.Bad, Note: "saturates first"},
		{Label: "api", Parts: []Part{{"busy", 0.61}}, Low: 0.6, High: 0.62},
		{Label: "edge", Parts: []Part{{"busy", 0.35}}},
		{Label: "recommendation-service", Parts: []Part{{"busy", 0.22}}},
		{Label: "cache", Parts: []Part{{"busy", 0.03}}},
	},
	Limits: []Limit{{0.7, "target 70%"}},
}

var budget = BarChart{
	Title: "Latency budget per hop", Unit: unit.KindTime,
	Bars: []Bar{
		{Label: "redirect", Parts: []Part{{"cdn", 0.004}, {"edge", 0.001}, {"api", 0.0032}, {"cache", 0.0006}, {"links-db", 0.007}, {"network", 0.003}, {"waiting", 0.002}}, Limit: 0.05},
		{Label: "shorten", Parts: []Part{{"edge", 0.001}, {"api", 0.006}, {"links-db", 0.021}, {"waiting", 0.004}}, Limit: 0.033},
		{Label: "list", Parts: []Part{{"edge", 0.001}, {"api", 0.002}, {"links-db", 0.011}}},
	},
}

var requirements = IntervalPlot{
	Title: "Requirements, both witnesses",
	Rows: []Requirement{
		{Label: "fast", Unit: unit.KindTime, Limit: 0.05, Tone: look.Good, Verdict: "met",
			Witnesses: []Witness{{"estimate", 0.031, 0.024, 0.04}, {"simulation", 0.0342, 0.0338, 0.0346}}},
		{Label: "up", Unit: unit.KindRatio, Limit: 0.9999, AtLeast: true, Tone: look.Bad, Verdict: "broken",
			Witnesses: []Witness{{"estimate", 0.99975, 0.9996, 0.99985}, {"simulation", 0.9997, 0.99962, 0.99978}}},
		{Label: "carries", Unit: unit.KindRate, Limit: 18000, AtLeast: true, Tone: look.Good, Verdict: "met",
			Witnesses: []Witness{{"estimate", 26000, 22000, 30000}, {"simulation", 24800, 24800, 24800}}},
		{Label: "few-errors", Unit: unit.KindRatio, Limit: 0.001, Tone: look.Unknown, Verdict: "unknown",
			Witnesses: []Witness{{"estimate", 0.0002, 0.0001, 0.0004}, {"simulation", math.NaN(), 0, 0}}},
		{Label: "budget", Unit: unit.KindMoneyRate, Limit: 40000 / 2628000., Tone: look.Unsure, Verdict: "unsure",
			Witnesses: []Witness{{"estimate", 38000 / 2628000., 31000 / 2628000., 47000 / 2628000.}}},
		{Label: "no-loss", Unit: unit.KindTime, Limit: 0, Tone: look.Good, Verdict: "met",
			Witnesses: []Witness{{"estimate", 0, 0, 0}, {"simulation", 0, 0, 0}}},
	},
}

var hostileChart = BarChart{
	Title: hostile, Unit: unit.KindMoneyRate,
	Bars: []Bar{
		{Label: hostile, Parts: []Part{{hostile, 0.01}, {"b", math.NaN()}}, Note: hostile},
		{Label: "a-very-long-component-name-that-nobody-would-type-but-somebody-will", Parts: []Part{{"c", 1}}},
	},
	Limits: []Limit{{0.5, hostile}, {math.Inf(1), "never"}},
}

var containers = Diagram{
	Title: "Containers of the URL shortener",
	Nodes: []Node{
		{ID: "reader", Name: "reader", Kind: "human", Notes: []string{"100M daily"}, Outside: true},
		{ID: "creator", Name: "creator", Kind: "human", Notes: []string{"1M daily"}, Outside: true},
		{ID: "cdn", Name: "cdn", Kind: "cdn", Notes: []string{"hit 60%"}, Group: "internet"},
		{ID: "edge", Name: "edge", Kind: "load-balancer", Notes: []string{"aws/alb"}, Group: "core"},
		{ID: "api", Name: "api", Kind: "service", Notes: []string{"go · 6 to 40 replicas", "61% busy"}, Group: "core"},
		{ID: "cache", Name: "cache", Kind: "cache", Notes: []string{"redis · 64 GB"}, Group: "core"},
		{ID: "links-db", Name: "links-db", Kind: "sql", Notes: []string{"aws/rds-postgres · 3 replicas"}, Group: "core", Tone: look.Bad, Mark: "saturates first"},
		{ID: "clicks", Name: "clicks", Kind: "stream", Notes: []string{"kafka · 12 partitions"}, Group: "core"},
		{ID: "counter", Name: "counter", Kind: "worker", Notes: []string{"4 replicas"}, Group: "core"},
		{ID: "stats", Name: "stats", Kind: "warehouse", Notes: []string{"clickhouse"}, Group: "core"},
		{ID: "dead-clicks", Name: "dead-clicks", Kind: "queue", Group: "core"},
		{ID: "safe", Name: "link-safety", Kind: "third-party", Outside: true},
	},
	Groups: []Group{
		{ID: "internet", Name: "internet", Note: "public"},
		{ID: "eu-west", Name: "eu-west", Note: "region, 3 zones"},
		{ID: "core", Name: "core", Note: "links", Parent: "eu-west"},
	},
	Edges: []Edge{
		{From: "reader", To: "cdn", Label: "17.4k/s"},
		{From: "cdn", To: "edge", Label: "6.9k/s"},
		{From: "creator", To: "edge", Label: "347/s"},
		{From: "edge", To: "api", Label: "7.3k/s"},
		{From: "api", To: "cache", Label: "get link, 6.9k/s"},
		{From: "api", To: "links-db", Label: "read on a miss, 550/s", Tone: look.Bad},
		{From: "api", To: "safe", Label: "check URL"},
		{From: "cdn", To: "clicks", Label: "17.4k/s, 300 B", Later: true},
		{From: "clicks", To: "counter", Label: "batches of 500", Later: true},
		{From: "counter", To: "stats"},
		{From: "clicks", To: "dead-clicks", Later: true},
	},
}

var hostileDiagram = Diagram{
	Title:     hostile,
	Direction: layout.Right,
	Nodes: []Node{
		{ID: "a", Name: hostile, Kind: hostile, Notes: []string{hostile, ""}, Group: "g", Mark: hostile, Tone: look.Unsure},
		{ID: "b", Name: "averyveryverylongnamewithoutanyplacetobreakitinto", Kind: "sql"},
	},
	Groups: []Group{{ID: "g", Name: hostile, Note: hostile}, {ID: "empty", Name: "nothing in here"}},
	Edges:  []Edge{{From: "a", To: "b", Label: hostile}, {From: "b", To: "a", Later: true}, {From: "b", To: "b", Label: "itself"}},
}

// allKinds shows every icon once.
func allKinds() string {
	d := Diagram{Title: "Kinds"}
	for _, kind := range slices.Sorted(maps.Keys(icons)) {
		d.Nodes = append(d.Nodes, Node{ID: kind, Name: kind, Kind: kind})
	}
	return d.SVG()
}

var redirect = Sequence{
	Title: "Redirect",
	Participants: []Participant{
		{ID: "reader", Name: "reader", Kind: "human", Outside: true},
		{ID: "cdn", Name: "cdn", Kind: "cdn"},
		{ID: "edge", Name: "edge", Kind: "load-balancer"},
		{ID: "api", Name: "api", Kind: "service"},
		{ID: "cache", Name: "cache", Kind: "cache"},
		{ID: "db", Name: "links-db", Kind: "sql"},
		{ID: "clicks", Name: "clicks", Kind: "stream"},
	},
	Events: []Event{
		{Kind: Call, From: "reader", To: "cdn", Label: "GET /{code}"},
		{Kind: Open, Label: "miss, 40%"},
		{Kind: Call, From: "cdn", To: "edge"},
		{Kind: Call, From: "edge", To: "api", Label: "lookup"},
		{Kind: Remark, From: "api", Label: "work 0.4 ms"},
		{Kind: Call, From: "api", To: "cache", Label: "get link"},
		{Kind: Answer, From: "cache", To: "api"},
		{Kind: Open, Label: "miss, 8%"},
		{Kind: Call, From: "api", To: "db", Label: "read link, at most 100 ms, 2 retries"},
		{Kind: Answer, From: "db", To: "api", Label: "500 B"},
		{Kind: Call, From: "api", To: "cache", Label: "set link"},
		{Kind: Answer, From: "cache", To: "api"},
		{Kind: Close},
		{Kind: Answer, From: "api", To: "edge"},
		{Kind: Answer, From: "edge", To: "cdn"},
		{Kind: Close},
		{Kind: Answer, From: "cdn", To: "reader", Label: "302, 400 B"},
		{Kind: Later, From: "cdn", To: "clicks", Label: "publish, 300 B"},
		{Kind: Call, From: "cdn", To: "cdn", Label: "count"},
		{Kind: Open, Label: hostile},
		{Kind: Else, Label: "otherwise, 30%"},
		{Kind: Remark, From: "edge", Label: "nothing"},
		{Kind: Close},
	},
}

var entities = Entities{
	Title: "Data",
	Entities: []Entity{
		{ID: "creator", Name: "creator", Note: "personal", Fields: []Field{{"id", "uuid", true}, {"email", "string", false}}},
		{ID: "link", Name: "link", Note: "links-db · 9.1 TB after a year", Fields: []Field{{"code", "string", true}, {"url", "string", false}, {"owner", "creator.id", false}, {"created", "time", false}}},
		{ID: "click", Name: "click", Note: "stats · 1 y", Fields: []Field{{"link", "link.code", false}, {"at", "time", false}, {hostile, hostile, true}}},
		{ID: "domain", Name: "domain", Fields: []Field{{"name", "string", true}, {"owner", "creator.id", false}}},
	},
	Relations: []Relation{{"link", "creator", "owner", false}, {"click", "link", "link", false}, {"domain", "creator", "owner", true}},
}
