package model

import (
	"github.com/loadpath/loadpath/internal/unit"
)

// Flow is one use case from the outside in: how it starts and its steps.
type Flow struct {
	Entry
	Title    string         `key:"title" doc:"Name as people say it."`
	By       Ref            `key:"by" ref:"actor|component" doc:"Who starts it and runs the outermost steps."`
	PerUser  *unit.Quantity `key:"per-user" unit:"rate,zero" doc:"Runs per active user and time; times the actor's daily."`
	Rate     *unit.Quantity `key:"rate" unit:"rate,zero" doc:"Runs per time in total (Poisson)."`
	Arrivals *Arrivals      `key:"arrivals" form:"arrivals" doc:"poisson(800/s), const(800/s), bursty(800/s cv=4) or file(requests.csv)."`
	Users    *unit.Quantity `key:"users" unit:"count" doc:"Closed load: so many users, each thinking between runs."`
	Think    *unit.Quantity `key:"think" unit:"time,law,zero" doc:"Time a user thinks before each run."`
	Consumes *Ref           `key:"consumes" ref:"queue" doc:"It starts on a message of this queue or stream."`
	Batch    *unit.Quantity `key:"batch" unit:"count,whole" doc:"Messages taken at once." default:"1"`
	Linger   *unit.Quantity `key:"linger" unit:"time,zero" doc:"Longest wait for a batch to fill." default:"0s"`
	Every    *unit.Quantity `key:"every" unit:"time,law" doc:"It starts on a schedule."`
	At       string         `key:"at" form:"clock" doc:"Time of day of a schedule: \"01:00\"."`
	Per      string         `key:"per" enum:"replica" doc:"The schedule runs from each replica of the component in by."`
	Peak     *unit.Quantity `key:"peak" unit:"factor" doc:"Peak over mean; default is the actor's."`
	Request  *unit.Quantity `key:"request" unit:"bytes,law,zero" doc:"Bytes of the request from outside."`
	Response *unit.Quantity `key:"response" unit:"bytes,law,zero" doc:"Bytes of the answer to the outside."`
	Priority *unit.Quantity `key:"priority" unit:"count,zero" doc:"Higher goes first where the discipline is priority." default:"0"`
	Deadline *Deadline      `key:"deadline" doc:"Longest time the starter waits."`
	Hold     *Hold          `key:"hold" doc:"Keeps a connection at a component."`
	Carries  []Ref          `key:"carries" ref:"entity" one:"true" doc:"Entities that travel with it, beside those its steps touch."`
	Key      string         `key:"key" form:"field" doc:"Field whose value the run is about; hashes and shards use it."`
	Steps    []*Step        `key:"steps" doc:"What happens."`
}

// Arrivals is how runs of a flow arrive.
type Arrivals struct {
	Process string         // poisson | const | bursty | file
	Rate    *unit.Quantity // nil for file
	CV      float64        // of bursty
	File    string         // of file, relative to the design
	Text    string         // as written
}

// Hold is a connection that stays open.
type Hold struct {
	At        Ref            `key:"at" ref:"component" doc:"The component that keeps it."`
	For       *unit.Quantity `key:"for" unit:"time,law" doc:"How long."`
	Reconnect *Retry         `key:"reconnect" doc:"How a dropped connection comes back."`
}

// Scenario is a load for simulate and chaos.
type Scenario struct {
	Entry
	Level string         `key:"level" ref:"load" doc:"mean or peak, or another scenario's level." default:"peak"`
	Ramp  []Ramp         `key:"ramp" one:"true" doc:"Multiplies the momentary rate."`
	For   *unit.Quantity `key:"for" unit:"time" doc:"Length of the run; its end is excluded."`
	Flows []Ref          `key:"flows" ref:"flow" one:"true" doc:"Only these flows."`
	Hot   *Hot           `key:"hot" doc:"A share of the traffic falls on one key."`
	Doc   string         `key:"doc" doc:"What it stands for."`
}

// Ramp raises the load to a factor, holds it and lets it down again.
type Ramp struct {
	From *unit.Quantity `key:"from" unit:"time,zero" doc:"When it begins." default:"0s"`
	To   *unit.Quantity `key:"to" unit:"factor,zero" doc:"The factor it reaches."`
	Over *unit.Quantity `key:"over" unit:"time,zero" doc:"How long it rises." default:"0s"`
	Hold *unit.Quantity `key:"hold" unit:"time,zero" doc:"How long it stays; for good when absent."`
	Down *unit.Quantity `key:"down" unit:"time,zero" doc:"How long it falls back to 1x." default:"0s"`
}

// Hot is a share of the traffic on one key.
type Hot struct {
	Entity Ref            `key:"entity" ref:"entity" doc:"The entity whose key is hot."`
	Share  *unit.Quantity `key:"share" unit:"ratio" doc:"Share of its traffic on that key."`
}
