package layout

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// town is a graph like a large design: services in groups of eight, most calls
// near, half of them with a label.
func town(n int) Graph {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	var g Graph
	for i := range n {
		group := fmt.Sprintf("g%d", i/8)
		if i%8 == 0 {
			parent := ""
			if i/8%4 != 0 {
				parent = fmt.Sprintf("g%d", i/32*4)
			}
			g.Groups = append(g.Groups, Group{ID: group, Parent: parent, W: 60, H: 14})
		}
		g.Nodes = append(g.Nodes, Node{ID: fmt.Sprintf("n%d", i), W: 120 + r.IntN(60), H: 52, Group: group})
		for range min(i, 1+r.IntN(2)) {
			from := i - 1 - r.IntN(min(i, 12))
			if r.IntN(20) == 0 {
				from = r.IntN(i)
			}
			e := Edge{From: fmt.Sprintf("n%d", from), To: fmt.Sprintf("n%d", i)}
			if r.IntN(2) == 0 {
				e.W, e.H = 40+r.IntN(60), 14
			}
			g.Edges = append(g.Edges, e)
		}
	}
	return g
}

// The budgets of docs/architecture.md; x-of-budget is the share that is used.
func BenchmarkLayout(b *testing.B) {
	for _, size := range []struct {
		nodes  int
		budget float64 // seconds
	}{{20, 5e-3}, {200, 50e-3}, {1000, 300e-3}} {
		g := town(size.nodes)
		b.Run(fmt.Sprintf("%d-nodes", size.nodes), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Layout(g)
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/size.budget, "x-of-budget")
		})
	}
}
