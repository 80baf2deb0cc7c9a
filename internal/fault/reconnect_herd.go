package fault

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var reconnectHerd = &Fault{
	Code:    "reconnect-herd",
	Title:   "All clients reconnect at once",
	Family:  Load,
	Hits:    "a flow that holds connections",
	Story:   "A gateway restarts, a balancer drops its table, a phone network comes back: every held connection is gone in the same second.",
	Shows:   "All clients connect, sign in and fetch their state at once, which is many times the usual rate of connecting. Those that fail try again together.",
	Helps:   "Jittered reconnects, a limit on connects in progress, state that is kept across a connection, restarts in batches.",
	Size:    &Size{Name: "share of the connections that is dropped", Kind: unit.KindRatio, Usual: 1, Least: 0, Most: 1},
	PerYear: 2,
	Targets: flows(holds),
	write:   dropped,
}

func holds(d *model.Design, f *model.Flow) bool { return f.Hold != nil && onlyFlow(d, f.Name) }

func dropped(in *Injection) []string {
	in.Share = in.Size
	return just("drop", "")(in)
}
